"""The evaluations over files: reads, encodes and hands values to `evaluation`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from thirdorder.corpora.placing import place_codings
from thirdorder.corpora.studies import gather_studies
from thirdorder.evaluation.codes import CodesResult, evaluate_codes
from thirdorder.evaluation.constructs import ConstructScores, score_constructs
from thirdorder.models import Encoder
from thirdorder.nlp.coded import onto_passages
from thirdorder.nlp.coder import coded_units
from thirdorder.nlp.pipeline import complete_studies, parse
from thirdorder.nlp.vectors import Progress, Vectors, encode
from thirdorder.service.cache import Cache
from thirdorder.service.compare import unplaced_lines
from thirdorder.service.errors import NothingReadError, ServiceError
from thirdorder.service.inputs import Gathered
from thirdorder.service.job import read_sources


def measure_constructs(
    files: Mapping[str, bytes], encoder: Encoder, cache: Cache, hide_headings: bool, progress: Progress
) -> ConstructScores:
    """Constructs against gold.json for every paper of a folder, with headings as they are or taken out."""

    def encoding(texts: Sequence[str]) -> Vectors:
        return encode(texts, encoder, cache.vectors)

    return score_constructs(files, parse, encoding, hide=hide_headings, progress=progress)


def measure_codes(
    gathered: Gathered,
    encoder: Encoder,
    cache: Cache,
    *,
    gold: str,
    folds: int,
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
    study_of = {p: s.id for s in complete_studies(papers, studies) for p in s.papers}
    units = coded_units(papers, study_of, by_passage, {c.unit for c in codings})
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
            seed=seed,
            contexts=contexts,
            progress=progress,
        )
    except ValueError as error:
        raise ServiceError(str(error)) from error
    notes = [f"refused: {r.name}: {r.reason}" for r in refusals] + list(unmatched)
    return result, (*notes, *unplaced_lines(placed.unplaced))
