"""How studies are called in everything that leaves the desk, and what is said where nothing is measured."""

from __future__ import annotations

from sqlalchemy.orm import Session

from thirdorder.corpora.grid import Grid, match_grid
from thirdorder.corpora.paper_names import PaperName
from thirdorder.corpora.tables import fold
from thirdorder.service.store import papers, projects, studies
from thirdorder.service.store.values import PaperEntry
from thirdorder.service.web.security import Here
from thirdorder.service.web.words import APPROACHES, cited

LARGEST = 2 * 2**20
"""Bytes of a grid that comes back."""


def labels(session: Session, here: Here) -> dict[str, str]:
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


def no_coefficient(session: Session, here: Here) -> str:
    """Why nothing here measures one coder against another, where the approach says so; else nothing."""
    why = APPROACHES[projects.project(session, here.project).approach]
    return "" if why.machine else f"No coefficient of agreement is given. {why.name}: {why.says}"


def matched(here: Here, grid: Grid) -> tuple[dict[str, PaperEntry], list[str]]:
    """The paper of each study of a grid, by its citation or any cell that names it; and those that matched none."""
    with here.look() as session:
        entries = papers.papers(session, here.project)
        called = labels(session, here)
    by_label = {fold(label): key for key, label in called.items()} | {fold(cited(p)): p.id for p in entries}
    by_id = {p.id: p for p in entries}
    by_any, _ = match_grid(grid, [PaperName(p.id, p.doi, (p.name,), tuple(p.authors), p.year) for p in entries])
    found: dict[str, PaperEntry] = {}
    unmatched: list[str] = []
    for row in grid.rows:
        key = by_label.get(fold(row.study)) or by_any.get(row.study)
        if key in by_id:
            found[row.study] = by_id[key]
        elif row.study not in unmatched:
            unmatched.append(row.study)
    return found, unmatched
