from __future__ import annotations

from thirdorder.corpora.tables import read_table
from thirdorder.evaluation.agreement_reconcile import disagreements, disagreements_csv, reconciliation
from thirdorder.evaluation.agreement_units import cells_as_given
from thirdorder.nlp.codebook import Coding

CODINGS = [
    Coding("J", "1", "A", quote="we belong"), Coding("K", "1", "A"),
    Coding("J", "2", "B", quote="I gave"), Coding("K", "2", ""),
    Coding("J", "3", "A"),
    Coding("J", "4", ""), Coding("K", "4", "A"),
]  # fmt: skip
CELLS = cells_as_given(CODINGS, "passage", ("J", "K"), ("A", "B"))


def test_only_what_both_read_can_be_disputed() -> None:
    listed = disagreements(CELLS, CODINGS)
    assert [(d.unit, d.code, d.coded_by, d.not_by) for d in listed] == [
        ("2", "B", ("J",), ("K",)),
        ("4", "A", ("K",), ("J",)),
    ]
    assert listed[0].quotes == ("J: I gave",)
    assert all(d.agreed is None for d in listed)


def test_first_and_agreed_values_are_both_kept() -> None:
    listed = disagreements(CELLS, CODINGS, [Coding("J and K", "2", "B"), Coding("J and K", "4", "")])
    assert [(d.agreed, d.coded_by, d.decided_by) for d in listed] == [
        (True, ("J",), "J and K"),
        (False, ("K",), "J and K"),
    ]
    result = reconciliation(CELLS, listed)
    assert (result.cells, result.disagreements, result.settled) == (6, 2, 2)
    assert result.first == 4 / 6
    assert result.agreed == 1


def test_the_list_is_a_table() -> None:
    table = read_table(disagreements_csv(disagreements(CELLS, CODINGS)), "d.csv")
    assert table.rows[0]["quotes"] == "J: I gave"
    assert table.rows[0]["agreed"] == ""
