from __future__ import annotations

import time

import pytest

from thirdorder.corpora.errors import FormatError
from thirdorder.corpora.grid import (
    Grid,
    GridEvidence,
    GridRow,
    grid_codings,
    grid_studies,
    match_grid,
    read_coded,
    read_grid,
    write_grid,
    write_grid_csv,
)
from thirdorder.corpora.paper_names import PaperName
from thirdorder.corpora.preview import understood
from thirdorder.corpora.tables import read_table
from thirdorder.nlp.review import Coding

GRID = Grid(
    (
        GridRow("Aiken 2013", ("Use of self", "Roles & Boundaries"), {"year": "2013", "notes": "=1+1, and more"}),
        GridRow("Aoun 2012", ("role modelling",), {"year": "2012", "notes": ""}),
        GridRow("Nobody 1999", (), {"year": "1999", "notes": "read twice"}),
    ),
    (GridEvidence("Aiken 2013", "Use of self", "=I gave what I had", 4, "participant"),),
)


def test_only_semicolons_split_and_every_other_column_is_kept() -> None:
    data = (
        b"authors,year,themes,comment\nMarino & Simoni,2008,Social acceptance/belonging; Roles & rules, mostly;,fine\n"
    )
    grid = read_grid(data.replace(b"Social", b'"Social').replace(b"mostly;", b'mostly;"'), "g.csv")
    assert grid.rows[0].codes == ("Social acceptance/belonging", "Roles & rules, mostly")
    assert grid.rows[0].values == {"year": "2008", "comment": "fine"}
    assert "2 codes" in grid.understood()
    assert "parted by ';' or lines" in grid.understood()


def test_the_code_column_is_found_by_its_semicolons() -> None:
    assert read_grid(b"ref,key points,n\nA,x;y,3\n", "g.csv").codes_column == "key points"
    with pytest.raises(FormatError, match="no column holds codes"):
        read_grid(b"ref,key points\nA,x\n", "g.csv")
    assert read_grid(b"ref,key points\nA,x\n", "g.csv", codes="Key points").rows[0].codes == ("x",)


def test_capitals_make_no_new_code_and_an_empty_cell_is_nothing_coded() -> None:
    grid = read_grid(b"study,codes\nA,Belonging;Hope\nB,belonging\nC,\n", "g.csv")
    assert grid.codes == ("Belonging", "Hope")
    assert grid_codings(grid, "JM")[2:] == (Coding("JM", "B", "Belonging"), Coding("JM", "C", ""))


def test_quotes_on_the_evidence_sheet_become_codings_with_quotes() -> None:
    codings = grid_codings(read_grid(write_grid(GRID), "g.xlsx"), "JM")
    assert [(c.code, c.quote) for c in codings if c.unit == "Aiken 2013"] == [
        ("Use of self", "=I gave what I had"),
        ("Roles & Boundaries", ""),
    ]


def test_a_codings_file_and_a_grid_are_told_apart() -> None:
    assert read_coded(b"coder,unit,code\nJ,A,x\n", "c.csv") == (Coding("J", "A", "x"),)
    assert read_coded(b"study,codes\nA,x; y\n", "in/JM.csv") == (Coding("JM", "A", "x"), Coding("JM", "A", "y"))


def test_two_reviewers_may_share_a_grid_but_a_study_stands_once_for_each() -> None:
    grid = read_grid(b"study,reviewer,codes\nA,J,x\nA,K,y\n", "g.csv")
    assert {c.coder for c in grid_codings(grid)} == {"J", "K"}


def test_a_row_a_paper_is_one_study_with_its_papers() -> None:
    grid = read_grid(b'study,paper,codes\nA,a1.pdf,x; y\nA,a2.pdf,"y\n- z"\nB,b.pdf,\n', "g.csv")
    assert [(r.study, r.codes, r.values["paper"]) for r in grid.rows] == [
        ("A", ("x", "y", "z"), "a1.pdf; a2.pdf"),
        ("B", (), "b.pdf"),
    ]
    assert grid.notes == ("g.csv: 'A' stands in rows 2, 3: taken as one study.",)
    assert [(r.study, r.paper) for r in grid_studies(grid)] == [("A", "a1.pdf"), ("A", "a2.pdf"), ("B", "b.pdf")]


def test_codes_across_the_top_with_marks_below() -> None:
    grid = read_grid("study,country,Giving back,Being believed\nA,Chile,x,\nB,Wales,✓,X\n".encode(), "g.csv")
    assert [(r.study, r.codes) for r in grid.rows] == [
        ("A", ("Giving back",)),
        ("B", ("Giving back", "Being believed")),
    ]
    assert "a column each" in grid.understood()
    assert understood("codings", b"study,codes\nA,x\n", "JM.csv")[0].endswith("count as those of coder 'JM'.")


def test_the_workbook_comes_back_with_its_evidence_and_formulas_stay_text() -> None:
    assert read_grid(write_grid(GRID), "grid.xlsx") == GRID
    assert read_grid(write_grid_csv(GRID), "grid.csv").rows == GRID.rows


def test_the_sheet_for_people_has_the_quote_in_its_cell() -> None:
    reading = read_table(write_grid(GRID), "grid.xlsx", "reading")
    assert reading.columns == ("study", "Use of self", "Roles & Boundaries", "role modelling")
    assert reading.rows[0]["Use of self"] == "“=I gave what I had” (p. 4, participant)"
    assert (reading.rows[0]["Roles & Boundaries"], reading.rows[1]["Use of self"]) == ("yes", "–")


def test_the_same_grid_gives_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    first = write_grid(GRID)
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    assert write_grid(GRID) == first


def test_control_characters_and_endless_cells_do_not_break_the_workbook() -> None:
    grid = Grid((GridRow("A", ("x;y",), {"note": "bell\x07 " + "z" * 40_000}),))
    back = read_grid(write_grid(grid), "g.xlsx").rows[0]
    assert back.codes == ("x, y",)
    assert back.values["note"].startswith("bell z")


def test_rows_find_their_papers_by_any_cell_that_names_one() -> None:
    data = b"study_number,authors,year,doi,themes\n1,Aiken & Thomson,2013,,a;b\n2,X,2000,10.1/x,a\n3,Y,2001,,a\n"
    papers = [PaperName("p", authors=("Aiken A", "Thomson G"), year=2013), PaperName("q", "10.1/X")]
    assert match_grid(read_grid(data, "g.csv"), papers) == ({"1": "p", "2": "q"}, ("3",))


@pytest.mark.parametrize("between", [";", "；", "\u061b", "\u037e", "，", "、", "\u2028", "\v", " • "])
def test_codes_of_a_cell_are_parted_by_semicolons_of_any_script_breaks_and_bullets(between: str) -> None:
    grid = read_grid(f'study,codes\nA,"Trust{between}Hope"\nB,"b) Hope"\n'.encode(), "g.csv")
    assert [row.codes for row in grid.rows] == [("Trust", "Hope"), ("Hope",)]


@pytest.mark.parametrize("mark", [", ", " / ", " | ", " · "])
def test_one_code_that_looks_like_several_is_said(mark: str) -> None:
    grid = read_grid(f'study,codes\nA,"Trust{mark}Hope"\nB,"Trust{mark}Shame"\n'.encode(), "g.csv")
    assert any("was read as one code" in note for note in grid.notes)
    assert not read_grid(b'study,codes\nA,"Trust, earned"\nB,"Hope"\n', "g.csv").notes


def test_codes_down_the_side_and_studies_across_are_turned_and_sums_passed_over() -> None:
    down = read_grid(b"Code,Arden,Bosco,Total\nTrust,x,,1\nHope,x,x,1\n", "g.csv")
    assert [(row.study, row.codes) for row in down.rows] == [("Arden", ("Trust", "Hope")), ("Bosco", ("Hope",))]
    assert any("rows were read as codes" in note for note in down.notes)
    across = read_grid(b"Study,Trust,Hope\nArden,1,0\nBosco,0,1\nTotal,1,1\n", "g.csv")
    assert [row.study for row in across.rows] == ["Arden", "Bosco"]
    assert any("row 4 holds sums" in note for note in across.notes)


def test_the_error_of_a_formula_is_no_code() -> None:
    with pytest.raises(FormatError, match="row 3: 'codes' holds the error #REF!"):
        read_grid(b"study,codes\nA,x; y\nB,#REF!\n", "g.csv")
