"""What people change in themes and say of constructs: checked against what stands, then kept in order; nothing is lost.

The passages that a change was made on are kept with it, so that a verdict never moves to another theme.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from thirdorder.nlp.changes import VERDICTS, Event, EventError, Replayed, check, replay
from thirdorder.nlp.review import Theme
from thirdorder.nlp.themes.lineage import founding_id
from thirdorder.service.errors import NotFoundError, RefusedError
from thirdorder.service.folder.events import about_themes
from thirdorder.service.folder.files import Folder, finished
from thirdorder.service.store.files import Files
from thirdorder.service.store.people import names
from thirdorder.service.store.tables import ChangeRow

AT_LEAST = 0.5
"""A verdict is carried over where at least this share of the passages it was given on is still the theme's."""


@dataclass(frozen=True, eq=False)
class Themes:
    """The latest gathering of themes and what people made of it.

    `again` are changes whose theme is no longer mostly made of the passages they were made on: to be looked at again.
    """

    run: Folder
    events: tuple[Event, ...]
    people: Replayed
    again: tuple[Event, ...]

    def theme(self, key: str) -> Theme:
        """A theme as people see it. Raises `NotFoundError`."""
        found = next((t for t in self.people.themes if t.id == key), None)
        if found is None:
            raise NotFoundError("There is no such theme (any more): see the list of themes.")
        return found

    @property
    def leaves(self) -> tuple[Theme, ...]:
        """The themes that hold no others, those of most studies first."""
        parents = {t.parent for t in self.people.themes}
        return tuple(
            sorted(
                (t for t in self.people.themes if t.id not in parents),
                key=lambda t: (-len(t.studies), -len(t.members), t.id),
            )
        )


def themes(session: Session, files: Files, project: int) -> Themes | None:
    """The themes of a project as people see them; None before any were gathered."""
    if not (files.run(project) / "run.json").is_file():
        return None
    run = finished(files.run(project))
    kept, again = _carried(run, events(session, project), _given_on(session, project))
    passages = (passage for _, passage in run.passages.values())
    return Themes(run, kept, replay(run.themes, about_themes(kept), run.studies, passages), again)


def events(session: Session, project: int) -> tuple[Event, ...]:
    """Everything people changed, in order."""
    called = names(session)
    rows = session.scalars(select(ChangeRow).where(ChangeRow.project == project).order_by(ChangeRow.seq))
    return tuple(
        Event(r.seq, called.get(r.who, ""), r.when.isoformat(timespec="seconds"), r.op, r.before, r.after, r.why)
        for r in rows
    )


def merge(
    session: Session, project: int, who: int, now: Themes, keys: Sequence[str], label: str = "", why: str = ""
) -> Event:
    """Make one theme of several; it keeps the id of the first and, unless `label` is given, its label."""
    chosen = [now.theme(k) for k in dict.fromkeys(keys)]
    if len(chosen) < 2:
        raise RefusedError("A merge needs at least two themes: choose another one to merge with.")
    after = {"theme": chosen[0].id, "label": label.strip() or chosen[0].label}
    on = [m.passage for t in chosen for m in t.members]
    return record(session, project, who, "merge", {"themes": [t.id for t in chosen]}, after, why, on)


def split(
    session: Session, project: int, who: int, now: Themes, key: str, passages: Sequence[str], label: str, why: str = ""
) -> Event:
    """Take passages out of a theme into a new one; both keep at least one passage."""
    whole = now.theme(key)
    taken = [m.passage for m in whole.members if m.passage in set(passages)]
    rest = [m.passage for m in whole.members if m.passage not in set(passages)]
    if not taken or not rest:
        raise RefusedError(f"Choose some, not all, of the passages of “{whole.label}” for the new theme.")
    if not label.strip():
        raise RefusedError("Give the new theme a name.")
    parts = [
        {"theme": whole.id, "label": whole.label, "passages": rest},
        {"theme": founding_id(taken), "label": label.strip(), "passages": taken},
    ]
    return record(session, project, who, "split", {"theme": whole.id}, {"themes": parts}, why, [*rest, *taken])


def rename(session: Session, project: int, who: int, now: Themes, key: str, label: str, why: str = "") -> Event:
    """Give a theme another name."""
    one = now.theme(key)
    if not label.strip():
        raise RefusedError(f"Give “{one.label}” a name that is not empty.")
    before, after = {"theme": one.id, "label": one.label}, {"label": label.strip()}
    return record(session, project, who, "rename", before, after, why, _of(one))


def move(session: Session, project: int, who: int, now: Themes, passage: str, origin: str, goal: str) -> Event:
    """Move a passage from one theme to another; without a goal it is taken out."""
    if passage not in now.run.passages:
        raise NotFoundError("There is no such passage among the findings.")
    before = {"passage": passage, "theme": now.theme(origin).id if origin else None}
    after = {"theme": now.theme(goal).id if goal else None}
    return record(session, project, who, "move", before, after, "", [passage])


def judge(session: Session, project: int, who: int, now: Themes, key: str, verdict: str, why: str = "") -> Event:
    """Accept or reject a theme ("accept", "reject")."""
    one = now.theme(key)
    return record(session, project, who, verdict, {"label": one.label}, {"theme": one.id}, why, _of(one))


def translate(
    session: Session, project: int, who: int, now: Themes, construct: str, counterpart: str, verdict: str, memo: str
) -> Event:
    """Say how a construct relates to another study's; no counterpart for "no_counterpart"."""
    known = {c.id for p in now.run.papers.values() for c in p.constructs}
    if construct not in known or (counterpart and counterpart not in known):
        raise NotFoundError("There is no such construct (any more).")
    if verdict not in VERDICTS or bool(counterpart) == (verdict == "no_counterpart"):
        raise RefusedError("Name the other construct, or say that there is no counterpart.")
    earlier = now.people.verdicts.get((construct, counterpart))
    before = {"verdict": earlier.after["verdict"]} if earlier is not None else None
    after = {"construct": construct, "counterpart": counterpart or None, "verdict": verdict}
    return record(session, project, who, "verdict", before, after, memo, [])


def undo(session: Session, project: int, who: int, seq: int) -> Event:
    """Take back a change; an undo can be undone itself."""
    if session.get(ChangeRow, (project, seq)) is None:
        raise NotFoundError("There is no such change.")
    return record(session, project, who, "undo", {"seq": seq}, None, "", [])


def record(
    session: Session, project: int, who: int, op: str, before: Any, after: Any, why: str, on: Sequence[str]
) -> Event:
    """Keep a change under the next number."""
    try:
        check(op, before, after)
    except EventError as error:
        raise RefusedError(str(error)) from error
    seq = (session.scalar(select(func.max(ChangeRow.seq)).where(ChangeRow.project == project)) or 0) + 1
    row = ChangeRow(project=project, seq=seq, who=who, op=op, before=before, after=after, why=why.strip(), on=list(on))
    session.add(row)
    session.flush()
    return Event(seq, names(session).get(who, ""), row.when.isoformat(timespec="seconds"), op, before, after, row.why)


def _of(theme: Theme) -> list[str]:
    return [m.passage for m in theme.members]


def _given_on(session: Session, project: int) -> dict[int, frozenset[str]]:
    rows = session.execute(select(ChangeRow.seq, ChangeRow.on).where(ChangeRow.project == project))
    return {seq: frozenset(on or ()) for seq, on in rows}


def _carried(
    run: Folder, said: tuple[Event, ...], on: dict[int, frozenset[str]]
) -> tuple[tuple[Event, ...], tuple[Event, ...]]:
    """Events that still speak of mostly the same passages, and those of a theme that has become another one."""
    members = {t.id: frozenset(m.passage for m in t.members) for t in run.themes}
    kept, again = [], []
    for event in said:
        was = on.get(event.seq, frozenset())
        key = (event.after or {}).get("theme") if event.op in ("accept", "reject") else None
        key = (event.before or {}).get("theme") if event.op == "rename" else key
        is_now = members.get(str(key)) if key else None
        if is_now is not None and was and len(was & is_now) < AT_LEAST * len(was | is_now) and not _changed(said, key):
            again.append(event)
        else:
            kept.append(event)
    return tuple(kept), tuple(again)


def _changed(said: Sequence[Event], key: Any) -> bool:
    """Whether people merged, split or moved something of a theme: then it differs from the machine's by their hand."""
    for event in said:
        if event.op == "merge" and key in (event.before or {}).get("themes", ()):
            return True
        if event.op == "split" and (
            key == (event.before or {}).get("theme")
            or key in [t["theme"] for t in (event.after or {}).get("themes", ())]
        ):
            return True
        if event.op == "move" and key in ((event.before or {}).get("theme"), (event.after or {}).get("theme")):
            return True
    return False
