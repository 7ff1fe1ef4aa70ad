from __future__ import annotations

import pytest

from thirdorder.corpora.codings import read_codings, use_keys, write_codings
from thirdorder.corpora.errors import FormatError
from thirdorder.nlp.review import Code, Codebook, Coding


def test_an_empty_code_is_read_coded_nothing_and_rows_come_one_by_one() -> None:
    data = b"coder,unit,code\nJ,p1,A\nJ,p1,A\nJ,p2,\n"
    assert read_codings(data, "c.csv") == (Coding("J", "p1", "A"), Coding("J", "p1", "A"), Coding("J", "p2", ""))


@pytest.mark.parametrize("header", ["rater,item,label", "Coder,document,passage,Codes", "annotator,Paper,passage,code"])
def test_columns_go_by_the_names_people_give_them(header: str) -> None:
    row = "J,p,1,A" if header.count(",") == 3 else "J,p/1,A"
    assert read_codings(f"{header}\n{row}\n".encode(), "c.csv") == (Coding("J", "p/1", "A"),)


def test_spans_quotes_and_exposure_come_back() -> None:
    codings = (
        Coding("J", "p1", "A", 0, 5, 'the "words", said'),
        Coding("M", "p1", "", exposure="second_reader"),
        Coding("J", "p1", "B", exposure="assisted"),
    )
    assert read_codings(write_codings(codings), "c.csv") == codings


def test_excel_numbers_are_offsets() -> None:
    assert read_codings(b"coder;unit;code;start;end\nJ;p;A;1.0;12.0\n", "c.csv")[0].end == 12


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("J,,A,,,,", "unit"),
        ("J,p,A,5,2,,", "no span"),
        ("J,p,A,5,,,", "no span"),
        ("J,p,A,x,9,,", "whole number"),
        ("J,p,A,,,,shown", "exposure"),
    ],
)
def test_errors_name_the_row(row: str, says: str) -> None:
    data = f"coder,unit,code,start,end,quote,exposure\nJ,p,A,,,,\n{row}\n".encode()
    with pytest.raises(FormatError, match=says) as caught:
        read_codings(data, "c.csv")
    assert caught.value.row == 3


def test_names_become_keys_and_unknown_codes_are_told() -> None:
    book = Codebook((Code("R", "Reciprocity"),))
    codings = [Coding("J", "p", "reciprocity"), Coding("J", "p", "r"), Coding("J", "q", ""), Coding("J", "q", "New")]
    known, unknown = use_keys(codings, book)
    assert [c.code for c in known] == ["R", "R", "", "New"]
    assert unknown == ("New",)
