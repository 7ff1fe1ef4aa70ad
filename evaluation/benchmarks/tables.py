"""How well tables are found and cut into cells, on rendered PDFs whose cells are known from the XML.

    python -m thirdorder.evaluation.benchmarks.tables PAPERS RENDERED

RENDERED is what `benchmarks.render PAPERS RENDERED` wrote. Cells are compared by adjacency (Göbel et al. 2012): pairs
of neighbours to the right and below, blank cells passed over, letters and digits alone. `leaked` is the share of the
tables' words that were read as running text.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from thirdorder.evaluation.benchmarks.render.layouts import house
from thirdorder.evaluation.benchmarks.render.source import plain, read_source
from thirdorder.evaluation.sequences import Overlap, tokens
from thirdorder.nlp.document import RUNNING_KINDS, Paper
from thirdorder.nlp.pipeline import parse

Grid = Sequence[Sequence[str]]
Pair = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class TableScore:
    """One PDF: its layout, how its tables are ruled and captioned, neighbours found, words leaked and all words."""

    name: str
    layout: str
    ruling: str
    captions: str
    cells: Overlap
    leaked: int
    words: int


def neighbours(grid: Grid) -> Iterator[Pair]:
    """Every filled cell with the next filled one to its right and below it."""
    rows = [["".join(c for c in cell.casefold() if c.isalnum()) for cell in row] for row in grid]
    for i, row in enumerate(rows):
        for j, cell in enumerate(row):
            if not cell:
                continue
            right = next((c for c in row[j + 1 :] if c), None)
            below = next((r[j] for r in rows[i + 1 :] if j < len(r) and r[j]), None)
            if right is not None:
                yield "right", cell, right
            if below is not None:
                yield "below", cell, below


def score_tables(paper: Paper, tables: Iterable[Grid], name: str, seed: tuple[str, int]) -> TableScore:
    """A paper as read against the cells of all its tables together."""
    tables = list(tables)
    there = Counter(pair for grid in tables for pair in neighbours(grid))
    read = [paper.quote(p) for p in paper.passages if p.kind == "table"]
    found = Counter(pair for text in read for pair in neighbours([line.split("\t") for line in text.split("\n")]))
    known = Counter(t for grid in tables for row in grid for cell in row for t in tokens(cell))
    set_apart = Counter(t for p in paper.passages if p.kind not in RUNNING_KINDS for t in tokens(paper.quote(p)))
    running = Counter(t for p in paper.passages if p.kind in RUNNING_KINDS for t in tokens(paper.quote(p)))
    style = house(*seed)
    return TableScore(
        name, style.layout, style.ruling, style.captions,
        Overlap((there & found).total(), found.total(), there.total()),
        ((known - set_apart) & running).total(), known.total(),
    )  # fmt: skip


def figures(scores: Sequence[TableScore]) -> dict[str, dict[str, float]]:
    """Mean F1 over papers and the share of words leaked, for all and by ruling, captions and layout."""
    groups: defaultdict[str, list[TableScore]] = defaultdict(list)
    for score in scores:
        for group in ("all", f"ruling {score.ruling}", f"captions {score.captions}", f"layout {score.layout}"):
            groups[group].append(score)
    return {
        name: {
            "papers": len(group),
            "cells": round(sum(s.cells.f1 for s in group) / len(group), 3),
            "leaked": round(sum(s.leaked for s in group) / max(1, sum(s.words for s in group)), 4),
        }
        for name, group in sorted(groups.items())
    }


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="tables", description="Cells of tables on rendered PDFs.")
    parser.add_argument("papers", type=Path)
    parser.add_argument("rendered", type=Path)
    given = parser.parse_args(arguments)
    scores = []
    for path in sorted(given.rendered.glob("*/paper.pdf")):
        about = json.loads(path.with_name("gold.json").read_bytes())
        xml = given.papers / about["id"] / "paper.xml"
        if not xml.exists():
            continue
        blocks = read_source(xml.read_bytes(), about["id"]).blocks
        tables = [[[plain(c) for c in row] for row in b.rows] for b in blocks if b.kind == "table" and len(b.rows) > 1]
        if tables:
            paper = parse(path.read_bytes(), path.name)
            scores.append(score_tables(paper, tables, path.parent.name, (about["layout"], about["seed"])))
    for name, row in figures(scores).items():
        print(f"{name:22} {row}")
    print("worst: " + "; ".join(f"{s.name} {s.cells.f1:.2f}" for s in sorted(scores, key=lambda s: s.cells.f1)[:8]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
