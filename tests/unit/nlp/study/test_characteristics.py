"""Country, setting, participants and method."""

from __future__ import annotations

import pytest

from thirdorder.nlp.document import Document, Found
from thirdorder.nlp.reading import read
from thirdorder.nlp.sections import find_sections
from thirdorder.nlp.study.characteristics import find_characteristics
from thirdorder.nlp.study.country_names import find_countries
from thirdorder.nlp.study.participants import number_in


def characteristics(document: Document) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for f in find_characteristics(document, find_sections(document)[0]):
        check(document, f)
        found.setdefault(f.name, []).append(f.value)
    return found


def check(document: Document, found: Found) -> None:
    words = " ".join(document.text[found.start : found.end].split())
    assert words
    if found.name != "country":
        assert words == found.value


PAPER = """# Peers in rural clinics

## Abstract

Peer workers in Ghana were rarely asked. We held semi-structured interviews and two focus groups with 23 peer workers
in district hospitals, and used thematic analysis.

## Introduction

Studies from Kenya, Brazil and the UK agree.

## Methods

Twenty-three peer workers took part in semi-structured interviews at district hospitals in northern Ghana. Two of the
researchers, both from France, led them. Thematic analysis followed.

## Results

They spoke.
"""


def test_what_the_paper_says_of_its_study() -> None:
    found = characteristics(read(PAPER.encode(), "a.txt"))
    assert found["country"] == ["Ghana"]
    assert found["participants"] == ["Twenty-three peer workers"]
    assert number_in(found["participants"][0]) == 23
    assert found["setting"][0] == "district hospitals"
    assert {"semi-structured interviews", "thematic analysis"} <= set(found["method"])


@pytest.mark.parametrize(
    ("methods", "number"),
    [
        ("Of the N = 396 men originally recruited for the trial, we interviewed 25 men at its end.", 25),
        ("A total of ten (10) midwives out of twenty-seven (27) practising midwives were selected.", 10),
        ("A total of 268 patients were enrolled; 122 patients were included in the intervention group.", 268),
        ("Thirteen of the 16 interviewees were women, and all 16 interviewees were recruited at one clinic.", 16),
        ("Focus groups were held with six to ten women each. A total of 58 women took part.", 58),
        ("Interviews were held with mothers (n = 14) of young children.", 14),
        ("Foram entrevistadas doze mulheres; participaram do estudo 12 mulheres.", 12),
    ],
)
def test_the_number_of_participants_among_other_numbers_of_people(methods: str, number: int) -> None:
    found = characteristics(
        read(f"# A paper about something\n\n## Methods\n\n{methods}\n\n## Results\n\nThey spoke.".encode(), "a.md")
    )
    assert number_in(found["participants"][0]) == number


@pytest.mark.parametrize(
    "methods",
    [
        "The ward consists of 20 villages and 912 households.",
        "Groups of 6 to 10 participants met each week. Most women had one to three children.",
        "The cycle reached 244 women's groups. Interviews were held in 10 households per settlement.",
        "Of the 649 employees approached, 225 employees declined.",
    ],
)
def test_numbers_of_other_people_are_not_taken_for_the_participants(methods: str) -> None:
    text = f"# A paper about something\n\n## Methods\n\n{methods}\n\n## Results\n\nThey spoke."
    assert "participants" not in characteristics(read(text.encode(), "a.md"))


def test_a_paper_that_says_nothing_gives_nothing() -> None:
    assert characteristics(read(b"Introduction\n\nNothing here.\n\nMethods\n\nNone.", "a.txt")) == {}


def test_country_names() -> None:
    text = "In the USA and in New South Wales, Côte d’Ivoire, Viet Nam, the DRC; New Guinea pigs."
    text += " See the New Zealand Trials Registry."
    assert [c for c, _, _ in find_countries(text, 0, len(text))] == [
        "United States",
        "Ivory Coast",
        "Vietnam",
        "Democratic Republic of the Congo",
    ]
