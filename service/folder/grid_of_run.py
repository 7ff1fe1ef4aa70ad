"""The grid of a run as reviewers keep it: a row a study, its codes, its authors' constructs, quotes behind each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from thirdorder.corpora.grid import Grid, GridEvidence, GridRow, one_code
from thirdorder.nlp.document import Paper, Passage, touch
from thirdorder.nlp.review import Coding
from thirdorder.service.folder.report.view import citation
from thirdorder.service.run.job import Outcome

QUOTES_PER_CELL = 3
FEW, IN_LARGE = 500, 100_000
"""In a run of more studies the grid holds one quotation a study and theme, and at most so many in all."""


def grid_of(outcome: Outcome) -> Grid:
    """People's codes where they coded (the agreed ones where there is a consensus), else the candidate themes.

    The candidate themes and the authors' constructs stand in columns of their own beside them.
    """
    result = outcome.result
    papers = {p.id: p for p in result.papers}
    coded = _human_codes(outcome)
    under: dict[str, list[str]] = {}
    for theme in result.themes.leaves:
        for name in theme.studies:
            under.setdefault(name, []).append(theme.label)
    themed = {study.id: tuple(under.get(study.id, ())) for study in result.studies}
    rows = tuple(
        GridRow(
            study=study.id,
            codes=coded.get(study.id, ()) if coded else themed[study.id],
            values={
                "papers": "; ".join(citation(papers[p]) for p in study.papers if p in papers),
                "files": "; ".join(n for p in study.papers for n in outcome.names.get(p, ())),
                **study.contexts,
                "candidate themes": "; ".join(one_code(label) for label in themed[study.id]),
                "authors' constructs": "; ".join(
                    one_code(c.label) for p in study.papers if p in papers for c in papers[p].themes_of_authors
                ),
            },
        )
        for study in result.studies
    )
    evidence = (*_coded_evidence(outcome, papers), *_theme_evidence(outcome, papers))
    return Grid(rows, evidence, "study", "codes")


def grid_note(outcome: Outcome) -> tuple[str, ...]:
    """A sentence on what the grid of a large run leaves out; none where it holds all."""
    if len(outcome.result.studies) <= FEW:
        return ()
    return (
        f"A large run: grid.xlsx quotes the strongest passage of each study and theme alone, at most {IN_LARGE} in "
        "all, and reads out the widest codes; passages.csv and themes.json hold everything.",
    )


def agreed(codings: tuple[Coding, ...]) -> tuple[Coding, ...]:
    """The codings that count as people's: those of the coder "consensus" where there is one, else everybody's."""
    consensus = tuple(c for c in codings if c.coder.casefold() == "consensus")
    return consensus or codings


def _human_codes(outcome: Outcome) -> dict[str, tuple[str, ...]]:
    study_of = outcome.result.study_of
    codes: dict[str, dict[str, None]] = {}
    for coding in agreed(outcome.placed.codings):
        study = study_of.get(coding.paper)
        if study is not None and coding.code:
            codes.setdefault(study, {})[coding.code] = None
    return {study: tuple(found) for study, found in codes.items()}


def _coded_evidence(outcome: Outcome, papers: Mapping[str, Paper]) -> Iterator[GridEvidence]:
    study_of = outcome.result.study_of
    for coding in agreed(outcome.placed.codings):
        paper = papers.get(coding.paper)
        if paper is None or not coding.code or not coding.quote:
            continue
        base = paper.passage[coding.unit].start if coding.unit in paper.passage else 0
        span = Passage("", "", "findings", "paragraph", base + (coding.start or 0), base + (coding.end or 0))
        holder = next((p for p in paper.passages if p.start <= span.start < p.end), None)
        yield GridEvidence(
            study_of.get(paper.id, paper.id), coding.code, " ".join(coding.quote.split()),
            paper.document.page(span), *(_voice(holder, span) if holder is not None else ()),
        )  # fmt: skip


def _theme_evidence(outcome: Outcome, papers: Mapping[str, Paper]) -> Iterator[GridEvidence]:
    passages: dict[str, tuple[Paper, Passage]] = {p.id: (papers[key], p) for key, p in outcome.result.rows}
    study_of = outcome.result.study_of
    leaves = outcome.result.themes.leaves
    large = len(outcome.result.studies) > FEW
    quotes = 1 if large else QUOTES_PER_CELL
    for theme in leaves:
        shown: dict[str, int] = {}
        for member in sorted(theme.members, key=lambda m: (-m.strength, m.passage)):
            if member.passage not in passages:
                continue
            paper, passage = passages[member.passage]
            study = study_of[paper.id]
            if large and shown.get(study) is None and len(shown) >= IN_LARGE // len(leaves):
                break
            shown[study] = shown.get(study, 0) + 1
            if shown[study] <= quotes:
                quote = " ".join(paper.quote(passage).split())
                yield GridEvidence(study, theme.label, quote, paper.document.page(passage), *_voice(passage, passage))


def _voice(passage: Passage, span: Passage) -> tuple[str, str]:
    """The voices of a span, and the groups whose experience they tell."""
    voices = [v.voice for v in passage.voices if touch(v, span)]
    return ", ".join(dict.fromkeys(voices)), ", ".join(passage.groups(span))
