"""The pages of candidate themes and of the translation worksheet: what people judge, and what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse

from thirdorder.nlp.changes import VERDICTS, decided_relevance, standing
from thirdorder.nlp.review import Theme
from thirdorder.service.folder.changes import told
from thirdorder.service.folder.files import Folder
from thirdorder.service.web.routes.deps import CoderDep, RunDep, StoreDep, WorkspaceDep
from thirdorder.service.web.routes.pages import page

router = APIRouter(include_in_schema=False)


@router.get("/themes")
def themes(run: RunDep, workspace: WorkspaceDep, store: StoreDep, coder: CoderDep, said: str = "") -> HTMLResponse:
    """All candidate themes as people see them now, and what was changed so far."""
    people, events = run.people(), run.events()
    stands = {e.seq for e in standing(events)}
    return page(
        "themes.html",
        about=workspace.about(),
        coder=coder,
        said=said,
        job=store.latest_job(),
        themes=[_summary(run, t) for t in _leaves(people.themes)],
        accepted=people.accepted,
        rejected=people.rejected,
        events=[(e, told(e), e.seq in stands, dict(people.stale).get(e.seq, "")) for e in reversed(events)],
        changed=len(events),
    )


@router.get("/themes/{key}")
def theme(
    key: str, run: RunDep, workspace: WorkspaceDep, store: StoreDep, coder: CoderDep, said: str = ""
) -> HTMLResponse:
    """One theme: its claims, the passages by study, what runs against it, and what can be done with it."""
    people = run.people()
    leaves = _leaves(people.themes)
    one = next((t for t in leaves if t.id == key), None)
    if one is None:
        raise HTTPException(404, f"There is no theme {key} (any more): see the list of themes.")
    near = [t for t in leaves if t.id in one.merge_candidates]
    others = [*near, *(t for t in leaves if t.id != key and t not in near)]
    return page(
        "theme.html",
        about=workspace.about(),
        coder=coder,
        said=said,
        theme=_summary(run, one),
        accepted=key in people.accepted,
        rejected=key in people.rejected,
        studies=_by_study(run, one),
        constructs=[(run.titles[p.id], c) for p in run.papers.values() for c in p.constructs if c.id in one.constructs],
        others=others,
        near={t.id for t in near},
        to_check=[d for d in run.synthesis["to_check"] if d["theme"] == key][:12],
        relevance=decided_relevance(run.events()),
        titles=run.titles,
        uploaded={p.id for p in store.papers()},
    )


@router.get("/translation")
def translation(
    run: RunDep, workspace: WorkspaceDep, store: StoreDep, coder: CoderDep, paper: str = "", said: str = ""
) -> HTMLResponse:
    """The worksheet, a paper at a time in the chosen order: each construct beside its candidates in earlier papers."""
    sheet = run.synthesis["translation"]
    constructs = {c["id"]: c for c in sheet["constructs"]}
    verdicts = run.people().verdicts
    judged = {construct for construct, _ in verdicts}
    rows: dict[str, list[dict[str, Any]]] = {key: [] for key in sheet["papers"]}
    for row in sheet["rows"]:
        rows[constructs[row["construct"]]["paper"]].append(row)
    chosen = paper if paper in rows else next((k for k, r in rows.items() if r and k != sheet["papers"][0]), "")
    return page(
        "translation.html",
        about=workspace.about(),
        coder=coder,
        said=said,
        sheet=sheet,
        constructs=constructs,
        rows=rows,
        chosen=chosen,
        done={key: sum(r["construct"] in judged for r in own) for key, own in rows.items()},
        verdicts=verdicts,
        words=VERDICTS,
        titles=run.titles,
        uploaded={p.id for p in store.papers()},
    )


def _leaves(themes: Sequence[Theme]) -> list[Theme]:
    """The themes that hold no others, those of most studies first."""
    parents = {t.parent for t in themes}
    leaves = [t for t in themes if t.id not in parents]
    return sorted(leaves, key=lambda t: (-len(t.studies), -len(t.members), t.id))


def _summary(run: Folder, theme: Theme) -> dict[str, Any]:
    claims = []
    for construct, start, end in theme.claims[:4]:
        paper = run.papers[construct.partition(":")[0]]
        claims.append({"text": " ".join(paper.document.text[start:end].split()), "title": run.titles[paper.id]})
    return {"theme": theme, "claims": claims}


def _by_study(run: Folder, theme: Theme) -> list[dict[str, Any]]:
    """The theme's passages under their studies, the study that gives most first."""
    found: dict[str, list[dict[str, Any]]] = {}
    for member in theme.members:
        if member.passage not in run.passages:
            continue
        paper, passage = run.passages[member.passage]
        speaker = next((v.speaker for v in passage.voices if v.speaker), "")
        found.setdefault(run.study_of[paper.id], []).append(
            {
                "id": passage.id, "paper": paper.id, "title": run.titles[paper.id], "order": passage.order,
                "text": " ".join(paper.quote(passage).split()), "page": paper.document.page(passage),
                "speaker": speaker, "whose": ", ".join(passage.groups()), "strength": member.strength,
            }
        )  # fmt: skip
    return [
        {"study": study, "title": " · ".join(dict.fromkeys(p["title"] for p in own)), "passages": own}
        for study, own in sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    ]
