"""Names for themes in the authors' words: a construct's label where one speaks for the theme, else a phrase from it."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from thirdorder.nlp.language.phrases import content_words, phrases, usage, words
from thirdorder.nlp.language.stems import stem

TYPICAL = 60
"""Passages a theme is named from: the most typical ones, so that the work does not grow with the corpus."""
TERMS = 8
NAMES_WELL = 0.15
"""Weight a construct label's words must reach, beside the theme's best word, before it names the theme."""
TYPICAL_OF = 0.5
"""Mean strength of a construct's passages from which its label may name the theme even in words of its own."""
PHRASE = 1.5
"""How much a second and third word add to a phrase's worth as a label."""
LONGEST_NAME = 10

_NUMBERING = re.compile(
    r"""^\s*(?:
        (?:sub[-–\s]*)?(?:themes?|categor(?:y|ies)|constructs?|domains?)\s*
            (?:(?:\d+(?:\.\d+)*|(?:[ivx]+|[a-z]|one|two|three|four|five|six|seven|eight)(?=\s*[-–—.:)]))\s*[-–—.:)]*|[-–—.:)]+)
        | (?:\d+(?:\.\d+)*|[ivx]+(?=[.):])|[a-z](?=[.):]))?\s*[-–—.:)]*
    )\s*""",
    re.IGNORECASE | re.VERBOSE,
)
"""What a heading says of its place: its number, or its level ("Sub-theme 2:", "Theme two –", "Themes:")."""


@dataclass(frozen=True)
class ThemeText:
    """What a theme is named from: its passages, most typical first, with the number of each one's study beside them.

    `names` are the labels of its constructs, weighted 0 to 1.
    """

    passages: tuple[str, ...]
    studies: tuple[int, ...]
    names: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Name:
    """A theme's label and the terms that set it apart."""

    label: str
    terms: tuple[str, ...]


def name_themes(themes: Sequence[ThemeText]) -> tuple[Name, ...]:
    """A label and terms for each theme. Every word of a label stands in that theme's passages; no two labels are alike.

    A term weighs by the share of the theme's passages and studies that hold it and by how few other themes do
    (class-based TF-IDF, Grootendorst 2022, over passages and studies rather than occurrences, so that one long
    passage or one study does not decide).
    """
    texts = dict.fromkeys(text for t in themes for text in t.passages[:TYPICAL])
    used = usage(texts)
    held = {text: _strongest(phrases(text, used)) for text in texts}
    shares = [_shares(t, held) for t in themes]
    spread: defaultdict[str, float] = defaultdict(float)
    for share in shares:
        for term, value in share.items():
            spread[term] += value
    taken: set[str] = set()
    names = []
    for share, theme in zip(shares, themes, strict=True):
        weights = _weights(share, spread, len(themes))
        label = _label(theme, weights, taken)
        taken.add(label_key(label))
        names.append(Name(label, _distinct(weights)))
    return tuple(names)


def label_key(label: str) -> str:
    """What makes two labels alike: the same words but for case, order and endings."""
    return " ".join(sorted({stem(w) for w in content_words(label) or words(label)}))


_QUOTED = re.compile(r"[\"'“‘«„]([^\"“”‘«»„]*)[\"'”’»“]|[\"“«„]([^\"”»“]*)|([^\"“«„]*)[\"”»]")
"""A name that is quoted whole, or has lost one of its two marks."""


def tidy_name(name: str) -> str:
    """A construct's label without numbering, quotation marks, closing points and setting in capitals."""
    bare = _NUMBERING.sub("", name.strip(), count=1).strip(" .:;")
    while quoted := _QUOTED.fullmatch(bare):
        bare = quoted.group(quoted.lastindex or 0).strip(" .:;")
    if bare.isupper() and " " in bare:
        bare = bare.lower()
    return bare[:1].upper() + bare[1:]


def _strongest(found: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Each phrase of a text, as noun-like as it is anywhere in it."""
    best: dict[str, float] = {}
    for phrase, noun in found:
        best[phrase] = max(best.get(phrase, 0.0), noun)
    return best


def _shares(theme: ThemeText, held: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """For each phrase that two passages hold (one, where the theme has few): its share of passages and studies."""
    count: defaultdict[str, float] = defaultdict(float)
    passages: defaultdict[str, int] = defaultdict(int)
    studies: defaultdict[str, set[int]] = defaultdict(set)
    texts = list(zip(theme.passages, theme.studies, strict=True))[:TYPICAL]
    for text, study in texts:
        for phrase, noun in held[text].items():
            count[phrase] += noun
            passages[phrase] += 1
            studies[phrase].add(study)
    all_studies = max(len({s for _, s in texts}), 1)
    fewest = 2 if len(texts) > 3 else 1
    kept = [p for p in count if passages[p] >= fewest] or list(count)
    return {p: count[p] / len(texts) * (0.5 + 0.5 * len(studies[p]) / all_studies) for p in kept}


def _weights(share: Mapping[str, float], spread: Mapping[str, float], themes: int) -> dict[str, float]:
    """Phrases by weight, heaviest first; ties by the alphabet."""
    weights = {}
    for phrase, value in share.items():
        elsewhere = max(spread[phrase] - value, 0.0) / max(themes - 1, 1)
        weights[phrase] = value * math.log1p(value / (elsewhere + 0.02))
    return dict(sorted(weights.items(), key=lambda item: (-item[1], item[0])))


def _distinct(weights: Mapping[str, float]) -> tuple[str, ...]:
    """The heaviest terms, none of them inside or around another."""
    chosen: list[tuple[str, set[str]]] = []
    for term in weights:
        held = {stem(w) for w in term.split()}
        if not any(held <= other or other <= held for _, other in chosen):
            chosen.append((term, held))
        if len(chosen) == TERMS:
            break
    return tuple(term for term, _ in chosen)


def _label(theme: ThemeText, weights: Mapping[str, float], taken: set[str]) -> str:
    """A construct's label, else the best phrase, else two together, else how a typical passage begins."""
    named = _construct_label(theme, weights, taken)
    if named:
        return named
    best = sorted(weights, key=lambda p: (-weights[p] * (1 + PHRASE * min(len(content_words(p)) - 1, 2)), p))[:50]
    pairs = (f"{a}, {b}" for i, a in enumerate(best) for b in best[i + 1 :])
    for label in (*best, *pairs):
        if label_key(label) not in taken:
            return label[:1].upper() + label[1:]
    return _opening(theme, taken)


def _construct_label(theme: ThemeText, weights: Mapping[str, float], taken: set[str]) -> str:
    """The construct label that speaks best for the theme, or "" when none does."""
    present = {w for text in theme.passages for w in words(text)}
    best = max((weights[p] for p in weights if " " not in p), default=0.0)
    scored = []
    for name, weight in theme.names:
        label = tidy_name(name)
        held = content_words(label)
        if not held or len(words(label)) > LONGEST_NAME or not set(words(label)) <= present:
            continue
        apart = sum(weights.get(w, 0.0) for w in held) / len(held) / max(best, 1e-9)
        tells = apart >= NAMES_WELL or (len(held) > 1 and weight >= TYPICAL_OF)
        if tells and label_key(label) not in taken:
            scored.append((-round(apart + weight, 6), label))
    return min(scored)[1] if scored else ""


def _opening(theme: ThemeText, taken: set[str]) -> str:
    """The first words of a typical passage, as many as it takes to be unlike the other labels."""
    for text in theme.passages:
        found = text.split()
        for length in range(min(4, len(found)), len(found) + 1):
            label = " ".join(found[:length]).strip(" .,;:\"'“”‘’")
            if label and label_key(label) not in taken:
                return label
    return theme.passages[0] if theme.passages else "Unnamed"
