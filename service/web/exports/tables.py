"""Tables that leave the desk as CSV: codings, codebook, memos, what was taken down, put right and agreed on."""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlalchemy.orm import Session

from thirdorder.corpora.codebooks import write_codebook
from thirdorder.corpora.codings import write_codings
from thirdorder.corpora.refi import write_refi
from thirdorder.corpora.tables import write_csv
from thirdorder.nlp.codings import onto_passages
from thirdorder.nlp.document import Span
from thirdorder.nlp.review import Coding
from thirdorder.service.store import blinding, codes, comparing, corrections, extraction, papers, people, theme_changes
from thirdorder.service.store.codings import keys_of, nlp_codings
from thirdorder.service.web.security import Here
from thirdorder.service.web.words import cited


def codings(session: Session, here: Here) -> bytes:
    """Codings as spans on papers, by coder and the code's key, with what each coder had been shown."""
    return write_codings(_said(session, here))


def codings_by_passage(session: Session, here: Here) -> bytes:
    """The independent codings of signed readings, by passage: what agreement is computed from, and consensus beside.

    While coding is blind, one's own alone.
    """
    given = comparing.compared(session, here.files, here.project)
    said: Iterable[Coding] = given.codings
    if not blinding.is_open(session, here.project):
        opened = blinding.open_papers(session, here.project)
        own = comparing.told_apart(people.names(session))[here.who]
        said = (c for c in said if c.coder == own or c.unit in opened)
    settled = comparing.consensus_codings(session, here.files, here.project, here.who)
    return write_codings((*onto_passages(said, given.papers), *settled))


def by_model(session: Session, here: Here) -> bytes:
    """What the language model coded in the latest gathering, as people's codings by passage stand."""
    now = theme_changes.themes(session, here.files, here.project)
    return write_codings((now.run.machine_codings or ()) if now is not None else ())


def codebook(session: Session, here: Here) -> bytes:
    """The codes in use, as the codebook's file format has them."""
    return write_codebook(codes.nlp_codebook(blinding.visible_codebook(session, here.project, here.who).codes))


def codebook_to_exchange(session: Session, here: Here) -> bytes:
    """The codes in use, for programs for qualitative analysis."""
    return write_refi(codes.nlp_codebook(blinding.visible_codebook(session, here.project, here.who).codes))


def memos(session: Session, here: Here) -> bytes:
    """Memos that one may see: on what, by whom, when, and what they say."""
    called = people.names(session)
    entries = {p.id: p for p in papers.papers(session, here.project)}
    names = {str(c.id): c.name for c in blinding.visible_codebook(session, here.project, here.who).codes}
    if (now := theme_changes.themes(session, here.files, here.project)) is not None:
        names |= {t.id: t.label for t in now.people.themes}
        names |= {d.key: f"{d.here.quote} | {d.qualifies.quote}" for d in now.run.synthesis.to_check}
    rows = []
    for m in blinding.visible_memos(session, here.project, here.who):
        words, page, about = "", None, names.get(m.on_id, "") if m.on_kind in ("code", "theme") else ""
        if (entry := entries.get(m.on_id)) is not None:
            about = cited(entry)
            if m.start is not None and m.end is not None and entry.text_sha256:
                text, span = papers.pinned(session, here.files, here.project, entry.id).paper, Span(m.start, m.end)
                words, page = " ".join(text.document.text[m.start : m.end].split()), text.document.page(span)
        when = m.created.isoformat(timespec="seconds")
        rows.append((m.on_kind, about, page, words, m.text, called.get(m.author, ""), when, m.on_id, m.start, m.end))
    return write_csv(("on", "of", "page", "words", "text", "author", "when", "id", "start", "end"), rows)


def taken_down(session: Session, here: Here) -> bytes:
    """What was taken down of each paper, a row a value."""
    called = people.names(session)
    names = {c.id: c.name for c in extraction.columns(session, here.project)}
    entries = {p.id: p for p in papers.papers(session, here.project)}
    rows = [
        (cited(entries[e.paper]), names[e.column], e.value, e.quote, e.page, e.state, called.get(e.who, ""), e.paper)
        for e in extraction.extracted(session, here.project) if e.paper in entries and e.column in names
    ]  # fmt: skip
    return write_csv(("study", "column", "value", "words", "page", "state", "who", "paper"), rows)


def appraisal(session: Session, here: Here) -> bytes:
    """Answers to the appraisal by paper and item: one's own, and everybody's once the project is open."""
    everybody = blinding.is_open(session, here.project)
    called, asked = people.names(session), {i.id: i for i in extraction.items(session, here.project)}
    entries = {p.id: p for p in papers.papers(session, here.project)}
    rows = [
        (
            cited(entries[a.paper]), asked[a.item].form, asked[a.item].question, a.answer, a.comment,
            called.get(a.coder, ""), a.paper,
        )
        for a in extraction.answers(session, here.project, None if everybody else here.who)
        if a.paper in entries and a.item in asked
    ]  # fmt: skip
    return write_csv(("study", "form", "question", "answer", "why", "who", "paper"), rows)


def put_right(session: Session, here: Here) -> bytes:
    """What was put right in papers."""
    called = people.names(session)
    rows = [
        (cited(p), *row, p.id) for p in papers.papers(session, here.project)
        for row in corrections.exported(corrections.corrections(session, here.project, p.id), called)
    ]  # fmt: skip
    return write_csv(("study", "what", "value", "start", "end", "words", "who", "when", "paper"), rows)


def consensus(session: Session, here: Here) -> bytes:
    """What was agreed on."""
    called = people.names(session)
    names = {c.id: c.name for c in blinding.visible_codebook(session, here.project, here.who).codes}
    opened = blinding.open_papers(session, here.project)
    entries = {p.id: p for p in papers.papers(session, here.project)}
    rows = []
    for a in comparing.settled(session, here.project):
        if a.paper not in opened or a.paper not in entries:
            continue
        text, span = papers.pinned(session, here.files, here.project, a.paper).paper, Span(a.start, a.end)
        words = " ".join(text.quote(span).split())
        who = called.get(a.decided_by, "")
        rows.append(
            (
                cited(entries[a.paper]), text.document.page(span), words, names.get(a.code, ""), a.value, who, a.third,
                a.memo, a.paper, a.start, a.end,
            )
        )  # fmt: skip
    header = (
        "study",
        "page",
        "words",
        "code",
        "value",
        "decided by",
        "third reviewer",
        "memo",
        "paper",
        "start",
        "end",
    )
    return write_csv(header, rows)


def events(session: Session, here: Here) -> bytes:
    """What people changed in themes, a line an event."""
    lines = [
        {"seq": e.seq, "who": e.who, "when": e.when, "op": e.op, "before": e.before, "after": e.after, "why": e.why}
        for e in theme_changes.events(session, here.project)
    ]
    return "".join(json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n" for line in lines).encode()


def _said(session: Session, here: Here) -> tuple[Coding, ...]:
    book = blinding.visible_codebook(session, here.project, here.who)
    seen = blinding.visible_codings(session, here.project, here.who)
    there = {p.id for p in papers.papers(session, here.project)}
    may = blinding.open_papers(session, here.project)
    signed = [r for r in blinding.readings(session, here.project) if r.coder == here.who or r.paper in may]
    called = comparing.told_apart(people.names(session))
    said = nlp_codings([c for c in seen if c.paper in there], signed, called, keys_of(book.codes))
    return tuple(c for c in said if c.unit in there)
