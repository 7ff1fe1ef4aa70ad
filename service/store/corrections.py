"""What the program read wrongly and a person put right: kept, used wherever the paper is shown, and exported."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, cast, get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from thirdorder.nlp.document import Found, Group, Metadata, Paper, Passage, Role, Span, Voice, VoiceName, touch
from thirdorder.service.errors import RefusedError
from thirdorder.service.store.people import audit
from thirdorder.service.store.schema import CorrectionRow, PaperRow
from thirdorder.service.store.values import value

What = Literal["title", "authors", "year", "country", "participants", "findings", "voice", "group", "relevance"]
ON_SPAN = ("findings", "voice", "group", "relevance")
OUTSIDE: Role = "other"
BEFORE = "as before"
"""What is said of words to take back what was said of them last: what stood before stands again."""


@dataclass(frozen=True)
class Correction:
    """One thing put right, on a span where it is about words."""

    id: int
    what: str
    value: str
    start: int | None
    end: int | None
    quote: str
    unplaced: bool
    who: int
    when: datetime


def correct(
    session: Session, project: int, who: int, paper: Paper, what: What, new: str,
    start: int | None = None, end: int | None = None,
) -> Correction:  # fmt: skip
    """Put something right; of words, `BEFORE` takes back what was said last.

    Raises `RefusedError` for a value that cannot be, or a span where one is needed.
    """
    bare = " ".join(new.split())
    _check(what, bare, start, end, paper)
    quote = paper.document.text[start:end] if start is not None and end is not None else ""
    return _keep(session, project, who, paper.id, what, bare, start, end, quote)


def tell(session: Session, project: int, who: int, paper: str, what: What, new: str) -> Correction:
    """Say something of a whole paper, whether it is read yet or not. Raises `RefusedError` for what cannot be."""
    bare = " ".join(new.split())
    _check(what, bare, None, None, None)
    return _keep(session, project, who, paper, what, bare)


def described(entry: PaperRow, one: Correction) -> None:
    """Put what was said of a paper into its row of the list."""
    if one.what == "title":
        entry.title = one.value
    elif one.what == "authors":
        entry.authors = list(_names(one.value))
    elif one.what == "year":
        entry.year = int(one.value)
    elif one.what == "findings":
        entry.findings = "found"


def _keep(
    session: Session, project: int, who: int, paper: str, what: What, new: str, start: int | None = None,
    end: int | None = None, quote: str = "",
) -> Correction:  # fmt: skip
    row = CorrectionRow(
        project=project, paper=paper, what=what, value=new, start=start, end=end, who=who, quote=quote
    )  # fmt: skip
    session.add(row)
    session.flush()
    made = value(Correction, row)
    described(session.get_one(PaperRow, (project, paper)), made)
    session.flush()
    audit(session, who, "correction", f"{paper}: {what}", project)
    return made


def _names(written: str) -> tuple[str, ...]:
    return tuple(a.strip() for a in written.split(";") if a.strip())


def corrections(session: Session, project: int, paper: str) -> tuple[Correction, ...]:
    """What was put right in a paper, in the order it was; of one kind and place the latest counts."""
    query = select(CorrectionRow).where(CorrectionRow.project == project, CorrectionRow.paper == paper)
    return tuple(value(Correction, r) for r in session.scalars(query.order_by(CorrectionRow.id)))


def by_paper(session: Session, project: int) -> dict[str, list[Correction]]:
    """What was put right in each paper of a project, asked at once."""
    query = select(CorrectionRow).where(CorrectionRow.project == project).order_by(CorrectionRow.id)
    out: dict[str, list[Correction]] = {}
    for row in session.scalars(query):
        out.setdefault(row.paper, []).append(value(Correction, row))
    return out


def standing(made: Iterable[Correction]) -> tuple[Correction, ...]:
    """The corrections that count: the latest of a kind on a place; of the findings section, the latest alone."""
    said: dict[tuple[str, int | None, int | None], list[Correction]] = {}
    for one in made:
        if not one.unplaced:
            key = (one.what, None, None) if one.what == "findings" else (one.what, one.start, one.end)
            own = said.setdefault(key, [])
            if one.value != BEFORE or one.what not in ON_SPAN:
                own.append(one)
            elif own:
                own.pop()
    return tuple(sorted((own[-1] for own in said.values() if own), key=lambda c: c.id))


def corrected(paper: Paper, made: Iterable[Correction]) -> Paper:
    """A paper as people put it right: what is said of it, where its findings are, whose words are whose."""
    for one in standing(made):
        paper = _apply(paper, one)
    return paper


def _apply(paper: Paper, one: Correction) -> Paper:
    if one.what in ("title", "authors", "year"):
        about = paper.document.metadata
        return replace(paper, document=replace(paper.document, metadata=_metadata(about, one)))
    if one.what in ("country", "participants"):
        others = tuple(f for f in paper.characteristics if f.name != one.what)
        return replace(paper, characteristics=(*others, Found(one.what, one.value, 0, 0)) if one.value else others)
    if one.start is None or one.end is None:
        return paper
    start, end = one.start, one.end
    if one.what == "findings":
        passages = tuple(_as_findings(p, start, end) for p in paper.passages)
        return replace(paper, passages=passages, findings_status="found")
    if one.what in ("voice", "group"):
        passages = tuple(
            replace(p, voices=_voices(p, one, start, end)) if touch(p, Span(start, end)) else p for p in paper.passages
        )
        return replace(paper, passages=passages)
    return paper


def _metadata(about: Metadata, one: Correction) -> Metadata:
    if one.what == "title":
        return replace(about, title=one.value)
    if one.what == "year":
        return replace(about, year=int(one.value))
    return replace(about, authors=_names(one.value))


def _as_findings(passage: Passage, start: int, end: int) -> Passage:
    """Passages from here to there are findings; others that were taken for findings are none."""
    inside = start <= passage.start < end
    was = passage.role in ("findings", "findings_discussion")
    return replace(passage, role="findings") if inside else replace(passage, role=OUTSIDE) if was else passage


def _voices(passage: Passage, one: Correction, start: int, end: int) -> tuple[Voice, ...]:
    """The voices of a passage with a span of it put right: what the span cuts keeps its outside."""
    start, end = max(start, passage.start), min(end, passage.end)
    kept: list[Voice] = []
    inside: list[Voice] = []
    for voice in passage.voices:
        if voice.end <= start or end <= voice.start:
            kept.append(voice)
            continue
        if voice.start < start:
            kept.append(replace(voice, end=start))
        if end < voice.end:
            kept.append(replace(voice, start=end))
        inside.append(voice)
    if one.what == "group":
        group = Group(one.value, "sentence", start, end) if one.value else None
        told = [replace(v, start=max(v.start, start), end=min(v.end, end), group=group) for v in inside]
        made = told or [Voice("participant", start, end, "", group)]
    else:
        # A tag beside a quotation names who speaks in it: words that are no participant's have none.
        speaker = inside[0].speaker if inside and one.value == "participant" else ""
        group = inside[0].group if inside else None
        made = [Voice(cast(VoiceName, one.value), start, end, speaker, group)]
    return tuple(sorted((*kept, *made), key=lambda v: (v.start, v.end)))


def _check(what: str, new: str, start: int | None, end: int | None, paper: Paper | None) -> None:
    if what not in get_args(What):
        raise RefusedError(f"There is nothing called {what} to put right.")
    long = len(paper.document.text) if paper is not None else 0
    if what in ON_SPAN and (start is None or end is None or not 0 <= start < end <= long):
        raise RefusedError("Choose the words that this is about.")
    if what == "year" and not (new.isdecimal() and 1000 <= int(new) <= 2200):
        raise RefusedError(f"“{new}” is no year: write four digits.")
    if what in ON_SPAN and new == BEFORE:
        return
    if what == "voice" and new not in get_args(VoiceName):
        raise RefusedError("Choose whose words these are.")
    if what == "relevance" and new not in ("in", "partly", "out"):
        raise RefusedError("Relevance is in, partly or out.")
    if what == "title" and not new:
        raise RefusedError("Give the paper a title.")


def exported(made: Sequence[Correction], names: dict[int, str]) -> list[tuple[str, ...]]:
    """Corrections as rows for a file: what, value, span, words, who, when."""
    return [
        (c.what, c.value, str(c.start if c.start is not None else ""), str(c.end if c.end is not None else ""),
         c.quote, names.get(c.who, ""), c.when.isoformat(timespec="seconds"))
        for c in made
    ]  # fmt: skip
