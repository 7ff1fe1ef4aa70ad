"""Before any coefficient: do two reviewers' own labels mean the same codes?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from thirdorder.corpora.folding import label_key
from thirdorder.nlp.language.stems import stem
from thirdorder.nlp.review import Code, Codebook, Coding
from thirdorder.nlp.tidy import contrary

NAMED_ALIKE = 0.85
USED_ALIKE = 0.5
FEWEST_UNITS = 3  # labels that meet on fewer units meet by chance
SHARED = 0.5


@dataclass(frozen=True, slots=True)
class LabelPair:
    """A label of each coder that may be one code: how alike they are named and used (0 to 1), and why it is proposed.

    `used` is the Jaccard overlap of the units they stand on, None where they meet on too few units to say.
    """

    first: str
    second: str
    named: float
    used: float | None
    why: str


@dataclass(frozen=True, slots=True)
class LabelMatching:
    """A proposal for people to accept or change, and the labels without a partner.

    `covered` is the share of both coders' mentions whose label found a partner; where it stays below a half, there is
    no shared codebook yet, and a coefficient would measure the naming and not the reading.
    """

    coders: tuple[str, str]
    pairs: tuple[LabelPair, ...]
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]
    covered: float

    @property
    def shared(self) -> bool:
        """Whether there is enough of a shared codebook to compute agreement on."""
        return bool(self.pairs) and self.covered >= SHARED

    def summary(self) -> str:
        """The proposal in a few lines."""
        a, b = self.coders
        head = "a shared codebook can be proposed" if self.shared else "no shared codebook yet"
        lines = [f"{head}: {len(self.pairs)} pairs of labels cover {self.covered:.0%} of the mentions of {a} and {b}."]
        lines += [f"  {p.first} = {p.second} ({p.why})" for p in self.pairs]
        lines += [f"  only {a}: {'; '.join(self.only_first)}"] if self.only_first else []
        lines += [f"  only {b}: {'; '.join(self.only_second)}"] if self.only_second else []
        return "\n".join(lines)

    def codebook(self) -> Codebook:
        """The shared codebook that the proposal would give: the pairs, then what only one coder has."""
        names = [*(p.first for p in self.pairs), *self.only_first, *self.only_second]
        return Codebook(tuple(Code(n, n) for n in dict.fromkeys(names)))

    def apply(self, codings: Sequence[Coding]) -> tuple[Coding, ...]:
        """Codings with the second coder's labels replaced by their partners."""
        partner = {label_key(p.second): p.first for p in self.pairs}
        second = self.coders[1]
        return tuple(
            replace(c, code=partner.get(label_key(c.code), c.code)) if c.coder == second and c.code else c
            for c in codings
        )


def match_labels(
    codings: Sequence[Coding],
    coders: tuple[str, str],
    vectors: Mapping[str, NDArray[np.floating]] | None = None,
) -> LabelMatching:
    """Propose which labels of two coders are one code, one to one, by how they are named and by what they stand on.

    Names are compared by their words and letters and, where `vectors` of the labels are given (rows of unit length),
    by their cosine too. A pair is proposed if it is named or used alike; the best assignment over all is taken.
    """
    counts = [Counter(label_key(c.code) for c in codings if c.coder == coder and c.code) for coder in coders]
    a_label, b_label = ({label_key(c.code): c.code for c in reversed(codings) if c.coder == coder} for coder in coders)
    first, second = (list(c) for c in counts)
    if not first or not second:
        return LabelMatching(coders, (), tuple(a_label[a] for a in first), tuple(b_label[b] for b in second), 0.0)
    units = [_units(codings, coder) for coder in coders]
    common = set().union(*units[0].values()) & set().union(*units[1].values())
    named = np.array([[named_alike(a_label[a], b_label[b], vectors) for b in second] for a in first])
    used = np.array([[_used(units[0][a] & common, units[1][b] & common) for b in second] for a in first])
    strength = np.maximum(np.where(named >= NAMED_ALIKE, named, 0), np.where(used >= USED_ALIKE, used, 0))
    rows, columns = linear_sum_assignment(-(strength + named / 100))
    pairs = [
        _pair(a_label[first[i]], b_label[second[j]], float(named[i, j]), float(used[i, j]))
        for i, j in zip(rows, columns, strict=True)
        if strength[i, j] > 0
    ]
    mine, theirs = {label_key(p.first) for p in pairs}, {label_key(p.second) for p in pairs}
    hits = sum(n for a, n in counts[0].items() if a in mine) + sum(n for b, n in counts[1].items() if b in theirs)
    return LabelMatching(
        coders,
        tuple(sorted(pairs, key=lambda p: (-max(p.named, p.used or 0), p.first))),
        tuple(a_label[a] for a in first if a not in mine),
        tuple(b_label[b] for b in second if b not in theirs),
        hits / (counts[0].total() + counts[1].total()),
    )


def _units(codings: Sequence[Coding], coder: str) -> dict[str, set[str]]:
    units: dict[str, set[str]] = {}
    for c in codings:
        if c.coder == coder:
            units.setdefault(label_key(c.code), set()).add(c.unit)
    return units


def named_alike(a: str, b: str, vectors: Mapping[str, NDArray[np.floating]] | None) -> float:
    """How alike two labels are named, 0 to 1: by words and letters, and by meaning where vectors are given.

    What one says is lacking is not what the other names: "being believed" and "not being believed" are not alike.
    """
    one, two = _words(a), _words(b)
    if one == two:
        return 1.0
    alike = SequenceMatcher(None, " ".join(one), " ".join(two)).ratio()
    if vectors is not None and a in vectors and b in vectors:
        alike = max(alike, float(vectors[a] @ vectors[b]))
    return 0.0 if alike >= NAMED_ALIKE and contrary([a, b])[0, 1] else min(alike, 0.99)


def _words(label: str) -> list[str]:
    """The words of a label without order, endings and the smallest words."""
    words = re.findall(r"\w+", label_key(label))
    return sorted(stem(w) for w in words if w not in ("a", "an", "and", "of", "the", "to", "in", "with"))


def _used(mine: set[str], theirs: set[str]) -> float:
    both = len(mine & theirs)
    return both / len(mine | theirs) if both >= FEWEST_UNITS else 0.0


def _pair(first: str, second: str, named: float, used: float) -> LabelPair:
    reasons = ["the same words"] if named == 1 else [f"named alike {named:.2f}"] if named >= NAMED_ALIKE else []
    reasons += [f"used alike {used:.2f}"] if used >= USED_ALIKE else []
    return LabelPair(first, second, named, used or None, ", ".join(reasons))
