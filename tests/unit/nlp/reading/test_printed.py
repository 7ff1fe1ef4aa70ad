"""Plain text as copied from a PDF: wrapped lines, running heads, headings between lines, tables between halves."""

from __future__ import annotations

import textwrap

from thirdorder.nlp.reading.pages import page_lines
from thirdorder.nlp.reading.printed import is_wrapped
from thirdorder.nlp.reading.text import read_text
from thirdorder.nlp.sections import find_sections

WARDS = (
    "Patients who had waited for a long time said that the ward felt like a station where nobody told them which "
    "train would come, and that the nurses were as lost as they were when the lists changed in the night. "
)
PEERS = (
    "Peers described how they shared a cup of tea before any form was filled in, because a form asks for a past "
    "that many would rather leave behind, and because tea leaves the hands with something to do. "
)


def wrapped(text: str, width: int = 60) -> str:
    return textwrap.fill(text.strip(), width)


def printed() -> str:
    """Three pages of a small paper as `pdftotext` gives them."""
    broken = wrapped(WARDS + PEERS + WARDS).split("\n")
    first = f"Waiting on wards: what patients say\n\nAbstract\n{wrapped(WARDS)}\nBackground\n{wrapped(PEERS * 2)}\n"
    second = (
        f"Methods\nWho took part\n{wrapped(PEERS * 2)}\n\nResults\nNobody tells you which train will come\n"
        + "\n".join(broken[:5])
        + "\n\nTable 1 Patients\n\nAge\n\nSex\n\nP1\n\n45\n\nFemale\n"
    )
    third = (
        "\n".join(broken[5:])
        + f"\n\n3.2 A cup of tea before any\nform\n\n{wrapped(PEERS * 2)}\nDiscussion\n{wrapped(WARDS * 2)}\n"
        + "References\n1. Roe J. On waiting. Ward Studies. 2014;2:1-9.\n"
    )
    pages = [
        f"Roe et al. Ward Studies (2015) 3:{page}\n\n{text}\nPage {page} of 3\n"
        for page, text in enumerate((first, second, third), start=1)
    ]
    return "\f".join(pages)


def test_wrapped_lines_become_paragraphs_and_headings() -> None:
    document = read_text(printed().encode(), "a.txt")
    headings = [document.quote(b) for b in document.blocks if b.kind == "heading"]
    assert headings == [
        "Abstract", "Background", "Methods", "Who took part", "Results", "Nobody tells you which train will come",
        "3.2 A cup of tea before any form", "Discussion", "References",
    ]  # fmt: skip
    assert document.metadata.title == "Waiting on wards: what patients say"


def test_a_sentence_goes_on_behind_the_table_that_broke_it() -> None:
    document = read_text(printed().encode(), "a.txt")
    texts = {b.kind: [document.quote(c) for c in document.blocks if c.kind == b.kind] for b in document.blocks}
    assert (WARDS + PEERS + WARDS).strip() in texts["paragraph"]
    assert texts["caption"] == ["Table 1 Patients"]
    assert texts["table"] == ["Age", "Sex", "P1", "45", "Female"]


def test_findings_of_copied_text_end_before_the_discussion() -> None:
    document = read_text(printed().encode(), "a.txt")
    sections, status, _ = find_sections(document)
    found = [document.quote(s) for s in sections if s.role == "findings" and s.parent is None]
    assert status == "found"
    assert len(found) == 1
    assert found[0].startswith("Results")
    assert found[0].rstrip().endswith(PEERS.strip())


def test_running_heads_and_numbers_of_pages_are_dropped() -> None:
    text = "\n".join(page_lines(printed()))
    assert "Page 2" not in text
    assert "Ward Studies (2015)" not in text
    assert "Ward Studies. 2014" in text


def test_what_comes_again_on_pages_without_counting_with_them_stays() -> None:
    pages = [f"{wrapped(WARDS)}\n\n(Midwife {number}, urban ward)\n" for number in (7, 2, 4, 9)]
    assert "\n".join(page_lines("\f".join(pages))).count("(Midwife") == 4


def test_numbers_of_lines_are_dropped() -> None:
    lines = wrapped((WARDS + PEERS) * 6).split("\n")
    numbered = "\n".join(f"{i} {line}" for i, line in enumerate(lines, start=1))
    assert page_lines(numbered) == lines
    beside = "\n\n".join(["\n".join(map(str, range(1, len(lines) + 1))), "\n".join(lines)])
    assert [line for line in page_lines(beside) if line] == lines


def test_text_with_a_paragraph_in_each_line_is_not_wrapped() -> None:
    assert not is_wrapped([WARDS, PEERS] * 30)
    assert not is_wrapped([WARDS, "", PEERS, ""] * 30)
    assert is_wrapped(wrapped(WARDS * 12).split("\n"))
