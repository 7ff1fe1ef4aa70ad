"""Tables of themes: a column headed "Theme", "Subtheme" or "Category", and what stands in it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from thirdorder.nlp.constructs.statements import Listing
from thirdorder.nlp.document import Document, Passage, Span

_HEAD = re.compile(
    r"(?:\w+[ -]){0,3}(?:themes?|sub-?themes?|categor(?:y|ies)|sub-?categor(?:y|ies)|temas?|subtemas?|categorias?|categorías?|"
    r"thèmes?|catégories?|themen?|kategorien?)(?: \([^)]*\))?(?: (?:and|/) (?:sub-?)?(?:themes?|categories))?",
    re.IGNORECASE,
)


def find_theme_tables(document: Document, passages: Sequence[Passage]) -> tuple[Listing, ...]:
    """For each column of a table that its head calls themes: the labels in it, in order."""
    found: list[Listing] = []
    for passage in passages:
        if passage.kind != "table":
            continue
        rows = _rows(document, passage)
        columns = [i for i, cell in enumerate(rows[0]) if _HEAD.fullmatch(document.quote(cell).strip())] if rows else []
        for column in columns:
            labels: dict[str, Span] = {}
            for row in rows[1:]:
                if column < len(row) and 0 < len(document.quote(row[column]).split()) <= 25:
                    labels.setdefault(document.quote(row[column]), row[column])
            if 2 <= len(labels) <= 40:
                found.append(Listing(passage.start, passage.end, tuple(labels), tuple(labels.values()), "table"))
    return tuple(found)


def _rows(document: Document, passage: Passage) -> list[list[Span]]:
    """The cells of a table, row by row, without the white space round them."""
    rows: list[list[Span]] = []
    at = passage.start
    for line in document.quote(passage).split("\n"):
        cells: list[Span] = []
        for cell in line.split("\t"):
            lead = len(cell) - len(cell.lstrip())
            cells.append(Span(at + lead, at + lead + len(cell.strip())))
            at += len(cell) + 1
        if line.strip():
            rows.append(cells)
    return rows
