"""Constructs of studies translated into each other: one at a time beside its nearest in other studies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from thirdorder.nlp.changes import VERDICTS
from thirdorder.service.errors import RefusedError
from thirdorder.service.folder.synthesis import Stated, WorkRow
from thirdorder.service.folder.theme_changes import translate
from thirdorder.service.store import papers, theme_changes
from thirdorder.service.web.pages.discordance import CHECKS, ODDS, all_against
from thirdorder.service.web.pages.frame import back, show
from thirdorder.service.web.pages.theme_evidence import Entries
from thirdorder.service.web.security import Code, See
from thirdorder.service.web.words import cited

router = APIRouter(prefix="/p/{project}")
RELATIONS = {
    "same": "the same", "overlaps": "overlaps", "broader": "broader than the other",
    "narrower": "narrower than the other", "contradicts": "contradicts", "no_counterpart": "no counterpart",
}  # fmt: skip
"""How a verdict on two constructs is told."""


@router.get("/compare")
def compare(request: Request, here: See, at: str = "", paper: str = "") -> HTMLResponse:
    """One construct at a time beside its nearest in other studies, in the order of the worksheet."""
    with here.look() as session:
        now = theme_changes.themes(session, here.files, here.project)
        entries = {p.id: p for p in papers.papers(session, here.project)}
        if now is None:
            return show(request, "compare.html", here, here="compare", now=None, read=len(entries))
        sheet = now.run.synthesis.translation
        constructs = {c.id: c for c in sheet.constructs}
        rows = [r for r in sheet.rows if constructs[r.construct].paper in entries]
        judged = {construct for construct, _ in now.people.verdicts}
        left = [r for r in rows if r.construct not in judged]
        wanted = [r for r in rows if r.construct == at or (paper and constructs[r.construct].paper == paper)]
        row = next(iter(wanted or left or rows), None)
        names = {k: cited(e) for k, e in entries.items()}
        said = now.run.interpretation
        own = [c for c in said.counterparts if row is not None and c.construct == row.construct] if said else []
        return show(
            request, "compare.html", here, here="compare", now=now, row=row, constructs=constructs, names=names,
            left=len(left), total=len(rows), order=_done(rows, constructs, judged, entries), verdicts=[
                (pair, e) for pair, e in now.people.verdicts.items() if row is not None and pair[0] == row.construct
            ], following=_following(rows, row), words=RELATIONS, sheet=sheet, coder=said.coder if said else "",
            claims={c.construct: c.claim for c in said.claims} if said else {},
            same={c.other: c.why for c in own if c.other in constructs and constructs[c.other].paper in entries},
            odds=ODDS, against=all_against(session, here, now.run.synthesis.to_check[:CHECKS], entries),
        )  # fmt: skip


@router.post("/compare")
def verdict(
    here: Code, own: Annotated[str, Form(max_length=500)], verdict: Annotated[str, Form(max_length=20)],
    counterpart: Annotated[str, Form(max_length=500)] = "", why: Annotated[str, Form(max_length=50_000)] = "",
    following: Annotated[str, Form(max_length=500)] = "",
) -> Response:  # fmt: skip
    """Say how a construct relates to another study's, and go to the next."""
    if verdict not in VERDICTS:
        raise RefusedError("Choose what the two are to each other.")
    with here.act() as session:
        other = None if verdict == "no_counterpart" else counterpart
        translate(theme_changes.ledger(session, here.files, here.project, here.who), own, other, verdict, memo=why)
    return back(f"/p/{here.project}/compare" + (f"?at={following}" if following else ""))


def _done(
    rows: Sequence[WorkRow], constructs: dict[str, Stated], judged: set[str], entries: Entries
) -> list[tuple[str, str, int, int]]:  # fmt: skip
    """Each paper of the worksheet with how many of its constructs are judged."""
    own: dict[str, list[str]] = {}
    for row in rows:
        own.setdefault(constructs[row.construct].paper, []).append(row.construct)
    return [(k, cited(entries[k]), sum(c in judged for c in v), len(v)) for k, v in own.items() if k in entries]


def _following(rows: Sequence[WorkRow], row: WorkRow | None) -> str:
    keys = [r.construct for r in rows]
    at = keys.index(row.construct) if row is not None else -1
    return keys[at + 1] if 0 <= at + 1 < len(keys) else ""
