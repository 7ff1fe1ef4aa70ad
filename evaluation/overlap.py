"""Human codes beside candidate themes: what was found, what was not, and how much of it chance would find."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from thirdorder.nlp.review import Coding, Theme, leaves

Level = Literal["passage", "paper"]
Table = NDArray[np.float32]

THRESHOLD = 0.5
"""F1 from which a theme counts as having found a code; a default fixed before any data were seen."""
SHARE = 0.5
"""Share of its units from which a theme lies within a code, or a code within a theme."""
GRID = (0.3, 0.4, 0.5, 0.6, 0.7)
DRAWS = 999


@dataclass(frozen=True, slots=True)
class Chance:
    """How many codes a theme would find by chance: mean, 95 % interval over draws, and the p of the number found."""

    mean: float
    low: float
    high: float
    p: float


@dataclass(frozen=True, slots=True)
class Count:
    """Codes found at one threshold, with what chance finds."""

    threshold: float
    found: int
    chance: Chance


@dataclass(frozen=True, slots=True)
class Match:
    """A code and the theme it goes with one-to-one."""

    code: str
    theme: str | None
    f1: float
    jaccard: float
    found: bool


@dataclass(frozen=True, slots=True)
class Link:
    """A theme that lies within a code or holds it: the share of the theme's units with the code, and the reverse."""

    code: str
    theme: str
    of_theme: float
    of_code: float


@dataclass(frozen=True)
class Overlap:
    """Codes against themes over units of one level.

    `one_to_one` pairs each code with at most one theme so that the total F1 is highest. `links` are many-to-many.
    `covered` codes have at least SHARE of their units in themes that lie within them. An over-split code is in
    several themes that lie within it while none holds it; over-merged codes share a theme that holds each of them.
    """

    level: Level
    units: int
    codes: tuple[str, ...]
    themes: int
    threshold: float
    found: int
    chance: Chance
    one_to_one: tuple[Match, ...]
    links: tuple[Link, ...]
    covered: tuple[str, ...]
    covered_chance: Chance
    uncoded_themes: tuple[str, ...]
    over_split: Mapping[str, tuple[str, ...]]
    over_merged: Mapping[str, tuple[str, ...]]
    by_threshold: tuple[Count, ...]
    null: str

    @property
    def summary(self) -> str:
        """One sentence: how many codes were found and how many chance finds."""
        c = self.chance
        return (
            f"{self.found} of {len(self.codes)} codes found one-to-one over {self.units} {self.level}s"
            f" (F1 at least {self.threshold:g}); chance finds {c.mean:.1f} ({c.low:g} to {c.high:g}), p = {c.p:.3f}"
        )

    def to_dict(self) -> dict[str, Any]:
        """Plain values for overlap.json."""
        return {"summary": self.summary, **asdict(self)}


def overlaps(
    themes: Sequence[Theme],
    codings: Sequence[Coding],
    passages: Sequence[tuple[str, str]],
    codes: Sequence[str] = (),
    *,
    threshold: float = THRESHOLD,
    draws: int = DRAWS,
    seed: int = 0,
) -> tuple[Overlap, ...]:
    """Overlap over passages, where passages were coded, and over papers (a passage's codes count for its paper).

    `passages` are (paper id, passage id) in reading order; codings name papers or passages by id. A unit has a code
    when at least half of the coders who read it gave it; units nobody mentions are left out. `codes` is the
    universe; without it, the codes used. Levels with fewer than two units or no code in use are left out.
    """
    paper_of = {passage: paper for paper, passage in passages}
    papers = list(dict.fromkeys(paper for paper, _ in passages))
    by_passage = _agreed([c for c in codings if c.unit in paper_of])
    lifted = [_of_paper(c, paper_of) for c in codings]
    by_paper = _agreed([c for c in lifted if c.unit in set(papers)])
    members = {t.id: {m.passage for m in t.members} for t in themes}
    in_papers = {t: {paper_of[p] for p in held if p in paper_of} for t, held in members.items()}
    found = []
    order = [p for _, p in passages if p in by_passage]
    groups = [paper_of[p] for p in order]
    levels: list[tuple[Level, list[str], dict[str, set[str]], dict[str, set[str]], Callable[..., Table], str]] = [
        ("passage", order, by_passage, members, shift_within(groups), "labels shifted round within each paper"),
        ("paper", [p for p in papers if p in by_paper], by_paper, in_papers, exchange, "codes exchanged among papers"),
    ]
    finest = [t.id for t in leaves(themes)]
    for level, units, coded, held, shuffle, null in levels:
        used = list(codes) or sorted({c for u in units for c in coded[u]})
        coded_table = _table(used, units, {c: {u for u in units if c in coded[u]} for c in used})
        present = np.flatnonzero(coded_table.sum(axis=1))
        used, coded_table = [used[i] for i in present], coded_table[present]
        theme_table = _table(list(held), units, held)
        if len(units) < 2 or not used:
            continue
        found.append(
            _compare(level, used, list(held), finest, coded_table, theme_table, shuffle, null, threshold, draws, seed)
        )
    return tuple(found)


def f1_table(codes: Table, themes: Table) -> Table:
    """F1 of every code with every theme, from 0/1 tables (codes, units) and (themes, units)."""
    both = codes @ themes.T
    sizes = codes.sum(axis=1)[:, None] + themes.sum(axis=1)[None, :]
    return np.asarray(2 * both / np.maximum(sizes, 1), dtype=np.float32)


def pair(f1: Table) -> list[tuple[int, int]]:
    """Rows and columns paired one-to-one so that the total is highest; pairs that share nothing are left out."""
    rows, columns = linear_sum_assignment(-f1)
    return [(int(r), int(c)) for r, c in zip(rows, columns, strict=True) if f1[r, c] > 0]


def shift_within(groups: Sequence[str]) -> Callable[[Table, np.random.Generator], Table]:
    """A null for text coded in order: all codes of a paper's units are turned round together by one random step.

    Keeps how often each code is used in each paper, how long its segments run and which codes stand together; only
    where they stand is left to chance. `groups` names each unit's paper, units of a paper in reading order.
    """
    places = [np.flatnonzero(np.array(groups) == g) for g in dict.fromkeys(groups)]

    def shuffle(codes: Table, generator: np.random.Generator) -> Table:
        order = np.arange(codes.shape[1])
        for rows in places:
            order[rows] = np.roll(rows, int(generator.integers(len(rows))))
        return codes[:, order]

    return shuffle


def exchange(codes: Table, generator: np.random.Generator) -> Table:
    """A null for whole papers: each paper gets the code set of another, so sets and frequencies stay."""
    return codes[:, generator.permutation(codes.shape[1])]


def _compare(
    level: Level,
    codes: Sequence[str],
    themes: Sequence[str],
    leaves: Sequence[str],
    coded: Table,
    held: Table,
    shuffle: Callable[[Table, np.random.Generator], Table],
    null: str,
    threshold: float,
    draws: int,
    seed: int,
) -> Overlap:
    thresholds = sorted({*GRID, threshold})
    observed, covered = _found(coded, held, thresholds)
    generator = np.random.default_rng(seed)
    drawn = [_found(shuffle(coded, generator), held, thresholds) for _ in range(draws)]
    counts = [
        Count(t, int(observed[i]), _chance(int(observed[i]), np.array([d[0][i] for d in drawn])))
        for i, t in enumerate(thresholds)
    ]
    stated = next(c for c in counts if c.threshold == threshold)
    f1 = f1_table(coded, held)
    partner = dict(pair(f1))
    of_theme, of_code = _shares(coded, held)
    links = [
        Link(codes[i], themes[j], round(float(of_theme[i, j]), 4), round(float(of_code[i, j]), 4))
        for i, j in zip(*np.nonzero((of_theme >= SHARE) | (of_code >= SHARE)), strict=True)
    ]
    within, holding = of_theme >= SHARE, of_code >= SHARE
    leaf = np.array([t in set(leaves) for t in themes], dtype=bool)
    return Overlap(
        level,
        coded.shape[1],
        tuple(codes),
        len(themes),
        threshold,
        stated.found,
        stated.chance,
        tuple(_match(codes[i], i, partner.get(i), themes, f1, threshold) for i in range(len(codes))),
        tuple(links),
        tuple(c for c, yes in zip(codes, covered, strict=True) if yes),
        _chance(int(covered.sum()), np.array([d[1].sum() for d in drawn])),
        tuple(t for j, t in enumerate(themes) if leaf[j] and held[j].any() and not (within | holding)[:, j].any()),
        {
            c: tuple(t for j, t in enumerate(themes) if leaf[j] and within[i, j])
            for i, c in enumerate(codes)
            if (within[i] & leaf).sum() > 1 and not (within[i] & holding[i] & leaf).any()
        },
        {
            t: tuple(c for i, c in enumerate(codes) if holding[i, j])
            for j, t in enumerate(themes)
            if leaf[j] and holding[:, j].sum() > 1
        },
        tuple(counts),
        f"{null}, {draws} draws, seed {seed}",
    )


def _found(coded: Table, held: Table, thresholds: Sequence[float]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """How many codes are found one-to-one at each threshold, and which are covered many-to-many."""
    if not len(held):
        return np.zeros(len(thresholds), dtype=np.int64), np.zeros(len(coded), dtype=np.bool_)
    f1 = f1_table(coded, held)
    values = np.array([f1[i, j] for i, j in pair(f1)])
    of_theme, _ = _shares(coded, held)
    union = np.minimum((of_theme >= SHARE).astype(np.float32) @ held, 1.0)
    share = (union * coded).sum(axis=1) / np.maximum(coded.sum(axis=1), 1)
    return np.array([(values >= t - 1e-6).sum() for t in thresholds], dtype=np.int64), share >= SHARE


def _shares(coded: Table, held: Table) -> tuple[Table, Table]:
    """(codes, themes) twice: the share of each theme's units with the code, and of each code's units in the theme."""
    both = coded @ held.T
    return both / np.maximum(held.sum(axis=1), 1)[None, :], both / np.maximum(coded.sum(axis=1), 1)[:, None]


def _chance(found: int, drawn: NDArray[np.int64]) -> Chance:
    if not len(drawn):
        return Chance(float("nan"), float("nan"), float("nan"), float("nan"))
    low, high = np.percentile(drawn, [2.5, 97.5])
    p = (1 + int((drawn >= found).sum())) / (1 + len(drawn))
    return Chance(round(float(drawn.mean()), 4), float(low), float(high), round(p, 6))


def _match(code: str, row: int, column: int | None, themes: Sequence[str], f1: Table, threshold: float) -> Match:
    if column is None:
        return Match(code, None, 0.0, 0.0, False)
    value = float(f1[row, column])
    return Match(code, themes[column], round(value, 4), round(value / (2 - value), 4), value >= threshold - 1e-6)


def _agreed(codings: Sequence[Coding]) -> dict[str, set[str]]:
    """Codes of each unit given by at least half of the coders who read it."""
    readers: defaultdict[str, set[str]] = defaultdict(set)
    givers: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for coding in codings:
        readers[coding.unit].add(coding.coder)
        if coding.code:
            givers[coding.unit, coding.code].add(coding.coder)
    agreed: dict[str, set[str]] = {unit: set() for unit in readers}
    for (unit, code), coders in givers.items():
        if 2 * len(coders) >= len(readers[unit]):
            agreed[unit].add(code)
    return agreed


def _of_paper(coding: Coding, paper_of: Mapping[str, str]) -> Coding:
    return Coding(coding.coder, paper_of.get(coding.unit, coding.unit), coding.code)


def _table(names: Sequence[str], units: Sequence[str], held: Mapping[str, set[str]]) -> Table:
    """0/1 table (names, units)."""
    return np.array([[u in held[n] for u in units] for n in names], dtype=np.float32).reshape(len(names), len(units))
