from __future__ import annotations

import pytest
from thirdorder.corpora.errors import FormatError
from thirdorder.corpora.papers import PaperName
from thirdorder.corpora.studies import match_studies, read_studies, study_of, write_studies
from thirdorder.nlp.codebook import Study

DATA = b"""study,paper,review,overlaps,country
Moran,one.pdf,no,Moran b,USA
Moran,two.pdf,,,Israel
Moran b,three.pdf,,,USA
Walker,four.pdf,yes,,CA
"""


def test_rows_of_one_study_are_one_study() -> None:
    studies = read_studies(DATA, "s.csv")
    assert studies[0] == Study("Moran", ("one.pdf", "two.pdf"), False, ("Moran b",), {"country": "USA; Israel"})
    assert [s.review for s in studies] == [False, False, True]


def test_studies_come_back() -> None:
    one = (Study("A", ("x", "y"), True, ("B",), {"country": "UK"}), Study("B", (), False, (), {"country": ""}))
    assert read_studies(write_studies(one), "s.csv") == one


def test_papers_get_their_ids_and_the_others_stand_alone() -> None:
    papers = [
        PaperName("1", paths=("one.pdf",)),
        PaperName("2", paths=("two.pdf",)),
        PaperName("9", paths=("new.pdf",)),
    ]
    studies, matches = match_studies(read_studies(DATA, "s.csv"), papers)
    assert study_of(studies) == {"1": "Moran", "2": "Moran", "9": "9"}
    assert matches.missing == ("three.pdf", "four.pdf")


@pytest.mark.parametrize("row", ["A,x,perhaps,", ",x,,", "A,x,,Nobody"])
def test_errors_name_the_row(row: str) -> None:
    with pytest.raises(FormatError) as caught:
        read_studies(f"study,paper,review,overlaps\n{row}\n".encode(), "s.csv")
    assert caught.value.row == 2
