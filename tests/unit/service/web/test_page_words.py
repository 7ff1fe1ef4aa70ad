"""A paper to read: every printed word once, at its offset; stretches cover the text; markup says the text again."""

from __future__ import annotations

import re
from html import unescape

import numpy as np
import pypdfium2 as pdfium
import pytest

from thirdorder.corpora import example
from thirdorder.nlp.document import Paper
from thirdorder.nlp.pipeline import parse
from thirdorder.service.web.page_words import Reading, layer, margin, read_pages


@pytest.fixture(scope="module", params=[0, 2, 5])
def read(request: pytest.FixtureRequest) -> tuple[Paper, Reading]:
    names = sorted(name for name in example.papers() if name.endswith(".pdf"))
    data = example.papers()[names[request.param]]
    with pdfium.PdfDocument(data) as document:
        sizes = [document.get_page_size(i) for i in range(len(document))]
    paper = parse(data, names[request.param])
    return paper, read_pages(paper, sizes)


def test_every_printed_word_stands_on_its_page_once(read: tuple[Paper, Reading]) -> None:
    paper, reading = read
    shown = [
        (word.start, word.end, sheet.number)
        for sheet in reading.sheets
        for part in sheet.parts
        for line in part.lines
        for word in line.words
    ]
    words = paper.document.words
    assert words is not None
    assert sorted(shown) == sorted(zip(words.start.tolist(), words.end.tolist(), words.page.tolist(), strict=True))
    assert len(shown) == len(np.unique(words.start))


def test_stretches_hold_all_ink_in_order(read: tuple[Paper, Reading]) -> None:
    _, reading = read
    at = 0
    for stretch in reading.stretches:
        assert stretch.start < stretch.end
        assert not reading.text[at : stretch.start].strip()
        at = stretch.end
    assert not reading.text[at:].strip()


def test_passages_are_stretches_with_whose_words(read: tuple[Paper, Reading]) -> None:
    paper, reading = read
    by_id = {s.id: s for s in reading.stretches if s.id}
    assert by_id
    for passage in paper.passages:
        if passage.id in by_id:
            assert by_id[passage.id].voice == passage.order
    assert [s.id for s in reading.stretches if s.relevant] == [p.id for p in paper.findings if p.id in by_id]


def test_the_layer_says_the_text_with_an_offset_for_each_word(read: tuple[Paper, Reading]) -> None:
    _, reading = read
    for sheet in reading.sheets:
        for offset, shown in re.findall(r'data-s="(\d+)">([^<]*)</tspan>', layer(reading, sheet)):
            assert reading.text.startswith(unescape(shown), int(offset))
        for part in sheet.parts:
            first = part.lines[0].words[0].start
            last = part.lines[-1].words[-1].end
            said = unescape(re.sub(r"<[^>]+>", "", layer(reading, sheet)))
            assert reading.text[first:last] in said


def test_the_margin_tells_whose_words_and_chooses_them(read: tuple[Paper, Reading]) -> None:
    _, reading = read
    links = re.findall(r'href="\?start=(\d+)&amp;end=(\d+)"', "".join(margin(sheet) for sheet in reading.sheets))
    known = {(str(s.start), str(s.end)) for s in reading.stretches if s.id}
    assert links
    assert set(links) <= known


def test_words_without_pages_are_stretches_alone() -> None:
    xml = (
        b'<article xmlns:xlink="http://www.w3.org/1999/xlink"><front><article-meta><title-group><article-title>On doors'
        b"</article-title></title-group></article-meta></front><body><sec><title>Results</title><p>They waited \xf0\x9f"
        b"\x9a\xaa at the door &lt;long&gt;.</p></sec></body></article>"
    )
    reading = read_pages(parse(xml, "a.xml"), ())
    assert reading.sheets == ()
    assert [reading.text[s.start : s.end] for s in reading.stretches if s.kind == "passage"] == [
        "They waited 🚪 at the door <long>."
    ]
    assert [s.form for s in reading.stretches if s.kind == "heading"] == ["heading"]
