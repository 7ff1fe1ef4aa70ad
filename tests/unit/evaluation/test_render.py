"""The renderer sets what its gold says, in every layout, and always the same bytes."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pypdfium2
import pytest

from thirdorder.evaluation.benchmarks.boxes import score_boxes
from thirdorder.evaluation.benchmarks.render import LAYOUTS, render
from thirdorder.evaluation.benchmarks.render.__main__ import main
from thirdorder.evaluation.benchmarks.render.citing import recite
from thirdorder.evaluation.benchmarks.render.layouts import house
from thirdorder.evaluation.benchmarks.render.programs import MissingProgramError
from thirdorder.evaluation.benchmarks.render.source import plain, read_source
from thirdorder.nlp.document import Document, Paper, Passage, Words

JATS = b"""<article xml:lang="en"><front><journal-meta><journal-title-group><journal-title>Journal of Small Tests
</journal-title></journal-title-group></journal-meta><article-meta><article-id pub-id-type="doi">10.1/x</article-id>
<title-group><article-title>Walking home after the night shift</article-title></title-group><contrib-group><contrib>
<name><surname>Oduya</surname><given-names>Ama</given-names></name></contrib></contrib-group>
<aff>School of Care, Town</aff>
<pub-date><year>2019</year></pub-date><abstract><sec>
<title>Results</title><p>Nurses walked in pairs.</p></sec></abstract>
</article-meta></front><body>
<sec><title>Introduction</title><p>Night work is common [<xref ref-type="bibr" rid="r1">1</xref>, <xref ref-type="bibr"
rid="r2">2</xref>] and tiring<xref ref-type="fn" rid="n1">a</xref>.</p></sec>
<sec sec-type="results"><title>Findings</title><p>Three themes were built from the interviews.</p>
<sec><title>Staying together on the road</title><p>Most nurses found a companion. <disp-quote>
<p>We never leave alone, we wait
for each other.</p><attrib>Nurse 4, ward B</attrib></disp-quote> Waiting took time but was worth it.</p>
<list list-type="bullet"><list-item><p>Waiting in the lobby</p></list-item></list>
<table-wrap><label>Table 1</label><caption><p>Who took part</p></caption><table><thead><tr>
<th>Ward</th><th>Nurses</th></tr>
</thead><tbody><tr><td>Alpha</td><td>7</td></tr><tr><td>Beta</td><td>9</td></tr></tbody></table></table-wrap></sec>
<sec><title>Difficult affiliations</title>
<p><italic>Trusting the office.</italic> Officials were rarely in sight.</p></sec></sec>
<sec><title>Discussion</title><p>Company makes the way shorter.</p></sec></body>
<back><fn-group><fn id="n1"><p>Counting shifts after ten.</p></fn></fn-group><ref-list><ref id="r1"><element-citation>
<person-group><name><surname>Bell</surname></name></person-group><year>2011</year></element-citation></ref><ref id="r2">
<mixed-citation><name><surname>Cruz</surname></name> and <name><surname>Dahl</surname></name>, <year>2012</year>.
</mixed-citation></ref></ref-list></back></article>"""


def _letters(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def _printed(pdf: bytes) -> str:
    return " ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_prints_what_its_gold_says(layout: str) -> None:
    rendered = render(JATS, "night", layout, seed=3)
    printed = _letters(_printed(rendered.pdf))
    titles = [s["title"] for s in rendered.gold["sections"]]
    assert titles == [
        "Introduction",
        "Findings",
        "Staying together on the road",
        "Difficult affiliations",
        "Discussion",
    ]
    for section in rendered.gold["sections"]:
        assert _letters(section["title"]) in printed
        for text in section["paragraphs"]:
            for word in text.split():
                assert _letters(word) in printed, word
    assert rendered.gold["layout"] == rendered.layout == layout
    assert [k for s in rendered.gold["sections"] for k in s["kinds"]].count("quote") == 1
    assert [s["is_findings"] for s in rendered.gold["sections"]] == [False, True, True, True, False]


def test_same_arguments_give_the_same_bytes_and_another_seed_another_page() -> None:
    first, again, other = (render(JATS, "night", "bmc", seed) for seed in (1, 1, 2))
    assert first.pdf == again.pdf
    assert first.gold == again.gold
    assert first.pdf != other.pdf


def test_quotations_and_what_surrounds_them_are_paragraphs_of_their_own() -> None:
    source = read_source(JATS, "night")
    kinds = [(b.kind, plain(b.runs)[:12]) for b in source.blocks if b.kind not in ("heading", "table")]
    assert ("quote", "We never lea") in kinds
    assert ("p", "Waiting took") in kinds
    assert render(JATS, "night", "bmc").gold["run_in"] == ["Trusting the office"]


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("super", "Night work is common1,2 and tiring."),
        ("bracket", "Night work is common [1,2] and tiring."),
        ("author year", "Night work is common (Bell, 2011; Cruz and Dahl, 2012) and tiring."),
        ("footnote", "Night work is common and tiring."),
    ],
)
def test_citations_change_their_dress(style: str, expected: str) -> None:
    block = recite(read_source(JATS, "night"), style).blocks[1]
    assert plain(block.runs) == expected
    assert any(run.note for run in block.runs)


def test_pages_with_a_bleed_and_a_moved_origin_keep_their_boxes() -> None:
    seeds = (s for s in range(200) if house("bmc", s).bleed and house("bmc", s).origin != (0, 0))
    seed = next(seeds)
    style = house("bmc", seed)
    page = pypdfium2.PdfDocument(render(JATS, "night", "bmc", seed).pdf)[0]
    assert page.get_cropbox()[:2] == pytest.approx(style.origin)
    assert page.get_mediabox()[:2] == pytest.approx([at - style.bleed for at in style.origin])


def test_what_is_no_jats_paper_is_refused() -> None:
    with pytest.raises(ValueError, match="not a JATS article"):
        render(b"<art><bdy/></art>", "old", "bmc")
    with pytest.raises(ValueError, match="no layout is called"):
        render(JATS, "night", "parchment")


def test_boxes_that_are_moved_no_longer_hold_the_words() -> None:
    from thirdorder.nlp.reading.pdf import read_pdf

    pdf = render(JATS, "night", "mdpi", 1).pdf
    document = read_pdf(pdf, "night.pdf")
    assert document.words is not None
    start = document.text.index("Officials")
    passages = (Passage("p", "s", "findings", "paragraph", start, start + len("Officials were rarely in sight.")),)
    assert score_boxes(Paper(document, (), passages, ()), pdf, "night").covered == 1
    words = document.words
    moved = Words(words.start, words.end, words.page, words.box + 40, words.line)
    elsewhere = Document(document.sha256, "", "pdf", document.text, document.blocks, document.pages, words=moved)
    assert score_boxes(Paper(elsewhere, (), passages, ()), pdf, "night").covered < 0.5


@pytest.mark.parametrize("layout", ["latex-article", "latex-acm", "latex-thesis", "web-journal", "writer-working"])
def test_other_typesetters_print_what_the_gold_says(layout: str) -> None:
    try:
        rendered = render(JATS, "night", layout, seed=1)
    except MissingProgramError as missing:
        pytest.skip(f"{missing} This is allowed to skip.")
    printed = _letters(_printed(rendered.pdf))
    assert rendered.gold["layout"] == rendered.layout == layout
    for section in rendered.gold["sections"]:
        assert _letters(section["title"]) in printed
        for text in section["paragraphs"]:
            assert _letters(text.split()[0]) in printed


def test_a_missing_typesetter_is_said_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    paper = tmp_path / "papers" / "night"
    paper.mkdir(parents=True)
    (paper / "paper.xml").write_bytes(JATS)
    assert main([str(paper.parent), str(tmp_path / "out"), "--only", "latex,web,writer,bmc"]) == 0
    said = capsys.readouterr().err
    assert "soffice or libreoffice is not installed, so its layouts are left out." in said
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["night__bmc"]
