"""What a reviewer sees of a paper and what becomes of a decision: the run folder and the store, put together."""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from thirdorder.corpora.codebooks import read_codebook
from thirdorder.corpora.codings import write_codings
from thirdorder.corpora.grid import Grid, GridEvidence, GridRow, read_grid, write_grid
from thirdorder.corpora.papers import paper_to_dict
from thirdorder.nlp.review import Code
from thirdorder.service.folder.files import Folder, finished
from thirdorder.service.web.learning import AFTER, desk_codings, learned
from thirdorder.service.web.rows import CodingRow, DecisionRow, PaperRow
from thirdorder.service.web.settings import Settings
from thirdorder.service.web.store import Store


@dataclass(frozen=True)
class Shown:
    """A passage on a page, with the codes suggested for it: boxes as percentages of the page."""

    passage: str
    page: int
    boxes: tuple[tuple[float, float, float, float], ...]
    text: str
    order: str
    codes: tuple[str, ...]
    whose: str = ""


class Desk:
    """Reads the latest run; a page shows what that run found, with people's decisions over it."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self.settings, self.store = settings, store

    def ready(self) -> bool:
        """Whether there is a finished run."""
        return (self.settings.run / "run.json").is_file()

    @property
    def run(self) -> Folder:
        """The latest run. Raises `RunFolderError` where there is none."""
        return finished(self.settings.run)

    def paper(self, key: str) -> dict[str, Any] | None:
        """A parsed paper as papers.jsonl holds it, None where the latest run has none of that id."""
        found = self.run.papers.get(key) if self.ready() else None
        return None if found is None else paper_to_dict(found)

    def suggestions(self, key: str) -> dict[str, Any]:
        """What is suggested for a paper: what was learned last from people's decisions, else what the run found."""
        again = learned(self.settings)
        found = again["suggestions"] if again is not None else self._first_suggestions()
        empty: dict[str, Any] = {"paper": key, "abstained": True, "codes": []}
        return next((s for s in found if s["paper"] == key), empty)

    def offered(self, key: str, code: str, passage: str) -> dict[str, Any] | None:
        """The evidence shown for a code on a passage, now or by the run at first; None where it never was."""
        first: list[dict[str, Any]] = next((s["codes"] for s in self._first_suggestions() if s["paper"] == key), [])
        for suggested in (*self.suggestions(key)["codes"], *first):
            for evidence in suggested["evidence"]:
                if (suggested["code"], evidence["passage"]) == (code, passage):
                    shown: dict[str, Any] = evidence
                    return shown
        return None

    def learned_from(self) -> int:
        """How many decisions and codes the present suggestions were learned from, beyond what the run had."""
        again = learned(self.settings)
        return again["changes"] if again is not None else 0

    def decided(self) -> None:
        """Ask for learning again where enough was decided since the last time."""
        if self.ready() and self.store.changes() - self.learned_from() >= AFTER:
            self.store.ask_for("learn")

    def recalled(self, suggestions: dict[str, Any]) -> dict[str, dict[str, str]]:
        """The coded examples that suggestions point to, in words a person can read, by passage id."""
        wanted = {b for c in suggestions["codes"] for e in c["evidence"] for b in e["because"]}
        places = {key: self.run.passages[key] for key in sorted(wanted) if key in self.run.passages}
        return {
            key: {"study": self.run.titles[paper.id], "text": " ".join(paper.quote(passage).split())}
            for key, (paper, passage) in places.items()
        }

    def codes(self) -> tuple[Code, ...]:
        """The codebook of the latest run."""
        path = self.settings.run / "codebook.csv"
        return read_codebook(path.read_bytes(), path.name).codes if path.is_file() else ()

    def progress(self, coder: str) -> dict[str, str]:
        """How far a coder is with each paper they began, in a few words, by paper id."""
        coded = Counter(c.paper for c in self.store.codings(coder=coder))
        read = {r.paper for r in self.store.readings() if r.coder == coder}
        return {
            key: ", ".join(w for w in (f"{coded[key]} codes" if coded[key] else "", "read" if key in read else "") if w)
            for key in sorted(coded.keys() | read)
        }

    def codings_csv(self) -> bytes:
        """What everybody coded here with its exposure, ready for thirdorder agreement."""
        return write_codings(desk_codings(self.store, self.run) if self.ready() else ())

    def verdicts(self, key: str, coder: str) -> dict[tuple[str, str], DecisionRow]:
        """A coder's verdict that counts for each (code, passage) of a paper."""
        return {(d.code, d.passage): d for d in self.store.decisions(key, coder)}

    def grid(self) -> bytes:
        """grid.xlsx of the latest run with what people accepted since: codes in the rows, quotes on `evidence`."""
        grid = read_grid((self.settings.run / "grid.xlsx").read_bytes(), "grid.xlsx")
        accepted = self.store.codings()
        if not accepted:
            return (self.settings.run / "grid.xlsx").read_bytes()
        study_of = self.run.study_of
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
        decided = self.verdicts(row.paper, row.coder).get((row.code, row.passage))
        how = f"{row.coder}, {row.exposure.replace('_', ' ')}"
        place = self.run.passages.get(row.passage)
        whose = ", ".join(place[1].groups()) if place is not None else ""
        if decided is not None and decided.verdict == "accepted":
            return GridEvidence(study, row.code, decided.quote, decided.page, how, whose)
        words = " ".join(place[0].quote(place[1]).split()) if place is not None else ""
        page = place[0].document.page(place[1]) if place is not None else None
        return GridEvidence(study, row.code, words, page, how, whose)

    def _first_suggestions(self) -> list[dict[str, Any]]:
        path = self.settings.run / "suggestions.json"
        found: list[dict[str, Any]] = _json(path, path.stat().st_mtime_ns) if self.ready() else []
        return found


def missed_first(suggestions: dict[str, Any], own: Collection[tuple[str, str]]) -> dict[str, Any]:
    """Suggestions for a second look: what the reader coded already is left out, codes with nothing new likewise."""
    codes = [
        {**c, "evidence": [e for e in c["evidence"] if (c["code"], e["passage"]) not in own]}
        for c in suggestions["codes"]
    ]
    return {**suggestions, "codes": [c for c in codes if c["evidence"]]}


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
                Shown(
                    p["id"], number, boxes, p["text"], p["order"], tuple(dict.fromkeys(on.get(p["id"], ()))),
                    ", ".join(dict.fromkeys(v["group"]["name"] for v in p["voices"] if v["group"] is not None)),
                )
            )  # fmt: skip
    return shown


def _percent(box: dict[str, float], size: tuple[float, float]) -> tuple[float, float, float, float]:
    width, height = size
    return (
        round(100 * box["x0"] / width, 3),
        round(100 * box["y0"] / height, 3),
        round(100 * (box["x1"] - box["x0"]) / width, 3),
        round(100 * (box["y1"] - box["y0"]) / height, 3),
    )


@lru_cache(maxsize=8)
def _json(path: Path, changed: int) -> Any:  # noqa: ARG001 - `changed` is part of the key
    return json.loads(path.read_text(encoding="utf-8"))


def paper_dict(row: PaperRow) -> dict[str, Any]:
    """A paper of the list, as the API gives it."""
    return {
        "id": row.id, "name": row.name, "sha256": row.sha256, "state": row.state, "reason": row.reason,
        "title": row.title, "pages": row.pages, "added": row.added.isoformat(timespec="seconds"),
    }  # fmt: skip
