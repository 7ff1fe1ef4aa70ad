"""From what coders wrote to cells: which units there are, who has read them, and who put which code on them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from thirdorder.corpora.folding import paper_of, unit_key
from thirdorder.evaluation.agreement.coefficients import MISSING, Cells
from thirdorder.nlp.codings import covered
from thirdorder.nlp.document import RUNNING_KINDS, Paper, Passage, Span
from thirdorder.nlp.language.sentences import sentences
from thirdorder.nlp.review import Coding, Study, study_of

UnitName = Literal["paper", "passage", "sentence", "character"]
AS_NAMED = "a unit, as the files name it, carries a code if the coder put it there"
RULES: Mapping[UnitName, str] = {
    "paper": "a paper carries a code if the coder put it on the paper or anywhere in it",
    "passage": "a passage carries a code if the coder put it on the passage or on a span covering a whole word of it",
    "sentence": (
        "a sentence carries a code if a coded span covers a whole word of it; a code without a span covers its whole"
        " passage"
    ),
    "character": "a character carries a code if a coded span holds it; a code without a span covers its whole passage",
}


@dataclass(frozen=True, slots=True)
class Frame:
    """A unit to compare coders on: its id, its study, and the stretch of its paper it covers."""

    id: str
    study: str
    paper: str
    start: int
    end: int
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Reading:
    """A coding as a stretch of a paper: the stretch that was read, and the part of it that was coded (None: nothing).

    `whole` marks a code on a paper that says nothing of where in it.
    """

    coder: str
    code: str
    paper: str
    read: Span
    coded: Span | None
    whole: bool


def cells_of(
    codings: Sequence[Coding],
    unit: UnitName,
    coders: tuple[str, ...],
    codes: tuple[str, ...],
    papers: Sequence[Paper] = (),
    studies: Iterable[Study] = (),
) -> tuple[Cells, tuple[str, ...]]:
    """Cells over the units of papers where there are any, else over units as the codings name them; and notes."""
    if papers:
        return cells_in_papers(codings, unit, coders, codes, papers, studies)
    return cells_as_given(codings, unit, coders, codes, studies), ()


def cells_in_papers(
    codings: Sequence[Coding],
    unit: UnitName,
    coders: tuple[str, ...],
    codes: tuple[str, ...],
    papers: Sequence[Paper],
    studies: Iterable[Study] = (),
) -> tuple[Cells, tuple[str, ...]]:
    """Cells over the units of papers, and notes on codings that say nothing at this unit.

    Below the paper, the units are the running passages of the findings and any others that somebody coded. A coder
    who coded anywhere in a paper, naming the paper, has read all of it; one who names passages has read those.
    """
    readings, lost = _readings(codings, papers)
    notes = [f"{lost} codings name no paper or passage of the corpus and are left out."] if lost else []
    if unit != "paper":
        coarse = [r for r in readings if r.whole]
        if coarse:
            notes.append(f"{len(coarse)} codings of whole papers say nothing about a {unit} and are left out.")
        readings = [r for r in readings if not r.whole]
    named = study_of(studies)
    frames = [f for p in papers for f in _frames(p, unit, named.get(p.id, p.id), readings)]
    return _fill(frames, readings, coders, codes, {p.id: p.document.text for p in papers}, unit), tuple(notes)


def cells_as_given(
    codings: Sequence[Coding],
    unit: UnitName,
    coders: tuple[str, ...],
    codes: tuple[str, ...],
    studies: Iterable[Study] = (),
) -> Cells:
    """Cells over the units as the codings name them, without a corpus; `unit="paper"` gathers the passages of a paper.

    Raises ValueError for sentences and characters, which need the text.
    """
    if unit in ("sentence", "character"):
        raise ValueError(f"agreement by {unit} needs the text: name the corpus.")
    named = {unit_key(paper): s.id for s in studies for paper in (*s.papers, s.id)}
    shown: dict[str, str] = {}  # passages of one paper may call it in several ways
    called = dict.fromkeys(c.unit for c in codings)
    paper = {u: shown.setdefault(unit_key(of), of) for u in called for of in (paper_of(u),)}
    names = {u: paper[u] if unit == "paper" else u for u in called}
    units = tuple(dict.fromkeys(names.values()))
    paper |= {p: p for p in shown.values()}
    study = {u: named.get(unit_key(u), named.get(unit_key(paper[u]), paper[u])) for u in units}
    row = {u: i for i, u in enumerate(units)}
    rank, column = {c: i for i, c in enumerate(coders)}, {c: i for i, c in enumerate(codes)}
    values = np.full((len(units), len(coders), len(codes)), MISSING, dtype=np.int8)
    looked = np.zeros((len(units), len(coders)), dtype=bool)
    for c in codings:
        looked[row[names[c.unit]], rank[c.coder]] = True
        cell = values[row[names[c.unit]], rank[c.coder]]
        cell[cell == MISSING] = 0
        if c.code in column:
            cell[column[c.code]] = 1
    return _cells([Frame(u, study[u], paper[u], 0, 0) for u in units], coders, codes, values, looked)


def _readings(codings: Sequence[Coding], papers: Sequence[Paper]) -> tuple[list[Reading], int]:
    homes = {p.id: (p.id, Span(0, len(p.document.text))) for p in papers}
    homes |= {q.id: (p.id, Span(q.start, q.end)) for p in papers for q in p.passages}
    whole = {p.id for p in papers}
    readings: list[Reading] = []
    lost = 0
    for c in codings:
        if c.unit not in homes:
            lost += 1
            continue
        paper, home = homes[c.unit]
        coded: Span | None = None
        if c.code:
            coded = home if c.start is None or c.end is None else Span(home.start + c.start, home.start + c.end)
        coarse = bool(c.code) and c.unit in whole and c.start is None
        readings.append(Reading(c.coder, c.code, paper, home, coded, coarse))
    return readings, lost


def _frames(paper: Paper, unit: UnitName, study: str, readings: Sequence[Reading]) -> list[Frame]:
    if unit == "paper":
        return [Frame(paper.id, study, paper.id, 0, len(paper.document.text))]
    own = [r for r in readings if r.paper == paper.id]
    frames: list[Frame] = []
    for passage in _scope(paper, own):
        if unit == "passage":
            pieces = [Span(passage.start, passage.end)]
        elif unit == "sentence":
            language = paper.metadata.language or "en"
            pieces = sentences(paper.document.text, passage.start, passage.end, language)
        else:
            pieces = _runs(passage, own)
        weights = [float(s.end - s.start) if unit == "character" else 1.0 for s in pieces]
        names = [passage.id] if unit == "passage" else [f"{passage.id}+{s.start - passage.start}" for s in pieces]
        frames += [
            Frame(name, study, paper.id, s.start, s.end, w) for name, s, w in zip(names, pieces, weights, strict=True)
        ]
    return frames


def _scope(paper: Paper, own: Sequence[Reading]) -> list[Passage]:
    findings = {p.id for p in paper.findings}
    running = [p for p in paper.passages if p.kind in RUNNING_KINDS]
    pieces = [Span(p.start, p.end) for p in running]
    coded = {r.coded for r in own if r.coded is not None}
    beside = {running[i].id for c in coded for i in covered(paper.document.text, c, pieces)}
    return [p for p in paper.passages if p.id in findings or p.id in beside]


def _runs(passage: Passage, own: Sequence[Reading]) -> list[Span]:
    """Stretches inside which every coder says the same of every character."""
    ends = [e for r in own for s in (r.read, r.coded) if s is not None for e in (s.start, s.end)]
    bounds = sorted({passage.start, passage.end, *(e for e in ends if passage.start < e < passage.end)})
    return [Span(a, b) for a, b in pairwise(bounds)]


def _fill(
    frames: Sequence[Frame],
    readings: Sequence[Reading],
    coders: tuple[str, ...],
    codes: tuple[str, ...],
    texts: Mapping[str, str],
    unit: UnitName,
) -> Cells:
    values = np.full((len(frames), len(coders), len(codes)), MISSING, dtype=np.int8)
    starts = np.array([f.start for f in frames], dtype=np.int64)
    ends = np.array([f.end for f in frames], dtype=np.int64)
    rows_of: dict[str, list[int]] = {}
    for i, frame in enumerate(frames):
        rows_of.setdefault(frame.paper, []).append(i)
    looked = np.zeros((len(frames), len(coders)), dtype=bool)
    column = {c: i for i, c in enumerate(codes)}
    rank = {c: i for i, c in enumerate(coders)}
    for r in readings:
        rows = np.array(rows_of.get(r.paper, ()), dtype=np.int64)
        read = rows[(starts[rows] < r.read.end) & (r.read.start < ends[rows])]
        looked[read, rank[r.coder]] = True
        block = values[read, rank[r.coder]]
        values[read, rank[r.coder]] = np.where(block == MISSING, 0, block)
        if r.coded is not None and r.code in column:
            coded = rows[(starts[rows] < r.coded.end) & (r.coded.start < ends[rows])]
            if unit in ("passage", "sentence"):
                pieces = [Span(frames[i].start, frames[i].end) for i in coded.tolist()]
                coded = coded[covered(texts[r.paper], r.coded, pieces)]
            values[coded, rank[r.coder], column[r.code]] = 1
    return _cells(frames, coders, codes, values, looked)


def _cells(
    frames: Sequence[Frame],
    coders: tuple[str, ...],
    codes: tuple[str, ...],
    values: NDArray[np.int8],
    looked: NDArray[np.bool_],
) -> Cells:
    studies = tuple(sorted({f.study for f in frames}))
    index = {s: i for i, s in enumerate(studies)}
    return Cells(
        coders,
        codes,
        tuple(f.id for f in frames),
        studies,
        np.array([index[f.study] for f in frames], dtype=np.int64),
        values.astype(np.int8),
        np.array([f.weight for f in frames], dtype=np.float64),
        looked,
    )
