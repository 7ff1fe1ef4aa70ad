"""What people change in a run's candidate themes, one function a change: checked against what stands, then recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, cast

from thirdorder.nlp.changes import Event, EventError, Replayed, check, themes_of
from thirdorder.nlp.changes.kinds import (
    Accept,
    Change,
    Holds,
    Merge,
    Move,
    Part,
    Reject,
    Rename,
    SetRelevance,
    Split,
    Translate,
    Undo,
    Verdict,
    Weigh,
)
from thirdorder.nlp.review import Relevance, Theme, founding_id
from thirdorder.service.errors import ServiceError
from thirdorder.service.folder.events import add_event, read_events
from thirdorder.service.folder.files import Folder, finished


class ChangeError(ServiceError):
    """A change that cannot be made; the message says why."""


class Ledger(Protocol):
    """Where changes of a run are kept: its own events.jsonl, or the database of a service."""

    @property
    def folder(self) -> Folder: ...

    def events(self) -> tuple[Event, ...]: ...

    def people(self, *further: Event) -> Replayed:
        """The themes as people see them now, and with `further` events."""

    def next(self) -> int:
        """The number that the next event will bear."""

    def add(self, change: Change, why: str, on: Sequence[str]) -> Event: ...


@dataclass(frozen=True)
class RunLedger:
    """The events.jsonl of a run folder, and who adds to it."""

    run: Path
    who: str

    @property
    def folder(self) -> Folder:
        return finished(self.run)

    def events(self) -> tuple[Event, ...]:
        return self.folder.events()

    def people(self, *further: Event) -> Replayed:
        return self.folder.people(*further)

    def next(self) -> int:
        return len(read_events(self.run)) + 1

    def add(self, change: Change, why: str, on: Sequence[str]) -> Event:
        return add_event(self.run, self.who, change, why=why, on=on)


def merge(ledger: Ledger, themes: Sequence[str], *, label: str = "", why: str = "") -> Event:
    """Make one theme of several; it keeps the id of the first and, unless `label` is given, its label."""
    chosen = [_theme(ledger, t) for t in dict.fromkeys(themes)]
    if len(chosen) < 2:
        raise ChangeError("A merge needs at least two themes: choose another one to merge with.")
    change = Merge(tuple(t.id for t in chosen), chosen[0].id, label.strip() or chosen[0].label)
    return _record(ledger, change, why)


def split(ledger: Ledger, theme: str, passages: Sequence[str], *, label: str, why: str = "") -> Event:
    """Take passages out of a theme into a new one called `label`; both must keep at least one passage."""
    whole = _theme(ledger, theme)
    taken = tuple(m.passage for m in whole.members if m.passage in set(passages))
    rest = tuple(m.passage for m in whole.members if m.passage not in set(passages))
    if not taken or not rest:
        raise ChangeError(f"Choose some, not all, of the passages of “{whole.label}” for the new theme.")
    if not label.strip():
        raise ChangeError("Give the new theme a label.")
    stays, new = Part(whole.id, whole.label, rest), Part(founding_id(taken), label.strip(), taken)
    return _record(ledger, Split(whole.id, (stays, new)), why)


def rename(ledger: Ledger, theme: str, label: str, *, why: str = "") -> Event:
    """Give a theme another label."""
    one = _theme(ledger, theme)
    if not label.strip():
        raise ChangeError(f"Give “{one.label}” a label that is not empty.")
    return _record(ledger, Rename(one.id, label.strip(), one.label), why)


def move(ledger: Ledger, passage: str, *, origin: str | None, goal: str | None, why: str = "") -> Event:
    """Move a passage from one theme to another; without an origin it is added, without a goal taken out."""
    if passage not in ledger.folder.passages:
        raise ChangeError(f"There is no findings passage {passage} in this run.")
    if origin is None and goal is None:
        raise ChangeError("Say from which theme or to which theme the passage moves.")
    change = Move(passage, _theme(ledger, origin).id if origin else None, _theme(ledger, goal).id if goal else None)
    return _record(ledger, change, why)


def judge(ledger: Ledger, theme: str, verdict: str, *, why: str = "") -> Event:
    """Accept or reject a candidate theme (`verdict` is "accept" or "reject")."""
    one = _theme(ledger, theme)
    return _record(ledger, (Accept if verdict == Accept.op else Reject)(one.id, label=one.label), why)


def weigh(ledger: Ledger, theme: str, holds: str, *, why: str = "") -> Event:
    """Say of a theme that a language model made whether it "holds", holds "partly" or does "not". It changes none."""
    said = ledger.folder.interpretation
    found = next((t for t in said.themes if t.id == theme), None) if said is not None else None
    if said is None or found is None:
        raise ChangeError(f"No language model made a theme {theme} in this run (any more).")
    return _record(ledger, Weigh(found.id, said.coder, cast(Holds, holds), found.label), why)


def translate(
    ledger: Ledger, construct: str, counterpart: str | None, verdict: str, *, memo: str = ""
) -> Event:  # fmt: skip
    """Say how a construct relates to another study's; `counterpart` is None for "no_counterpart"."""
    known = {c.id for p in ledger.folder.papers.values() for c in p.constructs}
    for one in (construct, counterpart):
        if one is not None and one not in known:
            raise ChangeError(f"There is no construct {one} in this run.")
    if (counterpart is None) != (verdict == "no_counterpart"):
        raise ChangeError("Name the other construct, or say no_counterpart and name none.")
    earlier = ledger.people().verdicts.get((construct, counterpart or ""))
    was = earlier.after["verdict"] if earlier is not None else None
    return _record(ledger, Translate(construct, counterpart, cast(Verdict, verdict), was), memo)


def set_relevance(ledger: Ledger, passage: str, relevance: str, *, why: str = "") -> Event:
    """Say whether a passage bears on the review question: in, partly or out. The next run counts by it."""
    if passage not in ledger.folder.passages:
        raise ChangeError(f"There is no findings passage {passage} in this run.")
    return _record(ledger, SetRelevance(passage, cast(Relevance, relevance)), why)


def undo(ledger: Ledger, seq: int, *, why: str = "") -> Event:
    """Take back what people changed as number `seq`; an undo can be undone itself."""
    if all(e.seq != seq for e in ledger.events()):
        raise ChangeError(f"There is no change number {seq} in this run.")
    return _record(ledger, Undo(seq), why)


def _theme(ledger: Ledger, key: str) -> Theme:
    found = next((t for t in ledger.people().themes if t.id == key), None)
    if found is None:
        raise ChangeError(f"There is no theme {key} in this run (any more).")
    return found


def _record(ledger: Ledger, change: Change, why: str) -> Event:
    """Add the event if it says something and fits what stands, with the passages of the theme it is said of."""
    before, after = change.sides
    try:
        check(change.op, before, after)
    except EventError as error:
        raise ChangeError(str(error)) from error
    held = {t.id: t for t in ledger.people().themes}
    on = sorted({m.passage for key in themes_of(change) if key in held for m in held[key].members})
    number = ledger.next()
    stale = dict(ledger.people(Event(number, "", "", change.op, before, after, why, tuple(on))).stale)
    if number in stale:
        raise ChangeError(f"This cannot be changed so: {stale[number]}.")
    return ledger.add(change, why.strip(), on)
