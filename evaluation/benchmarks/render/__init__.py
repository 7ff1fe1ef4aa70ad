"""Sets JATS papers in journal-like layouts, so that a reader of PDFs meets pages whose gold is known."""

from __future__ import annotations

import io
import random
from dataclasses import asdict, dataclass, replace
from typing import Any

import pypdfium2
from reportlab.pdfgen.canvas import Canvas

from thirdorder.evaluation.benchmarks.render import latex, web, writer
from thirdorder.evaluation.benchmarks.render.citing import recite
from thirdorder.evaluation.benchmarks.render.compose import Composer, Items
from thirdorder.evaluation.benchmarks.render.front import affiliations, furnish, labels, opening, sidebar
from thirdorder.evaluation.benchmarks.render.gold import gold_of
from thirdorder.evaluation.benchmarks.render.layouts import LAYOUTS, house
from thirdorder.evaluation.benchmarks.render.lines import Slug, Type, set_paragraph
from thirdorder.evaluation.benchmarks.render.press import Float, Press, draw_stack
from thirdorder.evaluation.benchmarks.render.source import Block, Run, Runs, Source, read_source
from thirdorder.evaluation.benchmarks.render.style import House

__all__ = ["LAYOUTS", "TYPESET", "Rendered", "render"]

QUESTIONS = (
    "Can you tell me how it all began for you?",
    "What helped you most, and what did you miss?",
    "How did the people around you take part?",
    "Is there anything you would change?",
)


@dataclass(frozen=True)
class Rendered:
    """A paper as PDF, with what is known about it."""

    pdf: bytes
    gold: dict[str, Any]
    layout: str
    pages: int


# Layouts that other programs set, which must be installed.
TYPESET = {layout: module.set_paper for module in (latex, web, writer) for layout in module.LAYOUTS}


def render(xml: bytes, name: str, layout: str, seed: int = 0) -> Rendered:
    """Set a JATS paper in a named layout; same arguments, same bytes in LAYOUTS, the same pages by other typesetters.

    Raises ValueError for what is no JATS paper, MissingProgramError where the layout's typesetter is not installed.
    """
    if layout in TYPESET:
        return _typeset(xml, name, layout, seed)
    style = house(layout, seed)
    source = recite(read_source(xml, name), style.citation)
    if style.appendix:
        source = replace(source, back=(*source.back, *_appendix(source)))
    pdf, pages = _press(source, style)
    shown = {k: v for k, v in asdict(style).items() if k not in ("body", "heads_family")}
    gold = gold_of(source, layout, seed, pages, shown, tag_before=style.quotes.tag == "before")
    return Rendered(pdf, gold, layout, pages)


def _typeset(xml: bytes, name: str, layout: str, seed: int) -> Rendered:
    source = read_source(xml, name)
    pdf, shown = TYPESET[layout](source, layout, random.Random(f"{layout}/{seed}"))
    pages = len(pypdfium2.PdfDocument(pdf))
    source = recite(source, shown["citation"])
    gold = gold_of(source, layout, seed, pages, shown, tag_before=shown["tag"] == "before")
    return Rendered(pdf, gold, layout, pages)


def _press(source: Source, style: House) -> tuple[bytes, int]:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=style.page, invariant=1, pageCompression=1)
    canvas.setTitle("")

    def around(canvas: Canvas, page: int) -> None:
        furnish(canvas, page, source, style)
        if page == 1:
            _first_page(canvas, source, style)

    def note(runs: Runs, measure: float) -> list[Slug]:
        kind = replace(style.text, size=style.size - 2, leading=(style.size - 2) * 1.2, before=1)
        return set_paragraph(runs, kind, measure, mode=style.mode)

    press = Press(canvas, style, around, note)
    whole = press.measure(1)
    narrow = style.side if style.front == "sidebar page" else 0
    head = opening(source, style, whole - narrow)
    if style.front == "footnotes" and head:
        head[0].notes.append((Run("@front"),))
        press.set_note = lambda runs, measure: (
            affiliations(source, Type(style.heads_family, 7, 8.6, align="left"), press.measure(style.columns))
            if runs == (Run("@front"),)
            else note(runs, measure)
        )
    if narrow:
        for slug in head:
            slug.draw = _moved(slug, narrow)
    press.pour(list(head), 1)
    composer = Composer(style, press.measure(style.columns), whole)
    items, late = _floats_at_end(composer.set(source.blocks), style)
    press.pour(items, style.columns, fresh_page=style.abstract == "page" or bool(narrow))
    press.pour(composer_back(composer, source), style.columns)
    _references(press, source, style, whole)
    if late:
        press.pour(late, 1, fresh_page=True)
    pages = press.finish()
    canvas.save()
    return out.getvalue(), pages


def composer_back(composer: Composer, source: Source) -> Items:
    composer.numbered = False
    return composer.set(source.back)


def _references(press: Press, source: Source, style: House, whole: float) -> None:
    if not source.references:
        return
    same = style.reference_columns == style.columns
    setter = Composer(style, press.measure(style.reference_columns), whole, numbered=False)
    items = setter.set((Block("heading", (Run(labels(source)[2]),), level=1),))
    items += setter.references(source.references, style.citation)
    press.pour(items, style.reference_columns, fresh_page=not same and style.columns > 1)


def _floats_at_end(items: Items, style: House) -> tuple[Items, list[Slug | Float]]:
    """Manuscripts keep tables and figures for the last pages."""
    if style.table_place != "end":
        return items, []
    late: list[Slug | Float] = [
        replace(i, place="here") if i.place != "turned" else i for i in items if isinstance(i, Float)
    ]
    return [i for i in items if not isinstance(i, Float)], late


def _first_page(canvas: Canvas, source: Source, style: House) -> None:
    if style.front.startswith("sidebar") and style.side:
        x = 36.0 if style.front == "sidebar" else style.inner
        draw_stack(canvas, sidebar(source, style, style.side - 26), x, style.page[1] - style.top - 60)


def _moved(slug: Slug, by: float) -> Any:
    draw = slug.draw
    return lambda canvas, x, top: draw(canvas, x + by, top)


def _appendix(source: Source) -> tuple[Block, ...]:
    questions = tuple(Block("list", (Run(q),), marker=f"{i}.") for i, q in enumerate(QUESTIONS, 1))
    return (Block("heading", (Run(labels(source)[5]),), level=1, sec_type="back"), *questions)
