from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thirdorder.corpora.codebooks import read_codebook, write_codebook
from thirdorder.corpora.errors import FormatError
from thirdorder.nlp.review import Code, Codebook

words = (
    st.text("abcdeé;,& '", min_size=1, max_size=12).map(lambda t: " ".join(t.split())).filter(lambda t: t.strip(";, "))
)


def test_names_stand_for_codes_and_parents_are_given_by_either() -> None:
    data = b"code,name,definition,parent,examples\nR,Reciprocity,Give and take,,one; two\nG,Giving back,,reciprocity,\n"
    book = read_codebook(data, "c.csv")
    assert book.codes[0] == Code("R", "Reciprocity", "Give and take", None, ("one", "two"))
    assert book.codes[1].parent == "R"
    assert read_codebook(b"name\nGiving back\n", "c.csv").codes == (Code("Giving back", "Giving back"),)


@given(st.lists(words, unique_by=str.casefold, min_size=1, max_size=5), st.lists(words, unique=True, max_size=3))
def test_a_codebook_comes_back(names: list[str], examples: list[str]) -> None:
    book = Codebook(tuple(Code(n, n, "what", names[0] if i else None, tuple(examples)) for i, n in enumerate(names)))
    assert read_codebook(write_codebook(book), "c.csv") == book


@pytest.mark.parametrize(
    ("data", "row"),
    [
        (b"code\nA\na\n", 3),
        (b"code,parent\nA,B\n", 2),
        (b"code,parent\nA,B\nB,A\n", 2),
        (b"code,definition\n,what\n", 2),
        (b"label\nA\n", 1),
    ],
)
def test_errors_name_the_row(data: bytes, row: int) -> None:
    with pytest.raises(FormatError) as caught:
        read_codebook(data, "c.csv")
    assert caught.value.row == row
