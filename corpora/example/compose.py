"""A paper's blocks as the paragraphs, tables and boxes of its journal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor, black
from reportlab.pdfbase import pdfmetrics
from reportlab.platypus import (
    CondPageBreak,
    Flowable,
    KeepTogether,
    Paragraph,
    ParagraphAndImage,
    Spacer,
    Table,
    TableStyle,
)

from thirdorder.corpora.example.layouts import Layout
from thirdorder.corpora.example.markup import Block, Run, Source
from thirdorder.corpora.example.styles import styles

SUFFIXES = ("tion", "ment", "ness", "ship", "less", "sion", "tive", "ally", "able")


class Composer:
    """Makes reportlab's flowables of one paper in one layout; a footnote tells the canvas its number as it is drawn."""

    def __init__(self, source: Source, layout: Layout) -> None:
        self.source, self.layout = source, layout
        self.styles = styles(layout)
        self.footnotes = [r for b in source.blocks for r in b.runs if r.style == "foot"]

    def front(self) -> Iterator[Flowable]:
        """What stands across the first page: title, authors, the word that it is invented, the abstract."""
        head, layout = self.source.head, self.layout
        for part in ("title", "authors", "affiliation"):
            yield Paragraph(escape(head[part]), self.styles[part])
        yield _boxed([Paragraph(escape(head["invented"]), self.styles["invented"])], layout.width, "line")
        abstract = list(self._abstract())
        if layout.abstract == "plain":
            yield from abstract
        else:
            yield _boxed(abstract, layout.width, layout.abstract)
        yield Spacer(1, layout.leading * (1 if layout.line_numbers else 0.8))

    def body(self) -> Iterator[Flowable]:
        """All after the abstract; headings and captions stay with what follows them."""
        letter = self.layout.drop_cap
        previous: Block | None = None
        held: list[Flowable] = []
        for block in self.source.blocks:
            if block.role == "abstract":
                continue
            if block.kind in ("heading", "caption"):
                held.append(self._heading(block))
            else:
                flow = self._opening(block) if letter and block.kind == "paragraph" else self._flowable(block, previous)
                letter = letter and block.kind != "paragraph"
                if held and block.kind == "table":
                    yield KeepTogether([*held, flow])
                elif held:
                    yield from (CondPageBreak(self.layout.leading * (3 + len(held))), *held, flow)
                else:
                    yield flow
                held = []
            previous = block

    def footnote(self, number: int) -> Paragraph:
        """A footnote as it stands at the foot of the page, counted from 1."""
        note = self.footnotes[number - 1]
        return Paragraph(f"{self._raised(str(number))} {escape(note.text)}", self.styles["foot"])

    def _abstract(self) -> Iterator[Flowable]:
        head = self.source.head
        for block in self.source.blocks:
            if block.role == "abstract" and block.kind == "heading":
                yield Paragraph(self._rich(block.runs), self.styles["abstract_head"])
            elif block.role == "abstract":
                lead = f"<b>{escape(block.lead)}</b> " if block.lead else ""
                yield Paragraph(lead + self._rich(block.runs), self.styles["abstract"])
        if "keywords" in head:
            label = head.get("keywords_label", "Keywords")
            yield Paragraph(f"<b>{label}:</b> {escape(head['keywords'])}", self.styles["abstract"])

    def _heading(self, block: Block) -> Paragraph:
        text = self._rich(block.runs)
        if block.kind == "caption":
            return Paragraph(text, self.styles["caption"])
        level = min(block.level, 3)
        _, look = self.layout.headings[level - 1]
        return Paragraph(text.upper() if "caps" in look else text, self.styles[f"h{level}"])

    def _opening(self, block: Block) -> Flowable:
        """The first paragraph of a paper, with a drop capital."""
        text = self._rich(block.runs)
        return ParagraphAndImage(
            Paragraph(text[1:], self.styles["first"]), _Letter(text[0], self.layout), xpad=3, ypad=0, side="left"
        )

    def _flowable(self, block: Block, previous: Block | None) -> Flowable:
        if block.kind == "table":
            return self._table(block)
        text = self._rich(block.runs)
        if block.kind == "quote":
            return Paragraph(self._tagged(text, escape(block.tag)), self.styles["quote"])
        if block.kind == "list":
            return Paragraph(text, self.styles["list"], bulletText="•")
        if block.kind == "note" or block.role == "references":
            return Paragraph(text, self.styles["note" if block.kind == "note" else "reference"])
        if block.lead:
            return Paragraph(f"<b><i>{escape(block.lead)}</i></b> {text}", self.styles["body"])
        after = previous is not None and previous.kind in ("heading", "quote")
        return Paragraph(text, self.styles["first" if after else "body"])

    def _tagged(self, text: str, tag: str) -> str:
        """A quotation with its speaker where the journal puts it."""
        if not tag:
            return text
        places = {"before": f"<b>{tag}:</b> {text}", "line": f"{text}<br/>– {tag}", "after": f"{text} ({tag})"}
        return places[self.layout.tag]

    def _table(self, block: Block) -> Table:
        cells = [
            [Paragraph(self._rich(c), self.styles["cell_head" if n == 0 else "cell"]) for c in row]
            for n, row in enumerate(block.rows)
        ]
        widths = [self.layout.column * share for share in _shares(block)]
        table = Table(cells, colWidths=widths, repeatRows=1, spaceBefore=3, spaceAfter=8)
        pad = 3 if self.layout.columns > 1 else 6
        lines = [("LINEBELOW", (0, 1), (-1, -2), 0.25, HexColor("#bbbbbb"))] if self.layout.rules else []
        table.setStyle(
            TableStyle(
                [
                    ("LINEABOVE", (0, 0), (-1, 0), 0.8, black),
                    ("LINEBELOW", (0, 0), (-1, 0), 0.4, black),
                    ("LINEBELOW", (0, -1), (-1, -1), 0.8, black),
                    ("VALIGN", (0, 0), (-1, -1), "TOP"),
                    ("LEFTPADDING", (0, 0), (-1, -1), pad),
                    ("RIGHTPADDING", (0, 0), (-1, -1), pad),
                    ("TOPPADDING", (0, 0), (-1, -1), 2.5),
                    ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
                    *lines,
                ]
            )
        )
        return table

    def _rich(self, runs: Sequence[Run]) -> str:
        """The runs as reportlab's inline markup."""
        parts = []
        for run in runs:
            if run.style == "foot":
                number = next(n for n, r in enumerate(self.footnotes, 1) if r is run)
                parts.append(f'{self._raised(str(number))}<onDraw name="footnote" label="{number}"/>')
            elif run.style == "sup":
                parts.append(self._raised(run.text))
            else:
                text = escape(_hyphenated(run.text) if self.layout.hyphenated else run.text)
                parts.append(f"<i>{text}</i>" if run.style == "italic" else text)
        return "".join(parts)

    def _raised(self, text: str) -> str:
        """A superscript, at two thirds of the type."""
        return f'<super size="{self.layout.size * 0.66:.1f}">{escape(text)}</super>'


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


def _boxed(content: list[Flowable], width: float, look: str) -> Table:
    """Flowables in a tinted box, between rules, or within a line."""
    looks: dict[str, list[tuple[Any, ...]]] = {
        "box": [("BACKGROUND", (0, 0), (-1, -1), HexColor("#eef2f3")), ("TOPPADDING", (0, 0), (-1, -1), 6)],
        "line": [("BOX", (0, 0), (-1, -1), 0.5, black)],
        "rules": [("LINEABOVE", (0, 0), (-1, 0), 0.6, black), ("LINEBELOW", (0, -1), (-1, -1), 0.6, black)],
    }
    sides = [("LEFTPADDING", (0, 0), (-1, -1), 8), ("RIGHTPADDING", (0, 0), (-1, -1), 8)]
    return Table([[content]], colWidths=[width], spaceAfter=6, style=TableStyle([*sides, *looks[look]]))


def _shares(block: Block) -> list[float]:
    """Column widths after how much their cells hold, no column below a ninth."""
    columns = range(max(len(row) for row in block.rows))
    longest = [max(sum(len(run.text) for run in row[c]) for row in block.rows if c < len(row)) for c in columns]
    weights = [length**0.6 for length in longest]
    weights = [max(weight, sum(weights) / 9) for weight in weights]
    return [weight / sum(weights) for weight in weights]


def _hyphenated(text: str) -> str:
    """Soft hyphens where a few safe English endings allow a break."""
    words = text.split(" ")
    for n, word in enumerate(words):
        core = word.rstrip(".,;:)”’?!")
        ending = next((s for s in SUFFIXES if core.endswith(s) and len(core) > len(s) + 3), None)
        if ending and core.isalpha():
            at = len(core) - len(ending)
            words[n] = word[:at] + "\xad" + word[at:]
    return " ".join(words)
