"""Appraisals as CSV: `study,item,answer[,note]`, one row an item, of any form (CASP, JBI, one's own)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from thirdorder.corpora.errors import FormatError
from thirdorder.corpora.paper_names import match_papers, paper_name
from thirdorder.corpora.tables import read_table
from thirdorder.nlp.document import Paper
from thirdorder.nlp.review import Study
from thirdorder.nlp.synthesis.appraisal import Answer


@dataclass(frozen=True, slots=True)
class AppraisalRow:
    """One answer as the file gives it; `paper` names one paper of the study where papers were appraised apart."""

    study: str
    item: str
    answer: str
    paper: str = ""
    note: str = ""
    form: str = ""


def read_appraisal(data: bytes, name: str) -> tuple[AppraisalRow, ...]:
    """Read the rows of an appraisal; columns `paper`, `form` and `note` (or `comment`) may be there, others are left.

    Raises FormatError where a column is missing, or a row lacks its study or item.
    """
    table = read_table(data, name)
    study, item, answer = table.need("study"), table.need("item"), table.need("answer")
    paper, form, note = table.find("paper"), table.find("form"), table.find("note", "comment")
    rows = []
    for row in table.rows:
        for column in (study, item):
            if not row[column]:
                raise FormatError(name, f"the cell '{column}' is empty; fill it in or remove the row.", row.number)
        others = (row[column] if column else "" for column in (paper, note, form))
        rows.append(AppraisalRow(row[study], row[item], row[answer], *others))
    return tuple(rows)


def place_appraisal(
    rows: Sequence[AppraisalRow],
    papers: Sequence[Paper],
    studies: Sequence[Study],
    names: Mapping[str, tuple[str, ...]],
) -> tuple[tuple[Answer, ...], tuple[str, ...]]:
    """Answers by paper id, and a sentence for each study or paper of the file that was not found.

    A row without a paper is about all papers of its study.
    """
    matches = match_papers(
        (k for r in rows for k in (r.paper, r.study)), [paper_name(p, names.get(p.id, ())) for p in papers]
    )
    of_study = {s.id: s.papers for s in studies}
    answers: list[Answer] = []
    missing: dict[str, None] = {}
    for row in rows:
        one = matches.found.get(row.paper) if row.paper else None
        about = (one,) if one else of_study.get(row.study, ()) if not row.paper else ()
        about = about or ((matches.found[row.study],) if not row.paper and row.study in matches.found else ())
        if not about:
            missing[row.paper or row.study] = None
        answers += [Answer(p, row.item, row.answer, row.note, row.form) for p in about]
    return tuple(answers), tuple(f"appraisal: '{key}' matches no paper or study of the corpus." for key in missing)
