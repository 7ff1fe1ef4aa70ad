"""What the store gives back: frozen values, made from rows by name."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from typing import Any, Literal, TypeVar, cast

from thirdorder.nlp.review import Exposure, Order
from thirdorder.service.store.schema import Approach, JobKind, Role

V = TypeVar("V")
_UNKEPT = re.compile("[\x00\ud800-\udfff]")


def can_be_kept(text: str) -> bool:
    """Whether every database keeps these characters: no zero bytes, no half characters."""
    return _UNKEPT.search(text) is None


def value(kind: type[V], row: object, **more: Any) -> V:
    """A frozen value with the row's columns of the same names, and `more` for those the row has not."""
    return kind(**{name: getattr(row, name) for name in named(cast(Any, kind)) if name not in more}, **more)


@cache
def named(kind: type[Any]) -> tuple[str, ...]:
    """The names of a value's fields, in order."""
    return tuple(f.name for f in fields(kind))


@dataclass(frozen=True)
class Person:
    """An account as others in a project see it."""

    id: int
    name: str


@dataclass(frozen=True)
class Account:
    """An account as its owner and administrators see it."""

    id: int
    name: str
    login: str | None
    active: bool
    admin: bool


@dataclass(frozen=True)
class Project:
    """A review and its settings."""

    id: int
    title: str
    question: str
    phenomenon: str
    whose: str
    approach: Approach
    notice: str
    order: Order
    index: str
    sampled: bool
    seed: int
    double_share: float
    machine_allowed: bool
    language_model: bool
    state: str
    version: int
    created: datetime
    opened_at: datetime | None


@dataclass(frozen=True)
class ProjectMember:
    """Somebody's part in a project."""

    account: int
    name: str
    role: Role


@dataclass(frozen=True)
class PaperEntry:
    """A paper in the list of papers: what it is and what became of it."""

    id: str
    name: str
    media: str
    size: int
    state: str
    reason: str
    title: str
    authors: list[str]
    year: int | None
    doi: str
    language: str
    pages: int
    licence: str
    study: int | None
    findings: str
    sha256: str
    text_sha256: str
    reader_version: str
    candidate: str
    candidate_version: str
    added: datetime
    opened_at: datetime | None

    @property
    def cited(self) -> str:
        """As people cite it: first author, year; its title or file's name where it does not say."""
        names = [_family(a) for a in self.authors]
        who = " & ".join(names) if len(names) < 3 else f"{names[0]} et al."
        if who and self.year:
            return f"{who} {self.year}"
        title = self.title or self.name
        return who or (title if len(title) < 70 else title[:68] + "…")


def _family(author: str) -> str:
    if "," in author:
        return author.partition(",")[0].strip()
    parts = author.split()
    # "Smith J" puts initials last, "Jane Smith" the family name.
    return parts[0] if len(parts) > 1 and len(parts[-1]) < 3 and parts[-1].isupper() else parts[-1] if parts else author


@dataclass(frozen=True)
class Code:
    """A code as one viewer sees it: their own proposals applied. `mine` marks what is only theirs so far."""

    id: int
    key: str
    name: str
    definition: str
    examples: list[str]
    parent: int | None
    color: str
    state: str
    merged_into: int | None
    version: int
    mine: bool = False


@dataclass(frozen=True)
class CodeChange:
    """One step of the codebook's history."""

    id: int
    code: int
    who: int
    when: datetime
    op: str
    before: Any
    after: Any
    state: str


@dataclass(frozen=True)
class Coding:
    """A code on a span of a paper's text; `code` is None where a span was read and nothing coded."""

    id: int
    paper: str
    coder: int
    code: int | None
    start: int | None
    end: int | None
    quote: str
    exposure: Exposure
    source: str
    created: datetime
    removed_at: datetime | None
    after_opening: bool
    removed_after_opening: bool
    unplaced: bool


@dataclass(frozen=True)
class Reading:
    """How far a coder is with a paper; what they had been shown is empty where it is not to be told."""

    paper: str
    coder: int
    state: str
    exposure: Exposure | Literal[""]
    after_opening: bool
    signed_at: datetime | None


@dataclass(frozen=True)
class Decision:
    """A coder's verdict on a suggestion, with the words that were shown."""

    id: int
    paper: str
    coder: int
    code: int
    start: int
    end: int
    quote: str
    page: int | None
    verdict: str
    reason: str
    when: datetime


@dataclass(frozen=True)
class Memo:
    """A thought on something."""

    id: int
    author: int
    on_kind: str
    on_id: str
    start: int | None
    end: int | None
    text: str
    version: int
    created: datetime
    edited: datetime | None


@dataclass(frozen=True)
class Job:
    """Work that waits, runs or has ended; `error` is a sentence."""

    id: int
    project: int
    kind: JobKind
    paper: str
    state: str
    stage: str
    done: int
    total: int
    error: str
    attempts: int
    cancel: bool
    created: datetime
    finished: datetime | None
