"""What the JSON files of a run hold, field by field, where that is not a value of `nlp` as it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from msgspec import UNSET, Struct, UnsetType, field

from thirdorder.corpora.placing import Unplaced
from thirdorder.nlp.review import (
    MACHINE,
    Codebook,
    CodeEvidence,
    Member,
    ReasonedEvidence,
    Relevance,
    Run,
    Suggestion,
    Theme,
    Unassigned,
)


class Counts(Struct, frozen=True, kw_only=True):
    """How much a run found."""

    papers: int
    files: int
    studies: int
    passages: int
    constructs: int
    themes: int
    unassigned: int


class StudyRow(Struct, frozen=True):
    """A study with the ids of its papers."""

    id: str
    papers: tuple[str, ...]
    review: bool
    contexts: dict[str, str]


class PaperRow(Struct, frozen=True):
    """A paper as it is cited, with the files it was found in."""

    id: str
    title: str
    names: tuple[str, ...]


class InputRow(Struct, frozen=True, omit_defaults=True):
    """A file and what became of it; `reason` says why it was refused."""

    name: str
    status: Literal["read", "refused"]
    reason: str = ""


class OnePaper(Struct, frozen=True):
    """Files that hold one paper."""

    files: tuple[str, ...]
    why: str


class Version(Struct, frozen=True):
    """One version of a study's paper."""

    paper: str
    files: tuple[str, ...]


class OneStudy(Struct, frozen=True):
    """Papers that are versions of one study, the one that counts first."""

    papers: tuple[Version, ...]
    why: str


class Identity(Struct, frozen=True):
    """What was taken for one paper, and what for one study."""

    one_paper: tuple[OnePaper, ...]
    one_study: tuple[OneStudy, ...]


class ReachRow(Struct, frozen=True):
    """How many passages of a study count; `versions` are those of other versions of its papers."""

    study: str
    within: int = field(name="in")
    partly: int = 0
    out: int = 0
    versions: int = 0


class Sum(Struct, frozen=True):
    """What a file of a run was when it was written."""

    size: int
    sha256: str


class Head(Struct, frozen=True, kw_only=True):
    """run.json: what a run was made from and with, and what it came to."""

    settings: Run
    encoder: str
    revision: str
    device: str = "cpu"
    versions: Mapping[str, str]
    code: str
    inputs: Mapping[str, Any]
    continues: str | None
    fingerprint: str
    themes: str
    counts: Counts
    studies: tuple[StudyRow, ...]
    papers: tuple[PaperRow, ...]
    status: tuple[InputRow, ...]
    identity: Identity
    relevance: tuple[ReachRow, ...]
    exposed: int
    unplaced: tuple[Unplaced, ...]
    notes: tuple[str, ...]
    files: Mapping[str, Sum] = field(default_factory=dict)
    schema: Literal["thirdorder/run@1"] = "thirdorder/run@1"

    @property
    def refused(self) -> tuple[InputRow, ...]:
        """The files that could not be read."""
        return tuple(s for s in self.status if s.status == "refused")


class PassageRow(Struct, frozen=True, kw_only=True):
    """passages.csv: a findings passage; `row` is that of its vector."""

    row: int
    paper: str
    passage: str
    page: int | None = None
    kind: str
    order: str
    quantitative: bool
    relevance: Relevance
    text: str = ""


class Failure(Struct, frozen=True):
    """failures.csv: a file that could not be read, and why."""

    input: str
    reason: str


class EvidenceRow(Struct, frozen=True, kw_only=True):
    """A passage that speaks for a code: exact span, page and why; a language model's reason where one gave it."""

    passage: str
    start: int
    end: int
    quote: str
    page: int | None
    similarity: float
    because: tuple[str, ...]
    voice: str
    groups: tuple[str, ...]
    reason: str | UnsetType = UNSET

    @classmethod
    def of(cls, one: CodeEvidence) -> EvidenceRow:
        """Evidence as the file holds it, figures rounded."""
        return cls(
            passage=one.passage,
            start=one.start,
            end=one.end,
            quote=one.quote,
            page=one.page,
            similarity=_short(one.similarity),
            because=one.because,
            voice=one.voice,
            groups=one.groups,
            reason=one.reason if isinstance(one, ReasonedEvidence) else UNSET,
        )

    @property
    def evidence(self) -> ReasonedEvidence:
        """The evidence itself."""
        return ReasonedEvidence(
            self.passage, self.start, self.end, self.quote, self.page, self.similarity, self.because, self.voice,
            self.groups, "" if self.reason is UNSET else self.reason,
        )  # fmt: skip


class SuggestedRow(Struct, frozen=True, kw_only=True):
    """A suggested code under its name, with the passages that speak for it."""

    code: str
    name: str
    score: float
    probability: float | None
    in_set: bool
    seen_in: int
    evidence: tuple[EvidenceRow, ...]


class SuggestionRow(Struct, frozen=True, omit_defaults=True):
    """suggestions.json: what is suggested for a paper; an entry without a coder is the built-in machine's."""

    paper: str
    abstained: bool
    codes: tuple[SuggestedRow, ...]
    coder: str = MACHINE

    @classmethod
    def of(cls, suggestion: Suggestion, codebook: Codebook | None = None) -> SuggestionRow:
        """A suggestion as the file holds it, each code with the name that the codebook gives it, figures rounded."""
        known = codebook.by_key if codebook is not None else {}
        codes = (
            SuggestedRow(
                code=c.code,
                name=known[c.code].name if c.code in known else c.code,
                score=_short(c.score),
                probability=None if c.probability is None else _short(c.probability),
                in_set=c.in_set,
                seen_in=c.seen_in,
                evidence=tuple(map(EvidenceRow.of, c.evidence)),
            )
            for c in suggestion.codes
        )
        return cls(suggestion.paper, suggestion.abstained, tuple(codes), suggestion.coder)


class MemberRow(Struct, frozen=True):
    """A passage of a theme."""

    id: str
    strength: float


class ClaimRow(Struct, frozen=True):
    """A sentence in which the authors state a construct."""

    construct: str
    start: int
    end: int


class ThemeRow(Struct, frozen=True, kw_only=True):
    """A theme."""

    id: str
    parent: str | None
    label: str
    terms: tuple[str, ...]
    claims: tuple[ClaimRow, ...]
    constructs: tuple[str, ...]
    passages: tuple[MemberRow, ...]
    studies: tuple[str, ...]
    first_order: int
    second_order: int
    contexts: Mapping[str, Mapping[str, int]]
    stability: float | None
    merge_candidates: tuple[str, ...]
    split_candidates: tuple[tuple[str, ...], ...]
    flags: tuple[str, ...]

    @classmethod
    def of(cls, theme: Theme) -> ThemeRow:
        """A theme as the file holds it, figures rounded."""
        return cls(
            id=theme.id,
            parent=theme.parent,
            label=theme.label,
            terms=theme.terms,
            claims=tuple(ClaimRow(*claim) for claim in theme.claims),
            constructs=theme.constructs,
            passages=tuple(MemberRow(m.passage, _short(m.strength)) for m in theme.members),
            studies=theme.studies,
            first_order=theme.first_order,
            second_order=theme.second_order,
            contexts=theme.contexts,
            stability=None if theme.stability is None else _short(theme.stability),
            merge_candidates=theme.merge_candidates,
            split_candidates=theme.split_candidates,
            flags=theme.flags,
        )

    @property
    def theme(self) -> Theme:
        """The theme itself."""
        return Theme(
            id=self.id,
            label=self.label,
            terms=self.terms,
            constructs=self.constructs,
            members=tuple(Member(m.id, m.strength) for m in self.passages),
            studies=self.studies,
            parent=self.parent,
            claims=tuple((c.construct, c.start, c.end) for c in self.claims),
            first_order=self.first_order,
            second_order=self.second_order,
            contexts=self.contexts,
            stability=self.stability,
            merge_candidates=self.merge_candidates,
            split_candidates=self.split_candidates,
            flags=self.flags,
        )


class Grouped(Struct, frozen=True):
    """themes.json: the candidate themes, and the passages that fit nowhere."""

    themes: tuple[ThemeRow, ...]
    unassigned: tuple[Unassigned, ...]
    schema: Literal["thirdorder/themes@1"] = "thirdorder/themes@1"

    @classmethod
    def of(cls, themes: Iterable[Theme], unassigned: Iterable[Unassigned] = ()) -> Grouped:
        """Themes as the file holds them."""
        left = (Unassigned(u.passage, u.nearest, _short(u.strength)) for u in unassigned)
        return cls(tuple(map(ThemeRow.of, themes)), tuple(left))


def _short(figure: float) -> float:
    return round(float(figure), 4)
