"""What a paper says of its themes elsewhere, in abstract, discussion and lists, followed along its findings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from thirdorder.nlp.constructs.stem_counts import Array, Counts

_SHARP = 8.0
"""How much a full match of a unit with a name weighs, as a logarithm."""
_ADVANCE, _SKIP = -2.0, -1.0
"""Logarithms of what it costs to go on to the next name, and to pass one over."""


@dataclass(frozen=True, slots=True)
class References:
    """Sentences of the abstract, paragraphs of the discussion, and the themes that are listed anywhere."""

    abstract: tuple[str, ...] = ()
    discussion: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()


def told_elsewhere(words: Counts, opening: NDArray[np.bool_], references: References) -> dict[str, Array]:
    """Figures for each place between two units: how their likeness to what is said elsewhere changes there."""
    found: dict[str, Array] = {}
    for name, texts in (("abstract", references.abstract), ("discussion", references.discussion)):
        found |= _profile_change(name, _overlap(words, words.present, words.rows(texts)))
    listed = words.rows(references.listed)
    found |= _profile_change("listed", _naming(words, opening, listed, words.weight))
    found["has_list"] = np.full(len(words.count) - 1, float(bool(references.listed)))
    found["listed_step"] = _steps(words, opening, listed)
    found["abstract_step"] = _steps(words, opening, words.rows(references.abstract))
    return found


def _steps(words: Counts, opening: NDArray[np.bool_], others: NDArray[np.bool_]) -> Array:
    """The probability that units go on to the next of some texts, where they follow these in their order."""
    if len(others) < 2:
        return np.zeros(len(words.count) - 1)
    weight = words.weight / np.maximum(1, others.sum(axis=0))
    return aligned(_SHARP * _naming(words, opening, others, weight))


def aligned(fit: Array) -> Array:
    """The probability of a step before each row but the first, where rows follow the columns in their order.

    `fit` (rows, columns) are logarithms. A hidden Markov model that stays or moves ahead, summed over all paths.
    """
    rows, columns = fit.shape
    ahead = np.arange(columns)[None, :] - np.arange(columns)[:, None]
    move = np.where(ahead == 0, 0.0, np.where(ahead > 0, _ADVANCE + _SKIP * (ahead - 1), -np.inf))
    move = move - np.logaddexp.reduce(move, axis=1, keepdims=True)
    before, after = np.zeros(fit.shape), np.zeros(fit.shape)
    before[0] = fit[0] + _SKIP * np.arange(columns)
    for t in range(1, rows):
        before[t] = fit[t] + np.logaddexp.reduce(before[t - 1][:, None] + move, axis=0)
    for t in range(rows - 2, -1, -1):
        after[t] = np.logaddexp.reduce(move + (fit[t + 1] + after[t + 1])[None, :], axis=1)
    stays = before[:-1] + np.diag(move) + fit[1:] + after[1:]
    return 1.0 - np.exp(np.logaddexp.reduce(stays, axis=1) - np.logaddexp.reduce(before[-1]))  # type: ignore[no-any-return]


def _naming(words: Counts, opening: NDArray[np.bool_], others: NDArray[np.bool_], weight: Array) -> Array:
    """(units, others) from 0 to 1: how much of each other text's words stand in a unit, and in its first sentence."""
    mass = (others * weight).sum(axis=1) + 1e-6
    return ((words.present * weight) @ others.T + (opening * weight) @ others.T) / (2 * mass)  # type: ignore[no-any-return]


def _overlap(words: Counts, rows: NDArray[np.bool_], others: NDArray[np.bool_]) -> Array:
    """How much the words of each row share with each other text, 0 to 1, by what the words tell apart."""
    mass = np.sqrt(np.outer((rows * words.weight).sum(axis=1), (others * words.weight).sum(axis=1)))
    return ((rows * words.weight) @ others.T) / (mass + 1e-6)  # type: ignore[no-any-return]


def _profile_change(name: str, profile: Array) -> dict[str, Array]:
    """How the likeness to the sentences of another part of the paper changes at each place."""
    if not profile.any():
        zero = np.zeros(len(profile) - 1)
        return {f"{name}_turn": zero, f"{name}_gain": zero, f"{name}_peak": zero}
    at = np.arange(1, len(profile))
    left = np.array([profile[max(0, i - 3) : i].mean(axis=0) for i in at])
    right = np.array([profile[i : i + 3].mean(axis=0) for i in at])
    recent = np.array([profile[max(0, i - 2) : i].max() for i in at])
    return {
        f"{name}_turn": np.abs(right - left).sum(axis=1) / (profile.sum(axis=1).mean() + 1e-6),
        f"{name}_gain": (right - left).max(axis=1),
        f"{name}_peak": profile[1:].max(axis=1) - recent,
    }
