"""Texts by the words they share: TF-IDF, for relating what few texts say beside what vectors tell of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from thirdorder.nlp.language.phrases import content_words

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

COMMON = 0.4
"""A word that more texts than this share use relates none."""


def weighted_words(texts: Sequence[str]) -> tuple[csr_matrix, tuple[str, ...]]:
    """Unit rows (n, words) over the words that two texts or more use and not most, and those words.

    Sublinear TF-IDF (Manning et al. 2008, 6.4). A row without such a word is zero.
    """
    from scipy.sparse import csr_matrix  # seconds to import, and help answers at once
    from sklearn.feature_extraction.text import TfidfVectorizer

    weigh = TfidfVectorizer(analyzer=content_words, sublinear_tf=True, min_df=2, max_df=max(COMMON, 2 / len(texts)))
    try:
        rows = csr_matrix(weigh.fit_transform(texts))
    except ValueError:  # nothing is shared
        return csr_matrix((len(texts), 1)), ("",)
    return rows, tuple(weigh.get_feature_names_out().tolist())
