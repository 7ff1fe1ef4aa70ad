"""From blocks to slugs in a house style: headings, paragraphs, quotations, boxes, tables, figures, references."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from reportlab.pdfgen.canvas import Canvas

from thirdorder.evaluation.benchmarks.render.fonts import width
from thirdorder.evaluation.benchmarks.render.lines import Slug, Type, set_paragraph
from thirdorder.evaluation.benchmarks.render.press import Float, draw_stack, stack_height
from thirdorder.evaluation.benchmarks.render.source import Block, Reference, Run, Runs, plain
from thirdorder.evaluation.benchmarks.render.style import GREY, Head, House

Items = list[Slug | Float]
ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")


@dataclass
class Composer:
    """Sets blocks to a measure. `page_measure` is the width of the whole text area, for what spans the columns."""

    house: House
    measure: float
    page_measure: float
    numbered: bool = True

    def __post_init__(self) -> None:
        self.counts: list[int] = []
        self.notes = 0
        self.lead: tuple[Run, ...] = ()
        self.opened = False
        self.dropped = False

    def set(self, blocks: tuple[Block, ...]) -> Items:
        """The blocks in order; floats stand where they were anchored, boxes are closed into one block."""
        items: Items = []
        boxed: list[Block] | None = None
        for i, block in enumerate(blocks):
            if block.kind == "boxtop":
                boxed = [block]
            elif block.kind == "boxend":
                items.extend(self._box(boxed or []))
                boxed = None
            elif boxed is not None:
                boxed.append(block)
            else:
                following = blocks[i + 1] if i + 1 < len(blocks) else None
                items.extend(self._block(block, following))
        if self.lead:
            items.extend(self._line(self.lead, self.house.text))
            self.lead = ()
        return items

    def _block(self, block: Block, following: Block | None) -> Items:
        if block.kind == "heading":
            return self._heading(block, following)
        if block.kind == "quote":
            return self._flush() + self._quote(block)
        if block.kind == "list":
            return self._flush() + self._item(block)
        if block.kind == "table":
            return [self._float(block, self.table(block))] if block.rows or block.runs else []
        if block.kind == "figure":
            return [self._float(block, self._figure(block))]
        return self._paragraph(block)

    def _flush(self) -> Items:
        """A run-in heading that meets no paragraph stands on a line of its own."""
        lead, self.lead = self.lead, ()
        return self._line(lead, replace(self.house.text, first=0, before=6)) if lead else []

    def _line(self, runs: Runs, kind: Type) -> Items:
        return list(set_paragraph(runs, kind, self.measure, mode=self.house.mode))

    def _heading(self, block: Block, following: Block | None) -> Items:
        house = self.house
        style = house.heads[min(block.level, len(house.heads)) - 1]
        number = self._number(block.level)
        own = _unnumbered(block.runs) if number else block.runs
        runs = number + tuple(replace(r, italic=r.italic and not style.italic) for r in own)
        items = self._flush()
        self.opened = True
        if style.run_in and following is not None and following.kind == "p":
            title = (
                runs if plain(block.runs).endswith(("?", "!", ".", ":")) else (*runs, Run(style.run_in.rstrip() or ""))
            )
            self.lead = tuple(replace(r, bold=style.bold, italic=style.italic) for r in (*title, Run(" ")))
            if style.run_in == "—":
                self.lead = self.lead[:-1]
            return items
        size = house.size + style.larger
        kind = Type(
            house.heads_family, size, size * 1.2, style.colour, style.bold, style.italic, style.align,
            before=style.before, case=style.case, tracking=style.tracking, hyphens=False, ligatures=house.ligatures,
        )  # fmt: skip
        if house.layout == "manuscript":
            kind = replace(kind, leading=house.leading)
        slugs = set_paragraph(runs, kind, self.measure, mode=house.mode)
        for slug in slugs:
            slug.keep = True
        if slugs:
            slugs[-1].height += style.after
            if style.rule:
                slugs[0].draw = _ruled(slugs[0].draw, self.measure, style)
        return [*items, *slugs]

    def _number(self, level: int) -> Runs:
        scheme = self.house.numbering
        if not scheme or not self.numbered:
            return ()
        self.counts = [*self.counts[:level], *([0] * (level - len(self.counts)))]
        self.counts[level - 1] += 1
        number = ".".join(str(max(n, 1)) for n in self.counts)
        if scheme == "roman":
            return (Run(f"{ROMAN[self.counts[0]]}. "),) if level == 1 else ()
        if scheme == "pipe":
            return (Run(f"{number} | "),)
        return (Run(f"{number}. " if scheme == "arabic." else f"{number} "),)

    def _paragraph(self, block: Block) -> Items:
        house = self.house
        flush = block.continued or (self.opened and not house.indent_first and not self.lead)
        kind = replace(house.text, first=0 if flush else house.indent, before=house.between)
        if self.lead:
            kind = replace(kind, before=max(house.between, house.heads[-1].before), first=0)
        runs = (*self.lead, *self.noted(block.runs))
        drop = house.drop if self.opened and not self.lead and self.counts in ([], [1]) and not self.dropped else 0
        self.lead, self.opened = (), False
        self.dropped = self.dropped or bool(drop)
        items: Items = list(set_paragraph(runs, kind, self.measure, mode=house.mode, drop=drop))
        if house.pull_quotes and len(plain(block.runs)) > 700:
            items[len(items) // 2 : len(items) // 2] = self._pull(block)
        return items

    def _pull(self, block: Block) -> list[Slug]:
        """A sentence of the paragraph repeated in large type between rules, as magazines do."""
        sentence = next((s for s in plain(block.runs).split(". ") if 60 < len(s) < 140), "")
        if not sentence:
            return []
        kind = Type(self.house.heads_family, 13, 16, self.house.accent, italic=True, align="center", hyphens=False)
        inner = set_paragraph((Run(f"“{sentence}”"),), kind, self.measure - 10)
        return [_solid(inner, self.measure, 5, self.house, before=8, after=8, rules=True)]

    def _quote(self, block: Block) -> Items:
        house, q = self.house, self.house.quotes
        kind = replace(
            house.text, size=house.size - q.smaller, leading=house.leading - q.smaller, italic=q.italic,
            left=q.left, right=q.right, before=max(q.space, house.between),
        )  # fmt: skip
        whole = all(
            r.italic for r in block.runs if r.text.strip()
        )  # in italics of its own, which a house does not undo
        runs = self.noted(_quoted(tuple(replace(r, italic=r.italic and not whole) for r in block.runs), q.marks))
        tag = _bare(block.attribution)
        items: Items = []
        if tag and q.tag == "before":
            runs = (*(replace(r, bold=True) for r in tag), Run(": "), *runs)
        elif tag and q.tag == "same":
            runs = (*runs, Run(" ("), *tag, Run(")"))
        items.extend(self._line(runs, kind))
        if tag and q.tag.startswith("own"):
            align = "right" if q.tag == "own right" else "left"
            own = replace(kind, align=align, before=0, italic=not kind.italic)
            items.extend(self._line((Run("— " if align == "right" else ""), *tag), own))
        last = items[-1] if items else None
        if isinstance(last, Slug):
            last.height += q.space
        self.opened = True
        return items

    def _item(self, block: Block) -> Items:
        house = self.house
        kind = replace(house.text, left=max(house.indent, 14), before=house.between / 2)
        self.opened = True
        return list(set_paragraph(self.noted(block.runs), kind, self.measure, mode=house.mode, label=block.marker))

    def _box(self, blocks: list[Block]) -> Items:
        """A tinted box in the column, cut into several where it would not fit on a page."""
        house = self.house
        kind = replace(house.text, family=house.heads_family, size=house.size - 0.5, leading=house.leading, before=3)
        inner: list[Slug] = []
        for block in blocks:
            bold = block.kind == "boxtop"
            style = replace(kind, bold=bold, align="left" if bold else kind.align)
            inner.extend(set_paragraph(self.noted(block.runs), style, self.measure - 14, mode=house.mode))
        boxes: Items = []
        while inner:
            taken: list[Slug] = []
            while inner and stack_height(taken) < 220:
                taken.append(inner.pop(0))
            boxes.append(_solid(taken, self.measure, 7, house, before=6 if not boxes else 0, after=0 if inner else 8))
        return self._flush() + boxes

    def noted(self, runs: Runs) -> Runs:
        """Number the footnotes called in a paragraph; the note carries its number to the foot of the page."""
        out: list[Run] = []
        for run in runs:
            if run.note:
                self.notes += 1
                number = str(self.notes)
                run = Run(number, raised=True, note=(Run(number, raised=True), Run(" "), *run.note))
            out.append(run)
        return tuple(out)

    def _float(self, block: Block, slugs: list[Slug]) -> Float:
        house = self.house
        wide = bool(slugs) and slugs[0].wide
        place = house.table_place if block.kind == "table" else house.figure_place
        if block.kind == "table" and house.table_rotation and block.rows and len(block.rows[0]) >= 4:
            return Float(self.table(block, turned=True), True, "turned", self._again(block, turned=True))
        return Float(slugs, wide, place, self._again(block) if block.kind == "table" else ())

    def _again(self, block: Block, *, turned: bool = False) -> tuple[Slug, ...]:
        """What heads the later parts of a long table: its label, and the header rows where the house repeats them."""
        rows = block.rows[: block.header_rows] if self.house.balance else ()
        label = (Run("(continued)" if self.house.rules else "Cont."),)
        return tuple(self.table(replace(block, rows=rows, runs=label, notes=()), turned=turned, like=block))

    def table(self, block: Block, *, turned: bool = False, like: Block | None = None) -> list[Slug]:
        """Caption, rows and notes; `like` is the whole table whose column widths a part takes over."""
        house, whole = self.house, like or block
        long = sum(len(plain(c)) for row in whole.rows for c in row) > 900
        wide = long or (bool(whole.rows) and len(whole.rows[0]) > 2)
        across = house.page[1] - house.top - house.bottom if turned else self.page_measure if wide else self.measure
        size = house.size - 1.2 if house.layout != "manuscript" else 10
        cell = replace(house.text, family=house.heads_family, size=size, leading=size * 1.2, align="left", before=0)
        caption = self._caption(block, replace(cell, size=size + 0.5), across)
        shares = _shares(whole, across, cell)
        rows = [
            _Row([set_paragraph(c, replace(cell, bold=i < block.header_rows), w - 6) for c, w in pairs], shares)
            for i, pairs in enumerate(list(zip(row, shares, strict=False)) for row in block.rows)
        ]
        body = [_row_slug(row, i, block.header_rows, len(whole.rows), house, across) for i, row in enumerate(rows)]
        notes = [s for note in block.notes for s in set_paragraph(note, replace(cell, size=size - 0.8), across)]
        slugs = [*body, *notes, *caption] if house.captions == "below" else [*caption, *body, *notes]
        if slugs:
            slugs[0].before, slugs[-1].height = 4, slugs[-1].height + 6
        for slug in slugs:
            slug.numbered = False
            slug.wide = wide
        return slugs

    def _caption(self, block: Block, kind: Type, across: float) -> list[Slug]:
        """Label and title of a table in one line, or the label on a line of its own over the title in italics."""
        label = Run(block.label, bold=True)
        if self.house.captions == "above split":
            title = self.noted(tuple(replace(r, italic=True) for r in block.runs))
            return [*set_paragraph((label,), kind, across), *set_paragraph(title, kind, across)]
        return list(set_paragraph(self.noted((label, Run(". " if block.label else ""), *block.runs)), kind, across))

    def _figure(self, block: Block) -> list[Slug]:
        house = self.house
        size = house.size - 1
        height = 90.0 + 13 * (len(plain(block.runs)) % 7)

        def draw(canvas: Canvas, x: float, top: float) -> None:
            canvas.setFillColorRGB(0.88, 0.88, 0.9)
            canvas.rect(x, top - height, self.measure, height, stroke=0, fill=1)
            canvas.setFillColorRGB(*GREY)
            canvas.setFont("Helvetica", 6)
            for i in range(5):
                canvas.rect(x + 20 + i * 24, top - height + 18, 14, 14 + (i * 37) % 50, stroke=0, fill=1)
                canvas.drawString(x + 22 + i * 24, top - height + 8, f"{i * 5}%")

        cell = replace(house.text, family=house.heads_family, size=size, leading=size * 1.22, first=0, before=4)
        title = (Run(block.label or "Figure", bold=True), Run(". "), *block.runs)
        caption = set_paragraph(self.noted(title), cell, self.measure, mode=house.mode)
        if caption:
            caption[-1].height += 6
        for slug in caption:
            slug.numbered = False
        return [Slug(height, draw, before=6, numbered=False, keep=True), *caption]

    def references(self, references: tuple[Reference, ...], styled: str) -> Items:
        """The reference list in small type, numbered when the text cites by number."""
        house = self.house
        size = house.size - 1.5 if house.layout != "manuscript" else house.size
        numbered = styled != "author year"
        kind = replace(house.text, size=size, leading=size * 1.2 if house.layout != "manuscript" else house.leading,
                       left=16 if numbered else 10, first=0 if numbered else -10, before=1, align="left")  # fmt: skip
        items: Items = []
        for i, reference in enumerate(references, 1):
            label = (f"{i}." if house.mode != "words" else f"[{i}]") if numbered else ""
            items.extend(set_paragraph(reference.runs, kind, self.measure, mode=house.mode, label=label))
        return items


@dataclass
class _Row:
    cells: list[list[Slug]]
    shares: list[float]

    @property
    def height(self) -> float:
        return max((stack_height(c) for c in self.cells), default=0) + 4


def _shares(block: Block, across: float, cell: Type) -> list[float]:
    """Column widths: room for each column's longest word, the rest by how much text it holds."""
    count = max((len(r) for r in block.rows), default=1)
    columns = [[plain(r[i]) for r in block.rows if i < len(r)] for i in range(count)]
    least = [max((width(w, cell.family.bold, cell.size) for t in c for w in t.split()), default=8) + 8 for c in columns]
    weights = [min(max((len(t) for t in c), default=1), 60) for c in columns]
    if sum(least) >= across:
        return [across * w / sum(least) for w in least]
    spare = across - sum(least)
    return [w + spare * share / sum(weights) for w, share in zip(least, weights, strict=True)]


def _row_slug(row: _Row, i: int, header: int, count: int, house: House, across: float) -> Slug:
    height, ruling = row.height, house.ruling

    def draw(canvas: Canvas, x: float, top: float) -> None:
        canvas.setStrokeColorRGB(0.2, 0.2, 0.2)
        canvas.setLineWidth(0.5)
        if ruling == "box" or (ruling == "zebra" and i % 2):
            canvas.setFillColorRGB(*(0.98, 0.9, 0.9) if ruling == "box" and i % 2 else (0.92, 0.94, 0.96))
            canvas.rect(x, top - height, across, height, stroke=0, fill=1)
        if ruling == "grid" or (ruling != "open" and i in (0, header)):
            canvas.line(x, top, x + across, top)
        if ruling != "open" and (i == count - 1 or ruling == "grid"):
            canvas.line(x, top - height, x + across, top - height)
        at = x
        for cell, share in zip(row.cells, row.shares, strict=False):
            if ruling == "grid":
                canvas.line(at, top, at, top - height)
            draw_stack(canvas, cell, at + 3, top - 2)
            at += share
        if ruling == "grid":
            canvas.line(x + across, top, x + across, top - height)

    return Slug(height, draw, numbered=False)


def _solid(
    inner: list[Slug], measure: float, pad: float, house: House, *, before: float, after: float, rules: bool = False
) -> Slug:
    height = stack_height(inner) + 2 * pad

    def draw(canvas: Canvas, x: float, top: float) -> None:
        if rules:
            canvas.setStrokeColorRGB(*house.accent)
            canvas.line(x, top, x + measure, top)
            canvas.line(x, top - height, x + measure, top - height)
        else:
            canvas.setFillColorRGB(0.93, 0.94, 0.95)
            canvas.rect(x, top - height, measure, height, stroke=0, fill=1)
        draw_stack(canvas, inner, x + pad, top - pad)

    return Slug(height + after, draw, before=before, numbered=False)


def _ruled(
    draw: Callable[[Canvas, float, float], None], measure: float, style: Head
) -> Callable[[Canvas, float, float], None]:
    def both(canvas: Canvas, x: float, top: float) -> None:
        canvas.setStrokeColorRGB(*style.colour)
        canvas.line(x, top + 4, x + measure, top + 4)
        draw(canvas, x, top)

    return both


def _unnumbered(runs: Runs) -> Runs:
    """A title without the number its own publisher gave it."""
    rest = re.sub(r"^[\dIVX]+(\.\d+)*[.)]?\s+(?=\S)", "", runs[0].text) if runs else ""
    return (replace(runs[0], text=rest), *runs[1:]) if rest else runs


def _bare(tag: Runs) -> Runs:
    """A speaker tag without its own brackets or dash: the house sets its own."""
    return (Run(plain(tag).strip("()[] —–-")),) if tag else ()


def _quoted(runs: Runs, marks: str) -> Runs:
    """Put a house's quotation marks around a block quotation that has none of its own."""
    text = plain(runs)
    if not marks or text[:1] in "“\"'‘«" or not text:
        return runs
    return (Run(marks[0]), *runs, Run(marks[-1]))
