"""A paper read anew: what would change, and everything that stands on its text placed again by its quotation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from thirdorder.corpora.anchoring import place_quote
from thirdorder.nlp.document import Paper
from thirdorder.service.store.people import audit
from thirdorder.service.store.schema import (
    CodingRow,
    CorrectionRow,
    DecisionRow,
    ExtractionRow,
    MemoRow,
    SuggestionRow,
)


@dataclass(frozen=True)
class Lost:
    """Something whose words are not in the new text; kept, and marked."""

    kind: str
    id: str
    quote: str


@dataclass(frozen=True)
class Replaced:
    """What placing everything again gives: how much stays where it was, moves, or finds no place."""

    stays: int
    moves: int
    lost: tuple[Lost, ...]


def place_again(
    session: Session, project: int, paper: Paper, *, keep: bool, who: int, counted: int | None = None
) -> Replaced:
    """Look where everything on a paper would stand in its new text; with `keep`, put it there.

    A quotation is sought near its old place; of several the one with the same words around it. What is not found
    keeps its old place and is marked `unplaced`: it is shown in a list, and counts nowhere until somebody places it.
    `counted` says whose work alone is counted in what is given back, where others' is not to be seen.
    """
    text, stays, moves = paper.document.text, 0, 0
    lost: list[Lost] = []
    taken: set[tuple[object, ...]] = set()
    for kind, table in (
        ("coding", CodingRow), ("correction", CorrectionRow), ("decision", DecisionRow), ("extraction", ExtractionRow),
    ):  # fmt: skip
        rows: Any = session.scalars(select(table).where(table.project == project, table.paper == paper.id))
        for row in rows:
            if row.start is None or row.end is None or not row.quote:
                continue
            found = _place(text, row.quote, getattr(row, "prefix", ""), getattr(row, "suffix", ""), row.start)
            if isinstance(row, CodingRow) and row.removed_at is None and found is not None:
                place = (row.coder, row.code, *found)  # two codings that would become one stay two
                found = None if place in taken else found
                taken.add(place)
            told = counted is None or getattr(row, "coder", counted) == counted
            if found is None:
                key = str(getattr(row, "id", getattr(row, "column", "")))
                lost += [Lost(kind, key, row.quote[:300])] if told else []
                if keep and hasattr(row, "unplaced"):
                    row.unplaced = True
                continue
            there = found == (row.start, row.end)
            stays, moves = stays + (told and there), moves + (told and not there)
            if keep:
                row.start, row.end = found
                row.quote = text[found[0] : found[1]]
                if hasattr(row, "unplaced"):
                    row.unplaced = False
    if keep:
        for memo in session.scalars(
            select(MemoRow).where(MemoRow.project == project, MemoRow.on_kind == "span", MemoRow.on_id == paper.id)
        ):
            if memo.end is not None and memo.end > len(text):
                memo.start = memo.end = None
        # What was suggested stood on the old passages.
        old = session.get(SuggestionRow, (project, paper.id, 0))
        if old is not None:
            session.delete(old)
        session.flush()
        audit(session, who, "read anew", paper.id, project)
    return Replaced(stays, moves, tuple(lost))


def _place(text: str, quote: str, prefix: str, suffix: str, near: int) -> tuple[int, int] | None:
    whole = text.find(prefix + quote + suffix) if prefix or suffix else -1
    if whole >= 0:
        start = whole + len(prefix)
        return start, start + len(quote)
    span = place_quote(text, quote, near=near)
    return (span.start, span.end) if span is not None else None
