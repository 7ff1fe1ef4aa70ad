"""The panel beside a paper: what is said of the words chosen, or of the paper as a whole; and suggestions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from thirdorder.corpora.codec import to_json
from thirdorder.nlp.document import Paper, Span, innermost, touch
from thirdorder.service.jobs.search_by_meaning import Meaning
from thirdorder.service.store import (
    blinding,
    corrections,
    extraction,
    papers,
    people,
    projects,
    search,
)
from thirdorder.service.store.memos import GRADES
from thirdorder.service.store.places import places, put_right
from thirdorder.service.store.values import Code, Coding, Memo, PaperEntry
from thirdorder.service.web.pages.paper.opened import Chip, Named, Opened, chip, constructs, short
from thirdorder.service.web.pages.paper.suggested import Offers, offers_of
from thirdorder.service.web.security import Here
from thirdorder.service.web.words import WordsOf, cited, plural, quoted, touched, voices_said

ELSEWHERE = 3
_BEARS = {"in": "bears on it", "partly": "in part", "out": "does not"}


@dataclass(frozen=True)
class Chosen:
    """The words chosen, where they stand, and how to cite them; `place` counts the passages of the findings."""

    start: int
    end: int
    quote: str
    page: int | None
    section: str
    citation: str
    place: str = ""


@dataclass(frozen=True)
class Put:
    """One's own coding on the words chosen: on just these, on part of them, or on more."""

    id: int
    code: int
    name: str
    color: int
    whole: bool
    inside: bool


@dataclass(frozen=True)
class Others:
    """A code that others put on the words chosen."""

    name: str
    color: int
    coder: str


@dataclass(frozen=True)
class Thought:
    """A memo on the words chosen."""

    id: int
    text: str
    author: str
    when: datetime
    mine: bool


@dataclass(frozen=True)
class Note:
    """A memo of one's own as the page's script marks it."""

    start: int | None
    end: int | None
    text: str


@dataclass(frozen=True)
class Place:
    """Words, shortened, with the page they stand on and the way to them.

    `near` says in what they are near those chosen, and not coded so: "meaning" or "words".
    """

    text: str
    whole: str
    page: int | None
    href: str
    jump: str = ""
    study: str = ""
    near: str = ""


@dataclass(frozen=True)
class Group:
    """A code with quotations."""

    id: str
    name: str
    color: int
    quotes: list[Place]


@dataclass(frozen=True)
class ToFill:
    """A column of what is taken down of each paper, with what stands in it for this one."""

    id: int
    name: str
    value: str


@dataclass(frozen=True)
class OnWords:
    """What is said of the words chosen; `grades` by coding where findings are graded, else None."""

    own: list[Put]
    grades: dict[int, str] | None
    others: list[Others]
    recent: list[Chip]
    memos: list[Thought]
    voices: list[WordsOf]
    relevance: str
    elsewhere: list[Group]
    columns: list[ToFill]
    all_grades: tuple[str, ...] = GRADES


@dataclass(frozen=True)
class OnPaper:
    """What is told of a paper as a whole."""

    own_by_code: list[Group]
    own_memos: list[Place]
    constructs: list[Named]
    warnings: list[str]
    citation: str
    facts: str


@dataclass(frozen=True)
class Panel:
    """All that the panel shows: `words` where some are chosen, `whole` where none are.

    `home` is the project's address, `notes` one's memos in the paper for the page's script; None before they are known.
    """

    at: str
    home: str
    cited: str
    notes: str | None
    codes: Sequence[Code]
    suggestions: Offers | None
    chosen: Chosen | None = None
    words: OnWords | None = None
    whole: OnPaper | None = None


def panel_of(
    session: Session, here: Here, opened: Opened, start: int | None, end: int | None, meaning: Meaning
) -> Panel:
    """The panel for a span, or for the paper where none is chosen or it is none of this text."""
    text = opened.paper
    home = f"/p/{here.project}"
    at = f"{home}/papers/{opened.entry.id}"
    notes = to_json([Note(m.start, m.end, short(m.text)) for m in own_memos(session, here, opened.entry.id)]).decode()
    offers = offers_of(session, here, opened) if here.may("code") else None
    if start is None or end is None or not 0 <= start < end <= len(text.document.text):
        whole = _on_paper(session, here, opened)
        return Panel(at, home, cited(opened.entry), notes, opened.codes, offers, whole=whole)
    span = Span(start, end)
    words, page, section = text.quote(span), text.document.page(span), innermost(text.sections, start)
    title = section.title if section is not None else ""
    relevant = [s for s in opened.laid.reading.stretches if s.relevant]
    at_passage = next((n for n, s in enumerate(relevant, 1) if s.start <= start < s.end), None)
    place = f"passage {at_passage} of {len(relevant)}" if at_passage is not None else ""
    chosen = Chosen(start, end, words, page, title, quoted(opened.entry, words, page), place)
    said = _on_words(session, here, opened, span, meaning)
    return Panel(at, home, cited(opened.entry), notes, opened.codes, offers, chosen, said)


def blank(at: str) -> Panel:
    """The panel of words before anything is known of them: the page's script fills it in at once."""
    nothing = OnWords([], None, [], [], [], [], "", [], [])
    return Panel(at, "", "", None, (), None, Chosen(0, 0, "", None, "", ""), nothing)


def _on_words(session: Session, here: Here, opened: Opened, span: Span, meaning: Meaning) -> OnWords:
    called, by_id = people.names(session), opened.known
    on = [c for c in opened.codings if touch(c, span) and c.code in by_id]
    by_code: dict[int, list[str]] = {}
    for c in on:
        if c.coder != here.who and called[c.coder] not in by_code.setdefault(c.code or 0, []):
            by_code[c.code or 0].append(called[c.coder])
    thoughts = blinding.visible_memos(session, here.project, here.who, "span", opened.entry.id)
    return OnWords(
        own=[_put(c, by_id[c.code or 0], span) for c in on if c.coder == here.who],
        grades=_grades(session, here),
        others=[Others(by_id[k].name, chip(by_id[k]).color, ", ".join(who)) for k, who in by_code.items()],
        recent=[chip(c) for c in opened.recent],
        memos=[
            Thought(m.id, m.text, called[m.author], m.created, m.author == here.who) for m in thoughts if touch(m, span)
        ],
        voices=voices_said(opened.paper, span),
        relevance=_relevance(session, here, opened.entry.id, span),
        elsewhere=_elsewhere(session, here, opened, on, span, meaning),
        columns=_columns(session, here, opened.entry.id),
    )  # fmt: skip


def _columns(session: Session, here: Here, paper: str) -> list[ToFill]:
    taken = {e.column: e.value for e in extraction.extracted(session, here.project, paper)}
    return [ToFill(c.id, c.name, taken.get(c.id, "")) for c in extraction.columns(session, here.project)]


def _grades(session: Session, here: Here) -> dict[int, str] | None:
    """One's own grades by coding, where the approach grades findings."""
    if projects.project(session, here.project).approach != "meta_aggregation":
        return None
    said = blinding.visible_memos(session, here.project, here.who, "credibility")
    return {int(m.on_id): m.text for m in said if m.author == here.who}


def _relevance(session: Session, here: Here, paper: str, span: Span) -> str:
    """What was last said of whether these words bear on the question."""
    said = (
        c.value
        for c in reversed(corrections.standing(corrections.corrections(session, here.project, paper)))
        if c.what == "relevance" and c.start is not None and c.start <= span.start and span.end <= (c.end or 0)
    )
    return _BEARS.get(next(said, ""), "")


def _on_paper(session: Session, here: Here, opened: Opened) -> OnPaper:
    entry, text = opened.entry, opened.paper
    by_code: dict[int, list[Place]] = {}
    for c in sorted(opened.codings, key=lambda c: c.start or 0):
        if c.coder == here.who and c.code is not None:
            by_code.setdefault(c.code, []).append(_here(text, c.quote, c.start or 0, c.end or 0))
    known = {c.id: c for c in blinding.visible_codebook(session, here.project, here.who).codes}
    own = [c for c in opened.codings if c.coder == here.who]
    bare = sum(not any(touch(c, p) for c in own) for p in text.findings)
    left = f"{bare} of {plural(len(text.findings), 'passage')} without your code" if own and text.findings else ""
    facts = [entry.name, plural(entry.pages, "page") if entry.pages else "", _findings(text), left]
    return OnPaper(
        own_by_code=sorted(
            (_group(known[k], quotes) for k, quotes in by_code.items() if k in known), key=lambda g: g.name.casefold()
        ),
        own_memos=[_here(text, m.text, m.start or 0, m.end or 0) for m in own_memos(session, here, entry.id)],
        constructs=constructs(text),
        warnings=[w.message for w in text.warnings if w.severity != "info"],
        citation=cited(entry),
        facts=" · ".join(f for f in facts if f),
    )


def own_memos(session: Session, here: Here, paper: str) -> list[Memo]:
    """One's own memos on the words of a paper, the earliest first."""
    every = blinding.visible_memos(session, here.project, here.who, "span", paper)
    return [m for m in every if m.author == here.who and m.start is not None and m.end is not None]


def _findings(text: Paper) -> str:
    return {
        "found": "findings found", "merged_with_discussion": "findings and discussion in one",
        "not_found": "where its findings stand was not found: choose them, then open “Where the findings stand”",
    }[text.findings_status]  # fmt: skip


def _elsewhere(
    session: Session, here: Here, opened: Opened, on: Sequence[Coding], span: Span, meaning: Meaning
) -> list[Group]:
    """Constant comparison: for each of one's codes on these words, up to three quotations from other papers.

    One of them, where there is any, is near these words and not coded so: in meaning, where vectors are kept.
    """
    own = list(dict.fromkeys(c.code for c in on if c.coder == here.who and c.code is not None))
    if not own:
        return []
    entries = {p.id: p for p in papers.papers(session, here.project)}
    every = [c for c in blinding.visible_codings(session, here.project, here.who, codes=own) if c.paper in entries]
    near, how = _near(session, here, opened, span, meaning)
    right = put_right(session, here.project)
    known = {c.id: c for c in opened.codes}
    groups = []
    for key in own:
        if key not in known:
            continue
        there = [c for c in every if c.code == key and c.paper != opened.entry.id and c.start is not None]
        other = next((n for n in near if n.paper in entries and not _so(there, n)), None)
        most = ELSEWHERE if other is None else ELSEWHERE - 1
        quotes = [_coded(session, here, entries[c.paper], c, right) for c in there[-most:]]
        if other is not None:
            p = other.passage
            quotes.append(_there(here, entries[other.paper], other.text, p.start, p.end, other.page, how))
        if quotes:
            groups.append(_group(known[key], quotes))
    return groups


def _near(
    session: Session, here: Here, opened: Opened, span: Span, meaning: Meaning
) -> tuple[Sequence[search.Found], str]:
    """Passages of other papers nearest to some words, and in what: meaning, where their passage's vector is kept."""
    passages = touched(opened.paper, span)
    if passages:
        most = max(passages, key=lambda p: min(p.end, span.end) - max(p.start, span.start))
        found = meaning.beside(session, here.files, here.project, most.id, most=12).found
        if found:
            return [n for n in found if not n.passage.quantitative], "meaning"
    index = search.index(session, here.files, here.project)
    return index.like(opened.paper.quote(span), leave_out=opened.entry.id, most=12), "words"


def _so(codings: Iterable[Coding], one: search.Found) -> bool:
    """Whether a passage that was found is coded by one of these."""
    return any(c.paper == one.paper and touch(c, one.passage) for c in codings)


def _coded(session: Session, here: Here, entry: PaperEntry, coding: Coding, right: frozenset[str]) -> Place:
    start, end = coding.start or 0, coding.end or 0
    page = places(session, here.files, here.project, entry, right).page(start)
    return _there(here, entry, coding.quote, start, end, page)


def _there(here: Here, entry: PaperEntry, words: str, start: int, end: int, page: int | None, near: str = "") -> Place:
    href = f"/p/{here.project}/papers/{entry.id}?start={start}&end={end}"
    return Place(short(words), words, page, href, study=cited(entry), near=near)


def _here(text: Paper, words: str, start: int, end: int) -> Place:
    page = text.document.page(Span(start, end))
    return Place(short(words), words, page, f"?start={start}&end={end}", f"{start}-{end}")


def _group(code: Code, quotes: list[Place]) -> Group:
    shown = chip(code)
    return Group(shown.id, shown.name, shown.color, quotes)


def _put(coding: Coding, code: Code, span: Span) -> Put:
    a, b = coding.start or 0, coding.end or 0
    whole, inside = (a, b) == (span.start, span.end), span.start <= a and b <= span.end
    return Put(coding.id, code.id, code.name, chip(code).color, whole, inside)
