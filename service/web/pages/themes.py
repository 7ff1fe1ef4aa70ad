"""Themes: gathered over studies, judged and named by people; and constructs of studies translated into each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from thirdorder.nlp.changes import VERDICTS, standing
from thirdorder.nlp.document import owner, touch
from thirdorder.nlp.review import Theme
from thirdorder.service.errors import NotFoundError, RefusedError
from thirdorder.service.folder.changes import judge, merge, move, rename, split, translate
from thirdorder.service.folder.changes import undo as undo_change
from thirdorder.service.folder.synthesis import Shown, Stated, ToCheck, WorkRow
from thirdorder.service.jobs import queue
from thirdorder.service.jobs.asking import in_a_sentence
from thirdorder.service.language_model.server import named_for_service
from thirdorder.service.store import blinding, changes, corrections, memos, papers, people, projects
from thirdorder.service.store.changes import Themes
from thirdorder.service.store.values import Memo, PaperEntry
from thirdorder.service.web.api.shapes import PathId
from thirdorder.service.web.pages.frame import back, show
from thirdorder.service.web.security import Code, Here, See
from thirdorder.service.web.words import cited

router = APIRouter(prefix="/p/{project}")
Entries = Mapping[str, PaperEntry]
Line = Annotated[str, Form(max_length=500)]
Words = Annotated[str, Form(max_length=50_000)]
QUOTES = 2
CHECKS = 12
SAYS = {
    "same": "the same", "overlaps": "overlaps", "broader": "broader than the other",
    "narrower": "narrower than the other", "contradicts": "contradicts", "no_counterpart": "no counterpart",
}  # fmt: skip
ODDS = {
    "contradict": "They contradict each other", "qualify": "One holds where the other does not",
    "alike": "They do not run against each other",
}  # fmt: skip
"""How a memo on two passages that may be at odds begins; what follows is why."""


@router.get("/themes")
def page(
    request: Request, here: See, by: Annotated[str, Query(pattern="^(themes|studies)$")] = "themes"
) -> HTMLResponse:
    """All themes, studies and quotations first, with what was changed so far; or each study's part in each theme."""
    with here.look() as session:
        now = changes.themes(session, here.files, here.project)
        entries = {p.id: p for p in papers.papers(session, here.project)}
        read = sum(p.state == "read" for p in entries.values())
        job = queue.newest(session, here.project, "themes")
        jobs = [job] if job is not None else []
        if now is None:
            takes = _takes(session, here)
            return show(request, "themes.html", here, here="themes", now=None, read=read, jobs=jobs, takes=takes)
        stands = {e.seq for e in standing(now.events)}
        studies = {s.id: "; ".join(cited(entries[p]) for p in s.papers if p in entries) for s in now.run.studies}
        takes = _takes(session, here)
        newer = sum(p not in now.run.papers for p, e in entries.items() if e.state == "read")
        return show(
            request, "themes.html", here, here="themes", now=now, read=read, jobs=jobs, newer=newer, takes=takes,
            themes=[_row(now, t, entries) for t in now.leaves] if by == "themes" else [], studies=studies, by=by,
            cells=_cells(now, entries, here) if by == "studies" else [], total=len(now.leaves),
            history=[(e, e.change.told(), e.seq in stands) for e in reversed(now.events)],
            accepted=now.people.accepted, rejected=now.people.rejected, put_right=_put_right(session, here),
        )  # fmt: skip


@router.post("/themes/gather")
def gather(here: Code) -> Response:
    """Gather anew; what people decided stays with the passages it was decided on."""
    with here.act() as session:
        queue.ask_themes(session, here.project, here.who)
    return back(f"/p/{here.project}/themes")


@router.post("/themes/undo/{seq}")
def undo(seq: PathId, here: Code) -> Response:
    """Take back a change."""
    with here.act() as session:
        undo_change(_ledger(session, here), seq)
    return back(f"/p/{here.project}/themes#history")


@router.get("/themes/{theme}")
def one(request: Request, theme: str, here: See) -> HTMLResponse:
    """One theme: claims, quotations by study, who says it, what it would lose, what runs against it."""
    with here.look() as session:
        now = _now(session, here)
        found = now.theme(theme)
        entries = {p.id: p for p in papers.papers(session, here.project)}
        called = people.names(session)
        notes = blinding.visible_memos(session, here.project, here.who, "theme", theme)
        groups = _by_study(now, found, entries, here)
        near = [t for t in now.leaves if t.id in found.merge_candidates]
        against = [d for d in now.run.synthesis.to_check if d.theme == theme][:CHECKS]
        return show(
            request, "theme.html", here, here="themes", theme=found, now=now, groups=groups, near=near,
            others=[t for t in now.leaves if t.id != theme and t not in near], claims=_claims(now, found, entries),
            accepted=theme in now.people.accepted, rejected=theme in now.people.rejected, odds=ODDS,
            against=_all_against(session, here, against, entries), voices=_voices(groups),
            memos=[(m, called.get(m.author, "")) for m in notes], overlap=_overlap(session, here, now, found),
        )  # fmt: skip


@router.post("/themes/{theme}")
def change(
    theme: str, here: Code, act: Annotated[str, Form(max_length=20)], label: Line = "", why: Words = "",
    into: Line = "", passage: Annotated[list[str], Form(max_length=5000)] = [],  # noqa: B006
) -> Response:  # fmt: skip
    """Accept, reject, rename, merge, split, move."""
    goal = theme
    with here.act() as session:
        kept = _ledger(session, here)
        if act in ("accept", "reject"):
            judge(kept, theme, act, why=why)
        elif act == "rename":
            rename(kept, theme, label, why=why)
        elif act == "merge":
            merge(kept, [theme, into], label=label, why=why)
        elif act == "split":
            split(kept, theme, passage, label=label, why=why)
        elif act == "move":
            if not passage:
                raise RefusedError("Choose the passages to move.")
            for each in passage:
                move(kept, each, origin=theme or None, goal=into or None)
        elif act == "memo":
            memos.add_memo(session, here.project, here.who, "theme", theme, why)
        else:
            raise RefusedError("Choose what to do with the theme.")
    return back(f"/p/{here.project}/themes/{goal}")


@router.get("/compare")
def compare(request: Request, here: See, at: str = "", paper: str = "") -> HTMLResponse:
    """One construct at a time beside its nearest in other studies, in the order of the worksheet."""
    with here.look() as session:
        now = changes.themes(session, here.files, here.project)
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
            ], following=_following(rows, row), words=SAYS, sheet=sheet, coder=said.coder if said else "",
            claims={c.construct: c.claim for c in said.claims} if said else {},
            same={c.other: c.why for c in own if c.other in constructs and constructs[c.other].paper in entries},
            odds=ODDS, against=_all_against(session, here, now.run.synthesis.to_check[:CHECKS], entries),
        )  # fmt: skip


@router.post("/compare")
def verdict(
    here: Code, own: Annotated[str, Form(max_length=500)], verdict: Annotated[str, Form(max_length=20)],
    counterpart: Line = "", why: Words = "", following: Line = "",
) -> Response:  # fmt: skip
    """Say how a construct relates to another study's, and go to the next."""
    if verdict not in VERDICTS:
        raise RefusedError("Choose what the two are to each other.")
    with here.act() as session:
        other = None if verdict == "no_counterpart" else counterpart
        translate(_ledger(session, here), own, other, verdict, memo=why)
    return back(f"/p/{here.project}/compare" + (f"?at={following}" if following else ""))


def _takes(session: Session, here: Here) -> str:
    """How much a language model would be asked, where the owner lets one read."""
    about = projects.project(session, here.project)
    reads = named_for_service() is not None and about.language_model and about.machine_allowed
    return in_a_sentence(session, here.files, here.project) if reads else ""


def _put_right(session: Session, here: Here) -> int:
    """How often people put right what themes rest on since the latest were asked for."""
    made = queue.newest(session, here.project, "themes", done=True)
    every = [c for own in corrections.by_paper(session, here.project).values() for c in own]
    return sum(made is not None and c.what in corrections.ON_SPAN and c.when > made.created for c in every)


@router.post("/odds")
def at_odds(
    here: Code, pair: Annotated[str, Form(max_length=200)],
    verdict: Annotated[str, Form(max_length=20)], why: Annotated[str, Form(max_length=5000)] = "", theme: Line = "",
) -> Response:  # fmt: skip
    """Say whether two passages run against each other, and why; kept as one's memo on the two."""
    if verdict not in ODDS:
        raise RefusedError("Choose what the two passages are to each other.")
    with here.act() as session:
        if pair not in {d.key for d in _now(session, here).run.synthesis.to_check}:
            raise NotFoundError("These two passages are not at odds (any more): look at the list again.")
        words = f"{ODDS[verdict]}: {why.strip()}" if why.strip() else ODDS[verdict]
        memos.add_memo(session, here.project, here.who, "theme", pair, words)
    return back(f"/p/{here.project}/{f'themes/{theme}' if theme else 'compare'}#odds")


def _ledger(session: Session, here: Here) -> changes.StoreLedger:
    return changes.ledger(session, here.files, here.project, here.who)


def _now(session: Session, here: Here) -> Themes:
    found = changes.themes(session, here.files, here.project)
    if found is None:
        raise NotFoundError("No themes were gathered yet.")
    return found


class Quote(NamedTuple):
    """A passage as it is shown: where it stands, whose words it holds, and how strongly it belongs to its theme."""

    id: str
    paper: str
    order: str
    cited: str
    text: str
    page: int | None
    speaker: str
    whose: str
    strength: float
    href: str


class OfStudy(NamedTuple):
    """A study's passages in a theme."""

    study: str
    passages: list[Quote]


class Claim(NamedTuple):
    """A sentence in which authors state a theme."""

    text: str
    cited: str


class ThemeRow(NamedTuple):
    """A theme in the list of all: its studies, a few quotations and a claim."""

    theme: Theme
    studies: list[str]
    quotes: list[Quote]
    passages: int
    claims: list[Claim]


class Voices(NamedTuple):
    """Who says a theme: passages with participants' words, those with authors' alone, and the groups they tell of."""

    first: int
    second: int
    whose: list[tuple[str, int]]


class Side(NamedTuple):
    """One of two passages that may be at odds."""

    text: str
    page: int | None
    cited: str
    href: str


class Against(NamedTuple):
    """A passage that may run against another, and what people said of the two."""

    kind: str
    cue: str
    here: Side
    other: Side
    key: str
    notes: list[tuple[Memo, str]]


def _row(now: Themes, theme: Theme, entries: Entries) -> ThemeRow:
    groups = _by_study(now, theme, entries, None)
    quotes = sorted((p for g in groups for p in g.passages), key=lambda p: (p.order != "first", -p.strength, p.id))
    chosen: list[Quote] = []
    for q in quotes:
        if len(chosen) < QUOTES and q.paper not in {c.paper for c in chosen}:
            chosen.append(q)
    return ThemeRow(theme, [g.study for g in groups], chosen, len(quotes), _claims(now, theme, entries)[:1])


class Cell(NamedTuple):
    """A study's part in a theme: its words, how much it gives, and how many studies are left without it."""

    theme: Theme
    study: str
    quote: Quote
    passages: int
    left: int
    share: int


def _cells(now: Themes, entries: Entries, here: Here) -> list[Cell]:
    """Each study's part in each theme, by study."""
    out = []
    for theme in now.leaves:
        groups = _by_study(now, theme, entries, here)
        total = sum(len(g.passages) for g in groups)
        for group in groups:
            own = sorted(group.passages, key=lambda p: (p.order != "first", -p.strength, p.id))
            share = round(100 * len(own) / total)
            out.append(Cell(theme, group.study, own[0], len(own), len(groups) - 1, share))
    return sorted(out, key=lambda c: (c.study.casefold(), c.theme.label.casefold()))


def _claims(now: Themes, theme: Theme, entries: Entries) -> list[Claim]:
    """The authors' sentences that state a theme best."""
    out = []
    for construct, start, end in theme.claims[:4]:
        paper = now.run.papers[owner(construct)]
        who = cited(entries[paper.id]) if paper.id in entries else now.run.titles[paper.id]
        out.append(Claim(now.run.words(construct, start, end), who))
    return out


def _by_study(now: Themes, theme: Theme, entries: Entries, here: Here | None) -> list[OfStudy]:
    """A theme's passages under their studies, the study that gives most first; those of papers taken out left out."""
    groups: dict[str, list[Quote]] = {}
    for member in theme.members:
        if member.passage not in now.run.passages:
            continue
        paper, passage = now.run.passages[member.passage]
        if paper.id not in entries:
            continue
        groups.setdefault(now.run.study_of[paper.id], []).append(
            Quote(
                id=passage.id, paper=paper.id, order=passage.order, cited=cited(entries[paper.id]),
                text=" ".join(paper.quote(passage).split()), page=paper.document.page(passage),
                speaker=next((v.speaker for v in passage.voices if v.speaker), ""),
                whose=", ".join(passage.groups()), strength=member.strength,
                href=f"/p/{here.project}/papers/{paper.id}?start={passage.start}&end={passage.end}" if here else "",
            )
        )  # fmt: skip
    return [
        OfStudy("; ".join(dict.fromkeys(p.cited for p in own)), own)
        for _, own in sorted(groups.items(), key=lambda g: (-len(g[1]), g[0]))
    ]


def _voices(groups: Sequence[OfStudy]) -> Voices:
    every = [p for g in groups for p in g.passages]
    whose = Counter(name for p in every for name in filter(None, p.whose.split(", ")))
    second = sum(p.order == "second" for p in every)
    return Voices(len(every) - second, second, sorted(whose.items(), key=lambda w: (-w[1], w[0]))[:8])


def _overlap(session: Session, here: Here, now: Themes, theme: Theme) -> list[tuple[str, int]]:
    """Which codes stand on a theme's passages, and on how many."""
    book = blinding.visible_codebook(session, here.project, here.who).by_id
    codings = blinding.visible_codings(session, here.project, here.who)
    counts: dict[int, set[str]] = {}
    for member in theme.members:
        if member.passage not in now.run.passages:
            continue
        paper, passage = now.run.passages[member.passage]
        for c in codings:
            if c.paper == paper.id and c.code is not None and touch(c, passage):
                counts.setdefault(c.code, set()).add(passage.id)
    return sorted(((book[k].name, len(v)) for k, v in counts.items() if k in book), key=lambda r: (-r[1], r[0]))


def _all_against(session: Session, here: Here, every: Sequence[ToCheck], entries: Entries) -> list[Against]:
    """Passages that may run against each other: those of which nobody said anything yet first."""
    called = people.names(session)
    said: dict[str, list[tuple[Memo, str]]] = {}
    for m in blinding.visible_memos(session, here.project, here.who, "theme"):
        if m.on_id.startswith("odds:"):
            said.setdefault(m.on_id, []).append((m, called.get(m.author, "")))
    return sorted((_against(d, entries, here, said) for d in every), key=lambda a: bool(a.notes))


def _against(d: ToCheck, entries: Entries, here: Here, said: Mapping[str, list[tuple[Memo, str]]]) -> Against:
    """A passage that may run against another, with both their words."""

    def side(place: Shown) -> Side:
        return Side(
            " ".join(place.quote.split()),
            place.page,
            cited(entries[place.paper]) if place.paper in entries else "",
            f"/p/{here.project}/papers/{place.paper}?start={place.start}&end={place.end}",
        )

    key = d.key
    return Against(d.kind.replace("_", " "), d.cue, side(d.here), side(d.qualifies), key, said.get(key, []))


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
