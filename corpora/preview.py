"""What was made of a file that people typed, in sentences to check before it counts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from thirdorder.corpora.codebooks import read_codebook
from thirdorder.corpora.grid import is_grid, read_coded, read_grid
from thirdorder.corpora.refi import is_refi
from thirdorder.corpora.studies import read_studies
from thirdorder.corpora.tables import fold, read_table

_FIRST = 3


def understood(role: str, data: bytes, name: str) -> tuple[str, ...]:
    """How many codes, coders, studies or rows a file holds, its first lines, and how it was read; raises as its reader.

    `role` is what the file is given as: codebook, codings, studies or appraisal.
    """
    if role == "codebook":
        codes = read_codebook(data, name).codes
        notes = () if is_refi(data) else read_table(data, name).notes
        return (f"{name}: {_count(codes, 'code')}; first: {_first([c.name for c in codes])}.", *notes)
    table = read_table(data, name)
    if role == "studies":
        rows = read_studies(data, name)
        papers = [f"{r.study}: {r.paper}" for r in rows if r.paper]
        said = f"{len({r.study for r in rows})} studies, {_count(papers, 'paper')}; first: {_first(papers)}."
    elif role == "codings" and is_grid(data, name):
        grid = read_grid(data, name)
        by = "" if grid.coder_column else f" They count as those of coder '{PurePath(name).stem}'."
        return (f"{name}: {grid.understood()}{by}", *grid.notes)
    elif role == "codings":
        found = read_coded(data, name)
        coders = list(dict.fromkeys(c.coder for c in found))
        used = {fold(c.code) for c in found if c.code}
        units = {c.unit for c in found}
        lines = [f"{c.coder} on {c.unit}: {c.code or 'nothing'}" for c in found]
        said = (
            f"{_count(found, 'coding')} of {_count(used, 'code')} on {_count(units, 'unit')} by "
            f"{_count(coders, 'coder')} ({', '.join(coders)}); first: {_first(lines)}."
        )
    else:
        said = f"{_count(table.rows, 'row')} of the columns {', '.join(table.columns)}."
    return (f"{name}: {said}", *table.notes)


def _first(lines: Sequence[str]) -> str:
    return "; ".join(lines[:_FIRST]) or "none"


def _count(things: Sequence[object] | set[str], one: str) -> str:
    return f"{len(things)} {one}{'' if len(things) == 1 else 's'}"
