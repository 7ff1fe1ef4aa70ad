"""A name stands only where most of a theme's studies state it; else a theme is shown in its authors' words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from thirdorder.nlp.document import Span
from thirdorder.nlp.pipeline import parse
from thirdorder.nlp.review import Member, Study, Theme
from thirdorder.nlp.themes.naming.by_words import tidy_name
from thirdorder.nlp.themes.naming.own_words import name_as_stated

TEXT = """Invented study {n}

Ama Oduya, 2019

Results

{heading}

{claim} The women said so again and again, and they gave many examples from their own homes and streets.

Discussion

It was as expected.
"""
SAID = [
    ("Money buys peace at home", "Money bought peace, and peace was worth the money."),
    ("Peace has a price", "Peace at home was paid for with money by nearly all."),
    ("Keeping silent", "Silence was kept where words would have cost too much."),
]
PAPERS = [
    parse(TEXT.format(n=i, heading=h, claim=c).encode(), f"{i}.txt") for i, (h, c) in enumerate(SAID)
]  # fmt: skip
PRICE = "Peace: Peace at home was paid for with money by nearly all"
"""A label that only names a thing stands with what is said of it."""


def theme(label: str, number: int) -> Theme:
    held = [(p, p.constructs[0]) for p in PAPERS[:number]]
    members = tuple(Member(x, 1.0) for _, c in held for x in c.passages)
    return Theme("t-1", label, (), tuple(c.id for _, c in held), members, tuple(p.id for p, _ in held))


def test_a_name_that_most_studies_state_stands() -> None:
    (named,) = name_as_stated([theme("Peace and money", 3)], PAPERS, ())
    assert named.label == "Peace and money"
    assert named.flags == ()


def test_a_name_that_one_study_lends_gives_way_to_the_authors_own_words() -> None:
    (named,) = name_as_stated([theme("Keeping silent words", 3)], PAPERS, ())
    assert named.label == f"Money buys peace · Keeping silent · {PRICE}"  # what a single word names comes last
    assert named.flags == ("own_words",)


def test_neither_a_method_nor_a_number_is_a_name_and_no_two_labels_are_alike() -> None:
    first, second = theme("Focus groups", 2), replace(theme("Money 3", 2), id="t-2")
    named = name_as_stated([first, second], PAPERS, ())
    assert named[0].label == f"{PAPERS[0].constructs[0].label} · {PRICE}"
    assert len({t.label for t in named}) == 2


def test_a_single_word_is_a_name_only_where_authors_made_it_a_label_and_one_study_bears_out_none() -> None:
    (shared,) = name_as_stated([theme("Peace", 2)], PAPERS, ())
    assert shared.flags == ("own_words",)  # both speak of peace, neither calls it that
    heading = replace(PAPERS[0].constructs[0].evidence[0], source="heading")
    called = [replace(p, constructs=(replace(p.constructs[0], label="Peace", evidence=(heading,)),)) for p in PAPERS]
    (one,) = name_as_stated([theme("Peace", 2)], [called[0], *PAPERS[1:]], ())
    assert one.flags == ("own_words",)  # one calls it that
    (both,) = name_as_stated([theme("Peace", 2)], called, ())
    assert (both.label, both.flags) == ("Peace", ())
    (alone,) = name_as_stated([theme("Money buys peace", 2)], PAPERS, ())
    assert alone.flags == ("own_words",)


def test_a_study_is_shown_by_a_label_that_says_something_before_one_that_only_says_where() -> None:
    shown = theme("Nothing of it", 3)
    bare_first = replace(shown, constructs=(shown.constructs[1], shown.constructs[0], shown.constructs[2]))
    one = [Study("one", tuple(p.id for p in PAPERS))]
    (named,) = name_as_stated([bare_first], PAPERS, one)
    assert named.label == f"Money buys peace · Keeping silent · {PRICE}"


def test_what_one_study_calls_its_own_is_no_name_of_two() -> None:
    first = PAPERS[0].constructs[0]
    heading = replace(first.evidence[0], source="heading")
    called = replace(PAPERS[0], constructs=(replace(first, label="Paid with money", evidence=(heading,)),))
    (named,) = name_as_stated([theme("Paid with money", 2)], [called, *PAPERS[1:]], ())
    assert named.flags == ("own_words",)  # though the other says "paid for with money"


def test_an_abbreviation_of_one_paper_is_spelled_out() -> None:
    text = TEXT.format(n=9, heading="Beliefs about CF", claim="In complementary feeding (CF) the old ways were kept.")
    one = parse(text.encode(), "nine.txt")
    shown = replace(one, constructs=(replace(one.constructs[0], label="Beliefs about CF"),))
    held = theme("Nothing of it", 1)
    alone = replace(
        held, constructs=(shown.constructs[0].id,), members=tuple(Member(x, 1.0) for x in shown.constructs[0].passages)
    )
    (named,) = name_as_stated([alone], [shown], ())
    assert named.label == "Beliefs about complementary feeding"
    (known,) = name_as_stated([alone], [shown, parse(text.replace("9", "8").encode(), "eight.txt")], ())
    assert known.label == "Beliefs about CF"  # what two papers use is known to readers


@pytest.mark.parametrize(
    ("claim", "label"),
    [
        ("Women found the visits tiring but worth it.", "Acceptability: Women found the visits tiring but worth it"),
        ("However, they found the visits tiring and said so.", "Acceptability"),  # leans on what came before
        ("Table 2 shows how acceptable the visits were found.", "Acceptability"),
    ],
)
def test_a_label_that_only_names_a_thing_is_shown_with_what_is_said_of_it(claim: str, label: str) -> None:
    one = parse(TEXT.format(n=9, heading="Acceptability", claim=claim).encode(), "nine.txt")
    first = one.constructs[0]
    start = one.document.text.index(claim)
    called = replace(first, label="Acceptability", claims=(Span(start, start + len(claim)),))
    members = tuple(Member(x, 1.0) for x in first.passages)
    alone = Theme("t-1", "Nothing of it", (), (first.id,), members, (one.id,))
    (named,) = name_as_stated([alone], [replace(one, constructs=(called,))], ())
    assert named.label == label


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("‘Bana (settling down)’: why girls marry", "‘Bana (settling down)’: why girls marry"),
        ("“Peace has a price”", "Peace has a price"),
        ("“Peace has a price", "Peace has a price"),
    ],
)
def test_quotation_marks_go_only_in_pairs(label: str, name: str) -> None:
    assert tidy_name(label) == name
