"""Studies as CSV: `study,paper[,review,overlaps]` and any further columns as contexts (country, method, …)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from thirdorder.corpora.errors import FormatError
from thirdorder.corpora.papers import Matches, PaperName, match_papers
from thirdorder.corpora.tables import Row, fold, read_table, write_csv
from thirdorder.nlp.codebook import Study

YES, NO = frozenset({"yes", "y", "true", "1", "x"}), frozenset({"", "no", "n", "false", "0"})


def read_studies(data: bytes, name: str) -> tuple[Study, ...]:
    """Read studies in the order of the file; papers stand as the file names them (`match_studies` finds their ids).

    A study with several papers has a row for each; where their contexts differ, all values are kept with ";".
    A study without a paper is one nobody has the file of. `overlaps` names studies with a common sample, between ";".
    """
    table = read_table(data, name)
    study, paper = table.need("study"), table.need("paper")
    review, overlaps = table.find("review"), table.find("overlaps")
    contexts = [c for c in table.columns if c not in (study, paper, review, overlaps)]
    grouped: dict[str, list[Row]] = {}
    for row in table.rows:
        if not row[study]:
            raise FormatError(name, "the cell 'study' is empty; name the study this paper belongs to.", row.number)
        grouped.setdefault(row[study], []).append(row)
    studies = tuple(
        Study(
            id=key,
            papers=_distinct(row[paper] for row in rows),
            review=any(tuple(_yes(row[review], name, row.number) for row in rows)) if review else False,
            overlaps=_distinct(o for row in rows for o in row[overlaps].split(";")) if overlaps else (),
            contexts={c: "; ".join(_distinct(row[c] for row in rows)) for c in contexts},
        )
        for key, rows in grouped.items()
    )
    for one in studies:
        for other in one.overlaps:
            if other not in grouped:
                problem = f"study '{one.id}' overlaps '{other}', which is no study here; add it or correct the name."
                raise FormatError(name, problem, grouped[one.id][0].number)
    return studies


def write_studies(studies: Sequence[Study]) -> bytes:
    """The studies as CSV, one row a paper, read back to the same values by `read_studies`."""
    contexts = list(dict.fromkeys(c for s in studies for c in s.contexts))
    rows = [
        (s.id, paper, "yes" if s.review else "no", ";".join(s.overlaps), *(s.contexts.get(c, "") for c in contexts))
        for s in studies
        for paper in s.papers or ("",)
    ]
    return write_csv(("study", "paper", "review", "overlaps", *contexts), rows)


def match_studies(studies: Sequence[Study], papers: Sequence[PaperName]) -> tuple[tuple[Study, ...], Matches]:
    """Studies with paper ids in place of what the file calls their papers, and what matched nothing.

    A paper that no study names is a study of its own, called by its id.
    """
    matches = match_papers((p for s in studies for p in s.papers), papers)
    found = [replace(s, papers=_distinct(matches.found.get(p, "") for p in s.papers)) for s in studies]
    placed = {p for s in found for p in s.papers}
    alone = [Study(p.id, (p.id,)) for p in papers if p.id not in placed]
    return (*found, *alone), matches


def study_of(studies: Iterable[Study]) -> Mapping[str, str]:
    """The study of each paper."""
    return {paper: s.id for s in studies for paper in s.papers}


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(v.strip() for v in values if v.strip()))


def _yes(cell: str, name: str, row: int) -> bool:
    if fold(cell) not in YES | NO:
        raise FormatError(name, f"review '{cell}' is neither yes nor no; write one of them.", row)
    return fold(cell) in YES
