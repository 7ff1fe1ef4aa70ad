"""synthesis.json: evidence for synthesis as a file, every span with its words and page, and what people said to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from thirdorder.nlp.changes import Event, Replayed
from thirdorder.nlp.document import Paper
from thirdorder.nlp.language_model import Quotation
from thirdorder.nlp.synthesis import Place, Synthesis
from thirdorder.nlp.synthesis.appraisal import Without
from thirdorder.nlp.synthesis.counterparts import Candidate, Worksheet
from thirdorder.nlp.synthesis.discordance import Discordance
from thirdorder.nlp.synthesis.saturation import Saturation
from thirdorder.nlp.synthesis.sufficiency import Behind

if TYPE_CHECKING:
    from thirdorder.nlp.pipeline import Result  # every stage, and reading a folder needs none of them

Papers = Mapping[str, Paper]


class Shown(Struct, frozen=True):
    """A place with its exact words and page."""

    paper: str
    passage: str
    start: int
    end: int
    quote: str
    page: int | None

    @classmethod
    def of(cls, place: Place | Quotation, papers: Papers) -> Shown:
        """A place as the file holds it."""
        document = papers[place.paper].document
        words = document.text[place.start : place.end]
        return cls(place.paper, place.passage, place.start, place.end, words, document.page(place))


class Stated(Struct, frozen=True):
    """A construct of the worksheet with the sentences that state it and what participants say under it."""

    id: str
    paper: str
    label: str
    claims: tuple[Shown, ...]
    quotes: tuple[Shown, ...]


class Verdict(Struct, frozen=True):
    """What a person said of a construct and its counterpart in another study."""

    counterpart: str | None
    verdict: str
    memo: str
    who: str
    when: str


class WorkRow(Struct, frozen=True):
    """A construct, those of studies before it that may say the same, and what people said to them."""

    construct: str
    candidates: tuple[Candidate, ...]
    stands_out: bool
    verdicts: tuple[Verdict, ...]


class Translation(Struct, frozen=True):
    """The worksheet: papers in their order, their constructs, and a row for each."""

    order: str
    papers: tuple[str, ...]
    constructs: tuple[Stated, ...]
    rows: tuple[WorkRow, ...]
    translates_nowhere: tuple[str, ...]

    @classmethod
    def of(cls, sheet: Worksheet, papers: Papers, said: Mapping[tuple[str, str], Event]) -> Translation:
        """A worksheet as the file holds it."""
        verdicts: dict[str, list[Verdict]] = {}
        for (construct, _), e in sorted(said.items()):
            verdict = Verdict(e.after.get("counterpart"), e.after["verdict"], e.why, e.who, e.when)
            verdicts.setdefault(construct, []).append(verdict)
        stated = (
            Stated(
                s.id, s.paper, s.label,
                tuple(Shown.of(c, papers) for c in s.claims), tuple(Shown.of(q, papers) for q in s.quotes),
            )
            for s in sheet.constructs
        )  # fmt: skip
        return cls(
            sheet.order, sheet.papers, tuple(stated),
            tuple(
                WorkRow(r.construct, r.candidates, r.stands_out, tuple(verdicts.get(r.construct, ())))
                for r in sheet.rows
            ),
            tuple(r.construct for r in sheet.nowhere),
        )  # fmt: skip


class ToCheck(Struct, frozen=True, kw_only=True):
    """A passage that may run against another."""

    kind: str
    score: float
    cue: str
    opposition: float
    construct: str | None
    theme: str | None
    here: Shown
    qualifies: Shown

    @property
    def key(self) -> str:
        """What the two are known by, where people say something of them."""
        return "odds:" + ":".join(f"{p.paper}:{p.start}-{p.end}" for p in (self.here, self.qualifies))

    @classmethod
    def of(cls, one: Discordance, papers: Papers) -> ToCheck:
        """A discordance as the file holds it."""
        return cls(
            kind=one.kind,
            score=one.score,
            cue=one.cue,
            opposition=one.opposition,
            construct=one.construct,
            theme=one.theme,
            here=Shown.of(one.here, papers),
            qualifies=Shown.of(one.qualifies, papers),
        )


class Stale(Struct, frozen=True):
    """A change that fits the themes no longer."""

    seq: int
    reason: str


class People(Struct, frozen=True):
    """What people accepted and rejected, and changes that fit the themes no longer."""

    accepted: tuple[str, ...]
    rejected: tuple[str, ...]
    stale: tuple[Stale, ...]

    @classmethod
    def of(cls, people: Replayed) -> People:
        """What people changed, as the file holds it."""
        stale = tuple(Stale(seq, reason) for seq, reason in people.stale)
        return cls(tuple(sorted(people.accepted)), tuple(sorted(people.rejected)), stale)


class Evidence(Struct, frozen=True, kw_only=True):
    """The file; its lists are empty where a run found nothing to show."""

    translation: Translation
    to_check: tuple[ToCheck, ...]
    sufficiency: tuple[Behind, ...]
    saturation: Saturation | None
    appraisal: tuple[Without, ...]
    people: People
    note: str = "Evidence for people to judge by; no part of this is a verdict of the machine."
    schema: Literal["thirdorder/synthesis@2"] = "thirdorder/synthesis@2"

    @classmethod
    def of(cls, result: Result) -> Evidence:
        """What a run found, as the file holds it."""
        found = result.synthesis or Synthesis(Worksheet(result.settings.order))
        papers = {p.id: p for p in result.papers}
        return cls(
            translation=Translation.of(found.worksheet, papers, result.people.verdicts),
            to_check=tuple(ToCheck.of(d, papers) for d in found.to_check),
            sufficiency=found.behind,
            saturation=found.saturation,
            appraisal=found.without,
            people=People.of(result.people),
        )
