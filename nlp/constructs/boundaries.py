"""What speaks for a new section before a paragraph: rhythm, openings, cohesion, and what the paper says elsewhere.

Every figure is read from the words alone, so that a paper's sections do not depend on an encoder.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from thirdorder.nlp.constructs.labels import STOP, stem
from thirdorder.nlp.sentences import sentences

Array = NDArray[np.float64]

_PERSON = (
    r"(?:participant|respondent|interviewee|informant|wom[ae]n|m[ae]n|mother|father|patient|client|nurse|midwife|"
    r"worker|"
    r"educator|villager|person|people|parent|farmer|student|trialist|peer|volunteer|carer|group|discussion)s?"
)
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
_WINDOWS = (1, 2, 3, 5, 8)


@dataclass(frozen=True, slots=True)
class Unit:
    """A paragraph or quotation of the findings: its text, the share that participants speak, and who opens it."""

    text: str
    quoted: float = 0.0
    opens_quoted: bool = False
    quantitative: bool = False
    lists: bool = False


@dataclass(frozen=True, slots=True)
class References:
    """What a paper says of its themes elsewhere: in sentences of the abstract, in the discussion, in lists."""

    abstract: tuple[str, ...] = ()
    discussion: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()


def boundary_features(units: Sequence[Unit], references: References = References()) -> dict[str, Array]:
    """Named figures for each place between two units: arrays of len(units) - 1, entry i for the place before i + 1."""
    first = [_first_sentence(u.text) for u in units]
    return {**_rhythm(units), **_openings(units, first), **_cohesion([u.text for u in units], first, references)}


def _first_sentence(text: str) -> str:
    found = sentences(text)
    return text[found[0].start : found[0].end] if found else text


def _rhythm(units: Sequence[Unit]) -> dict[str, Array]:
    """Who speaks before and after, and for how long."""
    quoted = np.array([u.quoted for u in units])
    author = quoted < 0.5
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


# --- words ---------------------------------------------------------------------------------------------------------


class _Counts:
    """Stems of the units: how often each stands in each (n, words), and how much it tells apart."""

    def __init__(self, texts: Sequence[str]) -> None:
        bags = [stems(t) for t in texts]
        self.column = {w: i for i, w in enumerate(dict.fromkeys(w for bag in bags for w in bag))}
        self.count = np.zeros((len(texts), max(1, len(self.column))))
        for row, bag in zip(self.count, bags, strict=True):
            for word in bag:
                row[self.column[word]] += 1
        self.present = self.count > 0
        self.weight = np.log((len(texts) + 1) / np.maximum(1, self.present.sum(axis=0)))

    def rows(self, texts: Sequence[str]) -> NDArray[np.bool_]:
        """Which of the known stems stand in each of some other texts."""
        found = np.zeros((len(texts), self.count.shape[1]), dtype=bool)
        for row, text in zip(found, texts, strict=True):
            row[[self.column[w] for w in stems(text) if w in self.column]] = True
        return found


def stems(text: str) -> list[str]:
    """The stems of a text's content words, in order."""
    return [stem(w) for w in re.findall(r"[^\W\d_]{3,}", text.lower()) if w not in STOP]


def _cohesion(texts: Sequence[str], first: Sequence[str], references: References) -> dict[str, Array]:
    words = _Counts(texts)
    opening = words.rows(first)
    tfidf = np.where(words.present, 1 + np.log(np.maximum(1, words.count)), 0) * words.weight
    window = _Window(tfidf)
    found = {f"cohesion_{w}": _cosine(window(-w, 0), window(0, w)) for w in _WINDOWS}
    for w in (3, 6):
        behind, ahead = window(-w, 0), window(1, 1 + w)
        found[f"leans_ahead_{w}"] = _cosine(tfidf[1:], ahead) - _cosine(tfidf[1:], behind)
        head = opening[1:] * words.weight
        found[f"opening_leans_ahead_{w}"] = _cosine(head, ahead) - _cosine(head, behind)
    found |= _novelty(words, opening)
    for name, texts_there in (("abstract", references.abstract), ("discussion", references.discussion)):
        found |= _profile_change(name, _overlap(words, words.present, words.rows(texts_there)))
    listed = words.rows(references.listed)
    mass = (listed * words.weight).sum(axis=1) + 1e-6
    naming = ((words.present * words.weight) @ listed.T + (opening * words.weight) @ listed.T) / (2 * mass)
    found |= _profile_change("listed", naming)
    found["has_list"] = np.full(len(texts) - 1, float(bool(references.listed)))
    return found


class _Window:
    """Sums of rows over a window that moves with each place between two rows."""

    def __init__(self, rows: NDArray[np.float64] | NDArray[np.bool_]) -> None:
        self.n = len(rows)
        self.sums = np.vstack([np.zeros(rows.shape[1]), np.cumsum(rows, axis=0)])

    def __call__(self, start: int, end: int) -> Array:
        """For the place before row i: the sum of rows i + start up to i + end, cut off at the ends of the text."""
        at = np.arange(1, self.n)
        return self.sums[np.clip(at + end, 0, self.n)] - self.sums[np.clip(at + start, 0, self.n)]


def _cosine(a: Array, b: Array) -> Array:
    norm = np.sqrt((a * a).sum(axis=1) * (b * b).sum(axis=1))
    return (a * b).sum(axis=1) / (norm + 1e-9)  # type: ignore[no-any-return]


def _novelty(words: _Counts, opening: NDArray[np.bool_]) -> dict[str, Array]:
    """Words that begin, end or run on at each place: a new theme brings words that stay for a while."""
    count, present = _Window(words.count), _Window(words.present)
    rise = np.log((1 + count(1, 6)) / (1 + count(-6, 0)))
    emergent = -np.sort(-np.where(opening[1:], rise, -np.inf), axis=1)[:, :3]
    emergent = np.where(np.isfinite(emergent), emergent, 0.0)
    unseen = opening[1:] & (present(-4, 0) == 0)
    earliest = words.present.argmax(axis=0)[None, :] == np.arange(1, len(words.count))[:, None]
    lasting = words.present.sum(axis=0) > 2
    here, there = words.present[1:], words.present[:-1]
    starts = here & (present(-5, 0) == 0) & (present(1, 5) > 0)
    ends = there & (present(0, 5) == 0) & (present(-5, -1) > 0)
    left, right = present(-4, 0) > 0, present(0, 4) > 0
    return {
        "opening_unseen": unseen.sum(axis=1) / np.maximum(1, opening[1:].sum(axis=1)),
        "emergent_1": emergent[:, 0],
        "emergent_3": emergent.mean(axis=1),
        "lasting_new": 5 * (here & earliest & lasting).sum(axis=1) / np.maximum(1, here.sum(axis=1)),
        "chains_start": np.log1p((starts * words.weight).sum(axis=1)),
        "chains_end": np.log1p((ends * words.weight).sum(axis=1)),
        "chains_cross": ((left & right) * words.weight).sum(axis=1)
        / (((left | right) * words.weight).sum(axis=1) + 1e-6),
    }


def _overlap(words: _Counts, rows: NDArray[np.bool_], others: NDArray[np.bool_]) -> Array:
    """How much the words of each row share with each other text, 0 to 1, by what the words tell apart."""
    mass = np.sqrt(np.outer((rows * words.weight).sum(axis=1), (others * words.weight).sum(axis=1)))
    return ((rows * words.weight) @ others.T) / (mass + 1e-6)  # type: ignore[no-any-return]


def _profile_change(name: str, profile: Array) -> dict[str, Array]:
    """How the likeness to the sentences of another part of the paper changes at each place."""
    if not profile.any():
        zero = np.zeros(len(profile) - 1)
        return {f"{name}_turn": zero, f"{name}_gain": zero, f"{name}_peak": zero}
    at = np.arange(1, len(profile))
    left = np.array([profile[max(0, i - 3) : i].mean(axis=0) for i in at])
    right = np.array([profile[i : i + 3].mean(axis=0) for i in at])
    recent = np.array([profile[max(0, i - 2) : i].max() for i in at])
    return {
        f"{name}_turn": np.abs(right - left).sum(axis=1) / (profile.sum(axis=1).mean() + 1e-6),
        f"{name}_gain": (right - left).max(axis=1),
        f"{name}_peak": profile[1:].max(axis=1) - recent,
    }
