"""What people changed, replayed over the machine's themes: nothing is overwritten, everything can be undone.

merge    before {"themes": [ids]}                after {"theme": id, "label": text}
split    before {"theme": id}                    after {"themes": [{"theme": id, "label": text, "passages": [ids]}]}
rename   before {"theme": id, "label": text}     after {"label": text}
move     before {"passage": id, "theme": id}     after {"theme": id}            either theme may be null
accept   after {"theme": id} or {"construct": id}; reject likewise
verdict  after {"construct": id, "counterpart": id or null, "verdict": one of VERDICTS}; `why` is the memo
relevance  before {"passage": id}                after {"relevance": "in", "partly" or "out"}: to the review question
undo     before {"seq": number}; undoing an undo brings the event back
suggestions_shown, suggestion_accepted, suggestion_rejected, paper_read: what happened at the desk; no theme changes
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast, get_args

from thirdorder.nlp.document import Passage
from thirdorder.nlp.review import Member, Relevance, Study, Theme, leaves, study_of

CHANGES = ("merge", "split", "rename", "move", "accept", "reject", "verdict", "relevance", "undo")
"""What changes what a run makes of its papers."""
OPS = frozenset([*CHANGES, "suggestions_shown", "suggestion_accepted", "suggestion_rejected", "paper_read"])
VERDICTS = ("same", "overlaps", "broader", "narrower", "contradicts", "no_counterpart")
Values = Mapping[str, Any]


class EventError(ValueError):
    """An event that says something impossible."""


@dataclass(frozen=True, slots=True)
class Event:
    """Who did what when and why, with the state before and after."""

    seq: int
    who: str
    when: str
    op: str
    before: Any = None
    after: Any = None
    why: str = ""


@dataclass(frozen=True)
class Replayed:
    """People's view: themes after all events, what they accepted and rejected, their verdicts on translations.

    `verdicts` is the latest event for each pair of constructs, `stale` are events whose themes or passages are no
    longer there, each with the reason; they change nothing and stay in the record.
    """

    themes: tuple[Theme, ...]
    accepted: frozenset[str] = frozenset()
    rejected: frozenset[str] = frozenset()
    verdicts: Mapping[tuple[str, str], Event] = field(default_factory=dict)
    stale: tuple[tuple[int, str], ...] = ()

    @property
    def leaves(self) -> tuple[Theme, ...]:
        """The themes that hold no others."""
        return leaves(self.themes)


def standing(events: Sequence[Event]) -> tuple[Event, ...]:
    """The events that hold, in order: neither undone nor undos themselves."""
    undone: set[int] = set()
    for event in reversed(events):
        if event.op == "undo" and event.seq not in undone:
            undone.add(int(_values(event.before)["seq"]))
    return tuple(e for e in events if e.op != "undo" and e.seq not in undone)


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
    verdict: dict[str, bool] = {}
    verdicts: dict[tuple[str, str], Event] = {}
    stale: list[tuple[int, str]] = []
    for event in standing(events):
        try:
            if event.op in _CHANGES:
                state = _CHANGES[event.op](state, _values(event.before), _values(event.after))
            elif event.op in ("accept", "reject"):
                after = _values(event.after)
                verdict[str(after.get("theme") or after["construct"])] = event.op == "accept"
            elif event.op == "verdict":
                after = _values(event.after)
                verdicts[str(after["construct"]), str(after.get("counterpart") or "")] = event
        except (EventError, KeyError) as error:
            stale.append((event.seq, str(error).strip("'\"")))
    recount = _Recount(studies, passages)
    original = {t.id: t for t in themes}
    return Replayed(
        tuple(t if original.get(t.id) is t else recount(t, original.get(t.id)) for t in state.values()),
        frozenset(k for k, accepted in verdict.items() if accepted),
        frozenset(k for k, accepted in verdict.items() if not accepted),
        verdicts,
        tuple(stale),
    )


def check(op: str, before: Any, after: Any) -> None:
    """Raise `EventError` for an operation that is unknown or lacks what it needs."""
    if op not in OPS:
        raise EventError(f"There is no operation {op!r}: use one of {', '.join(sorted(OPS))}.")
    needed = {
        "merge": (("before", "themes"), ("after", "theme")),
        "split": (("before", "theme"), ("after", "themes")),
        "rename": (("before", "theme"), ("after", "label")),
        "move": (("before", "passage"), ("after", "theme")),
        "verdict": (("after", "construct"), ("after", "verdict")),
        "relevance": (("before", "passage"), ("after", "relevance")),
        "undo": (("before", "seq"),),
    }
    sides = {"before": before, "after": after}
    for side, name in needed.get(op, ()):
        if not isinstance(sides[side], Mapping) or name not in sides[side]:
            raise EventError(f"{op} needs {name!r} in {side!r}.")
    if op in ("accept", "reject") and not {"theme", "construct"} & set(_values(after)):
        raise EventError(f"{op} needs 'theme' or 'construct' in 'after'.")
    if op == "verdict" and after["verdict"] not in VERDICTS:
        raise EventError(f"{after['verdict']!r} is no verdict: use one of {', '.join(VERDICTS)}.")
    if op == "relevance" and after["relevance"] not in get_args(Relevance):
        raise EventError(f"{after['relevance']!r} is no relevance: use one of {', '.join(get_args(Relevance))}.")


def decided_relevance(events: Sequence[Event]) -> Mapping[str, Relevance]:
    """What people decided of a passage's relevance to the review question, by passage id; the latest counts."""
    return {
        str(_values(e.before)["passage"]): cast(Relevance, _values(e.after)["relevance"])
        for e in standing(events)
        if e.op == "relevance"
    }


def _merge(state: dict[str, Theme], before: Values, after: Values) -> dict[str, Theme]:
    merged = [_theme(state, t) for t in dict.fromkeys(before["themes"])]
    if len(merged) < 2:
        raise EventError("a merge needs at least two themes")
    key, first = str(after["theme"]), merged[0]
    if key in state and all(t.id != key for t in merged):
        raise EventError(f"there is another theme {key}")
    strength: dict[str, float] = {}
    for theme in merged:
        for member in theme.members:
            strength[member.passage] = max(strength.get(member.passage, 0.0), member.strength)
    one = replace(
        first,
        id=key,
        label=str(after.get("label") or first.label),
        terms=tuple(dict.fromkeys(w for t in merged for w in t.terms)),
        constructs=tuple(dict.fromkeys(c for t in merged for c in t.constructs)),
        claims=tuple(dict.fromkeys(c for t in merged for c in t.claims)),
        members=_members(strength),
        studies=tuple(sorted({s for t in merged for s in t.studies})),
    )
    gone = {t.id for t in merged}
    place = {first.id: one}
    out = {place[k].id if k in place else k: place.get(k, t) for k, t in state.items() if k in place or k not in gone}
    return {k: replace(t, parent=key) if t.parent in gone else t for k, t in out.items()}


def _split(state: dict[str, Theme], before: Values, after: Values) -> dict[str, Theme]:
    theme = _theme(state, before["theme"])
    strength = {m.passage: m.strength for m in theme.members}
    parts: dict[str, Theme] = {}
    for part in after["themes"]:
        key = str(part["theme"])
        if key in parts or (key in state and key != theme.id):
            raise EventError(f"there is another theme {key}")
        if missing := [p for p in part["passages"] if p not in strength]:
            raise EventError(f"theme {theme.id} does not hold passage {missing[0]}")
        members = _members({p: strength[p] for p in part["passages"]})
        parts[key] = replace(theme, id=key, label=str(part.get("label") or theme.label), members=members)
    return {k: t for old in state for k, t in (parts.items() if old == theme.id else ((old, state[old]),))}


def _rename(state: dict[str, Theme], before: Values, after: Values) -> dict[str, Theme]:
    theme = _theme(state, before["theme"])
    return {**state, theme.id: replace(theme, label=str(after["label"]))}


def _move(state: dict[str, Theme], before: Values, after: Values) -> dict[str, Theme]:
    passage, out = str(before["passage"]), dict(state)
    if before.get("theme") is not None:
        theme = _theme(state, before["theme"])
        if all(m.passage != passage for m in theme.members):
            raise EventError(f"theme {theme.id} does not hold passage {passage}")
        out[theme.id] = replace(theme, members=tuple(m for m in theme.members if m.passage != passage))
    if after.get("theme") is not None:
        theme = _theme(out, after["theme"])
        # People placed it, so it belongs fully.
        rest = tuple(m for m in theme.members if m.passage != passage)
        out[theme.id] = replace(theme, members=(Member(passage, 1.0), *rest))
    return out


_CHANGES = {"merge": _merge, "split": _split, "rename": _rename, "move": _move}


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


def _theme(state: Mapping[str, Theme], key: Any) -> Theme:
    if key not in state:
        raise EventError(f"there is no theme {key} any more")
    return state[key]


def _members(strength: Mapping[str, float]) -> tuple[Member, ...]:
    return tuple(Member(p, s) for p, s in sorted(strength.items(), key=lambda item: (-item[1], item[0])))


def _values(value: Any) -> Values:
    return value if isinstance(value, Mapping) else {}
