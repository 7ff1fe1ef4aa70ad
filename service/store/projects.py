"""Projects: many reviews in one service, each with its walls."""

from __future__ import annotations

from typing import TypedDict, Unpack

from sqlalchemy import select
from sqlalchemy.orm import Session

from thirdorder.nlp.review import Order
from thirdorder.service.errors import NotFoundError, RefusedError, StaleError
from thirdorder.service.language_model.endpoint import MODEL, URL, named_for_service
from thirdorder.service.store.people import audit
from thirdorder.service.store.schema import Approach, MemberRow, ProjectRow, ProjectState
from thirdorder.service.store.values import Project, value


class Settings(TypedDict, total=False):
    """What a project can be set to; what is left out stays."""

    question: str
    phenomenon: str
    whose: str
    approach: Approach
    notice: str
    order: Order
    index: str
    sampled: bool
    seed: int
    double_share: float
    machine_allowed: bool
    language_model: bool
    state: ProjectState


class Changes(Settings, total=False):
    """The same with its title."""

    title: str


def add_project(session: Session, who: int, title: str, **settings: Unpack[Settings]) -> Project:
    """Begin a review; whoever begins it owns it."""
    _check(settings)
    row = ProjectRow(title=title.strip() or "My review", **settings)
    session.add(row)
    session.flush()
    session.add(MemberRow(project=row.id, account=who, role="owner"))
    audit(session, who, "new project", row.title, row.id)
    return value(Project, row)


def projects_of(session: Session, who: int) -> tuple[Project, ...]:
    """The projects somebody has a part in."""
    query = select(ProjectRow).join(MemberRow, MemberRow.project == ProjectRow.id).where(MemberRow.account == who)
    return tuple(value(Project, r) for r in session.scalars(query.order_by(ProjectRow.id)))


def project(session: Session, key: int) -> Project:
    """A project. Raises `NotFoundError`."""
    row = session.get(ProjectRow, key)
    if row is None:
        raise NotFoundError("There is no such project.")
    return value(Project, row)


def set_project(session: Session, key: int, who: int, changes: Changes, version: int | None = None) -> Project:
    """Change settings of a project. Raises `StaleError` where somebody changed it since `version`."""
    row = session.get(ProjectRow, key, with_for_update=True)
    if row is None:
        raise NotFoundError("There is no such project.")
    if version is not None and version != row.version:
        raise StaleError("Somebody else changed this meanwhile: look at it again before you save.")
    _check(changes)
    for name, new in changes.items():
        setattr(row, name, new)
    row.version += 1
    audit(session, who, "set project", ", ".join(sorted(changes)), key)
    return value(Project, row)


def begin_blind(session: Session, key: int, who: int) -> Project:
    """From preparing the codebook together to coding blind."""
    row = session.get_one(ProjectRow, key)
    if row.state != "setup":
        raise RefusedError("Coding has begun already.")
    row.state, row.version = "blind", row.version + 1
    audit(session, who, "begin coding", project=key)
    return value(Project, row)


def _check(settings: Settings) -> None:
    if settings.get("language_model") and named_for_service() is None:
        raise RefusedError(f"Whoever runs this service has named no language model for it ({URL} and {MODEL}).")
    if not 0 <= settings.get("double_share", 0.0) <= 1:
        raise RefusedError("The share that is coded twice lies between 0 and 1.")
