"""Parts of a run in the form that reviewers hand on: grid, tables, report, codebook, statement."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from thirdorder.corpora.codebooks import write_codebook
from thirdorder.corpora.workbook import still
from thirdorder.nlp.document import owner
from thirdorder.nlp.review import Code, Codebook
from thirdorder.service.errors import RunFolderError
from thirdorder.service.folder.read import finished
from thirdorder.service.folder.statement import statement
from thirdorder.service.folder.write import load, load_lines, themes_dict


def export(run: Path, name: str) -> bytes:
    """One export of a run folder by its name. Raises `RunFolderError` where the run does not hold what it needs."""
    makers: Mapping[str, Callable[[Path], bytes]] = {
        "grid.xlsx": _kept("grid.xlsx"),
        "report.html": _kept("report.html"),
        "codebook.csv": _codebook,
        "tables.docx": _tables,
        "statement.md": lambda folder: statement(folder).encode(),
    }
    load(run, "run.json")
    return makers[name](run)


def _kept(name: str) -> Callable[[Path], bytes]:
    def read(run: Path) -> bytes:
        path = run / name
        if not path.is_file():
            raise RunFolderError(f"{run} has no {name}: run the job again into this folder.")
        return path.read_bytes()

    return read


def _codebook(run: Path) -> bytes:
    """People's codebook where the run had one, else the candidate themes as the draft of one."""
    given = run / "codebook.csv"
    if given.is_file():
        return given.read_bytes()
    themes = _themes(run)
    papers = {p["id"]: p for p in load_lines(run, "papers.jsonl")}
    codes = [
        Code(
            code=t["id"],
            name=t["label"],
            definition="Candidate theme, to be confirmed. Terms: " + ", ".join(t["terms"][:8]),
            parent=t["parent"],
            examples=tuple(_claim(papers, c) for c in t["claims"][:3]),
        )
        for t in themes
    ]
    return write_codebook(Codebook(tuple(codes)))


def _themes(run: Path) -> Sequence[Mapping[str, Any]]:
    """The themes as people changed them; themes.json itself stays the machine's."""
    shown: list[dict[str, Any]] = themes_dict(finished(run).people().themes, ())["themes"]
    return shown


def _claim(papers: Mapping[str, Any], claim: Mapping[str, Any]) -> str:
    text: str = papers[owner(claim["construct"])]["text"]
    return " ".join(text[claim["start"] : claim["end"]].split())


def _tables(run: Path) -> bytes:
    """Two tables for a manuscript: the studies with their characteristics and constructs, and the candidate themes."""
    from docx import Document as Word

    head, themes, whole = load(run, "run.json"), _themes(run), finished(run)
    papers = {p["id"]: p for p in load_lines(run, "papers.jsonl")}
    word = Word()
    word.core_properties.title = "Tables of a thirdorder run"
    word.add_heading("Table 1. Studies, and the constructs their authors name", level=2)
    rows = []
    for study in head["studies"]:
        own = [papers[p] for p in study["papers"] if p in papers]
        cited = "; ".join(n["title"] for p in own for n in head["papers"] if n["id"] == p["id"])
        found = {c["name"]: c["value"] for p in own for c in p["characteristics"]}
        constructs = "; ".join(c.label for p in own for c in whole.papers[p["id"]].themes_of_authors)
        rows.append(
            (cited, found.get("country", ""), found.get("method", ""), found.get("participants", ""), constructs)
        )
    _table(word, ("Study", "Country", "Method", "Participants", "Constructs as the authors name them"), rows)
    word.add_heading("Table 2. Candidate themes over studies", level=2)
    word.add_paragraph("A machine grouped these passages; whether a theme holds is for the reviewers to decide.")
    _table(
        word,
        ("Candidate theme", "Studies", "Passages", "With participants' words", "Stated by authors"),
        [_theme_row(papers, theme) for theme in themes],
    )  # fmt: skip
    out = io.BytesIO()
    word.save(out)
    return still(out.getvalue())


def _theme_row(papers: Mapping[str, Any], theme: Mapping[str, Any]) -> tuple[str, ...]:
    counts = (len(theme["studies"]), len(theme["passages"]), theme["first_order"])
    return (theme["label"], *map(str, counts), " / ".join(_claim(papers, c) for c in theme["claims"][:2]))


def _table(word: Any, header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    table = word.add_table(rows=1, cols=len(header))
    table.style = "Light Grid Accent 1"
    for cell, title in zip(table.rows[0].cells, header, strict=True):
        cell.text = title
    for row in rows:
        for cell, value in zip(table.add_row().cells, row, strict=True):
            cell.text = value
