"""Which part of a paper a stretch of text reads like: introduction, methods, findings or discussion.

For sections whose heading does not say it. What the text says of the study is counted (how it was made, who speaks,
what is cited, what follows from it) and weighed by a small model; figures are shares of sentences, so length and
subject do not matter.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from thirdorder.nlp.document import Document, Spanned
from thirdorder.nlp.language.lexicon import anybody, cue
from thirdorder.nlp.language.sentences import sentences

Array = NDArray[np.float64]
PARTS = ("introduction", "methods", "findings", "discussion")
"""The parts told apart, in the order of a paper; a conclusion reads like a discussion."""

_TOLD = rf"(?:{anybody()}|{cue('told_by')})\b[^.;:]{{0,60}}?\b(?:{cue('told_verbs')})"
_CUES = {
    "made": cue("made"),
    "told": _TOLD,
    **{name: cue(name) for name in ("literature", "agrees", "ours", "limits", "hedges", "aims", "world", "counted")},
    **{name: cue(name) for name in ("shown", "theme", "named")},
}
_PATTERNS = {name: re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE) for name, pattern in _CUES.items()}
_CITED = re.compile(
    r"\([^()]{0,120}\b(?:19|20)\d\d[a-z]?\b[^()]{0,60}\)|\[\s*\d{1,3}(?:\s*[,–-]\s*\d{1,3})*\s*\]|"
    r"\b[A-Z][\w’'-]+(?: et al\.?| and [A-Z]\w+| & [A-Z]\w+)?,? \((?:19|20)\d\d|"
    r"(?<=[a-z])[.,]\d{1,3}(?:[,–-]\d{1,3})*(?=\s|$)"
)
_SPEECH = re.compile(
    r"(?:“[^”]{30,}”|«[^»]{30,}»|(?<!\w)‘[^‘“”]{30,}’(?!\w)|„[^“”]{30,}[“”]|\"[^\"]{30,}\")(?!\W*[(\[]?[^()\[\].]{0,40}\b(?:19|20)\d\d)"
)
_FIRST = re.compile(rf"(?<!\w)(?:{cue('first_person')})(?!\w)")
_MODEL = tomllib.loads((Path(__file__).parent / "reads_like.toml").read_text(encoding="utf-8"))
"""The weights of the figures; the file says what they were trained on."""
NAMES = (*_CUES, "cited", "speech", "first_person", "quotes", "place", "place_squared")


def figures(document: Document, spans: Sequence[Spanned], body: Spanned) -> Array:
    """What speaks for one part or another in each span, a row each, columns as in `NAMES`; `body` is the running text
    from introduction to conclusion, in which a span has its place."""
    rows = np.zeros((len(spans), len(NAMES)))
    cited = np.array([m.start for m in document.marks if m.kind == "citation"])
    for i, span in enumerate(spans):
        text = document.quote(span)
        found = [text[s.start : s.end] for s in sentences(text)] or [""]
        n = len(found)
        values = [sum(bool(p.search(s)) for s in found) / n for p in _PATTERNS.values()]
        marked = int(np.sum((cited >= span.start) & (cited < span.end)))
        words = max(1, len(text.split()))
        middle = ((span.start + span.end) / 2 - body.start) / max(1, body.end - body.start)
        quoted = sum(
            b.end - b.start
            for b in document.blocks
            if b.kind == "quote" and span.start <= b.start < span.end and b.anchor is None
        )
        rows[i] = [
            *values,
            min(1.0, max(marked, len(_CITED.findall(text))) / n),
            min(1.0, sum(len(m.group()) for m in _SPEECH.finditer(text)) / max(1, len(text))),
            min(0.1, len(_FIRST.findall(text)) / words),
            quoted / max(1, len(text)),
            middle,
            (middle - 0.5) ** 2,
        ]
    return np.sqrt(np.clip(rows, 0.0, None))


def part_scores(document: Document, spans: Sequence[Spanned], body: Spanned) -> Array:
    """Log-probabilities, a row for each span and a column for each of `PARTS`, short spans held nearer to even."""
    found = figures(document, spans, body)
    scores = found @ np.array([_MODEL["weights"][name] for name in NAMES]) + np.array(_MODEL["intercepts"])
    scores -= scores.max(axis=1, keepdims=True)
    scores -= np.log(np.exp(scores).sum(axis=1, keepdims=True))
    return np.asarray(scores)
