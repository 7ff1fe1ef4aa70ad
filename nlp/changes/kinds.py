"""The kinds of change, a class each: what it says, how an event keeps it, what it does to themes, how people read it.

An event keeps a change as two plain sides, what was (`before`) and what is (`after`). A new kind is a class here and
a name in `KINDS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal, TypeAlias, cast, get_args

from thirdorder.nlp.review import Exposure, Member, Relevance, Theme

Themes = dict[str, Theme]
Verdict = Literal["same", "overlaps", "broader", "narrower", "contradicts", "no_counterpart"]
VERDICTS: tuple[str, ...] = get_args(Verdict)
Holds = Literal["holds", "partly", "not"]
HOLDS: Mapping[Holds, str] = {"holds": "It holds", "partly": "It holds in part", "not": "It does not hold"}
"""What people say of a theme that a language model made, with the words for it."""
Sides = tuple[Any, Any]


class EventError(ValueError):
    """An event that says something impossible."""


class Side:
    """One side of an event, which must hold what is asked of it."""

    def __init__(self, op: str, name: str, values: Any) -> None:
        self.op, self.name, self.values = op, name, values if isinstance(values, Mapping) else {}

    def __getitem__(self, key: str) -> Any:
        if key not in self.values:
            raise EventError(f"{self.op} needs {key!r} in {self.name!r}.")
        return self.values[key]

    def get(self, key: str) -> Any:
        """What may be left out."""
        return self.values.get(key)

    def one_of(self, key: str, allowed: tuple[str, ...]) -> Any:
        """A word of those allowed."""
        if self[key] not in allowed:
            raise EventError(f"{self[key]!r} is no {key}: use one of {', '.join(allowed)}.")
        return self[key]


@dataclass(frozen=True, slots=True)
class Merge:
    """Several themes made one, which has the id `theme`."""

    themes: tuple[str, ...]
    theme: str
    label: str = ""
    op: ClassVar[str] = "merge"

    @classmethod
    def read(cls, before: Side, after: Side) -> Merge:
        return cls(tuple(before["themes"]), str(after["theme"]), str(after.get("label") or ""))

    @property
    def sides(self) -> Sides:
        return {"themes": list(self.themes)}, {"theme": self.theme, "label": self.label}

    def told(self) -> str:
        return f"merged {len(self.themes)} themes into “{self.label or self.theme}”"

    def apply(self, state: Themes) -> Themes:
        merged = [_theme(state, t) for t in dict.fromkeys(self.themes)]
        if len(merged) < 2:
            raise EventError("a merge needs at least two themes")
        first, gone = merged[0], {t.id for t in merged}
        _free(state, self.theme, gone)
        strength: dict[str, float] = {}
        for theme in merged:
            for member in theme.members:
                strength[member.passage] = max(strength.get(member.passage, 0.0), member.strength)
        one = replace(
            first,
            id=self.theme,
            label=self.label or first.label,
            terms=tuple(dict.fromkeys(w for t in merged for w in t.terms)),
            constructs=tuple(dict.fromkeys(c for t in merged for c in t.constructs)),
            claims=tuple(dict.fromkeys(c for t in merged for c in t.claims)),
            members=_members(strength),
            studies=tuple(sorted({s for t in merged for s in t.studies})),
        )
        out = {one.id if k == first.id else k: one if k == first.id else t for k, t in state.items()
               if k == first.id or k not in gone}  # fmt: skip
        return {k: replace(t, parent=self.theme) if t.parent in gone else t for k, t in out.items()}


@dataclass(frozen=True, slots=True)
class Part:
    """A theme that came of a split, with its passages."""

    theme: str
    label: str
    passages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Split:
    """A theme parted in several, each with its passages."""

    theme: str
    parts: tuple[Part, ...]
    op: ClassVar[str] = "split"

    @classmethod
    def read(cls, before: Side, after: Side) -> Split:
        sides = (Side("split", "themes", part) for part in after["themes"])
        parts = (Part(str(p["theme"]), str(p.get("label") or ""), tuple(p["passages"])) for p in sides)
        return cls(str(before["theme"]), tuple(parts))

    @property
    def sides(self) -> Sides:
        parts = [{"theme": p.theme, "label": p.label, "passages": list(p.passages)} for p in self.parts]
        return {"theme": self.theme}, {"themes": parts}

    def told(self) -> str:
        return "split a theme into " + " and ".join(f"“{p.label}”" for p in self.parts)

    def apply(self, state: Themes) -> Themes:
        theme = _theme(state, self.theme)
        strength = {m.passage: m.strength for m in theme.members}
        parts: Themes = {}
        for part in self.parts:
            if part.theme in parts:
                raise EventError(f"there is another theme {part.theme}")
            _free(state, part.theme, {theme.id})
            if missing := [p for p in part.passages if p not in strength]:
                raise EventError(f"theme {theme.id} does not hold passage {missing[0]}")
            members = _members({p: strength[p] for p in part.passages})
            parts[part.theme] = replace(theme, id=part.theme, label=part.label or theme.label, members=members)
        return {k: t for old in state for k, t in (parts.items() if old == theme.id else ((old, state[old]),))}


@dataclass(frozen=True, slots=True)
class Rename:
    """A theme given another label; `was` is the one before."""

    theme: str
    label: str
    was: str = ""
    op: ClassVar[str] = "rename"

    @classmethod
    def read(cls, before: Side, after: Side) -> Rename:
        return cls(str(before["theme"]), str(after["label"]), str(before.get("label") or ""))

    @property
    def sides(self) -> Sides:
        return {"theme": self.theme, "label": self.was}, {"label": self.label}

    def told(self) -> str:
        return f"renamed “{self.was or self.theme}” to “{self.label}”"

    def apply(self, state: Themes) -> Themes:
        theme = _theme(state, self.theme)
        return {**state, theme.id: replace(theme, label=self.label)}


@dataclass(frozen=True, slots=True)
class Move:
    """A passage moved between themes; without an origin it is added, without a goal taken out."""

    passage: str
    origin: str | None
    goal: str | None
    op: ClassVar[str] = "move"

    @classmethod
    def read(cls, before: Side, after: Side) -> Move:
        return cls(str(before["passage"]), before.get("theme"), after["theme"])

    @property
    def sides(self) -> Sides:
        return {"passage": self.passage, "theme": self.origin}, {"theme": self.goal}

    def told(self) -> str:
        return f"moved a passage from {self.origin or 'no theme'} to {self.goal or 'no theme'}"

    def apply(self, state: Themes) -> Themes:
        out = dict(state)
        if self.origin is not None:
            theme = _theme(state, self.origin)
            if all(m.passage != self.passage for m in theme.members):
                raise EventError(f"theme {theme.id} does not hold passage {self.passage}")
            out[theme.id] = replace(theme, members=tuple(m for m in theme.members if m.passage != self.passage))
        if self.goal is not None:
            theme = _theme(out, self.goal)
            # People placed it, so it belongs fully.
            rest = tuple(m for m in theme.members if m.passage != self.passage)
            out[theme.id] = replace(theme, members=(Member(self.passage, 1.0), *rest))
        return out


@dataclass(frozen=True, slots=True)
class Accept:
    """A theme or construct accepted; `label` is what it was called."""

    key: str
    kind: Literal["theme", "construct"] = "theme"
    label: str = ""
    op: ClassVar[str] = "accept"

    @classmethod
    def read(cls, before: Side, after: Side) -> Accept:
        for kind in cast(tuple[Literal["theme", "construct"], ...], ("theme", "construct")):
            if after.get(kind):
                return cls(str(after[kind]), kind, str(before.get("label") or ""))
        raise EventError(f"{cls.op} needs 'theme' or 'construct' in 'after'.")

    @property
    def sides(self) -> Sides:
        return {"label": self.label}, {self.kind: self.key}

    def told(self) -> str:
        return f"{self.op}ed " + (f"“{self.label}”" if self.label else self.key)


@dataclass(frozen=True, slots=True)
class Reject(Accept):
    """A theme or construct rejected."""

    op: ClassVar[str] = "reject"


@dataclass(frozen=True, slots=True)
class Weigh:
    """Whether a theme that a language model made holds; `coder` made it and called it `label`.

    It changes no theme. A theme's id is made of its members, so that what is said of one is never said of another.
    """

    theme: str
    coder: str
    holds: Holds
    label: str = ""
    op: ClassVar[str] = "weigh"

    @classmethod
    def read(cls, before: Side, after: Side) -> Weigh:
        holds = after.one_of("holds", get_args(Holds))
        return cls(str(after["theme"]), str(after["coder"]), holds, str(before.get("label") or ""))

    @property
    def sides(self) -> Sides:
        return {"label": self.label}, {"theme": self.theme, "coder": self.coder, "holds": self.holds}

    def told(self) -> str:
        return f"said of “{self.label or self.theme}” by {self.coder}: {HOLDS[self.holds].lower()}"


@dataclass(frozen=True, slots=True)
class Translate:
    """How a construct relates to another study's; the event's reason is the memo. `was` is the verdict before."""

    construct: str
    counterpart: str | None
    verdict: Verdict
    was: Verdict | None = None
    op: ClassVar[str] = "verdict"

    @classmethod
    def read(cls, before: Side, after: Side) -> Translate:
        verdict = after.one_of("verdict", VERDICTS)
        return cls(str(after["construct"]), after.get("counterpart"), verdict, before.get("verdict"))

    @property
    def sides(self) -> Sides:
        after = {"construct": self.construct, "counterpart": self.counterpart, "verdict": self.verdict}
        return None if self.was is None else {"verdict": self.was}, after

    def told(self) -> str:
        return f"{self.verdict.replace('_', ' ')}: {self.construct} / {self.counterpart or 'none'}"


@dataclass(frozen=True, slots=True)
class SetRelevance:
    """Whether a passage bears on the review question."""

    passage: str
    relevance: Relevance
    op: ClassVar[str] = "relevance"

    @classmethod
    def read(cls, before: Side, after: Side) -> SetRelevance:
        return cls(str(before["passage"]), after.one_of("relevance", get_args(Relevance)))

    @property
    def sides(self) -> Sides:
        return {"passage": self.passage}, {"relevance": self.relevance}

    def told(self) -> str:
        return f"set {self.passage} to {self.relevance}"


@dataclass(frozen=True, slots=True)
class Undo:
    """An event taken back; an undo undone brings the event back."""

    seq: int
    op: ClassVar[str] = "undo"

    @classmethod
    def read(cls, before: Side, after: Side) -> Undo:  # noqa: ARG003
        return cls(int(before["seq"]))

    @property
    def sides(self) -> Sides:
        return {"seq": self.seq}, None

    def told(self) -> str:
        return f"took back {self.seq}"


@dataclass(frozen=True, slots=True)
class Shown:
    """Suggestions for a paper shown to a person, whose codings there stand as `exposure` from then on."""

    paper: str
    exposure: Exposure
    op: ClassVar[str] = "suggestions_shown"

    @classmethod
    def read(cls, before: Side, after: Side) -> Shown:  # noqa: ARG003
        return cls(str(after["paper"]), after.one_of("exposure", get_args(Exposure)))

    @property
    def sides(self) -> Sides:
        return None, {"paper": self.paper, "exposure": self.exposure}

    def told(self) -> str:
        return f"saw the suggestions for {self.paper}"


@dataclass(frozen=True, slots=True)
class Taken:
    """A suggested code accepted on a passage."""

    paper: str
    code: str
    passage: str
    op: ClassVar[str] = "suggestion_accepted"

    @classmethod
    def read(cls, before: Side, after: Side) -> Taken:  # noqa: ARG003
        return cls(str(after["paper"]), str(after["code"]), str(after["passage"]))

    @property
    def sides(self) -> Sides:
        return None, {"paper": self.paper, "code": self.code, "passage": self.passage}

    def told(self) -> str:
        return f"{self.op.replace('_', ' ')}: {self.code}"


@dataclass(frozen=True, slots=True)
class TurnedDown(Taken):
    """A suggested code rejected on a passage."""

    op: ClassVar[str] = "suggestion_rejected"


@dataclass(frozen=True, slots=True)
class WasRead:
    """A paper read to the end."""

    paper: str
    op: ClassVar[str] = "paper_read"

    @classmethod
    def read(cls, before: Side, after: Side) -> WasRead:  # noqa: ARG003
        return cls(str(after["paper"]))

    @property
    def sides(self) -> Sides:
        return None, {"paper": self.paper}

    def told(self) -> str:
        return f"read {self.paper} to the end"


Grouping: TypeAlias = Merge | Split | Rename | Move
"""What changes themes."""
Said: TypeAlias = Grouping | Accept | Reject | Weigh | Translate | SetRelevance | Undo
"""What people make of a run."""
Change: TypeAlias = Said | Shown | Taken | TurnedDown | WasRead
"""All kinds; the last ones say what happened at the desk and change no theme."""
KINDS: Mapping[str, type[Change]] = {kind.op: kind for kind in get_args(Change)}
CHANGES: tuple[str, ...] = tuple(kind.op for kind in get_args(Said))


def change_of(op: str, before: Any, after: Any) -> Change:
    """The change that an event keeps. Raises `EventError` where it is unknown or lacks what it needs."""
    if op not in KINDS:
        raise EventError(f"There is no operation {op!r}: use one of {', '.join(sorted(KINDS))}.")
    return KINDS[op].read(Side(op, "before", before), Side(op, "after", after))


def _theme(state: Mapping[str, Theme], key: Any) -> Theme:
    if key not in state:
        raise EventError(f"there is no theme {key} any more")
    return state[key]


def _free(state: Mapping[str, Theme], key: str, own: set[str]) -> None:
    """The id of a new theme must not be that of one that stays."""
    if key in state and key not in own:
        raise EventError(f"there is another theme {key}")


def _members(strength: Mapping[str, float]) -> tuple[Member, ...]:
    return tuple(Member(p, s) for p, s in sorted(strength.items(), key=lambda item: (-item[1], item[0])))
