"""Codes for new papers, from what a run or a codebook knows."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from thirdorder.corpora.cleaning import clean
from thirdorder.corpora.codebooks import read_codebook
from thirdorder.corpora.grid import read_coded
from thirdorder.models import Encoder
from thirdorder.nlp.document import Paper
from thirdorder.nlp.pipeline import complete_studies
from thirdorder.nlp.review import Code, Codebook, Coding, Study, Suggestion
from thirdorder.nlp.suggestions.coder import learner, suggestions
from thirdorder.nlp.vectors import Progress, encode
from thirdorder.service.folder.files import finished
from thirdorder.service.run.cache import Cache
from thirdorder.service.run.job import Refusal, read_sources
from thirdorder.service.run.sources import Source


@dataclass(frozen=True)
class Known:
    """What there is to learn from: codes, and papers with codings (by id) where there are any."""

    codebook: Codebook
    codings: tuple[Coding, ...] = ()
    papers: tuple[Paper, ...] = ()
    studies: tuple[Study, ...] = ()


def known_from_codebook(codebook: Path, codings: Path | None = None) -> Known:
    """A codebook file, its codes enriched with the quotes of codings where a file of them is given."""
    book = read_codebook(codebook.read_bytes(), codebook.name)
    if codings is None:
        return Known(book)
    quotes: dict[str, list[str]] = {}
    for coding in clean(read_coded(codings.read_bytes(), codings.name), book)[0]:
        if coding.code and coding.quote:
            quotes.setdefault(coding.code, []).append(coding.quote)
    codes = (
        dataclasses.replace(c, examples=tuple(dict.fromkeys((*c.examples, *quotes.get(c.code, ())))))
        for c in book.codes
    )
    return Known(Codebook(tuple(codes)))


def known_from_run(folder: Path) -> Known:
    """The codebook and codings a run had; where it had none, its candidate themes, as people left them."""
    run = finished(folder)
    papers = tuple(run.papers.values())
    if run.codebook is not None:
        return Known(run.codebook, run.codings, papers, run.studies)
    leaves = run.people().leaves
    book = Codebook(tuple(Code(t.label, t.label, ", ".join(t.terms[:8])) for t in leaves))
    members = tuple(Coding("candidate themes", m.passage, t.label) for t in leaves for m in t.members)
    return Known(book, members, papers, run.studies)


def suggest_for(
    sources: Sequence[Source],
    known: Known,
    encoder: Encoder,
    cache: Cache,
    *,
    top: int,
    password: str | None,
    progress: Progress,
) -> tuple[tuple[Suggestion, ...], Mapping[str, str], tuple[Refusal, ...]]:
    """Suggestions for the papers that could be read, their names by id, and those that were refused."""
    read, refusals, _ = read_sources(sources, cache, password=password, progress=progress)
    names = {paper.id: source.name for source, paper in read.items()}
    fresh = list({p.id: p for p in read.values()}.values())
    learned = [p for p in known.papers if p.id not in names]
    everything = [*learned, *fresh]
    rows = [(p, passage) for p in everything for passage in p.findings]
    vectors = encode([p.quote(passage) for p, passage in rows], encoder, cache.vectors, progress, "vectors")
    by_passage = dict(zip((passage.id for _, passage in rows), vectors, strict=True))
    studies = complete_studies(everything, known.studies)
    codings = [c for c in known.codings if c.paper not in names]
    given = learner(everything, studies, by_passage, known.codebook, codings, encoder, cache.vectors, seed=42)
    return suggestions(given, fresh, by_passage, top=top, progress=progress), names, refusals
