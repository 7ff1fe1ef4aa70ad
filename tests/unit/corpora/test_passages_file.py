from __future__ import annotations

import pytest

from thirdorder.corpora.errors import FormatError
from thirdorder.corpora.passages_file import read_passages_file


def test_units_are_document_and_passage() -> None:
    papers = read_passages_file(b"document,passage,text\nA,1,Some words\nA,2,\nB,1,Others\nA,3,more\n", "p.csv")
    assert [[(p.id, paper.quote(p)) for p in paper.findings] for paper in papers] == [
        [("A/1", "Some words"), ("A/3", "more")],
        [("B/1", "Others")],
    ]
    assert len({p.id for p in papers}) == 2


@pytest.mark.parametrize(("rows", "row"), [("A,1,x\nA,1,y", 3), (",1,x", 2), ("A,1,", None)])
def test_errors_name_the_row(rows: str, row: int | None) -> None:
    with pytest.raises(FormatError) as caught:
        read_passages_file(f"document,passage,text\n{rows}\n".encode(), "p.csv")
    assert caught.value.row == row
