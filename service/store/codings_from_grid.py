"""A grid that comes back: codings of the coders it names, on the words of its evidence where the paper has them."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from thirdorder.corpora.cleaning import clean
from thirdorder.corpora.folding import label_key, unit_key
from thirdorder.corpora.grid import Grid, one_code
from thirdorder.nlp.review import Coding
from thirdorder.service.errors import RefusedError
from thirdorder.service.store.codes import add_code
from thirdorder.service.store.files import Files
from thirdorder.service.store.papers import pinned
from thirdorder.service.store.people import audit, coder_named, names
from thirdorder.service.store.places import find_words
from thirdorder.service.store.schema import AccountRow, CodingRow


def take(
    session: Session, files: Files, project: int, who: int, grid: Grid, matched: Mapping[str, str], coder: str
) -> int:
    """Take a grid's codes; gives how many codings came new. What stands already under the same coder stays.

    A row without a coder is `coder`'s, whom the person who gives it back names. Coders become people known by name
    alone, never an account: nobody's own work is written for them.
    """
    bare = " ".join(coder.split())
    if not bare and any(not row.coder for row in grid.rows):
        raise RefusedError("The grid names no coder: name the one whose codes these are.")
    said, _ = clean([Coding(row.coder or bare, row.study, code) for row in grid.rows for code in row.codes])
    codes = {c.code: add_code(session, project, who, one_code(c.code)).id for c in said if c.code}
    papers = {unit_key(study): paper for study, paper in matched.items()}
    called = names(session)
    taken = 0
    for one in said:
        paper = papers.get(unit_key(one.unit))
        if paper is None or not one.code:
            continue
        name = one.coder
        # An export of ours read back names people with accounts: their codings are here already.
        if name in called.values() and not _known_by_name(session, name):
            continue
        account = coder_named(session, name)
        text = pinned(session, files, project, paper).paper.document.text
        spans: list[tuple[int, int] | None] = [
            span for e in grid.evidence
            if unit_key(e.study) == unit_key(one.unit) and label_key(e.code) == label_key(one_code(one.code))
            and (span := find_words(text, e.quote))
        ] or [None]  # fmt: skip
        for place in spans:
            taken += _put(session, project, paper, account, codes[one.code], place, text)
    audit(session, who, "grid back", f"{taken} codings", project)
    return taken


def _known_by_name(session: Session, name: str) -> bool:
    query = select(AccountRow.id).where(AccountRow.name == name, AccountRow.login.is_(None), ~AccountRow.active)
    return session.scalar(query.limit(1)) is not None


def _put(
    session: Session, project: int, paper: str, coder: int, code: int, place: tuple[int, int] | None, text: str
) -> int:
    start, end = place if place is not None else (None, None)
    there = select(CodingRow.id).where(
        CodingRow.project == project, CodingRow.paper == paper, CodingRow.coder == coder, CodingRow.code == code,
        CodingRow.start == start if start is not None else CodingRow.start.is_(None), CodingRow.removed_at.is_(None),
    )  # fmt: skip
    if session.scalar(there.limit(1)) is not None:
        return 0
    session.add(
        CodingRow(
            project=project, paper=paper, coder=coder, code=code, start=start, end=end, source="file",
            quote=text[start:end] if start is not None else "", exposure="independent",
        )
    )  # fmt: skip
    session.flush()
    return 1
