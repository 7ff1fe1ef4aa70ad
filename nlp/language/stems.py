"""Words without their endings, by the Snowball stemmer of their language (Porter 2001)."""

from __future__ import annotations

from functools import cache, lru_cache
from threading import Lock
from typing import Any

from snowballstemmer import stemmer

from thirdorder.nlp.language.lexicon import DEFAULT, lexicon

_ONE_AT_A_TIME = Lock()
"""A stemmer keeps the word it is at."""


@lru_cache(maxsize=2**17)
def stem(word: str, language: str = DEFAULT) -> str:
    """A word's stem, folded: that of "Families" is that of "family", of "women" that of "woman"."""
    own, folded = lexicon(language), word.casefold().replace("’", "'")
    folded = own.irregular.get(folded, folded)
    if language == DEFAULT:
        folded = folded.replace("isation", "ization").replace("ising", "izing").replace("ise", "ize")
    with _ONE_AT_A_TIME:
        return str(_stemmer(own.stemmer).stemWord(folded))


@cache
def _stemmer(name: str) -> Any:
    return stemmer(name)
