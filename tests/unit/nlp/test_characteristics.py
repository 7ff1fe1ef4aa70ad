"""Country, setting, participants and method."""

from __future__ import annotations

from thirdorder.nlp.characteristics import find_characteristics
from thirdorder.nlp.countries import find_countries
from thirdorder.nlp.document import Document, Found
from thirdorder.nlp.reading import read
from thirdorder.nlp.sections import find_sections


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
    assert found["participants"] == ["23 peer workers"]
    assert found["setting"][0] == "district hospitals"
    assert {"semi-structured interviews", "thematic analysis"} <= set(found["method"])


def test_a_paper_that_says_nothing_gives_nothing() -> None:
    assert characteristics(read(b"Introduction\n\nNothing here.\n\nMethods\n\nNone.", "a.txt")) == {}


def test_country_names() -> None:
    text = "In the USA and in New South Wales, Côte d’Ivoire, Viet Nam, the DRC; New Guinea pigs."
    assert [c for c, _, _ in find_countries(text, 0, len(text))] == [
        "United States",
        "Ivory Coast",
        "Vietnam",
        "Democratic Republic of the Congo",
    ]
