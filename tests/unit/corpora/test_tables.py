from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, datetime

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font

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


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("cp1250", "Łuczak; Współczucie; Wdzięczność; Žižková"),
        ("cp1252", "intérêt; naïveté; Müller; “quoted” – São Paulo’s"),
        ("mac_roman", "José’s trust; “naïveté”; Müller"),
        ("cp1251", "Доверие; Благодарность; Уход за другими"),
        ("mac_roman", "García; Compañía; Müller; Würde"),
        ("mac_roman", "Größe; Mädchen"),
        ("cp1252", "García; Compañía; ¿Quién?; dell’anima però"),
        ("cp1254", "Yılmaz; Güven; Şefkat; Değer"),
        ("cp1253", "Εμπιστοσύνη; Ντροπή"),
        ("iso8859_2", "Śliwa; Zażenowanie; Ból"),
        ("cp850", "García; Würde; être; café"),
    ],
)
def test_code_pages_of_older_programs_are_told_apart_and_said(page: str, words: str) -> None:
    table = read_table(f"study\tcodes\nA\t{words}\n".encode(page), "t.csv")
    assert table.rows[0]["codes"] == words
    assert "not UTF-8" in table.notes[0]


@pytest.mark.parametrize(
    ("page", "words"), [("gb18030", "信任 希望 支持"), ("shift_jis", "信頼と希望"), ("koi8-r", "Доверие Стыд")]
)
def test_a_code_page_that_is_not_known_is_refused_with_the_way_out(page: str, words: str) -> None:
    with pytest.raises(FormatError, match=r"its encoding cannot be told .* save it as CSV UTF-8"):
        read_table(f"study,codes\nA,{words}\n".encode(page), "t.csv")


def test_a_header_is_told_by_its_names_below_a_title_of_two_cells() -> None:
    table = read_table(b"Codes of our review,draft 3\nstudy,codes,year\nA,x,2011\n", "t.csv")
    assert table.columns == ("study", "codes", "year")
    assert "Codes of our review draft 3" in table.notes[0]


@pytest.mark.parametrize("delimiter", ["|", "，", "；"])
def test_other_delimiters_of_a_header_divide_its_columns(delimiter: str) -> None:
    text = f"study{delimiter}codes\nA{delimiter}x\n"
    assert read_table(text.encode(), "t.csv").rows[0]["codes"] == "x"


def workbook(fill: Callable[[Workbook], None]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    fill(book)
    book.save(out)
    return out.getvalue()


def test_a_sheet_is_read_as_it_is_seen() -> None:
    def fill(book: Workbook) -> None:
        old = book.worksheets[0]
        old.append(["study", "codes"])
        old.append(["Old 2001", "dropped"])
        old.sheet_state = "hidden"
        page = book.create_sheet("Extraction", 0)
        for row in (["Table 2. Themes"], [], ["Study", "Codes", "Held", "Share"], ["A", "x; y", date(2011, 3, 4), 0.35],
                    [None, "z", datetime(2012, 5, 6, 9, 30), 0.5], ["B", "x", 2014.0, 1 / 3]):  # fmt: skip
            page.append(row)
        page.merge_cells("A1:D1")
        page.merge_cells("A4:A5")
        page["D4"].number_format = "0%"
        page.row_dimensions[6].hidden = True

    table = read_table(workbook(fill), "t.xlsx")
    assert [tuple(r.cells.values()) for r in table.rows] == [
        ("A", "x; y", "2011-03-04", "35 %"),
        ("A", "z", "2012-05-06 09:30", "0.5"),
        ("B", "x", "2014", "0.333333333333333"),
    ]
    said = " ".join(table.notes)
    for word in ("merged", "hidden or filtered out were read too (6)", "Table 2. Themes", "passed over (Sheet)"):
        assert word in said


def test_formulas_without_results_are_refused() -> None:
    def fill(book: Workbook) -> None:
        book.worksheets[0].append(["Study", "Codes"])
        book.worksheets[0].append(["A", "=C2"])

    with pytest.raises(FormatError, match=r"cell B2 \(=C2\) holds a formula without a stored result"):
        read_table(workbook(fill), "t.xlsx")


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


@pytest.mark.parametrize(
    "cell", ["=1+2", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "'=kept", "''-two", "'quoted'", "-0.5", "+3", "- a dash"]
)
def test_text_is_no_formula_going_out_and_the_same_coming_in(cell: str) -> None:
    data = write_csv(("unit", "quote"), [("a", cell)])
    opened = next(csv.reader(io.StringIO(data.decode().split("\n")[1])))[1]
    assert opened[0] not in "=@"
    assert opened[0] not in "+-" or opened.strip("+-").replace(".", "").isdecimal()
    assert read_table(data, "t.csv").rows[0]["quote"] == cell


def test_groups_of_columns_above_a_header_and_what_is_struck_out_or_hidden_is_said() -> None:
    def fill(book: Workbook) -> None:
        page = book.worksheets[0]
        for row in (["Study", "Self", None], [None, "Trust", "Hope"], ["A", "x", None], ["B", None, "x"]):
            page.append(row)
        page.merge_cells("A1:A2")
        page.merge_cells("B1:C1")
        page["B3"].font = Font(strike=True)
        page.column_dimensions["C"].hidden = True

    table = read_table(workbook(fill), "t.xlsx")
    assert table.columns == ("Study", "Trust", "Hope")
    assert any("struck out was read too (B3)" in n for n in table.notes)
    assert any("hidden columns were read too (C)" in n for n in table.notes)


def test_a_month_is_shown_as_the_cell_shows_it() -> None:
    def fill(book: Workbook) -> None:
        page = book.worksheets[0]
        page.append(["study", "held"])
        page.append(["A", datetime(2011, 3, 1)])
        page["B2"].number_format = "mmm\\ yyyy"

    assert read_table(workbook(fill), "t.xlsx").rows[0]["held"] == "2011-03"
