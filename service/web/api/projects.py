"""Projects: begun, set up, opened."""

from __future__ import annotations

from typing import Annotated, Literal, cast

from fastapi import APIRouter, Response, UploadFile
from pydantic import BaseModel, Field
from sqlalchemy import select

from thirdorder.nlp.review import Order
from thirdorder.service.jobs import queue
from thirdorder.service.store import assignments, blinding, given_tables, projects
from thirdorder.service.store.assignments import Assignment, Left
from thirdorder.service.store.purge import delete_files, purge_project, still_held
from thirdorder.service.store.schema import Approach, GivenRow
from thirdorder.service.store.values import Project, Reading
from thirdorder.service.web.api.shapes import Done, IfMatch, Input, Name, PaperId, RowId, Words, tag, version_of
from thirdorder.service.web.security import Code, Own, See, ViewerDep

router = APIRouter(tags=["projects"])
GivenRole = Literal["codebook", "codings", "studies", "appraisal"]


class NewProject(Input):
    """A review to begin. It begins blind, or in `setup` where the codebook is prepared together first."""

    title: Annotated[Name, Field(min_length=1)]
    question: Words = ""
    phenomenon: Words = ""
    whose: Words = ""
    approach: Approach = "thematic_synthesis"
    state: Literal["setup", "blind"] = "blind"


class Settings(Input):
    """Settings to change; what is left out stays."""

    title: Annotated[Name, Field(min_length=1)] | None = None
    question: Words | None = None
    phenomenon: Words | None = None
    whose: Words | None = None
    approach: Approach | None = None
    order: Order | None = None
    index: Name | None = None
    sampled: bool | None = None
    double_share: Annotated[float, Field(ge=0, le=1)] | None = None
    machine_allowed: bool | None = None
    language_model: bool | None = None


class Plan(Input):
    """Who codes, in order."""

    coders: Annotated[list[RowId], Field(min_length=1, max_length=100)]


class Purged(BaseModel):
    """Where the words may still be."""

    still_held_by: list[str]


class Given(BaseModel):
    """A table that was brought, and what was understood of it."""

    role: str
    name: str
    said: str


@router.get("/projects", operation_id="list_projects")
def list_projects(viewer: ViewerDep) -> list[Project]:
    """The projects one has a part in."""
    with viewer.look() as session:
        return list(projects.projects_of(session, viewer.who))


@router.post("/projects", operation_id="add_project", status_code=201)
def add_project(given: NewProject, viewer: ViewerDep) -> Project:
    """Begin a review; whoever begins it owns it."""
    with viewer.act() as session:
        return projects.add_project(session, viewer.who, **given.model_dump())


@router.get("/projects/{project}", operation_id="project")
def project(here: See, response: Response) -> Project:
    """A project and its settings."""
    with here.look() as session:
        found = projects.project(session, here.project)
    tag(response, found.version)
    return found


@router.patch("/projects/{project}", operation_id="set_project")
def set_project(given: Settings, here: Own, response: Response, if_match: IfMatch = None) -> Project:
    """Change settings; with the ETag one has, nobody's change is lost."""
    changes = cast(projects.Changes, given.model_dump(exclude_none=True))
    with here.act() as session:
        found = projects.set_project(session, here.project, here.who, changes, version_of(if_match))
    tag(response, found.version)
    return found


@router.post("/projects/{project}/begin", operation_id="begin_coding")
def begin(here: Own) -> Project:
    """From preparing the codebook together to coding blind."""
    with here.act() as session:
        return projects.begin_blind(session, here.project, here.who)


@router.post("/projects/{project}/open", operation_id="open_project")
def open_project(here: Own) -> Project:
    """Open the project for comparing: from now on everybody sees everybody's codings. There is no way back."""
    with here.act() as session:
        blinding.open_project(session, here.project, here.who)
        return projects.project(session, here.project)


@router.get("/projects/{project}/readings", operation_id="list_readings")
def readings(here: See) -> list[Reading]:
    """How far everybody is with each paper."""
    with here.look() as session:
        return list(blinding.progress(session, here.project))


@router.get("/projects/{project}/given", operation_id="list_given")
def list_given(here: See) -> list[Given]:
    """The tables that were brought to the project."""
    with here.look() as session:
        rows = session.scalars(select(GivenRow).where(GivenRow.project == here.project).order_by(GivenRow.role))
        # How many codings of others were placed, and where not, is said to owners and once it is open.
        told = here.may("own") or blinding.is_open(session, here.project)
        return [Given(role=r.role, name=r.name, said=r.said if told or r.role != "codings" else "") for r in rows]


@router.put("/projects/{project}/given/{role}", operation_id="give")
def give(role: GivenRole, file: UploadFile, here: Own) -> Given:
    """Bring a codebook, codings, studies or an appraisal; read in a limited process before it is taken."""
    data = file.file.read(here.settings.largest_upload + 1)
    found = given_tables.parsed(role, file.filename or role, data, here.settings.largest_upload)
    with here.act() as session:
        given_tables.keep(session, here.project, here.who, role, file.filename or role, data, found)
        if role == "codings":
            queue.ask(session, here.project, "codings", who=here.who)
        queue.ask(session, here.project, "learn", who=here.who)
    return Given(role=role, name=file.filename or role, said=given_tables.told(role, found))


@router.delete("/projects/{project}/given/{role}", operation_id="remove_given")
def remove_given(role: GivenRole, here: Own) -> Done:
    """Do without a table; what was placed of it stays."""
    with here.act() as session:
        given_tables.remove(session, here.project, here.who, role)
    return Done()


@router.delete("/projects/{project}", operation_id="purge_project")
def purge(here: Own) -> Purged:
    """Take a whole project away for good, with everything that people did there."""
    with here.act() as session:
        gone = purge_project(session, here.files, here.project, here.who)
    delete_files(here.database, gone)
    with here.look() as session:
        return Purged(still_held_by=list(still_held(session, here.files)))


@router.get("/projects/{project}/assignments", operation_id="list_assignments")
def list_assignments(here: See) -> list[Assignment]:
    """Who codes what."""
    with here.look() as session:
        return list(assignments.assignments(session, here.project))


@router.post("/projects/{project}/assignments", operation_id="plan_assignments")
def plan(given: Plan, here: Own) -> list[Assignment]:
    """Divide all papers among coders, the project's share of them coded twice, drawn by its seed."""
    with here.act() as session:
        about = projects.project(session, here.project)
        assignments.plan(session, here.project, here.who, given.coders, about.double_share, about.seed)
        return list(assignments.assignments(session, here.project))


@router.put("/projects/{project}/papers/{paper}/assignments", operation_id="assign")
def assign(paper: PaperId, given: Plan, here: Own) -> list[Assignment]:
    """Say who codes one paper: the first named as its first coder, others as second ones."""
    with here.act() as session:
        assignments.assign(session, here.project, here.who, paper, given.coders)
        return list(assignments.assignments(session, here.project))


@router.get("/projects/{project}/left", operation_id="left_to_do")
def left(here: See) -> list[Left]:
    """What everybody who codes has still to read."""
    with here.look() as session:
        return list(assignments.left_to_do(session, here.project))


@router.get("/projects/{project}/mine", operation_id="my_readings")
def mine(here: Code) -> list[Reading]:
    """One's own readings, with what one had been shown."""
    with here.look() as session:
        return [r for r in blinding.readings(session, here.project) if r.coder == here.who]
