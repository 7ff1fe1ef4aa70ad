"""Studies as CSV: `study,paper[,review,overlaps]` and any further columns as contexts (country, method, …)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from thirdorder.corpora.errors import FormatError
from thirdorder.corpora.paper_names import match_papers, paper_name
from thirdorder.corpora.tables import Row, Table, fold, read_table
from thirdorder.nlp.document import Paper
from thirdorder.nlp.review import EMPTY, Study

YES, NO = frozenset({"yes", "y", "true", "1", "x"}), frozenset({"", "no", "n", "false", "0"})


@dataclass(frozen=True, slots=True)
class StudyRow:
    """One row: a study and one of its papers as people call it, empty where nobody has its file."""

    study: str
    paper: str = ""
    review: bool = False
    overlaps: tuple[str, ...] = ()
    contexts: Mapping[str, str] = field(default_factory=lambda: EMPTY)


def read_studies(data: bytes, name: str) -> tuple[StudyRow, ...]:
    """Read the rows of a studies file. `overlaps` names studies with a common sample, between ";".

    Raises FormatError for a row without a study, a review that is neither yes nor no, an overlap with no study here.
    """
    table = read_table(data, name)
    for column in ("study", "paper"):
        table.need(column)
    rows = tuple(_row(row, table) for row in table.rows)
    known = {r.study for r in rows}
    for row, printed in zip(rows, table.rows, strict=True):
        for other in row.overlaps:
            if other not in known:
                problem = f"study '{row.study}' overlaps '{other}', which is no study here; add it or correct the name."
                raise FormatError(name, problem, printed.number)
    return rows


def gather_studies(
    rows: Sequence[StudyRow], papers: Sequence[Paper], names: Mapping[str, tuple[str, ...]]
) -> tuple[tuple[Study, ...], tuple[str, ...]]:
    """Studies with the ids of their papers, and a sentence for each paper of the file that was not found.

    `names` are the paths of each paper's files inside the corpus. Papers that no study names are left to the caller.
    """
    known = [paper_name(p, names.get(p.id, ())) for p in papers]
    matches = match_papers((r.paper for r in rows if r.paper), known)
    notes = [f"studies: '{key}' matches no paper of the corpus." for key in matches.missing]
    notes += [f"studies: '{key}' fits {len(ids)} papers; name its file." for key, ids in matches.ambiguous.items()]
    return join_studies(rows, matches.found), tuple(notes)


def join_studies(rows: Iterable[StudyRow], papers: Mapping[str, str] = EMPTY) -> tuple[Study, ...]:
    """The rows of each study as one study, in the order of first mention; where their contexts differ, all are kept."""
    grouped: dict[str, list[StudyRow]] = {}
    for row in rows:
        grouped.setdefault(row.study, []).append(row)
    return tuple(
        Study(
            id=study,
            papers=_distinct(papers.get(r.paper, "") for r in own),
            review=any(r.review for r in own),
            overlaps=_distinct(o for r in own for o in r.overlaps),
            contexts={c: "; ".join(_distinct(r.contexts.get(c, "") for r in own)) for c in own[0].contexts},
        )
        for study, own in grouped.items()
    )


def _row(row: Row, table: Table) -> StudyRow:
    study, paper = table.need("study"), table.need("paper")
    review, overlaps = table.find("review"), table.find("overlaps")
    if not row[study]:
        raise FormatError(table.name, "the cell 'study' is empty; name the study of this paper.", row.number)
    answer = fold(row[review]) if review else ""
    if answer not in YES | NO:
        raise FormatError(table.name, f"review '{answer}' is neither yes nor no; write one of them.", row.number)
    contexts = {c: row[c] for c in table.columns if c not in (study, paper, review, overlaps)}
    others = _distinct(row[overlaps].split(";")) if overlaps else ()
    return StudyRow(row[study], row[paper], answer in YES, others, contexts)


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(v.strip() for v in values if v.strip()))
