"""Themes keep their names: which theme of this run is which of an earlier one, and what moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment

from thirdorder.nlp.review import Changes, founding_id

PART = 0.25
"""Share of an earlier theme's members that makes a later theme one of the parts it went to."""


def keep_ids(earlier: Mapping[str, frozenset[str]], later: Sequence[frozenset[str]]) -> list[str]:
    """An id for each later member set: that of the one-to-one best earlier match it holds half of, else a new one.

    Half is counted over the earlier members that are still among the passages at hand.
    """
    ids = [founding_id(sorted(m)) for m in later]
    names = sorted(earlier)
    if not names or not later:
        return _unique(ids)
    present = frozenset().union(*later)
    shared = np.array([[len(earlier[n] & m) for m in later] for n in names], dtype=float)
    sizes = np.array([len(earlier[n] & present) for n in names], dtype=float)
    union = np.array([[len((earlier[n] & present) | m) for m in later] for n in names], dtype=float)
    rows, columns = linear_sum_assignment(-shared / np.maximum(union, 1))
    for row, column in zip(rows, columns, strict=True):
        if sizes[row] and shared[row, column] >= sizes[row] / 2:
            ids[column] = names[row]
    return _unique(ids)


def _unique(ids: list[str]) -> list[str]:
    """Two themes of one member set (a theme and its only parent, say) get two ids."""
    seen: set[str] = set()
    out = []
    for one in ids:
        while one in seen:
            one = founding_id([one])
        seen.add(one)
        out.append(one)
    return out


def changes(
    earlier: Mapping[str, frozenset[str]],
    later: Mapping[str, frozenset[str]],
    moved: Sequence[tuple[str, str, str]] = (),
) -> Changes:
    """Kept, split, merged, new and gone, from member sets by id."""
    kept = tuple(sorted(set(earlier) & set(later)))
    parts = {
        e: tuple(t for t in sorted(later) if members and len(members & later[t]) >= PART * len(members))
        for e, members in sorted(earlier.items())
    }
    split = {e: found for e, found in parts.items() if len(found) > 1}
    sources = {
        t: tuple(e for e in sorted(earlier) if earlier[e] and len(earlier[e] & members) >= len(earlier[e]) / 2)
        for t, members in sorted(later.items())
    }
    merged = {t: found for t, found in sources.items() if len(found) > 1}
    derived = {t for found in split.values() for t in found} | set(merged)
    absorbed = {e for found in merged.values() for e in found} | set(split)
    new = tuple(t for t in sorted(later) if t not in earlier and t not in derived)
    gone = tuple(e for e in sorted(earlier) if e not in later and e not in absorbed)
    return Changes(kept, split, merged, new, gone, tuple(sorted(moved)))
