"""What leaves the desk: grid, Word tables, codings, codebook, memos, what was taken down; only what one may see."""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from thirdorder.corpora.codebooks import write_codebook
from thirdorder.corpora.codings import write_codings
from thirdorder.corpora.grid import Grid, GridEvidence, GridRow, grid_table, one_code
from thirdorder.corpora.tables import write_csv
from thirdorder.corpora.workbook import Sheet, still, write_workbook
from thirdorder.nlp.codings import onto_passages
from thirdorder.nlp.document import Span
from thirdorder.nlp.review import Coding
from thirdorder.service.errors import NotFoundError
from thirdorder.service.folder.statement import statement
from thirdorder.service.store import (
    assignments,
    blinding,
    changes,
    codes,
    comparing,
    corrections,
    extraction,
    papers,
    people,
    projects,
    studies,
    suggestions,
)
from thirdorder.service.store.codings import keys_of, nlp_codings
from thirdorder.service.store.values import Decision
from thirdorder.service.web.pages import model
from thirdorder.service.web.pages.quotes import quotations
from thirdorder.service.web.pages.words import APPROACHES, cited, plural
from thirdorder.service.web.security import Here

MARK = "thirdorder grid"
"""In the first cell of the sheet `about`: by it a grid that comes back is known as one of ours."""
ILLUSTRATIONS = 3


@dataclass(frozen=True)
class Export:
    """Something to download: its file's name, what is in it, and what is missing from it now."""

    name: str
    title: str
    holds: str
    missing: str
    make: Callable[[Session, Here], bytes]


def available(session: Session, here: Here) -> tuple[Export, ...]:
    """All exports of a project, each with what is in it now."""
    quotes = quotations(session, here, blinding.visible_codings(session, here.project, here.who))
    coders = sorted({q["coder"] for q in quotes})
    entries = papers.papers(session, here.project)
    unread = sum(p.state != "read" for p in entries)
    gathered = changes.themes(session, here.files, here.project)
    accepted = len(gathered.people.accepted) if gathered is not None else 0
    together = sum(m.role in assignments.CODING for m in people.members(session, here.project)) > 1
    signed = {r.paper for r in blinding.progress(session, here.project) if r.state == "done"}
    by_nobody = sum(p.id not in signed for p in entries)
    unsigned = f"{plural(by_nobody, 'paper')} that nobody signed as read" if by_nobody else ""
    hidden = together and not blinding.is_open(session, here.project)
    blind = "others' codings, until the project is opened" if hidden else ""
    said = f"{plural(len(quotes), 'quotation')} by {', '.join(coders) or 'nobody'}"
    down, asked = extraction.extracted(session, here.project), extraction.items(session, here.project)
    columns = extraction.columns(session, here.project)
    without = len(entries) - len({e.paper for e in down})
    answered = len({a.paper for a in extraction.answers(session, here.project, here.who)})
    tells: tuple[Export, ...] = ()
    if gathered is not None:
        tells = (
            Export(
                "statement.md", "Statement", "what the machine did, with what, and what people did with it", "", stated
            ),
            Export("report.html", "Report", "themes, studies and figures of the latest gathering, to read", "", report),
        )
    found = (
        *tells,
        Export("grid.xlsx", "Grid", f"{said}; candidates of the machine on their own sheet", blind or unsigned, grid),
        Export(
            "themes-table.docx", "Word table: themes, studies, quotations",
            f"codes and {plural(accepted, 'accepted theme')}, with contributing studies and illustrative quotations",
            blind, themes_table,
        ),
        Export(
            "studies-table.docx", "Word table: study characteristics",
            f"{plural(len(entries), 'paper')} with what was taken down of each",
            f"{plural(unread, 'paper is', 'papers are')} not read in" if unread else "", studies_table,
        ),
        Export("codings.csv", "Codings", f"{said}, as spans with what each coder had been shown", blind, codings),
        Export(
            "codings-by-passage.csv", "Codings by passage", f"{said}, as thirdorder agreement reads them", blind,
            codings_by_passage,
        ),
        Export("codebook.csv", "Codebook", "codes with definitions and examples", "", codebook),
        Export(
            "memos.csv", "Memos and journal", "memos with the words they stand on",
            "others' memos, until the project is opened" if hidden else "", memos,
        ),
        Export(
            "extraction.csv", "Extraction", f"{plural(len(down), 'value')} with words, page and who took them down",
            f"{plural(without, 'paper')} of which nothing was taken down" if columns and without else "", taken_down,
        ),
        Export(
            "appraisal.csv", "Appraisal", f"answers to {plural(len(asked), 'question')} by paper and coder",
            f"your answers to {plural(len(entries) - answered, 'paper')}" if asked and answered < len(entries) else
            "no questions were given on Set-up" if not asked else "", appraisal,
        ),
        Export("corrections.csv", "Corrections", "what was put right, where, by whom", "", put_right),
        Export("consensus.csv", "Consensus", "what was agreed on, beside the first codings", "", consensus),
        Export("events.jsonl", "History of themes", "every change of themes and every verdict", "", events),
        Export("about.txt", "About this review", "question, approach, what each file holds and why", "", about),
    )  # fmt: skip
    measured = APPROACHES[projects.project(session, here.project).approach].machine
    return tuple(e for e in found if measured or e.name not in ("codings-by-passage.csv", "consensus.csv"))


def no_coefficient(session: Session, here: Here) -> str:
    """Why nothing here measures one coder against another, where the approach says so; else nothing."""
    why = APPROACHES[projects.project(session, here.project).approach]
    return "" if why.machine else f"No coefficient of agreement is given. {why.name}: {why.says}"


def about(session: Session, here: Here) -> bytes:
    """What somebody who gets the files must know of the review."""
    project = projects.project(session, here.project)
    why = APPROACHES[project.approach]
    lines = [project.title, f"Question: {project.question or 'not said'}", f"Approach: {why.name}. {why.says}"]
    if note := no_coefficient(session, here):
        lines.append(note)
    lines += [f"{e.name}: {e.holds}" for e in available(session, here)]
    return ("\n".join(lines) + "\n").encode()


def stated(session: Session, here: Here) -> bytes:
    """The statement for a methods section: what the machine did, with what, and what people made of it."""
    now = changes.themes(session, here.files, here.project)
    if now is None:
        raise NotFoundError("No themes were gathered yet.")
    decisions = blinding.visible_decisions(session, here.project, here.who)
    offered = {
        (p.id, c.code, e.start, e.end) for p in papers.papers(session, here.project)
        for c in suggestions.of_model(session, here.files, here.project, p.id) for e in c.evidence
    }  # fmt: skip
    on = [d.verdict for d in decisions if (d.paper, d.code, d.start, d.end) in offered]
    said = model.verdicts(session, here)
    judged = ", ".join(f"“{word}” {n}" for word, n in sorted(said.items()))
    return statement(
        now.run, now.events, (on.count("accepted"), on.count("rejected")),
        f"Of its themes people said: {judged}." if judged else "", _did(session, here, decisions),
    ).encode()  # fmt: skip


def _did(session: Session, here: Here, decisions: Sequence[Decision]) -> list[str]:
    """What each person did in papers, as far as one may see it: codings, what was signed, verdicts on suggestions."""
    called = people.names(session)
    seen = [c for c in blinding.visible_codings(session, here.project, here.who) if c.code is not None]
    signed = Counter(r.coder for r in blinding.progress(session, here.project) if r.state == "done")
    lines = []
    for who in sorted({c.coder for c in seen} | set(signed), key=lambda k: called.get(k, "")):
        own = [c for c in seen if c.coder == who]
        said = f"put {plural(len(own), 'coding')} on {plural(len({c.paper for c in own}), 'paper')}" if own else ""
        read = f"signed {plural(signed[who], 'paper')} as read to the end" if signed[who] else ""
        verdicts = Counter(d.verdict for d in decisions if d.coder == who)
        told = f"accepted {verdicts['accepted']} and rejected {verdicts['rejected']} suggestions" if verdicts else ""
        lines.append(f"{called.get(who, '')} {', '.join(w for w in (said, read, told) if w)}.")
    return lines


def report(session: Session, here: Here) -> bytes:  # noqa: ARG001 - one of the exports, which are called alike
    """The report of the latest gathering."""
    path = here.files.run(here.project) / "report.html"
    if not path.is_file():
        raise NotFoundError("No themes were gathered yet.")
    return path.read_bytes()


def grid(session: Session, here: Here) -> bytes:
    """Studies as people cite them, their codes by coder; the machine's candidates and quotations on own sheets."""
    made, candidates, unread = grid_of(session, here)
    header, rows = grid_table(made)
    lines = [
        [MARK, "1"],
        ["what stands on “grid”", "codes of people alone, a row for each study and coder who coded or signed it"],
        ["what stands on “candidates”", "groupings a machine proposed; read back they are nobody's codings"],
        ["not read yet", "; ".join(unread)],
    ]
    if note := no_coefficient(session, here):
        lines.append(["no coefficient of agreement", note])
    evidence = [[e.study, one_code(e.code), e.quote, e.page, e.voice, e.whose] for e in made.evidence]
    return write_workbook(
        (
            Sheet("grid", header, rows, frozenset({"codes"})),
            Sheet("evidence", ("study", "code", "quote", "page", "voice", "whose"), evidence, frozenset({"quote"})),
            Sheet("candidates", ("study", "candidate theme", "passages"), candidates, frozenset({"candidate theme"})),
            Sheet("about", (MARK, "says"), lines, frozenset({"says"})),
        )
    )


def grid_of(session: Session, here: Here) -> tuple[Grid, list[list[str | int | None]], list[str]]:
    """The grid of people's codes, the machine's candidates by study, and the studies nobody has read yet."""
    label = _labels(session, here)
    quotes = quotations(session, here, blinding.visible_codings(session, here.project, here.who))
    book = {c.id: c for c in blinding.visible_codebook(session, here.project, here.who).codes}
    called = people.names(session)
    done = {
        (label[r.paper], called.get(r.coder, "")) for r in blinding.progress(session, here.project)
        if r.state == "done" and r.paper in label
        and (r.coder == here.who or blinding.is_open(session, here.project, r.paper))
    }  # fmt: skip
    by: dict[tuple[str, str], dict[str, None]] = {key: {} for key in done}
    evidence = []
    for q in quotes:
        if q["code"] is None or q["code"] not in book:
            continue
        name = book[q["code"]].name
        by.setdefault((label[q["paper"]], q["coder"]), {})[name] = None
        speaker = q["voice"] + (f" ({q['speaker']})" if q["speaker"] and q["speaker"] not in q["voice"] else "")
        evidence.append(GridEvidence(label[q["paper"]], name, q["text"], q["page"], speaker, q["whose"]))
    files: dict[str, list[str]] = {}
    for p in papers.papers(session, here.project):
        files.setdefault(label[p.id], []).append(p.name)
    rows = tuple(
        GridRow(study, tuple(names), {"files": "; ".join(files[study])}, coder) for (study, coder), names in
        sorted(by.items())
    )  # fmt: skip
    unread = sorted(set(files) - {study for study, _ in by})
    return (
        Grid(rows, tuple(dict.fromkeys(evidence)), "study", "codes", "coder"),
        _candidates(session, here, label),
        unread,
    )


def themes_table(session: Session, here: Here) -> bytes:
    """Codes and accepted themes with the studies that contribute and illustrative quotations, for a manuscript."""
    label = _labels(session, here)
    word = _word("Themes, contributing studies and illustrative quotations", no_coefficient(session, here))
    quotes = quotations(session, here, blinding.visible_codings(session, here.project, here.who))
    book = blinding.visible_codebook(session, here.project, here.who)
    by_code: dict[int, list[dict[str, Any]]] = {}
    for q in quotes:
        if q["code"] is not None:
            by_code.setdefault(q["code"], []).append({**q, "study": label[q["paper"]]})
    names = {c.id: c.name for c in book.codes}
    graded = {m.on_id: m.text for m in blinding.visible_memos(session, here.project, here.who, "credibility")}
    for own in by_code.values():
        for q in own:
            q["grade"] = graded.get(str(q["id"]), "")
    rows = [
        (c.name, names.get(c.parent or 0, ""), by_code[c.id])
        for c in sorted(book.usable, key=lambda c: c.name.casefold())
        if c.id in by_code
    ]
    word.add_heading("Table 1. Codes across studies", level=2)
    _table(
        word, ("Code", "Under", "Contributing studies", "Illustrative quotations"),
        [(name, above, _studies(own), _illustrated(own)) for name, above, own in rows],
    )  # fmt: skip
    gathered = changes.themes(session, here.files, here.project)
    accepted = [t for t in gathered.people.themes if t.id in gathered.people.accepted] if gathered is not None else []
    if gathered is not None and accepted:
        word.add_heading("Table 2. Themes that the reviewers accepted", level=2)
        lines = []
        for theme in accepted:
            own = [
                _passage_quote(paper, passage, label) for m in theme.members if m.passage in gathered.run.passages
                for paper, passage in (gathered.run.passages[m.passage],) if paper.id in label
            ]  # fmt: skip
            lines.append((theme.label, _studies(own), _illustrated(own)))
        _table(word, ("Theme", "Contributing studies", "Illustrative quotations"), lines)
    return _saved(word)


def studies_table(session: Session, here: Here) -> bytes:
    """Study characteristics: what people said, else what the paper was read to say, and the review's own columns."""
    word = _word("Study characteristics", no_coefficient(session, here))
    columns = extraction.columns(session, here.project)
    taken = {(e.paper, e.column): e.value for e in extraction.extracted(session, here.project)}
    rows = []
    for entry in sorted(papers.papers(session, here.project), key=lambda p: cited(p).casefold()):
        if not entry.text_sha256:
            continue
        found = {
            f.name: f.value for f in papers.pinned(session, here.files, here.project, entry.id).paper.characteristics
        }
        study = studies.of(session, here.project, entry.id)
        rows.append(
            (
                cited(entry), (study.country if study else "") or found.get("country", ""), found.get("method", ""),
                (study.participants if study else "") or found.get("participants", ""),
                *(taken.get((entry.id, c.id), "") for c in columns),
            )
        )  # fmt: skip
    _table(word, ("Study", "Country", "Method", "Participants", *(c.name for c in columns)), rows)
    return _saved(word)


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


def codebook(session: Session, here: Here) -> bytes:
    """The codes in use, as the codebook's file format has them."""
    return write_codebook(codes.nlp_codebook(blinding.visible_codebook(session, here.project, here.who).codes))


def memos(session: Session, here: Here) -> bytes:
    """Memos that one may see: on what, by whom, when, and what they say."""
    called = people.names(session)
    entries = {p.id: p for p in papers.papers(session, here.project)}
    names = {str(c.id): c.name for c in blinding.visible_codebook(session, here.project, here.who).codes}
    if (now := changes.themes(session, here.files, here.project)) is not None:
        names |= {t.id: t.label for t in now.people.themes}
        said = now.run.interpretation
        if said is not None:
            names |= {f"model:{t.id}": f"{said.coder}: {t.label}" for t in said.themes}
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
        for e in changes.events(session, here.project)
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


def _labels(session: Session, here: Here) -> dict[str, str]:
    """Each paper's study as people cite it, told apart where two would be called the same."""
    entries = papers.papers(session, here.project, removed=True)
    known = {s.id: s.label for s in studies.studies(session, here.project)}
    out: dict[str, str] = {}
    owner: dict[str, int | str] = {}
    for p in sorted(entries, key=lambda p: (p.added, p.id)):
        name, mine = known.get(p.study or 0) or cited(p), p.study or p.id
        label, n = name, 2
        while owner.get(label, mine) != mine:
            label, n = f"{name} ({n})", n + 1
        owner[label] = mine
        out[p.id] = label
    return out


def _candidates(session: Session, here: Here, label: dict[str, str]) -> list[list[str | int | None]]:
    gathered = changes.themes(session, here.files, here.project)
    if gathered is None:
        return []
    rows: list[list[str | int | None]] = []
    for theme in gathered.leaves:
        counts: dict[str, int] = {}
        for m in theme.members:
            if m.passage in gathered.run.passages:
                paper = gathered.run.passages[m.passage][0].id
                if paper in label:
                    counts[label[paper]] = counts.get(label[paper], 0) + 1
        rows += [[study, theme.label, n] for study, n in sorted(counts.items())]
    return sorted(rows, key=lambda r: (str(r[0]), str(r[1])))


def _passage_quote(paper: Any, passage: Any, label: dict[str, str]) -> dict[str, Any]:
    speaker = next((v.speaker for v in passage.voices if v.speaker), "")
    words = " ".join(paper.quote(passage).split())
    page = paper.document.page(passage)
    return {"study": label[paper.id], "text": words, "page": page, "speaker": speaker, "sort": passage.order}


def _studies(own: Sequence[dict[str, Any]]) -> str:
    return "; ".join(sorted({q["study"] for q in own}, key=str.casefold))


def _illustrated(own: Sequence[dict[str, Any]]) -> str:
    """A few quotations, participants' words first, from as many studies as there are; speaker, citation and page."""
    first = sorted(own, key=lambda q: (q["sort"] not in ("participant", "first"), len(q["text"])))
    chosen: list[dict[str, Any]] = []
    for q in first:
        if len(chosen) < ILLUSTRATIONS and q["study"] not in {c["study"] for c in chosen}:
            chosen.append(q)
    for q in first:
        # Two coders' quotations of one sentence illustrate once.
        again = any(q["study"] == c["study"] and (q["text"] in c["text"] or c["text"] in q["text"]) for c in chosen)
        if len(chosen) < ILLUSTRATIONS and not again:
            chosen.append(q)
    lines = []
    for q in chosen:
        where = ", ".join(w for w in (q["speaker"], q["study"], f"p. {q['page']}" if q["page"] else "") if w)
        grade = f" [{q['grade']}]" if q.get("grade") else ""
        lines.append(f"“{q['text']}” ({where}){grade}")
    return "\n\n".join(lines)


def _word(title: str, note: str) -> Any:
    from docx import Document as Word

    word = Word()
    word.core_properties.title = title
    if note:
        word.add_paragraph(note)
    return word


def _table(word: Any, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = word.add_table(rows=1, cols=len(header))
    table.style = "Table Grid"
    for cell, title in zip(table.rows[0].cells, header, strict=True):
        cell.text = title
        cell.paragraphs[0].runs[0].bold = True
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = "".join(c for c in text if c >= " " or c in "\n\t")


def _saved(word: Any) -> bytes:
    out = io.BytesIO()
    word.save(out)
    return still(out.getvalue())
