"""PDFs made here, read back: order, joins, furniture, kinds, tables, places, damage."""

from __future__ import annotations

import contextlib
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from tests.unit.nlp.reading.conftest import HEIGHT, WIDTH, made, prose, put, texts, wrap
from thirdorder.nlp.reading.errors import DamagedError, EmptyError, EncryptedError, ScannedError, UnsupportedError
from thirdorder.nlp.reading.pdf import ocr, read_pdf
from thirdorder.nlp.reading.pdf.broken_files import broken_streams
from thirdorder.nlp.reading.pdf.words import Fonts


def article(canvas: Canvas) -> None:
    """Two columns over two pages under a full-width title, with heads, quotation, table, footnote."""
    for page in (1, 2, 3):
        canvas.setFont("Times-Italic", 8)
        canvas.drawString(60, HEIGHT - 40, "Journal of Invented Care")
        canvas.drawString(500, HEIGHT - 40, f"Page {page} of 3")
        if page == 1:
            put(canvas, 60, 780, "What peers say to each other at night", 480, "Helvetica-Bold", 18)
            put(canvas, 60, 755, "Ann Author and Ben Writer", 480)
        top = 700 if page == 1 else 780
        y = put(canvas, 60, top, ("Findings", "Discussion", "Conclusion")[page - 1], 220, "Helvetica-Bold", 12) - 6
        y = put(canvas, 60, y, prose(60, page), 220)
        if page == 1:
            put(canvas, 75, y - 6, "“" + prose(40, 3) + "” (P12, female)", 190)
        put(canvas, 320, top, prose(70, page + 9), 220)
        put(canvas, 320, 90, f"{page} {prose(9, page)}", 220, size=7.5)
        canvas.showPage()


def test_columns_are_read_one_after_the_other_and_heads_stand_aside() -> None:
    document = read_pdf(made(article), "a.pdf")
    assert texts(document, "title") == ["What peers say to each other at night"]
    assert texts(document, "heading") == ["Findings", "Discussion", "Conclusion"]
    running = " ".join(texts(document, "paragraph", "quote"))
    assert running.index(prose(60, 1)) < running.index(prose(70, 10)) < running.index(prose(60, 2))
    assert "Journal of Invented" not in document.text
    assert {f.text for f in document.furniture} >= {"Journal of Invented Care", "Page 2 of 3"}
    assert texts(document, "quote") == ["“" + prose(40, 3) + "” (P12, female)"]
    assert texts(document, "note") == [f"{page} {prose(9, page)}" for page in (1, 2, 3)]
    assert document.metadata.authors == ("Ann Author", "Ben Writer")
    assert document.metadata.language == "en"
    assert document.pages == 3


def test_every_word_lies_where_its_letters_are_printed() -> None:
    document = read_pdf(made(article), "a.pdf")
    words = document.words
    assert words is not None
    assert (np.diff(words.start) > 0).all()
    assert (words.start < words.end).all()
    assert (words.box[:, 0] >= 0).all()
    assert (words.box[:, 3] <= HEIGHT).all()
    row = next(k for k in range(len(words.start)) if document.text[words.start[k] : words.end[k]] == "Findings")
    x0, y0, x1, y1 = words.box[row]
    assert (round(float(x0)), words.page[row]) == (60, 1)
    assert y0 < HEIGHT - 700 < y1
    assert 0 < x1 - x0 < 80


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_turned_pages_give_boxes_as_shown(angle: int) -> None:
    def draw(canvas: Canvas) -> None:
        if angle % 180:
            canvas.setPageSize((HEIGHT, WIDTH))  # reportlab swaps the sides of turned pages back
        canvas.setPageRotation(angle)
        put(canvas, 60, 780, prose(80), 400)

    document = read_pdf(made(draw), "a.pdf")
    assert document.words is not None
    box = document.words.box
    width, height = (HEIGHT, WIDTH) if angle % 180 else (WIDTH, HEIGHT)
    assert (box[:, [0, 2]] <= width).all()
    assert (box[:, [1, 3]] <= height).all()
    first = {90: (780, 60), 180: (WIDTH - 60, 780), 270: (HEIGHT - 780, WIDTH - 60)}[angle]
    assert box[0, 0] - 15 < first[0] < box[0, 2] + 15
    assert box[0, 1] - 15 < first[1] < box[0, 3] + 15


def test_crop_boxes_and_odd_origins_move_the_boxes() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setCropBox((50, 100, 500, 820))
        put(canvas, 60, 780, prose(80), 400)

    document = read_pdf(made(draw), "a.pdf")
    assert document.words is not None
    x0, y0, _, y1 = document.words.box[0]
    assert abs(x0 - 10) < 1
    assert y0 < 40 < y1


def test_hyphens_that_end_lines_are_healed_but_compounds_keep_theirs() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Times-Roman", 10)
        lines = [
            "The interviews were all tran-",
            "scribed and the self-reported",
            "answers, once transcribed, were self-",
        ]
        for k, line in enumerate([*lines, "reported again by the same women."]):
            canvas.drawString(60, 700 - 12 * k, line)

    text = read_pdf(made(draw), "a.pdf").text
    assert "all transcribed and the self-reported answers" in text
    assert "were self-reported again" in text


def test_superscript_citations_are_marked_and_kept_apart() -> None:
    def draw(canvas: Canvas) -> None:
        put(canvas, 60, 700, prose(60), 400)
        canvas.setFont("Times-Roman", 10)
        canvas.drawString(60, 500, "Peers were valued")
        x = 60 + canvas.stringWidth("Peers were valued", "Times-Roman", 10)
        canvas.setFont("Times-Roman", 6)
        canvas.drawString(x, 504, "12,13")
        canvas.setFont("Times-Roman", 10)
        canvas.drawString(x + 16, 500, "by most of the women who came.")

    document = read_pdf(made(draw), "a.pdf")
    assert "valued 12,13 by most" in document.text
    marked = {m.kind for m in document.marks if document.quote(m) == "12,13"}
    assert marked == {"superscript", "citation"}


def test_no_space_follows_a_raised_sign_before_a_bracket() -> None:
    def draw(canvas: Canvas) -> None:
        put(canvas, 60, 700, prose(60), 400)
        x = 60.0
        for words, size, up in (("They measured [H", 10, 0), ("+", 6, 4), ("] at night.", 10, 0)):
            canvas.setFont("Times-Roman", size)
            canvas.drawString(x, 500 + up, words)
            x += canvas.stringWidth(words, "Times-Roman", size) + (2.5 if up else 0)

    assert "[H+] at night" in read_pdf(made(draw), "a.pdf").text


def test_a_paragraph_goes_on_over_the_page_past_a_footnote() -> None:
    def draw(canvas: Canvas) -> None:
        put(canvas, 60, 780, prose(300), 400)
        y = put(canvas, 60, 400, "The last paragraph of this page is about women who", 400)
        put(canvas, 60, 90, "1 A note in small print.", 400, size=7)
        canvas.showPage()
        put(canvas, 60, 780, "waited for help that came late. " + prose(200), 400)
        del y

    document = read_pdf(made(draw), "a.pdf")
    assert any("women who waited for help" in t for t in texts(document, "paragraph"))
    note = next(b for b in document.blocks if b.kind == "note")
    assert note.anchor is not None
    assert note.start > max(b.start for b in document.blocks if b.anchor is None)


def test_line_numbers_of_a_manuscript_stand_aside() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Times-Roman", 12)
        for k, line in enumerate(wrap(canvas, prose(260), 420, "Times-Roman", 12), 1):
            canvas.drawRightString(50, 790 - 24 * k, str(k))
            canvas.drawString(80, 790 - 24 * k, line)

    document = read_pdf(made(draw), "a.pdf")
    assert prose(260) in document.text
    assert "7" in {f.text for f in document.furniture}


def test_run_in_headings_are_leads() -> None:
    def draw(canvas: Canvas) -> None:
        put(canvas, 60, 780, prose(100), 420)
        canvas.setFont("Times-Bold", 10)
        canvas.drawString(60, 600, "Boundaries.")
        canvas.setFont("Times-Roman", 10)
        x = 63 + canvas.stringWidth("Boundaries.", "Times-Bold", 10)
        canvas.drawString(x, 600, "Peers said that they had to learn where to stop, and most did so late.")

    document = read_pdf(made(draw), "a.pdf")
    block = next(b for b in document.blocks if document.quote(b).startswith("Boundaries."))
    assert block.kind == "paragraph"
    assert block.lead == block.start + len("Boundaries.")


def test_a_ruled_table_leaves_the_text_and_keeps_its_cells() -> None:
    def draw(canvas: Canvas) -> None:
        put(canvas, 60, 780, prose(120), 420)
        canvas.setFont("Times-Bold", 9)
        canvas.drawString(60, 600, "Table 1. Themes and who named them")
        for y in (592, 576, 520):
            canvas.line(60, y, 480, y)
        canvas.setFont("Times-Roman", 9)
        rows = {580: ("Theme", "Peers", "Words"), 562: ("Trust", "12", "“I told her.”"), 546: ("Time", "9", "Late")}
        for y, row in rows.items():
            for x, cell in zip((60, 200, 300), row, strict=True):
                canvas.drawString(x, y, cell)
        put(canvas, 60, 480, prose(120, 7), 420)

    document = read_pdf(made(draw), "a.pdf")
    assert texts(document, "table") == ["Theme\tPeers\tWords\nTrust\t12\t“I told her.”\nTime\t9\tLate"]
    assert texts(document, "caption") == ["Table 1. Themes and who named them"]
    assert "Trust" not in " ".join(texts(document, "paragraph"))


ROWS = (("Theme", "Peers", "Words"), ("Trust", "12", "“I told her.”"), ("Time", "9", "Late"), ("Talk", "7", "Often"))


def table(canvas: Canvas, top: float, x: float = 60) -> None:
    """Four rows in three columns, ruled cell by cell above, under the first row and below."""
    canvas.setFont("Times-Roman", 8)
    for y in (top, top - 14, top - 52):
        for left, right in ((x, x + 30), (x + 30, x + 60), (x + 60, x + 200)):
            canvas.line(left, y, right, y)
    for k, row in enumerate(ROWS):
        for at, cell in zip((x + 2, x + 34, x + 80), row, strict=True):
            canvas.drawString(at, top - 10 - 12 * k, cell)


def test_tables_whose_captions_stand_under_them_leave_the_text() -> None:
    def draw(canvas: Canvas) -> None:
        put(canvas, 60, 780, prose(100), 420)
        for top, label in ((640, "Table 1: Themes"), (560, "Table 2: Themes again")):
            table(canvas, top)
            canvas.setFont("Times-Bold", 8)
            canvas.drawString(60, top - 64, label)
        put(canvas, 60, 470, prose(100, 7), 420)

    document = read_pdf(made(draw), "a.pdf")
    assert texts(document, "caption") == ["Table 1: Themes", "Table 2: Themes again"]
    assert texts(document, "table") == ["\n".join("\t".join(row) for row in ROWS)] * 2
    assert texts(document, "paragraph") == [prose(100), prose(100, 7)]


def test_the_cells_of_a_grid_are_those_that_its_rules_enclose() -> None:
    cells = (("Theme", "Words"), ("Trust grows", "I told her"), ("Time", "It was late"))

    def draw(canvas: Canvas) -> None:
        put(canvas, 60, 780, prose(100), 420)
        canvas.setFont("Times-Bold", 8)
        canvas.drawString(60, 600, "Table 1. Themes")
        canvas.grid([60, 110, 170], [590, 576, 540, 504])
        canvas.setFont("Times-Roman", 8)
        for y, row in zip((580, 566, 530), cells, strict=True):
            for x, cell in zip((63, 113), row, strict=True):
                for k, word in enumerate(cell.split()):  # a cell of several lines far apart is still one
                    canvas.drawString(x, y - (11 * k if y < 580 else 0), word)
        put(canvas, 60, 470, prose(100, 7), 420)

    assert texts(read_pdf(made(draw), "a.pdf"), "table") == ["\n".join("\t".join(row) for row in cells)]


def test_a_table_that_goes_on_over_the_page_without_a_caption_is_no_text() -> None:
    def draw(canvas: Canvas) -> None:
        put(canvas, 60, 780, prose(150), 420)
        canvas.setFont("Times-Bold", 8)
        canvas.drawString(60, 500, "Table 1. Themes")
        table(canvas, 492)
        canvas.showPage()
        table(canvas, 790)
        put(canvas, 60, 700, prose(150, 7), 420)

    document = read_pdf(made(draw), "a.pdf")
    assert len(texts(document, "table")) == 2
    assert texts(document, "paragraph") == [prose(150), prose(150, 7)]


@pytest.mark.parametrize(("text", "apart"), [("RESULTS OF IT", 1.4), ("AUTHORS' VIEWS", 1.2), ("FUNDING", 1.5)])
def test_capitals_set_a_little_apart_stay_words(text: str, apart: float) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Times-Roman", 11)
        canvas.drawString(60, 790, text, charSpace=apart)
        put(canvas, 60, 760, prose(200), 420)

    assert read_pdf(made(draw), "a.pdf").text.startswith(text)


def test_letterspaced_headings_are_closed_up() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica-Bold", 12)
        canvas.drawString(60, 790, "R E S U L T S", charSpace=1)
        put(canvas, 60, 760, prose(200), 420)

    assert read_pdf(made(draw), "a.pdf").text.startswith("RESULTS")


def test_refusals_say_what_to_do() -> None:
    page = made(lambda c: put(c, 60, 700, prose(50), 400) and None)
    with pytest.raises(EmptyError, match=r"a\.pdf is empty"):
        read_pdf(b"", "a.pdf")
    with pytest.raises(UnsupportedError, match="no PDF"):
        read_pdf(b"hello", "a.pdf")
    with pytest.raises(DamagedError, match="download it again"):
        read_pdf(b"%PDF-1.4\nnothing more", "a.pdf")
    with pytest.raises(EmptyError, match="no text"):
        read_pdf(made(lambda c: c.showPage()), "a.pdf")
    locked = made(lambda c: put(c, 60, 700, prose(50), 400) and None, encrypt=StandardEncryption("secret"))
    with pytest.raises(EncryptedError, match="--password"):
        read_pdf(locked, "a.pdf")
    with pytest.raises(EncryptedError, match="does not open"):
        read_pdf(locked, "a.pdf", "wrong")
    assert read_pdf(locked, "a.pdf", "secret").text == read_pdf(page, "a.pdf").text


def picture(canvas: Canvas) -> None:
    from PIL import Image

    canvas.drawInlineImage(Image.new("L", (200, 280), 200), 0, 0, WIDTH, HEIGHT)


def test_scans_are_refused_with_the_way_to_read_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "available", lambda: False)
    with pytest.raises(ScannedError, match=r"thirdorder\[ocr\]"):
        read_pdf(made(picture), "a.pdf")


def test_one_scanned_page_among_others_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "available", lambda: False)

    def draw(canvas: Canvas) -> None:
        put(canvas, 60, 780, prose(200), 400)
        canvas.showPage()
        picture(canvas)

    warnings = read_pdf(made(draw), "a.pdf").warnings
    assert [(w.code, w.page) for w in warnings if w.severity != "info"] == [("scanned_page", 2)]


def test_a_page_of_a_figure_and_a_short_caption_is_no_scan() -> None:
    from PIL import Image

    def draw(canvas: Canvas) -> None:
        put(canvas, 60, 780, prose(200), 400)
        canvas.showPage()
        canvas.drawInlineImage(Image.new("L", (200, 280), 200), 60, 200, 470, 500)
        put(canvas, 60, 180, "Figure 1. A chair.", 400)
        canvas.showPage()
        canvas.drawInlineImage(Image.new("L", (200, 280), 200), 60, 200, 400, 500)

    document = read_pdf(made(draw), "a.pdf")
    assert not any("scan" in w.message for w in document.warnings)


def test_ocr_reads_lines_sizes_and_turned_text_from_hocr() -> None:
    line = '<span class="ocr_line" title="bbox {}; {}">{}</span>'
    word = '<span class="ocrx_word" title="bbox {}; x_wconf {}">{}</span>'
    words = word.format("100 200 220 230", 96, "Peers") + word.format("260 202 410 230", 95, "listened")
    hocr = (
        '<html xmlns="http://www.w3.org/1999/xhtml"><body>'
        + line.format("100 200 410 230", "baseline 0 -6; x_size 30; x_descenders 6; x_ascenders 6", words)
        + line.format("100 240 300 266", "baseline 0 0; x_size 24", word.format("100 240 300 266", 5, "smudge"))
        + line.format("700 90 717 690", "textangle 90; x_size 17", word.format("700 90 717 690", 80, "Downloaded"))
        + "</body></html>"
    )
    first, turned = ocr.seen_lines(hocr.encode())
    assert first.words == ("Peers", "listened")
    assert (first.base, first.height, first.sideways) == (224.0, 30.0, False)
    assert (turned.words, turned.sideways) == (("Downloaded",), True)


def test_ocr_tells_bold_lines_by_their_strokes_and_keeps_one_size_for_wavering_heights() -> None:
    ink = np.zeros((400, 400), dtype=np.bool_)
    lines = []
    for row, (stroke, height) in enumerate([(3, 24), (3, 24), (3, 25), (3, 29), (5, 26), (8, 40), (8, 42)]):
        top = 60 * row + 10
        for x in range(20, 360, 16):
            ink[top : top + height, x : x + stroke] = True
        boxes = ((20, top, 180, top + height), (196, top, 372, top + height))
        lines.append(ocr.Seen(("letters", "standing"), boxes, float(top + height), float(height), False))
    fonts = Fonts()
    words = ocr.Recogniser(fonts).words(lines, ink, (WIDTH, HEIGHT), 1)
    bold = [fonts.listed()[f].bold for f in words.font[::2]]
    assert bold == [False, False, False, False, True, True, True]
    assert len(set(words.size[:10].tolist())) == 1
    assert words.size[12] == words.size[10] > words.size[0]


def test_ocr_believes_a_low_long_line_only_as_far_as_its_letters_are_narrow() -> None:
    ink = np.zeros((400, 400), dtype=np.bool_)
    lines = []
    for row, (height, width) in enumerate([(26, 10), (26, 10), (26, 10), (22, 10), (21, 8)]):
        top = 60 * row + 10
        ink[top : top + height, 20:360:16] = True
        box = (20, top, 20 + 24 * width, top + height)
        lines.append(ocr.Seen(("twenty-four-letters-long",), (box,), float(top + height), float(height), False))
    size = ocr.Recogniser(Fonts(), usual=26 * 1.15 / 200 * 72).words(lines, ink, (WIDTH, HEIGHT), 1).size
    assert size[3] == size[0] == size[2]
    assert size[4] < 0.85 * size[0]


def test_a_file_that_breaks_off_is_read_as_far_as_it_goes() -> None:
    data = made(article, pageCompression=1)
    whole = read_pdf(data, "a.pdf")
    cut = data[: data.rindex(b"xref\n0 ")]
    part = read_pdf(cut, "a.pdf")
    assert [w.code for w in part.warnings][:1] == ["truncated"]
    assert part.text == whole.text


def test_a_stream_is_broken_where_it_cannot_be_unpacked_and_nowhere_else() -> None:
    packed = zlib.compress(b"BT (a page of a figure) Tj ET")
    whole = b"1 0 obj\n<</Filter/FlateDecode>>stream\n%s\nendstream\nendobj\n2 0 obj\n<<>>\nendobj\n" % packed
    assert broken_streams(whole) == 0
    assert broken_streams(whole.replace(packed, b"?" + packed[1:])) == 1


@settings(max_examples=25)
@given(st.integers(0, 10**6), st.integers(0, 255), st.floats(0.05, 1.0))
def test_damage_is_read_or_refused(place: int, byte: int, share: float) -> None:
    from thirdorder.nlp.reading.errors import ReadingError

    data = bytearray(made(article)[: int(len(made(article)) * share)])
    for k in range(20):
        data[(place + 37 * k * k) % len(data)] = byte
    with contextlib.suppress(ReadingError):
        assert read_pdf(bytes(data), "a.pdf").text


def test_same_bytes_same_document() -> None:
    data = made(article)
    one, two = read_pdf(data, "a.pdf"), read_pdf(data, "a.pdf")
    assert (one.text, one.blocks, one.marks, one.furniture) == (two.text, two.blocks, two.marks, two.furniture)


def test_text_that_is_not_shown_is_not_read() -> None:
    def draw(canvas: Canvas) -> None:
        put(canvas, 72, 700, prose(60), 400)
        canvas.saveState()
        path = canvas.beginPath()
        path.rect(72, 60, 50, 20)
        canvas.clipPath(path, stroke=0, fill=0)
        canvas.drawString(300, 300, "Clippedaway")
        canvas.restoreState()
        canvas.saveState()
        ghost = canvas.beginText(72, 280)
        ghost.setTextRenderMode(3)
        ghost.textOut("Invisible")
        canvas.drawText(ghost)
        canvas.restoreState()
        canvas.setFillGray(1)
        canvas.drawString(72, 260, "Whiteonwhite")
        canvas.setFillGray(0)
        canvas.rect(72, 235, 100, 14, fill=1)
        canvas.setFillGray(1)
        canvas.drawString(76, 238, "Whiteonblack")
        canvas.setFillGray(0)
        canvas.drawString(72, 200, "Overprinted words")
        canvas.drawString(72.4, 200, "Overprinted words")

    text = read_pdf(made(draw), "hidden.pdf").text
    assert "Whiteonblack" in text
    assert text.count("Overprinted words") == 1
    assert not any(word in text for word in ("Clippedaway", "Invisible", "Whiteonwhite"))


def test_the_text_layer_of_a_scan_is_read_though_it_is_invisible() -> None:
    def draw(canvas: Canvas) -> None:
        for k, line in enumerate(wrap(canvas, prose(120), 400)):
            layer = canvas.beginText(72, 700 - 12 * k)
            layer.setFont("Times-Roman", 10)
            layer.setTextRenderMode(3)
            layer.textOut(line)
            canvas.drawText(layer)

    assert len(read_pdf(made(draw), "layer.pdf").text.split()) > 100


def test_a_raised_citation_in_the_first_line_is_no_page_number() -> None:
    def draw(canvas: Canvas) -> None:
        put(canvas, 60, 735, prose(200), 220)
        put(canvas, 320, 735, prose(200, 7), 200)
        canvas.setFont("Times-Roman", 6.5)
        first = wrap(canvas, prose(200, 7), 200)[0]
        canvas.drawString(320 + canvas.stringWidth(first, "Times-Roman", 10) + 0.3, 738.5, "9")

    document = read_pdf(made(draw), "raised.pdf")
    assert not document.furniture
    assert "9" in [document.text[m.start : m.end] for m in document.marks if m.kind == "superscript"]


def test_a_centred_heading_and_a_flush_one_under_it_are_two() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Times-Bold", 18)
        canvas.drawString(72, 760, "What visitors owe")
        put(canvas, 72, 720, prose(60), 460)
        canvas.setFont("Times-Bold", 10)
        canvas.drawCentredString(302, 600, "Results and discussion")
        canvas.drawString(72, 588, "The twenty")
        put(canvas, 72, 576, prose(80, 5), 460)

    blocks = texts(read_pdf(made(draw), "headings.pdf"), "title", "heading", "paragraph")
    assert {"Results and discussion", "The twenty"} <= set(blocks)


def test_a_numbered_heading_that_hangs_in_stays_one_although_its_second_line_stands_in_the_middle() -> None:
    first, second = "2.1 What the visitors owe to all the others who", "come to the houses at night"

    def draw(canvas: Canvas) -> None:
        y = put(canvas, 72, 780, prose(120), 220)
        canvas.setFont("Times-Bold", 11)
        canvas.drawString(72, y - 20, first)
        canvas.drawString(182 - canvas.stringWidth(second, "Times-Bold", 11) / 2, y - 33, second)
        put(canvas, 72, y - 50, prose(120, 5), 220)

    assert f"{first} {second}" in texts(read_pdf(made(draw), "hanging.pdf"), "heading")


def test_the_title_stays_one_where_the_paper_cites_itself() -> None:
    title = "Keeping watch over cups of tea in the canteen"

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Times-Bold", 11)
        canvas.drawString(72, 780, "Original research")
        canvas.setFont("Times-Bold", 18)
        canvas.drawString(72, 750, title)
        put(canvas, 72, 700, prose(120), 460)
        put(canvas, 72, 300, f"Cite this article as: Brown A: {title}. J Tea Stud 2014, 3:4.", 460)

    metadata = read_pdf(made(draw), "title.pdf").metadata
    assert metadata.title == title
