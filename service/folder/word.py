"""Tables for a manuscript as a Word file, the same for the command line and the desk."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from thirdorder.corpora.workbook import still


@dataclass(frozen=True)
class Table:
    """A table with its title and a note above it, where it has any."""

    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    title: str = ""
    note: str = ""


def tables_file(title: str, tables: Iterable[Table], note: str = "") -> bytes:
    """A Word file of tables, with a note before them all; the same bytes for the same tables."""
    from docx import Document as Word  # slow to load, and wanted by few

    word = Word()
    word.core_properties.title = title
    if note:
        word.add_paragraph(note)
    for one in tables:
        if one.title:
            word.add_heading(one.title, level=2)
        if one.note:
            word.add_paragraph(one.note)
        table = word.add_table(rows=1, cols=len(one.header))
        table.style = "Table Grid"
        for cell, name in zip(table.rows[0].cells, one.header, strict=True):
            cell.text = name
            cell.paragraphs[0].runs[0].bold = True
        for row in one.rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = _can_be_written(text)
    out = io.BytesIO()
    word.save(out)
    return still(out.getvalue())


def _can_be_written(text: str) -> str:
    """Text without control characters, which no Word file may hold."""
    return "".join(c for c in text if c >= " " or c in "\n\t")
