"""What people changed, replayed over the machine's themes: nothing is overwritten, everything can be undone.

An event keeps who changed what, when and why; `kinds` has a class for each kind of change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from thirdorder.nlp.changes.kinds import (
    CHANGES,
    HOLDS,
    VERDICTS,
    Accept,
    Change,
    EventError,
    Grouping,
    Merge,
    Move,
    Reject,
    Rename,
    SetRelevance,
    Split,
    Translate,
    Undo,
    Weigh,
    change_of,
)
from thirdorder.nlp.document import Passage
from thirdorder.nlp.review import Relevance, Study, Theme, leaves, study_of

__all__ = [
    "CHANGES", "HOLDS", "VERDICTS", "Event", "EventError", "Replayed", "check", "decided_relevance", "replay",
    "standing", "themes_of",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Event:
    """Who did what when and why, with the state before and after.

    `on` are the passages of the theme it was said of: it holds for these, whatever themes are called later.
    """

    seq: int
    who: str
    when: str
    op: str
    before: Any = None
    after: Any = None
    why: str = ""
    on: tuple[str, ...] = ()

    @property
    def change(self) -> Change:
        """What was changed. Raises `EventError` where the event says nothing."""
        return change_of(self.op, self.before, self.after)


@dataclass(frozen=True)
class Replayed:
    """People's view: themes after all events, what they accepted and rejected, their verdicts on translations.

    `verdicts` is the latest event for each pair of constructs, `weighed` what each person last said of each theme that
    a language model made, `stale` are events whose themes or passages are no
    longer there, each with the reason; they change nothing and stay in the record.
    """

    themes: tuple[Theme, ...]
    accepted: frozenset[str] = frozenset()
    rejected: frozenset[str] = frozenset()
    verdicts: Mapping[tuple[str, str], Event] = field(default_factory=dict)
    weighed: tuple[Event, ...] = ()
    stale: tuple[tuple[int, str], ...] = ()

    @property
    def leaves(self) -> tuple[Theme, ...]:
        """The themes that hold no others."""
        return leaves(self.themes)


def standing(events: Sequence[Event]) -> tuple[Event, ...]:
    """The events that hold, in order: neither undone nor undos themselves."""
    undone: set[int] = set()
    for event in reversed(events):
        change = event.change
        if isinstance(change, Undo) and event.seq not in undone:
            undone.add(change.seq)
    return tuple(e for e in events if e.op != Undo.op and e.seq not in undone)


def replay(
    themes: Sequence[Theme],
    events: Sequence[Event],
    studies: Sequence[Study] = (),
    passages: Iterable[Passage] = (),
) -> Replayed:
    """The themes as people changed them; `themes` stay as they are.

    `studies` and `passages` are needed to count studies, contexts and voices of changed themes anew. A theme that
    people changed is flagged "changed_by_people" and has no stability, which was measured on another one.
    """
    state = {t.id: t for t in themes}
    judged: dict[str, bool] = {}
    verdicts: dict[tuple[str, str], Event] = {}
    weighed: dict[tuple[str, str, str], Event] = {}
    stale: list[tuple[int, str]] = []
    for event in standing(events):
        try:
            change = _placed(event, state)
            if isinstance(change, Grouping):
                state = change.apply(state)
        except EventError as error:
            stale.append((event.seq, str(error)))
            continue
        if isinstance(change, Grouping):
            continue
        if isinstance(change, Accept):
            judged[change.key] = not isinstance(change, Reject)
        elif isinstance(change, Translate):
            verdicts[change.construct, change.counterpart or ""] = event
        elif isinstance(change, Weigh):
            weighed[event.who, change.coder, change.theme] = event
    recount = _Recount(studies, passages)
    original = {t.id: t for t in themes}
    return Replayed(
        tuple(t if original.get(t.id) is t else recount(t, original.get(t.id)) for t in state.values()),
        frozenset(k for k, accepted in judged.items() if accepted),
        frozenset(k for k, accepted in judged.items() if not accepted),
        verdicts,
        tuple(sorted(weighed.values(), key=lambda e: e.seq)),
        tuple(stale),
    )


def _placed(event: Event, state: Mapping[str, Theme]) -> Change:
    """The change, said of the theme that holds mostly the passages it was given on.

    Raises `EventError` where no theme does: what was said of one set of passages is never moved to another.
    """
    change = event.change
    if not event.on or not isinstance(change, Accept | Rename | Split | Merge | Move):
        return change
    given = frozenset(event.on)
    named = themes_of(change)
    if all(t in state for t in named) and _alike(given, frozenset(m for t in named for m in _passages(state[t]))):
        return change
    found = next((t for t in state.values() if _alike(given, _passages(t))), None) if len(named) == 1 else None
    if found is None or isinstance(change, Move):
        raise EventError("the passages it was said of stand together no longer: look at it again")
    if isinstance(change, Accept):
        return replace(change, key=found.id)
    return replace(change, theme=found.id)


def themes_of(change: Change) -> tuple[str, ...]:
    """The themes, by id, whose passages a change is said of."""
    if isinstance(change, Merge):
        return change.themes
    if isinstance(change, Move):
        return tuple(t for t in (change.goal or change.origin,) if t is not None)
    if isinstance(change, Accept):
        return (change.key,) if change.kind == "theme" else ()
    return (change.theme,) if isinstance(change, Rename | Split) else ()


def _passages(theme: Theme) -> frozenset[str]:
    return frozenset(m.passage for m in theme.members)


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Mostly the same: more than half of all passages in either are in both, which only one theme can be."""
    return 2 * len(one & other) > len(one | other)


def check(op: str, before: Any, after: Any) -> None:
    """Raise `EventError` for an operation that is unknown or lacks what it needs."""
    change_of(op, before, after)


def decided_relevance(events: Sequence[Event]) -> Mapping[str, Relevance]:
    """What people decided of a passage's relevance to the review question, by passage id; the latest counts."""
    said = (e.change for e in standing(events))
    return {c.passage: c.relevance for c in said if isinstance(c, SetRelevance)}


class _Recount:
    """Studies, contexts and voices of a changed theme, counted anew from its members."""

    def __init__(self, studies: Sequence[Study], passages: Iterable[Passage]) -> None:
        self.studies = {s.id: s for s in studies}
        self.study_of = study_of(studies)
        self.order = {p.id: p.order for p in passages}

    def __call__(self, theme: Theme, original: Theme | None) -> Theme:
        if original is not None and original.members == theme.members:
            return theme
        papers = {m.paper for m in theme.members}
        names = tuple(sorted({self.study_of.get(p, p) for p in papers}))
        orders = [self.order.get(m.passage) for m in theme.members]
        held = {m.passage for m in theme.members}
        contexts: dict[str, dict[str, int]] = {}
        for study in names:
            for name, value in (self.studies[study].contexts if study in self.studies else {}).items():
                if value:
                    contexts.setdefault(name, {}).setdefault(value, 0)
                    contexts[name][value] += 1
        return replace(
            theme,
            studies=names,
            first_order=sum(o in ("first", "mixed") for o in orders) if self.order else theme.first_order,
            second_order=sum(o in ("second", "mixed") for o in orders) if self.order else theme.second_order,
            contexts=contexts,
            stability=None,
            merge_candidates=(),
            split_candidates=tuple(part for part in theme.split_candidates if held.issuperset(part)),
            flags=("changed_by_people",),
        )
