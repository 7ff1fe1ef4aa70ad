"""Texts by their words: what a person would find with a search."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer
from sklearn.preprocessing import normalize

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

    def telling(self, texts: Sequence[str]) -> csr_matrix:
        """The words of texts of which each has a matter of its own, such as codes: sparse (len(texts), COLUMNS).

        A word weighs by how rare it is in the collection and among these texts, however long a text is; rows of unit
        length. The product with the words that another text holds is how much of the matter it says.
        """
        held = csr_matrix(_COUNTS.transform(texts)).sign()
        among = np.log1p(len(texts) / np.maximum(np.asarray(held.sum(axis=0)).ravel(), 1)) / np.log1p(len(texts))
        return csr_matrix(normalize(held.multiply(self.weights.idf_ * among)))


def word_space(texts: Sequence[str]) -> WordSpace:
    """Learn from texts how rare each word is; an empty document keeps a single text usable."""
    return WordSpace(TfidfTransformer(sublinear_tf=True).fit(_COUNTS.transform([*texts, ""])))
