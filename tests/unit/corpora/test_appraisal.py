"""Appraisals of any form: read as they are, placed on papers, never summed."""

from __future__ import annotations

import pytest

from thirdorder.corpora import example
from thirdorder.corpora.appraisal import AppraisalRow, place_appraisal, read_appraisal
from thirdorder.corpora.errors import FormatError
from thirdorder.nlp.document import Document, Paper, digest
from thirdorder.nlp.review import Study


def paper(name: str) -> Paper:
    return Paper(Document(digest(name.encode()), f"{name}.pdf", "text", "", (), 1), (), (), ())


def test_columns_are_found_whatever_their_order_and_others_left() -> None:
    data = "item;answer;study;comment;reader\naim;yes;Abel 2001;clear;ana\nvoices;;Abel 2001;;ana\n".encode("utf-8-sig")
    assert read_appraisal(data, "a.csv") == (
        AppraisalRow("Abel 2001", "aim", "yes", note="clear"), AppraisalRow("Abel 2001", "voices", "")
    )  # fmt: skip


@pytest.mark.parametrize(
    ("data", "message"),
    [(b"study,item\nA,aim\n", "no column 'answer'"), (b"study,item,answer\nA,,yes\n", "'item' is empty")],
)
def test_what_is_missing_is_named(data: bytes, message: str) -> None:
    with pytest.raises(FormatError, match=message):
        read_appraisal(data, "a.csv")


def test_rows_are_about_their_paper_or_all_papers_of_their_study() -> None:
    one, two, three = paper("one"), paper("two"), paper("three")
    rows = (
        AppraisalRow("Pair", "aim", "yes"), AppraisalRow("Pair", "aim", "no", paper="two"),
        AppraisalRow("three", "aim", "no"), AppraisalRow("Pair", "aim", "no", paper="gone"),
        AppraisalRow("Nobody", "aim", "no"),
    )  # fmt: skip
    answers, notes = place_appraisal(rows, (one, two, three), (Study("Pair", (one.id, two.id)),), {})
    assert [(a.paper, a.answer) for a in answers] == [
        (one.id, "yes"), (two.id, "yes"), (two.id, "no"), (three.id, "no")
    ]  # fmt: skip
    assert [n.split("'")[1] for n in notes] == ["gone", "Nobody"]


def test_the_packaged_appraisal_is_read_whole() -> None:
    rows = read_appraisal(example.files()["appraisal.csv"], "appraisal.csv")
    assert {r.answer for r in rows} == {"yes", "partly", "no", "unclear"}
    assert all(r.paper and r.form and r.item for r in rows)
