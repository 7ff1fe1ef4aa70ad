"""Codebooks as tables, `code,name,definition,parent,examples`, and as other programs exchange them."""

from __future__ import annotations

import re

from thirdorder.corpora.errors import FormatError
from thirdorder.corpora.refi import is_refi, read_refi
from thirdorder.corpora.tables import Row, Table, fold, read_table, write_csv
from thirdorder.nlp.review import Code, Codebook

COLUMNS = ("code", "name", "definition", "parent", "examples")


def read_codebook(data: bytes, name: str) -> Codebook:
    """Read a codebook; only `code` or `name` is needed, and one stands for the other where it is missing.

    A REFI-QDA codebook (.qdc) is told by its content.
    Several examples stand on lines of their own inside the cell, else between "|", else between ";".
    A parent is given by code or by name. Raises FormatError for a code that comes twice or a parent that is not there.
    """
    if is_refi(data):
        return read_refi(data, name)
    table = read_table(data, name)
    if table.find("code", "name") is None:
        table.need("code")
    codes = [(row, _code(row, table)) for row in table.rows]
    rows: dict[str, int] = {}
    for row, code in codes:
        if fold(code.code) in rows:
            problem = f"the code '{code.code}' stands in row {rows[fold(code.code)]} already; give each code one row."
            raise FormatError(name, problem, row.number)
        rows[fold(code.code)] = row.number
    known = {fold(c.name): c.code for _, c in reversed(codes)} | {fold(c.code): c.code for _, c in codes}
    placed = tuple(_with_parent(code, known, name, row.number) for row, code in codes)
    _refuse_circles(placed, rows, name)
    return Codebook(placed)


def write_codebook(codebook: Codebook) -> bytes:
    """The codebook as CSV, read back to the same codes by `read_codebook`."""
    rows = [(c.code, c.name, c.definition, c.parent, _join(c.examples)) for c in codebook.codes]
    return write_csv(COLUMNS, rows)


def _code(row: Row, table: Table) -> Code:
    def cell(column: str) -> str:
        there = table.find(column)
        return row[there] if there else ""

    key = cell("code") or cell("name")
    if not key:
        raise FormatError(table.name, "neither code nor name is given; fill one or delete the row.", row.number)
    return Code(key, cell("name") or key, cell("definition"), cell("parent") or None, _split(cell("examples")))


def _split(cell: str) -> tuple[str, ...]:
    mark = r"[\r\n]+" if re.search(r"[\r\n]", cell) else r"\|" if "|" in cell else ";"
    return tuple(e for part in re.split(mark, cell) if (e := part.strip()))


def _join(examples: tuple[str, ...]) -> str:
    lines = [" ".join(e.split()) for e in examples]
    if len(lines) == 1 and (";" in lines[0] or "|" in lines[0]):
        return lines[0].replace("|", "/") + "|"  # the closing bar keeps the semicolons of a lone example together
    return "\n".join(lines)


def _with_parent(code: Code, known: dict[str, str], name: str, row: int) -> Code:
    if code.parent is None:
        return code
    parent = known.get(fold(code.parent))
    if parent is None:
        problem = f"the parent '{code.parent}' is not in the codebook; add a row for it or leave the cell empty."
        raise FormatError(name, problem, row)
    return Code(code.code, code.name, code.definition, parent, code.examples)


def _refuse_circles(codes: tuple[Code, ...], rows: dict[str, int], name: str) -> None:
    parents = {c.code: c.parent for c in codes}
    for code in codes:
        seen, at = {code.code}, code.parent
        while at is not None:
            if at in seen:
                problem = f"the code '{code.code}' is its own ancestor; change one of the parents."
                raise FormatError(name, problem, rows[fold(code.code)])
            seen.add(at)
            at = parents[at]
