"""The passages that speak for a code: the exact sentence, its page and voice, and which coded examples it recalls."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from thirdorder.nlp.document import Document, Passage, Span
from thirdorder.nlp.language.sentences import sentences
from thirdorder.nlp.language.statements import states, whole
from thirdorder.nlp.review import CodeEvidence
from thirdorder.nlp.suggestions.units import Example, Matrix, Stack, stack

PER_CODE = 3
BECAUSE = 3
RECALL = 0.3
"""A coded example less similar than this is no reason."""


@dataclass(frozen=True, eq=False)
class Place:
    """Where a passage of a unit stands; `document` is absent for texts without pages, such as free-text answers."""

    passage: str
    start: int = 0
    document: Document | None = None
    seen: Passage | None = None
    language: str = "en"

    def page(self, span: Span) -> int | None:
        """The page a span of the document begins on."""
        return self.document.page(span) if self.document is not None else None

    def voice(self, span: Span) -> str:
        """Whose words most of a span are; empty where that was not read."""
        voices = self.seen.voices if self.seen is not None else ()
        shared = [(min(span.end, v.end) - max(span.start, v.start), v.voice) for v in voices]
        return max(shared, default=(0, ""))[1] if max(shared, default=(0, ""))[0] > 0 else ""

    def groups(self, span: Span) -> tuple[str, ...]:
        """Whose experience a span tells, where the paper says so."""
        return self.seen.groups(span) if self.seen is not None else ()


@dataclass(frozen=True, eq=False)
class Memory:
    """The passages of coded examples, laid out for looking up what a passage recalls."""

    laid: Stack
    units: tuple[str, ...]
    codes: Matrix
    owner: np.ndarray[tuple[int], np.dtype[np.intp]] = field(repr=False)

    def because(
        self, vector: np.ndarray[tuple[int], np.dtype[np.float32]], column: int
    ) -> tuple[tuple[str, ...], float]:
        """The units with this code that hold the passages most similar to a vector, and the highest cosine."""
        rows = np.flatnonzero(self.codes[self.owner, column] > 0)
        if not len(rows):
            return (), 0.0
        near = self.laid.vectors[rows] @ vector
        ranked = rows[np.argsort(-near, kind="stable")]
        close = [self.units[self.owner[r]] for r in ranked if self.laid.vectors[r] @ vector >= RECALL]
        return tuple(dict.fromkeys(close))[:BECAUSE], float(near.max())


def memory(examples: Sequence[Example], codes: Matrix) -> Memory:
    """Lay out coded examples for recall; `codes` is their (examples, k) matrix."""
    laid = stack([e.unit for e in examples])
    return Memory(laid, tuple(e.unit.id for e in examples), codes, laid.owner)


def quotes(
    laid: Stack,
    places: Sequence[Place],
    strength: Matrix,
    similarity: Matrix,
    columns: Sequence[int],
    sentence_strength: Callable[[Sequence[str]], Matrix],
    recalled: Memory | None,
) -> dict[int, tuple[CodeEvidence, ...]]:
    """Evidence by code column: of its strongest passages that state something, the sentence that speaks for it most.

    `strength` and `similarity` are (passages, k) over `laid`; `sentence_strength` scores sentences, (n, k).
    """
    ranked = {j: np.argsort(-strength[:, j], kind="stable").tolist() for j in columns}
    cut = _quotable(laid.texts, places)
    best = {j: [i for i in rows if cut[i]][:PER_CODE] for j, rows in ranked.items()}
    wanted = sorted({i for rows in best.values() for i in rows})
    flat = [(i, s) for i in wanted for s in cut[i]]
    scored = sentence_strength([laid.texts[i][s.start : s.end] for i, s in flat])
    found: dict[int, tuple[CodeEvidence, ...]] = {}
    for j, rows in best.items():
        evidence: list[CodeEvidence] = []
        for i in rows:
            spans = [(float(scored[n, j]), -s.start, s) for n, (owner, s) in enumerate(flat) if owner == i]
            quote = max(spans)[2]
            place, words = places[i], laid.texts[i][quote.start : quote.end]
            span = Span(place.start + quote.start, place.start + quote.end)
            because, near = recalled.because(laid.vectors[i], j) if recalled is not None else ((), 0.0)
            near = max(near, float(similarity[i, j]))
            evidence.append(
                CodeEvidence(
                    place.passage,
                    span.start,
                    span.end,
                    words,
                    place.page(span),
                    near,
                    because,
                    place.voice(span),
                    place.groups(span),
                )
            )
        found[j] = tuple(evidence)
    return found


def _quotable(texts: Sequence[str], places: Sequence[Place]) -> list[list[Span]]:
    """The sentences of each text that may be quoted: whole ones with a verb.

    Where no text has one, as in answers of a few words, those with a verb, else all.
    """
    cut = [sentences(t, language=p.language) or [Span(0, len(t))] for t, p in zip(texts, places, strict=True)]

    def kept(complete: bool) -> list[list[Span]]:
        return [
            [
                s
                for s in spans
                if states(t[s.start : s.end], p.language)
                and (not complete or whole(t[s.start : s.end], begins_text=s == spans[0] and p.document is not None))
            ]
            for t, p, spans in zip(texts, places, cut, strict=True)
        ]

    return next((found for complete in (True, False) if any(found := kept(complete))), cut)
