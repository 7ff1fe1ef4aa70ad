"""A language model as one more coder: what it says is kept where it rests on words that stand in the papers.

Each step is a function of its own (`claims`, `group`, `names`, `counterparts`, `contradictions`, `code`): values and
a `LanguageModel` in, checked values out, with counts of what was asked and of what was not taken.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from thirdorder.nlp.document import Paper, touch
from thirdorder.nlp.language_model.claims import Claim, claims, materials
from thirdorder.nlp.language_model.claims import questions as claim_questions
from thirdorder.nlp.language_model.codes import Coded, Reading, batches, code
from thirdorder.nlp.language_model.codes import questions as code_questions
from thirdorder.nlp.language_model.contradictions import Contradiction, contradictions
from thirdorder.nlp.language_model.counterparts import Counterpart, counterparts
from thirdorder.nlp.language_model.grouping import BATCH, Grouping, Named, group, names
from thirdorder.nlp.language_model.questions import (
    PROMPTS,
    STEPS,
    Budget,
    Found,
    LanguageModel,
    Question,
    Reply,
    Step,
    prompt,
)
from thirdorder.nlp.language_model.verbatim import Quotation
from thirdorder.nlp.review import Codebook, Coding, ReasonedEvidence, Study, SuggestedCode, Suggestion, study_of
from thirdorder.nlp.vectors import Vectors

__all__ = [
    "PROMPTS", "STEPS", "Budget", "Claim", "Coded", "Contradiction", "Counterpart", "Found", "Grouping",
    "Interpretation", "LanguageModel", "Named", "Question", "Quotation", "Reading", "Reply", "Step", "budget", "claims",
    "code", "coder_name", "codings", "contradictions", "counterparts", "group", "interpret", "names", "prompt",
    "suggestions",
]  # fmt: skip

T = TypeVar("T")

ASKED: Mapping[Step, tuple[str, ...]] = {
    "claims": ("claims",),
    "themes": ("groups", "names"),
    "counterparts": ("counterparts",),
    "contradictions": ("contradictions",),
    "codes": ("codes",),
}
"""The prompts of each step."""
NEEDS: Mapping[Step, tuple[Step, ...]] = {
    "claims": (),
    "themes": ("claims",),
    "counterparts": ("claims",),
    "contradictions": ("claims", "themes"),
    "codes": (),
}


@dataclass(frozen=True)
class Interpretation:
    """What one model made of the papers, under the name of its coder; `counts` by step say what was not taken.

    `prompts` are the versions of what was asked, by name.
    """

    coder: str
    model: str
    steps: tuple[Step, ...]
    prompts: Mapping[str, int]
    claims: tuple[Claim, ...] = ()
    themes: Grouping = field(default_factory=Grouping)
    counterparts: tuple[Counterpart, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    codes: Reading = field(default_factory=Reading)
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @property
    def unanswered(self) -> int:
        """Questions that nobody answered: asked again when the run goes on."""
        return sum(c.get("unanswered", 0) for c in self.counts.values())


def coder_name(model: str) -> str:
    """The name under which a language model codes."""
    return f"llm:{model}"


def needed(steps: Collection[Step]) -> tuple[Step, ...]:
    """The steps asked for and those they rest on, in their order."""
    wanted = set(steps) | {n for s in steps for n in NEEDS[s]}
    return tuple(s for s in STEPS if s in wanted)


def budget(
    papers: Sequence[Paper], codebook: Codebook | None, steps: Collection[Step], left_out: frozenset[str] = frozenset()
) -> Budget:
    """What the steps will ask of these papers. Themes, of two claims at least, bound what is asked about them."""
    wanted = needed(steps)
    stated = claim_questions(materials(papers, left_out)) if "claims" in wanted else []
    coding = (
        code_questions(batches(papers, left_out), codebook) if "codes" in wanted and codebook and codebook.codes else []
    )
    n = len(stated)
    sure = len(stated) + len(coding)
    grouped = -(-n // BATCH) if "themes" in wanted else 0
    more = {"themes": n // 2, "counterparts": n, "contradictions": n // 2}
    later = sum(most for step, most in more.items() if step in wanted)
    characters = sum(len(q.prompt.text) + len(q.material) for q in (*stated, *coding))
    return Budget(sure, sure + grouped + later, characters + (grouped + later) * 4000)


def interpret(
    papers: Sequence[Paper],
    studies: Sequence[Study],
    model: LanguageModel,
    *,
    near: Callable[[Sequence[str]], Vectors],
    about: str = "",
    codebook: Codebook | None = None,
    steps: Collection[Step] = STEPS,
    left_out: frozenset[str] = frozenset(),
) -> Interpretation:
    """All steps in order. `near` encodes claims (unit rows), `about` is the review question, `left_out` passage ids.

    Answers that are missing, broken or rest on nothing end no step: what stands is kept, the rest is counted.
    """
    wanted = needed(steps)
    papers = sorted(papers, key=lambda p: p.id)
    model.announce(budget(papers, codebook, wanted, left_out))
    by_id = {p.id: p for p in papers}
    counts: dict[str, Mapping[str, int]] = {}

    def kept(step: Step, found: Found[T]) -> T:
        counts[step] = dict(sorted(found.counts.items()))
        return found.value

    stated: tuple[Claim, ...] = ()
    if "claims" in wanted:
        stated = kept("claims", claims(materials(papers, left_out), study_of(studies), model))
    themes = kept("themes", group(stated, about, by_id, model)) if "themes" in wanted and stated else Grouping()
    same: tuple[Counterpart, ...] = ()
    if "counterparts" in wanted and stated:
        same = kept("counterparts", counterparts(stated, near([c.text for c in stated]), by_id, model))
    opposed: tuple[Contradiction, ...] = ()
    if "contradictions" in wanted and themes.themes:
        opposed = kept("contradictions", contradictions(themes.themes, stated, by_id, model))
    reading = Reading()
    if "codes" in wanted and codebook is not None and codebook.codes:
        reading = kept("codes", code(papers, codebook, left_out, model))
    return Interpretation(
        coder_name(model.name), model.name, wanted, {p: prompt(p).version for s in wanted for p in ASKED[s]}, stated,
        themes, same, opposed, reading, counts,
    )  # fmt: skip


def codings(made: Interpretation, papers: Sequence[Paper], whole: Collection[str] = ()) -> tuple[Coding, ...]:
    """The model's codings of the passages that it read, each with its words; none of a passage it did not read.

    Papers in `whole` (ids) are those that people coded as wholes: the model's codes in one stand for it as a whole
    too, where it read all that counts.
    """
    read, unread = set(made.codes.read), set(made.codes.unread)
    wholes = {p.id for p in papers if p.id in whole and not unread & {q.id for q in p.findings}}
    on: dict[str, list[Coded]] = {}
    for one in made.codes.coded:
        on.setdefault(one.at.passage, []).append(one)
    return tuple(c for paper in papers for c in _codings(paper, made.coder, read, on, paper.id in wholes))


def _codings(
    paper: Paper, coder: str, read: Collection[str], on: Mapping[str, Sequence[Coded]], whole: bool
) -> Iterator[Coding]:
    own = [p for p in paper.findings if p.id in read]
    for passage in own:
        for one in on.get(passage.id, ()):
            start, end = one.at.start - passage.start, one.at.end - passage.start
            yield Coding(coder, passage.id, one.code, start, end, paper.quote(one.at))
        if passage.id not in on:
            yield Coding(coder, passage.id, "")
    if whole and own:
        found = dict.fromkeys(one.code for p in own for one in on.get(p.id, ()))
        for key in found or {"": None}:
            yield Coding(coder, paper.id, key)


def suggestions(made: Interpretation, papers: Sequence[Paper]) -> tuple[Suggestion, ...]:
    """The model's codes for each paper that it read some of: most places first, each place with its reason."""
    read = set(made.codes.read)
    return tuple(_suggestion(made, paper) for paper in papers if any(p.id in read for p in paper.findings))


def _suggestion(made: Interpretation, paper: Paper) -> Suggestion:
    places: dict[str, list[Coded]] = {}
    for one in made.codes.coded:
        if one.at.paper == paper.id:
            places.setdefault(one.code, []).append(one)
    order: Counter[str] = Counter({c: len(found) for c, found in places.items()})
    codes = [
        SuggestedCode(key, float(n), None, True, tuple(_evidence(one, paper) for one in places[key]))
        for key, n in sorted(order.items(), key=lambda item: (-item[1], item[0]))
    ]
    return Suggestion(paper.id, not codes, tuple(codes), made.coder)


def _evidence(one: Coded, paper: Paper) -> ReasonedEvidence:
    passage = paper.passage[one.at.passage]
    voice = next((v.voice for v in passage.voices if touch(v, one.at)), "")
    return ReasonedEvidence(
        passage.id, one.at.start, one.at.end, paper.quote(one.at), paper.document.page(one.at), 1.0, (), voice,
        passage.groups(one.at), one.reason,
    )  # fmt: skip
