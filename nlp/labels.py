"""Names for themes in the authors' words: a construct's label where one speaks for the theme, else a phrase from it."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

TYPICAL = 60
"""Passages a theme is named from: the most typical ones, so that the work does not grow with the corpus."""
TERMS = 8
LONGEST = 5
NAMES_WELL = 0.3
"""Weight its words must reach, beside the theme's best word, before a construct's label is taken for the theme's."""

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|[^\w\s]|\d+")
_NUMBERING = re.compile(
    r"^\s*(?:(?:sub-?)?(?:theme|category|construct|domain)\s*)?(?:\d+(?:\.\d+)*|[ivx]+(?=[.):])|[a-z](?=[.):]))?\s*[-–—.:)]*\s*",
    re.I,
)


def _listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


_LINKS = _listed(
    """
    of and in for with
    """
)
_DETERMINERS = _listed(
    """
    a an the this that these those their his her its our your my some any no each every more less such of in for
    with from by on about and
    """
)
_SUBJECTS = _listed(
    """
    i we they he she you it who to not can could will would should may might must did do does cannot don't
    """
)
_STOP = _listed(
    """
    a about above across after again against ago all almost along already also although always am among an and
    another any anyone anything are aren't around as asked at away back be became because become been before
    began being below between both but by came can can't cannot cause come could couldn't de described did
    didn't different do does doesn't doing don't done down during each e.g either else enough especially et etc
    even ever every everyone everything example explained expressed far feel feeling feels felt few find finding
    first for found from gave get gets getting give given gives go goes going gone good got had hadn't has
    hasn't have haven't having he he's her here hers herself highlighted him himself his how however i i'd i'll
    i'm i've i.e if in indicated instance instead into is isn't it it's its itself just keep kept kind know knew
    known last least less let like likely look looked lot made mainly make makes making many may maybe me mean
    means mentioned might mine more most mostly much must my myself near need needed needs never new next no
    nobody none nor not noted nothing now of off often oh ok okay on once one ones only onto or other others
    ought our ours ourselves out over own participant participants people per perhaps please put quite quot
    quote quotes rather re really reported respondent respondents respondent's right said same saw say saying
    says second see seem seemed seems seen several she she's should shouldn't since so some someone something
    sometimes somewhat soon sort spoke stated still stuff such sure take taken takes taking talked tell than
    thank that that's the their theirs them themselves then there there's therefore these they they'd they'll
    they're they've thing things think third this those though thought three through throughout thus to together
    told too took towards tried try trying two under unless until up upon us use used using usually various very
    via viewed wanna want wanted wants was wasn't way ways we we'd we'll we're we've well went were weren't what
    whatever when where whereas whether which while who who's whom whose why will with within without won't
    would wouldn't yeah year years yes yet you you'd you'll you're you've your yours yourself interviewee
    interviewees interviewer informant informants study studies theme themes subtheme subthemes data results
    findings um uh er mm gonna cos 'cause
    """
)


@dataclass(frozen=True)
class ThemeText:
    """What a theme is named from: its passages, most typical first, and its constructs' labels weighted 0 to 1."""

    passages: tuple[str, ...]
    names: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Name:
    """A theme's label and the terms that set it apart."""

    label: str
    terms: tuple[str, ...]


def name_themes(themes: Sequence[ThemeText]) -> tuple[Name, ...]:
    """A label and terms for each theme. Every word of a label stands in that theme's passages; no two labels are alike.

    A term weighs by the share of the theme's passages that hold it and by how few other themes do (class-based
    TF-IDF, Grootendorst 2022, over passages rather than occurrences, so that one long passage does not decide).
    """
    counts = [_document_counts(t.passages[:TYPICAL]) for t in themes]
    spread: defaultdict[str, float] = defaultdict(float)
    for count, theme in zip(counts, themes, strict=True):
        size = max(min(len(theme.passages), TYPICAL), 1)
        for term, found in count.items():
            spread[term] += found / size
    taken: set[str] = set()
    names = []
    for count, theme in zip(counts, themes, strict=True):
        weights = _weights(count, spread, len(themes), min(len(theme.passages), TYPICAL))
        label = _label(theme, weights, taken)
        taken.add(label_key(label))
        names.append(Name(label, _distinct(weights)))
    return tuple(names)


def label_key(label: str) -> str:
    """What makes two labels alike: the same words but for case, order and a plural s."""
    return " ".join(sorted({_singular(w) for w in words(label) if w not in _STOP} or {*words(label)}))


def words(text: str) -> list[str]:
    """The words of a text, folded."""
    return [w.casefold().replace("’", "'") for w in _WORD.findall(text)]


def content_words(text: str) -> list[str]:
    """The words of a text that carry meaning, folded."""
    return [w for w in words(text) if w not in _STOP and len(w) > 2]


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _document_counts(passages: Sequence[str]) -> Mapping[str, float]:
    """In how many passages each candidate phrase stands, less where it stands like a verb."""
    count: defaultdict[str, float] = defaultdict(float)
    for text in passages:
        best: dict[str, float] = {}
        for phrase, noun in _phrases(text):
            best[phrase] = max(best.get(phrase, 0.0), noun)
        for phrase, noun in best.items():
            count[phrase] += noun
    return count


def _phrases(text: str) -> Iterator[tuple[str, float]]:
    """Runs of up to five words, content words at both ends; and how noun-like each run is."""
    tokens = [t.casefold().replace("’", "'") for t in _TOKEN.findall(text)]
    content = [len(t) > 2 and t[0].isalpha() and t not in _STOP for t in tokens]
    for i, token in enumerate(tokens):
        if not content[i]:
            continue
        before = tokens[i - 1] if i else "."
        opening = 0.5 if before in _SUBJECTS else 1.0 if before in _DETERMINERS or not before[0].isalpha() else 0.8
        for j in range(i, min(i + LONGEST, len(tokens))):
            if content[j]:
                yield " ".join(tokens[i : j + 1]), opening * _ending(tokens[j]) * (0.4 if token.endswith("ly") else 1.0)
            elif tokens[j] not in _LINKS or (tokens[j] in _LINKS and not content[j - 1]):
                break


def _ending(word: str) -> float:
    """How likely an English word closes a noun phrase, by its ending."""
    return 0.3 if word.endswith("ly") else 0.5 if word.endswith("ed") else 0.8 if word.endswith("ing") else 1.0


def _weights(count: Mapping[str, float], spread: Mapping[str, float], themes: int, size: int) -> dict[str, float]:
    """Phrases by weight, heaviest first; ties by the alphabet."""
    floor = 1.5 if size >= 8 else 0.0
    weights = {}
    for phrase, found in count.items():
        if found <= floor:
            continue
        share = found / max(size, 1)
        elsewhere = max(spread[phrase] - share, 0.0) / max(themes - 1, 1)
        weights[phrase] = share * math.log1p(share / (elsewhere + 0.02))
    return dict(sorted(weights.items(), key=lambda item: (-item[1], item[0])))


def _distinct(weights: dict[str, float]) -> tuple[str, ...]:
    """The heaviest terms, none of them inside or around another."""
    chosen: list[str] = []
    for term in weights:
        held = {_singular(w) for w in term.split()}
        if all(not held <= (other := {_singular(w) for w in c.split()}) and not other <= held for c in chosen):
            chosen.append(term)
        if len(chosen) == TERMS:
            break
    return tuple(chosen)


def _label(theme: ThemeText, weights: dict[str, float], taken: set[str]) -> str:
    present = {w for text in theme.passages for w in words(text)}
    named = _construct_label(theme, weights, present, taken)
    if named:
        return named
    by_words = sorted(weights, key=lambda p: (-weights[p] * (1 + 0.6 * min(_contents(p) - 1, 2)), p))
    for phrase in by_words:
        if label_key(phrase) not in taken:
            return phrase[0].upper() + phrase[1:]
    for one in by_words:
        for other in by_words:
            if one < other and label_key(f"{one} {other}") not in taken:
                return f"{one[0].upper()}{one[1:]}, {other}"
    return _opening(theme, taken)


def _construct_label(theme: ThemeText, weights: dict[str, float], present: set[str], taken: set[str]) -> str:
    """The construct label that speaks best for the theme, or "" when none does."""
    best_word = max((weights[p] for p in weights if " " not in p), default=0.0)
    scored = []
    for name, weight in theme.names:
        label = tidy_name(name)
        held = content_words(label)
        if not held or len(words(label)) > 10 or not set(words(label)) <= present or label_key(label) in taken:
            continue
        score = sum(weights.get(w, 0.0) for w in held) / len(held) * (0.5 + 0.5 * weight)
        if score >= NAMES_WELL * best_word * 0.5:
            scored.append((-score, label))
    return min(scored)[1] if scored else ""


def tidy_name(name: str) -> str:
    """A construct's label without numbering, quotation marks and closing points."""
    bare = _NUMBERING.sub("", name.strip(), count=1).strip(" .:;\"'“”‘’")
    return bare[:1].upper() + bare[1:]


def _contents(phrase: str) -> int:
    return sum(w not in _LINKS for w in phrase.split())


def _opening(theme: ThemeText, taken: set[str]) -> str:
    """The first words of a typical passage, as many as it takes to be unlike the other labels."""
    for text in theme.passages:
        found = text.split()
        for length in range(min(4, len(found)), len(found) + 1):
            label = " ".join(found[:length]).strip(" .,;:\"'“”‘’")
            if label and label_key(label) not in taken:
                return label
    return theme.passages[0] if theme.passages else "Unnamed"
