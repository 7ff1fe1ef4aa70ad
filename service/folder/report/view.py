"""What the report shows, worked out from a run: plain values, no markup."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from thirdorder.nlp.document import Construct, Paper, Passage, Voice
from thirdorder.nlp.review import Study, Theme
from thirdorder.nlp.synthesis import Place
from thirdorder.nlp.synthesis.sufficiency import Behind
from thirdorder.service.folder.report.layout import Point, theme_map

if TYPE_CHECKING:
    from thirdorder.nlp.pipeline import Result

QUOTES_PER_CELL = 6
LONGEST_QUOTE = 700
CHECKED = 30
"""Passages to check that the report shows; synthesis.json holds all."""
ROWS, COLUMNS, GATHERED, QUOTES_IN_LARGE = 200, 60, 40, 2
"""In a run of more studies than FEW: studies and themes in the table, constructs listed by theme, quotes in a cell."""
FEW = 500


@dataclass(frozen=True, slots=True)
class NearestTheme:
    """A human code and the theme nearest to it; `found` where it reaches the F1 that was fixed beforehand."""

    name: str
    theme: str
    f1: float
    jaccard: float
    found: bool


@dataclass(frozen=True, slots=True)
class Overlap:
    """The candidate themes beside the human codes."""

    summary: str
    codes: list[NearestTheme]


@dataclass(frozen=True)
class Quote:
    """A passage as shown: its words, where they stand, whose they are, and how strongly they belong."""

    passage: str
    paper: str
    text: str
    page: int | None
    order: str
    speaker: str
    strength: float
    whose: str = ""


@dataclass(frozen=True)
class Cell:
    """One study under one theme: how many passages, and the strongest of them."""

    count: int
    participants: int
    quotes: tuple[Quote, ...]


@dataclass(frozen=True)
class StudyRow:
    """A study with its papers and a cell for each theme, in the order of the columns."""

    study: Study
    title: str
    papers: tuple[Paper, ...]
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True)
class ThemeView:
    """A theme with what stands behind it."""

    theme: Theme
    number: int
    claims: tuple[Quote, ...]
    constructs: tuple[tuple[Paper, Construct], ...]
    more: int
    point: Point
    of_one_study: bool
    behind: Behind | None = None


@dataclass(frozen=True)
class CheckView:
    """A passage to check beside what it qualifies, with the word of contrast and the theme it stands under."""

    here: Quote
    qualifies: Quote
    cue: str
    kind: str
    theme: str


@dataclass(frozen=True)
class ReportView:
    """Everything the report prints."""

    result: Result
    themes: tuple[ThemeView, ...]
    rows: tuple[StudyRow, ...]
    unassigned: tuple[Quote, ...]
    unassigned_count: int
    papers: tuple[Paper, ...]
    to_check: tuple[CheckView, ...] = ()
    columns: int = 0

    @property
    def passages(self) -> int:
        return len(self.result.rows)

    @property
    def alone(self) -> int:
        """How many themes are of one study alone."""
        return sum(t.of_one_study for t in self.themes)

    @property
    def constructs(self) -> int:
        return sum(len(p.constructs) for p in self.result.papers)

    @property
    def suggested(self) -> int:
        """How many papers' suggested codes are shown."""
        return len(self.result.suggestions) if len(self.rows) == len(self.result.studies) else ROWS

    @property
    def left_out(self) -> str:
        """What a large run's page does not show, as a sentence; empty where it shows all."""
        studies = len(self.result.studies)
        if len(self.rows) == studies:
            return ""
        widest = (
            f" and the {self.columns} widest of {len(self.themes)} themes" if self.columns < len(self.themes) else ""
        )
        return (
            f"This is a large run: the table shows the {len(self.rows)} of {studies} studies that stand under most "
            f"themes{widest}, and papers and constructs below are theirs. All studies are in grid.xlsx, all themes in "
            "themes.json and all papers in papers.jsonl."
        )


def citation(paper: Paper) -> str:
    """Author and year (or n.d.) as reviewers write them, else the title, else the file's name."""
    meta = paper.metadata
    if meta.authors:
        names = [author.split(",")[0] if "," in author else author.split()[-1] for author in meta.authors]
        who = names[0] if len(names) == 1 else f"{names[0]} & {names[1]}" if len(names) == 2 else f"{names[0]} et al."
        return f"{who} {meta.year or 'n.d.'}"
    return meta.title or paper.document.source


def report_view(result: Result) -> ReportView:
    """The values of the report: themes by how many studies they reach, studies by name."""
    papers = {p.id: p for p in result.papers}
    passages = {passage.id: (papers[paper], passage) for paper, passage in result.rows}
    large = len(result.studies) > FEW
    themes = sorted(
        (t for t in result.themes.leaves if t.members), key=lambda t: (-len(t.studies), -len(t.members), t.id)
    )
    points = theme_map(themes, result)
    of_construct = {c.id: (p, c) for p in result.papers for c in p.constructs}
    behind = {b.theme: b for b in result.synthesis.behind} if result.synthesis is not None else {}
    views = tuple(
        ThemeView(
            theme=theme,
            number=i + 1,
            claims=tuple(
                _claim(*of_construct[c], start, end) for c, start, end in theme.claims[:4] if c in of_construct
            ),
            constructs=held[:GATHERED] if large else held,
            more=max(len(held) - GATHERED, 0) if large else 0,
            point=points[theme.id],
            of_one_study=len(theme.studies) == 1 < len(result.studies),
            behind=behind.get(theme.id),
        )
        for i, theme in enumerate(themes)
        for held in [tuple(of_construct[c] for c in theme.constructs if c in of_construct)]
    )
    columns = themes[:COLUMNS] if large else themes
    shown = _widest(result.studies, columns) if large else result.studies
    under = _under(columns, shown, passages)
    quotes = QUOTES_IN_LARGE if large else QUOTES_PER_CELL
    rows = [_row(study, columns, papers, under, quotes) for study in shown]
    left = [_quote(*passages[u.passage], u.strength) for u in result.themes.unassigned[:40] if u.passage in passages]
    return ReportView(
        result=result,
        themes=views,
        rows=tuple(sorted(rows, key=lambda r: (r.title.casefold(), r.study.id))),
        unassigned=tuple(left),
        unassigned_count=len(result.themes.unassigned),
        papers=tuple(
            sorted(
                {p.id: p for row in rows for p in row.papers}.values() if large else result.papers,
                key=lambda p: (citation(p).casefold(), p.id),
            )
        ),
        to_check=_to_check(result, papers),
        columns=len(columns),
    )


def _widest(studies: Sequence[Study], themes: Sequence[Theme]) -> list[Study]:
    """The ROWS studies that stand under most of the themes."""
    count = Counter(s for t in themes for s in t.studies)
    return sorted(studies, key=lambda s: (-count[s.id], s.id))[:ROWS]


Where = tuple[tuple[Paper, Passage], float]


def _under(
    themes: Sequence[Theme], studies: Sequence[Study], passages: Mapping[str, tuple[Paper, Passage]]
) -> dict[tuple[str, str], list[Where]]:
    """By study and theme the passages, each with its strength, the strongest first."""
    of: defaultdict[str, list[str]] = defaultdict(list)
    for study in studies:
        for paper in study.papers:
            of[paper].append(study.id)
    found: defaultdict[tuple[str, str], list[Where]] = defaultdict(list)
    for theme in themes:
        for m in theme.members:
            where = passages.get(m.passage)
            for name in of.get(where[0].id, ()) if where is not None else ():
                found[name, theme.id].append((passages[m.passage], m.strength))
    for held in found.values():
        held.sort(key=lambda item: (-item[1], item[0][1].start))
    return found


def _to_check(result: Result, papers: Mapping[str, Paper]) -> tuple[CheckView, ...]:
    if result.synthesis is None:
        return ()
    labels = {t.id: t.label for t in result.themes.themes}
    return tuple(
        CheckView(
            _at(papers[d.here.paper], d.here),
            _at(papers[d.qualifies.paper], d.qualifies),
            d.cue,
            d.kind,
            labels.get(d.theme or "", ""),
        )
        for d in result.synthesis.to_check[:CHECKED]
    )


def _at(paper: Paper, place: Place) -> Quote:
    text = " ".join(paper.quote(place).split())
    return Quote(place.passage, citation(paper), text, paper.document.page(place), "second", "", 0.0)


def _row(
    study: Study,
    themes: Sequence[Theme],
    papers: Mapping[str, Paper],
    under: Mapping[tuple[str, str], Sequence[Where]],
    most: int,
) -> StudyRow:
    own = [papers[p] for p in study.papers if p in papers]
    cells: list[Cell | None] = []
    for theme in themes:
        members = under.get((study.id, theme.id), ())
        quotes = tuple(_quote(*where, strength) for where, strength in members[:most])
        voiced = sum(where[1].order != "second" for where, _ in members)
        cells.append(Cell(len(members), voiced, quotes) if members else None)
    named = study.id if all(study.id != p.id for p in own) else ""
    return StudyRow(study, named or " · ".join(citation(p) for p in own), tuple(own), tuple(cells))


def _quote(paper: Paper, passage: Passage, strength: float) -> Quote:
    text = paper.quote(passage)
    if len(text) > LONGEST_QUOTE:
        text = text[:LONGEST_QUOTE].rsplit(" ", 1)[0] + " …"
    return Quote(
        passage=passage.id,
        paper=citation(paper),
        text=" ".join(text.split()),
        page=paper.document.page(passage),
        order=passage.order,
        speaker=next((v.speaker for v in passage.voices if v.speaker), ""),
        strength=strength,
        whose=", ".join(passage.groups()),
    )


def _claim(paper: Paper, construct: Construct, start: int, end: int) -> Quote:
    span = Voice("author_interpreting", start, end)
    text = " ".join(paper.quote(span).split())
    return Quote(construct.id, citation(paper), text, paper.document.page(span), "second", "", construct.confidence)
