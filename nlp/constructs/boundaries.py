"""What speaks for a new section before a paragraph: rhythm, openings, cohesion, and what the paper says elsewhere.

Every figure is read from the words alone, so that a paper's sections do not depend on an encoder.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from thirdorder.nlp.constructs.cohesion import cohesion
from thirdorder.nlp.constructs.elsewhere import References, told_elsewhere
from thirdorder.nlp.constructs.stem_counts import Array, Counts
from thirdorder.nlp.language.lexicon import anybody
from thirdorder.nlp.language.sentences import sentences

_PERSON = rf"(?:{anybody()}|groups?|discussions?)"
_OPENING: dict[str, re.Pattern[str]] = {
    "connective": re.compile(
        r"(?:however|in addition|furthermore|moreover|similarly|conversely|in contrast|on the (?:other hand|"
        r"contrary)|also|for (?:example|"
        r"instance)|nevertheless|nonetheless|despite|likewise|thus|therefore|additionally|interestingly|finally|"
        r"lastly|yet|but|and|so|then|"
        r"hence|consequently|as|still|although|while|whereas|even|according|in fact|indeed|especially|"
        r"particularly|equally|again|besides|"
        r"meanwhile|later|subsequently|after|others?|some other|to illustrate)\b",
        re.IGNORECASE,
    ),
    "anaphora": re.compile(
        r"(?:this|these|those|such|he|she|they|it|his|her|their|that|the (?:above|latter|former|same|following))\b",
        re.IGNORECASE,
    ),
    "one_speaker": re.compile(
        rf"(?:another|one|an?|the) (?:\w+[- ]){{0,3}}{_PERSON}\b|[A-Z]\w+,? (?:an?|who|aged)\b", re.IGNORECASE
    ),
    "many_speakers": re.compile(
        rf"(?:(?:the|all|most|many|several|some|a few|almost all|nearly all|both|(?:the |"
        rf"a )?(?:\w+ )?majority of(?: the)?) )*{_PERSON}\b",
        re.IGNORECASE,
    ),
}
_IN_OPENING: dict[str, re.Pattern[str]] = {
    "cue": re.compile(
        r"\b(?:themes?|sub-?themes?|categor(?:y|ies)|with (?:regard|respect) to|in terms of|regarding|concerning|"
        r"in relation to|as for|"
        r"turning to|when asked|asked (?:about|whether|how)|another (?:\w+ )?(?:theme|issue|factor|barrier|aspect|"
        r"concern|finding|area)|"
        r"the (?:first|second|third|fourth|fifth|final|last|next)|importance of|role of|perceptions? of|"
        r"views? (?:of|on)|"
        r"attitudes? (?:to|towards)|experiences? (?:of|with)|lack of)\b",
        re.IGNORECASE,
    ),
    "summing": re.compile(
        r"\b(?:several|various|different|range of|variety of|number of|two|three|four|five|six|main|key|major|"
        r"common|overall|in general|"
        r"generally)\b",
        re.IGNORECASE,
    ),
    "saying": re.compile(r"\b(?:said|explained|stated|told|noted|commented|recalled|shared)\b", re.IGNORECASE),
    "quoting": re.compile(r"[\"“‘'][^\"”’]{3,}"),
    "counting": re.compile(r"\b(?:n\s*=|\d+\s*%|\(\d+\))", re.IGNORECASE),
}
_CITED = re.compile(r"\b(?:19|20)\d\d\b|et al|\[\d")
_SUMS_UP = re.compile(
    r"\b(?:overall|in summary|in sum|thus|therefore|these findings|this (?:suggests|shows|indicates|highlights))\b",
    re.IGNORECASE,
)
HALF = 0.5
"""Share of a unit that participants speak from which it counts as theirs."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A paragraph or quotation of the findings: its text, the share that participants speak, and who opens it."""

    text: str
    quoted: float = 0.0
    opens_quoted: bool = False
    quantitative: bool = False
    lists: bool = False


def boundary_features(units: Sequence[Unit], references: References) -> dict[str, Array]:
    """Named figures for each place between two units: arrays of len(units) - 1, entry i for the place before i + 1."""
    first = [_first_sentence(u.text) for u in units]
    words = Counts([u.text for u in units])
    opening = words.rows(first)
    return {
        **_rhythm(units),
        **_openings(units, first),
        **cohesion(words, opening, np.array([u.quoted < HALF for u in units])),
        **told_elsewhere(words, opening, references),
    }


def _first_sentence(text: str) -> str:
    found = sentences(text)
    return text[found[0].start : found[0].end] if found else text


def _rhythm(units: Sequence[Unit]) -> dict[str, Array]:
    """Who speaks before and after, and for how long."""
    quoted = np.array([u.quoted for u in units])
    author = quoted < HALF
    words = np.array([len(u.text.split()) for u in units], dtype=float)
    before, after = _runs(author)
    quantitative = np.array([u.quantitative for u in units], dtype=float)
    lists = np.array([u.lists for u in units], dtype=float)
    return {
        "quoted": quoted[1:],
        "quoted_before": quoted[:-1],
        "opens_quoted": np.array([u.opens_quoted for u in units[1:]], dtype=float),
        "words": np.log1p(words[1:]),
        "words_before": np.log1p(words[:-1]),
        "author_words": np.log1p(words * (1 - quoted))[1:],
        "sentences": np.array([len(sentences(u.text)) for u in units[1:]], dtype=float),
        "both_author": (author[1:] & author[:-1]).astype(float),
        "quotes_before": np.minimum(5.0, before),
        "authors_after": np.minimum(4.0, after),
        "colon_before": np.array([u.text.rstrip().endswith(":") for u in units[:-1]], dtype=float),
        "colon": np.array([u.text.rstrip().endswith(":") for u in units[1:]], dtype=float),
        "cited_before": np.array([bool(_CITED.search(u.text)) for u in units[:-1]], dtype=float),
        "sums_up_before": np.array([bool(_SUMS_UP.search(_last_sentence(u.text))) for u in units[:-1]], dtype=float),
        "quantitative": quantitative[1:],
        "quantitative_change": np.abs(np.diff(quantitative)),
        "lists": lists[1:],
        "lists_before": lists[:-1],
    }


def _last_sentence(text: str) -> str:
    found = sentences(text)
    return text[found[-1].start :] if found else ""


def _runs(author: NDArray[np.bool_]) -> tuple[Array, Array]:
    """Quotations standing just before each place, and author paragraphs standing just after it."""
    n = len(author)
    before, after = np.zeros(n - 1), np.zeros(n - 1)
    for i in range(1, n):
        before[i - 1] = 0 if author[i - 1] else 1 + (before[i - 2] if i > 1 else 0)
    for i in range(n - 1, 0, -1):
        after[i - 1] = 0 if not author[i] else 1 + (after[i] if i < n - 1 else 0)
    return before, after


def _openings(units: Sequence[Unit], first: Sequence[str]) -> dict[str, Array]:
    found = {k: np.array([bool(p.match(u.text)) for u in units[1:]], dtype=float) for k, p in _OPENING.items()}
    found |= {k: np.array([bool(p.search(f)) for f in first[1:]], dtype=float) for k, p in _IN_OPENING.items()}
    found["opening_words"] = np.log1p(np.array([len(f.split()) for f in first[1:]], dtype=float))
    found["commas"] = np.array([f.count(",") for f in first[1:]], dtype=float)
    return found
