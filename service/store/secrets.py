"""Passwords, sessions and keys: hashed by a library made for it; tokens are long, random and kept as hashes alone."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from datetime import timedelta
from pathlib import Path

from pwdlib import PasswordHash
from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from thirdorder.service.errors import NotFoundError, RefusedError
from thirdorder.service.store.files import put
from thirdorder.service.store.people import ME, audit
from thirdorder.service.store.schema import AccountRow, AttemptRow, SessionRow, TokenRow, now
from thirdorder.service.store.values import Account, value

STAYS = timedelta(days=14)
SHORTEST = 12
_hasher = PasswordHash.recommended()
_AT_ONCE = threading.BoundedSemaphore(2)
"""Hashing takes 64 MB each time: however many sign in at once, two are hashed and the others wait."""
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHRzb21lc2FsdA$4vT1B4o8v3z6Vb8mJ0J3n8zq0b4F0Y7lQzv9w3l5l5k"


def add_account(
    session: Session, name: str, login: str, password: str, *, admin: bool = False, who: int | None = None
) -> Account:
    """Make an account with a password. The first one is the person who had no account so far, with all their work."""
    bare = " ".join(login.split()).casefold()
    if not bare or len(bare) > 200:
        raise RefusedError("Give the account a login.")
    _check(password)
    if session.scalar(select(AccountRow.id).where(AccountRow.login == bare)) is not None:
        raise RefusedError(f"There is an account {bare} already.")
    first = session.scalar(select(AccountRow.id).where(AccountRow.password_hash.is_not(None)).limit(1)) is None
    row = None
    if first:
        row = session.scalars(select(AccountRow).where(AccountRow.name == ME, AccountRow.active)).first()
    if row is None:
        row = AccountRow()
        session.add(row)
    row.name, row.login, row.admin = name.strip() or bare, bare, admin or first
    row.password_hash, row.active = _hash(password), True
    session.flush()
    audit(session, who or row.id, "new account", bare)
    return value(Account, row)


def set_password(session: Session, key: int, password: str, who: int) -> None:
    """Another password; whoever is signed in with the old one is signed out, keys of programs included."""
    row = session.get(AccountRow, key)
    if row is None or row.login is None:
        raise NotFoundError("There is no such account.")
    _check(password)
    row.password_hash = _hash(password)
    _sign_out_everywhere(session, key)
    audit(session, who, "password", row.login)


def set_active(session: Session, key: int, active: bool, who: int) -> None:
    """Close an account, or open it again; what they did stays theirs."""
    row = session.get(AccountRow, key)
    if row is None or row.login is None:
        raise NotFoundError("There is no such account.")
    row.active = active
    if not active:
        _sign_out_everywhere(session, key)
        others = select(AccountRow.id).where(AccountRow.admin, AccountRow.active, AccountRow.id != key)
        if session.scalar(others.limit(1)) is None:
            raise RefusedError("Somebody must be able to manage accounts: make another administrator first.")
    audit(session, who, "account opened" if active else "account closed", row.login)


def password_fits(session: Session, login: str, password: str) -> int | None:
    """The account that a login and password open, None where they open none; as slow for one that is not there."""
    row = session.scalars(select(AccountRow).where(AccountRow.login == " ".join(login.split()).casefold())).first()
    kept = row.password_hash if row is not None and row.password_hash is not None and row.active else None
    fits = _verify(password, kept if kept is not None else _NOBODY)
    return row.id if fits and row is not None and kept is not None else None


def sign_in(session: Session, key: int, token: str) -> None:
    """Let a browser with this token be an account for two weeks."""
    session.execute(delete(SessionRow).where(or_(SessionRow.expires < now(), SessionRow.token_hash == hashed(token))))
    login = session.get_one(AccountRow, key).login or ""
    session.execute(delete(AttemptRow).where(AttemptRow.login == login))
    session.add(SessionRow(token_hash=hashed(token), account=key, expires=now() + STAYS))
    audit(session, key, "login")


def sign_out(session: Session, token: str) -> None:
    """Forget a browser."""
    session.execute(delete(SessionRow).where(SessionRow.token_hash == hashed(token)))


def signed_in(session: Session, token: str) -> Account | None:
    """The account of a browser's token, None for one that is not signed in (any more)."""
    query = (
        select(AccountRow)
        .join(SessionRow, SessionRow.account == AccountRow.id)
        .where(SessionRow.token_hash == hashed(token), SessionRow.expires > now(), AccountRow.active)
    )
    row = session.scalars(query).first()
    return value(Account, row) if row is not None else None


def add_token(session: Session, who: int, name: str, days: int | None = None) -> str:
    """A key for programs to act as this account; shown once, kept as a hash."""
    key = f"to_{secrets.token_urlsafe(32)}"
    expires = now() + timedelta(days=days) if days is not None else None
    session.add(TokenRow(account=who, name=name.strip() or "key", token_hash=hashed(key), expires=expires))
    audit(session, who, "new key", name)
    return key


def remove_token(session: Session, who: int, key: int) -> None:
    """Make a key of one's own worthless."""
    row = session.get(TokenRow, key)
    if row is None or row.account != who:
        raise NotFoundError("You have no such key.")
    session.delete(row)
    audit(session, who, "key removed", row.name)


def token_account(session: Session, key: str) -> Account | None:
    """The account of a key, None for one that is worthless."""
    query = (
        select(AccountRow)
        .join(TokenRow, TokenRow.account == AccountRow.id)
        .where(
            TokenRow.token_hash == hashed(key), or_(TokenRow.expires.is_(None), TokenRow.expires > now()),
            AccountRow.active,
        )
    )  # fmt: skip
    row = session.scalars(query).first()
    return value(Account, row) if row is not None else None


def server_secret(data: Path) -> bytes:
    """A secret of this data folder, made at first use; forms are marked with what is derived from it."""
    path = data / "secret"
    if not path.is_file():
        put(path, secrets.token_bytes(32))
    return path.read_bytes()


def form_token(secret: bytes, token: str) -> str:
    """What forms of a browser with this token must carry: nobody else can know it."""
    return hmac.new(secret, token.encode(), hashlib.sha256).hexdigest()


def hashed(token: str) -> str:
    """What is kept of a random token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _sign_out_everywhere(session: Session, key: int) -> None:
    session.execute(delete(SessionRow).where(SessionRow.account == key))
    session.execute(delete(TokenRow).where(TokenRow.account == key))


def _check(password: str) -> None:
    if len(password) < SHORTEST:
        raise RefusedError(f"A password needs at least {SHORTEST} characters: several words are easy to keep in mind.")
    if len(password) > 1000:
        raise RefusedError("This password is too long: 1,000 characters at most.")


def _hash(password: str) -> str:
    with _AT_ONCE:
        return _hasher.hash(password)


def _verify(password: str, kept: str) -> bool:
    try:
        with _AT_ONCE:
            return _hasher.verify(password[:1000], kept)
    except (ValueError, TypeError, UnicodeEncodeError):
        return False
