"""interpretation.json: what a language model made of the papers, every sentence with its place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from thirdorder.nlp.changes import Event, Replayed
from thirdorder.nlp.changes.kinds import Weigh
from thirdorder.nlp.language_model import Interpretation, Named
from thirdorder.nlp.language_model.counterparts import Counterpart
from thirdorder.service.folder.synthesis import Shown

if TYPE_CHECKING:
    from thirdorder.service.run.job import Outcome  # the whole job is heavy, and reading a folder needs none of it

NOTE = "A language model's reading, one coder beside others. Quotations stand in the papers; all else is its own."


class Claimed(Struct, frozen=True):
    """A construct stated as a claim, and the sentences it rests on."""

    construct: str
    paper: str
    study: str
    label: str
    claim: str
    rests_on: tuple[Shown, ...]


class Grouping(Struct, frozen=True):
    """A theme over constructs; where its name was refused, `label` shows three of their own."""

    id: str
    label: str
    named: bool
    definition: str
    constructs: tuple[str, ...]
    studies: tuple[str, ...]


class Opposed(Struct, frozen=True):
    """Two constructs that answer one question differently, and where each says so."""

    theme: str
    constructs: tuple[str, ...]
    question: str
    one: Shown
    other: Shown


class Put(Struct, frozen=True, kw_only=True):
    """A code put on words of a paper, and why."""

    code: str
    reason: str
    paper: str
    passage: str
    start: int
    end: int
    quote: str
    page: int | None


class Answerer(Struct, frozen=True):
    """What a server says answered."""

    model: str
    fingerprint: str


class Reading(Struct, frozen=True, kw_only=True):
    """The file: who was asked what, what was taken of the answers, and how much was not."""

    coder: str
    model: str
    prompts: Mapping[str, int]
    steps: tuple[str, ...]
    answered_by: tuple[Answerer, ...]
    answered_on: Mapping[str, int]
    replies: tuple[str, ...]
    counts: Mapping[str, Mapping[str, int]]
    unanswered: int
    claims: tuple[Claimed, ...]
    themes: tuple[Grouping, ...]
    alone: tuple[str, ...]
    counterparts: tuple[Counterpart, ...]
    contradictions: tuple[Opposed, ...]
    codes: tuple[Put, ...]
    passages_read: int
    note: str = NOTE
    schema: Literal["thirdorder/interpretation@1"] = "thirdorder/interpretation@1"

    @classmethod
    def of(cls, outcome: Outcome) -> Reading | None:
        """What a language model made of a run's papers, as the file holds it; None where none was asked."""
        made, asked = outcome.result.interpretation, outcome.asked
        if made is None or asked is None:
            return None
        papers = {p.id: p for p in outcome.result.papers}
        return cls(
            coder=made.coder,
            model=made.model,
            prompts=dict(made.prompts),
            steps=tuple(made.steps),
            answered_by=tuple(Answerer(model, fingerprint) for model, fingerprint in asked.answered_by),
            answered_on={"this computer": asked.here, "another computer": asked.elsewhere},
            replies=tuple(asked.keys),
            counts={step: dict(counts) for step, counts in made.counts.items()},
            unanswered=made.unanswered,
            claims=tuple(
                Claimed(c.construct, c.paper, c.study, c.label, c.text, tuple(Shown.of(q, papers) for q in c.rests_on))
                for c in made.claims
            ),
            themes=tuple(
                Grouping(t.id, label_of(t, made), bool(t.name), t.definition, t.constructs, t.studies)
                for t in made.themes.themes
            ),
            alone=tuple(made.themes.alone),
            counterparts=tuple(made.counterparts),
            contradictions=tuple(
                Opposed(c.theme, c.constructs, c.question, Shown.of(c.one, papers), Shown.of(c.other, papers))
                for c in made.contradictions
            ),
            codes=tuple(_put(c.code, c.reason, Shown.of(c.at, papers)) for c in made.codes.coded),
            passages_read=len(made.codes.read),
        )


def _put(code: str, reason: str, at: Shown) -> Put:
    return Put(
        code=code, reason=reason, paper=at.paper, passage=at.passage, start=at.start, end=at.end, quote=at.quote,
        page=at.page,
    )  # fmt: skip


def weighed(reading: Reading, people: Replayed) -> dict[str, list[Event]]:
    """What each person last said of each theme, by its id; of one that is called otherwise now they said nothing."""
    called = {t.id: t.label for t in reading.themes}
    out: dict[str, list[Event]] = {}
    for event in people.weighed:
        said = event.change
        if isinstance(said, Weigh) and said.coder == reading.coder and called.get(said.theme) == said.label:
            out.setdefault(said.theme, []).append(event)
    return out


def label_of(theme: Named, made: Interpretation) -> str:
    """A theme's name, or where it has none three of its constructs in their authors' words."""
    if theme.name:
        return theme.name
    labels = {c.construct: c.label for c in made.claims}
    return " · ".join(dict.fromkeys(" ".join(labels[c].split()) for c in theme.constructs[:3]))
