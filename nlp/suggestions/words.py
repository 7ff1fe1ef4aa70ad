"""Texts by their words: what a person would find with a search."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer

from thirdorder.nlp.language.common_words import function_words, language_of
from thirdorder.nlp.language.stems import stem

WORD = re.compile(r"[^\W\d_]{2,}")
COLUMNS = 2**18


def terms(text: str) -> list[str]:
    """Stems and pairs of them, function words left out; the text's language is told by its own words."""
    held = WORD.findall(text.casefold())
    language = language_of(held)
    left_out = function_words(language)
    stems = [stem(w, language) for w in held if w not in left_out]
    return stems + [f"{a} {b}" for a, b in pairwise(stems)]


_COUNTS = HashingVectorizer(analyzer=terms, n_features=COLUMNS, alternate_sign=False, norm=None)


@dataclass(frozen=True, eq=False)
class WordSpace:
    """TF-IDF over words, hashed so that a word never met before counts as the rarest of all.

    A vocabulary would drop such words, and a new text would then seem closer to what is known than the known texts
    were to one another when the evidence was weighed.
    """

    weights: TfidfTransformer

    def rows(self, texts: Sequence[str]) -> csr_matrix:
        """Sparse (len(texts), COLUMNS), rows of unit length (or zero where there is no word)."""
        return csr_matrix(self.weights.transform(_COUNTS.transform(texts)))


def word_space(texts: Sequence[str]) -> WordSpace:
    """Learn from texts how rare each word is; an empty document keeps a single text usable."""
    return WordSpace(TfidfTransformer(sublinear_tf=True).fit(_COUNTS.transform([*texts, ""])))
