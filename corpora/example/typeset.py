"""Sets a paper as the pages of a journal. Needs reportlab; the same source gives the same bytes."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, FrameBreak, NextPageTemplate, PageTemplate, Paragraph

from thirdorder.corpora.example.compose import Composer
from thirdorder.corpora.example.furniture import draw_furniture, draw_line_numbers
from thirdorder.corpora.example.layouts import Layout
from thirdorder.corpora.example.markup import Source
from thirdorder.corpora.example.styles import register_fonts

MOST_PAGES = 40


def typeset(source: Source, layout: Layout) -> bytes:
    """The paper as PDF bytes. It is set until the pages of its footnotes and its last page no longer change."""
    register_fonts()
    notes: list[list[int]] = []
    last = source.head["first_page"]
    for _ in range(6):
        setter = _Setter(replace(source, head=source.head | {"last_page": last}), layout, notes)
        data = setter.set()
        if setter.notes == notes and setter.last == last:
            return data
        notes, last = setter.notes, setter.last
    return data


class _Setter:
    """One pass over one paper, expecting its footnotes on the pages where the pass before called them."""

    def __init__(self, source: Source, layout: Layout, expected: list[list[int]]) -> None:
        self.source, self.layout, self.expected = source, layout, expected
        self.composer = Composer(source, layout)
        self.notes: list[list[int]] = []
        self.last = ""

    def set(self) -> bytes:
        """The PDF of this pass; afterwards `notes` and `last` say where footnotes were called and where it ended."""
        out = io.BytesIO()
        front = list(self.composer.front())
        width, height = self.layout.width, self._height()
        spread = self.layout.columns > 1
        head = sum(f.wrap(width, height)[1] + f.getSpaceBefore() + f.getSpaceAfter() for f in front) + 4
        document = BaseDocTemplate(
            out,
            pagesize=self.layout.page,
            invariant=1,
            title=self.source.head["title"],
            author=self.source.head["authors"],
            subject="Invented for testing software",
        )
        document.addPageTemplates([self._template(n, head if spread else 0) for n in range(MOST_PAGES)])
        opening = [NextPageTemplate("p1"), *front, *([FrameBreak()] if spread else [])]
        document.build([*opening, *self.composer.body()], canvasmaker=self._canvas)
        return out.getvalue()

    def _height(self) -> float:
        _, _, top, bottom = self.layout.margins
        return self.layout.page[1] - top - bottom

    def _template(self, number: int, head: float) -> PageTemplate:
        """Page `number`: its columns above its footnotes, on the first page below a front of height `head`."""
        left, _, _, bottom = self.layout.margins
        head = head if number == 0 else 0
        foot = sum(n.wrap(self.layout.width, 500)[1] for n in self._foot(number))
        foot = foot + 8 if foot else 0
        frames = [_frame(left, bottom + self._height() - head, self.layout.width, head)] if head else []
        for column in range(self.layout.columns):
            x = left + column * (self.layout.column + self.layout.gutter)
            frames.append(_frame(x, bottom + foot, self.layout.column, self._height() - head - foot))
        return PageTemplate(
            f"p{number}", frames, onPage=self._page, onPageEnd=self._page_end, autoNextPageTemplate=f"p{number + 1}"
        )

    def _foot(self, number: int) -> list[Paragraph]:
        called = self.expected[number] if number < len(self.expected) else []
        return [self.composer.footnote(note) for note in called]

    def _canvas(self, *args: Any, **kwargs: Any) -> Canvas:
        canvas = Canvas(*args, **kwargs)
        canvas.setNamedCB("footnote", self._called)
        return canvas

    def _called(self, canvas: Any, _kind: str, label: str) -> None:
        page = canvas.getPageNumber() - 1
        self.notes.extend([] for _ in range(page + 1 - len(self.notes)))
        self.notes[page].append(int(label))

    def _page(self, canvas: Any, document: Any) -> None:
        number = document.page - 1
        self.last = str(int(self.source.head["first_page"]) + number)
        draw_furniture(canvas, number, self.source, self.layout)
        left, _, _, y = self.layout.margins
        for note in reversed(self._foot(number)):
            _, tall = note.wrap(self.layout.width, 500)
            note.drawOn(canvas, left, y)
            y += tall
        if self._foot(number):
            canvas.setLineWidth(0.4)
            canvas.line(left, y + 2, left + 60, y + 2)

    def _page_end(self, canvas: Any, document: Any) -> None:
        if self.layout.line_numbers:
            draw_line_numbers(canvas, document.page - 1, document.frame._y, self.layout)


def _frame(x: float, y: float, width: float, height: float) -> Frame:
    return Frame(x, y, width, height, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)
