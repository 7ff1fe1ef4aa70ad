"""How studies are called in everything that leaves the desk, and what is said where nothing is measured."""

from __future__ import annotations

from sqlalchemy.orm import Session

from thirdorder.service.store import papers, projects, studies
from thirdorder.service.web.security import Here
from thirdorder.service.web.words import APPROACHES, cited


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
