"""Reading JATS and BMC XML: structure, marks, floats, metadata, damage."""

from __future__ import annotations

import pytest

from thirdorder.nlp.reading import read
from thirdorder.nlp.reading.errors import DamagedError, EmptyError, UnsupportedError
from thirdorder.nlp.reading.jats import role_of

ARTICLE = """<?xml version="1.0"?>
<!DOCTYPE article PUBLIC "-//NLM//DTD JATS 1.0//EN" "JATS.dtd">
<article xml:lang="en" article-type="research-article">
<front>
 <journal-meta><journal-title>Journal of Walking</journal-title></journal-meta>
 <article-meta>
  <article-id pub-id-type="doi">10.1000/WALK.1</article-id>
  <title-group><article-title>Walking <italic>together</italic></article-title></title-group>
  <contrib-group>
   <contrib contrib-type="author"><name><surname>Silva</surname><given-names>Ana</given-names></name></contrib>
   <contrib contrib-type="editor"><name><surname>Editor</surname><given-names>An</given-names></name></contrib>
   <contrib contrib-type="author"><collab>The Walkers</collab></contrib>
  </contrib-group>
  <pub-date pub-type="ppub"><year>2020</year></pub-date><pub-date pub-type="epub"><year>2019</year></pub-date>
  <abstract><sec><title>Background</title><p>Why.</p></sec><sec><title>Results</title><p>What.</p></sec></abstract>
  <kwd-group><kwd>walking</kwd><kwd>peers</kwd></kwd-group>
 </article-meta>
</front>
<body>
 <sec sec-type="intro"><title>Introduction</title><p>People walk<xref ref-type="bibr" rid="b1">1</xref>.</p></sec>
 <sec sec-type="results"><label>2</label><title>What we found</title>
  <p>See <xref ref-type="fig" rid="f1">Figure 1</xref>.</p>
  <sec><title>Company</title>
   <p>Peers said: <disp-quote><p>I walk for the talk.</p><p>And the air.</p><attrib>P3, female</attrib></disp-quote>
   and they meant it.</p>
   <p><bold>Boundaries.</bold> Some kept away<fn id="n1"><p>Not in winter.</p></fn>.</p>
   <list><list-item><p>first</p></list-item><list-item><p>second</p></list-item></list>
   <table-wrap id="t1"><label>Table 1</label><caption><p>Who walked</p></caption>
    <table><tr><th>Name</th><th>Miles</th></tr><tr><td>P1</td><td>3&#160;000</td></tr></table>
    <table-wrap-foot><p>Self-report.</p></table-wrap-foot></table-wrap>
   <boxed-text><caption><title>Box 1</title></caption><p>In a box.</p></boxed-text>
  </sec>
 </sec>
</body>
<back><ack><title>Thanks</title><p>To all.</p></ack>
 <ref-list><title>References</title><ref id="b1"><label>1</label><element-citation><person-group><name>
  <surname>Roe</surname><given-names>R</given-names></name></person-group><source>Feet</source><year>1999</year>
  </element-citation></ref></ref-list></back>
<floats-group><fig id="f1"><label>Figure 1</label><caption><p>A path.</p></caption></fig></floats-group>
<sub-article article-type="translation"><body><p>Outro texto.</p></body></sub-article>
</article>"""


def blocks(text: str) -> list[tuple[str, str]]:
    document = read(text.encode(), "paper.xml")
    return [(b.kind, document.quote(b)) for b in document.blocks]


def test_blocks_stand_in_reading_order_and_floats_after_the_running_text() -> None:
    kinds = blocks(ARTICLE)
    assert kinds[:3] == [
        ("title", "Walking together"),
        ("paragraph", "Ana Silva, The Walkers"),
        ("heading", "Background"),
    ]
    body = kinds[kinds.index(("heading", "2 What we found")) :]
    assert body[2:11] == [
        ("heading", "Company"),
        ("paragraph", "Peers said:"),
        ("quote", "I walk for the talk."),
        ("quote", "And the air. P3, female"),
        ("paragraph", "and they meant it."),
        ("paragraph", "Boundaries. Some kept away."),
        ("list", "first"),
        ("list", "second"),
        ("paragraph", "Box 1"),
    ]
    assert kinds[-5:] == [
        ("note", "Not in winter."),
        ("caption", "Table 1. Who walked"),
        ("table", "Name\tMiles\nP1\t3 000"),
        ("note", "Self-report."),
        ("caption", "Figure 1. A path."),
    ]


def test_floats_keep_the_place_where_they_are_first_cited() -> None:
    document = read(ARTICLE.encode(), "paper.xml")
    figure = document.blocks[-1]
    assert figure.anchor == document.text.index("See Figure 1")
    assert all(b.anchor is None for b in document.blocks if b.kind in ("paragraph", "heading", "quote", "list"))


def test_marks_levels_roles_and_leads() -> None:
    document = read(ARTICLE.encode(), "paper.xml")
    marked = {(m.kind, document.text[m.start : m.end]) for m in document.marks}
    assert {("citation", "1"), ("bold", "Boundaries.")} <= marked
    levels = {document.quote(b): (b.level, b.role) for b in document.blocks if b.kind == "heading"}
    assert levels["2 What we found"] == (1, "findings")
    assert levels["Company"] == (2, None)
    assert levels["Background"] == (2, "abstract")
    lead = next(b for b in document.blocks if b.lead is not None)
    assert document.text[lead.start : lead.lead] == "Boundaries."


def test_metadata_and_what_was_not_read() -> None:
    document = read(ARTICLE.encode(), "paper.xml")
    m = document.metadata
    assert (m.title, m.authors, m.year) == ("Walking together", ("Ana Silva", "The Walkers"), 2019)
    assert (m.doi, m.journal, m.language) == ("10.1000/walk.1", "Journal of Walking", "en")
    assert [w.code for w in document.warnings] == ["sub_articles_skipped"]
    assert "Outro texto" not in document.text
    assert "1 Roe R Feet 1999" in document.text


def test_older_bmc_xml_reads_the_same_way() -> None:
    text = """<art><fm><bibl><title><p>Old ways</p></title><aug><au><snm>Roe</snm><fnm>Jo</fnm></au></aug>
    <source>Trials</source><pubdate>2009</pubdate><xrefbib><pubidlist><pubid idtype="doi">10.1/x</pubid></pubidlist>
    </xrefbib></bibl><abs><sec><st><p>Abstract</p></st><p>Short.</p></sec></abs></fm>
    <bdy><sec><st><p>Results</p></st><p>They <it>came</it> <abbrgrp><abbr bid="B1">1</abbr></abbrgrp>.</p>
    <table id="T1"><title><p>Table 1</p></title><caption><p>Counts</p></caption><tgroup><tbody>
    <row><entry><p>a</p></entry><entry><p>1</p></entry></row></tbody></tgroup></table></sec></bdy>
    <bm><refgrp><bibl id="B1"><title><p>Book</p></title></bibl></refgrp></bm></art>"""
    document = read(text.encode(), "old.xml")
    assert [
        (b.kind, b.level, document.quote(b)) for b in document.blocks if b.kind in ("heading", "table", "caption")
    ] == [
        ("heading", 2, "Abstract"),
        ("heading", 1, "Results"),
        ("caption", None, "Table 1. Counts"),
        ("table", None, "a\t1"),
    ]
    assert document.metadata.title == "Old ways"
    assert document.metadata.authors == ("Jo Roe",)
    assert (document.metadata.year, document.metadata.doi, document.metadata.journal) == (2009, "10.1/x", "Trials")
    assert {m.kind for m in document.marks} == {"italic", "citation"}


def test_bold_paragraphs_are_headings_where_there_are_no_sections() -> None:
    xml = """<article><body><p><bold>Methods</bold></p><p>We asked.</p><p><bold>Results</bold></p><p>They told.</p>
    <p><bold>Being heard</bold></p><p><bold>Not</bold> at once.</p></body></article>"""
    assert blocks(xml) == [
        ("heading", "Methods"),
        ("paragraph", "We asked."),
        ("heading", "Results"),
        ("paragraph", "They told."),
        ("heading", "Being heard"),
        ("paragraph", "Not at once."),
    ]


def test_sec_types() -> None:
    assert role_of("results") == "findings"
    assert role_of("results|discussion") == "findings_discussion"
    assert role_of("materials|methods") == "methods"
    assert role_of(None) is None
    assert role_of("something") is None


def test_entities_are_not_expanded_and_nothing_is_fetched() -> None:
    bomb = (
        '<!DOCTYPE article [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>'
        "<article><body><p>laugh &b; &x; &amp; go</p></body></article>"
    )
    document = read(bomb.encode(), "bomb.xml")
    assert "haha" not in document.text
    assert "root:" not in document.text
    assert "& go" in document.text


def test_damaged_xml_is_read_with_a_warning() -> None:
    cut = ARTICLE[: ARTICLE.index("and they meant it")]
    document = read(cut.encode(), "cut.xml")
    assert "I walk for the talk." in document.text
    assert "damaged_xml" in [w.code for w in document.warnings]


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", EmptyError),
        (b"<?xml version='1.0'?><note>hello</note>", UnsupportedError),
        (b"\x00\x01\x02\x03" * 100, UnsupportedError),
        (b"<?xml version='1.0'?>", DamagedError),
    ],
)
def test_what_is_no_paper_is_refused_in_a_sentence(data: bytes, error: type[Exception]) -> None:
    with pytest.raises(error, match=r"odd\.bin"):
        read(data, "odd.bin")


def test_deep_nesting_is_no_crash() -> None:
    deep = "<article><body>" + "<sec>" * 5000 + "<p>x</p>" + "</sec>" * 5000 + "</body></article>"
    document = read(deep.encode(), "deep.xml")
    assert "damaged_xml" in [w.code for w in document.warnings]


def test_untitled_sections_verse_speech_and_abstracts_of_other_kinds() -> None:
    from thirdorder.nlp.pipeline import analyse

    article = """<article><front><article-meta><title-group><article-title>Invented</article-title></title-group>
    <abstract abstract-type="author-highlights"><p>A chair.</p></abstract><abstract><p>We asked visitors.</p></abstract>
    <trans-abstract xml:lang="es"><p>Visitantes.</p></trans-abstract></article-meta></front><body>
    <sec sec-type="methods"><title>Methods</title><p>We asked.</p></sec>
    <sec sec-type="results"><sec><p>They sat <del>stood</del>down.</p><verse-group><verse-line>I sat</verse-line>
    <verse-line>and that was enough</verse-line></verse-group>
    <speech><speaker>Visitor 9</speaker><p>You take the chair.</p></speech></sec></sec></body></article>"""
    paper = analyse(read(article.encode(), "a.xml"))
    assert [paper.quote(p) for p in paper.passages if p.role == "abstract"] == ["We asked visitors."]
    assert [(p.kind, paper.quote(p)) for p in paper.findings] == [
        ("paragraph", "They sat down."),
        ("quote", "I sat and that was enough"),
        ("quote", "Visitor 9: You take the chair."),
    ]
    assert [v.speaker for v in paper.findings[2].voices] == ["Visitor 9"]


def test_a_title_is_without_its_note() -> None:
    noted = 'Walking<xref ref-type="fn" rid="t">*</xref><fn id="t"><p>Paid by nobody.</p></fn>: together'
    document = read(ARTICLE.replace("Walking <italic>together</italic>", noted).encode(), "a.xml")
    assert document.metadata.title == "Walking: together"


def test_verse_keeps_its_title() -> None:
    verse = (
        "<verse-group><title>A song</title><verse-group><verse-line>One</verse-line><verse-line>two</verse-line>"
        "</verse-group></verse-group>"
    )
    document = read(ARTICLE.replace("<p>In a box.</p>", f"<p>In a box.</p>{verse}").encode(), "a.xml")
    assert [document.quote(b) for b in document.blocks if b.kind == "quote"][-2:] == ["A song", "One two"]
