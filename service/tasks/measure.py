"""The evaluations over files: reads, encodes and hands values to `evaluation`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from thirdorder.corpora.coders import read_machines
from thirdorder.corpora.placing import place_codings
from thirdorder.corpora.studies import gather_studies
from thirdorder.evaluation.codes import CodesResult, evaluate_codes
from thirdorder.evaluation.constructs import Segmentation, Summary, score, score_hidden, summarise
from thirdorder.evaluation.sections import find_gold
from thirdorder.evaluation.themes import OfModel, ReadingsError, ThemesScore, read_reading, score_themes
from thirdorder.models import Encoder
from thirdorder.nlp.codings import onto_passages
from thirdorder.nlp.pipeline import complete_studies, parse
from thirdorder.nlp.reading.errors import ReadingError
from thirdorder.nlp.review import study_of
from thirdorder.nlp.suggestions.coder import coded_units
from thirdorder.nlp.vectors import Progress, encode
from thirdorder.service.errors import CorpusError, NothingReadError, ServiceError
from thirdorder.service.folder.files import finished
from thirdorder.service.folder.interpretation import Reading
from thirdorder.service.run.cache import Cache
from thirdorder.service.run.inputs import Gathered
from thirdorder.service.run.job import read_sources
from thirdorder.service.tasks.compare import unplaced_lines


@dataclass(frozen=True)
class ConstructScores:
    """The papers that could be scored, the means over them, and why others could not be."""

    hidden: bool
    papers: tuple[Segmentation, ...]
    figures: Mapping[str, Summary]
    failures: Mapping[str, str]

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "headings": "hidden" if self.hidden else "visible",
            "figures": {name: asdict(summary) for name, summary in self.figures.items()},
            "papers": [{**asdict(s), "gain": s.gain} for s in self.papers],
            "failures": [{"name": name, "reason": reason} for name, reason in self.failures.items()],
        }


def measure_constructs(files: Mapping[str, bytes], hidden: bool, progress: Progress) -> ConstructScores:
    """Constructs against the gold sections of every paper of a folder, with its headings or with them taken out.

    Where a paper is there as XML and as PDF, the XML is scored. Papers with fewer than three themes are left out.
    """
    names = [n for n in sorted(files) if PurePosixPath(n).suffix.lower() in (".xml", ".nxml", ".pdf")]
    best = {PurePosixPath(n).with_suffix(""): n for n in names if n.lower().endswith(".pdf")}
    best |= {PurePosixPath(n).with_suffix(""): n for n in names if not n.lower().endswith(".pdf")}
    scored: list[Segmentation] = []
    alone: list[float] = []
    failures: dict[str, str] = {}
    for i, name in enumerate(sorted(best.values())):
        progress("constructs", i, len(best))
        try:
            gold = find_gold(files, name)
            if gold is None:
                failures[name] = "there is no gold.json and no XML beside it"
                continue
            paper = parse(files[name], name)
        except (ReadingError, ValueError) as error:
            failures[name] = str(error)
            continue
        result = score_hidden(gold, paper) if hidden else score(gold, paper)
        if result is None:
            continue
        scored.append(replace(result, paper=name))
        bare = score_hidden(gold, paper, abstract=False) if hidden else None
        alone += [bare.ami] if bare is not None else []
    figures = {
        "AMI": summarise([s.ami for s in scored]),
        "AMI of equal blocks": summarise([s.blocks for s in scored]),
        "gain over equal blocks": summarise([s.gain for s in scored]),
        "boundary F1": summarise([s.boundary_f1 for s in scored]),
        "WindowDiff": summarise([s.windowdiff for s in scored]),
    }
    if hidden:
        figures["AMI without the abstract"] = summarise(alone)
    return ConstructScores(hidden, tuple(scored), figures, failures)


def measure_codes(
    gathered: Gathered,
    encoder: Encoder,
    cache: Cache,
    *,
    gold: str,
    folds: int,
    margin: float | None,
    machines: Sequence[str] = (),
    described: Path | None = None,
    seed: int,
    progress: Progress,
) -> tuple[CodesResult, tuple[str, ...]]:
    """Held-out suggestions against the codings, and what was left out on the way."""
    read, refusals, _ = read_sources(gathered.sources, cache, progress=progress)
    papers = [*read.values(), *gathered.papers]
    if not papers:
        raise NothingReadError("None of the papers could be read: " + " ".join(r.reason for r in refusals))
    names = {p.id: s.names for s, p in read.items()} | {p.id: (p.document.source,) for p in gathered.papers}
    studies, unmatched = gather_studies(gathered.studies, papers, names)
    placed = place_codings(gathered.codings, papers, names, studies)
    codings = onto_passages(placed.codings, papers)
    rows = [(paper, passage) for paper in papers for passage in paper.findings]
    vectors = encode([paper.quote(p) for paper, p in rows], encoder, cache.vectors, progress, "vectors")
    by_passage = dict(zip((p.id for _, p in rows), vectors, strict=True))
    units = coded_units(papers, study_of(complete_studies(papers, studies)), by_passage, {c.unit for c in codings})
    language = {p.id: p.metadata.language or "unknown" for p in papers}
    paper_of = {passage.id: paper.id for paper, passage in rows}
    merged = {p.id: "merged" if p.findings_status == "merged_with_discussion" else "findings" for p in papers}
    contexts = {
        "language": {u.id: language[paper_of.get(u.id, u.id)] for u in units},
        "kind": {u.id: merged[paper_of.get(u.id, u.id)] for u in units},
    }
    try:
        result = evaluate_codes(
            units,
            gathered.codebook if "codebook" in gathered.hashes else None,
            codings,
            lambda texts: encode(texts, encoder, cache.vectors),
            gold=gold,
            folds=folds,
            margin=margin,
            machines=(*(read_machines(described.read_bytes(), described.name) if described else ()), *machines),
            seed=seed,
            contexts=contexts,
            progress=progress,
        )
    except ValueError as error:
        raise ServiceError(str(error)) from error
    notes = [f"refused: {r.name}: {r.reason}" for r in refusals] + list(unmatched)
    return replace(result, cleaning=gathered.cleaning), (*notes, *unplaced_lines(placed.unplaced))


def evaluate_themes(run: Path, readings: Sequence[Path]) -> ThemesScore:
    """A finished run, and what a language model made of it, beside readings of its constructs.

    Raises `CorpusError` for a reading that cannot be used.
    """
    folder = finished(run)
    evidence = folder.synthesis
    offered = {row.construct: [c.construct for c in row.candidates] for row in evidence.translation.rows}
    to_check = [(d.here.passage, d.qualifies.passage) for d in evidence.to_check]
    try:
        read = [read_reading(path.read_bytes(), path.name) for path in readings]
        models = [_of_model(folder.interpretation)] if folder.interpretation is not None else []
        return score_themes(folder.papers, folder.themes, folder.vector_of, offered, to_check, read, models=models)
    except ReadingsError as error:
        raise CorpusError(str(error)) from error


def _of_model(said: Reading) -> OfModel:
    """What a language model made of a run, as far as it was asked."""
    same: dict[str, list[str]] = {}
    for c in said.counterparts:
        same.setdefault(c.construct, []).append(c.other)
    theme = {construct: t.id for t in said.themes for construct in t.constructs}
    opposed = [(c.one.passage, c.other.passage) for c in said.contradictions]
    return OfModel(
        said.coder,
        theme if "themes" in said.steps else None,
        same if "counterparts" in said.steps else None,
        opposed if "contradictions" in said.steps else None,
    )
