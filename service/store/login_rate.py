"""How often a password may be tried: by name and by address, so that guessing takes years."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from thirdorder.service.errors import RefusedError
from thirdorder.service.store.schema import AttemptRow, now

WINDOW = timedelta(minutes=15)
TRIES = 10
"""Failed logins for a name, or from an address five times as many, within the window."""


class TooManyError(RefusedError):
    """Too many failed logins; the message says when to try again."""


def check_rate(session: Session, login: str, address: str) -> None:
    """Raise `TooManyError` where a name or an address has failed too often of late."""
    since = now() - WINDOW
    name = " ".join(login.split()).casefold()[:200]
    count = select(func.count()).select_from(AttemptRow).where(AttemptRow.when > since)
    by_name = session.scalar(count.where(AttemptRow.login == name)) or 0
    by_address = session.scalar(count.where(AttemptRow.address == address)) or 0
    if by_name >= TRIES or by_address >= 5 * TRIES:
        raise TooManyError("There were too many failed attempts: wait a quarter of an hour, then try again.")


def note_attempt(session: Session, login: str, address: str) -> None:
    """Keep that somebody tries a password; one that fits takes the name's attempts away."""
    session.execute(delete(AttemptRow).where(AttemptRow.when < now() - WINDOW))
    session.add(AttemptRow(login=" ".join(login.split()).casefold()[:200], address=address[:64]))
