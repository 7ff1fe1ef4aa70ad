"""Names of themes that say what their passages have in common: the authors' labels first, then phrases they use.

A stage of its own after `find_themes`, because it reads sentences with an English parser, which takes seconds to load.
"""

from __future__ import annotations

import dataclasses
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from thirdorder.nlp.chunks import about_people, english_phrases
from thirdorder.nlp.codebook import Study, Theme
from thirdorder.nlp.document import Construct, Paper
from thirdorder.nlp.labels import LONGEST_NAME, label_key, tidy_name
from thirdorder.nlp.phrases import content_words, words
from thirdorder.nlp.vectors import Vectors

PARSED = 240
"""Passages parsed over all themes at most, and between FEWEST and MOST of each theme, so that many stay cheap."""
FEWEST, MOST = 2, 6
LENGTH = 80
"""Words of a passage that are parsed."""
READ = 60
"""Passages of a theme, the strongest, in which words are counted."""
WEIGHED = 16
"""Phrases of a theme whose vectors are compared."""
KINDS = {"interpretive_claim": 1.6, "topic": 0.8, "quotation_title": 0.0}
"""What an authors' label is worth beside a phrase of the text."""
SEVERAL = 0.15
"""Share of a theme's studies, and at least two of them, that several of them are."""
ALONE = 0.4
"""What a phrase loses that a single one of several studies uses."""
SPEAKS = 5
"""One in how many of a theme's passages, if its authors put them there, makes their label speak for the theme."""
LENGTHENED = 0.1
"""What each content word adds, up to three."""
LONG, SHORTENED = 5, 0.15
"""Words from which each further one takes something away: a heading of two lines is no name."""
GERUND = 0.1
PEOPLE = 0.4
"""What a phrase loses that only names people: whom passages are about is not what they have in common."""
GOOD = 0.8
"""Worth below which a phrase says too little about its theme to replace the name it has."""

Encode = Callable[[Sequence[str]], Vectors]


@dataclass(frozen=True)
class _Read:
    """A theme's strongest passages, their studies and folded words; how widely each word is used; all its words."""

    texts: tuple[str, ...]
    studies: tuple[str, ...]
    held: tuple[frozenset[str], ...]
    share: Mapping[str, float]
    spread: Mapping[str, int]
    present: frozenset[str]

    def several(self, held: Collection[str]) -> float:
        """The share of some words that more than one of the theme's studies uses, and more than a few of many."""
        everyone = len(set(self.studies))
        enough = min(max(2, math.ceil(SEVERAL * everyone)), everyone)
        return sum(self.spread.get(w, 0) >= enough for w in held) / len(held)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A possible label, what it is worth by its origin, and how near it is known to be (None: ask its vector)."""

    label: str
    bonus: float
    near: float | None = None


def name_in_english(
    themes: Sequence[Theme],
    papers: Sequence[Paper],
    studies: Sequence[Study],
    vectors: Mapping[str, Vectors],
    encode: Encode,
) -> tuple[Theme, ...]:
    """The themes with labels made from their English passages; themes that have none keep theirs.

    `vectors` are the passages' by id, `encode` gives those of phrases in the same space, (n, d). Every word of a
    label stands in the theme's passages; no two labels are alike.
    """
    home = {p.id: paper for paper in papers for p in paper.findings}
    study_of = {paper: s.id for s in studies for paper in s.papers}
    reads = [_read(theme, home, study_of) for theme in themes]
    if not any(r.texts for r in reads):
        return tuple(themes)
    spread: Counter[str] = Counter()
    for read in reads:
        spread.update(read.share)
    centres = np.stack([_centre(theme, vectors) for theme in themes])
    candidates = _candidates(themes, reads, papers)
    worth = [_lexical(read, spread, len(themes)) for read in reads]
    for i, found in enumerate(candidates):
        candidates[i] = _shortlist(found, worth[i])
    near = _nearness(candidates, centres, encode)
    parents = {t.parent for t in themes}
    taken: list[frozenset[str]] = []
    labels = [t.label for t in themes]
    for i in sorted(range(len(themes)), key=lambda i: themes[i].id in parents):
        scored = sorted((-round(_score(c, reads[i], worth[i], near[i][c.label]), 4), c.label) for c in candidates[i])
        labels[i] = _first_free(themes[i], [label for score, label in scored if -score >= GOOD], taken)
        taken.append(_alike(labels[i]))
    return tuple(dataclasses.replace(t, label=label) for t, label in zip(themes, labels, strict=True))


def _read(theme: Theme, home: Mapping[str, Paper], study_of: Mapping[str, str]) -> _Read:
    """Word shares over the theme's strongest English passages, half by passages and half by studies."""
    rows = [(m.passage, home[m.passage]) for m in theme.members if m.passage in home]
    rows = [(p, paper) for p, paper in rows if (paper.metadata.language or "en") == "en"]
    texts = tuple(paper.quote(paper.passage[p]) for p, paper in rows[:READ])
    studies = tuple(study_of.get(paper.id, paper.id) for _, paper in rows[:READ])
    passages: Counter[str] = Counter()
    where: defaultdict[str, set[str]] = defaultdict(set)
    held = tuple(frozenset(singular(w) for w in words(text)) for text in texts)
    for found, study in zip(held, studies, strict=True):
        for word in found:
            passages[word] += 1
            where[word].add(study)
    all_studies = max(len(set(studies)), 1)
    share = {w: (n / len(texts) + len(where[w]) / all_studies) / 2 for w, n in passages.items()}
    present = frozenset(w for p, paper in rows for w in words(paper.quote(paper.passage[p])))
    return _Read(texts, studies, held, share, {w: len(s) for w, s in where.items()}, present)


def singular(word: str) -> str:
    """A folded word without a plural or possessive s."""
    word = word.removesuffix("'s").removesuffix("'")
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _centre(theme: Theme, vectors: Mapping[str, Vectors]) -> Vectors:
    rows = np.stack([vectors[m.passage] * m.strength for m in theme.members])
    mean = rows.mean(axis=0)
    unit: Vectors = (mean / max(float(np.linalg.norm(mean)), 1e-9)).astype(np.float32)
    return unit


def _candidates(themes: Sequence[Theme], reads: Sequence[_Read], papers: Sequence[Paper]) -> list[list[_Candidate]]:
    """The authors' labels that speak for a theme, then phrases of its strongest passages and of its claims."""
    constructs = {c.id: (c, paper) for paper in papers for c in paper.constructs}
    most = max(FEWEST, min(MOST, PARSED // len(themes)))
    sources: list[list[str]] = []
    for theme, read in zip(themes, reads, strict=True):
        claims = [constructs[c][1].document.text[start:end] for c, start, end in theme.claims if c in constructs]
        sources.append([*(" ".join(t.split()[:LENGTH]) for t in _turns(read, most)), *(claims if read.texts else ())])
    unique = list(dict.fromkeys(text for texts in sources for text in texts))
    phrases = dict(zip(unique, english_phrases(unique), strict=True))
    out = []
    for theme, read, texts in zip(themes, reads, sources, strict=True):
        strength = {m.passage: m.strength for m in theme.members}
        named = [_of_authors(constructs[c][0], strength, read) for c in theme.constructs if c in constructs]
        found = [c for c in named if c is not None]
        found += [
            _Candidate(p[:1].upper() + p[1:], GERUND * p.split()[0].endswith("ing"))
            for text in texts
            for p in phrases[text]
        ]
        usable = (c for c in found if set(words(c.label)) <= read.present)
        out.append(list({c.label.casefold(): c for c in reversed(list(usable))}.values()))
    return out


def _turns(read: _Read, most: int) -> Iterator[str]:
    """The strongest passages, one a study first."""
    seen: Counter[str] = Counter()
    ranked = []
    for i, study in enumerate(read.studies):
        ranked.append((seen[study], i))
        seen[study] += 1
    return (read.texts[i] for _, i in sorted(ranked)[:most])


def _of_authors(construct: Construct, strength: Mapping[str, float], read: _Read) -> _Candidate | None:
    """A construct's own label, where people wrote it (not cut from running text) and more than one study bears it."""
    label = tidy_name(construct.label)
    held = {singular(w) for w in content_words(label)}
    if len(held) < 2 or len(words(label)) > LONGEST_NAME or all(e.source == "segment" for e in construct.evidence):
        return None
    several = read.several(held)
    if construct.kind == "quotation_title" and several < 1:
        return None
    near = sum(strength.get(p, 0.0) for p in construct.passages) / max(len(construct.passages), 1)
    worth = KINDS.get(construct.kind, 0.0) * construct.confidence
    much = min(SPEAKS * sum(p in strength for p in construct.passages) / max(len(strength), 1), 1.0)
    return _Candidate(label, worth * (several + much) / 2, near)


def _of_text(phrase: str) -> _Candidate:
    return _Candidate(phrase[:1].upper() + phrase[1:], GERUND if phrase.split()[0].endswith("ing") else 0.0)


def _lexical(read: _Read, spread: Mapping[str, float], themes: int) -> dict[str, float]:
    """What each content word tells of the theme, 0 to 1: class-based TF-IDF (Grootendorst 2022) over shares."""
    weights = {}
    for word, share in read.share.items():
        elsewhere = max(spread[word] - share, 0.0) / max(themes - 1, 1)
        weights[word] = share * math.log1p(share / (elsewhere + 0.02))
    best = sorted(weights.values(), reverse=True)
    return {w: min(v / best[0], 1.0) for w, v in weights.items()} if best else {}


def _told(candidate: _Candidate, read: _Read, worth: Mapping[str, float]) -> float:
    """How much a label's content words tell of the theme, and how many of its studies say it.

    A phrase is said where a passage holds all its content words; authors title a theme in words of their own, so
    that their labels are asked only whether other studies use the words.
    """
    held = {singular(w) for w in content_words(candidate.label) or words(candidate.label)}
    lexical = sum(worth.get(w, 0.0) for w in held) / len(held)
    everyone = len(set(read.studies))
    if candidate.near is not None:
        return lexical + read.several(held) / 2
    saying = {study for study, words_of in zip(read.studies, read.held, strict=True) if held <= words_of}
    alone = len(saying) < min(2, everyone)
    return lexical + math.sqrt(len(saying) / everyone) - (ALONE if alone else 0.0)


def _shortlist(found: list[_Candidate], worth: Mapping[str, float]) -> list[_Candidate]:
    """All authors' labels, and the phrases whose words tell most."""

    def tells(candidate: _Candidate) -> float:
        held = {singular(w) for w in content_words(candidate.label)}
        return sum(worth.get(w, 0.0) for w in held) / max(len(held), 1)

    named = [c for c in found if c.near is not None]
    phrases = sorted((c for c in found if c.near is None), key=lambda c: (-round(tells(c), 6), c.label))
    return named + phrases[:WEIGHED]


def _nearness(candidates: Sequence[Sequence[_Candidate]], centres: Vectors, encode: Encode) -> list[dict[str, float]]:
    """How much nearer each candidate is to its theme's centre than to the others', the nearest of a theme being 1."""
    unique = list(dict.fromkeys(c.label for found in candidates for c in found))
    cosine = dict(zip(unique, encode(unique) @ centres.T, strict=True)) if unique else {}
    out = []
    for i, found in enumerate(candidates):
        apart = {c.label: float(2 * cosine[c.label][i] - cosine[c.label].mean()) for c in found}
        top = max(apart.values(), default=0.0)
        out.append({label: value / max(top, 1e-6) for label, value in apart.items()})
    return out


def _score(candidate: _Candidate, read: _Read, worth: Mapping[str, float], near: float) -> float:
    if candidate.near is not None:
        near = (near + candidate.near) / 2
    length = LENGTHENED * min(len(content_words(candidate.label)), 3)
    length -= SHORTENED * max(len(words(candidate.label)) - LONG, 0)
    return near + length + _told(candidate, read, worth) + candidate.bonus - PEOPLE * about_people(candidate.label)


def _alike(label: str) -> frozenset[str]:
    return frozenset(label_key(label).split())


def _first_free(theme: Theme, ranked: Sequence[str], taken: Sequence[frozenset[str]]) -> str:
    """The best label that neither holds nor is held by a taken one, else the present one, else the terms."""
    for label in ranked:
        if not any(_alike(label) <= other or other <= _alike(label) for other in taken):
            return label
    terms = [t[:1].upper() + t[1:] for t in theme.terms]
    pairs = [f"{a}, {b}" for i, a in enumerate(terms) for b in theme.terms[i + 1 :]]
    for label in (theme.label, *terms, *pairs):
        if _alike(label) not in taken:
            return label
    return " ".join((theme.label, *theme.terms))
