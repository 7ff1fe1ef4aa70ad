"""Words and noun-like phrases of a text, found by function words and by how the corpus uses each word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from thirdorder.nlp.language.common_words import common_words, language_of, without_contraction
from thirdorder.nlp.language.lexicon import DEFAULT, lexicon
from thirdorder.nlp.language.stems import stem

LONGEST = 5
"""Words in a phrase at most."""
WITHIN = frozenset("(,;–—")
"""Marks after which a capital is a name's: in a sentence, or where a quotation's speaker is told "(Ama, nurse)"."""
VERB_LIKE = 0.5
"""Share of a word's uses, beside those after a determiner, that come after a subject, "to" or a modal."""

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|[^\w\s]|\d+")


_GRAMMAR = lexicon(DEFAULT).grammar


def listed(text: str) -> frozenset[str]:
    """The words of a list written as running text."""
    return frozenset(text.split())


@dataclass(frozen=True)
class Usage:
    """How a corpus uses its words: stems that stand like verbs, and words that are always capitalised (names)."""

    verbs: frozenset[str]
    names: frozenset[str]


def words(text: str) -> list[str]:
    """The words of a text, folded."""
    return [_fold(w) for w in _WORD.findall(text)]


def content_words(text: str) -> list[str]:
    """The words of a text that carry meaning, folded; its language is told by its own words."""
    held = words(text)
    language = language_of(held)
    return [w for w in held if is_content(w, language)]


@cache
def is_content(word: str, language: str = DEFAULT) -> bool:
    """Whether a folded word carries meaning."""
    common = common_words(language)
    return len(word) > 2 and word not in common and without_contraction(word) not in common


def usage(texts: Iterable[str]) -> Usage:
    """Count what stands before each word. Verb-like: more often after "they", "to" or "would" than after "the"."""
    subject, determiner = Counter[str](), Counter[str]()
    small, capital = Counter[str](), Counter[str]()
    for text in texts:
        before = "."
        for token in _TOKEN.findall(text):
            word = _fold(token)
            if before in _GRAMMAR.subjects:
                subject[stem(word)] += 1
            elif before in _GRAMMAR.articles:
                determiner[stem(word)] += 1
            if token[0].islower():
                small[word] += 1
            elif token[0].isupper() and (before[0].isalpha() or before in WITHIN):
                capital[word] += 1
            before = word
    verbs = {w for w, n in subject.items() if n > 1 and n > VERB_LIKE * (n + determiner[w])}
    names = {w for w, n in capital.items() if not small[w]}
    return Usage(frozenset(verbs), frozenset(names) if len(names) < len(small) / 2 else frozenset())


def phrases(text: str, used: Usage) -> Iterator[tuple[str, float]]:
    """Runs of up to five folded words with content words at both ends, and how noun-like each run is (0 to 1)."""
    tokens = [_fold(t) for t in _TOKEN.findall(text)]
    language = language_of(tokens)
    content = [t[0].isalpha() and is_content(t, language) and t not in used.names for t in tokens]
    verb = [known and stem(t) in used.verbs for t, known in zip(tokens, content, strict=True)]
    for i, first in enumerate(tokens):
        if not content[i]:
            continue
        before = tokens[i - 1] if i else "."
        noun = (
            0.5
            if before in _GRAMMAR.subjects
            else 1.0
            if before in _GRAMMAR.determiners or not before[0].isalpha()
            else 0.8
        )
        noun *= 0.4 if first.endswith("ly") or (verb[i] and not first.endswith("ing")) else 1.0
        for j in range(i, min(i + LONGEST, len(tokens))):
            if content[j]:
                noun *= 0.2 if j > i and verb[j] else 1.0
                yield " ".join(tokens[i : j + 1]), noun * _ending(tokens[j])
            elif tokens[j] not in _GRAMMAR.links or not content[j - 1]:
                break


@cache
def _fold(word: str) -> str:
    return word.casefold().replace("’", "'")


@cache
def _ending(word: str) -> float:
    """How likely an English word closes a noun phrase, by its ending."""
    return 0.3 if word.endswith("ly") else 0.5 if word.endswith("ed") else 0.8 if word.endswith("ing") else 1.0
