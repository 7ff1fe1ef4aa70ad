"""Sets a paper’s source as the page of a journal. Needs reportlab; the same source gives the same bytes."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor, black
from reportlab.pdfbase import pdfmetrics
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    FrameBreak,
    KeepTogether,
    NextPageTemplate,
    PageTemplate,
    Paragraph,
    ParagraphAndImage,
    Spacer,
    Table,
    TableStyle,
)

from thirdorder.corpora.example.furniture import draw_furniture, draw_line_numbers
from thirdorder.corpora.example.layouts import Layout
from thirdorder.corpora.example.markup import Block, Run, Source
from thirdorder.corpora.example.styles import register_fonts, styles

SUFFIXES = ("tion", "ment", "ness", "ship", "less", "sion", "tive", "ally", "able")


def typeset(source: Source, layout: Layout) -> bytes:
    """The paper as PDF bytes. Footnotes are placed by setting the paper until their pages no longer change."""
    register_fonts()
    pages: list[list[str]] = []
    last = source.head["first_page"]
    for _ in range(6):
        setter = _Setter(replace(source, head=source.head | {"last_page": last}), layout, pages)
        data = setter.set()
        if setter.notes == pages and setter.last == last:
            return data
        pages, last = setter.notes, setter.last
    return data


class _Setter:
    """One pass over one paper."""

    def __init__(self, source: Source, layout: Layout, pages: list[list[str]]) -> None:
        self.source, self.layout, self.expected = source, layout, pages
        self.notes: list[list[str]] = []
        self.count = 0
        self.last = ""
        self.styles = styles(layout)

    def set(self) -> bytes:
        layout, buffer = self.layout, io.BytesIO()
        front = list(self.front())
        left, _, top, bottom = layout.margins
        height = layout.page[1] - top - bottom
        spread = layout.columns > 1
        head = sum(f.wrap(layout.width, height)[1] + f.getSpaceBefore() + f.getSpaceAfter() for f in front) + 4
        doc = BaseDocTemplate(
            buffer,
            pagesize=layout.page,
            invariant=1,
            title=self.source.head["title"],
            author=self.source.head["authors"],
            subject="Invented for testing software",
        )
        templates = []
        for number in range(40):
            foot = self._foot_height(number)
            frames = []
            if number == 0 and spread:
                frames.append(_frame(left, bottom + height - head, layout.width, head))
            tall = height - foot - (head if number == 0 and spread else 0)
            for column in range(layout.columns):
                x = left + column * (layout.column + layout.gutter)
                frames.append(_frame(x, bottom + foot, layout.column, tall))
            templates.append(
                PageTemplate(
                    f"p{number}",
                    frames,
                    onPage=self._page,
                    onPageEnd=self._page_end,
                    autoNextPageTemplate=f"p{number + 1}",
                )
            )
        doc.addPageTemplates(templates)
        body = list(self.body())
        doc.build(
            [NextPageTemplate("p1"), *front, *([FrameBreak()] if spread else []), *body], canvasmaker=self._canvas
        )
        return buffer.getvalue()

    def _canvas(self, *args: Any, **kwargs: Any) -> Any:
        from reportlab.pdfgen.canvas import Canvas

        canvas = Canvas(*args, **kwargs)
        canvas.setNamedCB("footnote", self._footnote)
        return canvas

    def _footnote(self, canvas: Any, _kind: str, label: str) -> None:
        page = canvas.getPageNumber() - 1
        while len(self.notes) <= page:
            self.notes.append([])
        self.notes[page].append(label)

    def _foot(self, number: int) -> list[Paragraph]:
        labels = self.expected[number] if number < len(self.expected) else []
        return [Paragraph(self._foot_text(label), self.styles["foot"]) for label in labels]

    def _foot_text(self, label: str) -> str:
        notes = [r.text for b in self.source.blocks for r in b.runs if r.style == "foot"]
        return f"{self.raised(label)} {escape(notes[int(label) - 1])}"

    def _foot_height(self, number: int) -> float:
        notes = self._foot(number)
        return sum(n.wrap(self.layout.width, 500)[1] for n in notes) + 8 if notes else 0

    def _page(self, canvas: Any, doc: Any) -> None:
        number = doc.page - 1
        self.last = str(int(self.source.head["first_page"]) + number)
        draw_furniture(canvas, number, self.source, self.layout)
        notes = self._foot(number)
        if notes:
            y = self.layout.margins[3] + self._foot_height(number) - 6
            canvas.setLineWidth(0.4)
            canvas.line(self.layout.margins[0], y, self.layout.margins[0] + 60, y)
            for note in notes:
                y -= note.wrap(self.layout.width, 500)[1]
                note.drawOn(canvas, self.layout.margins[0], y)

    def _page_end(self, canvas: Any, doc: Any) -> None:
        if self.layout.line_numbers:
            draw_line_numbers(canvas, doc.page - 1, doc.frame._y, self.layout)

    def front(self) -> Iterator[Flowable]:
        """What stands across the first page: title, authors, the word that it is invented, the abstract."""
        head, s = self.source.head, self.styles
        yield Paragraph(escape(head["title"]), s["title"])
        yield Paragraph(escape(head["authors"]), s["authors"])
        yield Paragraph(escape(head["affiliation"]), s["affiliation"])
        yield _boxed([Paragraph(escape(head["invented"]), s["invented"])], self.layout.width, rules="line")
        abstract = [b for b in self.source.blocks if b.role == "abstract"]
        flow: list[Flowable] = []
        for block in abstract:
            if block.kind == "heading":
                flow.append(Paragraph(self.rich(block.runs), s["abstract_head"]))
            else:
                lead = f"<b>{escape(block.lead)}</b> " if block.lead else ""
                flow.append(Paragraph(lead + self.rich(block.runs), s["abstract"]))
        if "keywords" in head:
            label = head.get("keywords_label", "Keywords")
            flow.append(Paragraph(f"<b>{label}:</b> {escape(head['keywords'])}", s["abstract"]))
        if self.layout.abstract == "plain":
            yield from flow
        else:
            yield _boxed(flow, self.layout.width, rules="box" if self.layout.abstract == "box" else "rules")
        yield Spacer(1, self.layout.leading * 0.8 if not self.layout.line_numbers else self.layout.leading)

    def body(self) -> Iterator[Flowable]:
        blocks = [b for b in self.source.blocks if b.role != "abstract"]
        opened = not self.layout.drop_cap
        previous: Block | None = None
        held: list[Flowable] = []
        for block in blocks:
            if block.kind == "heading":
                style = self.styles[f"h{min(block.level, 3)}"]
                held.append(Paragraph(self.heading(block), style))
            elif block.kind == "caption":
                held.append(Paragraph(self.rich(block.runs), self.styles["caption"]))
            else:
                flow = self.flowable(block, previous, drop=not opened and block.kind == "paragraph")
                opened = opened or block.kind == "paragraph"
                if held and block.kind == "table":
                    yield KeepTogether([*held, flow]) if len(block.rows) < 9 else _Sequence([*held, flow])
                elif held:
                    yield CondPageBreak(self.layout.leading * (3 + len(held)))
                    yield from held
                    yield flow
                else:
                    yield flow
                held = []
            previous = block

    def heading(self, block: Block) -> str:
        text = self.rich(block.runs)
        _, look = self.layout.headings[min(block.level, 3) - 1]
        return text.upper() if "caps" in look else text

    def flowable(self, block: Block, previous: Block | None, drop: bool) -> Flowable:
        s = self.styles
        text = self.rich(block.runs)
        if block.kind == "table":
            return self.table(block)
        if block.kind == "quote":
            return Paragraph(self.tagged(text, block.tag), s["quote"])
        if block.kind == "list":
            return Paragraph(text, s["list"], bulletText="•")
        if block.kind == "note":
            return Paragraph(text, s["note"])
        if block.role == "references":
            return Paragraph(text, s["reference"])
        if block.lead:
            text = f"<b><i>{escape(block.lead)}</i></b> {text}"
        if drop:
            first = next(i for i, c in enumerate(text) if c.isalpha())
            letter = _Letter(text[first], self.layout)
            return ParagraphAndImage(Paragraph(text[first + 1 :], s["first"]), letter, xpad=3, ypad=0, side="left")
        after = previous is not None and previous.kind in ("heading", "quote") and not block.lead
        return Paragraph(text, s["first" if after else "body"])

    def tagged(self, text: str, tag: str) -> str:
        if not tag:
            return text
        tag = escape(tag)
        if self.layout.tag == "before":
            return f"<b>{tag}:</b> {text}"
        return f"{text}<br/>– {tag}" if self.layout.tag == "line" else f"{text} ({tag})"

    def table(self, block: Block) -> Table:
        cells = [
            [Paragraph(self.rich(c), self.styles["cell_head" if n == 0 else "cell"]) for c in row]
            for n, row in enumerate(block.rows)
        ]
        shares = self._shares(block)
        pad = 3 if self.layout.columns > 1 else 6
        table = Table(cells, colWidths=[self.layout.column * w for w in shares], repeatRows=1, splitInRow=0)
        lines: list[tuple[Any, ...]] = [
            ("LINEABOVE", (0, 0), (-1, 0), 0.8, black),
            ("LINEBELOW", (0, 0), (-1, 0), 0.4, black),
            ("LINEBELOW", (0, -1), (-1, -1), 0.8, black),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), pad),
            ("RIGHTPADDING", (0, 0), (-1, -1), pad),
            ("TOPPADDING", (0, 0), (-1, -1), 2.5),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
        ]
        if self.layout.rules:
            lines.append(("LINEBELOW", (0, 1), (-1, -2), 0.25, HexColor("#bbbbbb")))
        table.setStyle(TableStyle(lines))
        table.spaceAfter, table.spaceBefore = 8, 3
        return table

    def _shares(self, block: Block) -> list[float]:
        """Column widths after how much their cells hold, no column below a ninth."""
        columns = max(len(r) for r in block.rows)
        weight = [
            max(sum(len(x.text) for x in r[c]) if c < len(r) else 0 for r in block.rows) ** 0.6 for c in range(columns)
        ]
        weight = [max(w, sum(weight) / 9) for w in weight]
        return [w / sum(weight) for w in weight]

    def rich(self, runs: Sequence[Run]) -> str:
        """The runs as reportlab's inline markup."""
        parts = []
        for run in runs:
            if run.style == "foot":
                self.count = self._number(run)
                parts.append(f'{self.raised(str(self.count))}<onDraw name="footnote" label="{self.count}"/>')
            elif run.style == "sup":
                parts.append(self.raised(run.text))
            else:
                text = escape(_hyphenated(run.text) if self.layout.hyphenated else run.text)
                parts.append(f"<i>{text}</i>" if run.style == "italic" else text)
        return "".join(parts)

    def raised(self, text: str) -> str:
        """A superscript, at two thirds of the type."""
        return f'<super size="{self.layout.size * 0.66:.1f}">{escape(text)}</super>'

    def _number(self, run: Run) -> int:
        notes = [r for b in self.source.blocks for r in b.runs if r.style == "foot"]
        return next(n for n, r in enumerate(notes, 1) if r is run)


class _Letter(Flowable):  # type: ignore[misc]
    """A drop capital over two lines."""

    def __init__(self, letter: str, layout: Layout) -> None:
        super().__init__()
        self.letter, self.layout = letter, layout
        self.size = layout.leading * 2 + layout.size * 0.35

    def wrap(self, *_: float) -> tuple[float, float]:
        return pdfmetrics.stringWidth(self.letter, self.layout.family[0], self.size), self.layout.leading * 2 - 2

    def draw(self) -> None:
        self.canv.setFont(self.layout.family[0], self.size)
        self.canv.drawString(0, 2, self.letter)


class _Sequence(KeepTogether):  # type: ignore[misc]
    """Flowables that may part at a page's end, after the caption."""

    def split(self, width: float, height: float) -> list[Flowable]:  # noqa: ARG002
        return list(self._content)


def _frame(x: float, y: float, width: float, height: float) -> Frame:
    return Frame(x, y, width, height, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)


def _boxed(content: list[Flowable], width: float, rules: str) -> Table:
    box = Table([[content]], colWidths=[width])
    style: list[tuple[Any, ...]] = [("LEFTPADDING", (0, 0), (-1, -1), 8), ("RIGHTPADDING", (0, 0), (-1, -1), 8)]
    if rules == "box":
        style += [("BACKGROUND", (0, 0), (-1, -1), HexColor("#eef2f3")), ("TOPPADDING", (0, 0), (-1, -1), 6)]
    elif rules == "line":
        style += [("BOX", (0, 0), (-1, -1), 0.5, black)]
    else:
        style += [("LINEABOVE", (0, 0), (-1, 0), 0.6, black), ("LINEBELOW", (0, -1), (-1, -1), 0.6, black)]
    box.setStyle(TableStyle(style))
    box.spaceAfter = 6
    return box


def _hyphenated(text: str) -> str:
    """Soft hyphens where a few safe English endings allow a break."""
    words = text.split(" ")
    for n, word in enumerate(words):
        core = word.rstrip(".,;:)”’?!")
        for suffix in SUFFIXES:
            if core.endswith(suffix) and len(core) > len(suffix) + 3 and core.isalpha():
                at = len(core) - len(suffix)
                words[n] = word[:at] + "\xad" + word[at:]
                break
    return " ".join(words)
