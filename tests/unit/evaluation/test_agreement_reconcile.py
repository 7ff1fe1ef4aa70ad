from __future__ import annotations

from thirdorder.corpora.passages_file import read_passages_file
from thirdorder.corpora.placing import place_codings
from thirdorder.corpora.tables import read_table
from thirdorder.evaluation.agreement import agreement
from thirdorder.evaluation.agreement.reconcile import disagreements_csv, reconcile
from thirdorder.nlp.review import Coding

CODINGS = [
    Coding("J", "1", "A", quote="we belong"), Coding("K", "1", "A"),
    Coding("J", "2", "B", quote="I gave"), Coding("K", "2", ""),
    Coding("J", "3", "A"),
    Coding("J", "4", ""), Coding("K", "4", "A"),
]  # fmt: skip


def test_only_what_both_read_can_be_disputed() -> None:
    result = reconcile(CODINGS)
    assert [(d.unit, d.code, d.coded_by, d.not_by) for d in result.disagreements] == [
        ("2", "B", ("J",), ("K",)),
        ("4", "A", ("K",), ("J",)),
    ]
    assert result.disagreements[0].quotes == ("J: I gave",)
    assert all(d.agreed is None for d in result.disagreements)
    assert (result.cells, result.first, result.now) == (6, 4 / 6, 4 / 6)


def test_first_and_agreed_values_are_both_kept() -> None:
    settled = [*CODINGS, Coding("Consensus", "2", "B"), Coding("consensus", "1", "A"), Coding("consensus", "4", "")]
    result = reconcile(settled)
    assert [(d.agreed, d.coded_by) for d in result.disagreements] == [(True, ("J",)), (False, ("K",))]
    assert (result.first, result.settled, result.now) == (4 / 6, 2, 1)
    assert agreement(settled).pairs == agreement(CODINGS).pairs


def test_spans_of_a_paper_are_settled_by_passage() -> None:
    papers = read_passages_file(b"document,passage,text\nD,1,We belong here.\nD,2,I gave it back.\n", "p.csv")
    said = [
        Coding("J", "D", "A", quote="We belong"), Coding("K", "D", "A", quote="belong here"),
        Coding("J", "D", "B", quote="gave it"), Coding("consensus", "D", "B", quote="I gave it back"),
    ]  # fmt: skip
    placed = place_codings(said, papers, {papers[0].id: ("D",)}).codings
    result = reconcile(placed, papers=papers)
    assert [(d.unit, d.code, d.quotes, d.agreed) for d in result.disagreements] == [("D/2", "B", ("J: gave it",), True)]
    assert (result.first, result.now) == (3 / 4, 1)


def test_the_list_is_a_table() -> None:
    table = read_table(disagreements_csv(reconcile(CODINGS)), "d.csv")
    assert table.rows[0]["quotes"] == "J: I gave"
    assert table.rows[0]["agreed"] == ""
