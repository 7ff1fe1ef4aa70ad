"""Texts by their words: what a person would find with a search."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer

WORD = re.compile(r"[^\W\d_]{2,}")
STEM = 5
"""Words are cut to their first five letters: a stemmer that asks for no language."""
_COMMON = """
    the and for that this with from have has had was were are not but you your they their them our out his her
    she him its who what when where why how which been being into than then there these those would could
    should will can may did does done just also very more most some any all one about because while over such
    only other my me we it is in on of to an at by be as do so no or if up i am de la el los las que en un una
    por para con del se le les des du et est une dans pour qui sur au aux der die das und ein eine ist den dem
    mit von zu o os um uma em na da dos nas ao
"""
FUNCTION_WORDS = frozenset(_COMMON.split())
"""English, Spanish, French, German and Portuguese."""


COLUMNS = 2**18


def terms(text: str) -> list[str]:
    """Word beginnings and pairs of them, accents folded, function words left out."""
    plain = text.lower()
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    stems = [w[:STEM] for w in WORD.findall(plain) if w not in FUNCTION_WORDS]
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
