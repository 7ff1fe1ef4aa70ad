"""Each construct as one claim, with the sentences of its paper that it rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

import msgspec

from thirdorder.nlp.document import Construct, Paper, Passage
from thirdorder.nlp.language_model.questions import Found, LanguageModel, Question, Shape, ask, question
from thirdorder.nlp.language_model.verbatim import Quotation, found, invents, tidy, why_not

MOST_WORDS = 1200
"""Words of a construct that a question holds; a longer one is read by its first passages."""
MOST_SENTENCES = 5
"""Sentences a claim may rest on: small models repeat themselves where nothing bounds them."""
LONGEST = 45
"""Words of a claim; more is no claim but a summary."""


class Stated(Shape, frozen=True):
    """The answer about one construct."""

    claim: str
    sentences: Annotated[list[str], msgspec.Meta(max_length=MOST_SENTENCES)]


@dataclass(frozen=True)
class Claim:
    """What one construct says, in a model's words, and where its paper says so. `study` is what people count by."""

    construct: str
    paper: str
    study: str
    label: str
    text: str
    rests_on: tuple[Quotation, ...]


@dataclass(frozen=True)
class Material:
    """A construct and the passages of it that count."""

    paper: Paper
    construct: Construct
    passages: tuple[Passage, ...]


def materials(papers: Sequence[Paper], left_out: frozenset[str]) -> tuple[Material, ...]:
    """The constructs that are no other's parent, each with its running passages that are not `left_out` (ids)."""
    return tuple(m for paper in papers for m in _of(paper, left_out))


def _of(paper: Paper, left_out: frozenset[str]) -> Iterator[Material]:
    parents = {c.parent for c in paper.constructs}
    running = {p.id: p for p in paper.findings if p.id not in left_out}
    for construct in paper.constructs:
        held = tuple(running[p] for p in construct.passages if p in running)
        if construct.id not in parents and held:
            yield Material(paper, construct, held)


def questions(given: Sequence[Material]) -> list[Question]:
    """A question for each construct."""
    return [
        question(
            "claims",
            {
                "paper": m.paper.metadata.title,
                "heading": " ".join(m.construct.label.split()),
                "text": "\n\n".join(" ".join(m.paper.quote(p).split()) for p in _read(m)),
            },
            Stated,
            600,
        )
        for m in given
    ]


def claims(given: Sequence[Material], study_of: Mapping[str, str], model: LanguageModel) -> Found[tuple[Claim, ...]]:
    """The constructs that state something and rest on words of their paper, in the order given."""
    counts: Counter[str] = Counter()
    out = []
    for m, answer in zip(given, ask(model, "language model: claims", questions(given), counts), strict=True):
        counts["constructs not read to their end"] += len(_read(m)) < len(m.passages)
        if answer is None:
            continue
        text = tidy(answer.claim)
        if not text:
            counts["constructs that state nothing, says the model"] += 1
            continue
        places, lost = found(m.paper, answer.sentences, _read(m))
        counts.update(why_not(m.paper, s) for s in lost)
        if not places:
            counts["claims that rest on nothing"] += 1
        elif len(text.split()) > LONGEST:
            counts["claims too long"] += 1
        elif invents(text, [m.paper]):
            counts["texts with invented quotations"] += 1
        else:
            study = study_of.get(m.paper.id, m.paper.id)
            out.append(Claim(m.construct.id, m.paper.id, study, m.construct.label, text, places))
    return Found(tuple(out), +counts)


def _read(m: Material) -> tuple[Passage, ...]:
    """The passages that are read: the first, and others as long as all together are short enough."""
    words, n = 0, 0
    for passage in m.passages:
        words += len(m.paper.quote(passage).split())
        if n and words > MOST_WORDS:
            break
        n += 1
    return m.passages[:n]
