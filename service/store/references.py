"""References of a bibliography that wait for the papers they are of, and are matched once these are read."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy.orm import Session

from thirdorder.corpora.ris import Reference, read_ris, write_ris
from thirdorder.service.store.people import audit
from thirdorder.service.store.schema import GivenRow, now

ROLE = "references"


def waiting(session: Session, project: int) -> tuple[Reference, ...]:
    """The references that nobody took or left yet, in the order they came."""
    row = session.get(GivenRow, (project, ROLE))
    return read_ris(row.data, row.name) if row is not None else ()


def wait(session: Session, project: int, who: int, name: str, references: Sequence[Reference]) -> None:
    """Keep references until somebody takes them; one that waits already is kept once."""
    before = waiting(session, project)
    known = {_said(r) for r in before}
    new = [r for r in references if _said(r) not in known]
    _keep(session, project, who, name, (*before, *new))
    audit(session, who, f"brought {ROLE}", f"{len(references)} references", project)


def settle(session: Session, project: int, who: int, places: Collection[int] | None) -> None:
    """Let the references at these places of the waiting ones go, or all of them."""
    kept = [r for n, r in enumerate(waiting(session, project)) if places is not None and n not in places]
    row = session.get(GivenRow, (project, ROLE))
    if row is not None:
        _keep(session, project, who, row.name, kept)


def _keep(session: Session, project: int, who: int, name: str, references: Sequence[Reference]) -> None:
    row = session.get(GivenRow, (project, ROLE))
    if not references:
        if row is not None:
            session.delete(row)
        return
    if row is None:
        row = GivenRow(project=project, role=ROLE, account=who)
        session.add(row)
    row.name, row.data, row.account, row.when = name[:500], write_ris(references), who, now()
    row.said = f"{len(references)} references"
    session.flush()


def _said(reference: Reference) -> tuple[object, ...]:
    return (reference.doi, reference.title, reference.authors, reference.year)
