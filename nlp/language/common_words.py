"""Words that carry no subject of their own: one list a language for all who leave such words out.

The lists are spaCy's. A language's lexicon takes from it what does bear meaning where people tell of their lives
("alone", "never", "behind"), and adds what is said in any study, which names no theme ("participants", "felt").
"""

from __future__ import annotations

import runpy
from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from thirdorder.nlp.language.lexicon import DEFAULT, lexicon, lexicons

CLEARLY = 2
"""Function words by which another language must lead before a text is taken to be no English."""


@cache
def function_words(language: str = DEFAULT) -> frozenset[str]:
    """Folded words of a language that only join others or point at them; those of English where it is unknown."""
    own = language if language in lexicons() else DEFAULT
    return _listed(own) - lexicon(own).words.telling


@cache
def common_words(language: str = DEFAULT) -> frozenset[str]:
    """Function words, and those said in any study whatever it is about."""
    return function_words(language) | lexicon(language).words.said_anywhere


@cache
def without_contraction(word: str) -> str:
    """A folded word without what is drawn together with it: "they" of "they're", "did" of "didn't"."""
    for end in ("n't", "'d", "'ll", "'m", "'re", "'s", "'ve"):
        if word.endswith(end) and len(word) > len(end):
            return word[: -len(end)]
    return word


def language_of(words: Iterable[str]) -> str:
    """The language whose function words stand most often among some folded words; English where none leads clearly."""
    held = list(words)
    counts = {language: sum(w in function_words(language) for w in held) for language in lexicons()}
    best = max(counts, key=lambda language: counts[language])
    return best if counts[best] - counts[DEFAULT] >= CLEARLY else DEFAULT


@cache
def _listed(language: str) -> frozenset[str]:
    """spaCy's list, from its file: to import spaCy loads PyTorch, which no process that only reads papers needs."""
    package = find_spec("spacy")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("spaCy is not installed: install thirdorder with what it depends on.")
    file = Path(package.origin).parent / "lang" / language / "stop_words.py"
    return frozenset(runpy.run_path(str(file))["STOP_WORDS"])
