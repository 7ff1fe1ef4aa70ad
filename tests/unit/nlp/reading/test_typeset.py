"""What LaTeX, browsers and word processors put on a page, drawn here with the one PDF library that tests need."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from reportlab.pdfgen.canvas import Canvas

from tests.unit.nlp.reading.conftest import made, prose, texts
from tests.unit.nlp.reading.conftest import put as paragraph
from thirdorder.nlp.document import Document
from thirdorder.nlp.reading.pdf import read_pdf
from thirdorder.nlp.reading.pdf.fonts import is_bold, is_italic


def read(*pages: Callable[[Canvas], None]) -> Document:
    return read_pdf(made(*pages), "typeset.pdf")


def put(
    canvas: Canvas, x: float, y: float, text: str, width: float = 450, style: str = "Roman", lead: float = 12
) -> float:
    """Set a paragraph of Times in ten points."""
    return paragraph(canvas, x, y, text, width, f"Times-{style}", lead=lead)


def shown(canvas: Canvas, x: float, y: float, operand: str) -> None:
    """Draw an array of strings and kerns as TeX writes it, in ten points."""
    text = canvas.beginText(x, y)
    text.setFont("Times-Roman", 10)
    text._code.append(f"{operand} TJ")
    canvas.drawText(text)


def test_accents_printed_over_their_letters_are_read_as_one() -> None:
    def draw(canvas: Canvas) -> None:
        put(canvas, 72, 780, prose(80))
        # As TeX's \accent does it: the accent, back by its width, the letter.
        shown(
            canvas, 72, 600, r"[(La informaci) -83.5 (\264) 416.5 (on y la educa) -55.5 (\270) 388.5 (c) (ao don\264t)]"
        )

    text = read(draw).text
    assert "La información y la educaçao" in text
    assert "don´t" in text  # beside its letters, not over one


def test_every_fifth_line_may_bear_a_number() -> None:
    def page(number: int) -> Callable[[Canvas], None]:
        def draw(canvas: Canvas) -> None:
            put(canvas, 90, 780, prose(330, number), 400, lead=24)
            for k in range(5, 25, 5):
                canvas.drawRightString(66, 780 - 24 * (k - 1), str(25 * number + k))

        return draw

    document = read(page(0), page(1), page(2))
    assert {"5", "10", "45", "70"} <= {f.text for f in document.furniture}
    assert prose(330, 1) in document.text.replace("\n\n", " ")


def test_three_numbers_in_a_column_do_not_make_a_manuscript() -> None:
    def draw(canvas: Canvas) -> None:
        put(canvas, 90, 780, prose(120), 400)
        for k in (5, 10, 15):
            canvas.drawRightString(66, 800 - 12 * k, str(k))

    assert not read(draw).furniture


def test_small_capitals_drawn_in_two_sizes_have_that_of_the_large() -> None:
    def draw(canvas: Canvas) -> None:
        y = put(canvas, 72, 780, prose(120))
        x = 220.0
        for text, size in (("III. M", 10.0), ("ETHODS AND ", 8.0), ("S", 10.0), ("ETTING", 8.0)):
            canvas.setFont("Times-Roman", size)
            canvas.drawString(x, y - 8, text)
            x += canvas.stringWidth(text, "Times-Roman", size)
        put(canvas, 72, y - 28, prose(120, 1))

    assert "III. METHODS AND SETTING" in texts(read(draw), "heading")


@pytest.mark.parametrize("step", [12, 14])
def test_two_headings_on_lines_of_their_own_are_two_and_a_long_one_stays_one(step: float) -> None:
    long = "Waiting for a Companion at the Door of the Ward Before the Long Walk Home After Dark"

    def draw(canvas: Canvas) -> None:
        y = put(canvas, 72, 780, prose(100)) - 8
        y = put(canvas, 72, y, "Methods", style="Bold", lead=step)
        y = put(canvas, 72, y, "Design and setting", style="Bold", lead=step)
        y = put(canvas, 72, y, prose(100, 1)) - 8
        y = put(
            canvas,
            72,
            y,
            long,
            300,
            "Bold",
            lead=step,
        )
        put(canvas, 72, y, prose(100, 2))

    headings = texts(read(draw), "heading")
    assert headings == [
        "Methods",
        "Design and setting",
        long,
    ]


def test_a_page_of_quotations_keeps_the_margin_of_the_others() -> None:
    def plain(canvas: Canvas) -> None:
        for k in range(4):
            put(canvas, 72, 780 - 160 * k, prose(120, k))

    def quoted(canvas: Canvas) -> None:
        y = put(canvas, 72, 780, prose(14))
        for k in range(4):
            y = put(canvas, 97, y - 6, prose(90, 10 + k), 400)
        put(canvas, 72, y - 6, prose(16, 3))

    document = read(plain, plain, quoted)
    assert [prose(90, 10 + k) for k in range(4)] == texts(document, "quote")


def test_contents_and_numbers_of_chapters_stand_aside() -> None:
    def contents(canvas: Canvas) -> None:
        put(canvas, 72, 780, "Contents", style="Bold")
        for k, line in enumerate(("1 Waiting 3", "1.1 In pairs . . . . . . . . . . . 4", "2 Discussion 9")):
            put(canvas, 72, 750 - 20 * k, line, style="Roman" if "." in line else "Bold")

    def chapter(canvas: Canvas) -> None:
        put(canvas, 72, 780, "Chapter 2", style="Bold")
        put(canvas, 72, 740, "Discussion", style="Bold")
        put(canvas, 72, 700, prose(200))

    document = read(contents, chapter)
    assert texts(document, "heading") == ["Discussion"]
    assert "Waiting" not in " ".join(texts(document, "paragraph", "list", "quote"))


def test_slanted_sentences_are_no_heading() -> None:
    words = "We never leave alone. We wait for each other"

    def draw(canvas: Canvas) -> None:
        y = put(canvas, 72, 780, prose(100)) - 4
        y = put(canvas, 72, y, words, style="Italic") - 4
        y = put(canvas, 72, y, prose(100, 1)) - 4
        y = put(canvas, 72, y, "2.1. Waiting for each other", style="Italic") - 4
        put(canvas, 72, y, prose(100, 2))

    assert texts(read(draw), "heading") == ["2.1. Waiting for each other"]


@pytest.mark.parametrize(
    ("name", "bold", "italic"),
    [
        ("NimbusRomNo9L-Medi", True, False), ("ABCDEF+NimbusRomNo9L-MediItal", True, True), ("SFBX1200", True, False),
        ("CMSSBX10", True, False), ("CMSSI10", False, True), ("CMCSC10", False, False), ("CMBXTI10", True, True),
        ("Roboto-Medium", False, False),
    ],
)  # fmt: skip
def test_names_of_fonts_that_tex_sets(name: str, bold: bool, italic: bool) -> None:
    assert (is_bold(name, 0), is_italic(name, 0, 0)) == (bold, italic)


def test_the_number_of_a_heading_that_opens_a_page_is_no_page_number() -> None:
    def first(canvas: Canvas) -> None:
        put(canvas, 72, 780, prose(300))

    def second(canvas: Canvas) -> None:
        canvas.setFont("Times-Bold", 14)
        canvas.drawString(72, 790, "2")
        canvas.drawString(93, 790, "Methods")
        put(canvas, 72, 760, prose(300, 1))

    assert texts(read(first, second), "heading") == ["2 Methods"]


def test_one_line_set_in_above_its_speaker_is_a_quotation() -> None:
    def draw(canvas: Canvas) -> None:
        y = put(canvas, 72, 780, prose(100)) - 4
        y = put(canvas, 97, y, "We wait for one another.")
        y = put(canvas, 97, y, "Nurse 4, night shift") - 4
        put(canvas, 72, y, prose(100, 1))

    assert "We wait for one another." in " ".join(texts(read(draw), "quote"))


def test_a_line_of_capitals_after_a_sentence_is_a_heading_however_close() -> None:
    def draw(canvas: Canvas) -> None:
        y = put(canvas, 72, 780, prose(100))
        y = put(canvas, 72, y, "FINDINGS")
        put(canvas, 72, y, prose(100, 1))

    assert "FINDINGS" in texts(read(draw), "heading")


def test_headings_listed_beside_the_abstract_stay_headings() -> None:
    heading = "What the night nurses said of the long walk home"

    def draw(canvas: Canvas) -> None:
        y = put(canvas, 72, 780, f"On this page: Introduction, {heading}, Discussion") - 14
        canvas.setFont("Times-Bold", 14)
        canvas.drawString(72, y, "Introduction")
        y = put(canvas, 72, y - 18, prose(100)) - 14
        canvas.setFont("Times-Bold", 14)
        canvas.drawString(72, y, heading)
        put(canvas, 72, y - 18, prose(100, 1))

    assert heading in texts(read(draw), "heading")
