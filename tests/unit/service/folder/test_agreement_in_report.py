"""The agreement of coders on the page of a run: prose that wraps, tables that scroll."""

from __future__ import annotations

from thirdorder.evaluation.agreement import agreement, agreement_table
from thirdorder.nlp.review import Coding
from thirdorder.service.folder.report.write import laid_out


def test_prose_is_no_part_of_a_table_that_scrolls() -> None:
    codings = [
        Coding(c, f"{i}/{j}", "A code of many words" if (i + j) % 3 else "")
        for c in "JK"
        for i in range(4)
        for j in (1, 2)
    ]
    stretches = laid_out(agreement_table(agreement([*codings, Coding("j", "0/1", "")])))
    tables = [text for table, text in stretches if table]
    prose = [text for table, text in stretches if not table]
    assert len(tables) == 1
    assert tables[0].splitlines()[1].startswith("pooled")
    assert any(line.startswith("Agreement by passage") for line in prose)
    assert any(line.startswith("coders: 'J'") for line in prose)
    assert prose[-1].startswith("For a methods section")
