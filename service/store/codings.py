"""Codings on spans of a pinned text. The exposure of a coding is fixed when it is made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from thirdorder.nlp import review
from thirdorder.nlp.document import Paper
from thirdorder.service.errors import NotFoundError, RefusedError
from thirdorder.service.store.blinding import is_open, visible_codebook
from thirdorder.service.store.coder_progress import begin_reading, exposure_now
from thirdorder.service.store.schema import CodingRow, CodingSource, now
from thirdorder.service.store.values import Code, Coding, Reading, value

AROUND = 32
"""Characters kept before and after a quotation, by which it is found again in another reading of the paper."""


def add_coding(
    session: Session, project: int, who: int, paper: Paper, start: int, end: int, code: int,
    source: CodingSource = "hand",
) -> Coding:  # fmt: skip
    """Put a code on a span. A code that stands there already stays as it was first put."""
    text = paper.document.text
    start, end = _trimmed(text, start, end)
    book = visible_codebook(session, project, who)
    used = book.by_id.get(book.aliases.get(code, code))
    if used is None:
        raise NotFoundError("There is no such code in this project.")
    if used.state not in ("active", "proposed"):
        raise RefusedError(f"“{used.name}” is out of use: restore it, or take another code.")
    standing = select(CodingRow).where(
        CodingRow.project == project, CodingRow.paper == paper.id, CodingRow.coder == who, CodingRow.code == used.id,
        CodingRow.start == start, CodingRow.end == end, CodingRow.removed_at.is_(None),
    )  # fmt: skip
    row = session.scalars(standing).first()
    if row is None:
        row = CodingRow(
            project=project, paper=paper.id, coder=who, code=used.id, start=start, end=end, quote=text[start:end],
            prefix=text[max(0, start - AROUND) : start], suffix=text[end : end + AROUND],
            exposure=exposure_now(session, project, paper.id, who), source=source,
            after_opening=is_open(session, project, paper.id),
        )  # fmt: skip
        session.add(row)
        begin_reading(session, project, paper.id, who)
        session.flush()
    return value(Coding, row)


def remove_coding(session: Session, project: int, who: int, key: int) -> Coding:
    """Take off a code that one put; that it stood there is kept."""
    row = _own(session, project, who, key)
    if row.removed_at is None:
        row.removed_at = now()
        row.removed_after_opening = is_open(session, project, row.paper)
        session.flush()
    return value(Coding, row)


def restore_coding(session: Session, project: int, who: int, key: int) -> Coding:
    """Undo taking a code off. What was off when the paper was opened comes back as made afterwards."""
    row = _own(session, project, who, key)
    if row.removed_at is None:
        return value(Coding, row)
    same = select(CodingRow).where(
        CodingRow.project == project, CodingRow.paper == row.paper, CodingRow.coder == who,
        CodingRow.code == row.code, CodingRow.start == row.start, CodingRow.end == row.end,
        CodingRow.removed_at.is_(None),
    )  # fmt: skip
    if (standing := session.scalars(same).first()) is not None:
        return value(Coding, standing)
    if is_open(session, project, row.paper) and not row.removed_after_opening:
        row = CodingRow(
            project=project, paper=row.paper, coder=who, code=row.code, start=row.start, end=row.end,
            quote=row.quote, prefix=row.prefix, suffix=row.suffix, exposure=row.exposure, source=row.source,
            after_opening=True,
        )  # fmt: skip
        session.add(row)
    else:
        row.removed_at, row.removed_after_opening = None, False
    session.flush()
    return value(Coding, row)


def nlp_codings(
    codings: Iterable[Coding], readings: Iterable[Reading], names: dict[int, str], keys: dict[int, str],
    independent: bool = False,
) -> tuple[review.Coding, ...]:  # fmt: skip
    """Codings and finished readings as the measures and the learner take them: by coder's name and code's key.

    With `independent`, only what was coded before any suggestion, in papers whose reading was signed so; a signed
    reading says that what carries no code was read and carries none.
    """
    signed = {
        (r.paper, r.coder): r
        for r in readings
        if r.state == "done" and not (independent and (r.after_opening or r.exposure != "independent"))
    }
    out: list[review.Coding] = []
    for c in codings:
        left_out = independent and (c.exposure != "independent" or (c.paper, c.coder) not in signed)
        if c.unplaced or left_out or (c.code is not None and c.code not in keys):
            continue
        key = keys[c.code] if c.code is not None else ""
        out.append(review.Coding(names[c.coder], c.paper, key, c.start, c.end, c.quote, c.exposure))
    for (paper, coder), reading in signed.items():
        out.append(review.Coding(names[coder], paper, "", exposure=reading.exposure or "independent"))
    return tuple(dict.fromkeys(out))


def keys_of(codes: Sequence[Code]) -> dict[int, str]:
    """The key of each code by id."""
    return {c.id: c.key for c in codes}


def _own(session: Session, project: int, who: int, key: int) -> CodingRow:
    row = session.get(CodingRow, key)
    if row is None or row.project != project or row.coder != who:
        raise NotFoundError("You have no such coding in this project.")
    return row


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without white space at its ends. Raises `RefusedError` where it is none in this text."""
    if not 0 <= start < end <= len(text):
        raise RefusedError(f"{start} to {end} is no span of this text of {len(text)} characters: select words.")
    words = text[start:end]
    start, end = start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())
    if start >= end:
        raise RefusedError("There are no words in this span: select some.")
    return start, end
