"""Tables of themes: a column headed "Theme", "Subtheme" or "Category", and what stands in it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from thirdorder.nlp.constructs.statements import Listing
from thirdorder.nlp.document import Document, Passage, Span
from thirdorder.nlp.language.lexicon import way

_HEAD = re.compile(
    rf"(?:\w+[ -]){{0,3}}(?:{way('theme')})(?: \([^)]*\))?(?: (?:and|/) (?:{way('theme')}|{way('category')}))?",
    re.IGNORECASE,
)
_CATEGORY = re.compile(rf"(?:(?:main|major|key) )?(?:{way('category')})", re.IGNORECASE)
_NUMERIC = re.compile(r"\bn\b|%|\bno\.?\b|\bnumber\b|frequency|\bp\b", re.IGNORECASE)
_LABEL = re.compile(r"(?!.*(?:\bn ?= ?\d|n/N|\d ?%))(?![“\"‘'«]).*[^\W\d_]{3}", re.DOTALL)
_ITEM = re.compile(r"\s*\(?(?:[a-h]|[ivx]{1,4}|\d{1,2}(?:\.\d+)*)[).]+\s*(?=\w)", re.IGNORECASE)


def find_theme_tables(document: Document, passages: Sequence[Passage]) -> tuple[Listing, ...]:
    """For each column of a table that its head calls themes: the labels in it, in order."""
    found: list[Listing] = []
    for passage in passages:
        if passage.kind != "table":
            continue
        rows = _rows(document, passage)
        for column in _theme_columns([document.quote(cell) for cell in rows[0]] if rows else []):
            labels: dict[str, Span] = {}
            for row in rows[1:]:
                cell = _label(document, row[column]) if column < len(row) else None
                if cell is not None:
                    labels.setdefault(document.quote(cell), cell)
            if 2 <= len(labels) <= 40:
                found.append(Listing(passage.start, passage.end, tuple(labels), tuple(labels.values()), "table"))
    return tuple(found)


def _theme_columns(heads: Sequence[str]) -> list[int]:
    """The columns headed as themes; categories only where no column counts anything (they may be of the sample)."""
    counts = any(_NUMERIC.search(h) for h in heads)
    return [
        i for i, h in enumerate(heads) if _HEAD.fullmatch(h.strip()) or (not counts and _CATEGORY.fullmatch(h.strip()))
    ]


def _label(document: Document, cell: Span) -> Span | None:
    """The label in a cell without its number; None for figures, quotations and long text."""
    number = _ITEM.match(document.quote(cell))
    span = Span(cell.start + number.end(), cell.end) if number else cell
    text = document.quote(span)
    return span if len(text.split()) <= 25 and _LABEL.match(text) else None


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
