"""The tree of sections, their roles, and where the findings are."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thirdorder.nlp.document import Block, BlockKind, Document, Mark, Role, Section, Style, innermost
from thirdorder.nlp.reading import read
from thirdorder.nlp.sections import find_sections

FILLER = "Participants in the interviews described how they lived with it every day. " * 6
MAIN = Style(12.0, bold=True, font="Sans-Bold")
SUB = Style(11.0, italic=True, font="Sans-Italic")
BODY = Style(10.0, font="Serif")


def page(*lines: str | tuple[str, Style]) -> Document:
    """A document as a PDF gives it: headings have a style and no level. A plain string is a paragraph."""
    blocks: list[Block] = []
    text = ""
    for line in lines:
        words, style = line if isinstance(line, tuple) else (line, BODY)
        start = len(text) + 2 * bool(text)
        text += ("\n\n" if text else "") + words
        blocks.append(Block("heading" if isinstance(line, tuple) else "paragraph", start, len(text), style=style))
    return Document("c" * 64, "paper.pdf", "pdf", text, tuple(blocks), 1)


def roles(document: Document) -> list[tuple[int, str, Role]]:
    return [(s.level, s.title, s.role) for s in find_sections(document)[0] if s.title]


def check_tree(document: Document, sections: tuple[Section, ...]) -> None:
    """Top sections tile the text; children lie inside their parents, in order, and never overlap."""
    tops = [s for s in sections if s.parent is None]
    assert tops[0].start == 0
    assert tops[-1].end == len(document.text)
    assert all(a.end == b.start for a, b in pairwise(tops))
    by_id = {s.id: s for s in sections}
    assert len(by_id) == len(sections)
    for s in sections:
        if s.parent is not None:
            parent = by_id[s.parent]
            assert parent.start <= s.start < s.end <= parent.end
            assert s.level == parent.level + 1
        siblings = [t for t in sections if t.parent == s.parent and t is not s]
        assert all(t.end <= s.start or s.end <= t.start for t in siblings)


def test_levels_come_from_how_headings_are_set() -> None:
    document = page(
        ("Introduction", MAIN), FILLER, ("Methods", MAIN), ("Sampling", SUB), FILLER, ("Results", MAIN), FILLER,
        ("Living with it", SUB), FILLER, ("Living against it", SUB), FILLER, ("Discussion", MAIN), FILLER,
        ("References", MAIN), "1. Roe J. Feet. 1999.",
    )  # fmt: skip
    assert roles(document) == [
        (1, "Introduction", "introduction"),
        (1, "Methods", "methods"),
        (2, "Sampling", "methods"),
        (1, "Results", "findings"),
        (2, "Living with it", "findings"),
        (2, "Living against it", "findings"),
        (1, "Discussion", "discussion"),
        (1, "References", "references"),
    ]
    sections, status, warnings = find_sections(document)
    assert status == "found"
    assert warnings == ()
    check_tree(document, sections)


def test_numbers_decide_where_sections_are_numbered() -> None:
    same = Style(10.0, bold=True)
    document = page(
        ("1 | INTRODUCTION", same), FILLER, ("2 | METHODS", same), FILLER, ("3 | FINDINGS", same),
        ("3.1 | Being alone", same), FILLER, ("3.1.1 | At night", same), FILLER, ("4 | DISCUSSION", same), FILLER,
    )  # fmt: skip
    assert [(level, title) for level, title, _ in roles(document)][2:5] == [
        (1, "3 FINDINGS"),
        (2, "3.1 Being alone"),
        (3, "3.1.1 At night"),
    ]


def test_numbers_of_plain_text_say_how_deep_a_heading_stands_only_below_a_numbered_part() -> None:
    reporting = "“It was the nights,” one woman said (P4). Others told us that nobody came. " * 6
    meaning = "Our findings agree with earlier studies, which suggests that services should change. " * 6
    text = f"""1 Introduction

{FILLER}

2 Methods

{FILLER}

2.1 Talking at night

{reporting}

3 Discussion

{meaning}"""
    numbered = read(text.encode(), "a.txt")
    assert {s.title: s.level for s in find_sections(numbered)[0]}["2.1 Talking at night"] == 2
    orphan = read(text.replace("2.1 Talking", "4.1 Talking").encode(), "a.txt")
    assert {s.title: s.level for s in find_sections(orphan)[0]}["4.1 Talking at night"] == 1


def test_a_numbered_section_read_out_of_turn_keeps_the_role_of_its_number() -> None:
    document = page(
        ("1 Introduction", MAIN), FILLER, ("2 Methods", MAIN), FILLER, ("3 Results", MAIN), FILLER,
        ("3.1 Bread", SUB), FILLER, ("2.2 Who came", SUB), FILLER, ("4 Discussion", MAIN), FILLER,
    )  # fmt: skip
    found = {s.title: (s.role, s.evidence) for s in find_sections(document)[0]}
    assert found["3.1 Bread"] == ("findings", "inherited")
    assert found["2.2 Who came"] == ("methods", "by its number")


def test_a_heading_and_the_first_below_it_are_parted() -> None:
    document = page(
        ("1 Introduction", MAIN), FILLER, ("2 Methods 2.1 Design", MAIN), FILLER, ("3 Results", MAIN), FILLER
    )
    assert [t for _, t, _ in roles(document)] == ["1 Introduction", "2 Methods", "2.1 Design", "3 Results"]


def test_a_structured_abstract_stays_abstract() -> None:
    small = Style(10.0, bold=True)
    document = page(
        ("Abstract", Style(11.0, bold=True)), ("Background", small), "Short.", ("Methods", small), "We asked.",
        ("Results", small), "They told.", ("Conclusions", small), "So it is.", ("Background", MAIN), FILLER,
        ("Methods", MAIN), FILLER, ("Results", MAIN), FILLER, ("Discussion", MAIN), FILLER,
    )  # fmt: skip
    assert [r for _, _, r in roles(document)] == [
        "abstract", "abstract", "abstract", "abstract", "abstract", "introduction", "methods", "findings", "discussion",
    ]  # fmt: skip
    assert [level for level, _, _ in roles(document)] == [1, 2, 2, 2, 2, 1, 1, 1, 1]


def test_findings_under_thematic_headings_alone() -> None:
    document = page(
        ("Introduction", MAIN), FILLER, ("Methods", MAIN), FILLER, ("Carrying the weight", MAIN), FILLER,
        ("Putting it down", MAIN), FILLER, ("Discussion", MAIN), FILLER,
    )  # fmt: skip
    assert [r for _, _, r in roles(document)] == ["introduction", "methods", "findings", "findings", "discussion"]
    _, status, warnings = find_sections(document)
    assert status == "found"
    assert [w.code for w in warnings] == ["findings_uncertain"]


def test_words_of_parts_inside_other_parts() -> None:
    document = page(
        ("Introduction", MAIN), FILLER, ("Earlier findings on grief", MAIN), FILLER, ("Methods", MAIN), FILLER,
        ("Group discussions", MAIN), FILLER, ("Findings", MAIN), FILLER, ("Discussion", MAIN), FILLER,
    )  # fmt: skip
    assert [r for _, _, r in roles(document)] == [
        "introduction", "introduction", "methods", "methods", "findings", "discussion",
    ]  # fmt: skip
    document = page(
        ("Introduction", MAIN), FILLER, ("Methods", MAIN), FILLER, ("Methods of coping", MAIN), FILLER,
        ("Analysis", MAIN), FILLER, ("Conclusion", MAIN), FILLER,
    )  # fmt: skip
    assert [r for _, _, r in roles(document)] == ["introduction", "methods", "findings", "findings", "conclusion"]


def test_a_chemistry_paper_has_no_findings_to_guess() -> None:
    plain = "The compound was heated under reflux and then filtered. " * 8
    document = page(
        ("Introduction", MAIN), plain, ("Experimental", MAIN), plain, ("Synthesis of the ester", MAIN), plain,
        ("Conclusion", MAIN), plain,
    )  # fmt: skip
    assert find_sections(document)[1] == "not_found"
    assert [w.code for w in find_sections(document)[2]] == ["findings_not_found"]


def test_merged_findings_and_a_discussion_that_speaks_of_findings() -> None:
    merged = page(
        ("Introduction", MAIN), FILLER, ("Results and discussion", MAIN), FILLER, ("Conclusion", MAIN), FILLER
    )
    assert find_sections(merged)[1] == "merged_with_discussion"
    document = page(
        ("Methods", MAIN), FILLER, ("Results", MAIN), FILLER, ("Discussion", MAIN), ("Principal findings", MAIN),
        FILLER,
        ("Conclusions", MAIN), FILLER,
    )  # fmt: skip
    assert roles(document)[3] == (1, "Principal findings", "discussion")


def test_a_theme_called_like_a_part_of_a_paper_stays_findings() -> None:
    document = page(
        ("Methods", MAIN), FILLER, ("Results", MAIN), FILLER, ("Participants", MAIN), FILLER, ("Disclosure", MAIN),
        FILLER,
        ("Discussion", MAIN), FILLER,
    )  # fmt: skip
    assert [r for _, _, r in roles(document)] == ["methods", "findings", "findings", "findings", "discussion"]


def test_lines_set_like_headings_that_are_none() -> None:
    document = page(
        ("ORIGINAL ARTICLE", MAIN), ("Ana Silva, Joe Roe", MAIN), ("Abstract", MAIN), FILLER, ("Keywords: trust", MAIN),
        ("Introduction", MAIN), FILLER, ("Results", MAIN), FILLER, ("Name", SUB), ("Age", SUB), ("Sex", SUB),
        ("P12, female: I never", SUB), FILLER, ("Discussion", MAIN), FILLER,
    )  # fmt: skip
    assert [t for _, t, _ in roles(document)] == ["Abstract", "Introduction", "Results", "Discussion"]


def test_headings_that_open_like_labels_are_headings() -> None:
    document = page(
        ("Methods", MAIN), FILLER, ("Results", MAIN), ("A place to belong", SUB), FILLER, ("I am not alone", SUB),
        FILLER,
        ("P12: never", SUB), FILLER, ("Discussion", MAIN), FILLER,
    )  # fmt: skip
    assert [t for _, t, _ in roles(document)][2:4] == ["A place to belong", "I am not alone"]
    assert "P12: never" not in [t for _, t, _ in roles(document)]


def test_run_in_headings_divide_a_section() -> None:
    xml = f"""<article><body><sec sec-type="methods"><title>Methods</title><p>{FILLER}</p></sec>
    <sec><title>Results</title><p>Two themes.</p>
    <p><bold>Boundaries.</bold> {FILLER}</p><p>More of it.</p><p><bold>Belonging:</bold> {FILLER}</p></sec>
    <sec><title>Discussion</title><p>{FILLER}</p></sec></body></article>"""
    document = read(xml.encode(), "a.xml")
    sections, _, _ = find_sections(document)
    run_ins = [s for s in sections if s.evidence == "run-in heading"]
    assert [(s.level, s.title, s.role) for s in run_ins] == [
        (2, "Boundaries", "findings"),
        (2, "Belonging", "findings"),
    ]
    assert document.text[run_ins[0].start : run_ins[0].end].rstrip().endswith("More of it.")
    check_tree(document, sections)


@pytest.mark.parametrize(("between", "titles"), [("paragraph", ["Being needed", "Being seen"]), ("list", [])])
def test_numbered_leads_head_text_where_text_stands_between_them(between: BlockKind, titles: list[str]) -> None:
    pieces: list[tuple[BlockKind, str, str]] = [
        ("heading", "", "Results"), ("paragraph", "", FILLER),
        ("list", "1) Being needed:", f" {FILLER}"), (between, "", "3) More of it." if between == "list" else FILLER),
        ("list", "2) Being seen:", f" {FILLER}"), (between, "", "4) Still more." if between == "list" else FILLER),
        ("heading", "", "Discussion"), ("paragraph", "", FILLER),
    ]  # fmt: skip
    text, blocks, marks = "", [], []
    for kind, lead, rest in pieces:
        start = len(text)
        ends = start + len(lead) if lead else None
        blocks.append(
            Block(kind, start, start + len(lead + rest), style=MAIN if kind == "heading" else BODY, lead=ends)
        )
        if ends:
            marks.append(Mark("italic", start, ends))
        text += f"{lead}{rest}\n\n"
    document = Document("d" * 64, "paper.pdf", "pdf", text, tuple(blocks), 1, marks=tuple(marks))
    sections, _, _ = find_sections(document)
    assert [s.title.partition(") ")[2] or s.title for s in sections if s.evidence == "run-in heading"] == titles


def test_floats_keep_the_role_of_their_anchor() -> None:
    table = "<table-wrap><label>Table 1</label><table><tr><td>a</td><td>b</td></tr></table></table-wrap>"
    xml = f"""<article><body><sec><title>Methods</title><p>{FILLER}</p>{table}</sec>
    <sec><title>Results</title><p>{FILLER}</p>{table}</sec></body></article>"""
    document = read(xml.encode(), "a.xml")
    sections, _, _ = find_sections(document)
    assert [s.role for s in sections if s.evidence == "float"] == ["methods", "findings"]
    check_tree(document, sections)


@pytest.mark.parametrize(
    ("methods", "findings", "discussion"),
    [("Métodos", "Resultados", "Discusión"), ("Métodos", "Resultados", "Discussão"), ("Méthodes", "Résultats",
        "Discussion"),
     ("Methodik", "Ergebnisse", "Diskussion")],
)  # fmt: skip
def test_languages(methods: str, findings: str, discussion: str) -> None:
    text = f"Introduction\n\nWords.\n\n{methods}\n\nWords.\n\n{findings}\n\nWords.\n\n{discussion}\n\nWords."
    assert [r for _, _, r in roles(read(text.encode(), "a.txt"))][1:] == ["methods", "findings", "discussion"]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                ["Results", "Methods", "Discussion", "Abstract", "References", "Being here", "2.1 Being", ""]
            ),
            st.sampled_from([MAIN, SUB, BODY]),
        ),
        max_size=14,
    )
)
def test_every_character_has_one_innermost_section(lines: list[tuple[str, Style]]) -> None:
    document = page(*((t, s) if t and s is not BODY else (t or "x") + " Words here." for t, s in lines), "The end.")
    sections, _, _ = find_sections(document)
    check_tree(document, sections)
    for offset in range(len(document.text)):
        found = innermost(sections, offset)
        assert found is not None
        deeper = [s for s in sections if s.start <= offset < s.end and s.level > found.level]
        assert deeper == []


def test_nothing_to_read() -> None:
    assert find_sections(Document("d" * 64, "a.txt", "text", "", (), 0))[1] == "not_found"


PAPERS = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "papers"


@pytest.mark.shared
def test_real_papers_are_whole_trees() -> None:
    if not PAPERS.is_dir():
        pytest.skip("the folder of real papers is absent")
    for path in sorted(PAPERS.glob("*/paper.xml"))[::6]:
        document = read(path.read_bytes(), path.name)
        check_tree(document, find_sections(document)[0])


QUOTED = "“I never knew what the morning would bring, and nobody there had asked me to say it.” (Ines, 34)"
MADE = (
    "I worked one night a week and did fieldwork for a year. Interviews were recorded, with consent; names are changed."
)


def test_findings_are_where_people_speak_if_no_heading_names_a_part() -> None:
    document = page(
        ("Introduction", MAIN), "An ethnography of a place. " * 20, ("Cutting bread", MAIN), MADE,
        ("The night", MAIN), FILLER, QUOTED, QUOTED, QUOTED, ("The day", MAIN), FILLER, QUOTED, QUOTED, QUOTED,
        ("What remains", MAIN), "Little remains of what has been said about such places. " * 5,
        ("References", MAIN), "1. Roe J. Feet. 1999.",
    )  # fmt: skip
    found, status, warnings = find_sections(document)
    assert [s.role for s in found if s.title] == [
        "introduction", "methods", "findings", "findings", "discussion", "references",
    ]  # fmt: skip
    assert status == "found"
    assert [w.code for w in warnings] == ["findings_uncertain"]


def test_methods_under_a_name_of_their_own() -> None:
    document = page(
        ("Introduction", MAIN), "Much is known of trains. " * 20, ("Riding along", MAIN), MADE, ("Findings", MAIN),
        FILLER, ("Discussion", MAIN), FILLER, ("References", MAIN), "1. Roe J. Feet. 1999.",
    )  # fmt: skip
    assert (1, "Riding along", "methods") in roles(document)
    assert (1, "Introduction", "introduction") in roles(document)


TOLD = (
    "Most women said that the nights were long. Several participants described how they had nobody to call. "
    "“I sat there until it was light, and then I made the bread as if nothing had been” (P3). Others felt relieved. "
) * 3
MEANT = (
    "Our findings are consistent with previous studies (Roe, 1999). This study suggests that policy should change. "
    "A limitation is that the sample may not be transferable. Future research could follow families for longer. "
) * 3


def test_plain_headings_stand_beside_the_part_before_them_where_their_text_begins_a_new_one() -> None:
    lines = [
        "Introduction", "Grief is common worldwide. Previous studies have described it (Roe, 1999). " * 4,
        "Methods", "We held interviews.", "Sampling", MADE * 2, "The long night", TOLD, "Bread at dawn", TOLD,
        "What it comes to", MEANT, "Conclusions", MEANT, "References", "1. Roe J. Feet. 1999.",
    ]  # fmt: skip
    document = read("\n\n".join(lines).encode(), "a.txt")
    assert roles(document) == [
        (1, "Introduction", "introduction"),
        (1, "Methods", "methods"),
        (2, "Sampling", "methods"),
        (1, "The long night", "findings"),
        (1, "Bread at dawn", "findings"),
        (1, "What it comes to", "discussion"),
        (1, "Conclusions", "conclusion"),
        (1, "References", "references"),
    ]
    check_tree(document, find_sections(document)[0])


def test_a_statement_between_two_parts_ends_nothing() -> None:
    document = page(
        ("Introduction", MAIN), FILLER, ("Methods", MAIN), MADE, ("Ethics statement", MAIN), "It was approved.",
        ("The long night", MAIN), TOLD, ("Bread at dawn", MAIN), TOLD, ("Discussion", MAIN), MEANT,
        ("Funding", MAIN), "None.",
    )  # fmt: skip
    assert [r for _, _, r in roles(document)] == [
        "introduction", "methods", "back", "findings", "findings", "discussion", "back",
    ]  # fmt: skip


def test_a_structured_abstract_without_a_heading_of_its_own_whose_parts_are_not_named_again() -> None:
    lines = [
        "A study of waiting rooms", "Objectives", "To see.", "Methods", "We asked.", "Results", "They told.",
        "Conclusions", "So it is.", "Introduction", FILLER, "Entering the field", MADE * 2, "The long night", TOLD,
        "Bread at dawn", TOLD, "What it comes to", MEANT,
    ]  # fmt: skip
    document = read("\n\n".join(lines).encode(), "a.txt")
    assert [r for _, _, r in roles(document)] == [
        "abstract", "abstract", "abstract", "abstract", "introduction", "methods", "findings", "findings", "discussion",
    ]  # fmt: skip


def plain(*blocks: str) -> list[tuple[str, Role]]:
    """Titles and roles of a paper given as plain text, a block each."""
    document = read("\n\n".join(blocks).encode(), "paper.txt")
    return [(s.title, s.role) for s in find_sections(document)[0] if s.title]


def test_a_discussion_does_not_begin_with_its_limitations() -> None:
    found = plain(
        "Introduction", MEANT, "Methods", MADE, "Results", TOLD, "The night", TOLD, "Bread and other things", "It may "
        "be that the nights meant less than they seemed to mean when we heard of them. " * 3 + MEANT[:120],
        "Strengths and limitations", MEANT, "Acknowledgements", "Thanks to all.", "References", "1. Roe J. Feet. 1999.",
    )  # fmt: skip
    assert ("The night", "findings") in found
    assert ("Bread and other things", "discussion") in found


def test_what_speaks_of_the_findings_once_more_is_a_discussion() -> None:
    found = plain(
        "Einleitung", MEANT, "Methoden", MADE, "Ergebnisse", TOLD, "Diskussion der Ergebnisse", MEANT, "Fazit", MEANT,
    )  # fmt: skip
    assert ("Ergebnisse", "findings") in found
    assert ("Diskussion der Ergebnisse", "discussion") in found
    alone = plain("Einleitung", MEANT, "Methoden", MADE, "Diskussion der Ergebnisse", TOLD + MEANT, "Fazit", MEANT)
    assert ("Diskussion der Ergebnisse", "findings_discussion") in alone


def test_nothing_behind_the_references_is_a_part_of_the_paper() -> None:
    found = plain(
        "Introduction", MEANT, "Methods", MADE, "The night", TOLD, "The day", TOLD, "What it says", MEANT,
        "References", "1. Roe J. Feet. 1999.", "Shoes P2 and P3 wore", TOLD, "Shoes P4 wore", TOLD,
    )  # fmt: skip
    assert [title for title, role in found if role == "findings"] == ["The night", "The day"]


def test_a_structured_abstract_ends_where_the_introduction_begins() -> None:
    found = plain(
        "Summary", "Background", "Nights are long.", "Methods", "We asked.", "Findings", "They were.",
        "Interpretation", "Bread helps.", "Introduction", MEANT, "Methods", MADE, "The night", TOLD, "The day", TOLD,
        "Discussion", MEANT,
    )  # fmt: skip
    assert [title for title, role in found if role == "findings"] == ["The night", "The day"]
    assert [role for title, role in found if title in ("Findings", "Interpretation")] == ["abstract", "abstract"]


def test_a_statement_on_funding_among_the_methods_stays_there() -> None:
    found = plain(
        "Introduction", MEANT, "Methods", "We asked.", "Funding", "By the ward.", "Design", MADE, "Results", TOLD,
        "Discussion", MEANT,
    )  # fmt: skip
    assert ("Design", "methods") in found


CHAPTER = Style(20.0, bold=True, font="Sans-Bold")


def test_the_chapters_of_a_thesis_that_report_studies_are_papers_in_the_paper() -> None:
    lines: list[str | tuple[str, Style]] = [("Introduction", CHAPTER), FILLER, ("1.1 Outline", MAIN), FILLER]
    for number, name in ((2, "Study 1: Sitting down first"), (3, "What the night leaves")):
        lines += [(name, CHAPTER), (f"{number}.1 Background", MAIN), FILLER, (f"{number}.2 Methods", MAIN), FILLER]
        lines += [(f"{number}.3 Results", MAIN), FILLER, (f"{number}.3.1 Being needed", SUB), FILLER]
        lines += [(f"{number}.4 Discussion", MAIN), FILLER]
    lines += [
        ("General discussion", CHAPTER),
        FILLER,
        ("4.1 Implications", MAIN),
        FILLER,
        ("References", CHAPTER),
        "1.",
    ]
    document = page(*lines)
    check_tree(document, find_sections(document)[0])
    found = roles(document)
    assert (1, "Study 1: Sitting down first", "introduction") in found
    assert [role for _, title, role in found if title.startswith(("2.", "3."))] == [
        "introduction", "methods", "findings", "findings", "discussion",
    ] * 2  # fmt: skip
    assert (1, "General discussion", "discussion") in found


def test_what_opens_with_the_name_of_end_matter_and_a_colon_is_no_discussion() -> None:
    document = page(
        ("Methods", MAIN), FILLER, ("Results", MAIN), FILLER, ("Conclusions", MAIN), FILLER,
        "Author Contributions: A.B. wrote the text.", "Funding: This work had no funding of any kind.",
        "Received: 3 May 2020; Accepted: 4 June 2020",
    )  # fmt: skip
    assert roles(document)[-2:] == [(1, "Author Contributions", "back"), (1, "Funding", "back")]


def test_key_findings_before_a_report_sum_it_up_and_its_plain_headings_say_its_parts() -> None:
    document = page(
        ("Key findings", MAIN), "Nobody sits down.", ("Why we asked", MAIN), FILLER, ("How we asked", MAIN), FILLER,
        ("What visitors told us", MAIN), FILLER, ("Being needed", SUB), FILLER, ("What should change", MAIN), FILLER,
    )  # fmt: skip
    assert [role for level, _, role in roles(document) if level == 1] == [
        "abstract", "introduction", "methods", "findings", "conclusion",
    ]  # fmt: skip


def test_headings_of_their_own_names_are_kept_where_only_the_last_parts_are_named() -> None:
    document = page(
        ("Lena Arden and Piet Bosco", SUB), "Northbridge.", ("Setting the scene", MAIN), 2 * FILLER,
        ("Learning to sit", MAIN), 2 * FILLER, ("Conclusion", MAIN), FILLER, ("References", MAIN), "1. Roe J.",
    )  # fmt: skip
    assert [title for _, title, _ in roles(document)] == [
        "Setting the scene", "Learning to sit", "Conclusion", "References",
    ]  # fmt: skip


def test_chapters_stand_above_sections_that_bear_the_names_of_main_parts_too() -> None:
    long = 6 * FILLER
    document = page(
        ("Introduction", CHAPTER), long, ("Methodology", CHAPTER), long, ("Methods", MAIN), long,
        ("Findings", CHAPTER), long, ("Being needed", MAIN), long, ("Discussion", CHAPTER), long,
        ("Results", MAIN), long, ("Conclusion", CHAPTER), long,
    )  # fmt: skip
    assert [title for level, title, _ in roles(document) if level > 1] == ["Methods", "Being needed", "Results"]


def test_a_level_without_numbers_below_numbered_headings_is_kept() -> None:
    deep, lead = Style(10.0, bold=True, font="Serif-Bold"), Style(10.0, bold=True, italic=True, font="Serif-BI")
    document = page(
        ("1 Introduction", MAIN), FILLER, ("2 Methods", MAIN), FILLER, ("3 Findings", MAIN), FILLER,
        ("3.1 Being needed", SUB), FILLER, ("At home", deep), FILLER, ("At work", deep), FILLER,
        ("At night", deep), FILLER,
        ("Scale of hope (SH).", lead), FILLER, ("Scale of care (SC).", lead), FILLER, ("Scale of rest (SR).", lead),
        FILLER, ("4 Discussion", MAIN), FILLER,
    )  # fmt: skip
    assert not any(title.startswith("Scale") for _, title, _ in roles(document))
    assert [(level, title) for level, title, _ in roles(document) if title.startswith("At ")] == [
        (3, "At home"), (3, "At work"), (3, "At night"),
    ]  # fmt: skip


def test_a_text_without_a_heading_behind_the_abstract_is_the_introduction() -> None:
    small, long = Style(9.0, font="Sans"), 2 * FILLER

    def roles_of(*opening: str | tuple[str, Style]) -> list[Role]:
        document = page(
            "Lena Arden", *opening, ("Methods", MAIN), long, ("Results", MAIN), long, ("Discussion", MAIN), long
        )
        blocks = tuple(replace(b, kind="paragraph") if b.style == small else b for b in document.blocks)
        return [s.role for s in find_sections(replace(document, blocks=blocks))[0]]

    assert roles_of((long, small), long)[:3] == ["front", "introduction", "methods"]
    assert roles_of(long, "Keywords: chairs; care", long)[:3] == ["front", "introduction", "methods"]
    assert roles_of(long)[:2] == ["front", "methods"]
