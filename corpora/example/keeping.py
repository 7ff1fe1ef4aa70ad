"""What reviewers keep beside their papers: studies, references and the grid, from the papers as written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from thirdorder.corpora.example.markup import Source
from thirdorder.corpora.grid import Grid, GridRow, grid_table, write_grid_csv
from thirdorder.corpora.ris import Reference, write_ris
from thirdorder.corpora.tables import write_csv
from thirdorder.corpora.workbook import Sheet, write_workbook
from thirdorder.nlp.review import Codebook, Coding

CONTEXTS = ("country", "discipline", "participants", "method", "year")


def studies_csv(papers: Iterable[Source]) -> bytes:
    """One row a paper; papers of one study name it alike."""
    rows = [(p.head["study"], p.id, "no", "", *(p.head[c] for c in CONTEXTS)) for p in papers]
    return write_csv(("study", "paper", "review", "overlaps", *CONTEXTS), rows)


def references_ris(papers: Iterable[Source]) -> bytes:
    """The references of all papers, with and without codings."""
    return write_ris(
        [
            Reference(p.id, p.head["title"], _authors(p), int(p.head["year"]), p.head["doi"], p.head["journal"])
            for p in papers
        ]
    )


def grid(papers: Iterable[Source], codings: Iterable[Coding], codebook: Codebook, comments: Mapping[str, str]) -> Grid:
    """The agreed codes of each study by name, in the codebook's order, with the reviewers' remarks."""
    studies: dict[str, list[Source]] = {}
    for paper in papers:
        studies.setdefault(paper.head["study"], []).append(paper)
    agreed = {(c.unit, c.code) for c in codings if c.coder == "consensus"}
    rows = []
    for study, of_study in sorted(studies.items()):
        codes = tuple(c.name for c in codebook.codes if any((p.id, c.code) in agreed for p in of_study))
        first = of_study[0].head
        values = {
            "Papers": ", ".join(p.id for p in of_study),
            "Country": first["country"],
            "Discipline": " / ".join(dict.fromkeys(p.head["discipline"] for p in of_study)),
            "Participants": first["participants"],
            "Method": " / ".join(dict.fromkeys(p.head["method"] for p in of_study)),
            "Comments": comments[study],
        }
        rows.append(GridRow(study, codes, values))
    return Grid(tuple(rows), study_column="Study", codes_column="Codes")


def grid_files(kept: Grid) -> Mapping[str, bytes]:
    """The grid as CSV and as the one sheet that reviewers send each other."""
    header, rows = grid_table(kept)
    sheet = Sheet("grid", header, rows, frozenset({"Codes", "Comments"}))
    return {"grid.csv": write_grid_csv(kept), "grid.xlsx": write_workbook([sheet])}


def read_comments(text: str) -> Mapping[str, str]:
    """Study and remark, divided by a bar."""
    return dict((part.strip() for part in line.split("|", 1)) for line in text.splitlines() if line)  # type: ignore[misc]


def _authors(paper: Source) -> tuple[str, ...]:
    """Family name first; Spanish names have two."""
    conjunction, families = (" y ", 2) if paper.head["language"] == "es" else (" and ", 1)
    names = [n.strip() for n in paper.head["authors"].replace(conjunction, ", ").split(",")]
    split = [n.split() for n in names]
    return tuple(f"{' '.join(n[-families:])}, {' '.join(n[:-families])}" for n in split)
