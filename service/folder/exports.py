"""Parts of a run in the form that reviewers hand on: grid, tables, report, codebook, statement."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from thirdorder.corpora.codebooks import write_codebook
from thirdorder.nlp.review import Code, Codebook, Theme
from thirdorder.service.errors import RunFolderError
from thirdorder.service.folder.files import Folder, finished
from thirdorder.service.folder.statement import statement
from thirdorder.service.folder.word import Table, tables_file


def export(path: Path, name: str) -> bytes:
    """One export of a run folder by its name. Raises `RunFolderError` where the run does not hold what it needs."""
    makers: Mapping[str, Callable[[Folder], bytes]] = {
        "grid.xlsx": _kept("grid.xlsx"),
        "report.html": _kept("report.html"),
        "codebook.csv": _codebook,
        "tables.docx": _tables,
        "statement.md": lambda run: statement(run).encode(),
    }
    return makers[name](finished(path))


def _kept(name: str) -> Callable[[Folder], bytes]:
    def read(run: Folder) -> bytes:
        path = run.path / name
        if not path.is_file():
            raise RunFolderError(f"{run.path} has no {name}: run the job again into this folder.")
        return path.read_bytes()

    return read


def _codebook(run: Folder) -> bytes:
    """People's codebook where the run had one, else the candidate themes as the draft of one."""
    if run.codebook is not None:
        return write_codebook(run.codebook)
    codes = [
        Code(
            code=t.id,
            name=t.label,
            definition="Candidate theme, to be confirmed. Terms: " + ", ".join(t.terms[:8]),
            parent=t.parent,
            examples=tuple(run.words(*claim) for claim in t.claims[:3]),
        )
        for t in run.people().themes
    ]
    return write_codebook(Codebook(tuple(codes)))


def _tables(run: Folder) -> bytes:
    """Two tables for a manuscript: the studies with their characteristics and constructs, and the candidate themes."""
    rows = []
    for study in run.studies:
        own = [run.papers[p] for p in study.papers if p in run.papers]
        cited = "; ".join(run.titles[p.id] for p in own)
        found = {c.name: c.value for p in own for c in p.characteristics}
        constructs = "; ".join(c.label for p in own for c in p.themes_of_authors)
        rows.append(
            (cited, found.get("country", ""), found.get("method", ""), found.get("participants", ""), constructs)
        )
    studies = Table(
        ("Study", "Country", "Method", "Participants", "Constructs as the authors name them"), rows,
        "Table 1. Studies, and the constructs their authors name",
    )  # fmt: skip
    themes = Table(
        ("Candidate theme", "Studies", "Passages", "With participants' words", "Stated by authors"),
        [_theme_row(run, theme) for theme in run.people().themes],
        "Table 2. Candidate themes over studies",
        "A machine grouped these passages; whether a theme holds is for the reviewers to decide.",
    )
    return tables_file("Tables of a thirdorder run", (studies, themes))


def _theme_row(run: Folder, theme: Theme) -> tuple[str, ...]:
    counts = (len(theme.studies), len(theme.members), theme.first_order)
    return (theme.label, *map(str, counts), " / ".join(run.words(*claim) for claim in theme.claims[:2]))
