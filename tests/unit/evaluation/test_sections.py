"""Scoring sections against marked papers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from difflib import SequenceMatcher

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thirdorder.evaluation.gold import gold_from_json, gold_from_xml, only_printed
from thirdorder.evaluation.sections import heading_key, score_sections
from thirdorder.evaluation.sequences import Overlap, common, matches, tokens
from thirdorder.nlp.document import Paper
from thirdorder.nlp.passages import cut_passages
from thirdorder.nlp.reading import read
from thirdorder.nlp.sections import find_sections


def paper(data: bytes, name: str) -> Paper:
    document = read(data, name)
    sections, status, warnings = find_sections(document)
    return Paper(document, sections, cut_passages(document, sections), (), findings_status=status, warnings=warnings)


XML = b"""<article xml:lang="en"><body>
<sec><title>1. Introduction</title><p>Why we asked.</p></sec>
<sec><title>2. Results</title><p>They came.<disp-quote><p>I came at once.</p></disp-quote></p>
<sec><title>Staying</title><p>They stayed long.</p></sec></sec>
<sec><title>3. Discussion</title><p>So it goes.</p></sec></body>
<back><ack><title>Acknowledgements</title><p>Thanks.</p></ack></back></article>"""


def test_gold_from_xml() -> None:
    gold = gold_from_xml(XML)
    assert [(s.level, s.title, s.is_findings) for s in gold.sections] == [
        (1, "1. Introduction", False),
        (1, "2. Results", True),
        (2, "Staying", True),
        (1, "3. Discussion", False),
    ]
    assert gold.words(findings=True) == "They came.\nI came at once.\nThey stayed long."
    assert gold.words(kinds=frozenset({"quote"})) == "I came at once."
    named = gold_from_xml(b"<article><body><p>One&nbsp;two &amp; &eacute;</p></body></article>")
    assert named.words() == "One two & \u00e9"
    with pytest.raises(ValueError, match="body"):
        gold_from_xml(b"<article/>")


def test_a_paper_read_right_scores_one() -> None:
    scores = score_sections({"a/paper.xml": XML}, paper)
    assert scores.failures == {}
    score = scores.scores[0]
    assert score.findings is not None
    assert score.quotes is not None
    assert (score.findings.f1, score.headings.f1, score.quotes.f1, score.roles) == (1.0, 1.0, 1.0, 1.0)
    assert scores.figures["all"]["findings_f1"].n == 1
    assert set(scores.figures) == {"all", "layout: jats", "language: en"}
    assert json.loads(json.dumps(scores.to_dict()))["figures"]["all"]["headings_f1"]["mean"] == 1.0


def test_gold_beside_the_paper_and_what_it_misses() -> None:
    gold = {"sections": [
        {"level": 1, "title": "Methods", "sec_type": "methods",
            "is_findings": False, "paragraphs": ["We asked."], "kinds": ["p"]},
        {"level": 1, "title": "Findings", "sec_type": "",
            "is_findings": True, "paragraphs": ["One two three four."], "kinds": ["p"]},
    ]}  # fmt: skip
    text = b"Methods\n\nWe asked.\n\nResults\n\nOne two five.\n\nDiscussion\n\nNo."
    files = {"x/a.txt": text, "x/gold.json": json.dumps(gold).encode(), "y/b.txt": text, "y/broken.pdf": b"%PDF-"}
    scores = score_sections(files, paper)
    assert [s.name for s in scores.scores] == ["x/a.txt"]
    assert "gold" in scores.failures["y/b.txt"]
    score = scores.scores[0]
    assert score.findings == Overlap(2, 3, 4)
    assert score.missed_headings == ("findings",)
    assert score.false_headings == ("results", "discussion")


def test_where_nothing_is_marked_false_findings_are_counted() -> None:
    gold = {"sections": [
        {"level": 1, "title": "Methods", "sec_type": "",
            "is_findings": False, "paragraphs": ["We ask."], "kinds": ["p"]},
    ]}  # fmt: skip
    files = {"a.txt": b"Methods\n\nWe ask.\n\nResults\n\nNone yet.", "gold.json": json.dumps(gold).encode()}
    score = score_sections(files, paper).scores[0]
    assert score.findings is None
    assert score.false_findings == 0.5


def test_gold_without_sections_is_named() -> None:
    with pytest.raises(ValueError, match="sections"):
        gold_from_json(b"{}")
    assert "list of sections" in score_sections({"a.txt": b"Words.", "gold.json": b"{}"}, paper).failures["a.txt"]


def test_heading_keys() -> None:
    assert heading_key("3.2  Living With It:") == heading_key("living with it") == "living with it"
    assert heading_key("1 | Introduction") == "introduction"
    assert heading_key("3.1. 1. Trust") == "trust"
    assert heading_key("B. Trust") == heading_key("III-B. Trust") == "trust"
    assert tokens("ﬁnd Ça 3.5") == ["find", "ça", "3", "5"]


def slow(a: Sequence[str], b: Sequence[str]) -> int:
    row = [0] * (len(b) + 1)
    for x in a:
        above = row[:]
        for j, y in enumerate(b):
            row[j + 1] = above[j] + 1 if x == y else max(above[j + 1], row[j])
    return row[-1]


@given(st.text("abc", max_size=40), st.text("abc", max_size=40))
def test_common_subsequences(a: str, b: str) -> None:
    pairs = matches(a, b)
    assert common(a, b) == slow(a, b) == len(pairs)
    assert all(a[i] == b[j] for i, j in pairs)
    assert pairs == sorted(pairs)
    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)
    assert common(a, b) >= sum(m.size for m in SequenceMatcher(None, a, b).get_matching_blocks())


def test_figures_are_the_same_twice() -> None:
    files = {f"{n}/paper.xml": XML.replace(b"long", b"long " * n) for n in range(1, 5)}
    assert score_sections(files, paper).to_dict() == score_sections(files, paper).to_dict()


def test_figures_by_kind_rest_on_papers_and_on_more_than_one_journal() -> None:
    def gold(paper_id: str, journal: str, kind: str) -> bytes:
        findings = {"level": 1, "title": "Results", "is_findings": True, "paragraphs": ["They came."], "kinds": ["p"]}
        return json.dumps(
            {"id": paper_id, "journal": journal, "is_qualitative": kind, "language": "en", "sections": [findings]}
        ).encode()

    right = b"Introduction\n\nWhy we asked.\n\nResults\n\nThey came."
    wrong = b"Introduction\n\nThey came."
    files = {
        "a/one.txt": right, "a/two.txt": wrong, "a/gold.json": gold("a", "First", "yes"),
        "b/one.txt": right, "b/gold.json": gold("b", "Second", "mixed"),
    }  # fmt: skip
    found = score_sections(files, paper).figures
    assert {"kind: qualitative", "kind: mixed methods"} <= set(found)
    figure = found["all"]["findings_f1"]
    assert (figure.n, figure.papers, figure.journals) == (3, 2, 2)
    assert figure.without == (0.5, 1.0)
    assert figure.mean_interval == (0.5, 1.0)  # both files of a paper are drawn together
    assert found["kind: qualitative"]["findings_f1"].without is None


def test_front_matter_is_scored_against_the_xml_beside_a_pdf() -> None:
    from thirdorder.evaluation.sections.front import find_front, score_front
    from thirdorder.nlp.pipeline import parse

    xml = b"""<article><front><article-meta><article-id pub-id-type="doi">10.1000/X</article-id><title-group>
    <article-title>Sitting first in town<xref>1</xref></article-title></title-group><contrib-group>
    <contrib contrib-type="author"><name><surname>Arden</surname></name></contrib>
    <contrib contrib-type="editor"><name><surname>Dorn</surname></name></contrib></contrib-group>
    <pub-date><year>2019</year></pub-date></article-meta></front><body><p>We sat.</p></body></article>"""
    front = find_front({"a/paper.pdf": b"", "a/paper.xml": xml}, "a/paper.pdf")
    paper = parse(b"Sitting first in town\n\nLena Arden, 2018\n\nAbstract\n\nWe sat.\n\nResults\n\nThey sat.", "a.txt")
    assert score_front(paper, front) == {
        "titles": True,
        "authors": True,
        "years": False,
        "dois": False,
        "alarms": False,
    }
    assert find_front({"a/paper.xml": xml}, "a/paper.xml") is None


def test_headings_that_no_page_bears_are_told_from_those_missed() -> None:
    titles = ("Methods", "Data availability", "Results", "Associated Data", "Data availability", "Supple-mentary")
    secs = "".join(f"<sec><title>{t}</title><p>Words.</p></sec>" for t in titles)
    gold = gold_from_xml(f"<article><body>{secs}</body></article>".encode())
    left, missing = only_printed(gold, "1 METHODS Words. Data avail-\nability Results Supple\nmentary")
    assert missing == ("Associated Data", "Data availability")
    assert [s.title for s in left.sections if s.title] == ["Methods", "Data availability", "Results", "Supple-mentary"]
    assert only_printed(gold, "Duaderwv ri vdwowd")[1] == ()  # letters that a font hides say nothing
