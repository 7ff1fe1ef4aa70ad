"""Set-up: what the review asks, how it proceeds, who takes part, who codes what, what is taken down of each paper."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from thirdorder.nlp.review import Order
from thirdorder.service.errors import RefusedError
from thirdorder.service.jobs.what_is_asked import in_a_sentence
from thirdorder.service.language_model.endpoint import named_for_service, what_leaves
from thirdorder.service.store import (
    assignments,
    blinding,
    codes,
    extraction,
    memos,
    papers,
    people,
    projects,
    secrets,
)
from thirdorder.service.store.schema import Approach, Role
from thirdorder.service.web.api.shapes import PaperId, PathId
from thirdorder.service.web.pages.frame import back, show
from thirdorder.service.web.security import Code, Here, Own, See
from thirdorder.service.web.words import APPROACHES, cited

router = APIRouter(prefix="/p/{project}/setup")
ROLES: dict[str, str] = {
    "owner": "owner: sets up, codes, opens", "reviewer": "reviewer: reads and codes",
    "methodologist": "methodologist: reads, sees coefficients", "reader": "reader: sees quotations, no full text",
}  # fmt: skip
Line = Annotated[str, Form(max_length=500)]
Words = Annotated[str, Form(max_length=50_000)]


@router.get("")
def page(request: Request, here: See) -> HTMLResponse:
    """Everything that is set for a review."""
    with here.look() as session:
        entries = papers.papers(session, here.project)
        assigned = assignments.assignments(session, here.project)
        # Who else has an account is told to those who can give them a part.
        everybody = people.accounts(session) if here.may("own") else ()
        inside = people.members(session, here.project)
        notes = blinding.visible_memos(session, here.project, here.who, "project")
        accounts = people.has_accounts(session)
        named = named_for_service()
        return show(
            request, "setup.html", here, here="setup", about=projects.project(session, here.project),
            approaches=APPROACHES, members=inside, roles=ROLES, accounts=accounts, entries=entries, cited=cited,
            outside=[a for a in everybody if a.active and a.id not in {m.account for m in inside}],
            by_name=people.known_by_name(session, here.project) if here.may("own") else (),
            coders=[m for m in inside if m.role in assignments.CODING],
            assigned={
                p.id: [a.account for a in assigned if a.paper == p.id] for p in entries
            }, columns=extraction.columns(session, here.project), items=extraction.items(session, here.project),
            leaves=what_leaves(named) if named is not None else "",
            takes=in_a_sentence(session, here.files, here.project) if named is not None else "",
            memos=[(m, people.names(session).get(m.author, "")) for m in notes], admin=here.account.admin,
        )  # fmt: skip


@router.post("")
def save(
    here: Own, title: Line, question: Words = "", phenomenon: Words = "", whose: Words = "",
    approach: Annotated[Approach, Form()] = "thematic_synthesis",
    order: Annotated[Order, Form()] = "year", sampled: str = Form(""), machine_allowed: str = Form(""),
    language_model: str = Form(""),
    version: Annotated[int | None, Form(ge=1)] = None,
) -> Response:  # fmt: skip
    """Keep the settings. With an approach, what machines may do follows it where the approach changed."""
    with here.act() as session:
        before = projects.project(session, here.project)
        machine = bool(machine_allowed)
        if approach != before.approach:
            machine = APPROACHES[approach].machine
            if approach == "framework":
                codes.open_lane(session, here.project, here.who)
        # Where one reading is not measured against another, the machine stays off.
        machine = machine and APPROACHES[approach].machine
        projects.set_project(
            session, here.project, here.who,
            {
                "title": title.strip() or before.title, "question": question.strip(), "phenomenon": phenomenon.strip(),
                "whose": whose.strip(), "approach": approach, "order": order, "sampled": bool(sampled),
                "machine_allowed": machine, "language_model": bool(language_model),
            },
            version,
        )  # fmt: skip
    return _to(here)


@router.post("/member")
def member(
    here: Own, account: Annotated[int, Form(ge=1, le=2**31 - 1)], role: Annotated[Role | Literal[""], Form()] = ""
) -> Response:
    """Give somebody a part in the project, another one, or none."""
    with here.act() as session:
        people.set_member(session, here.project, here.who, account, role or None)
    return _to(here, "people")


@router.post("/account")
def account(
    here: Own, name: Line, login: Line, password: Annotated[str, Form(max_length=1000)],
    role: Annotated[Role, Form()] = "reviewer",
) -> Response:  # fmt: skip
    """Make an account for somebody and give them a part. The first account made is one's own; then one signs in."""
    if not here.account.admin:
        raise RefusedError("Only an administrator makes accounts.")
    with here.act() as session:
        first = not people.has_accounts(session)
        made = secrets.add_account(session, name, login, password, who=here.who)
        if not first:
            people.set_member(session, here.project, here.who, made.id, role)
    return back("/sign-in") if first else _to(here, "people")


@router.post("/link")
def link(
    here: Own, coder: Annotated[int, Form(ge=1, le=2**31 - 1)], account: Annotated[int, Form(ge=1, le=2**31 - 1)]
) -> Response:
    """Say that a coder known by name is a member."""
    with here.act() as session:
        people.link(session, here.project, here.who, coder, account)
    return _to(here, "people")


@router.post("/plan")
def plan(
    here: Own, coder: Annotated[list[int], Form(max_length=200)] = [],  # noqa: B006
    share: Annotated[float, Form(ge=0, le=100)] = 20,
) -> Response:  # fmt: skip
    """Divide the papers among coders, with a seeded share coded twice."""
    with here.act() as session:
        about = projects.project(session, here.project)
        assignments.plan(session, here.project, here.who, coder, share / 100, about.seed)
        projects.set_project(session, here.project, here.who, {"double_share": share / 100})
    return _to(here, "assignments")


@router.post("/assign/{paper}")
def assign(
    paper: PaperId,
    here: Own,
    coder: Annotated[list[int], Form(max_length=200)] = [],  # noqa: B006
) -> Response:
    """Say who codes one paper."""
    with here.act() as session:
        assignments.assign(session, here.project, here.who, paper, coder)
    return _to(here, "assignments")


@router.post("/open")
def open_(here: Own, sure: str = Form("")) -> Response:
    """Open the project for comparing; there is no way back."""
    if sure != "yes":
        raise RefusedError("Tick the box to confirm that the project is to be opened.")
    with here.act() as session:
        blinding.open_project(session, here.project, here.who)
    return back(f"/p/{here.project}/consensus")


@router.post("/column")
def column(here: Own, name: Line, help_: Annotated[str, Form(alias="help", max_length=2000)] = "") -> Response:
    """Take one thing more down of each paper."""
    with here.act() as session:
        extraction.add_column(session, here.project, here.who, name, help_)
    return _to(here, "columns")


@router.post("/column/{column}/remove")
def remove_column(column: PathId, here: Own) -> Response:
    """Take a column away that holds nothing yet."""
    with here.act() as session:
        extraction.remove_column(session, here.project, here.who, column)
    return _to(here, "columns")


@router.post("/appraisal")
def appraisal(here: Own, questions: Words, form: Line = "") -> Response:
    """Give the project an appraisal form, a question a line."""
    with here.act() as session:
        extraction.set_items(session, here.project, here.who, form.strip(), questions.splitlines())
    return _to(here, "appraisal")


@router.post("/memo")
def memo(here: Code, text: Words) -> Response:
    """Write in the review's journal."""
    with here.act() as session:
        memos.add_memo(session, here.project, here.who, "project", "", text)
    return _to(here, "journal")


def _to(here: Here, part: str = "") -> Response:
    return back(f"/p/{here.project}/setup" + (f"#{part}" if part else ""))
