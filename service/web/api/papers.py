"""Papers: uploaded, read, opened, shown as text and as pictures, taken out."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from anyio import to_thread
from fastapi import APIRouter, Query, Request, Response, UploadFile
from pydantic import BaseModel
from sqlalchemy.orm import Session

from thirdorder.corpora.papers import paper_to_dict
from thirdorder.nlp.document import Construct, Order, PassageKind, Role, Voice
from thirdorder.service.errors import RefusedError
from thirdorder.service.jobs import queue
from thirdorder.service.jobs.pictures import WIDTHS, Pictures
from thirdorder.service.store import blinding, coder_progress, papers
from thirdorder.service.store.purge import delete_files, purge_paper, still_held
from thirdorder.service.store.read_again import place_again
from thirdorder.service.store.schema import ReadingState
from thirdorder.service.store.uploads import keep_upload
from thirdorder.service.store.values import Job, PaperEntry, Reading
from thirdorder.service.web.api.shapes import Done, Input, Key, Limit, PaperId, PathId, Skip, part
from thirdorder.service.web.security import Code, Here, Own, See, Text

router = APIRouter(prefix="/projects/{project}/papers", tags=["papers"])


class Refused(BaseModel):
    """A file that was not taken, and why."""

    name: str
    reason: str


class Uploaded(BaseModel):
    """What became of each file."""

    papers: list[PaperEntry]
    refused: list[Refused]


class Boxed(BaseModel):
    """A line's box on a page, in points from the top left, with the part of the text that stands in it."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float
    start: int
    end: int


class Heading(BaseModel):
    """A section's title inside the text, and where it is printed."""

    start: int
    end: int
    boxes: list[Boxed]


class SectionText(BaseModel):
    """A section of the tree."""

    id: str
    parent: str | None
    level: int
    title: str
    role: Role
    start: int
    end: int
    page: int | None
    evidence: str
    confidence: float
    heading: Heading | None


class PassageText(BaseModel):
    """A passage with its words, whose they are, and where they are printed."""

    id: str
    section: str
    role: Role
    kind: PassageKind
    order: Order
    quantitative: bool
    start: int
    end: int
    text: str
    voices: list[Voice]
    boxes: list[Boxed]


class PrintedWords(BaseModel):
    """Where each word is printed: rows of numbers of one length; boxes are x0, y0, x1, y1 in points."""

    start: list[int]
    end: list[int]
    page: list[int]
    box: list[tuple[float, float, float, float]]
    line: list[int]


class PaperText(BaseModel):
    """A paper's pinned text and what was found in it; offsets are characters of `text`."""

    id: str
    sha256: str
    text_sha256: str
    title: str
    pages: int
    text: str
    sizes: list[tuple[float, float]]
    sections: list[SectionText]
    passages: list[PassageText]
    constructs: list[Construct]
    words: PrintedWords | None


class Anew(BaseModel):
    """What reading anew changes, in numbers: whose codings they are is nobody's business while coding is blind."""

    stays: int
    moves: int
    lost: int
    characters: int
    characters_before: int
    passages: int
    passages_before: int


class Purged(BaseModel):
    """Where the words may still be."""

    still_held_by: list[str]


class State(Input):
    """How far one is."""

    state: ReadingState


class Licence(Input):
    """What may be done with a paper's text."""

    licence: Key


@router.get("", operation_id="list_papers")
def list_papers(here: See, response: Response, limit: Limit = 500, skip: Skip = 0) -> list[PaperEntry]:
    """The papers of the project, each with its state and, where it was refused, the reason."""
    with here.look() as session:
        return part(response, papers.papers(session, here.project), limit, skip)


@router.post("", operation_id="upload_papers", status_code=202)
def upload(files: list[UploadFile], here: Code) -> Uploaded:
    """Take one or several papers; each is read in the background and can be opened as soon as it is read."""
    taken: list[PaperEntry] = []
    refused: list[Refused] = []
    if len(files) > here.settings.most_files:
        raise RefusedError(f"{len(files)} files are more than {here.settings.most_files}: upload them in parts.")
    kept = []
    for file in files:
        try:
            name = file.filename or "paper"
            kept.append(keep_upload(here.files, here.project, name, file.file, here.settings.largest_upload))
        except RefusedError as error:
            refused.append(Refused(name=name, reason=str(error)))
    with here.act() as session:
        for one in kept:
            taken.append(add_uploaded(session, here, *one))
    return Uploaded(papers=taken, refused=refused)


def add_uploaded(session: Session, here: Here, name: str, sha256: str, media: str, size: int) -> PaperEntry:
    """Note a file that lies in the project, and have it read."""
    entry = papers.add_paper(session, here.project, here.who, name, sha256, media, size)
    if entry.state == "waiting":
        queue.ask(session, here.project, "read", entry.id, here.who)
    return entry


@router.get("/{paper}", operation_id="paper")
def paper(paper: PaperId, here: See) -> PaperEntry:
    """One paper of the list."""
    with here.look() as session:
        return papers.paper(session, here.project, paper)


@router.get("/{paper}/text", operation_id="paper_text")
def text(paper: PaperId, here: Text) -> PaperText:
    """A paper's text with its sections, passages, constructs, and where each word is printed."""
    with here.look() as session:
        entry = papers.paper(session, here.project, paper)
        found, sizes = papers.pinned(session, here.files, here.project, paper)
    values = paper_to_dict(found)
    words = found.document.words
    return PaperText(
        id=entry.id, sha256=entry.sha256, text_sha256=entry.text_sha256, title=entry.title, pages=entry.pages,
        text=found.document.text, sizes=list(sizes), sections=values["sections"], passages=values["passages"],
        constructs=list(found.constructs),
        words=None if words is None else PrintedWords(
            start=words.start.tolist(), end=words.end.tolist(), page=words.page.tolist(),
            box=np.round(words.box, 2).tolist(), line=words.line.tolist(),
        ),
    )  # fmt: skip


@router.get(
    "/{paper}/pages/{page}.png", operation_id="page_picture", response_class=Response,
    responses={200: {"content": {"image/png": {"schema": {"type": "string", "format": "binary"}}}}},
)  # fmt: skip
async def picture(
    paper: PaperId, page: PathId, here: Text, request: Request, width: Annotated[int, Query(ge=1, le=10_000)] = 1100
) -> Response:
    """A page as a picture, drawn once in a limited process and kept on disk."""
    pictures: Pictures = request.app.state.pictures
    # When it was drawn first is not said: it would tell when somebody else opened the page.
    chosen = min((w for w in WIDTHS if w >= width), default=WIDTHS[-1])
    headers = {"Cache-Control": "private, max-age=86400, immutable", "ETag": f'"{paper}-{page}-{chosen}"'}
    data = await to_thread.run_sync(_picture, here, paper, page, chosen, pictures, limiter=request.app.state.drawing)
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return Response(data, media_type="image/png", headers=headers)


def _picture(here: Here, paper: str, page: int, chosen: int, pictures: Pictures) -> bytes:
    with here.look() as session:
        entry = papers.paper(session, here.project, paper)
    if entry.media != "pdf":
        raise RefusedError(f"{entry.name} has no pages to show: read its text.")
    pdf = here.files.paper(here.project, entry.sha256)
    goal = here.files.picture(here.project, entry.sha256, page, chosen)
    return pictures.get(pdf, goal, page, chosen, entry.name).read_bytes()


@router.post("/{paper}/retry", operation_id="retry_paper")
def retry(paper: PaperId, here: Code) -> PaperEntry:
    """Try a refused paper again."""
    with here.act() as session:
        entry = papers.paper(session, here.project, paper)
        if entry.state != "refused":
            raise RefusedError(f"{entry.name} was not refused.")
        papers.set_state(session, here.project, paper, "waiting")
        queue.ask(session, here.project, "read", paper, here.who)
        return papers.paper(session, here.project, paper)


@router.put("/{paper}/licence", operation_id="set_licence")
def set_licence(paper: PaperId, given: Licence, here: Own) -> PaperEntry:
    """Mark what may be done with a paper's text."""
    with here.act() as session:
        return papers.set_licence(session, here.project, paper, here.who, given.licence)


@router.post("/{paper}/anew", operation_id="read_anew", status_code=202)
def read_anew(paper: PaperId, here: Own) -> Job:
    """Have a paper read anew by the present reader, beside its text; nothing changes until somebody takes it."""
    with here.act() as session:
        papers.paper(session, here.project, paper)
        return queue.ask(session, here.project, "anew", paper, here.who)


@router.get("/{paper}/anew", operation_id="look_anew")
def look_anew(paper: PaperId, here: Own) -> Anew:
    """What taking the text read anew would change: how much stays, moves, or finds no place."""
    with here.look() as session:
        found = papers.candidate(session, here.files, here.project, paper)
        old = papers.pinned(session, here.files, here.project, paper).paper
        counted = None if blinding.is_open(session, here.project, paper) else here.who
        placed = place_again(session, here.project, found, keep=False, who=here.who, counted=counted)
    return Anew(
        stays=placed.stays, moves=placed.moves, lost=len(placed.lost), characters=len(found.document.text),
        characters_before=len(old.document.text), passages=len(found.passages), passages_before=len(old.passages),
    )  # fmt: skip


@router.post("/{paper}/anew/take", operation_id="take_anew")
def take_anew(paper: PaperId, here: Own) -> Anew:
    """Let everything stand on the text read anew. What finds no place keeps its words and is listed by its coder."""
    with here.act() as session:
        old = papers.pinned(session, here.files, here.project, paper).paper
        placed = papers.take_candidate(session, here.files, here.project, paper, here.who)
        new = papers.pinned(session, here.files, here.project, paper).paper
        queue.ask(session, here.project, "learn", who=here.who)
    return Anew(
        stays=placed.stays, moves=placed.moves, lost=len(placed.lost), characters=len(new.document.text),
        characters_before=len(old.document.text), passages=len(new.passages), passages_before=len(old.passages),
    )  # fmt: skip


@router.post("/{paper}/purge", operation_id="purge_paper")
def purge(paper: PaperId, here: Own) -> Purged:
    """Take away for good the words of a paper that was taken out, with what was coded there."""
    with here.act() as session:
        gone = purge_paper(session, here.files, here.project, paper, here.who)
    delete_files(here.database, gone)
    with here.look() as session:
        return Purged(still_held_by=list(still_held(session, here.files)))


@router.delete("/{paper}", operation_id="remove_paper")
def remove(paper: PaperId, here: Own) -> Done:
    """Take a paper out; its codings are kept until it is purged."""
    with here.act() as session:
        papers.remove_paper(session, here.project, paper, here.who)
    return Done()


@router.post("/{paper}/open", operation_id="open_paper")
def open_paper(paper: PaperId, here: Own) -> PaperEntry:
    """Open one paper for comparing, before all who are assigned have finished; kept in the record."""
    with here.act() as session:
        blinding.open_paper(session, here.project, paper, here.who)
        return papers.paper(session, here.project, paper)


@router.get("/{paper}/reading", operation_id="my_reading")
def my_reading(paper: PaperId, here: Code) -> Reading:
    """How far one is with a paper."""
    with here.look() as session:
        papers.paper(session, here.project, paper)
        return coder_progress.reading(session, here.project, paper, here.who)


@router.post("/{paper}/reading", operation_id="set_reading")
def set_reading(paper: PaperId, given: State, here: Code) -> Reading:
    """Say how far one is; `done` is signed: what carries none of one's codes was read and carries none."""
    with here.act() as session:
        papers.paper(session, here.project, paper)
        if given.state == "done":
            queue.ask(session, here.project, "learn", who=here.who)
        return coder_progress.set_reading(session, here.project, paper, here.who, given.state)
