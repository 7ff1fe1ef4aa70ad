"""What stands beside the text of a page, made here: labels, notes, tags of speakers, numbers of lines."""

from __future__ import annotations

import pytest
from reportlab.pdfgen.canvas import Canvas

from tests.unit.nlp.reading.conftest import made, prose, put, texts
from thirdorder.nlp.pipeline import parse
from thirdorder.nlp.reading.pdf import read_pdf

LABELS = ("Room scan", "Being heard", "Paid work", "Home visits", "Secrets", "Time")
SAID = "“Nobody asked me before, and then she did and everything changed for me at home.”"


@pytest.mark.parametrize("size", [7, 10, 12])
def test_labels_over_a_figures_caption_are_neither_headings_nor_text_however_large(size: float) -> None:
    def draw(canvas: Canvas) -> None:
        y = put(canvas, 60, 800, "What peers say to each other at night", 400, "Times-Bold", 18) - 8
        y = put(canvas, 60, y, "Findings", 300, "Times-Bold", 13) - 6
        y = put(canvas, 60, y, "Being believed", 300, "Times-Bold", 11) - 4
        y = put(canvas, 60, y, prose(120, 1), 240) - 20
        for k, label in enumerate(LABELS):
            put(canvas, 70 + 80 * (k % 3), y - 40 * (k // 3), label, 80, "Helvetica", size)
        y = put(canvas, 60, y - 90, "Figure 1. How being heard leads to trust", 240, "Times-Bold", 8) - 14
        put(canvas, 60, y, prose(120, 2), 240)

    document = read_pdf(made(draw), "a.pdf")
    assert texts(document, "heading") == ["Findings", "Being believed"]
    assert texts(document, "paragraph", "quote", "list") == [prose(120, 1), prose(120, 2)]
    assert texts(document, "note") == [" ".join(LABELS)]


def test_a_heading_over_a_figure_stays_a_heading() -> None:
    def draw(canvas: Canvas) -> None:
        y = put(canvas, 60, 800, "What peers say to each other at night", 400, "Times-Bold", 18) - 8
        y = put(canvas, 60, y, "Findings", 300, "Times-Bold", 13) - 4
        y = put(canvas, 60, y, prose(120, 1), 240) - 10
        y = put(canvas, 60, y, "Being believed", 300, "Times-Bold", 11) - 20
        for k, label in enumerate(LABELS):
            put(canvas, 90 + 70 * (k % 3), y - 40 * (k // 3), label, 80, "Helvetica", 8)
        y = put(canvas, 60, y - 90, "Figure 1. How being heard leads to trust", 240, "Times-Bold", 8) - 14
        put(canvas, 60, y, prose(120, 2), 240)

    document = read_pdf(made(draw), "a.pdf")
    assert texts(document, "heading") == ["Findings", "Being believed"]


@pytest.mark.parametrize(
    ("note", "size"),
    [
        ("Participants chose their own names, and ages are given as they were at the time of the first visit.", 8),
        ("Note All names are pseudonyms that were chosen by the participants themselves, wherever they could be.", 9.4),
        (
            "IQR, interquartile range; SD, standard deviation; GP, general practitioner or a doctor",
            9.4,
        ),
        ("Nota Los nombres de las participantes son seudónimos que ellas mismas eligieron.", 9.4),
    ],
)
def test_a_note_wider_than_the_table_over_it_is_no_quotation(note: str, size: float) -> None:
    def draw(canvas: Canvas) -> None:
        y = put(canvas, 60, 780, "Findings", 300, "Times-Bold", 13) - 4
        y = put(canvas, 60, y, prose(90, 1), 420) - 10
        y = put(canvas, 60, y, "Table 1 Participants", 420, "Times-Bold", 8.5)
        for row in (y + 8, y - 5, y - 48):
            canvas.line(60, row, 200, row)
        for k, row in enumerate((("Name", "Age"), ("Ada", "34"), ("Bea", "51"), ("Cleo", "29"))):
            for x, cell in zip((62, 150), row, strict=True):
                put(canvas, x, y - 3 - 14 * k, cell, 80, size=8)
        y = put(canvas, 60, y - 60, note, 420, size=size) - 14
        put(canvas, 60, y, prose(90, 2), 420)

    document = read_pdf(made(draw), "a.pdf")
    assert texts(document, "paragraph", "quote", "list") == [prose(90, 1), prose(90, 2)]
    assert texts(document, "note") == [note]


@pytest.mark.parametrize("tag", ["P3", "Participant 3, female, 45 years", "– Faye, 3 years on dialysis"])
def test_the_speaker_on_a_line_under_a_quotation_belongs_to_it_and_not_to_the_paragraph_below(tag: str) -> None:
    def draw(canvas: Canvas) -> None:
        y = put(canvas, 60, 780, "Findings", 300, "Times-Bold", 13) - 4
        y = put(canvas, 60, y, prose(90, 1), 300) - 6
        y = put(canvas, 84, y, SAID, 250)
        y = put(canvas, 84, y, tag, 250)
        put(canvas, 60, y, prose(90, 2), 300)

    paper = parse(made(draw), "a.pdf")
    found = [(p.kind, " ".join(paper.quote(p).split())) for p in paper.passages if p.role == "findings"]
    assert found == [("paragraph", prose(90, 1)), ("quote", f"{SAID} {tag}"), ("paragraph", prose(90, 2))]


def test_headings_at_the_top_of_a_second_column_are_no_names_of_authors() -> None:
    def draw(canvas: Canvas) -> None:
        put(canvas, 60, 790, "What peers say at night", 230, "Times-Bold", 16)
        put(canvas, 60, 766, "Ada Berg and Cleo Dahl", 230)
        y = put(canvas, 60, 740, "Abstract " + prose(80, 1), 230) - 8
        y = put(canvas, 60, y, "Methods", 230, "Times-Bold", 12) - 2
        put(canvas, 60, y, prose(150, 2), 230)
        put(canvas, 310, 780, "Findings", 230, "Times-Bold", 12)
        put(canvas, 310, 764, "Being heard", 230, "Times-Bold", 10)
        put(canvas, 310, 748, prose(250, 3), 230)

    paper = parse(made(draw), "a.pdf")
    assert [s.title for s in paper.sections if s.title] == ["Methods", "Findings", "Being heard"]


def test_two_names_of_end_matter_under_each_other_in_a_narrow_column_are_two_headings() -> None:
    def draw(canvas: Canvas) -> None:
        y = put(canvas, 60, 780, "DISCUSSION", 190, "Times-Bold", 12)
        y = put(canvas, 60, y, prose(120, 1), 190) - 8
        y = put(canvas, 60, y, "ACKNOWLEDGEMENTS", 190, "Times-Bold", 12)
        y = put(canvas, 60, y, "ABBREVIATIONS", 190, "Times-Bold", 12)
        put(canvas, 60, y, prose(60, 2), 190)

    titles = texts(read_pdf(made(draw), "a.pdf"), "heading", "title")
    assert titles == ["DISCUSSION", "ACKNOWLEDGEMENTS", "ABBREVIATIONS"]


def test_numbers_of_lines_on_both_sides_stand_aside() -> None:
    def page(canvas: Canvas, first: int) -> None:
        put(canvas, 70, 780, prose(420, first), 440, lead=12)
        for k in range(40):
            put(canvas, 40, 780 - 12 * k, str(first + k), 30, size=6)
            put(canvas, 545, 780 - 12 * k, str(first + 40 + k), 30, size=6)

    document = read_pdf(made(lambda c: page(c, 1), lambda c: page(c, 81)), "a.pdf")
    assert document.text == f"{prose(420, 1)}\n\n{prose(420, 81)}"


def test_the_end_of_a_speakers_tag_in_bold_is_no_heading() -> None:
    def draw(canvas: Canvas) -> None:
        y = put(canvas, 60, 780, "Findings", 300, "Times-Bold", 13) - 4
        y = put(canvas, 60, y, prose(60, 1), 300) - 6
        y = put(canvas, 84, y, SAID + " [“Travis,”", 250)
        y = put(canvas, 84, y, "30 Years, Focus Group 13, Northern Region].", 250, "Times-Bold") - 6
        put(canvas, 60, y, prose(90, 2), 300)

    assert texts(read_pdf(made(draw), "a.pdf"), "heading", "title") == ["Findings"]


def test_a_caption_with_a_colon_at_the_head_of_a_page_is_one_though_the_page_before_ends_in_a_sentence() -> None:
    def first(canvas: Canvas) -> None:
        put(canvas, 60, 780, prose(500, 1)[:-1], 420)

    def second(canvas: Canvas) -> None:
        put(canvas, 180, 780, "Figure 3.1: What peers bring", 300)
        put(canvas, 60, 740, prose(90, 2), 420)

    assert texts(read_pdf(made(first, second), "a.pdf"), "caption") == ["Figure 3.1: What peers bring"]


def test_a_run_in_heading_with_the_next_number_stands_beside_the_one_that_stands_alone() -> None:
    def run_in(canvas: Canvas, y: float, title: str) -> float:
        put(canvas, 60, y, title, 300, "Times-Italic")
        put(canvas, 63 + canvas.stringWidth(title, "Times-Italic", 10), y, "In", 300)
        return put(canvas, 60, y - 12, "this town " + prose(60, 3), 300)

    def draw(canvas: Canvas) -> None:
        y = put(canvas, 60, 800, "What peers say to each other at night", 400, "Times-Bold", 18) - 8
        y = put(canvas, 60, y, "Findings", 300, "Times-Bold", 13) - 4
        y = put(canvas, 60, y, prose(60, 1), 300)
        y = run_in(canvas, y - 4, "1) Being of use to those who never ask at all:")
        y = put(canvas, 60, y - 4, "2) Sitting down before a word is said:", 300, "Times-Italic")
        y = put(canvas, 80, y - 4, f"“{prose(30, 2)}” (P1)", 260) - 4
        run_in(canvas, y - 4, "3) Being needed more than before at home:")

    found = [(s.title.rstrip(":")[:2], s.level) for s in parse(made(draw), "a.pdf").sections if s.role == "findings"]
    assert found == [("Fi", 1), ("1)", 2), ("2)", 2), ("3)", 2)]


def test_the_second_line_of_a_caption_wider_than_its_table_is_no_heading() -> None:
    def draw(canvas: Canvas) -> None:
        y = put(canvas, 60, 800, "What peers say to each other at night", 400, "Times-Bold", 18) - 8
        y = put(canvas, 60, y, "Findings", 300, "Times-Bold", 13) - 4
        y = put(canvas, 60, y, prose(90, 1), 420) - 10
        y = put(canvas, 60, y, "Table 1. Participants by age, by the town they live in and by", 420, "Times-Bold", 9)
        y = put(canvas, 60, y, "how often they came to the group before their children were born", 420, "Times-Bold", 9)
        for row in (y + 6, y - 8, y - 50):
            canvas.line(60, row, 200, row)
        for k, line in enumerate((("Name", "Age"), ("Ada", "34"), ("Bea", "51"), ("Cleo", "29"))):
            for x, cell in zip((62, 150), line, strict=True):
                put(canvas, x, y - 5 - 14 * k, cell, 80, size=8)
        put(canvas, 60, y - 80, prose(90, 2), 420)

    document = read_pdf(made(draw), "a.pdf")
    assert texts(document, "heading") == ["Findings"]
    assert texts(document, "caption")[0].endswith("before their children were born")


def test_a_sentence_on_what_a_table_also_showed_is_no_caption_though_its_column_ends() -> None:
    def draw(canvas: Canvas) -> None:
        put(canvas, 60, 800, "Findings", 400, "Times-Bold", 14)
        y = put(canvas, 60, 780, prose(200, 1), 230)
        put(canvas, 70, y, "Table 1 also showed that thirty of the women who spoke of others at home had", 220)
        put(canvas, 310, 780, prose(150, 2)[:1].lower() + prose(150, 2)[1:], 230)

    assert not texts(read_pdf(made(draw), "a.pdf"), "caption")


def test_a_list_of_figures_in_two_columns_of_names_and_pages_stands_aside() -> None:
    def listed(canvas: Canvas) -> None:
        put(canvas, 60, 780, "List of Figures", 300, "Times-Bold", 20)
        for k in range(3):
            put(canvas, 70, 720 - 24 * k, f"{k + 4}.1 How being heard leads to trust", 250, size=11)
            put(canvas, 320, 720 - 24 * k, ". . . . . . . . . . . . . . . . . 103", 250, size=11)

    def text(canvas: Canvas) -> None:
        y = put(canvas, 60, 780, "Introduction", 300, "Times-Bold", 20)
        y = put(canvas, 60, y, prose(150, 1), 420, size=11)
        y = put(canvas, 60, y - 8, "1.1 What is known of rural care", 420, "Times-Bold", 13)
        y = put(canvas, 60, y, prose(150, 2), 420, size=11)
        y = put(canvas, 60, y - 8, "1.2 What is not", 420, "Times-Bold", 13)
        put(canvas, 60, y, prose(90, 3), 420, size=11)

    document = read_pdf(made(listed, text), "a.pdf")
    titles = [s.title for s in parse(made(listed, text), "a.pdf").sections if s.title]
    assert "103" not in " ".join(texts(document, "paragraph", "heading", "list", "quote"))
    assert titles == ["Introduction", "1.1 What is known of rural care", "1.2 What is not"]


def test_end_matter_in_bold_without_a_colon_is_headed_and_leaves_the_discussion() -> None:
    def draw(canvas: Canvas) -> None:
        y = put(canvas, 60, 800, "What peers say to each other at night", 400, "Times-Bold", 18) - 8
        for title, words in (("Methods", 60), ("Results", 90), ("Discussion", 90)):
            y = put(canvas, 60, y - 6, title, 300, "Times-Bold", 13) - 2
            y = put(canvas, 60, y, prose(words, words), 420)
        canvas.setFont("Times-Bold", 10)
        canvas.drawString(60, y - 8, "Supplementary information")
        put(
            canvas,
            64 + canvas.stringWidth("Supplementary information", "Times-Bold", 10),
            y - 8,
            "The questions that",
            200,
        )
        put(canvas, 60, y - 20, "we asked can be had from us. " + prose(30, 7), 420)

    found = {s.title: s.role for s in parse(made(draw), "a.pdf").sections if s.title}
    assert found["Supplementary information"] == "back"


def test_named_parts_of_a_typescript_head_them_though_all_is_of_one_type() -> None:
    parts = ("Introduction", "Methods", "Findings", "Discussion")

    def draw(canvas: Canvas) -> None:
        y = 800.0
        for k, title in enumerate(parts):
            put(canvas, 250, y, title, 300, "Courier", 11)
            y = put(canvas, 60, y - 22, prose(50, k), 460, "Courier", 11, lead=22)

    found = [(s.title, s.role) for s in parse(made(draw), "a.pdf").sections if s.title]
    assert found == [(title, title.lower()) for title in parts]


def test_two_columns_of_small_quotations_under_a_table_without_rules_are_no_rows_of_it() -> None:
    def draw(canvas: Canvas) -> None:
        put(canvas, 60, 800, "Findings", 300, "Times-Bold", 13)
        for x, k in ((60, 1), (310, 2)):
            put(canvas, x, 780, prose(150, k), 230)
        put(canvas, 60, 560, "Table 1. Participants by age and town", 480, "Times-Bold", 8.5)
        for k, row in enumerate((("Name", "Age", "Town"), ("Ada", "34", "Norton"), ("Bea", "51", "Selby"))):
            for x, cell in zip((60, 220, 400), row, strict=True):
                put(canvas, x, 545 - 12 * k, cell, 120, size=8.5)
        for x, k in ((76, 3), (326, 4)):
            put(canvas, x, 498, prose(60, k), 200, size=9)
        for x, k in ((60, 5), (310, 6)):
            put(canvas, x, 360, prose(120, k), 230)

    document = read_pdf(made(draw), "a.pdf")
    said = " ".join(texts(document, "paragraph", "quote"))
    assert all(prose(60, k) in said for k in (3, 4))
