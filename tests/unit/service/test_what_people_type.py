"""What people type and what the command counts: files as they come, each with the right answer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from thirdorder.corpora.workbook import Sheet, write_workbook
from thirdorder.service.commands.agreement import command

# In each case the two mean the same on p1/1 to p1/3 and differ on p1/4 alone: JM gave trust, RS nothing. Counted as
# meant there are two coders, four units, the codes trust and hope, and 7 of 8 cells alike.
PLAIN = {"p1/1": "trust", "p1/2": "hope", "p1/3": "", "p1/4": ("trust", "")}
JM = "JM,p1/1,trust\nJM,p1/2,hope\nJM,p1/3,\nJM,p1/4,trust\n"
RS = "RS,p1/1,trust\nRS,p1/2,hope\nRS,p1/3,\nRS,p1/4,\n"
HEAD = "coder,unit,code\n"

AS_MEANT = {
    "plain": (HEAD + JM + RS, ""),
    "capitals and spaces": (HEAD + JM + RS.replace("trust", " Trust ").replace("hope", "HOPE"), "'Trust'"),
    "non-breaking spaces": (
        HEAD + JM.replace("trust", "in\u00a0trust") + RS.replace("trust", "in trust"), "counted as one",
    ),
    "a soft hyphen": (HEAD + JM.replace("trust", "tru\u00adst") + RS, "counted as one"),
    "a space of no width": (HEAD + JM.replace("hope", "hope\u200b") + RS, "counted as one"),
    "a mark of direction": (HEAD + JM.replace("hope", "\u202ahope\u202c") + RS, "counted as one"),
    "letters of full width": (HEAD + JM.replace("trust", "ｔｒｕｓｔ") + RS, "counted as one"),
    "a full stop or comma behind": (HEAD + JM.replace("trust", '"trust,"') + RS.replace("hope", "hope."), "'hope.'"),
    "a bullet before": (HEAD + JM.replace("trust", "• trust") + RS.replace("hope", "- hope"), "'• trust'"),
    "underscores": (HEAD + JM.replace("JM", "J_M") + RS + "J M,p1/3,\n", "'J_M'"),
    "n.a.": (HEAD + JM.replace("p1/3,", "p1/3,n.a.") + RS.replace("p1/3,", "p1/3,N/A"), "read, coded nothing"),
    "a dash": (HEAD + JM.replace("p1/3,", "p1/3,–") + RS.replace("p1/3,", "p1/3,--"), "read, coded nothing"),
    "no codes": (HEAD + JM.replace("p1/3,", "p1/3,No codes.") + RS.replace("p1/4,", "p1/4,(none)"), "'No codes.'"),
    "a mark of byte order": ("\ufeff" + HEAD + JM + RS, ""),
    "a mark of byte order within": (HEAD + JM + "\ufeff" + RS, "counted as one"),
    "semicolons for commas": ((HEAD + JM + RS).replace(",", ";"), ""),
    "tabs": ((HEAD + JM + RS).replace(",", "\t"), ""),
    "rows twice": (HEAD + JM + RS + "JM,p1/1,trust\n", "1 rows say what another row says"),
    "nothing beside something": (HEAD + JM + RS + "JM,p1/1,\n", "coded nothing' where the same coder coded something"),
    "DOIs in three ways": (
        (HEAD + JM.replace("p1/", "https://doi.org/10.1016/j.x.") + RS.replace("p1/", "DOI 10.1016/J.X.")),
        "https://doi.org/10.1016/j.x.1",
    ),
    "a DOI from an address bar": (
        HEAD + JM.replace("p1/", "10.1016/j.x.") + RS.replace("p1/", "www.doi.org/10.1016%2Fj.x."), "%2F",
    ),
    "numbers of a data frame": (
        HEAD + JM.replace("p1/", "1.0/") + RS.replace("p1/1", "1/1.0").replace("p1/", "1/"), "1.0",
    ),
    "coders as numbers": (HEAD + JM.replace("JM", "1") + RS.replace("RS", "2") + "1.0,p1/3,\n2.0,p1/3,\n", "'1.0' (1)"),
    "white space about a slash": (HEAD + JM.replace("p1/", "P1 / ") + RS, "'P1 / 1'"),
    "an entity of a web page": (
        HEAD + JM.replace("trust", "trust &amp; care") + RS.replace("trust", "trust & care"), "&amp;",
    ),
    "an escaped line end": (HEAD + JM.replace("trust", "trust_x000D_") + RS, "_x000D_"),
    "an accent composed": (HEAD + JM.replace("hope", "cafe\u0301") + RS.replace("hope", "caf\u00e9"), "counted as one"),
    "curly and straight": (HEAD + JM.replace("hope", "peers’ hope") + RS.replace("hope", "peers' hope"), "peers’"),
    "a dash and a hyphen": (HEAD + JM.replace("hope", "self–worth") + RS.replace("hope", "self-worth"), "self–worth"),
    "a name broken over lines": (
        HEAD + JM.replace("trust", '"in\ntrust"') + RS.replace("trust", "in trust"), "counted as one",
    ),
    "Turkish capitals": (HEAD + JM.replace("hope", "İyilik") + RS.replace("hope", "iyilik"), "İyilik"),
    "semicolons of other alphabets": (
        HEAD + JM.replace("trust", "trust；").replace("hope", "hope؛") + RS, "",
    ),
    "bold as in a web page": (HEAD + JM.replace("hope", "<b>hope</b>") + RS, "'<b>hope</b>'"),
    "dots behind": (HEAD + JM.replace("hope", "hope...") + RS, "shown as 'hope'"),
    "numbers with a decimal comma": (
        (HEAD + JM.replace("p1/", "1/") + RS.replace("p1/", "1,0/")).replace(",", ";").replace("1;0", "1,0"), "1,0",
    ),
    "an apostrophe that makes a number text": (HEAD + JM.replace("p1/", "'p1/") + RS, "'p1/1"),
    "a query behind a DOI": (
        HEAD + JM.replace("p1/", "https://doi.org/10.1016/j.x.").replace("1,", "1?via=ihub,")
        + RS.replace("p1/", "10.1016/j.x."), "?via=ihub",
    ),
    "nothing in other languages": (
        HEAD + JM.replace("p1/3,", "p1/3,kein Code") + RS.replace("p1/3,", "p1/3,Aucun").replace("p1/4,", "p1/4,k.A."),
        "'kein Code' (1)",
    ),
    "signs for nothing": (HEAD + JM.replace("p1/3,", "p1/3,∅") + RS.replace("p1/4,", "p1/4,{}"), "'∅' (1)"),
    "lists as programs write them": (
        HEAD + JM.replace("trust", "['trust']") + RS.replace("hope", '"[""hope""]"'), "'['trust']' (2)",
    ),
    "the header once more": (HEAD + JM + HEAD + RS, "name the columns once more"),
    "rows twice in other capitals": (HEAD + JM + RS + "jm,P1/1,TRUST\n", "1 rows say what another row says"),
    "other names of columns": ("rater,item,label\n" + JM + RS, ""),
    "document and passage": ("coder,document,passage,code\n" + (JM + RS).replace("/", ","), ""),
    "codes for code": ("coder,unit,codes\n" + JM + RS, ""),
}  # fmt: skip


def told(tmp_path: Path, files: dict[str, str | bytes], *options: str) -> dict[str, object]:
    """The JSON that the command prints for these files."""
    paths = []
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        paths.append(str(path))
    result = CliRunner().invoke(command, [*paths, *options, "--format", "json"], standalone_mode=False)
    assert result.exception is None, result.exception
    found = json.loads(result.stdout)
    assert isinstance(found, dict)
    return found


def lines(found: dict[str, object]) -> str:
    cleaning = found["cleaning"]
    assert isinstance(cleaning, dict)
    return "\n".join(cleaning["lines"])


def agreed(found: dict[str, object]) -> tuple[int, int, int, float, float]:
    """How many coders, units and codes were counted, and pooled percent and κ."""
    (pair,) = found["pairs"]  # type: ignore[misc, attr-defined]
    pooled = pair["pooled"]
    codes = sum(n > 0 for n in pair["uses"].values())
    return len(found["coders"]), pair["units"], codes, pooled["percent"]["value"], pooled["cohen_kappa"]["value"]  # type: ignore[arg-type]


RIGHT = (2, 4, 2, 0.875, pytest.approx(0.7142857142857143))


@pytest.mark.parametrize("typed", AS_MEANT)
def test_it_is_counted_as_it_was_meant_and_said(typed: str, tmp_path: Path) -> None:
    text, says = AS_MEANT[typed]
    found = told(tmp_path, {"c.csv": text})
    assert agreed(found) == RIGHT
    assert says in lines(found)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("p1/1,trust", "p1/01,trust"), "'p1/01' and 'p1/1' nearly fit"),  # zeros that a spreadsheet drops
        (("p1/1", "1-Jan"), "of one coder alone, look like what a spreadsheet makes"),
        (("p1/1", "1.23457E+07"), "of one coder alone, look like what a spreadsheet makes"),
        (("p1/", "p1.pdf/"), "shares no unit"),
        (("p1/1,trust", "p1/1,trust?"), "'trust?' and 'trust' nearly fit"),
        (("p1/1,trust", "p1/1,1. Trust"), "'1. Trust' nearly fit"),
        (("p1/1,trust", "p1/1,truśt"), "nearly fit"),
        (("p1/2,hope", 'p1/2,"hope, trust"'), "may be several codes that stand alone elsewhere"),
        (("p1/2,hope", "p1/2,hope|trust"), "may be several codes that stand alone elsewhere"),
        (("p1/3,", "p1/3,0"), "stand among names of codes"),
        (("p1/3,", "p1/3,FALSE"), "stand among names of codes"),
        (("JM,p1/2", "J.M,p1/2"), "'J.M' nearly fit"),
        (("JM,p1/3", "Jane Miller,p1/3"), "'JM' and 'Jane Miller' nearly fit"),
        (("JM,", "final,"), "call it 'consensus'"),
        (("JM,p1/2", "jm@uni.example,p1/2"), "'jm@uni.example' nearly fit"),
        (("JM,p1/2", "JM (2nd pass),p1/2"), "'JM (2nd pass)' nearly fit"),
        (("p1/2,hope", "p1/2,hope & trust"), "may be several codes that stand alone elsewhere"),
        (("p1/1,trust", "p1/1,III. trust"), "'III. trust' nearly fit"),
        (("p1/1,trust", "p1/1,trust (see memo)"), "'trust (see memo)' nearly fit"),
        (("p1/1,trust", "p1/1,trust¹"), "'trust¹' nearly fit"),
        (("p1/2,hope", "p1/2,h\u043epe"), "nearly fit"),  # a Cyrillic o
        (("p1/2", "Passage p1/2"), "'Passage p1/2' and 'p1/2' nearly fit"),
        (("p1/3,", "p1/3,unclear"), "where they say that a coder did not decide"),
    ],
)  # fmt: skip
def test_what_cannot_be_known_is_noticed(change: tuple[str, str], says: str, tmp_path: Path) -> None:
    assert says in lines(told(tmp_path, {"c.csv": HEAD + JM.replace(*change) + RS}))


def test_yes_is_one_code_in_whatever_words(tmp_path: Path) -> None:
    text = HEAD + "J,1,ja\nK,1,1\nJ,2,nein\nK,2,0\nJ,3,nein\nK,3,TRUE\nJ,4,nein\nK,4,nicht vorhanden\n"
    found = told(tmp_path, {"c.csv": text})
    assert agreed(found) == (2, 4, 1, 0.75, pytest.approx(0.5))
    assert "counted as one" in lines(found)


def test_lists_of_programs_are_split(tmp_path: Path) -> None:
    lists = ("\"['hope', 'trust']\"", '"[""hope"",""trust""]"', '"c(""hope"", ""trust"")"')
    cells = (*lists, "hope<br>trust", "hope\uff0ctrust")
    for cell in cells:
        found = told(tmp_path, {"c.csv": HEAD + JM.replace("hope", cell) + RS.replace("hope", "hope;trust")})
        assert agreed(found) == (2, 4, 2, 0.875, pytest.approx(0.75))


def test_what_was_passed_over_is_said_where_one_coder_is_left(tmp_path: Path) -> None:
    path = tmp_path / "both.xlsx"
    rows = (("coder", "unit", "code"), ("JM", "p1", "trust"))
    path.write_bytes(write_workbook([Sheet("JM", rows[0], rows[1:]), Sheet("RS", rows[0], (("RS", "p1", "trust"),))]))
    result = CliRunner().invoke(command, [str(path)], standalone_mode=False)
    assert "the sheets behind it not (RS)" in str(result.exception)


def test_yes_and_no_are_one_code_and_not_two(tmp_path: Path) -> None:
    text = HEAD + "J,1,yes\nK,1,Yes\nJ,2,no\nK,2,No\nJ,3,no\nK,3,yes\nJ,4,NO\nK,4,no\n"
    found = told(tmp_path, {"c.csv": text})
    assert agreed(found) == (2, 4, 1, 0.75, pytest.approx(0.5))
    assert "read, coded nothing" in lines(found)
    numbers = told(
        tmp_path, {"c.csv": text.replace("yes", "1").replace("Yes", "1.0").replace("no", "0").replace("No", "0.0")}
    )
    assert agreed(numbers)[2:] == (1, 0.75, pytest.approx(0.5))
    flags = (
        text.replace("yes", "TRUE")
        .replace("Yes", "True")
        .replace("no", "FALSE")
        .replace("NO", "false")
        .replace("No", "False")
    )
    assert agreed(told(tmp_path, {"c.csv": flags}))[2:] == (1, 0.75, pytest.approx(0.5))


@pytest.mark.parametrize("mark", ["; ", "\n", "；", ";"])
def test_several_codes_in_a_cell(mark: str, tmp_path: Path) -> None:
    text = HEAD + f'J,1,"trust{mark}hope"\nK,1,trust\nK,1,hope\nJ,2,trust\nK,2,\n'
    found = told(tmp_path, {"c.csv": text})
    assert agreed(found)[:4] == (2, 2, 2, 0.75)
    assert "split into its codes" in lines(found)


@pytest.mark.parametrize("mark", [", ", " | ", "/", " and "])
def test_with_a_codebook_other_marks_part_its_codes(mark: str, tmp_path: Path) -> None:
    book = "code,name\ntrust,Trust\nhope,Hope\n"
    (tmp_path / "book.csv").write_text(book)
    text = HEAD + f'J,1,"Trust{mark}Hope"\nK,1,trust\nK,1,hope\nJ,2,trust\nK,2,\n'
    found = told(tmp_path, {"c.csv": text}, "--codebook", str(tmp_path / "book.csv"))
    assert agreed(found)[:4] == (2, 2, 2, 0.75)


def test_a_table_of_marks_with_two_coders(tmp_path: Path) -> None:
    for yes, no, gap in (
        ("1", "0", "0"), ("1.0", "0.0", "NA"), ("TRUE", "FALSE", ""), ("x", "", ""), ("ja", "nein", ""), ("✔", "✗", ""),
    ):  # fmt: skip
        text = f"coder,unit,trust,hope\nJM,1,{yes},{no}\nJM,2,{gap},{yes}\nRS,1,{yes},{no}\nRS,2,{no},{gap}\n"
        assert agreed(told(tmp_path, {"c.csv": text}))[:4] == (2, 2, 2, 0.75), yes
    odd = "coder,unit,trust,hope,care\nJM,1,1,0,1\nJM,2,0,1,maybe\nRS,1,1,0,1\nRS,2,0,0,0\n"
    assert "'care' holds marks and 'maybe'" in lines(told(tmp_path, {"c.csv": odd}))


def test_grids_of_one_name_are_two_coders_and_what_was_read_is_said(tmp_path: Path) -> None:
    grid = "study,codes\nArden 2011,Trust; Hope\nBell 2014,{}\n"
    found = told(tmp_path, {"mirren/grid.csv": grid.format("Hope"), "tobias/grid.csv": grid.format("")})
    assert found["coders"] == ["mirren/grid", "tobias/grid"]
    assert agreed(found)[:4] == (2, 2, 2, 0.75)
    assert "column 'codes'" in lines(found)
    assert str(found["rule"]).startswith("a unit, as the files name it")


def test_cells_merged_in_a_workbook_hold_for_each_row(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    rows = [["JM", "1", "trust"], ["", "1", "hope"], ["RS", "1", "trust"], ["", "2", ""], ["JM", "2", ""]]
    path = tmp_path / "made.xlsx"
    path.write_bytes(write_workbook((Sheet("codings", ("coder", "unit", "code"), rows, frozenset()),)))
    book = load_workbook(path)
    book.active.merge_cells("A2:A3")
    book.active.merge_cells("A4:A5")
    book.save(path)
    found = told(tmp_path, {"c.xlsx": path.read_bytes()})
    assert agreed(found)[:4] == (2, 2, 2, 0.75)
    assert "merged over several rows" in lines(found)


def test_passages_of_one_paper_are_one_study_however_it_is_written(tmp_path: Path) -> None:
    text = HEAD + JM.replace("p1/1", "P1/1").replace("p1/3", "p1 /3") + RS
    found = told(tmp_path, {"c.csv": text})
    assert found["pairs"][0]["studies"] == 1  # type: ignore[index]
    assert told(tmp_path, {"c.csv": text}, "--unit", "paper")["pairs"][0]["units"] == 1  # type: ignore[index]


def test_a_question_mark_is_no_code_and_not_nothing(tmp_path: Path) -> None:
    found = told(tmp_path, {"c.csv": HEAD + JM.replace("p1/3,", "p1/3,?") + RS})
    assert found["read"]["JM"] == {"units": 3, "coded_nothing": 0}  # type: ignore[index]
    assert "not read" in lines(found)


def test_a_machine_misspelt_is_refused_and_those_known_are_told_by_name(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text(HEAD + JM + RS)
    result = CliRunner().invoke(command, [str(tmp_path / "c.csv"), "--machine", "gpt"], standalone_mode=False)
    assert "no coder is called 'gpt'" in str(result.exception).lower() + result.output.lower()
    found = told(tmp_path, {"c.csv": HEAD + JM.replace("JM", "llm:small") + RS})
    assert found["machines"] == ["llm:small"]
    assert found["pairs"][0]["kind"] == "machine-human"  # type: ignore[index]


def test_very_many_names_fill_no_page_of_the_report(tmp_path: Path) -> None:
    rows = [f"{c},{u},a" for i in range(200) for c, u in (("J", f"10.1016/j.x.{i}"), ("K", f"doi:10.1016/j.x.{i}"))]
    found = told(tmp_path, {"c.csv": HEAD + "\n".join(rows) + "\n"})
    assert len(found["cleaning"]["folded"]) == 200  # type: ignore[index, arg-type]
    assert len(lines(found).splitlines()) < 10
