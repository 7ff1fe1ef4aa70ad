"""Tables brought to a project: understood in a limited process before they are kept, since a table can be a bomb."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

from sqlalchemy.orm import Session

from thirdorder.corpora.appraisal import read_appraisal
from thirdorder.corpora.codebooks import read_codebook
from thirdorder.corpora.errors import FormatError
from thirdorder.corpora.grid import Grid, read_coded, read_grid
from thirdorder.corpora.studies import read_studies
from thirdorder.nlp.review import Codebook, Coding
from thirdorder.service.errors import NotFoundError, RefusedError
from thirdorder.service.run.isolation import isolated
from thirdorder.service.store.codes import take_codebook
from thirdorder.service.store.people import audit
from thirdorder.service.store.schema import GivenRow, now

Table = Sequence[object] | Codebook | Grid
READERS: dict[str, Callable[[bytes, str], Table]] = {
    "codebook": read_codebook,
    "codings": read_coded,
    "studies": read_studies,
    "appraisal": read_appraisal,
    "grid": read_grid,
}
SECONDS = 20.0


def told(role: str, found: Table) -> str:
    """What a table holds, in a few words."""
    if isinstance(found, Codebook):
        return f"{len(found.codes)} codes"
    if isinstance(found, Grid):
        return found.understood()
    if role == "codings":
        codings = cast(Sequence[Coding], found)
        return f"{len(codings)} codings by {', '.join(dict.fromkeys(c.coder for c in codings))}"
    return f"{len(found)} rows"


def parsed(role: str, name: str, data: bytes, largest: int) -> Table:
    """A table, read in a limited process. Raises `RefusedError` for one that cannot be read."""
    if len(data) > largest:
        raise RefusedError(f"{name} has more than {largest // 2**20} MB: upload a smaller file.")
    found = isolated(_read, (role, name, data), name=name, seconds=SECONDS)
    if isinstance(found, str):
        raise RefusedError(found)
    return found


def keep(session: Session, project: int, who: int, role: str, name: str, data: bytes, found: Table) -> None:
    """Keep a table that was parsed; a codebook is merged into the project's codes, codings are placed by a job."""
    said = told(role, found)
    row = session.get(GivenRow, (project, role))
    if row is None:
        row = GivenRow(project=project, role=role, name=name[:500], data=data, account=who)
        session.add(row)
    row.name, row.data, row.said, row.when, row.account = name[:500], data, said, now(), who
    session.flush()
    if role == "codebook":
        take_codebook(session, project, who, cast(Codebook, found))
    audit(session, who, f"brought {role}", said, project)


def remove(session: Session, project: int, who: int, role: str) -> None:
    """Do without a table."""
    row = session.get(GivenRow, (project, role))
    if row is None:
        raise NotFoundError(f"The project has no {role}.")
    session.delete(row)
    audit(session, who, f"removed {role}", project=project)


def _read(task: tuple[str, str, bytes]) -> Table | str:
    """The table, or what is wrong with it. Runs in a limited process."""
    role, name, data = task
    try:
        return READERS[role](data, name)
    except FormatError as error:
        return str(error)
