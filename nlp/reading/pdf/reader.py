"""The stages of reading a PDF, in order."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from thirdorder.nlp.document import Box, Document, Furniture, Warning, digest
from thirdorder.nlp.reading.errors import EmptyError, ScannedError
from thirdorder.nlp.reading.front import find_metadata, unsure
from thirdorder.nlp.reading.pdf.assemble import assemble
from thirdorder.nlp.reading.pdf.block_kinds import classify
from thirdorder.nlp.reading.pdf.blocks import Body, Part, body_style, main_size, margins, split_blocks
from thirdorder.nlp.reading.pdf.broken_fonts import mend
from thirdorder.nlp.reading.pdf.cells import Table
from thirdorder.nlp.reading.pdf.columns import common_gutters, part_margin, reading_order
from thirdorder.nlp.reading.pdf.figures import find_labels
from thirdorder.nlp.reading.pdf.flow import close, join
from thirdorder.nlp.reading.pdf.front_page import gather_byline, mark_title
from thirdorder.nlp.reading.pdf.furniture import line_numbers, running_heads
from thirdorder.nlp.reading.pdf.lines import Line, lines_of
from thirdorder.nlp.reading.pdf.opening import damage, open_pdf, read_again, read_pages
from thirdorder.nlp.reading.pdf.panels import as_text, find_panels, place
from thirdorder.nlp.reading.pdf.segments import Segments, find_segments
from thirdorder.nlp.reading.pdf.tables import find_tables
from thirdorder.nlp.reading.pdf.words import Font, Fonts, PageWords


def read_pdf(data: bytes, name: str, password: str | None = None) -> Document:
    """A paper from the bytes of its PDF; `name` serves messages.

    Raises `ReadingError` for a file that is empty, locked, scanned without OCR at hand, or too damaged; what can be
    read of a damaged file is read, with warnings that say what is missing.
    """
    warnings: list[Warning] = []
    fonts = Fonts()
    file, rebuilt = open_pdf(data, name, password)
    try:
        info = file.get_metadata_dict(skip_empty=True)
        pages: list[PageWords] = []
        pictured: list[int] = []
        for words, picture in read_pages(file, fonts, warnings):
            pages.append(words)
            if picture:
                pictured.append(words.number)
        warnings += mend(pages)
        read_again(file, pages, fonts, warnings)
        _refuse_pictures(name, pages, pictured, warnings)
    finally:
        file.close()
    warnings += damage(data, pages, rebuilt)
    return _compose(data, name, pages, fonts.listed(), info, warnings)


def _refuse_pictures(name: str, pages: Sequence[PageWords], pictured: Sequence[int], warnings: list[Warning]) -> None:
    """Refuse a file of pictures or of nothing; warn of single pages that are pictures."""
    written = sum(len(p) for p in pages)
    if not pictured and written == 0:
        raise EmptyError(name, f"{name} holds no text and no scanned pages: check that it is the right file.")
    if pictured and written < 30:
        way = "install OCR with pip install 'thirdorder[ocr]' and the program Tesseract"
        raise ScannedError(name, f"{name} is a scan without text: {way}, or give a copy with a text layer.")
    for number in pictured:
        message = f"Page {number} is a picture without text and was not read."
        warnings.append(Warning("scanned_page", message, page=number))


def _compose(
    data: bytes, name: str, pages: list[PageWords], fonts: list[Font], info: dict[str, str], warnings: list[Warning]
) -> Document:
    furniture: list[Furniture] = []
    numbered = line_numbers(pages)
    kept = []
    for page, numbers in zip(pages, numbered, strict=True):
        aside = page.stray | numbers
        furniture += _set_aside(page, [[k] for k in np.flatnonzero(numbers).tolist()])
        furniture += _set_aside(page, [np.flatnonzero(page.stray).tolist()] if page.stray.any() else [])
        kept.append(page.take(~aside) if aside.any() else page)
    pages = kept
    segments = [find_segments(p) for p in pages]
    body = _body(segments)
    heads = running_heads(pages, segments, body.size)
    for k, (page, s, head) in enumerate(zip(pages, segments, heads, strict=True)):
        furniture += _set_aside(page, [list(range(s.first[r], s.last[r])) for r in np.flatnonzero(head).tolist()])
        segments[k] = s.take(~head) if head.any() else s
    parts, body = _parts(pages, segments, fonts, body, info.get("Title", ""))
    text, blocks, marks, words = assemble(parts, pages, fonts, body)
    if not text.strip():
        raise EmptyError(name, f"{name} holds no running text: check that it is the right file.")
    running = next((b.start for b in blocks if b.anchor is not None), len(text))
    flowing = words.end <= running
    first = words.page[flowing].min(initial=len(pages))
    ends = int(words.end[flowing & (words.page == first)].max(initial=0))
    metadata = find_metadata(text, blocks, furniture, info, ends)
    warnings += unsure(metadata, name)
    return Document(
        digest(data), name, "pdf", text, blocks, len(pages), metadata, marks, words, tuple(furniture), tuple(warnings)
    )


def _set_aside(page: PageWords, groups: Sequence[Sequence[int]]) -> list[Furniture]:
    found = []
    for rows in groups:
        x0, y0 = page.shown[rows, :2].min(axis=0)
        x1, y1 = page.shown[rows, 2:].max(axis=0)
        box = Box(page.number, *(round(float(v), 2) for v in (x0, y0, x1, y1)))
        found.append(Furniture(page.number, box, " ".join(page.text[r] for r in rows)))
    return found


def _body(segments: Sequence[Segments]) -> Body:
    """The size of running text and its leading, judged before columns are known."""
    if not any(len(s) for s in segments):
        return Body(10.0, -1, False, False, 12.0)
    size = np.concatenate([np.round(2 * s.size) / 2 for s in segments])
    values, where = np.unique(size, return_inverse=True)
    letters = np.bincount(where, weights=np.concatenate([s.chars for s in segments]))
    main = main_size(dict(zip(values.tolist(), letters.tolist(), strict=True)))
    steps = np.concatenate([np.diff(s.base) for s in segments])
    steps = steps[(steps > 0.8 * main) & (steps < 3 * main)]
    return Body(main, -1, False, False, float(np.median(steps)) if len(steps) else 1.2 * main)


def _parts(
    pages: Sequence[PageWords], segments: list[Segments], fonts: Sequence[Font], body: Body, stated: str
) -> tuple[list[Part], Body]:
    """All blocks in reading order, floats where they stood; `stated` is the title in the file's properties."""
    tables = find_tables(pages, segments, body)
    flows = []
    panels = []
    usual = int(np.bincount(np.concatenate([p.font for p in pages]), minlength=1).argmax())
    for page, s, found in zip(pages, segments, tables, strict=True):
        free = np.ones(len(s), dtype=np.bool_)
        for t in found:
            free[np.concatenate([t.caption, t.rows, t.notes])] = False
        panels.append(find_panels(page, s, free, body) if len(page.frames) else [])
        for held in panels[-1]:
            free[held] = False
        for labels in find_labels(page, s, free, body, usual):
            free[labels] = False
            found.append(Table(labels[:0], labels[:0], labels, []))
        flows.append(np.flatnonzero(free))
    flowing = [s.take(rows) for s, rows in zip(segments, flows, strict=True)]
    orders = [reading_order(s) for s in flowing]
    gutters = common_gutters((cuts for _, cuts in orders), body.leading)
    if gutters:
        orders = [reading_order(s, gutters) for s in flowing]
    lines: list[Line] = []
    region = 0
    for page, s, (regions, _) in zip(pages, flowing, orders, strict=True):
        for rows in regions:
            inner, outer = part_margin(s, rows, body.size)
            for group in (inner, outer):
                if len(group):
                    region += 1
                    lines += lines_of(page, s, group, region, fonts)
    body = body_style(lines)
    parts = split_blocks(lines, body, margins(lines, body))
    classify(parts, body)
    mark_title(parts, body, stated)
    gather_byline(parts)
    sideways = sum(p.turned for p in pages) <= len(pages) / 2  # a document may be set sideways as a whole
    for part in parts:
        if sideways and pages[part.first.page - 1].turned and part.kind != "caption":
            part.kind = "note"  # text set sideways on its page belongs to a table or figure
    for page, s, found in zip(pages, segments, tables, strict=True):
        for table in found:
            region = _insert(parts, page, s, table, region, fonts)
    parts = join(parts, body)
    for page, s, of_page in zip(pages, segments, panels, strict=True):
        for rows in of_page:
            region, panel = _panel(page, s, rows, region, fonts)
            at = place(parts, panel)
            close(parts, at, body)
            parts[at:at] = panel
    return parts, body


def _panel(
    page: PageWords, s: Segments, rows: NDArray[np.intp], region: int, fonts: Sequence[Font]
) -> tuple[int, list[Part]]:
    """The blocks of a panel, by its own columns and body style; and the number of its last region."""
    lines: list[Line] = []
    for part in reading_order(s.take(rows))[0]:
        region += 1
        lines += lines_of(page, s, rows[part], region, fonts)
    body = body_style(lines)
    parts = split_blocks(lines, body, margins(lines, body))
    classify(parts, body)
    as_text(parts)
    return region, join(parts, body)


def _insert(parts: list[Part], page: PageWords, s: Segments, table: Table, region: int, fonts: Sequence[Font]) -> int:
    """Put a table, its caption and notes before the first block of its page that stands below it in its column."""
    new: list[Part] = []
    for kind, rows in (("caption", table.caption), ("table", table.rows), ("note", table.notes)):
        if len(rows):
            region += 1
            part = Part(lines_of(page, s, rows, region, fonts), kind=kind)  # type: ignore[arg-type]
            part.text = " ".join(n.text for n in part.lines)
            part.cells = table.cells if kind == "table" else []
            new.append(part)
    rows = table.rows if len(table.rows) else table.notes
    bottom = float(s.base[rows].max())
    left, right = float(s.x0[rows].min()), float(s.x1[rows].max())
    of_page = [k for k, p in enumerate(parts) if p.first.page == page.number]
    below = [
        k for k in of_page if parts[k].first.base > bottom and parts[k].first.x0 < right and parts[k].first.x1 > left
    ]
    later = [k for k, p in enumerate(parts) if p.first.page > page.number]
    place = below[0] if below else of_page[-1] + 1 if of_page else later[0] if later else len(parts)
    parts[place:place] = new
    return region
