"""Names of themes that say what their passages have in common: the authors' labels first, then phrases they use.

A stage of its own after `find_themes`, because it reads sentences with an English parser, which takes seconds to load.
"""

from __future__ import annotations

import dataclasses
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from thirdorder.nlp.document import Construct, Paper
from thirdorder.nlp.language.phrases import content_words, is_content, words
from thirdorder.nlp.language.sentences import sentences
from thirdorder.nlp.language.stems import stem
from thirdorder.nlp.review import Member, Study, Theme, study_of
from thirdorder.nlp.themes.naming.by_words import LONGEST_NAME, label_key, tidy_name
from thirdorder.nlp.themes.naming.noun_phrases import about_people, english_phrases
from thirdorder.nlp.vectors import Vectors

PARSED = 720
"""Sentences parsed over all themes at most, and between FEWEST and MOST of each theme, so that many stay cheap."""
FEWEST, MOST = 3, 24
LENGTH = 40
"""Words of a sentence that are parsed."""
STRONGEST = 2000
"""Passages of a theme, the strongest, that are told from the rest."""
MANY_PASSAGES, MANY_CONSTRUCTS, TYPICAL_CONSTRUCTS = 20_000, 2_000, 200
"""From so many on a theme is named from its strongest passages and from its first constructs alone."""
READ = 60
"""Passages of a theme, the strongest of each study first, in which words are counted and sentences sought."""
WEIGHED = 16
"""Phrases of a theme whose vectors are compared."""
ENOUGH = 4
"""Phrases shared by studies below which those that a single one says are weighed too, and come last."""
LENT = 12
"""Phrases of other themes, all their words used by several of a theme's studies, that are weighed as well."""
KINDS = {"interpretive_claim": 0.5, "topic": 0.3, "quotation_title": 0.0}
"""What an authors' label is worth beside a phrase of the text."""
SEVERAL = 0.2
"""Share of a theme's studies, and at least two of them, that several of them are."""
SINGULAR = 0.3
"""What a label loses for each doubling of a theme's studies, if several of them use none of its words."""
DOUBLINGS = 3
"""Doublings that are counted at most: where each short text is its own study, nothing is said by many."""
PRIOR = 4.0
"""Passages of all studies that stand beside a study's own when its theme is told from the rest of it."""
TELLING = 1.5
"""What vectors count beside words."""
LENGTHENED = 0.1
"""What each content word adds, up to three."""
LONG, SHORTENED = 5, 0.15
"""Words from which each further one takes something away: a heading of two lines is no name."""
GERUND = 0.1
IDEAS = ("an idea", "a feeling", "a relationship", "a belief", "a difficulty", "an experience", "a need", "a change")
THINGS = ("a thing", "a tool", "a room", "a piece of clothing", "a vehicle", "a body part", "a dish", "a building")
ABSTRACT = 0.15
"""What a standard deviation on the way from things to ideas adds: a theme says what things mean, no object does.

Semantic projection (Grand et al. 2022), beside all other phrases, since in some corpora even themes are concrete."""
PEOPLE = 0.4
"""What a phrase loses that only names people: whom passages are about is not what they have in common."""
GOOD = 0.4
"""What a phrase must tell of its theme beside the best candidate."""

Encode = Callable[[Sequence[str]], Vectors]


@dataclass(frozen=True)
class _Read:
    """A theme's passages, one study after another, with their studies; how widely each stem is used; all its words.

    `share` is by passages and by studies half each, `spread` the share of studies alone, both 0 to 1; `content` are
    the stems that carry meaning.
    """

    texts: tuple[str, ...]
    studies: tuple[str, ...]
    authors: tuple[tuple[str, ...], ...]
    held: tuple[frozenset[str], ...]
    share: Mapping[str, float]
    spread: Mapping[str, float]
    content: frozenset[str]
    present: frozenset[str]

    @property
    def several(self) -> float:
        """The share of the theme's studies that are several of them."""
        everyone = len(set(self.studies))
        return min(max(2, math.ceil(SEVERAL * everyone)), everyone) / max(everyone, 1)

    def common(self, label: str) -> float:
        """The share of a label's content words that several of the theme's studies use."""
        held = keys(label)
        return sum(self.spread.get(w, 0.0) >= self.several for w in held) / max(len(held), 1)

    def saying(self, label: str) -> float:
        """The share of the theme's studies that say it: a passage of theirs holds all its content words."""
        wanted = keys(label)
        said = {study for study, held in zip(self.studies, self.held, strict=True) if wanted <= held}
        return len(said) / max(len(set(self.studies)), 1)

    def shares(self, phrase: str) -> bool:
        """Whether more than one study says a phrase, where there are more than two: else it is a detail of one."""
        everyone = len(set(self.studies))
        return everyone < 3 or self.saying(phrase) * everyone > 1.5


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A possible label, what it is worth by its origin, and the mean vector of the construct it labels, if it does."""

    label: str
    bonus: float = 0.0
    construct: Vectors | None = None


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
    named = study_of(studies)
    place = {p: named.get(paper.id, paper.id) for p, paper in home.items()}
    looked = STRONGEST if len(home) > MANY_PASSAGES else len(home)
    reads = [_read(theme, home, place, looked) for theme in themes]
    if not any(r.texts for r in reads):
        return tuple(themes)
    spread: Counter[str] = Counter()
    for read in reads:
        spread.update(read.share)
    worth = [_worth(read, spread, len(themes)) for read in reads]
    candidates = _candidates(themes, reads, worth, papers, vectors)
    tells = _telling(themes, candidates, place, vectors, encode)
    parents = {t.parent for t in themes}
    taken: list[frozenset[str]] = []
    labels = [t.label for t in themes]
    for i in sorted(range(len(themes)), key=lambda i: themes[i].id in parents):
        scored = sorted(
            (
                c.construct is None and not reads[i].shares(c.label),
                -round(_score(c, reads[i], worth[i], tells[i][c.label]), 4),
                c.label,
            )
            for c in candidates[i]
            if c.construct is not None or tells[i][c.label] >= GOOD
        )
        labels[i] = _first_free(themes[i], [label for *_, label in scored], taken)
        taken.append(_alike(labels[i]))
    return tuple(dataclasses.replace(t, label=label) for t, label in zip(themes, labels, strict=True))


def _read(theme: Theme, home: Mapping[str, Paper], place: Mapping[str, str], looked: int) -> _Read:
    """The theme's English passages, the strongest of each study first, and how widely their words are used.

    `looked` are its strongest passages in which words of labels must stand.
    """
    rows = [(m.passage, home[m.passage]) for m in theme.members if m.passage in home]
    rows = [(p, paper) for p, paper in rows if (paper.metadata.language or "en") == "en"]
    seen: Counter[str] = Counter()
    turns = []
    for i, (p, _) in enumerate(rows):
        turns.append((seen[place[p]], i))
        seen[place[p]] += 1
    read = [rows[i] for _, i in sorted(turns)[:READ]]
    texts = tuple(paper.quote(paper.passage[p]) for p, paper in read)
    studies = tuple(place[p] for p, _ in read)
    passages: Counter[str] = Counter()
    where: defaultdict[str, set[str]] = defaultdict(set)
    held = tuple(frozenset(stem(w) for w in words(text)) for text in texts)
    content = frozenset(stem(w) for text in texts for w in words(text) if is_content(w))
    for found, study in zip(held, studies, strict=True):
        for word in found:
            passages[word] += 1
            where[word].add(study)
    everyone = max(len(set(studies)), 1)
    spread = {w: len(s) / everyone for w, s in where.items()}
    share = {w: (n / len(texts) + spread[w]) / 2 for w, n in passages.items()}
    present = frozenset(w for p, paper in rows[:looked] for w in words(paper.quote(paper.passage[p])))
    authors = tuple(
        tuple(paper.quote(v) for v in paper.passage[p].voices if v.voice != "participant") for p, paper in read
    )
    return _Read(texts, studies, authors, held, share, spread, content, present)


def keys(label: str) -> frozenset[str]:
    """The stems of a label's content words, else of all its words."""
    return frozenset(stem(w) for w in content_words(label) or words(label))


def _worth(read: _Read, spread: Mapping[str, float], themes: int) -> dict[str, float]:
    """What each word tells of the theme, 0 to 1: class-based TF-IDF (Grootendorst 2022) over shares.

    A word that no several studies use tells nothing of what they have in common.
    """
    weights = {}
    for word, share in read.share.items():
        if read.spread[word] >= read.several and word in read.content:
            elsewhere = max(spread[word] - share, 0.0) / max(themes - 1, 1)
            weights[word] = share * math.log1p(share / (elsewhere + 0.02))
    best = max(weights.values(), default=1.0)
    return {w: v / best for w, v in weights.items()}


def _candidates(
    themes: Sequence[Theme],
    reads: Sequence[_Read],
    worth: Sequence[Mapping[str, float]],
    papers: Sequence[Paper],
    vectors: Mapping[str, Vectors],
) -> list[list[_Candidate]]:
    """The authors' labels, phrases of a theme's sentences and claims, and pairs of its nouns."""
    constructs = {c.id: (c, paper) for paper in papers for c in paper.constructs}
    held = TYPICAL_CONSTRUCTS if len(constructs) > MANY_CONSTRUCTS else len(constructs)
    most = max(FEWEST, min(MOST, PARSED // len(themes)))
    sources: list[list[str]] = []
    for theme, read, telling in zip(themes, reads, worth, strict=True):
        claims = [constructs[c][1].document.text[start:end] for c, start, end in theme.claims if c in constructs]
        sources.append([*_sentences(read, telling, most), *(claims if read.texts else ())])
    unique = list(dict.fromkeys(text for texts in sources for text in texts))
    phrases = dict(zip(unique, english_phrases(unique), strict=True))
    pool = sorted({p for found in phrases.values() for p in found})
    out = []
    for theme, read, telling, texts in zip(themes, reads, worth, sources, strict=True):
        named = [_of_authors(constructs[c][0], vectors) for c in theme.constructs[:held] if c in constructs]
        said = _weighed(dict.fromkeys(p for text in texts for p in phrases[text]), pool, read, telling)
        found = [*(c for c in named if c is not None), *said]
        usable = (c for c in found if set(words(c.label)) <= read.present)
        out.append(list({c.label.casefold(): c for c in reversed(list(usable))}.values()))
    return out


def _sentences(read: _Read, worth: Mapping[str, float], most: int) -> list[str]:
    """The sentences that hold most of what the theme's studies have in common, one a study first.

    Authors' words come before participants': they say what something is, participants tell how it was.
    """
    found: defaultdict[str, list[tuple[bool, float, str]]] = defaultdict(list)
    for text, study, authors in zip(read.texts, read.studies, read.authors, strict=True):
        for said in authors or (text,):
            for span in sentences(said, 0, len(said)):
                sentence = " ".join(said[span.start : span.end].split()[:LENGTH])
                held = [stem(w) for w in words(sentence)]
                told = sum(worth.get(w, 0.0) for w in set(held)) / math.sqrt(len(held) + 5)
                found[study].append((not authors, -round(told, 6), sentence))
    turns = [(turn, *one) for told in found.values() for turn, one in enumerate(sorted(told))]
    return [sentence for *_, sentence in sorted(turns)[:most]]


def _weighed(own: Iterable[str], pool: Iterable[str], read: _Read, worth: Mapping[str, float]) -> list[_Candidate]:
    """The phrases whose words tell most of the theme: its own, and others' whose words its studies share."""

    def tells(phrase: str) -> float:
        held = keys(phrase)
        return sum(worth.get(w, 0.0) for w in held) / len(held)

    ranked = sorted(own, key=lambda p: (-round(tells(p), 6), p))
    lent = (p for p in pool if set(words(p)) <= read.present and read.common(p) == 1 and read.shares(p))
    best = [p for p in ranked if read.shares(p)][:WEIGHED]
    best += sorted(lent, key=lambda p: (-round(tells(p), 6), p))[:LENT]
    if len(best) < ENOUGH:
        best += [p for p in ranked if not read.shares(p)][: WEIGHED // 2]
    return [_Candidate(p[:1].upper() + p[1:], GERUND * p.split()[0].endswith("ing")) for p in dict.fromkeys(best)]


def _of_authors(construct: Construct, vectors: Mapping[str, Vectors]) -> _Candidate | None:
    """A construct's own label, where people wrote it (not cut from running text)."""
    label = tidy_name(construct.label)
    rows = [vectors[p] for p in construct.passages if p in vectors]
    if not rows or len(words(label)) > LONGEST_NAME or all(e.source == "segment" for e in construct.evidence):
        return None
    bonus = KINDS.get(construct.kind, 0.0) * construct.confidence
    return _Candidate(label, bonus, np.mean(rows, axis=0))


def _telling(
    themes: Sequence[Theme],
    candidates: Sequence[Sequence[_Candidate]],
    place: Mapping[str, str],
    vectors: Mapping[str, Vectors],
    encode: Encode,
) -> list[dict[str, float]]:
    """How well each candidate tells the theme's passages of a study from that study's others, the best of a theme 1.

    The difference of mean cosines inside and outside, over the half of the theme's studies in which it is least: a
    detail of one study, and the setting of any, tell nothing in the others. An authors' label counts half by its
    words and half by the mean of its construct's passages.
    """
    unique = list(dict.fromkeys(c.label for found in candidates for c in found))
    encoded = encode([*unique, *IDEAS, *THINGS])
    of_label = dict(zip(unique, encoded[: len(unique)], strict=True))
    ideas, things = np.split(encoded[len(unique) :], [len(IDEAS)])
    along = encoded[: len(unique)] @ (ideas.mean(axis=0) - things.mean(axis=0))
    along = np.clip((along - along.mean()) / max(float(along.std()), 1e-6), -2, 2) if unique else along
    abstract = dict(zip(unique, along.tolist(), strict=True))
    sums: dict[str, Vectors] = {}
    counts: Counter[str] = Counter()
    for passage, study in place.items():
        sums[study] = sums[study] + vectors[passage] if study in sums else vectors[passage].copy()
        counts[study] += 1
    whole, number = np.sum(list(sums.values()), axis=0), sum(counts.values())
    out = []
    for theme, found in zip(themes, candidates, strict=True):
        strongest = theme.members[:STRONGEST]
        members: defaultdict[str, list[Member]] = defaultdict(list)
        for m in strongest:
            members[place[m.passage]].append(m)
        everywhere = (whole - sum(vectors[m.passage] for m in strongest)) / max(number - len(strongest), 1)
        apart = np.stack(
            [
                np.average([vectors[m.passage] for m in held], axis=0, weights=[m.strength for m in held])
                - (sums[s] - sum(vectors[m.passage] for m in held) + PRIOR * everywhere)
                / (counts[s] - len(held) + PRIOR)
                for s, held in sorted(members.items())
            ]
        )
        words_of = _of_best({c.label: _in_common(apart @ of_label[c.label]) for c in found})
        passages_of = _of_best({c.label: _in_common(apart @ c.construct) for c in found if c.construct is not None})
        out.append({k: (v + passages_of.get(k, v)) / 2 + ABSTRACT * abstract[k] for k, v in words_of.items()})
    return out


def _in_common(apart: Vectors) -> float:
    """The mean over studies and that over the half of them where it is least, half each."""
    return float(apart.mean() + np.sort(apart)[: math.ceil(len(apart) / 2)].mean()) / 2


def _of_best(values: Mapping[str, float]) -> dict[str, float]:
    best = max(values.values(), default=1.0)
    return {k: max(v / max(best, 1e-6), -1.0) for k, v in values.items()}


def _score(candidate: _Candidate, read: _Read, worth: Mapping[str, float], telling: float) -> float:
    label = candidate.label
    held, everyone = keys(label), len(set(read.studies))
    lexical = sum(worth.get(w, 0.0) for w in held) / len(held)
    apart = 1 - read.common(label)
    doublings = min(math.log2(max(everyone, 1)), DOUBLINGS)
    alone = SINGULAR * doublings * apart
    length = LENGTHENED * min(len(held), 3) - SHORTENED * max(len(words(label)) - LONG, 0)
    return (
        TELLING * telling
        + lexical / 2
        + math.sqrt(read.saying(label)) / 2
        + length
        + candidate.bonus
        - alone
        - PEOPLE * about_people(label)
    )


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
