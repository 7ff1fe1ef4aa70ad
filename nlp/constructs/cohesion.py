"""How well the findings' own words hold together across each place: near by, and over the whole."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from thirdorder.nlp.constructs.divisions import boundary_posterior
from thirdorder.nlp.constructs.stem_counts import Array, Counts, Window, cosine

_WINDOWS = (1, 2, 3, 5, 8)
_TURN_WINDOWS = (1, 2, 3, 4)
_UNITS, _TURNS = 6.0, 4.0
"""Units, and turns of authors, that a section is taken to have on average before anything else is known."""


def cohesion(words: Counts, opening: NDArray[np.bool_], author: NDArray[np.bool_]) -> dict[str, Array]:
    """Figures for each place between two units, from their words, those of their first sentences, and who writes.

    Cohesion is measured between units, and again between turns: an author's paragraph with the quotations under it,
    and the author's words in it alone, since quotations share few words with what they illustrate.
    """
    weighed = words.weighed(words.count)
    window = Window(weighed)
    found = {f"cohesion_{w}": cosine(window(-w, 0), window(0, w)) for w in _WINDOWS}
    for w in (3, 6):
        behind, ahead = window(-w, 0), window(1, 1 + w)
        found[f"leans_ahead_{w}"] = cosine(weighed[1:], ahead) - cosine(weighed[1:], behind)
        head = opening[1:] * words.weight
        found[f"opening_leans_ahead_{w}"] = cosine(head, ahead) - cosine(head, behind)
    found |= _novelty(words, opening)
    again = words.present.sum(axis=0) > 1
    count = words.count[:, again]
    found |= {
        f"divides_{name}": boundary_posterior(count, concentration, trust, _UNITS)
        for name, concentration, trust in (("wide", 0.1, 0.1), ("sharp", 0.1, 0.4), ("even", 0.3, 0.2))
    }
    return found | _turns(words, again, author)


def _turns(words: Counts, again: NDArray[np.bool_], author: NDArray[np.bool_]) -> dict[str, Array]:
    """Cohesion between turns, told to the places where turns begin; elsewhere what says least."""
    begins = author.copy()
    begins[0] = True
    turn = np.cumsum(begins) - 1
    places = np.flatnonzero(begins)[1:] - 1
    found: dict[str, Array] = {}

    def told(values: Array, elsewhere: float) -> Array:
        out = np.full(len(author) - 1, elsewhere)
        out[places] = values
        return out

    for name, rows in (("turn", np.ones(len(author), dtype=bool)), ("author", author)):
        count = np.zeros((int(turn[-1]) + 1, int(again.sum())))
        np.add.at(count, turn[rows], words.count[rows][:, again])
        window = Window(words.weighed(count, again))
        for w in _TURN_WINDOWS:
            values = cosine(window(-w, 0), window(0, w))
            found[f"{name}_cohesion_{w}"] = told(values, float(values.mean()) if len(values) else 0.0)
        for kind, trust in (("wide", 0.1), ("sharp", 0.4)):
            found[f"{name}_divides_{kind}"] = told(boundary_posterior(count, 0.1, trust, _TURNS), 0.0)
    return found


def _novelty(words: Counts, opening: NDArray[np.bool_]) -> dict[str, Array]:
    """Words that begin, end or run on at each place: a new theme brings words that stay for a while."""
    count, present = Window(words.count), Window(words.present)
    rise = np.log((1 + count(1, 6)) / (1 + count(-6, 0)))
    emergent = -np.sort(-np.where(opening[1:], rise, -np.inf), axis=1)[:, :3]
    emergent = np.where(np.isfinite(emergent), emergent, 0.0)
    unseen = opening[1:] & (present(-4, 0) == 0)
    earliest = words.present.argmax(axis=0)[None, :] == np.arange(1, len(words.count))[:, None]
    lasting = words.present.sum(axis=0) > 2
    here, there = words.present[1:], words.present[:-1]
    starts = here & (present(-5, 0) == 0) & (present(1, 5) > 0)
    ends = there & (present(0, 5) == 0) & (present(-5, -1) > 0)
    left, right = present(-4, 0) > 0, present(0, 4) > 0
    return {
        "opening_unseen": unseen.sum(axis=1) / np.maximum(1, opening[1:].sum(axis=1)),
        "emergent_1": emergent[:, 0],
        "emergent_3": emergent.mean(axis=1),
        "lasting_new": 5 * (here & earliest & lasting).sum(axis=1) / np.maximum(1, here.sum(axis=1)),
        "chains_start": np.log1p((starts * words.weight).sum(axis=1)),
        "chains_end": np.log1p((ends * words.weight).sum(axis=1)),
        "chains_cross": ((left & right) * words.weight).sum(axis=1)
        / (((left | right) * words.weight).sum(axis=1) + 1e-6),
    }
