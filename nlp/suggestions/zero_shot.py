"""What a codebook says of a text before anyone has coded: nearness in meaning and shared words.

Plain cosines are biased twice: some texts are near everything, some names are near everything (hubs). Centring on
a background of texts takes out what all texts of a collection share, and letting the codes of a text compete
(a softmax over codes) takes out the texts that are near everything.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.special import log_softmax

from thirdorder.nlp.suggestions.units import CodeVectors, Matrix, Stack, unit_rows
from thirdorder.nlp.suggestions.words import WordSpace, word_space
from thirdorder.nlp.vectors import Vectors

WORD_WEIGHT = 0.3
SHARPNESS = 12.0


@dataclass(frozen=True, eq=False)
class ZeroShot:
    """The codebook beside a background: its wording (k, d), that about the background's centre, and its words.

    `phrases` (p, d) are what definitions list, about the same centre; code j's begin at `phrase_starts[j]`.
    """

    centre: Matrix
    wording: Vectors
    prototypes: Matrix
    phrases: Matrix
    phrase_starts: NDArray[np.intp]
    words: WordSpace
    code_words: csr_matrix
    telling: csr_matrix

    def similarity(self, vectors: Vectors) -> Matrix:
        """Centred cosine of passages to codes, (n, k)."""
        return self.cosines(vectors, self.prototypes)

    def by_phrase(self, vectors: Vectors) -> Matrix:
        """Centred cosine of passages to the phrase of each code's definition that is nearest, (n, k)."""
        near = self.cosines(vectors, self.phrases)
        return np.asarray(np.maximum.reduceat(near, self.phrase_starts, axis=1))

    def cosines(self, vectors: Vectors, directions: Matrix) -> Matrix:
        """Cosine of vectors (n, d) to `directions` (k, d) about the centre, (n, k)."""
        wide = vectors.astype(np.float64)
        squared = np.einsum("nd,nd->n", wide, wide) - wide @ (2 * self.centre) + self.centre @ self.centre
        lengths = np.sqrt(np.maximum(squared, 1e-12))
        return np.asarray((wide @ directions.T - self.centre @ directions.T) / lengths[:, None])

    def lexical(self, rows: csr_matrix) -> Matrix:
        """Cosine of passages to codes over words, (n, k)."""
        return np.asarray((rows @ self.code_words.T).toarray(), dtype=np.float64)

    def said(self, rows: csr_matrix) -> Matrix:
        """How much of each code's telling words passages hold, (n, k), however long a passage is."""
        return np.asarray((rows.sign() @ self.telling.T).toarray(), dtype=np.float64)

    def evidence(self, stack: Stack, rows: csr_matrix) -> Matrix:
        """How much each passage speaks for each code by meaning and words, (passages, k)."""
        return self.similarity(stack.vectors) + WORD_WEIGHT * self.lexical(rows)


def zero_shot(codes: CodeVectors, texts: tuple[str, ...], background: Vectors) -> ZeroShot:
    """Place a codebook against the texts of a collection and their vectors; no coding is looked at.

    With fewer than twenty texts a centre would carry off what is said along with what is common to all, so it is
    shrunk towards none.
    """
    known = len(background)
    dimensions = codes.prototypes.shape[1]
    centre = background.mean(axis=0, dtype=np.float64) * known / (known + 5) if known else np.zeros(dimensions)
    words = word_space([*texts, *codes.words])
    own, phrases = (unit_rows(rows - centre) for rows in (codes.prototypes, codes.phrases))
    starts = np.searchsorted(codes.phrase_of, np.arange(len(own)))
    return ZeroShot(
        centre, codes.prototypes, own, phrases, starts, words, words.rows(codes.words), words.telling(codes.words)
    )


def compete(scores: Matrix) -> Matrix:
    """Scores of a unit's codes against one another: the log of a softmax over codes."""
    return np.asarray(log_softmax(SHARPNESS * scores, axis=1), dtype=np.float64)
