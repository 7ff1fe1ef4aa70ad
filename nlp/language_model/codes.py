"""Codes of people's codebook on passages, each with the words it rests on and a reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from thirdorder.nlp.document import Paper, Passage
from thirdorder.nlp.language_model.questions import Found, LanguageModel, Question, Shape, ask, question
from thirdorder.nlp.language_model.verbatim import Quotation, find, invents, tidy, why_not
from thirdorder.nlp.review import Codebook

BATCH_WORDS = 900
"""Words of passages that a question holds: longer ones are coded carelessly."""
EXAMPLES = 3

Batch = tuple[tuple[Paper, Passage], ...]


class Put(Shape, frozen=True):
    """A code on a passage by its number, the words that carry it and why."""

    code: str
    passage: int
    words: str
    reason: str


class Codings(Shape, frozen=True):
    """The answer about a few passages."""

    codings: list[Put]


@dataclass(frozen=True)
class Coded:
    """A code, where it stands and why, in the model's words."""

    code: str
    at: Quotation
    reason: str


@dataclass(frozen=True)
class Reading:
    """What was coded, and the passages that were read. Of the `unread` no answer came: they say nothing."""

    coded: tuple[Coded, ...] = ()
    read: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


def batches(papers: Sequence[Paper], left_out: frozenset[str]) -> list[Batch]:
    """The findings passages in reading order, a few at a time; short papers share a question, long ones never do."""
    out: list[list[tuple[Paper, Passage]]] = [[]]
    held = 0
    for paper in papers:
        sizes = [(p, len(paper.quote(p).split())) for p in paper.findings if p.id not in left_out]
        together = held + sum(n for _, n in sizes) <= BATCH_WORDS
        for i, (passage, n) in enumerate(sizes):
            if (i == 0 and not together) or held + n > BATCH_WORDS:
                out, held = [*out, []], 0
            out[-1].append((paper, passage))
            held += n
        if not together:
            out, held = [*out, []], 0
    return [tuple(batch) for batch in out if batch]


def questions(given: Sequence[Batch], codebook: Codebook) -> list[Question]:
    """A question for each batch, with the whole codebook."""
    codes = [
        {"code": c.code, "name": c.name, "definition": c.definition, "examples": list(c.examples[:EXAMPLES])}
        for c in codebook.codes
    ]
    return [
        question(
            "codes",
            {
                "codebook": codes,
                "passages": [{"number": i + 1, "text": " ".join(p.quote(q).split())} for i, (p, q) in enumerate(batch)],
            },
            Codings,
            3000,
        )
        for batch in given
    ]


def code(papers: Sequence[Paper], codebook: Codebook, left_out: frozenset[str], model: LanguageModel) -> Found[Reading]:
    """The codebook put on every findings passage that is not `left_out` (ids)."""
    counts: Counter[str] = Counter()
    known = {c.name.casefold(): c.code for c in reversed(codebook.codes)}
    known |= {c.code.casefold(): c.code for c in codebook.codes}
    given = batches(papers, left_out)
    coded: dict[tuple[str, Quotation], Coded] = {}
    read: list[str] = []
    unread: list[str] = []
    answers = ask(model, "language model: codes", questions(given, codebook), counts)
    for batch, answer in zip(given, answers, strict=True):
        if answer is None:
            unread += [q.id for _, q in batch]
            continue
        read += [q.id for _, q in batch]
        for put in answer.codings:
            key = known.get(put.code.strip().casefold())
            if key is None:
                counts["codes that the codebook does not have"] += 1
            elif not 1 <= put.passage <= len(batch):
                counts["numbers of nothing"] += 1
            elif (at := find(batch[put.passage - 1][0], put.words, [batch[put.passage - 1][1]])) is None:
                counts[why_not(batch[put.passage - 1][0], put.words)] += 1
            else:
                reason = tidy(put.reason)
                if invents(reason, [batch[put.passage - 1][0]]):
                    counts["texts with invented quotations"] += 1
                    reason = ""
                coded.setdefault((key, at), Coded(key, at, reason))
    return Found(Reading(tuple(coded.values()), tuple(read), tuple(unread)), +counts)
