"""What a theme rests on, as it is shown: quotations by study, claims, voices, each study's part, codes on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy.orm import Session

from thirdorder.nlp.document import owner, touch
from thirdorder.nlp.review import Theme
from thirdorder.service.errors import NotFoundError
from thirdorder.service.store import blinding, theme_changes
from thirdorder.service.store.theme_changes import Themes
from thirdorder.service.store.values import PaperEntry
from thirdorder.service.web.security import Here
from thirdorder.service.web.words import cited

Entries = Mapping[str, PaperEntry]
QUOTES = 2
TO_READERS = 1
"""Quotations of a study in a theme shown to those who may not read full text: all would add up to it."""


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
    """A study's passages in a theme, and those of them that are shown."""

    study: str
    passages: list[Quote]
    shown: list[Quote]


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


class Cell(NamedTuple):
    """A study's part in a theme: its words, how much it gives, and how many studies are left without it."""

    theme: Theme
    study: str
    quote: Quote
    passages: int
    left: int
    share: int


def gathered(session: Session, here: Here) -> Themes:
    """The themes of a project as people see them now. Raises `NotFoundError` where none were gathered."""
    found = theme_changes.themes(session, here.files, here.project)
    if found is None:
        raise NotFoundError("No themes were gathered yet.")
    return found


def theme_row(now: Themes, theme: Theme, entries: Entries, here: Here) -> ThemeRow:
    """A theme for the list of all."""
    groups = by_study(now, theme, entries, here)
    quotes = _telling(p for g in groups for p in g.passages)
    chosen: list[Quote] = []
    for q in quotes:
        if len(chosen) < QUOTES and q.paper not in {c.paper for c in chosen}:
            chosen.append(q)
    return ThemeRow(theme, [g.study for g in groups], chosen, len(quotes), claims(now, theme, entries)[:1])


def cells(now: Themes, entries: Entries, here: Here) -> list[Cell]:
    """Each study's part in each theme, by study."""
    out = []
    for theme in now.leaves:
        groups = by_study(now, theme, entries, here)
        total = sum(len(g.passages) for g in groups)
        for group in groups:
            own = _telling(group.passages)
            share = round(100 * len(own) / total)
            out.append(Cell(theme, group.study, own[0], len(own), len(groups) - 1, share))
    return sorted(out, key=lambda c: (c.study.casefold(), c.theme.label.casefold()))


def claims(now: Themes, theme: Theme, entries: Entries) -> list[Claim]:
    """The authors' sentences that state a theme best."""
    out = []
    for construct, start, end in theme.claims[:4]:
        paper = now.run.papers[owner(construct)]
        who = cited(entries[paper.id]) if paper.id in entries else now.run.titles[paper.id]
        out.append(Claim(now.run.words(construct, start, end), who))
    return out


def by_study(now: Themes, theme: Theme, entries: Entries, here: Here) -> list[OfStudy]:
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
                href=f"/p/{here.project}/papers/{paper.id}?start={passage.start}&end={passage.end}",
            )
        )  # fmt: skip
    text = here.may("text")
    return [
        OfStudy("; ".join(dict.fromkeys(p.cited for p in own)), own, own if text else _telling(own)[:TO_READERS])
        for _, own in sorted(groups.items(), key=lambda g: (-len(g[1]), g[0]))
    ]


def _telling(quotes: Iterable[Quote]) -> list[Quote]:
    """Participants' words first, and those that belong to the theme most strongly."""
    return sorted(quotes, key=lambda q: (q.order != "first", -q.strength, q.id))


def voices(groups: Sequence[OfStudy]) -> Voices:
    """Who says a theme, and how often."""
    every = [p for g in groups for p in g.passages]
    whose = Counter(name for p in every for name in filter(None, p.whose.split(", ")))
    second = sum(p.order == "second" for p in every)
    return Voices(len(every) - second, second, sorted(whose.items(), key=lambda w: (-w[1], w[0]))[:8])


def overlap(session: Session, here: Here, now: Themes, theme: Theme) -> list[tuple[str, int]]:
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
