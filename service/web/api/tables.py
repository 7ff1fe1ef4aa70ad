"""Tables brought back, by the API: each is shown as understood before it counts, as on the pages."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import APIRouter, Form, UploadFile
from pydantic import BaseModel, Field

from thirdorder.corpora.grid import Grid
from thirdorder.corpora.ris import Reference, read_ris
from thirdorder.nlp.review import Codebook
from thirdorder.service.errors import RefusedError
from thirdorder.service.store import codebooks, codings_from_grid, given_tables, papers, references, studies
from thirdorder.service.store.values import Code as CodeValue
from thirdorder.service.web.api.shapes import Done, Input, Name
from thirdorder.service.web.exports.labels import LARGEST, matched
from thirdorder.service.web.security import Code, Here, Own

router = APIRouter(prefix="/projects/{project}", tags=["tables"])


class CodeLacking(BaseModel):
    """A code of the project that a codebook has not, and how many codings stand on it."""

    code: CodeValue
    codings: int


class CodebookPreview(BaseModel):
    """What taking a codebook would do: codes that come new, that change (with what), that stay, and those it lacks."""

    new: list[str]
    changed: dict[str, str]
    same: int
    lacking: list[CodeLacking]


class GridLine(BaseModel):
    """A row of a grid: its study, the paper that it is of where one was found, its codes, and whose they are."""

    study: str
    paper: str | None
    codes: list[str]
    coder: str


class GridPreview(BaseModel):
    """What was understood of a grid; `unmatched` are studies that would be left out."""

    understood: str
    notes: list[str]
    rows: list[GridLine]
    unmatched: list[str]


class GridTaken(BaseModel):
    """How many codings came new."""

    codings: int


class ReferenceWaiting(BaseModel):
    """A reference that waits at a place, and the paper it is of where one was found for sure."""

    place: int
    title: str
    authors: list[str]
    year: int | None
    doi: str
    paper: str | None


class ReferenceTaken(Input):
    """A waiting reference and the paper whose title, authors, year and DOI it gives."""

    place: Annotated[int, Field(ge=0, le=100_000)]
    paper: Annotated[str, Field(pattern="^[0-9a-f]{16}$")]


class ReferencesTaken(Input):
    """The references to take; with `leave`, all others go."""

    take: Annotated[list[ReferenceTaken], Field(max_length=10_000, default_factory=list)]
    leave: bool = False


@router.post("/codebook/preview", operation_id="preview_codebook")
def preview_codebook(file: UploadFile, here: Code) -> CodebookPreview:
    """What taking a codebook would do; nothing is changed."""
    book = _codebook(here, file)
    with here.look() as session:
        found = codebooks.preview(session, here.project, here.who, book)
    lacking = [CodeLacking(code=one.code, codings=one.codings) for one in found.lacking]
    return CodebookPreview(new=list(found.new), changed=dict(found.changed), same=found.same, lacking=lacking)


@router.post("/codebook", operation_id="take_codebook")
def take_codebook(
    file: UploadFile, here: Code,
    retire: Annotated[list[int], Form(max_length=10_000)] = [],  # noqa: B006
    merge: Annotated[list[Name], Form(max_length=10_000)] = [],  # noqa: B006
) -> Done:  # fmt: skip
    """Take a codebook. Codes it lacks stay, but for those to `retire` and to `merge` ("number:name of the goal")."""
    lacking = dict.fromkeys(retire, "retire")
    for one in merge:
        key, _, goal = one.partition(":")
        if not (key.isdecimal() and len(key) < 17 and goal.strip()):
            raise RefusedError("Say which code goes into which as number:name.")
        lacking[int(key)] = goal.strip()
    book = _codebook(here, file)
    with here.act() as session:
        codebooks.take(session, here.project, here.who, book, lacking)
    return Done()


@router.post("/grid/preview", operation_id="preview_grid")
def preview_grid(file: UploadFile, here: Own) -> GridPreview:
    """What was understood of a grid; nothing counts yet."""
    grid = _grid(file)
    found, unmatched = matched(here, grid)
    rows = [
        GridLine(
            study=r.study, paper=found[r.study].id if r.study in found else None, codes=list(r.codes),
            coder=r.coder or "",
        )
        for r in grid.rows
    ]  # fmt: skip
    return GridPreview(understood=grid.understood(), notes=list(grid.notes), rows=rows, unmatched=unmatched)


@router.post("/grid", operation_id="take_grid", status_code=201)
def take_grid(file: UploadFile, here: Own, coder: Annotated[Name, Form()] = "") -> GridTaken:
    """Take a grid: its codes become codings of the coders it names, or of `coder`, beside everybody else's."""
    grid = _grid(file)
    found, _ = matched(here, grid)
    with here.act() as session:
        taken = codings_from_grid.take(
            session, here.files, here.project, here.who, grid, {s: p.id for s, p in found.items()}, coder
        )
    return GridTaken(codings=taken)


@router.post("/references", operation_id="bring_references", status_code=201)
def bring_references(file: UploadFile, here: Code) -> list[ReferenceWaiting]:
    """Bring a bibliography (RIS); its references wait until they are taken."""
    name = file.filename or "references.ris"
    found = read_ris(file.file.read(here.settings.largest_upload), name)
    with here.act() as session:
        references.wait(session, here.project, here.who, name, found)
    return list_references(here)


@router.get("/references", operation_id="list_references")
def list_references(here: Code) -> list[ReferenceWaiting]:
    """The references that wait, each with the paper it was matched with."""
    with here.look() as session:
        entries = papers.papers(session, here.project)
        found = studies.references_of(entries, references.waiting(session, here.project))
    return [
        ReferenceWaiting(
            place=n, title=r.title, authors=list(r.authors), year=r.year, doi=r.doi, paper=paper or None
        )
        for n, (r, paper) in enumerate(found)
    ]  # fmt: skip


@router.post("/references/take", operation_id="take_references")
def take_references(said: ReferencesTaken, here: Code) -> list[ReferenceWaiting]:
    """Take what references say of papers, as confirmed; what still waits is given back."""
    with here.act() as session:
        waiting = references.waiting(session, here.project)
        for one in said.take:
            if one.place >= len(waiting):
                raise RefusedError("There is no such reference (any more): list them again.")
            studies.describe(session, here.project, here.who, one.paper, **_described(waiting[one.place]))
        references.settle(session, here.project, here.who, None if said.leave else {o.place for o in said.take})
    return list_references(here)


def _described(one: Reference) -> dict[str, str]:
    return {"title": one.title, "authors": "; ".join(one.authors), "year": str(one.year or ""), "doi": one.doi}


def _codebook(here: Here, file: UploadFile) -> Codebook:
    largest = here.settings.largest_upload
    return cast(
        Codebook, given_tables.parsed("codebook", file.filename or "codebook", file.file.read(largest + 1), largest)
    )


def _grid(file: UploadFile) -> Grid:
    return cast(Grid, given_tables.parsed("grid", file.filename or "grid.xlsx", file.file.read(LARGEST + 1), LARGEST))
