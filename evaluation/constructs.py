"""How well constructs found in a paper agree with its authors' own sections.

The unit is a paragraph of the findings as the publisher's markup has it; its true label is the deepest heading above
it. With headings in sight this scores the reading of headings; with headings hidden it scores finding the authors'
sections from the words, which is not the same as the quality of themes.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from sklearn.metrics import adjusted_mutual_info_score

from thirdorder.evaluation.gold import Gold
from thirdorder.nlp.constructs import find_constructs
from thirdorder.nlp.constructs.segmentation import SHIPPED, BoundaryModel
from thirdorder.nlp.document import FINDINGS_ROLES, RUNNING_KINDS, Document, Paper, Passage, Spanned
from thirdorder.nlp.passages import cut_passages
from thirdorder.nlp.sections import find_sections
from thirdorder.nlp.voices import find_voices

SHORTEST = 8
"""Words below which a paragraph is no unit."""
FEWEST = 3
"""Themes below which a paper is not scored."""
BLOCKS = 5
"""Equal blocks in reading order, blind to the words, that every figure is set against."""


@dataclass(frozen=True, slots=True)
class GoldParagraph:
    """A paragraph of the findings, and the number of the section that holds it."""

    text: str
    section: int


@dataclass(frozen=True, slots=True)
class Segmentation:
    """What one paper scored. `paragraphs` are units; `gain` is AMI above that of equal blocks."""

    paper: str
    themes: int
    paragraphs: int
    placed: int
    ami: float
    blocks: float
    boundary_f1: float
    windowdiff: float

    @property
    def gain(self) -> float:
        return self.ami - self.blocks


@dataclass(frozen=True, slots=True)
class Summary:
    """A mean over papers with its 95 % interval by bootstrap over papers."""

    mean: float
    low: float
    high: float


def gold_paragraphs(gold: Gold) -> tuple[GoldParagraph, ...]:
    """The units of a paper and their true labels: paragraphs of at least eight words under a heading that holds two.

    Empty where fewer than three headings hold two such paragraphs.
    """
    units = [
        GoldParagraph(text, i)
        for i, section in enumerate(gold.sections)
        if section.is_findings
        for text in section.paragraphs
        if len(text.split()) >= SHORTEST
    ]
    sizes = Counter(u.section for u in units)
    kept = tuple(u for u in units if sizes[u.section] >= 2)
    return kept if len({u.section for u in kept}) >= FEWEST else ()


def score(gold: Gold, paper: Paper) -> Segmentation | None:
    """The constructs of a paper against its gold sections; None where the gold has too few themes to score."""
    units = gold_paragraphs(gold)
    if not units:
        return None
    labels, placed = construct_labels(paper, [u.text for u in units])
    return compare(paper.document.source, [u.section for u in units], labels, placed)


def score_hidden(
    gold: Gold, paper: Paper, *, abstract: bool = True, model: BoundaryModel = SHIPPED
) -> Segmentation | None:
    """The same with every heading under the findings heading hidden, and without the abstract where it is False."""
    if not gold_paragraphs(gold):
        return None
    document = hide_headings(paper, abstract)
    sections, status, _ = find_sections(document)
    passages = find_voices(document, sections, cut_passages(document, sections))
    constructs = find_constructs(document, sections, passages, model=model)
    return score(gold, Paper(document, sections, passages, constructs, findings_status=status))


def compare(name: str, true: Sequence[int], found: Sequence[int], placed: int | None = None) -> Segmentation:
    """Two labellings of the same paragraphs in reading order: AMI (arithmetic), boundary F1 and WindowDiff."""
    return Segmentation(
        paper=name,
        themes=len(set(true)),
        paragraphs=len(true),
        placed=len(true) if placed is None else placed,
        ami=float(adjusted_mutual_info_score(true, found, average_method="arithmetic")),
        blocks=float(adjusted_mutual_info_score(true, equal_blocks(len(true)), average_method="arithmetic")),
        boundary_f1=boundary_f1(true, found),
        windowdiff=windowdiff(true, found),
    )


def equal_blocks(n: int, blocks: int = BLOCKS) -> list[int]:
    """Labels of `n` units in that many blocks of equal length in reading order."""
    return [i * blocks // n for i in range(n)]


def boundaries(labels: Sequence[int]) -> list[bool]:
    """Whether the label changes between each unit and the next."""
    return [a != b for a, b in pairwise(labels)]


def boundary_f1(true: Sequence[int], found: Sequence[int]) -> float:
    """F1 of the places where a label changes, exact to the paragraph."""
    gold, mine = boundaries(true), boundaries(found)
    hits = sum(a and b for a, b in zip(gold, mine, strict=True))
    return 2 * hits / (sum(gold) + sum(mine)) if hits else 0.0


def windowdiff(true: Sequence[int], found: Sequence[int]) -> float:
    """WindowDiff (Pevzner and Hearst 2002), 0 best: the share of windows that differ in their number of boundaries.

    The window is half the mean length of the true segments.
    """
    gold, mine = np.array(boundaries(true), dtype=int), np.array(boundaries(found), dtype=int)
    width = max(1, round(len(true) / (int(gold.sum()) + 1) / 2))
    if len(gold) < width:
        return float(gold.sum() != mine.sum())
    window = np.ones(width, dtype=int)
    return float(np.mean(np.convolve(gold, window, "valid") != np.convolve(mine, window, "valid")))


def summarise(values: Sequence[float], seed: int = 0, draws: int = 2000) -> Summary:
    """The mean of one figure over papers, with a 95 % interval by bootstrap over papers."""
    array = np.asarray(values, dtype=float)
    if not len(array):
        return Summary(float("nan"), float("nan"), float("nan"))
    rows = np.random.default_rng(seed).integers(0, len(array), (draws, len(array)))
    low, high = np.quantile(array[rows].mean(axis=1), [0.025, 0.975])
    return Summary(float(array.mean()), float(low), float(high))


# --- gold paragraphs in the text ---------------------------------------------------------------------------------


def construct_labels(paper: Paper, texts: Sequence[str]) -> tuple[list[int], int]:
    """For each text the number of the construct that covers most of it, -1 for none; and how many texts were found.

    A construct covers its passages, and statistics under its heading or in its segment, which it does not list.
    """
    spans = place(paper.document.text, texts)
    passages = [p for p in paper.passages if p.kind in RUNNING_KINDS]
    owner = _owners(paper, passages)
    labels = []
    for span in spans:
        covered: Counter[int] = Counter()
        start, end = span or (0, 0)
        for passage in passages:
            common = min(end, passage.end) - max(start, passage.start)
            if common > 0:
                covered[owner[passage.id]] += common
        labels.append(max(covered, key=lambda k: (covered[k], -k)) if covered else -1)
    return labels, sum(s is not None for s in spans)


def _owners(paper: Paper, passages: Sequence[Passage]) -> dict[str, int]:
    """For each passage the number of the leaf construct that lists it, else of the one it stands under; -1 for none."""
    parents = {c.parent for c in paper.constructs}
    leaves = [(i, c) for i, c in enumerate(paper.constructs) if c.id not in parents]
    listed = {p: i for i, c in leaves for p in c.passages}
    named = {(e.start, e.end): i for i, c in leaves for e in c.evidence if e.source in ("heading", "run_in_heading")}
    parts = [(e, i) for i, c in leaves for e in c.evidence if e.source == "segment"]
    headed = {s.id: named.get((s.heading.start, s.heading.end), -1) if s.heading else -1 for s in paper.sections}

    def under(passage: Passage) -> int:
        within = [i for e, i in parts if e.start <= passage.start and passage.end <= e.end]
        return within[0] if within else headed.get(passage.section, -1)

    return {p.id: listed[p.id] if p.id in listed else under(p) if p.quantitative else -1 for p in passages}


def place(text: str, quotes: Sequence[str]) -> list[tuple[int, int] | None]:
    """Where each quote stands in a text, in order, by letters and digits alone; None where it is not there."""
    kept = [i for i, c in enumerate(text) if c.isalnum()]
    squeezed = "".join(text[i].lower()[0] for i in kept)
    found: list[tuple[int, int] | None] = []
    at = 0
    for quote in quotes:
        wanted = "".join(c.lower()[0] for c in quote if c.isalnum())
        begin, length = _find(squeezed, wanted, at)
        if begin < 0 or not length:
            found.append(None)
            continue
        found.append((kept[begin], kept[begin + length - 1] + 1))
        at = begin + length
    return found


def _find(squeezed: str, wanted: str, at: int) -> tuple[int, int]:
    """A whole match from `at` on, else anywhere, else by its first letters (a printed page may differ within)."""
    for needle in (wanted, wanted[:80], wanted[:40]):
        for start in (at, 0):
            begin = squeezed.find(needle, start)
            if begin >= 0:
                return begin, min(len(wanted), len(squeezed) - begin)
    return -1, 0


# --- hiding headings ---------------------------------------------------------------------------------------------


def hide_headings(paper: Paper, abstract: bool = True) -> Document:
    """The document of a paper without the headings and run-in headings under its findings heading.

    With `abstract` False the abstract is taken out as well.
    """
    by_id = {s.id: s for s in paper.sections}
    gone: list[tuple[int, int]] = []
    for section in paper.sections:
        above = by_id.get(section.parent or "")
        if section.heading is not None and above is not None and {section.role, above.role} <= FINDINGS_ROLES:
            gone.append((section.heading.start, section.heading.end))
        if not abstract and section.role == "abstract" and (above is None or above.role != "abstract"):
            gone.append((section.start, section.end))
    return without(paper.document, gone)


def without(document: Document, gone: Sequence[tuple[int, int]]) -> Document:
    """A document with some spans taken out of its text, all places moved accordingly."""
    cut = np.zeros(len(document.text) + 1, dtype=bool)
    for start, end in gone:
        while end < len(document.text) and document.text[end] in " \t\n.:–—":
            end += 1
        cut[start:end] = True
    new = np.concatenate([[0], np.cumsum(~cut)])
    text = "".join(c for c, away in zip(document.text, cut, strict=False) if not away)

    def moved(span: Spanned) -> tuple[int, int]:
        return int(new[span.start]), int(new[span.end])

    blocks = []
    for block in document.blocks:
        start, end = moved(block)
        if end > start:
            anchor = int(new[block.anchor]) if block.anchor is not None else None
            lead = int(new[block.lead]) if block.lead is not None and new[block.lead] > start else None
            blocks.append(dataclasses.replace(block, start=start, end=end, anchor=anchor, lead=lead))
    marks = [dataclasses.replace(m, start=moved(m)[0], end=moved(m)[1]) for m in document.marks]
    return dataclasses.replace(
        document,
        text=text,
        blocks=tuple(blocks),
        marks=tuple(m for m in marks if m.end > m.start),
        words=None,
    )
