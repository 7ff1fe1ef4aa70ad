from __future__ import annotations

import pytest

from thirdorder.corpora.errors import FormatError
from thirdorder.corpora.passages_file import read_passages_file
from thirdorder.corpora.studies import gather_studies, join_studies, read_studies
from thirdorder.nlp.review import Study

DATA = b"""study,paper,review,overlaps,country
Moran,one.pdf,no,Moran b,USA
Moran,two.pdf,,,Israel
Moran b,three.pdf,,,USA
Walker,,yes,,CA
"""


def test_rows_of_one_study_are_one_study() -> None:
    rows = read_studies(DATA, "s.csv")
    studies = join_studies(rows, {"one.pdf": "1", "two.pdf": "2"})
    assert studies[0] == Study("Moran", ("1", "2"), False, ("Moran b",), {"country": "USA; Israel"})
    assert [(s.papers, s.review) for s in studies[1:]] == [((), False), ((), True)]


def test_papers_are_found_and_what_is_not_found_is_told() -> None:
    papers = read_passages_file(b"document,passage,text\nA,1,one\nB,1,two\nC,1,three\n", "p.csv")
    names = {paper.id: (file,) for paper, file in zip(papers, ("one.pdf", "x/two.pdf", "y/two.pdf"), strict=True)}
    studies, notes = gather_studies(read_studies(DATA, "s.csv"), papers, names)
    assert studies[0].papers == (papers[0].id,)
    assert len(notes) == 2
    assert "'three.pdf' matches no paper" in notes[0]
    assert "'two.pdf' fits 2 papers" in notes[1]


@pytest.mark.parametrize("row", ["A,x,perhaps,", ",x,,", "A,x,,Nobody"])
def test_errors_name_the_row(row: str) -> None:
    with pytest.raises(FormatError) as caught:
        read_studies(f"study,paper,review,overlaps\n{row}\n".encode(), "s.csv")
    assert caught.value.row == 2
