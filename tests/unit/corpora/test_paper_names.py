from __future__ import annotations

import pytest

from thirdorder.corpora.paper_names import PaperName, match_papers

PAPERS = [
    PaperName("aaaa", "10.1/ABC", ("x/one/paper.xml", "x/one/paper.pdf"), ("Galia S. Moran", "Z Russinova"), 2012),
    PaperName("bbbb", "10.1/def", ("x/two/paper.xml",), ("Moran, Galia", "Gidugu, V"), 2012),
    PaperName("cccc", "", ("y/deep/Marino 2008.pdf",), ("Stoové Marino P", "Simoni JM"), 2008),
    PaperName("dddd", "", ("z/dddd.pdf",), ("Messias",), 2009),
]


@pytest.mark.parametrize(
    ("key", "paper"),
    [
        ("AAAA", "aaaa"),
        ("https://doi.org/10.1/abc", "aaaa"),
        ("doi: 10.1/DEF", "bbbb"),
        ("x\\two\\paper.xml", "bbbb"),
        ("x/two/paper", "bbbb"),
        ("one", "aaaa"),
        ("x/one", "aaaa"),
        ("Marino 2008.pdf", "cccc"),
        ("marino 2008", "cccc"),
        ("Moran & Gidugu 2012b", "bbbb"),
        ("Moran and Russinova, 2012", "aaaa"),
        ("Messias et al. (2009)", "dddd"),
        ("Stoove Marino 2008", "cccc"),
    ],
)
def test_each_way_of_naming_a_paper(key: str, paper: str) -> None:
    assert match_papers([key], PAPERS).found == {key: paper}


def test_a_dot_in_a_name_is_no_ending() -> None:
    papers = [PaperName("a", paths=("P1",)), PaperName("b", paths=("P1.1",)), PaperName("c", paths=("P1.2.txt",))]
    assert match_papers(["P1", "P1.1", "P1.2"], papers).found == {"P1": "a", "P1.1": "b", "P1.2": "c"}


def test_what_fits_none_or_several_is_told() -> None:
    matches = match_papers(["paper.xml", "Moran et al. 2012", "Nobody 1999", "2012"], PAPERS)
    assert matches.found == {}
    assert matches.missing == ("Nobody 1999", "2012")
    assert matches.ambiguous == {"paper.xml": ("aaaa", "bbbb"), "Moran et al. 2012": ("aaaa", "bbbb")}
