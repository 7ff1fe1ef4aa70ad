"""Reading plain text: encodings, paragraphs, headings, lists, tables."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thirdorder.nlp.reading import read
from thirdorder.nlp.reading.text import decode, read_text


def kinds(text: str) -> list[tuple[str, int | None, str]]:
    document = read_text(text.encode(), "a.txt")
    return [(b.kind, b.level, document.quote(b)) for b in document.blocks]


def test_markdown_headings_quotes_and_lists() -> None:
    text = (
        "# Trust in wards\n\n## Results\n\nOne line\nof text.\n\n> I was\n> afraid.\n\n"
        "- first\n- second\n\n### Safety\n\nMore."
    )
    assert kinds(text) == [
        ("title", None, "Trust in wards"),
        ("heading", 2, "Results"),
        ("paragraph", None, "One line of text."),
        ("quote", None, "I was afraid."),
        ("list", None, "- first"),
        ("list", None, "- second"),
        ("heading", 3, "Safety"),
        ("paragraph", None, "More."),
    ]


def test_plain_headings_are_known_by_name_number_or_look() -> None:
    text = (
        "A study of waiting rooms\n\nJane Doe, John Roe\n\nAbstract\n\nShort text here.\n\n"
        "Introduction\n\nLong text here.\n\n"
        "3.1 Waiting alone\n\nNobody came.\n\nBeing seen by others\n\nThey looked.\n\nThis line ends like a sentence."
    )
    headings = [(level, text) for kind, level, text in kinds(text) if kind == "heading"]
    assert headings == [
        (None, "Abstract"), (None, "Introduction"), (None, "3.1 Waiting alone"), (None, "Being seen by others"),
    ]  # fmt: skip


def test_paragraphs_cut_by_a_page_break_are_joined_and_hyphens_mended() -> None:
    long = "The peers in this study were glad to meet other people who had known the same ill-"
    text = f"Introduction\n\n{long}\n\nness before them.\n\nNext paragraph."
    assert kinds(text)[1][2].endswith("known the same illness before them.")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(encoding: str) -> None:
    text = "“Não é fácil”, disse ela."
    decoded, warnings = decode(text.encode(encoding), "a.txt")
    assert decoded == text
    assert [w.code for w in warnings] == (["encoding_guessed"] if encoding == "cp1252" else [])


def test_content_decides_not_the_name() -> None:
    assert read(b"Results\n\nThey came.", "paper.pdf").format == "text"
    assert read(b"<article><body><p>They came.</p></body></article>", "paper.txt").format == "jats"


@given(st.text(max_size=400))
def test_blocks_lie_in_order_and_hold_all_words(text: str) -> None:
    document = read_text(text.encode("utf-8", errors="ignore"), "a.txt")
    last = 0
    for block in document.blocks:
        assert last <= block.start < block.end <= len(document.text)
        last = block.end
    assert document.text[last:].strip() == ""


def test_a_lone_mark_of_quotation_is_no_block() -> None:
    assert all(b.start < b.end for b in read_text(b"Before.\n\n>\n\nAfter.", "a.txt").blocks)


def test_the_lines_before_the_abstract_say_who_wrote_it_and_when() -> None:
    text = (
        "A study of waiting rooms\n\nJane Doe, John Roe and Maria da Silva\n\n"
        "Journal of Waiting 2019; 3(2): 14-20. doi: https://doi.org/10.1234/wait.2019.7\n\n"
        "Abstract\n\nNobody waits alone, as Smith (2004) wrote.\n\nIntroduction\n\nLong text here.\n"
    )
    about = read(text.encode(), "a.txt").metadata
    assert about.title == "A study of waiting rooms"
    assert about.authors == ("Jane Doe", "John Roe", "Maria da Silva")
    assert (about.year, about.doi) == (2019, "10.1234/wait.2019.7")
    nothing = read(b"Introduction\n\nIn 2004 Ann Lee and Bo Ek wrote.\n\nResults\n\nThey came.", "b.txt").metadata
    assert (nothing.authors, nothing.year, nothing.doi) == ((), None, "")


def test_a_heading_straight_over_a_paragraph_in_one_line_is_one_and_a_year_is_none_of_the_names() -> None:
    long = "They said that somebody was always there, and that it had helped them through the winter. " * 4
    text = f"""Being believed in a rural town
Anna Berg, Carl Dahl
2021

Abstract
{long}

3. Findings
{long}

3.1 Being heard
{long}

3.2 Being paid
{long}
"""
    document = read_text(text.encode(), "a.txt")
    headings = [document.quote(b) for b in document.blocks if b.kind == "heading"]
    assert headings == ["Abstract", "3. Findings", "3.1 Being heard", "3.2 Being paid"]
    assert document.metadata.authors == ("Anna Berg", "Carl Dahl")
    assert document.metadata.year == 2021


def test_lines_that_end_as_on_old_macs_are_in_their_letters() -> None:
    text, warnings = decode("Müller\rGespräche".encode("mac_roman"), "a.txt")
    assert text == "Müller\rGespräche"
    assert "MacRoman" in warnings[0].message
