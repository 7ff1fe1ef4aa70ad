"""Cutting passages."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thirdorder.nlp.document import FINDINGS_ROLES, RUNNING_KINDS, Block, Document, Passage, Section, Style
from thirdorder.nlp.passages import LONGEST, cut_passages, is_quantitative
from thirdorder.nlp.reading import read
from thirdorder.nlp.sections import find_sections

PAPERS = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "papers"


def passages(document: Document) -> tuple[Passage, ...]:
    return cut_passages(document, find_sections(document)[0])


def check_cover(document: Document, sections: tuple[Section, ...], found: tuple[Passage, ...]) -> None:
    """Running findings passages touch every character of the findings but headings, white space and floats."""
    covered = [False] * len(document.text)
    for p in found:
        assert document.text[p.start : p.end].strip() == document.text[p.start : p.end] != ""
        assert p.id == f"{document.id}:p{p.start}-{p.end}"
        for i in range(p.start, p.end):
            assert not covered[i], "passages overlap"
            covered[i] = True
    for s in sections:
        if s.heading is not None:
            covered[s.heading.start : s.heading.end] = [True] * (s.heading.end - s.heading.start)
    for s in sections:
        if s.role in FINDINGS_ROLES:
            left = "".join(c for i, c in enumerate(document.text[s.start : s.end], s.start) if not covered[i])
            assert left.strip() == ""


def jats(findings: str) -> Document:
    body = f"<sec><title>Results</title>{findings}</sec><sec><title>Discussion</title><p>So.</p></sec>"
    return read(f"<article><body>{body}</body></article>".encode(), "a.xml")


def test_long_paragraphs_are_cut_at_sentence_ends_into_equal_parts() -> None:
    sentence = "They told the group that it had been hard to come at first and harder to stay. "
    document = jats(f"<p>{sentence * 20}</p>")
    found = [p for p in passages(document) if p.role == "findings"]
    lengths = [len(document.quote(p).split()) for p in found]
    assert len(found) == 3
    assert max(lengths) <= LONGEST + 17
    assert max(lengths) - min(lengths) <= 17
    assert all(document.quote(p).startswith("They told") and document.quote(p).endswith("stay.") for p in found)


def test_a_run_in_heading_stays_in_its_passage() -> None:
    document = jats("<p><bold>Trust.</bold> They came.</p><p><bold>Doubt.</bold> They left.</p>")
    assert [document.quote(p) for p in passages(document)][:2] == ["Trust. They came.", "Doubt. They left."]
    check_cover(document, find_sections(document)[0], passages(document))


def test_a_line_that_heads_nothing_is_read_as_text() -> None:
    main, small = Style(12.0, bold=True), Style(6.0, bold=True)
    parts = [
        ("Results", main, "heading"),
        ("Words here now.", Style(10.0), "paragraph"),
        ("Not a heading", small, "heading"),
    ]
    text, blocks = "", []
    for words, style, kind in parts:
        start = len(text)
        text += words + "\n\n"
        blocks.append(Block(kind, start, start + len(words), style=style))  # type: ignore[arg-type]
    document = Document("e" * 64, "a.pdf", "pdf", text.rstrip(), tuple(blocks), 1)
    assert [(p.kind, document.quote(p)) for p in passages(document)] == [
        ("paragraph", "Words here now."),
        ("paragraph", "Not a heading"),
    ]


def test_kinds() -> None:
    document = jats(
        "<p>Said:</p><disp-quote><p>I came.</p></disp-quote><list><list-item><p>one</p></list-item></list>"
        "<table-wrap><label>Table 1</label><caption><p>Who</p></caption><table><tr><td>a</td></tr></table></table-wrap>"
    )
    assert [(p.kind, p.role) for p in passages(document) if p.role == "findings"] == [
        ("paragraph", "findings"),
        ("quote", "findings"),
        ("list", "findings"),
        ("caption", "findings"),
        ("table", "findings"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The odds of leaving were higher in the trial arm (OR = 2.3, 95% CI 1.1 to 4.8, p = 0.03).", True),
        ("Mean age was 34.2 (SD = 8.1); 45% were women, 30% were men and 25% did not say.", True),
        ("Of those invited, 12% (14/116) declined, 40% (46/116) agreed and 48% did not answer.", True),
        ("Peers said that being seen by someone who had been there changed how they saw themselves.", False),
        ("Most women (n = 12) said “I would not go back there, not even if they paid me to do it”.", False),
        ("It was hard.", False),
        (
            "More boys than girls came (64% vs 44%, p<0.01). Clinics chose when to open. The reason that most gave was"
            " that they did not want to miss school. Parents could not leave work in the day. Others had gone away.",
            False,
        ),
    ],
)
def test_quantitative_passages(text: str, expected: bool) -> None:
    assert is_quantitative(text) is expected


@settings(max_examples=50)
@given(
    st.lists(
        st.tuples(st.sampled_from(["p", "disp-quote", "list"]), st.integers(1, 40), st.booleans()),
        min_size=1,
        max_size=6,
    )
)
def test_passages_cover_the_findings(parts: list[tuple[str, int, bool]]) -> None:
    sentence = "We went there. “Why?” she said (P1, e.g. a nurse). "
    xml = ""
    for kind, n, lead in parts:
        words = f"<p>{'<italic>Going out.</italic> ' * lead}{sentence * n}</p>"
        xml += (
            words
            if kind == "p"
            else f"<list><list-item>{words}</list-item></list>"
            if kind == "list"
            else f"<{kind}>{words}</{kind}>"
        )
    document = jats(xml)
    sections = find_sections(document)[0]
    check_cover(document, sections, cut_passages(document, sections))


@pytest.mark.shared
def test_passages_cover_the_findings_of_real_papers() -> None:
    if not PAPERS.is_dir():
        pytest.skip("the folder of real papers is absent")
    for path in sorted(PAPERS.glob("*/paper.xml"))[::5]:
        document = read(path.read_bytes(), path.name)
        sections = find_sections(document)[0]
        found = cut_passages(document, sections)
        check_cover(document, sections, found)
        running = [len(document.quote(p).split()) for p in found if p.kind in RUNNING_KINDS]
        assert sum(n > 2 * LONGEST for n in running) == 0


SHARES = "Of all of those asked, 40% said yes, 35% said no and 25% gave no answer at all (p = 0.04)."
TOLD = "They told the group that it had been hard to come at first and that it was harder to stay away from it."


def test_a_flag_agrees_with_its_section() -> None:
    def flags(*texts: str) -> list[bool]:
        found = passages(jats("".join(f"<p>{text}</p>" for text in texts)))
        return [p.quantitative for p in found if p.role == "findings"]

    assert flags(TOLD, TOLD, SHARES, TOLD) == [False] * 4
    assert flags(SHARES, TOLD, SHARES, SHARES) == [True] * 4
    assert flags(SHARES, "One said: “It was hard to come at first.”", SHARES, SHARES) == [True, False, True, True]
    assert flags(*[TOLD] * 8, *[SHARES] * 4) == [False] * 8 + [True] * 4


def test_a_line_that_says_who_spoke_belongs_to_the_quotation_before() -> None:
    from thirdorder.nlp.pipeline import parse

    text = """A study of waiting rooms

Abstract

We asked.

Results

They said that somebody was always there, and that it had helped them.

> “They asked for me.”

– Faye, 3 years on dialysis

They went on to say that nothing else got them out of the house in winter.
"""
    found = parse(text.encode(), "a.txt").findings
    assert [p.kind for p in found] == ["paragraph", "quote", "paragraph"]
    assert found[1].voices[0].speaker == "Faye, 3 years on dialysis"


def test_what_a_web_page_offers_beside_a_figure_is_nobodys_finding() -> None:
    from thirdorder.nlp.pipeline import parse

    text = """<html><body><article><h1>A study of waiting rooms</h1><h2>Results</h2>
    <p>They said that somebody was always there, and that it had helped them.</p>
    <p><a href="#">Full size image</a> <a href="#">Open in new tab</a> <a href="#">Download slide</a></p>
    <p>They went on to say that nothing else got them out of the house in winter.</p></article></body></html>"""
    assert [p.kind for p in parse(text.encode(), "a.html").findings] == ["paragraph", "paragraph"]
