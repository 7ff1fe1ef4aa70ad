"""What stands over papers: studies, codes and codings of people, and the machine's candidate themes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Literal

from thirdorder.nlp.document import owner

EMPTY: Mapping[str, str] = MappingProxyType({})
MACHINE = "machine"
"""The coder that is built in."""
AGREED = "consensus"
"""The coder whose codings are what people agreed on afterwards: learned from, and no independent reading."""
LANGUAGE_MODEL = "llm:"
"""How the names of language models begin, as coders."""
Exposure = Literal["independent", "assisted", "second_reader", "taught"]
Relevance = Literal["in", "partly", "out"]
"""Whether a passage bears on the review question."""
Order = Literal["year", "alphabet", "richness"]
"""In which order papers are translated into each other."""


@dataclass(frozen=True)
class Run:
    """The settings of a run, enough with its inputs and versions to run it again.

    `whose` names the groups, between ";", whose experience counts: passages that tell others' alone are left aside.
    Papers are translated into each other in `order`, the paper `index` (its id) first; `sampled` says that they were
    sampled on purpose, without which no saturation curve is drawn.
    """

    seed: int = 42
    question: str = ""
    whose: str = ""
    top: int = 10
    order: Order = "year"
    index: str = ""
    sampled: bool = False


@dataclass(frozen=True, slots=True)
class Code:
    """A human's code. `code` is its key; the name is what people read."""

    code: str
    name: str
    definition: str = ""
    parent: str | None = None
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Codebook:
    """The universe of codes, in the order their authors gave them."""

    codes: tuple[Code, ...]

    @cached_property
    def by_key(self) -> Mapping[str, Code]:
        return MappingProxyType({c.code: c for c in self.codes})


@dataclass(frozen=True, slots=True)
class Coding:
    """One coder put one code on one unit, or read it and coded nothing (`code` empty).

    `unit` is as the file gives it (a paper, passage or row); `start`, `end` and `quote` place it where given.
    `exposure` says what the coder had been shown: an assisted coding is no independent one.
    """

    coder: str
    unit: str
    code: str
    start: int | None = None
    end: int | None = None
    quote: str = ""
    exposure: Exposure = "independent"

    @property
    def paper(self) -> str:
        """The id of the paper whose passage was coded; a unit that is no passage's id stands for itself."""
        return owner(self.unit)


@dataclass(frozen=True)
class Study:
    """The research behind one or more papers; `papers` are paper ids. People count, fold and tabulate by study."""

    id: str
    papers: tuple[str, ...]
    review: bool = False
    overlaps: tuple[str, ...] = ()
    contexts: Mapping[str, str] = field(default_factory=lambda: EMPTY)


@dataclass(frozen=True, slots=True)
class Member:
    """A passage of a theme and how strongly it belongs (0 to 1)."""

    passage: str
    strength: float

    @property
    def paper(self) -> str:
        """The id of the paper that the passage is in."""
        return owner(self.passage)


@dataclass(frozen=True)
class Theme:
    """A candidate: the machine's grouping of constructs and passages over papers. The analyst decides.

    `claims` are (construct id, start, end) of the authors' sentences that state it best. `contexts` maps a
    context ("country") to the counts of studies by value. `stability` is 0 to 1, None where not measured.
    """

    id: str
    label: str
    terms: tuple[str, ...]
    constructs: tuple[str, ...]
    members: tuple[Member, ...]
    studies: tuple[str, ...]
    parent: str | None = None
    claims: tuple[tuple[str, int, int], ...] = ()
    first_order: int = 0
    second_order: int = 0
    contexts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    stability: float | None = None
    merge_candidates: tuple[str, ...] = ()
    split_candidates: tuple[tuple[str, ...], ...] = ()
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Changes:
    """What became of an earlier run's themes. `split` is earlier id to later ids, `merged` later id to earlier ids."""

    kept: tuple[str, ...] = ()
    split: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    merged: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    new: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    moved: tuple[tuple[str, str, str], ...] = ()
    """(passage, earlier theme, later theme or "") of passages whose first theme is another one now."""


def founding_id(members: Iterable[str]) -> str:
    """The id of a theme from its founding members, whatever their order."""
    return "t-" + hashlib.sha256("\n".join(sorted(members)).encode()).hexdigest()[:12]


def leaves(themes: Iterable[Theme]) -> tuple[Theme, ...]:
    """The themes that hold no others: the level that passages are counted at."""
    kept = tuple(themes)
    parents = {t.parent for t in kept}
    return tuple(t for t in kept if t.id not in parents)


def study_of(studies: Iterable[Study]) -> dict[str, str]:
    """The study of each paper, by ids."""
    return {paper: study.id for study in studies for paper in study.papers}


@dataclass(frozen=True, slots=True)
class Unassigned:
    """A passage that fits nowhere, with its nearest theme."""

    passage: str
    nearest: str | None
    strength: float


@dataclass(frozen=True, slots=True)
class CodeEvidence:
    """A passage that speaks for a code: exact span, page and why."""

    passage: str
    start: int
    end: int
    quote: str
    page: int | None
    similarity: float
    because: tuple[str, ...] = ()
    voice: str = ""
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReasonedEvidence(CodeEvidence):
    """The same with a language model's reason, in its own words."""

    reason: str = ""


def is_machine(coder: str) -> bool:
    """Whether a coder is the built-in machine or a language model: what it said teaches no machine."""
    key = " ".join(coder.split()).casefold()
    return key == MACHINE or key.startswith(LANGUAGE_MODEL)


def in_figures(probability: float) -> str:
    """A probability to two places; one that would round to none or to certainty says so."""
    return "under 0.01" if probability < 0.01 else "over 0.99" if probability > 0.99 else f"{probability:.2f}"


@dataclass(frozen=True, slots=True)
class SuggestedCode:
    """A suggested code with its evidence; `probability` is None where whoever suggests gives none."""

    code: str
    score: float
    probability: float | None
    in_set: bool
    evidence: tuple[CodeEvidence, ...]
    seen_in: int = 0


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a machine would suggest for one paper (or unit of text); `abstained` where nothing is sure enough.

    `coder` says which machine: the built-in one, or a language model.
    """

    paper: str
    abstained: bool
    codes: tuple[SuggestedCode, ...]
    coder: str = MACHINE
