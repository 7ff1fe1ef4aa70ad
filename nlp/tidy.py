"""A codebook made tidy: surface labels gathered into proposed constructs, each step explained for people to confirm."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage

from thirdorder.nlp.language.common_words import function_words
from thirdorder.nlp.language.phrases import words
from thirdorder.nlp.language.stems import stem
from thirdorder.nlp.vectors import Vectors

CUT = 0.5
"""Mean likeness at which two groups of labels are still one proposal."""
NEAR = 0.38
"""The same from which two proposals are named to each other, to be looked at together."""
WORDS = 0.5
"""How much of what meaning leaves open a full agreement in words may fill."""
_PARTS = re.compile(r"\s*(?:/|&|;|\band\b)\s*", re.I)
_DEGREE = frozenset(words("improved increased enhanced reduced decreased greater better more less"))
"""Words that say how much and not of what: "improved self care" is not "improved quality of life"."""
_GENERAL = frozenset(
    words("""
    other others self own people person personal individual human man woman life lives living way ways thing things new
    different good bad unique position need needs feeling feelings being sense experience experiences having getting
    making doing using use used taking issue issues aspect aspects type types view views perception perceptions
    perceived challenge challenges factor factors role roles work working peer peers client clients patient patients
    participant participants
""")
)
"""Words that could stand in any label: two that share nothing else share no matter by them."""
_LACK = re.compile(
    r"\b(?:no|not|never|without|cannot|unable|nor|neither|lack(?:ing|s)?|absence|absent|missing|loss|losing|lost|reduced"
    r"|decreased|less|low|poor|insufficient|\w+n['’]t)\s+(?:of\s+|to\s+)?\w",
    re.I,
)
_OPPOSITE = ("dis", "non", "un", "in", "im")
NEVER = 1e6
"""A distance that no average of likenesses makes up for."""
CORE = 0.32
"""The mean cosine at which two groups of proposals may still be one core construct."""
NAMED_BY = 3
"""A core proposal is named by so many of its proposals: nothing printed names it."""


@dataclass(frozen=True, slots=True)
class Placed:
    """One surface label in a proposal: how often it stands, why it is here, how like the rest it is (0 to 1).

    `also` names other proposals that a part of a compound label ("personal growth/reframing identity") goes with.
    """

    label: str
    count: int
    because: str
    likeness: float
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Proposal:
    """A proposed construct: named after its most frequent label.

    `near` are other proposals that may be the same in other words, with their mean likeness, nearest first.
    """

    name: str
    count: int
    labels: tuple[Placed, ...]
    near: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class Core:
    """A proposal of the second level: proposals that may be one core construct, the most mentioned first."""

    name: str
    count: int
    proposals: tuple[str, ...]


def part_labels(labels: Sequence[str]) -> tuple[str, ...]:
    """Every text that `propose` and `propose_cores` need a vector for, sorted.

    The distinct labels, the parts of compound ones, and what is left of each without words that could stand in any.
    """
    texts = {*labels, *(part for label in labels for part in _parts(label))}
    return tuple(sorted(texts | {_bare(label) for label in labels}))


def propose(
    counts: Mapping[str, int], vectors: Mapping[str, NDArray[np.float32]], cut: float = CUT
) -> tuple[Proposal, ...]:
    """Proposed constructs over surface labels (label to how often it stands), most frequent first.

    `vectors` holds a unit row for each of `part_labels(counts)`. Labels that differ in case, plural or order alone
    are one from the start. Likeness is half shared word stems, rare ones counting more, and half cosine; groups
    join by average likeness down to `cut`. Labels that share words such as "others" alone are held beside each other
    without them. What one label says is lacking is never joined to the label that says it is there. Nothing is
    decided: a proposal is for people to take, change or drop.
    """
    names = sorted(counts, key=lambda n: (-counts[n], n))
    if not names:
        return ()
    stems = [stem_set(n) for n in names]
    bare = [_bare(n) for n in names]
    likeness = _likeness(np.stack([vectors[n] for n in names]), np.stack([vectors[b] for b in bare]), stems)
    apart = contrary(names)
    groups = _groups(likeness, apart, cut)
    rows_of = {int(g): np.flatnonzero(groups == g) for g in np.unique(groups)}
    heads = {g: _head(rows, names, counts, stems) for g, rows in rows_of.items()}
    out = []
    for g, rows in rows_of.items():
        near = _near(g, rows_of, likeness)
        placed = [
            Placed(
                names[r],
                counts[names[r]],
                _because(r, heads[g], rows, names, stems, likeness, apart),
                round(float(likeness[r, rows].sum() - 1) / (len(rows) - 1) if len(rows) > 1 else 1.0, 3),
                _also(names[r], g, heads, names, stems),
            )
            for r in sorted(rows.tolist(), key=lambda r: (-counts[names[r]], -likeness[r, heads[g]], names[r]))
        ]
        count = sum(p.count for p in placed)
        others = tuple((_capital(names[heads[h]]), round(value, 3)) for h, value in near)
        out.append(Proposal(_capital(names[heads[g]]), count, tuple(placed), others))
    return tuple(sorted(out, key=lambda p: (-p.count, p.name.casefold())))


def propose_cores(
    proposals: Sequence[Proposal], vectors: Mapping[str, NDArray[np.float32]], cut: float = CORE
) -> tuple[Core, ...]:
    """Proposals gathered once more into what may be one core construct, most mentioned first.

    Groups join by the mean cosine of their labels down to `cut`; here a label may stand with what it says is lacking,
    as the strengths and challenges of one construct do. A proposal that is like no other is in none.
    """
    if len(proposals) < 2:
        return ()
    rows = [np.stack([vectors[one.label] for one in p.labels]).astype(np.float64) for p in proposals]
    near = np.array([[float(np.clip(a @ b.T, 0.0, 1.0).mean()) for b in rows] for a in rows])
    groups = fcluster(linkage((1 - near)[np.triu_indices(len(rows), 1)], "average"), 1 - cut, "distance")
    out = []
    for g in np.unique(groups):
        held = [p for p, own in zip(proposals, groups, strict=True) if own == g]
        if len(held) > 1:
            name = "; ".join(p.name for p in held[:NAMED_BY])
            out.append(Core(name, sum(p.count for p in held), tuple(p.name for p in held)))
    return tuple(sorted(out, key=lambda c: (-c.count, c.name.casefold())))


def stem_set(label: str) -> frozenset[str]:
    """Word stems of a label, function words and degrees left out, so that "reciprocating" meets "reciprocated"."""
    found = [w for w in words(label.replace("-", " ")) if w not in _joining() | _DEGREE]
    return frozenset(_stem(w) for w in found)


@cache
def _joining() -> frozenset[str]:
    """Function words, but for those that count as general words here ("others", "self")."""
    return function_words() - _GENERAL


def _stem(word: str) -> str:
    """The stem of a word's stem: "connectedness" is "connected", and that is "connect"."""
    return stem(stem(word))


def _parts(label: str) -> tuple[str, ...]:
    parts = tuple(p for p in _PARTS.split(label) if p)
    return parts if len(parts) > 1 else ()


def _bare(label: str) -> str:
    """A label without the words that could stand in any; the label itself where nothing is left."""
    left = [w for w in words(label.replace("-", " ")) if w not in _joining() and _stem(w) not in _general()]
    return " ".join(left) or label


@cache
def _general() -> frozenset[str]:
    return frozenset(_stem(w) for w in _GENERAL)


def _likeness(x: Vectors, bare: Vectors, stems: Sequence[frozenset[str]]) -> NDArray[np.float64]:
    """(n, n) from 0 to 1: the cosine, raised towards 1 by the word stems that two labels share, rare stems more.

    Two that share general words alone have the cosine of their `bare` words, where it is lower.
    """
    used = Counter(s for held in stems for s in held)
    rarity = {s: 1 / float(np.log2(1 + n)) for s, n in used.items()}
    cosine, without = (np.clip(v @ v.T, 0.0, 1.0).astype(np.float64) for v in (x, bare))
    shared = np.zeros_like(cosine)
    for i, a in enumerate(stems):
        for j, b in enumerate(stems):
            if a != b and a & b and a & b <= _general():
                cosine[i, j] = min(cosine[i, j], without[i, j])
                continue
            either = sum(rarity[s] for s in sorted(a | b))
            shared[i, j] = sum(rarity[s] for s in sorted(a & b)) / either if either else 0.0
    likeness: NDArray[np.float64] = 1 - (1 - cosine) * (1 - WORDS * shared)
    likeness[shared >= 1.0 - 1e-9] = 1.0
    np.fill_diagonal(likeness, 1.0)
    return likeness


def _near(
    group: int, rows_of: Mapping[int, NDArray[np.int64]], likeness: NDArray[np.float64]
) -> list[tuple[int, float]]:
    """Other groups whose mean likeness to this one is at least NEAR, nearest first."""
    means = {h: float(likeness[np.ix_(rows_of[group], rows)].mean()) for h, rows in rows_of.items() if h != group}
    return sorted(((h, v) for h, v in means.items() if v >= NEAR), key=lambda item: (-round(item[1], 6), item[0]))[:3]


def contrary(names: Sequence[str]) -> NDArray[np.bool_]:
    """Pairs of labels one of which says that what the other names is lacking, (n, n)."""
    lacking = np.array([bool(_LACK.search(n)) for n in names])
    said = [frozenset(words(n.replace("-", " "))) for n in names]
    denied = [frozenset(_undone(w) for w in held) - {""} for held in said]
    opposite = np.array([[bool(a & undone) for undone in denied] for a in said])
    return np.asarray((lacking[:, None] != lacking[None, :]) | opposite | opposite.T)


def _undone(word: str) -> str:
    """The word that a word denies ("disconnection", "powerless"), or nothing."""
    if word.endswith("less"):
        return word.removesuffix("less")
    start = next((o for o in _OPPOSITE if word.startswith(o)), "")
    return word.removeprefix(start) if start else ""


def _groups(likeness: NDArray[np.float64], apart: NDArray[np.bool_], cut: float) -> NDArray[np.int64]:
    n = len(likeness)
    if n == 1:
        return np.zeros(1, dtype=np.int64)
    distance = np.where(apart, NEVER, 1 - likeness)[np.triu_indices(n, 1)]
    return np.asarray(fcluster(linkage(distance, "average"), 1 - cut, "distance"), dtype=np.int64)


def _head(
    rows: NDArray[np.int64], names: Sequence[str], counts: Mapping[str, int], stems: Sequence[frozenset[str]]
) -> int:
    """The row a proposal is named after: the words most often used, in their most frequent form."""
    used = Counter[frozenset[str]]()
    for r in rows:
        used[stems[r]] += counts[names[r]]
    return int(min(rows.tolist(), key=lambda r: (-used[stems[r]], -counts[names[r]], len(names[r]), names[r])))


def _because(
    row: int,
    head: int,
    rows: NDArray[np.int64],
    names: Sequence[str],
    stems: Sequence[frozenset[str]],
    likeness: NDArray[np.float64],
    apart: NDArray[np.bool_],
) -> str:
    """Why a label is in its group, in words: from the other label it is most like."""
    others = [int(r) for r in rows if r != row]
    if not others:
        denied = int(np.argmax(np.where(apart[row], likeness[row], -1.0)))
        if apart[row, denied] and likeness[row, denied] >= CUT:
            return (
                f"kept apart from “{names[denied]}”: one says that it is lacking (likeness {likeness[row, denied]:.2f})"
            )
        return "stands alone: no other label is like it"
    if row == head:
        return "the label most often used"
    near = max(others, key=lambda r: (round(float(likeness[row, r]), 6), r == head, -r))
    if stems[row] == stems[near]:
        return f"the words of “{names[near]}” in another form"
    common = sorted(_shared_words(names[row], (stems[row] & stems[near]) - _general()))
    if common:
        return f"shares {', '.join(f'“{w}”' for w in common)} with “{names[near]}” (likeness {likeness[row, near]:.2f})"
    told = "without a word in common" if not stems[row] & stems[near] else "the words in common being general ones"
    return f"near “{names[near]}” in meaning, {told} (likeness {likeness[row, near]:.2f})"


def _shared_words(label: str, stems: frozenset[str]) -> set[str]:
    return {w for w in words(label.replace("-", " ")) if w not in _joining() and _stem(w) in stems}


def _also(
    label: str, group: int, heads: Mapping[int, int], names: Sequence[str], stems: Sequence[frozenset[str]]
) -> tuple[str, ...]:
    """Other proposals whose name a part of a compound label says."""
    parts = [stem_set(p) for p in _parts(label)]
    return tuple(_capital(names[h]) for g, h in sorted(heads.items()) if g != group and stems[h] in parts)


def _capital(label: str) -> str:
    return label[:1].upper() + label[1:]
