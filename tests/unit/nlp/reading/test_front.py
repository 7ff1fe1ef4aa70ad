"""Titles, authors, years and DOIs as first pages print them, and nothing where they do not. All names are invented."""

from __future__ import annotations

import pytest

from thirdorder.nlp.document import Block, Box, Furniture, Metadata
from thirdorder.nlp.reading.front import find_metadata, unsure
from thirdorder.nlp.reading.front.authors import names_in
from thirdorder.nlp.reading.front.title import clean_title


def read(*printed: str, margins: tuple[str, ...] = (), **info: str) -> Metadata:
    """What blocks (the first that opens with # is the title) and running heads of three pages say."""
    blocks: list[Block] = []
    text = ""
    for block in printed:
        words = block.removeprefix("#")
        blocks.append(Block("title" if block.startswith("#") else "paragraph", len(text), len(text) + len(words)))
        text += words + "\n\n"
    heads = [Furniture(page, Box(page, 0, 0, 1, 1), m) for page in (1, 2, 3) for m in margins]
    return find_metadata(text, blocks, heads, info, len(text))


@pytest.mark.parametrize(
    ("printed", "title"),
    [
        ("OPEN Sitting first: a study", "Sitting first: a study"),
        ("Open Access Sitting first", "Sitting first"),
        ("Sitting first Check for updates", "Sitting first"),
        ("Open access to chairs", "Open access to chairs"),
        ("OPEN DOORS IN TWO TOWNS", "OPEN DOORS IN TWO TOWNS"),
        ("Sitting first *", "Sitting first"),
    ],
)
def test_badges_are_no_part_of_a_title(printed: str, title: str) -> None:
    assert clean_title(printed) == title


def test_the_files_own_title_counts_where_a_page_prints_it() -> None:
    stated = "Sitting first in two towns"
    assert read("NEWS Sitting first in two towns", "Ann Arden, Bo Bosco", Title=stated).title == stated
    assert read("Something else", Title=stated).title == ""
    assert read("#Review 4 Sitting first in two towns", Title=stated).title == stated


def test_authors_stand_under_the_title_or_are_left_out() -> None:
    printed = "Received: 8 October 2021 Ann Arden 1,2, Bo van der Berg 1 & Cy Castel 2"
    assert read("#Sitting first", printed).authors == ("Ann Arden", "Bo van der Berg", "Cy Castel")
    assert read("#Sitting first", "We asked visitors.", Author="Template Maker").authors == ()
    assert names_in("Academic Editors: Ann Arden, Bo Bosco") == ()
    assert names_in("A thesis submitted by Ann Arden") == ()


@pytest.mark.parametrize(
    ("printed", "margins", "year"),
    [
        (("#Sitting", "Ann Arden and Bo Bosco, 2019"), (), 2019),
        (("#Sitting", "Ann Arden", "June 2016"), ("As Dorn (1997) says",), 2016),
        (("#Sitting", "© 2021 The Authors"), ("10.3389/fpubh.2025.1719584",), 2021),
        (("#Sitting",), ("J Chairs (2018) 7:29",), 2018),
        (("#Sitting", "Ward life changed in 1999, 12 (of 40) said, as Dorn had in 1987. " * 20), (), None),
    ],
)
def test_the_year_is_that_of_the_imprint(printed: tuple[str, ...], margins: tuple[str, ...], year: int | None) -> None:
    assert read(*printed, margins=margins, CreationDate="D:20260101120000").year == year


def test_the_doi_of_another_article_is_not_the_papers() -> None:
    cited = "1. Dorn, E. Beds in one town. J Beds 2001. https://doi.org/10.1000/other.1"
    own = "© 2019 Arden. https://doi.org/10.1000/own.2"
    assert read("#Sitting first", "Ann Arden", cited).doi == ""
    assert read("#Sitting first", "Ann Arden", cited, own).doi == "10.1000/own.2"
    assert read("#Sitting first", cited, margins=("https://doi.org/10.1000/own.2",)).doi == "10.1000/own.2"


def test_what_is_not_said_is_told() -> None:
    (word,) = unsure(read("#Sitting first", "Ann Arden"), "a.pdf")
    assert "year" in word.message
    assert "title" not in word.message
    assert unsure(read("#Sitting first", "Ann Arden, 2019"), "a.pdf") == ()


def test_an_issue_at_the_edge_of_the_first_page_alone_gives_the_year() -> None:
    head = Furniture(1, Box(1, 0, 0, 1, 1), "Journal of Visits, Vol. 12, No. 3, 2018, pp. 45-67")
    later = Furniture(1, Box(1, 0, 0, 1, 1), "Downloaded from example.org, Vol. 3, 2024")
    blocks = [Block("title", 0, 13)]
    assert find_metadata("Sitting first", blocks, [head, later], {}, 13).year == 2018
