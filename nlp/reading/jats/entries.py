"""Tables and references as text."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from thirdorder.nlp.reading.markup import Run, plain, tag


def cells(table: etree._Element) -> str:
    """A table as text: cells divided by tabs, rows by newlines."""
    rows = []
    for row in table.iter():
        if tag(row) == "tr":
            row_cells = [plain(c) for c in row if tag(c) in ("td", "th", "entry")]
            if any(row_cells):
                rows.append("\t".join(row_cells).rstrip("\t"))
    return "\n".join(rows)


def reference(element: etree._Element) -> str:
    """One entry of the reference list, its parts spaced."""
    run = Run()
    for child in element:
        if tag(child) == "label":
            run.add(plain(child) + " ")
        elif tag(child):
            mixed = tag(child) == "mixed-citation" and bool((child.text or "").strip() or _tails(child))
            run.add(plain(child) if mixed else " ".join(_parts(child)))
            run.add(" ")
    return run.text


def _parts(element: etree._Element) -> Iterator[str]:
    """The printed parts of a reference; of a name its parts again."""
    for child in element:
        if tag(child) in ("person-group", "name", "string-name", "aug", "au", "date", "pubdate"):
            yield from _parts(child)
        elif text := plain(child):
            yield text


def _tails(element: etree._Element) -> str:
    return "".join(child.tail or "" for child in element).strip()
