"""Everything that can be taken away, with what is in it and what is missing from it now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from thirdorder.service.store import assignments, blinding, extraction, papers, people, projects, theme_changes
from thirdorder.service.web.exports.grid_of_desk import grid
from thirdorder.service.web.exports.labels import no_coefficient
from thirdorder.service.web.exports.statement import report, stated
from thirdorder.service.web.exports.tables import (
    appraisal,
    by_model,
    codebook,
    codebook_to_exchange,
    codings,
    codings_by_passage,
    consensus,
    events,
    memos,
    put_right,
    taken_down,
)
from thirdorder.service.web.exports.word import studies_table, themes_table
from thirdorder.service.web.quotes import quotations
from thirdorder.service.web.security import Here
from thirdorder.service.web.words import APPROACHES, plural


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
    coders = sorted({q.coder for q in quotes})
    entries = papers.papers(session, here.project)
    unread = sum(p.state != "read" for p in entries)
    gathered = theme_changes.themes(session, here.files, here.project)
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
        )
        # It holds so many passages that it adds up to the text.
        if here.may("text"):
            what = "themes, studies and figures of the latest gathering, to read"
            tells += (Export("report.html", "Report", what, "", report),)
    of_model: tuple[Export, ...] = ()
    if gathered is not None and not hidden and gathered.run.interpretation is not None:
        told = f"what {gathered.run.interpretation.coder} coded, with the words it rests on"
        missing = "" if gathered.run.machine_codings else "it is asked for codes once the project is open"
        of_model = (Export("machine-codings.csv", "Codings of the language model", told, missing, by_model),)
    exchanged: tuple[Export, ...] = ()
    if blinding.visible_codebook(session, here.project, here.who).codes:
        holds = "codes with definitions, for NVivo, MAXQDA, ATLAS.ti and their kin; examples stand in the definitions"
        exchanged = (Export("codebook.qdc", "Codebook (REFI-QDA)", holds, "", codebook_to_exchange),)
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
        *of_model,
        Export("codebook.csv", "Codebook", "codes with definitions and examples", "", codebook),
        *exchanged,
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


def about(session: Session, here: Here) -> bytes:
    """What somebody who gets the files must know of the review."""
    project = projects.project(session, here.project)
    why = APPROACHES[project.approach]
    lines = [project.title, f"Question: {project.question or 'not said'}", f"Approach: {why.name}. {why.says}"]
    if note := no_coefficient(session, here):
        lines.append(note)
    lines += [f"{e.name}: {e.holds}" for e in available(session, here)]
    return ("\n".join(lines) + "\n").encode()
