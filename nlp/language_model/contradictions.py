"""Where studies give different answers to one question, with the sentence of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from thirdorder.nlp.document import Paper
from thirdorder.nlp.language_model.claims import Claim
from thirdorder.nlp.language_model.grouping import Named
from thirdorder.nlp.language_model.questions import Found, LanguageModel, Shape, ask, question
from thirdorder.nlp.language_model.verbatim import Quotation, find, invents, tidy, why_not

MOST = 30
"""Claims that a question shows, the same number of each study as far as they go."""


class Opposed(Shape, frozen=True):
    """Two claims by their numbers, the question, and a sentence of each."""

    one: int
    other: int
    question: str
    sentence_of_one: str
    sentence_of_other: str


class Contradictions(Shape, frozen=True):
    """The answer about one theme."""

    contradictions: list[Opposed]


@dataclass(frozen=True)
class Contradiction:
    """Two constructs of different studies, the question they answer differently, and where each says so."""

    theme: str
    constructs: tuple[str, str]
    question: str
    one: Quotation
    other: Quotation


def contradictions(
    themes: Sequence[Named], given: Sequence[Claim], papers: Mapping[str, Paper], model: LanguageModel
) -> Found[tuple[Contradiction, ...]]:
    """Pairs inside themes of two or more studies, in the order of the themes; each pair of constructs once."""
    counts: Counter[str] = Counter()
    by_construct = {c.construct: c for c in given}
    shown = [(t, _shown([by_construct[c] for c in t.constructs])) for t in themes if len(t.studies) > 1]
    counts["claims beyond what one question holds"] += sum(len(t.constructs) - len(c) for t, c in shown)
    questions = [
        question(
            "contradictions",
            {
                "claims": [
                    {
                        "number": i + 1,
                        "study": f"S{sorted(theme.studies).index(c.study) + 1}",
                        "claim": c.text,
                        "sentences": [" ".join(papers[c.paper].quote(q).split()) for q in c.rests_on],
                    }
                    for i, c in enumerate(claims)
                ]
            },
            Contradictions,
            1500,
        )
        for theme, claims in shown
    ]
    out: dict[frozenset[str], Contradiction] = {}
    answers = ask(model, "language model: contradictions", questions, counts)
    for (theme, claims), answer in zip(shown, answers, strict=True):
        for pair in answer.contradictions if answer is not None else ():
            made = _made(pair, theme, claims, papers, counts)
            if made is not None:
                out.setdefault(frozenset(made.constructs), made)
    return Found(tuple(out.values()), +counts)


def _made(
    pair: Opposed, theme: Named, claims: Sequence[Claim], papers: Mapping[str, Paper], counts: Counter[str]
) -> Contradiction | None:
    if not (1 <= pair.one <= len(claims) and 1 <= pair.other <= len(claims)):
        counts["numbers of nothing"] += 1
        return None
    one, other = claims[pair.one - 1], claims[pair.other - 1]
    if one.study == other.study:
        counts["contradictions within one study"] += 1
        return None
    a, b = papers[one.paper], papers[other.paper]
    here, there = find(a, pair.sentence_of_one, a.findings), find(b, pair.sentence_of_other, b.findings)
    said = ((a, pair.sentence_of_one, here), (b, pair.sentence_of_other, there))
    counts.update(why_not(paper, words) for paper, words, place in said if place is None)
    text = tidy(pair.question)
    if here is None or there is None:
        counts["contradictions that rest on nothing"] += 1
        return None
    if invents(text, [a, b]):
        counts["texts with invented quotations"] += 1
        text = ""
    return Contradiction(theme.id, (one.construct, other.construct), text, here, there)


def _shown(claims: Sequence[Claim]) -> list[Claim]:
    """The claims in turns, one of each study at a time, as many as a question holds."""
    rank: Counter[str] = Counter()
    turns = []
    for claim in claims:
        turns.append((rank[claim.study], claim.study, claim.construct))
        rank[claim.study] += 1
    order = {construct: turn for *turn, construct in turns}
    return sorted(claims, key=lambda c: (order[c.construct], c.construct))[:MOST]
