"""What a published metasynthesis of peer support work reports about its 34 studies, as tables (see DATASHEET.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files as resources

from thirdorder.corpora.codebooks import read_codebook
from thirdorder.corpora.codings import read_codings
from thirdorder.corpora.grid import Grid, read_grid
from thirdorder.corpora.ris import Reference
from thirdorder.corpora.studies import StudyRow, read_studies
from thirdorder.corpora.tables import Table, read_table
from thirdorder.nlp.review import Codebook, Coding

TABLES = (
    "table1.csv", "studies.csv", "codebook.csv", "codings.csv", "statements.csv", "references.csv", "oddities.csv",
)  # fmt: skip
PARTS = ("identity.strengths", "identity.challenges", "self.strengths", "self.challenges")


@dataclass(frozen=True, slots=True)
class Statement:
    """A place in the Results that cites: its part (core construct and strengths or challenges), every reference number
    printed, the included studies among them, and its gist."""

    number: int
    part: str
    references: tuple[int, ...]
    studies: tuple[str, ...]
    gist: str


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something in the article that does not fit together, where, and what was done about it."""

    kind: str
    where: str
    what: str
    handling: str


@cache
def files() -> Mapping[str, bytes]:
    """The tables by name."""
    root = resources(__name__)
    return {name: (root / name).read_bytes() for name in TABLES}


def table1() -> Grid:
    """Table 1, one row a study."""
    return read_grid(files()["table1.csv"], "table1.csv")


def studies() -> tuple[StudyRow, ...]:
    """The 34 studies with their contexts."""
    return read_studies(files()["studies.csv"], "studies.csv")


def codebook() -> Codebook:
    """Core constructs, their strengths and challenges, and under these the labels of Table 1."""
    return read_codebook(files()["codebook.csv"], "codebook.csv")


def codings() -> tuple[Coding, ...]:
    """Table 1 as codings of studies."""
    return read_codings(files()["codings.csv"], "codings.csv")


def statements() -> tuple[Statement, ...]:
    """The citing statements of the Results, in their order."""
    return tuple(
        Statement(
            int(row["statement"]),
            row["code"],
            tuple(int(n) for n in row["references"].split(";")),
            tuple(s for s in row["studies"].split(";") if s),
            row["gist"],
        )
        for row in _table("statements.csv").rows
    )


def references() -> Mapping[int, Reference]:
    """The references of the included studies by number, identified by study; 2 and 44 are one paper."""
    return {
        int(row["reference"]): Reference(
            row["study"],
            row["title"],
            tuple(row["authors"].split("; ")),
            int(row["year"]),
            row["doi"],
            row["journal"],
        )
        for row in _table("references.csv").rows
    }


def oddities() -> tuple[Oddity, ...]:
    """What does not fit together in the article."""
    return tuple(Oddity(r["kind"], r["where"], r["what"], r["handling"]) for r in _table("oddities.csv").rows)


def _table(name: str) -> Table:
    return read_table(files()[name], name)
