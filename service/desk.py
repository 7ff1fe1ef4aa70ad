"""What a reviewer sees of a paper and what becomes of a decision: the run folder and the store, put together."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from thirdorder.corpora.codebooks import read_codebook
from thirdorder.corpora.codings import write_codings
from thirdorder.corpora.grid import Grid, GridEvidence, GridRow, read_grid, write_grid
from thirdorder.nlp.codebook import Code, Coding, Exposure
from thirdorder.service.settings import Settings
from thirdorder.service.store import CodingRow, DecisionRow, PaperRow, Store


@dataclass(frozen=True)
class Shown:
    """A passage on a page, with the codes suggested for it: boxes as percentages of the page."""

    passage: str
    page: int
    boxes: tuple[tuple[float, float, float, float], ...]
    text: str
    order: str
    codes: tuple[str, ...]


class Desk:
    """Reads the latest run; a page shows what that run found, with people's decisions over it."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self.settings, self.store = settings, store

    def ready(self) -> bool:
        """Whether there is a finished run."""
        return (self.settings.run / "run.json").is_file()

    def paper(self, key: str) -> dict[str, Any] | None:
        """A parsed paper as papers.jsonl holds it, None where the latest run has none of that id."""
        path = self.settings.run / "papers.jsonl"
        return _papers(path, path.stat().st_mtime_ns).get(key) if self.ready() else None

    def suggestions(self, key: str) -> dict[str, Any]:
        """What the latest run suggests for a paper."""
        path = self.settings.run / "suggestions.json"
        found = _json(path, path.stat().st_mtime_ns) if self.ready() else []
        empty: dict[str, Any] = {"paper": key, "abstained": True, "codes": []}
        return next((s for s in found if s["paper"] == key), empty)

    def recalled(self, suggestions: dict[str, Any]) -> dict[str, dict[str, str]]:
        """The coded examples that suggestions point to, in words a person can read, by passage id."""
        wanted = {b for c in suggestions["codes"] for e in c["evidence"] for b in e["because"]}
        if not wanted or not self.ready():
            return {}
        path, run = self.settings.run / "papers.jsonl", self.settings.run / "run.json"
        titles = {p["id"]: p["title"] for p in _json(run, run.stat().st_mtime_ns)["papers"]}
        papers = _papers(path, path.stat().st_mtime_ns)
        found = {}
        for key in sorted(wanted):
            paper = papers.get(key.partition(":p")[0])
            for passage in paper["passages"] if paper is not None else ():
                if passage["id"] == key and paper is not None:
                    found[key] = {"study": titles[paper["id"]], "text": " ".join(passage["text"].split())}
        return found

    def codes(self) -> tuple[Code, ...]:
        """The codebook of the latest run."""
        path = self.settings.run / "codebook.csv"
        return read_codebook(path.read_bytes(), path.name).codes if path.is_file() else ()

    def codings_csv(self) -> bytes:
        """People's codings with their exposure; a paper in which somebody coded counts as read by them."""
        rows = []
        for row in self.store.codings():
            paper = self.paper(row.paper)
            text = next((p["text"] for p in paper["passages"] if p["id"] == row.passage), "") if paper else ""
            rows.append(Coding(row.coder, row.passage, row.code, 0, len(text), text, cast(Exposure, row.exposure)))
        return write_codings(rows)

    def verdicts(self, key: str) -> dict[tuple[str, str], DecisionRow]:
        """The verdict that counts for each (code, passage) of a paper."""
        return {(d.code, d.passage): d for d in self.store.decisions(key)}

    def grid(self) -> bytes:
        """grid.xlsx of the latest run with what people accepted since: codes in the rows, quotes on `evidence`."""
        grid = read_grid((self.settings.run / "grid.xlsx").read_bytes(), "grid.xlsx")
        accepted = self.store.codings()
        if not accepted:
            return (self.settings.run / "grid.xlsx").read_bytes()
        studies = _json(self.settings.run / "run.json", (self.settings.run / "run.json").stat().st_mtime_ns)["studies"]
        study_of = {paper: s["id"] for s in studies for paper in s["papers"]}
        by_study: dict[str, list[str]] = {}
        for d in accepted:
            by_study.setdefault(study_of.get(d.paper, d.paper), []).append(d.code)
        rows = tuple(
            GridRow(r.study, tuple(dict.fromkeys((*r.codes, *by_study.get(r.study, ())))), r.values, r.coder)
            for r in grid.rows
        )
        evidence = tuple(self._evidence(row, study_of.get(row.paper, row.paper)) for row in accepted)
        return write_grid(
            Grid(rows, (*grid.evidence, *evidence), grid.study_column, grid.codes_column, grid.coder_column)
        )

    def _evidence(self, row: CodingRow, study: str) -> GridEvidence:
        """The words a code stands on: those of the suggestion where it was accepted, else the whole passage."""
        decided = self.verdicts(row.paper).get((row.code, row.passage))
        how = f"{row.coder}, {row.exposure.replace('_', ' ')}"
        if decided is not None and decided.verdict == "accepted":
            return GridEvidence(study, row.code, decided.quote, decided.page, how)
        paper = self.paper(row.paper)
        passage = next((p for p in paper["passages"] if p["id"] == row.passage), None) if paper is not None else None
        words = " ".join(passage["text"].split()) if passage is not None else ""
        page = passage["boxes"][0]["page"] if passage is not None and passage["boxes"] else None
        return GridEvidence(study, row.code, words, page, how)


def page_image(path: Path, page: int, width: int = 1100) -> bytes:
    """One page of a PDF as PNG, `width` pixels wide; pages count from 1. Raises `IndexError` past the last page."""
    import pypdfium2 as pdfium

    with pdfium.PdfDocument(path) as document:
        if not 1 <= page <= len(document):
            raise IndexError(page)
        sheet = document[page - 1]
        image = sheet.render(scale=width / sheet.get_width()).to_pil()
        out = io.BytesIO()
        image.save(out, "PNG")
        return out.getvalue()


def coded_passages(rows: Sequence[CodingRow]) -> dict[str, tuple[str, ...]]:
    """The codes that people put on each passage."""
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row.passage, []).append(row.code)
    return {passage: tuple(codes) for passage, codes in found.items()}


def page_sizes(path: Path) -> list[tuple[float, float]]:
    """Width and height of each page as shown, in points."""
    import pypdfium2 as pdfium

    with pdfium.PdfDocument(path) as document:
        return [document.get_page_size(i) for i in range(len(document))]


def shown_passages(paper: dict[str, Any], suggestions: dict[str, Any], sizes: list[tuple[float, float]]) -> list[Shown]:
    """The findings passages with their boxes in per cent of the page, and the codes suggested on them."""
    on: dict[str, list[str]] = {}
    for code in suggestions["codes"]:
        for evidence in code["evidence"]:
            on.setdefault(evidence["passage"], []).append(code["code"])
    shown = []
    for p in paper["passages"]:
        if p["role"] not in ("findings", "findings_discussion") and p["id"] not in on:
            continue
        for number in sorted({b["page"] for b in p["boxes"]}) or [0]:
            own = [b for b in p["boxes"] if b["page"] == number]
            boxes = tuple(_percent(b, sizes[number - 1]) for b in own) if number and number <= len(sizes) else ()
            shown.append(
                Shown(p["id"], number, boxes, p["text"], p["order"], tuple(dict.fromkeys(on.get(p["id"], ()))))
            )
    return shown


def _percent(box: dict[str, float], size: tuple[float, float]) -> tuple[float, float, float, float]:
    width, height = size
    return (
        round(100 * box["x0"] / width, 3),
        round(100 * box["y0"] / height, 3),
        round(100 * (box["x1"] - box["x0"]) / width, 3),
        round(100 * (box["y1"] - box["y0"]) / height, 3),
    )


@lru_cache(maxsize=4)
def _papers(path: Path, changed: int) -> dict[str, dict[str, Any]]:  # noqa: ARG001 - `changed` is part of the key
    lines = path.read_text(encoding="utf-8").splitlines()
    return {paper["id"]: paper for paper in map(json.loads, lines)}


@lru_cache(maxsize=8)
def _json(path: Path, changed: int) -> Any:  # noqa: ARG001 - `changed` is part of the key
    return json.loads(path.read_text(encoding="utf-8"))


def paper_dict(row: PaperRow) -> dict[str, Any]:
    """A paper of the list, as the API gives it."""
    return {
        "id": row.id, "name": row.name, "sha256": row.sha256, "state": row.state, "reason": row.reason,
        "title": row.title, "pages": row.pages, "added": row.added.isoformat(timespec="seconds"),
    }  # fmt: skip
