"""Candidate themes as people see them, what they changed in them, and what is asked to be looked at again."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Response
from fastapi.responses import FileResponse
from pydantic import BaseModel, Field

from thirdorder.nlp.changes import Event, standing
from thirdorder.nlp.review import Theme
from thirdorder.service.errors import NotFoundError
from thirdorder.service.folder import theme_changes
from thirdorder.service.jobs import queue
from thirdorder.service.jobs.what_is_asked import what_is_asked
from thirdorder.service.language_model.endpoint import named_for_service, what_leaves
from thirdorder.service.store.theme_changes import StoreLedger, check_seen, events, ledger
from thirdorder.service.store.values import Job
from thirdorder.service.web.api.shapes import IfMatch, Input, Key, Name, RowId, Words, tag, version_of
from thirdorder.service.web.security import Code, See, Text

router = APIRouter(prefix="/projects/{project}", tags=["themes"])
Op = Literal["merge", "split", "rename", "move", "accept", "reject", "weigh", "verdict", "relevance", "undo"]


class NewChange(Input):
    """A change and what it needs: `theme` and `others` (merge), `passages` and `label` (split), and so on."""

    op: Op
    theme: Key = ""
    others: Annotated[list[Key], Field(max_length=200)] = Field(default_factory=list)
    passages: Annotated[list[Key], Field(max_length=2000)] = Field(default_factory=list)
    label: Name = ""
    goal: Key = ""
    construct_id: Key = Field("", alias="construct")
    counterpart: Key = ""
    verdict: Key = ""
    relevance: Key = ""
    number: RowId | None = None
    why: Words = ""


class Themes(BaseModel):
    """Themes as people see them now; `again` are the changes that hold no longer, each with why."""

    themes: list[Theme]
    accepted: list[str]
    rejected: list[str]
    again: dict[int, str]


class Asked(BaseModel):
    """What a language model would be asked: questions, at least and at most, tokens it would read, and what leaves."""

    least: int
    most: int
    tokens: int
    leaves: str


class Change(BaseModel):
    """A change, and whether it stands."""

    seq: int
    who: str
    when: str
    op: str
    before: Any
    after: Any
    why: str
    stands: bool


@router.get("/themes", operation_id="themes")
def themes(here: See, response: Response) -> Themes:
    """The candidate themes with what people made of them. The ETag numbers the last change."""
    with here.look() as session:
        kept = ledger(session, here.files, here.project, here.who)
        people, last = kept.people(), kept.events()[-1:]
    tag(response, last[0].seq if last else 0)
    return Themes(
        themes=list(people.themes), accepted=sorted(people.accepted), rejected=sorted(people.rejected),
        again=dict(people.stale),
    )  # fmt: skip


@router.post("/themes", operation_id="gather_themes", status_code=202)
def gather(here: Code) -> Job:
    """Gather themes anew over the papers that are read. What people decided stays with the passages it was given on."""
    with here.act() as session:
        return queue.ask_themes(session, here.project, here.who)


@router.get("/themes/asked", operation_id="asked")
def asked(here: See) -> Asked:
    """What the language model that is named for this service would be asked when themes are gathered now."""
    named = named_for_service()
    if named is None:
        raise NotFoundError("Whoever runs this service has named no language model for it.")
    with here.look() as session:
        found = what_is_asked(session, here.files, here.project)
    return Asked(least=found.least, most=found.most, tokens=found.tokens, leaves=what_leaves(named))


@router.get("/themes/changes", operation_id="list_changes")
def list_changes(here: See) -> list[Change]:
    """What people changed so far, in order."""
    with here.look() as session:
        whole = events(session, here.project)
        stale = dict(ledger(session, here.files, here.project, here.who).people().stale) if whole else {}
    stands = {e.seq for e in standing(whole)} - stale.keys()
    return [_shown(e, e.seq in stands) for e in whole]


@router.post("/themes/changes", operation_id="change_themes", status_code=201)
def change(given: NewChange, here: Code, if_match: IfMatch = None) -> list[Change]:
    """Change something; with the ETag one has, nobody's change is overlooked. What does not fit is refused."""
    with here.act() as session:
        check_seen(session, here.project, version_of(if_match))
        return [_shown(e, True) for e in make(ledger(session, here.files, here.project, here.who), given)]


@router.get("/report.html", operation_id="report", response_class=FileResponse)
def report(here: Text) -> FileResponse:
    """The report of the latest gathering."""
    path = here.files.run(here.project) / "report.html"
    if not path.is_file():
        raise NotFoundError("No themes are gathered yet.")
    return FileResponse(path, media_type="text/html")


def make(kept: StoreLedger, given: NewChange) -> list[Event]:
    """The events of a change. Moving several passages is an event for each."""
    why = given.why
    match given.op:
        case "merge":
            return [theme_changes.merge(kept, [given.theme, *given.others], label=given.label, why=why)]
        case "split":
            return [theme_changes.split(kept, given.theme, given.passages, label=given.label, why=why)]
        case "rename":
            return [theme_changes.rename(kept, given.theme, given.label, why=why)]
        case "move":
            origin, goal = given.theme or None, given.goal or None
            return [theme_changes.move(kept, p, origin=origin, goal=goal, why=why) for p in _some(given.passages)]
        case "accept" | "reject":
            return [theme_changes.judge(kept, given.theme, given.op, why=why)]
        case "weigh":
            return [theme_changes.weigh(kept, given.theme, given.verdict, why=why)]
        case "verdict":
            return [
                theme_changes.translate(kept, given.construct_id, given.counterpart or None, given.verdict, memo=why)
            ]
        case "relevance":
            return [theme_changes.set_relevance(kept, p, given.relevance, why=why) for p in _some(given.passages)]
        case "undo":
            return [theme_changes.undo(kept, given.number or 0, why=why)]


def _some(passages: list[str]) -> list[str]:
    if not passages:
        raise theme_changes.ChangeError("Choose the passages.")
    return passages


def _shown(event: Event, stands: bool) -> Change:
    return Change(
        seq=event.seq, who=event.who, when=event.when, op=event.op, before=event.before, after=event.after,
        why=event.why, stands=stands,
    )  # fmt: skip
