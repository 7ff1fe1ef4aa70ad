"""What people make of themes and translations: one value to read, a ledger to change them, kept in order.

`service.folder.theme_changes` has a function for each change; they check it against what stands. A change keeps the
passages it was made on, so that it never moves to another theme.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from thirdorder.nlp.changes import Event, Replayed, replay
from thirdorder.nlp.changes.kinds import Change
from thirdorder.nlp.review import Theme
from thirdorder.service.errors import NotFoundError, RefusedError, StaleError
from thirdorder.service.folder.events import about_themes
from thirdorder.service.folder.files import Folder, finished
from thirdorder.service.store.files import Files
from thirdorder.service.store.people import distinct_names, names
from thirdorder.service.store.schema import ChangeRow, ProjectRow


@dataclass(frozen=True, eq=False)
class Themes:
    """The latest gathering of themes and what people made of it.

    `again` are changes whose passages stand together no longer: to be looked at again, and counting for none.
    """

    run: Folder
    events: tuple[Event, ...]

    @cached_property
    def people(self) -> Replayed:
        """The themes as people see them now."""
        return self.with_further()

    @cached_property
    def again(self) -> tuple[Event, ...]:
        stale = dict(self.people.stale)
        return tuple(e for e in self.events if e.seq in stale)

    @cached_property
    def leaves(self) -> tuple[Theme, ...]:
        """The themes that hold no others, those of most studies first."""
        return tuple(sorted(self.people.leaves, key=lambda t: (-len(t.studies), -len(t.members), t.id)))

    def theme(self, key: str) -> Theme:
        """A theme as people see it. Raises `NotFoundError`."""
        found = next((t for t in self.people.themes if t.id == key), None)
        if found is None:
            raise NotFoundError("There is no such theme (any more): see the list of themes.")
        return found

    def with_further(self, *further: Event) -> Replayed:
        """The themes as people would see them after more changes."""
        passages = (passage for _, passage in self.run.passages.values())
        return replay(self.run.themes, about_themes((*self.events, *further)), self.run.studies, passages)


def themes(session: Session, files: Files, project: int) -> Themes | None:
    """The themes of a project as people see them; None before any were gathered."""
    if not (files.run(project) / "run.json").is_file():
        return None
    return Themes(finished(files.run(project)), events(session, project))


def events(session: Session, project: int) -> tuple[Event, ...]:
    """Everything people changed, in order."""
    called = distinct_names(names(session))
    rows = session.scalars(select(ChangeRow).where(ChangeRow.project == project).order_by(ChangeRow.seq))
    return tuple(_event(r, called) for r in rows)


def ledger(session: Session, files: Files, project: int, who: int) -> StoreLedger:
    """Where somebody's changes are kept. Raises `RefusedError` before any themes were gathered."""
    if not (files.run(project) / "run.json").is_file():
        raise RefusedError("No themes were gathered yet: have them gathered first.")
    return StoreLedger(session, finished(files.run(project)), project, who)


@dataclass(frozen=True)
class StoreLedger:
    """The changes of a project, and who adds to them; within one act."""

    session: Session
    folder: Folder
    project: int
    who: int

    def events(self) -> tuple[Event, ...]:
        return events(self.session, self.project)

    def people(self, *further: Event) -> Replayed:
        """The themes as people see them now, and with `further` events."""
        return Themes(self.folder, self.events()).with_further(*further)

    def next(self) -> int:
        """The number of the next change; until the act ends nobody else can take it."""
        self.session.get(ProjectRow, self.project, with_for_update=True)
        last = self.session.scalar(select(func.max(ChangeRow.seq)).where(ChangeRow.project == self.project))
        return (last or 0) + 1

    def add(self, change: Change, why: str, on: Sequence[str]) -> Event:
        before, after = change.sides
        row = ChangeRow(
            project=self.project, seq=self.next(), who=self.who, op=change.op, before=before, after=after, why=why,
            on=list(on),
        )  # fmt: skip
        self.session.add(row)
        self.session.flush()
        return _event(row, distinct_names(names(self.session)))


def check_seen(session: Session, project: int, seen: int | None) -> None:
    """Raise `StaleError` where somebody changed themes since the change numbered `seen`."""
    last = session.scalar(select(func.max(ChangeRow.seq)).where(ChangeRow.project == project)) or 0
    if seen is not None and seen != last:
        raise StaleError("Somebody else changed the themes meanwhile: look at them again before you go on.")


def _event(row: ChangeRow, called: dict[int, str]) -> Event:
    when = row.when.isoformat(timespec="seconds")
    return Event(row.seq, called[row.who], when, row.op, row.before, row.after, row.why, tuple(row.on))
