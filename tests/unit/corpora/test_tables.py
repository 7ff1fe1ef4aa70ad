from __future__ import annotations

import pytest

from thirdorder.corpora.errors import FormatError
from thirdorder.corpora.tables import read_table, write_csv


@pytest.mark.parametrize(
    "data",
    [
        b"code,name\nA,caf\xc3\xa9\n",
        b"\xef\xbb\xbfcode,name\r\nA,caf\xc3\xa9\r\n",
        b"Code;Name\nA;caf\xe9\n",
        "code\tname\nA\tcafé\n".encode("utf-16"),
        b"sep=;\ncode;name\nA;caf\xc3\xa9\n",
        b"\n\ncode,name\n\nA , caf\xc3\xa9\n,\n",
    ],
)
def test_what_excel_saves_is_read_alike(data: bytes) -> None:
    table = read_table(data, "t.csv")
    assert [(row[table.need("code")], row[table.need("NAME")]) for row in table.rows] == [("A", "café")]


def test_semicolons_inside_cells_do_not_make_a_delimiter() -> None:
    table = read_table(b"study,codes\nA,x; y; z; w\n", "t.csv")
    assert table.rows[0]["codes"] == "x; y; z; w"


@pytest.mark.parametrize(
    ("data", "row", "says"),
    [
        (b"", None, "empty"),
        (b"a,b\n1,2\n1,2,3\n", 3, "3 cells"),
        (b'a,b\n1,2\n"x" y,2\n', 3, "quotation marks"),
        (b"a,A\n", 1, "two columns"),
        (b"\x00\x01\x02", None, "not text"),
        (b"PK\x03\x04nonsense", None, "workbook"),
        (b"\xd0\xcf\x11\xe0", None, ".xls"),
    ],
)
def test_errors_name_file_and_row(data: bytes, row: int | None, says: str) -> None:
    with pytest.raises(FormatError, match=says) as caught:
        read_table(data, "t.csv")
    assert caught.value.row == row
    assert str(caught.value).startswith("t.csv" + (f", row {row}: " if row else ": "))


def test_a_missing_column_is_named_with_those_that_are_there() -> None:
    with pytest.raises(FormatError, match=r"no column 'unit'.*coder, code"):
        read_table(b"coder,code\n", "t.csv").need("unit")


def test_rows_are_numbered_as_a_spreadsheet_shows_them() -> None:
    table = read_table(b'a,b\n"two\nlines",1\n\nx,2\n', "t.csv")
    assert [r.number for r in table.rows] == [2, 4]


def test_csv_is_written_and_read_back() -> None:
    data = write_csv(("a", "b"), [("x, y", None), ('say "hi"', 3)])
    assert [dict(r.cells) for r in read_table(data, "t.csv").rows] == [
        {"a": "x, y", "b": ""},
        {"a": 'say "hi"', "b": "3"},
    ]
