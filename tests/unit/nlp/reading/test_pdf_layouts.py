"""Pages as journals set them, made here: heads over columns, deep numbers, long tables, panels."""

from __future__ import annotations

import re
from functools import partial

from reportlab.pdfgen.canvas import Canvas

from tests.unit.nlp.reading.conftest import made, put, texts
from tests.unit.nlp.reading.conftest import prose as filler
from thirdorder.nlp.pipeline import parse
from thirdorder.nlp.reading.pdf import read_pdf

WORDS = re.findall(r"\w+", "peers said that care at night was a thing they could speak about with one another in town")
prose = partial(filler, words=WORDS)


def test_a_heading_over_two_columns_does_not_go_with_the_history_beside_the_abstract() -> None:
    def draw(canvas: Canvas) -> None:
        put(canvas, 60, 800, "What peers say to each other at night", 480, "Helvetica-Bold", 18)
        for k in range(8):
            put(canvas, 60, 740 - 12 * k, f"Received {k + 1} May", 120)
        put(canvas, 220, 740, prose(150, 1), 320)
        put(canvas, 60, 520, "1. Introduction", 220, "Helvetica-Bold", 10)
        put(canvas, 60, 500, prose(150, 2), 230)
        put(canvas, 310, 520, prose(150, 3), 230)

    text = read_pdf(made(draw), "a.pdf").text
    assert text.index(prose(150, 1)) < text.index("1. Introduction") < text.index(prose(150, 2))


def test_deep_numbers_in_the_letters_of_the_text_head_sections_however_short_and_often_repeated() -> None:
    titles = ["3.1.1. Diet", "3.1.2. Process evaluation of what had been offered to all women by their peers at home"]
    titles += [f"3.{k}.1. Diet" for k in (2, 3)]

    def draw(canvas: Canvas) -> None:
        y = put(canvas, 60, 800, "1. Introduction", 300, "Helvetica-Bold", 12)
        y = put(canvas, 60, y, prose(60, 8), 300)
        y = put(canvas, 60, y, "3. Results", 300, "Helvetica-Bold", 12)
        for k, title in enumerate(titles):
            y = put(canvas, 60, y, title, 300)
            y = put(canvas, 60, y, prose(60, k), 300)

    paper = parse(made(draw), "a.pdf")
    assert [s.title for s in paper.sections if s.title] == ["1. Introduction", "3. Results", *titles]
    assert texts(paper.document, "paragraph") == [prose(60, 8), *(prose(60, k) for k in range(4))]


def test_text_between_a_running_heads_rule_and_a_table_over_its_caption_is_no_row() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.line(60, 810, 480, 810)
        for k in range(12):  # labels in a picture
            canvas.setFont("Helvetica", 6)
            canvas.drawString(70 + 70 * (k % 6), 790 - 20 * (k // 6), f"{k} %")
        y = put(canvas, 60, 740, prose(80, 1), 420)
        for x in (60, 480):
            canvas.line(x, y + 4, x, y - 56)
        for k in range(5):
            canvas.line(60, y + 4 - 15 * k, 480, y + 4 - 15 * k)
            if k < 4:
                put(canvas, 62, y - 7 - 15 * k, f"Theme {k}", 80, size=8)
                put(canvas, 260, y - 7 - 15 * k, f"{k + 3}", 80, size=8)
        canvas.setFont("Times-Bold", 8)
        canvas.drawString(60, y - 70, "Table 1. Themes")
        put(canvas, 60, y - 100, prose(120, 7), 420)

    document = read_pdf(made(draw), "a.pdf")
    assert texts(document, "paragraph") == [prose(80, 1), prose(120, 7)]
    assert len(texts(document, "table")) == 1


def test_a_table_of_quotations_goes_on_over_two_pages_in_its_columns() -> None:
    def rows(canvas: Canvas, y: float, first: int) -> float:
        for k in range(first, first + 4):
            canvas.setFont("Helvetica", 8)
            canvas.drawString(60, y, f"Theme {k}")
            y = put(canvas, 200, y, f"“{prose(25, k)}”", 280, "Helvetica", 8)
        return y

    def draw(canvas: Canvas) -> None:
        y = put(canvas, 60, 780, prose(150), 420)
        canvas.setFont("Times-Bold", 8)
        canvas.drawString(60, y - 20, "Table 1. Themes")
        for level in (y - 26, y - 40):
            canvas.line(60, level, 480, level)
        put(canvas, 60, y - 36, "Theme", 80, size=8)
        put(canvas, 200, y - 36, "Words", 80, size=8)
        y = rows(canvas, y - 52, 0) + 4
        canvas.line(60, y, 480, y)
        for page in (1, 2):
            canvas.showPage()
            put(canvas, 60, rows(canvas, 790, 4 * page) - 20, prose(150, page + 7), 420)

    document = read_pdf(made(draw), "a.pdf")
    assert len(texts(document, "table")) == 3
    assert texts(document, "paragraph") == [prose(150), prose(150, 8), prose(150, 9)]
    assert not texts(document, "heading", "quote")


def test_a_panel_is_text_where_it_stands_but_heads_no_section_and_breaks_no_paragraph() -> None:
    quotations = [f"“{prose(14, k)}” (P{k}, woman)" for k in range(4)]

    def draw(canvas: Canvas) -> None:
        y = put(canvas, 60, 800, "Findings", 400, "Helvetica-Bold", 12)
        y = put(canvas, 60, y, prose(90, 1) + " They said so too (box 1), and", 220)
        canvas.setFillColorRGB(0.92, 0.94, 0.95)
        canvas.rect(56, y - 160, 228, 150, stroke=0, fill=1)
        canvas.setFillColorRGB(0, 0, 0)
        put(canvas, 64, y - 24, "Costs of being there", 200, "Helvetica-Bold", 9)
        below = y - 36
        for quotation in quotations:
            below = put(canvas, 64, below, quotation, 210, "Helvetica", 9)
        put(canvas, 60, y - 180, "they spoke of it at length. " + prose(200, 2), 220)
        y = put(canvas, 320, 800, "Discussion", 400, "Helvetica-Bold", 12)
        put(canvas, 320, y, prose(150, 3), 220)

    paper = parse(made(draw), "a.pdf")
    assert [s.title for s in paper.sections if s.title] == ["Findings", "Discussion"]
    assert texts(paper.document, "caption") == ["Costs of being there"]
    running = [paper.document.quote(b) for b in paper.document.blocks if b.kind in ("paragraph", "quote", "list")]
    assert running[0].endswith("and they spoke of it at length. " + prose(200, 2))
    assert running[1:] == [*quotations, prose(150, 3)]


def test_an_abstract_on_a_ground_of_its_own_keeps_its_headings() -> None:
    def draw(canvas: Canvas) -> None:
        put(canvas, 60, 800, "What peers say to each other at night", 480, "Helvetica-Bold", 18)
        canvas.setFillColorRGB(0.92, 0.94, 0.95)
        canvas.rect(56, 560, 430, 220, stroke=0, fill=1)
        canvas.setFillColorRGB(0, 0, 0)
        y = 765.0
        for k, title in enumerate(("Background", "Methods", "Findings", "Interpretation")):
            y = put(canvas, 64, y, title, 400, "Helvetica-Bold", 9)
            y = put(canvas, 64, y, prose(30, k) + " See box 1.", 400)
        y = 540.0
        for k, title in enumerate(("Introduction", "Methods", "Results", "Discussion")):
            y = put(canvas, 60, y, title, 400, "Helvetica-Bold", 12)
            y = put(canvas, 60, y, prose(60, k + 9), 420)

    sections = [s for s in parse(made(draw), "a.pdf").sections if s.title]
    assert [s.title for s in sections if s.role == "abstract"] == [
        "Background", "Methods", "Findings", "Interpretation",
    ]  # fmt: skip
    assert [s.title for s in sections if s.role != "abstract"] == ["Introduction", "Methods", "Results", "Discussion"]


def test_single_words_in_bold_run_into_their_text_as_headings() -> None:
    def draw(canvas: Canvas) -> None:
        y = put(canvas, 60, 800, "Methods", 400, "Helvetica-Bold", 12)
        for k, title in enumerate(("Participants", "Recruitment")):
            canvas.setFont("Times-Bold", 10)
            canvas.drawString(60, y, title)
            canvas.setFont("Times-Roman", 10)
            canvas.drawString(63 + canvas.stringWidth(title, "Times-Bold", 10), y, "People who use services and their")
            y = put(canvas, 60, y - 12, prose(60, k), 300) - 6

    sections = parse(made(draw), "a.pdf").sections
    assert [s.title for s in sections if s.title] == ["Methods", "Participants", "Recruitment"]


def test_a_column_of_hardly_anything_but_quotations_has_the_margin_of_the_others() -> None:
    said = [f"“{prose(40, k)}”" for k in range(4)]

    def draw(canvas: Canvas) -> None:
        put(canvas, 60, 800, "Findings", 220, "Helvetica-Bold", 12)
        put(canvas, 60, 780, prose(300, 1), 220)
        y = 800.0
        for k, quotation in enumerate(said):
            y = put(canvas, 336, y, quotation, 190, size=9.5) - 8
            if k == 1:
                y = put(canvas, 320, y, "Others did not say so:", 220) - 8
        for page in (2, 3):
            canvas.showPage()
            for x in (60, 320):
                put(canvas, x, 800, prose(300, x + page), 220)

    assert texts(read_pdf(made(draw), "a.pdf"), "quote") == said


def test_a_sentence_that_reaches_a_figures_name_at_the_head_of_a_column_is_no_caption() -> None:
    def draw(canvas: Canvas) -> None:
        y = put(canvas, 60, 800, prose(150, 1), 220)
        put(canvas, 60, y, "All of that is shown once more in", 220)
        put(canvas, 320, 800, "Figure 2. Across both groups it was the same. " + prose(150, 2), 220)

    document = read_pdf(made(draw), "a.pdf")
    assert not texts(document, "caption")
    assert "shown once more in Figure 2. Across" in document.text


def test_a_table_ends_before_the_caption_of_a_figure_however_rules_go_on() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Times-Bold", 8)
        canvas.drawString(60, 790, "Tabela 1. Temas")
        for k in range(4):
            put(canvas, 62, 772 - 12 * k, f"Theme {k}", 80, size=8)
            put(canvas, 260, 772 - 12 * k, f"{k + 3}", 80, size=8)
        for y in (782, 766, 730, 500):
            canvas.line(60, y, 480, y)
        canvas.setFont("Times-Bold", 8)
        canvas.drawString(60, 640, "Figure 1. Women and peers")
        put(canvas, 60, 610, prose(40, 1), 125)
        put(canvas, 60, 480, prose(150, 2), 420)

    assert texts(read_pdf(made(draw), "a.pdf"), "paragraph") == [prose(40, 1), prose(150, 2)]


def test_authors_each_on_a_line_or_with_an_icon_are_all_named_and_md_is_a_name() -> None:
    def lines(*of: str) -> tuple[str, ...]:
        def draw(canvas: Canvas) -> None:
            put(canvas, 60, 800, "What peers say to each other at night", 480, "Helvetica-Bold", 18)
            y = 770.0
            for line in of:
                y = put(canvas, 60, y, line, 480) - 8
            put(canvas, 60, 650, prose(200), 420)

        return read_pdf(made(draw), "a.pdf").metadata.authors

    assert lines("Ana PEREZ-GIL 1 0000-0002-6670-5818", "Rosa Maria LUZ 2 0000-0002-4924-090X") == (
        "Ana PEREZ-GIL", "Rosa Maria LUZ",
    )  # fmt: skip
    assert lines("Md Karim Das-e-In1*, Jo RoeID2, Ann Lee, MD") == ("Md Karim Das-e-In", "Jo Roe", "Ann Lee")


def test_openings_in_a_font_that_does_not_say_it_is_bold_run_into_their_text_as_headings() -> None:
    def draw(canvas: Canvas) -> None:
        y = put(canvas, 60, 800, "Methods", 400, "Helvetica", 14)
        y = put(canvas, 60, y, prose(80), 400)
        for k, title in enumerate(("Where we asked.", "Whom we asked there.")):
            canvas.setFont("Helvetica", 10)
            canvas.drawString(60, y - 8, title)
            canvas.setFont("Times-Roman", 10)
            canvas.drawString(63 + canvas.stringWidth(title, "Helvetica", 10), y - 8, "People who use these services")
            y = put(canvas, 60, y - 20, prose(60, k), 400)

    sections = parse(made(draw), "a.pdf").sections
    assert [s.title for s in sections if s.title] == ["Methods", "Where we asked", "Whom we asked there"]


def test_a_running_head_that_names_a_section_of_a_page_is_no_heading_and_a_number_under_it_is_no_page_number() -> None:
    def draw(canvas: Canvas) -> None:
        for k in range(10):
            head = "1. Where it began" if k < 5 else f"1.{k} What came {WORDS[k]} then"
            put(canvas, 60, 800, head, 400, "Times-Italic", 10)
            if k in (2, 4, 6, 8):
                canvas.setFont("Times-Bold", 14)
                canvas.drawString(60, 770, f"2.{k}")
                canvas.drawString(95, 770, f"Of {WORDS[k + 2]} and care")
            put(canvas, 60, 740, prose(200, k), 400)
            canvas.showPage()

    document = read_pdf(made(draw), "a.pdf")
    assert texts(document, "heading") == [f"2.{k} Of {WORDS[k + 2]} and care" for k in (2, 4, 6, 8)]


def test_small_print_beside_a_caption_from_its_height_on_is_its_second_column() -> None:
    def draw(canvas: Canvas) -> None:
        put(canvas, 60, 800, prose(150), 230)
        put(canvas, 310, 800, prose(150, 1), 230)
        canvas.setFont("Times-Bold", 7)
        canvas.drawString(60, 560, "Fig. 1")
        canvas.setFont("Times-Roman", 7)
        canvas.drawString(60 + 25, 560, "Places where people said that they had been of use in")
        y = put(
            canvas, 60, 560 - 8.4, "the town at night, drawn for every year and for the warmer half of", 230, size=7
        )
        put(
            canvas,
            310,
            560,
            "RCP stands for what was said. Nobody came to speak of differences of this kind.",
            230,
            size=7,
        )
        put(canvas, 60, y - 30, prose(100, 2), 230)
        put(canvas, 310, y - 30, prose(100, 3), 230)

    document = read_pdf(made(draw), "a.pdf")
    assert "RCP" in " ".join(texts(document, "caption"))
    assert not texts(document, "quote")


def test_a_line_that_announces_the_next_quotation_is_no_quotation_though_set_in_as_they_are() -> None:
    def draw(canvas: Canvas) -> None:
        y = put(canvas, 60, 800, prose(80), 400)
        for k in range(2):
            y = put(canvas, 80, y - 6, prose(60, k + 1), 370)
            y = put(canvas, 80, y - 6, "Another visitor described a relief of this kind:", 370)
        y = put(canvas, 80, y - 6, prose(60, 3), 370)
        put(canvas, 60, y - 6, prose(80, 4), 400)

    document = read_pdf(made(draw), "a.pdf")
    assert len(texts(document, "quote")) == 3
    assert not any("Another visitor" in t for t in texts(document, "quote"))


def test_a_manuscripts_title_set_like_its_text_is_told_by_standing_again_over_the_text() -> None:
    title = "How visitors learn to sit down before they speak"

    def draw(canvas: Canvas) -> None:
        put(canvas, 60, 800, "Running head: SITTING DOWN FIRST", 470, size=12)
        put(canvas, 160, 640, title, 470, size=12)
        put(canvas, 200, 600, "Lena Arden and Piet Bosco", 470, size=12)
        canvas.showPage()
        put(canvas, 60, 800, prose(150), 470, size=12)
        canvas.showPage()
        put(canvas, 160, 800, title, 470, size=12)
        put(canvas, 60, 770, prose(300, 1), 470, size=12)

    assert read_pdf(made(draw), "a.pdf").metadata.title == title


def test_the_points_of_a_scale_are_nobodys_words_and_a_first_heading_set_letter_by_letter_stays_one() -> None:
    def draw(canvas: Canvas) -> None:
        y = put(canvas, 60, 800, "What visitors say about the chair", 470, "Times-Bold", 16)
        for k, title in enumerate(("I N T R O D U C T I O N", "M E T H O D S", "R E S U L T S", "D I S C U S S I O N")):
            y = put(canvas, 60, y - 10, title, 470, "Times-Bold", 11)
            y = put(canvas, 60, y - 6, prose(60, k), 470)
            if title.startswith("R"):
                for point in ("1 = Not at all", "2 = A little", "3 = Somewhat", "4 = Very much"):
                    y = put(canvas, 80, y, point, 400)
                y = put(canvas, 60, y - 8, prose(60, 9), 470)

    paper = parse(made(draw), "a.pdf")
    assert [s.title for s in paper.sections if s.title] == ["INTRODUCTION", "METHODS", "RESULTS", "DISCUSSION"]
    assert [p.kind for p in paper.passages if "Somewhat" in paper.quote(p)] == ["note"]
    assert not any(v.voice == "participant" for p in paper.passages for v in p.voices)


def test_a_numbered_heading_in_italics_is_one_whether_a_word_or_nothing_of_its_text_stands_on_its_line() -> None:
    def draw(canvas: Canvas) -> None:
        y = put(canvas, 60, 800, "Findings", 400, "Times-Bold", 14)
        y = put(canvas, 60, y, prose(60), 300)
        for title in ("0) Being of use to those who never ask at all:", "1) Being needed more than before at home:"):
            canvas.setFont("Times-Italic", 10)
            canvas.drawString(60, y, title)
            canvas.setFont("Times-Roman", 10)
            canvas.drawString(63 + canvas.stringWidth(title, "Times-Italic", 10), y, "In")
            y = put(canvas, 60, y - 12, "this town " + prose(60, 1), 300)
        y = put(canvas, 60, y, "2) Sitting down first before a word is said:", 300, "Times-Italic")
        y = put(canvas, 80, y - 4, f"“{prose(30, 2)}” (P1)", 260)
        put(canvas, 60, y - 4, prose(60, 3), 300)

    sections = parse(made(draw), "a.pdf").sections
    assert [s.title for s in sections if s.title] == [
        "Findings",
        "0) Being of use to those who never ask at all",
        "1) Being needed more than before at home",
        "2) Sitting down first before a word is said:",
    ]


def test_a_page_that_repeats_the_head_of_a_table_goes_on_with_it_even_by_one_row() -> None:
    def row(canvas: Canvas, y: float, *cells: str) -> None:
        canvas.setFont("Times-Roman", 8.5)
        for k, cell in enumerate(cells):
            canvas.drawString(64 + 120 * k, y, cell)

    def draw(canvas: Canvas) -> None:
        put(canvas, 60, 800, prose(150), 400)
        put(canvas, 60, 300, "Table 1. What was brought", 400, size=8.5)
        for y in (285, 268, 120):
            canvas.line(60, y, 460, y)
        row(canvas, 273, "Food brought", "Visitors who did")
        for k, food in enumerate(("Grain", "Eggs", "Fruit", "Cakes", "Bread")):
            row(canvas, 255 - 13 * k, food, str(19 - k))
        canvas.showPage()
        for y in (795, 778, 760):
            canvas.line(60, y, 460, y)
        row(canvas, 783, "Food brought", "Visitors who did")
        row(canvas, 767, "Biscuits", "1")
        put(canvas, 60, 730, prose(200, 2), 400)

    document = read_pdf(made(draw), "a.pdf")
    assert any("Biscuits" in t for t in texts(document, "table"))
    assert not any("Biscuits" in t or "Visitors who did" in t for t in texts(document, "paragraph", "quote", "list"))
