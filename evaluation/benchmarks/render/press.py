"""The page: columns, floats, footnotes, rotated tables, and the furniture around them."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from reportlab.pdfbase.pdfdoc import PDFArray
from reportlab.pdfgen.canvas import Canvas

from thirdorder.evaluation.benchmarks.render.lines import Slug
from thirdorder.evaluation.benchmarks.render.source import Runs
from thirdorder.evaluation.benchmarks.render.style import House

Furniture = Callable[[Canvas, int], None]
NoteSetter = Callable[[Runs, float], list[Slug]]


@dataclass
class Float:
    """Set at the head or foot of a column or page, or on a page of its own (`turned`).

    `again` is what stands once more over each later part of a table too tall for a page.
    """

    slugs: list[Slug]
    wide: bool
    place: str = "top"
    again: tuple[Slug, ...] = ()

    @property
    def height(self) -> float:
        return stack_height(self.slugs)


@dataclass
class _Column:
    x: float
    top: float
    bottom: float
    notes: list[Slug] = field(default_factory=list)


def stack_height(slugs: list[Slug]) -> float:
    return sum(s.before + s.height for s in slugs)


def draw_stack(canvas: Canvas, slugs: list[Slug], x: float, top: float) -> None:
    for slug in slugs:
        top -= slug.before
        slug.draw(canvas, x, top)
        top -= slug.height


def _parts(item: Float, most: float) -> list[Float]:
    """Cut what is taller than a page between its rows; a single taller row is set all the same."""
    parts: list[list[Slug]] = [[]]
    for slug in item.slugs:
        if len(parts[-1]) > len(item.again) and stack_height([*parts[-1], slug]) > most:
            parts.append(list(item.again))
        parts[-1].append(replace(slug, height=min(slug.height, most - 1 - slug.before)))
    return [replace(item, slugs=slugs) for slugs in parts]


class Press:
    """Pours slugs into columns and pages. `furniture(canvas, page)` draws what stands around the text of each page."""

    def __init__(self, canvas: Canvas, house: House, furniture: Furniture, set_note: NoteSetter) -> None:
        self.canvas, self.house, self.furniture, self.set_note = canvas, house, furniture, set_note
        self.page = 0
        self.count = 1
        self.columns: list[_Column] = []
        self.at = 0
        self.y = 0.0
        self.waiting: list[Float] = []
        self.numbers = 0
        self.started = False
        self.drawn: list[tuple[Slug, float, float]] = []

    def pour(self, items: list[Slug | Float], columns: int, *, fresh_page: bool = False) -> None:
        """Set one stretch of slugs and floats in so many columns, from where the last stretch ended."""
        if fresh_page or not self.started or (columns != self.count and self.count > 1):
            self._new_page(columns)
        elif columns != self.count:
            self._split_below(columns)
        for i, item in enumerate(items):
            if isinstance(item, Float):
                self._float(item)
            else:
                if self.house.balance and columns > 1 and i and self.at == 0 and self.y == self.columns[0].top:
                    self._balance(items[i:], columns)
                self._place(item, items[i + 1 :])

    def finish(self) -> int:
        """Set what still waits and close the last page; returns the number of pages."""
        while self.waiting:
            self._new_page(self.count)
        self._close_page()
        return self.page

    def measure(self, columns: int) -> float:
        """Width of one column."""
        width = self.house.page[0] - self.house.inner - self.house.outer
        return (width - self.house.gutter * (columns - 1)) / columns

    def left(self, page: int) -> float:
        return self.house.inner if page % 2 else self.house.outer if not self.house.side else self.house.inner

    def _place(self, slug: Slug, following: list[Slug | Float]) -> None:
        needed = slug.before + slug.height
        keep = slug.keep
        for ahead, other in enumerate(following[:4]):
            if not keep or isinstance(other, Float):
                break
            needed += other.before + other.height
            keep = other.keep and ahead < 2
        notes = self._notes(slug)
        column = self.columns[self.at]
        room = self.y - column.bottom - stack_height(notes)
        shortened = column.top < self.house.page[1] - self.house.top - 20
        if needed > room and (self.y < column.top - 1 or shortened):
            self._next_column()
            column = self.columns[self.at]
        if self.y < column.top - 0.1:
            self.y -= slug.before
        self.drawn.append((slug, column.x, self.y))
        self._number(slug)
        self.y -= slug.height
        if notes:
            column.notes.extend(notes)
            column.bottom += stack_height(notes)

    def _notes(self, slug: Slug) -> list[Slug]:
        found: list[Slug] = []
        for note in slug.notes:
            found.extend(self.set_note(note, self.measure(self.count)))
        return found

    def _number(self, slug: Slug) -> None:
        if not self.house.line_numbers or not slug.numbered:
            return
        self.numbers += 1
        if self.numbers % self.house.line_numbers == 0:
            self.canvas.setFont("Times-Roman", 9)
            self.canvas.setFillColorRGB(0.3, 0.3, 0.3)
            self.canvas.drawRightString(self.left(self.page) - 16, self.y - slug.height * 0.62, str(self.numbers))

    def _float(self, item: Float) -> None:
        width, height = self.house.page
        turned = item.place == "turned"
        most = width - self.house.inner - 40 if turned else height - self.house.top - self.house.bottom - 100
        column = self.columns[self.at]
        if item.height > most:
            for part in _parts(item, most):
                self._float(part)
        elif item.place == "here" and not (item.wide and self.count > 1) and item.height < self.y - column.bottom:
            for slug in item.slugs:
                self._place(slug, [])
        elif item.place == "bottom" and not item.wide and self.y - column.bottom > item.height + 60:
            column.bottom += item.height + 8
            draw_stack(self.canvas, item.slugs, column.x, column.bottom)
        else:
            self.waiting.append(item)

    def _next_column(self) -> None:
        self._close_column(self.columns[self.at])
        if self.at + 1 < len(self.columns):
            self.at += 1
            self._open_column()
        else:
            self._new_page(self.count)

    def _open_column(self) -> None:
        column = self.columns[self.at]
        self.y = column.top
        for item in list(self.waiting):
            fits = item.height < self.y - column.bottom - 40
            if (not item.wide or self.count == 1) and item.place != "turned" and fits:
                self.waiting.remove(item)
                draw_stack(self.canvas, item.slugs, column.x, self.y)
                self.y -= item.height + 10
                column.top = self.y
                return

    def _close_column(self, column: _Column) -> None:
        if column.notes:
            top = column.bottom - self.house.leading * 0.2
            self.canvas.setLineWidth(0.4)
            self.canvas.line(column.x, top + 1, column.x + 50, top + 1)
            draw_stack(self.canvas, column.notes, column.x, top)
            column.notes = []

    def _split_below(self, columns: int) -> None:
        """Go on in another number of columns below what has been set on this page."""
        if self.y - self.columns[0].bottom < 5 * self.house.leading:
            self._new_page(columns)
            return
        notes, bottom = self.columns[0].notes, self.columns[0].bottom
        self._layout(columns, self.y - 12, bottom)
        self.columns[0].notes = notes if columns == 1 else []
        if notes and columns > 1:
            draw_stack(self.canvas, notes, self.left(self.page), bottom - 2)

    def _layout(self, columns: int, top: float, bottom: float) -> None:
        step = self.measure(columns) + self.house.gutter
        self.columns = [_Column(self.left(self.page) + i * step, top, bottom) for i in range(columns)]
        self.count, self.at, self.y = columns, 0, top

    def _balance(self, rest: list[Slug | Float], columns: int) -> None:
        total = stack_height([s for s in rest if isinstance(s, Slug)])
        top, bottom = self.columns[0].top, self.columns[0].bottom
        if total + self.house.leading * 2 * columns < (top - bottom) * columns and not any(
            s.notes for s in rest if isinstance(s, Slug)
        ):
            for column in self.columns:
                column.bottom = max(bottom, top - total / columns - self.house.leading * 2)

    def _new_page(self, columns: int) -> None:
        self._close_page()
        turned = [f for f in self.waiting if f.place == "turned"]
        for item in turned:
            self.waiting.remove(item)
            self._turned_page(item)
        self._open_page()
        top = self.house.page[1] - self.house.top
        for item in list(self.waiting):
            if item.wide and columns > 1 and item.place != "turned" and item.height < top - self.house.bottom - 80:
                self.waiting.remove(item)
                draw_stack(self.canvas, item.slugs, self.left(self.page), top)
                top -= item.height + 12
        self._layout(columns, top, self.house.bottom)
        self._open_column()

    def _open_page(self) -> None:
        self.page += 1
        self.started = True
        self.canvas.setPageSize(self.house.page)
        self.canvas.translate(*self.house.origin)
        self.furniture(self.canvas, self.page)

    def _close_page(self) -> None:
        if not self.started:
            return
        for column in self.columns:
            self._close_column(column)
        self._draw()
        self._show()
        self.started = False

    def _draw(self) -> None:
        """Write the page's lines into its content stream, not always in the order they are read."""
        if self.house.order == "shuffled":
            random.Random(self.page).shuffle(self.drawn)
        elif self.house.order:
            self.drawn.sort(key=lambda placed: -placed[1])
        for slug, x, y in self.drawn:
            slug.draw(self.canvas, x, y)
        self.drawn = []
        if self.house.column_rule and self.count > 1:
            self.canvas.setLineWidth(0.4)
            for column in self.columns[1:]:
                x = column.x - self.house.gutter / 2
                self.canvas.line(x, self.columns[0].top, x, self.house.bottom)

    def _turned_page(self, item: Float) -> None:
        """A table set along the long side: the page itself turned, or only its content."""
        self._open_page()
        width = self.house.page[0]
        self.canvas.saveState()
        self.canvas.translate(width, 0)
        self.canvas.rotate(90)
        draw_stack(self.canvas, item.slugs, self.house.bottom + 6, width - self.house.inner + 4)
        self.canvas.restoreState()
        self.columns = []
        self._show(turn=90 if self.house.table_rotation == "page" else 0)
        self.started = False

    def _show(self, turn: int = 0) -> None:
        width, height = self.house.page
        x, y = self.house.origin
        crop = self.house.bleed
        if crop:
            self.canvas.setCropBox([x, y, x + width, y + height])
        self.canvas.setPageRotation(turn)
        self.canvas.showPage()
        page = self.canvas._doc.Pages.pages[-1]
        page.MediaBox = PDFArray([x - crop, y - crop, x + width + crop, y + height + crop])
