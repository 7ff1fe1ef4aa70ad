"""What people type and what is counted: the door, on small inputs as they come."""

from __future__ import annotations

import pytest

from thirdorder.corpora.cleaning import clean
from thirdorder.corpora.codings import read_codings
from thirdorder.corpora.folding import label_key, paper_of, parted, unit_key
from thirdorder.corpora.grid import split_codes
from thirdorder.evaluation.agreement import agreement, agreement_table
from thirdorder.nlp.review import Code, Codebook, Coding

SICI = "10.1002/(SICI)1097-0258(19980815)17:15/16<1661::AID-SIM968>3.0.CO;2-2"


def rows(*cells: tuple[str, str, str]) -> list[Coding]:
    return [Coding(*c) for c in cells]


def test_a_doi_is_one_name() -> None:
    units = [f"10.1016/j.x.{i}" for i in (1, 2, 3)]
    codings = rows(
        ("A", units[0], "x"), ("A", units[1], "x"), ("A", units[2], ""),
        ("B", units[0], ""), ("B", f"https://doi.org/{units[1]}", ""), ("B", f"doi:{units[2].upper()}", "x"),
    )  # fmt: skip
    found = agreement(codings, unit="paper").pairs[0]
    assert (found.units, found.studies) == (3, 3)
    assert found.pooled["percent"].value == 0


@pytest.mark.parametrize(
    ("unit", "paper"),
    [
        ("10.1016/j.x.1", "10.1016/j.x.1"), ("10.1016/j.x.1/3", "10.1016/j.x.1"), ("https://doi.org/10.1/2", "https://doi.org/10.1/2"),
        (SICI, SICI),
        ("p1/1", "p1"), ("folder/paper.pdf", "folder/paper.pdf"), ("ab12:p3-9", "ab12"), ("Arden 2011", "Arden 2011"),
        ("https://example.org/a/b", "https://example.org/a/b"),
    ],
)  # fmt: skip
def test_the_paper_of_a_unit(unit: str, paper: str) -> None:
    assert paper_of(unit) == paper


def test_coders_and_codes_fold_and_are_said() -> None:
    codings = rows(
        ("JM", "1", "Giving back"), ("jm ", "2", "giving  back"), ("JM", "3", "Peers’ trust"),
        ("RS", "1", "giving_back"), ("RS", "2", "GIVING BACK."), ("RS", "3", "Peers' trust"),
        ("RS", "4", "cafe\u0301 talk"), ("JM", "4", "caf\u00e9 talk"),
    )  # fmt: skip
    found = agreement(codings)
    assert found.coders == ("JM", "RS")
    assert len(found.codes) == 3
    assert found.pairs[0].pooled["percent"].value == 1
    lines = "\n".join(found.cleaning.lines())
    assert "'jm '" in lines
    assert "counted as one, shown as 'JM'" in lines
    assert "Peers’ trust" in lines
    table = agreement_table(found)
    assert table.index("jm ") < table.index("κ Cohen"), "the report stands before any coefficient"
    assert found.to_dict()["cleaning"]["folded"][0]["forms"] == {"JM": 3, "jm ": 1}


def test_what_is_assumed_can_be_overruled() -> None:
    codings = rows(
        ("J", "1", "Trust"),
        ("K", "1", "trust"),
        ("J", "2", "a; b"),
        ("K", "2", "a"),
        ("K", "3", "none"),
        ("J", "3", ""),
    )
    assert set(agreement(codings).codes) == {"Trust", "a", "b"}
    assert set(agreement(codings, as_typed=["codes", "cells", "missing"]).codes) == {
        "Trust",
        "trust",
        "a; b",
        "a",
        "none",
    }


def test_the_codebook_spells_and_its_own_two_forms_stay_apart() -> None:
    book = Codebook(
        (Code("T", "Trust"), Code("Hope", "Hope"), Code("hope", "hope"), Code("a; b", "a; b"), Code("None", "None"))
    )
    codings = rows(
        ("J", "1", "trust"),
        ("K", "1", "TRUST "),
        ("J", "2", "Hope"),
        ("K", "2", "hope"),
        ("J", "3", "A; B"),
        ("K", "3", "none"),
    )
    found = agreement(codings, codebook=book)
    by = {c.unit + c.coder: c.code for c in clean(codings, book)[0]}
    assert by["1J"] == by["1K"] == "T"
    assert (by["2J"], by["2K"]) == ("Hope", "hope")
    assert (by["3J"], by["3K"]) == ("a; b", "None"), "what the codebook holds is neither split nor nothing"
    assert any("stay two" in line for line in found.cleaning.lines())


def test_several_codes_in_a_cell_are_split() -> None:
    found, report = clean(rows(("J", "1", "trust; stigma"), ("J", "2", "trust\nstigma"), ("J", "3", "pay, and thanks")))
    assert [c.code for c in found] == ["trust", "stigma", "trust", "stigma", "pay, and thanks"]
    assert sum(report.split.values()) == 2


def test_words_for_nothing_are_nothing_and_words_for_unread_are_missing() -> None:
    codings = rows(
        ("J", "1", "NA"),
        ("K", "1", "none"),
        ("J", "2", "n/a"),
        ("K", "2", "x"),
        ("J", "3", "not read"),
        ("K", "3", "x"),
    )
    found = agreement(codings)
    assert found.codes == ("x",)
    assert found.read == {"J": (2, 2), "K": (3, 1)}
    assert any("read, coded nothing" in line for line in found.cleaning.lines())
    assert any("not read" in line for line in found.cleaning.lines())


def test_units_that_nearly_fit_are_joined_or_shown() -> None:
    codings = rows(
        ("J", "p1/1", "x"),
        ("K", "p1/1.0", "x"),
        ("J", "P2 / 1", ""),
        ("K", "p2/1", "x"),
        ("J", "p3-1", ""),
        ("K", "p3/01", ""),
    )
    found = agreement(codings)
    assert found.pairs[0].units == 2
    assert any("'p3-1' and 'p3/01' nearly fit" in line for line in found.cleaning.lines())
    assert unit_key("p1/1.10") == "p1/1.10"


def test_coders_without_a_common_unit_are_told_how_theirs_are_called() -> None:
    found = agreement(rows(("J", "p1/1", "x"), ("K", "1", "x")))
    assert any("J shares no unit" in line and "'p1/1'" in line for line in found.cleaning.lines())


def test_a_slip_of_the_keyboard_is_shown_and_not_folded() -> None:
    found, report = clean(
        rows(("J", "1", "Peer support"), ("K", "1", "Peer suport"), ("K", "2", "Phase 1"), ("J", "2", "Phase 2"))
    )
    assert len({c.code for c in found}) == 4
    assert [(n.first, n.second) for n in report.near] == [("Peer support", "Peer suport")]


def test_a_slip_in_a_short_name_is_shown_and_another_word_is_not() -> None:
    _, report = clean(rows(("J", "1", "trust"), ("K", "1", "trsut"), ("J", "2", "hope"), ("K", "2", "hopes")))
    assert {(n.first, n.second) for n in report.near} == {("trust", "trsut"), ("hope", "hopes")}
    _, report = clean(rows(("J", "1", "loss"), ("K", "1", "less"), ("J", "2", "T1"), ("K", "2", "T12")))
    assert not report.near


def test_an_answer_behind_a_name_and_two_coders_in_one_are_told() -> None:
    _, report = clean(rows(("J", "1", "trust=1"), ("J", "2", "trust: no"), ("K", "1", "Home: care"), ("K", "2", "")))
    assert [line for line in report.lines() if "'trust=1' (1), 'trust: no' (1) hold a yes or a no" in line]
    assert not [line for line in report.lines() if "Home" in line]
    _, report = clean(rows(("J + K", "1", "trust"), ("J", "1", "hope"), ("K", "1", "trust")))
    assert "coders: 'J + K' may be J and K together" in " ".join(report.lines())
    _, report = clean(rows(("Lee and Co", "1", "trust"), ("K", "1", "trust")))
    assert report.clean


def test_a_row_of_sums_is_told() -> None:
    _, report = clean(rows(("J", "1", "trust"), ("K", "1", "trust"), ("Total", "1", "2")))
    assert "coders: 'Total', called like a row of sums and counted as coders" in " ".join(report.lines())


def test_a_semicolon_within_brackets_parts_no_codes() -> None:
    found, _ = clean(rows(("J", "1", "trust; stigma (of others; self)"), ("K", "1", "care [paid; unpaid]")))
    assert [c.code for c in found] == ["trust", "stigma (of others; self)", "care [paid; unpaid]"]
    assert parted("trust (a; hope") == ["trust (a", "hope"], "a bracket that never closes holds nothing"
    assert split_codes("trust; stigma (of others; self)") == ("trust", "stigma (of others; self)")


def test_an_answer_with_a_remark_and_a_range_of_units_are_told() -> None:
    _, report = clean(rows(("J", "1", "Not coded (see memo)"), ("J", "2", "N/A - methods"), ("K", "1", "Hope - lost")))
    assert "codes: 'Not coded (see memo)' (1), 'N/A - methods' (1) begin like an answer" in " ".join(report.lines())
    assert not [line for line in report.lines() if "lost" in line]
    _, report = clean(rows(("J", "p/1-3", "x"), ("J", "p/4", "y"), ("K", "p/1", "x"), ("K", "p/3", "x")))
    assert "units: 'p/1-3' may stand for several units" in " ".join(report.lines())
    _, report = clean(rows(("J", "p/1-3", "x"), ("J", "p/1", "y"), ("K", "p/1-3", "x"), ("K", "p/3", "x")))
    assert not [line for line in report.lines() if "several units" in line]


@pytest.mark.parametrize(
    "cell",
    ["none coded", "None assigned", "no code given", "No coding", "keine Kodierung", "aucun codage", "sin codificar"],
)
def test_ways_to_say_that_nothing_was_coded(cell: str) -> None:
    found, report = clean(rows(("J", "1", cell), ("K", "1", "trust")))
    assert found[0].code == ""
    assert report.nothing == {cell: 1}


def test_everything_empty_counts_right() -> None:
    codings = [Coding(c, f"p{i}/1", "") for c in ("JM", "RS") for i in range(6)]
    found = agreement(codings)
    assert found.read == {"JM": (6, 6), "RS": (6, 6)}
    assert found.pairs[0].units == 6
    assert found.pairs[0].pooled["cohen_kappa"].value is None
    assert "coded nothing on 6" in agreement_table(found)


def test_nothing_and_something_on_one_unit_is_something() -> None:
    found, report = clean(rows(("J", "1", ""), ("J", "1", "x"), ("J", "1", "X"), ("J", "2", "")))
    assert [(c.unit, c.code) for c in found] == [("1", "x"), ("2", "")]
    assert (report.repeated, report.contradicted) == (1, 1)


def test_cleaning_twice_changes_nothing() -> None:
    codings = rows(("JM", "10.1/X", "a; B"), ("jm", "10.1/x", "b"), ("RS", "10.1/x", "NA"))
    once, _ = clean(codings)
    twice, report = clean(once)
    assert twice == once
    assert report.clean


def test_invisible_marks_do_not_make_a_second_code() -> None:
    assert label_key("\ufeffTrust\u00a0gained\u200b") == label_key("trust gained")
    typed = "coder,unit,code\nJ,1,“Trust”\nK,1,Trust\n".encode()
    assert agreement(read_codings(typed, "c.csv")).pairs[0].pooled["percent"].value == 1


def test_passages_of_a_paper_in_which_another_coded_words_are_no_other_units() -> None:
    words = [Coding("M", "0123456789abcdef", "trust", 40, 60, "words of a paper")]
    machine = [Coding("llm:m", "0123456789abcdef:p30-90", "trust", 10, 30, "words of a paper")]
    assert not any("shares no unit" in line for line in clean([*words, *machine])[1].lines())
    whole = [Coding("M", "0123456789abcdef", "trust")]
    assert any("llm:m shares no unit" in line for line in clean([*whole, *machine])[1].lines())
