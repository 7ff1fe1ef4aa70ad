"""Tables for a manuscript, as Word files: codes and themes with quotations, and what the studies are like."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from thirdorder.nlp.document import Paper, Passage
from thirdorder.service.folder.word import Table, tables_file
from thirdorder.service.store import blinding, extraction, papers, studies, theme_changes
from thirdorder.service.store.values import Code
from thirdorder.service.web.exports.labels import labels, no_coefficient
from thirdorder.service.web.quotes import Quotation, quotations
from thirdorder.service.web.security import Here
from thirdorder.service.web.words import cited, in_marks

ILLUSTRATIONS = 3


@dataclass(frozen=True)
class Illustration:
    """A quotation in a table: `first` where participants speak in it."""

    study: str
    text: str
    page: int | None
    speaker: str
    first: bool
    grade: str = ""


def themes_table(session: Session, here: Here) -> bytes:
    """Codes and accepted themes with the studies that contribute and illustrative quotations, for a manuscript."""
    label = labels(session, here)
    quotes = quotations(session, here, blinding.visible_codings(session, here.project, here.who))
    book = blinding.visible_codebook(session, here.project, here.who)
    graded = {m.on_id: m.text for m in blinding.visible_memos(session, here.project, here.who, "credibility")}
    by_code: dict[int, list[Illustration]] = {}
    for q in quotes:
        if q.code is not None:
            by_code.setdefault(q.code, []).append(_coded(q, label[q.paper], graded.get(str(q.id), "")))
    rows = [row for row in _by_tree(book.usable, by_code) if row[2]]
    tables = [
        Table(
            ("Code", "Under", "Contributing studies", "Illustrative quotations"),
            [(name, above, _studies(own), _illustrated(own)) for name, above, own in rows],
            "Table 1. Codes across studies",
        )
    ]
    gathered = theme_changes.themes(session, here.files, here.project)
    accepted = [t for t in gathered.people.themes if t.id in gathered.people.accepted] if gathered is not None else []
    if gathered is not None and accepted:
        lines = []
        for theme in accepted:
            own = [
                _passage(paper, passage, label[paper.id]) for m in theme.members if m.passage in gathered.run.passages
                for paper, passage in (gathered.run.passages[m.passage],) if paper.id in label
            ]  # fmt: skip
            lines.append((theme.label, _studies(own), _illustrated(own)))
        header = ("Theme", "Contributing studies", "Illustrative quotations")
        tables.append(Table(header, lines, "Table 2. Themes that the reviewers accepted"))
    title = "Themes, contributing studies and illustrative quotations"
    return tables_file(title, tables, no_coefficient(session, here))


def _by_tree(
    usable: Sequence[Code], by_code: Mapping[int, list[Illustration]]
) -> Iterator[tuple[str, str, list[Illustration]]]:
    """Each code with the name of that above it, followed by those below it, whose quotations are its own, too."""
    ids = {c.id for c in usable}
    below: dict[int | None, list[Code]] = {}
    for one in sorted(usable, key=lambda c: c.name.casefold()):
        below.setdefault(one.parent if one.parent in ids else None, []).append(one)

    def gathered(one: Code) -> list[Illustration]:
        return [*by_code.get(one.id, ()), *(q for c in below.get(one.id, ()) for q in gathered(c))]

    def rows(of: int | None, above: str) -> Iterator[tuple[str, str, list[Illustration]]]:
        for one in below.get(of, ()):
            yield one.name, above, gathered(one)
            yield from rows(one.id, one.name)

    yield from rows(None, "")


def studies_table(session: Session, here: Here) -> bytes:
    """Study characteristics: what people said, else what the paper was read to say, and the review's own columns.

    A column that the review calls as one of those read from papers stands in its place.
    """
    columns = extraction.columns(session, here.project)
    own = {c.name.casefold() for c in columns}
    read = [what for what in ("country", "method", "participants") if what not in own]
    taken = {(e.paper, e.column): e.value for e in extraction.extracted(session, here.project)}
    rows = []
    for entry in sorted(papers.papers(session, here.project), key=lambda p: cited(p).casefold()):
        if not entry.text_sha256:
            continue
        found = {
            f.name: f.value for f in papers.pinned(session, here.files, here.project, entry.id).paper.characteristics
        }
        study = studies.of(session, here.project, entry.id)
        said = {"country": study.country, "participants": study.participants} if study is not None else {}
        rows.append(
            (
                cited(entry), *(said.get(what) or found.get(what, "") for what in read),
                *(taken.get((entry.id, c.id)) or found.get(c.name.casefold(), "") for c in columns),
            )
        )  # fmt: skip
    header = ("Study", *(what.capitalize() for what in read), *(c.name for c in columns))
    return tables_file("Study characteristics", [Table(header, rows)], no_coefficient(session, here))


def _coded(one: Quotation, study: str, grade: str) -> Illustration:
    return Illustration(study, one.text, one.page, one.speaker, one.sort == "participant", grade)


def _passage(paper: Paper, passage: Passage, study: str) -> Illustration:
    speaker = next((v.speaker for v in passage.voices if v.speaker), "")
    words = " ".join(paper.quote(passage).split())
    return Illustration(study, words, paper.document.page(passage), speaker, passage.order == "first")


def _studies(own: Iterable[Illustration]) -> str:
    return "; ".join(sorted({q.study for q in own}, key=str.casefold))


def _illustrated(own: Iterable[Illustration]) -> str:
    """A few quotations, participants' words first, from as many studies as there are; speaker, citation and page."""
    ordered = sorted(own, key=lambda q: (not q.first, len(q.text)))
    chosen: list[Illustration] = []
    for q in ordered:
        if len(chosen) < ILLUSTRATIONS and q.study not in {c.study for c in chosen}:
            chosen.append(q)
    for q in ordered:
        # Two coders' quotations of one sentence illustrate once.
        again = any(q.study == c.study and (q.text in c.text or c.text in q.text) for c in chosen)
        if len(chosen) < ILLUSTRATIONS and not again:
            chosen.append(q)
    lines = []
    for q in chosen:
        where = ", ".join(w for w in (q.speaker, q.study, f"p. {q.page}" if q.page else "") if w)
        lines.append(f"{in_marks(q.text)} ({where}){f' [{q.grade}]' if q.grade else ''}")
    return "\n\n".join(lines)
