"""The grid that leaves the desk: studies by the codes of people, and what a machine proposed beside it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from thirdorder.corpora.grid import Grid, GridEvidence, GridRow, grid_table, one_code
from thirdorder.corpora.workbook import Sheet, write_workbook
from thirdorder.service.store import blinding, papers, people, theme_changes
from thirdorder.service.web.exports.labels import labels, no_coefficient
from thirdorder.service.web.quotes import quotations
from thirdorder.service.web.security import Here

MARK = "thirdorder grid"
"""In the first cell of the sheet `about`: by it a grid that comes back is known as one of ours."""


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
    label = labels(session, here)
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
        if q.code is None or q.code not in book:
            continue
        name = book[q.code].name
        by.setdefault((label[q.paper], q.coder), {})[name] = None
        speaker = q.voice + (f" ({q.speaker})" if q.speaker and q.speaker not in q.voice else "")
        evidence.append(GridEvidence(label[q.paper], name, q.text, q.page, speaker, q.whose))
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


def _candidates(session: Session, here: Here, label: dict[str, str]) -> list[list[str | int | None]]:
    gathered = theme_changes.themes(session, here.files, here.project)
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
