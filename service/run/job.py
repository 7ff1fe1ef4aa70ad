"""The whole job, once: sources in, an outcome out. The command line and the web worker call only this."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from thirdorder.corpora.appraisal import AppraisalRow, place_appraisal
from thirdorder.corpora.paper_names import match_papers, paper_name
from thirdorder.corpora.placing import Placed, place_codings
from thirdorder.corpora.ris import Reference
from thirdorder.corpora.studies import StudyRow, gather_studies
from thirdorder.evaluation import Assessment, assess
from thirdorder.models import Encoder
from thirdorder.nlp.changes import Event, decided_relevance
from thirdorder.nlp.document import Paper
from thirdorder.nlp.language_model import STEPS, Step
from thirdorder.nlp.pipeline import Result, Run, run, texts_to_encode
from thirdorder.nlp.review import Codebook, Coding, Relevance, Theme
from thirdorder.nlp.vectors import Progress, silent
from thirdorder.service.errors import NothingReadError
from thirdorder.service.language_model.client import Client, Trace
from thirdorder.service.run.cache import Cache
from thirdorder.service.run.copies import Copies, one_each, with_versions
from thirdorder.service.run.reach import Reach, reach_notes, reach_of
from thirdorder.service.run.reading import Embedded, Engine, key
from thirdorder.service.run.references import with_references
from thirdorder.service.run.sources import Source

EMBEDDED = Embedded()


@dataclass(frozen=True)
class Inputs:
    """What a run is about: the papers' sources, ready-made papers (of a passages file), and what people did so far.

    `references` fill in what papers do not say; `understood` says what was made of the files beside the papers.
    """

    sources: tuple[Source, ...] = ()
    papers: tuple[Paper, ...] = ()
    codebook: Codebook | None = None
    codings: tuple[Coding, ...] = ()
    studies: tuple[StudyRow, ...] = ()
    earlier: tuple[Theme, ...] = ()
    events: tuple[Event, ...] = ()
    appraisal: tuple[AppraisalRow, ...] = ()
    references: tuple[Reference, ...] = ()
    understood: tuple[str, ...] = ()


@dataclass(frozen=True)
class Refusal:
    """An input that could not be used, and why."""

    name: str
    reason: str


@dataclass(frozen=True, eq=False)
class Outcome:
    """A result, what it was assessed against, and what was left out on the way. `names` gives each paper's files.

    `asked` says what a language model was asked, where there was one.
    """

    result: Result
    assessment: Assessment
    placed: Placed
    names: Mapping[str, tuple[str, ...]]
    codebook: Codebook | None = None
    refusals: tuple[Refusal, ...] = ()
    lookups: int = 0
    notes: tuple[str, ...] = field(default=())
    copies: Copies = field(default_factory=Copies)
    reach: tuple[Reach, ...] = ()
    asked: Trace | None = None


def read_sources(
    sources: Sequence[Source],
    cache: Cache,
    *,
    password: str | None = None,
    engine: Engine = EMBEDDED,
    progress: Progress = silent,
) -> tuple[dict[Source, Paper], tuple[Refusal, ...], int]:
    """Papers by source, those that were refused, and how many were looked up rather than read.

    Each file is read in a process of its own that a damaged one cannot take down with it.
    """
    papers: dict[Source, Paper] = {}
    refusals = [Refusal(s.name, s.problem) for s in sources if s.problem]
    sources = [s for s in sources if not s.problem]
    for source in sources:
        if (known := cache.paper(key((source, password)))) is not None:
            papers[source] = known
    lookups = len(papers)
    waiting = [s for s in sources if s not in papers]
    tasks = [(source, password) for source in waiting]
    refused: dict[int, Refusal] = {}
    progress("reading", 0, len(waiting))
    for done, (i, outcome) in enumerate(engine.read(tasks), 1):
        if isinstance(outcome, Paper):
            papers[waiting[i]] = outcome
            cache.put_paper(key(tasks[i]), outcome)
        else:
            refused[i] = Refusal(waiting[i].name, str(outcome))
        progress("reading", done, len(waiting))
    refusals += [refused[i] for i in sorted(refused)]
    return {s: papers[s] for s in sources if s in papers}, tuple(refusals), lookups


def do(
    inputs: Inputs,
    encoder: Encoder,
    settings: Run,
    cache: Cache,
    *,
    password: str | None = None,
    engine: Engine = EMBEDDED,
    progress: Progress = silent,
    language_model: Client | None = None,
    steps: Collection[Step] = STEPS,
) -> Outcome:
    """Read, run, assess. Inputs that cannot be read are named in the outcome; raises `NothingReadError` if all are."""
    read, refusals, lookups = read_sources(inputs.sources, cache, password=password, engine=engine, progress=progress)
    read, referred = with_references(read, inputs.references)
    read, copies = one_each(
        read,
        inputs.studies,
        lambda merged: read_sources(merged, cache, password=password, engine=engine, progress=progress)[0],
    )
    read, _ = with_references(read, inputs.references)
    names = {paper.id: source.names for source, paper in read.items()}
    names |= {p.id: (p.document.source,) for p in inputs.papers}
    called = copies.called(names)
    papers = (*read.values(), *inputs.papers)
    if not papers:
        reasons = " ".join(f"{r.name}: {r.reason}" for r in refusals)
        raise NothingReadError(f"None of the {len(inputs.sources)} papers could be read. {reasons}")
    studies, unmatched = gather_studies(inputs.studies, papers, called)
    studies = with_versions(studies, copies.versions)
    placed = place_codings(copies.moved(inputs.codings), papers, called, studies)
    appraisal, unknown = place_appraisal(inputs.appraisal, papers, studies, called)
    settings, unindexed = _indexed(settings, papers, called)
    engine.encode(texts_to_encode(papers), encoder, cache.vectors, progress)
    aside: dict[str, Relevance] = {q.id: "out" for p in papers if p.id in copies.set_aside for q in p.findings}
    result = run(
        papers,
        encoder,
        settings,
        inputs.codebook,
        placed.codings,
        studies=studies,
        relevance={**aside, **decided_relevance(inputs.events)},
        earlier=inputs.earlier,
        events=inputs.events,
        appraisal=appraisal,
        store=cache.vectors,
        progress=progress,
        language_model=language_model,
        steps=steps,
    )
    progress("assessment", 0, 1)
    assessment = assess(result, inputs.codebook, placed.codings)
    progress("assessment", 1, 1)
    reach = reach_of(result, copies)
    titles = {s.id: names.get(s.id, (s.id,))[0] for s in result.studies}
    notes = (
        *inputs.understood,
        *referred,
        *copies.notes(names),
        *reach_notes(reach, titles, settings),
        *unmatched,
        *unknown,
        *unindexed,
        *_averaged(result, encoder),
    )
    trace = language_model.trace() if language_model is not None else None
    return Outcome(result, assessment, placed, names, inputs.codebook, refusals, lookups, notes, copies, reach, trace)


def _averaged(result: Result, encoder: Encoder) -> tuple[str, ...]:
    """A sentence where passages are longer than the encoder reads at once."""
    texts = {p.id: p.document for p in result.papers}
    long = sum(encoder.windows(texts[key].quote(passage)) > 1 for key, passage in result.rows)
    said = f"{long} of {len(result.rows)} findings passages are longer than {encoder.name} reads at once: their vectors"
    return (f"{said} are means over windows.",) if long else ()


def _indexed(
    settings: Run, papers: Sequence[Paper], names: Mapping[str, tuple[str, ...]]
) -> tuple[Run, tuple[str, ...]]:
    """The settings with the index paper's id in place of what it was called, and a sentence where it is not here."""
    if not settings.index:
        return settings, ()
    found = match_papers([settings.index], [paper_name(p, names.get(p.id, ())) for p in papers]).found
    note = f"index: '{settings.index}' matches no one paper of the corpus; the order is by {settings.order} alone."
    key = found.get(settings.index, "")
    return dataclasses.replace(settings, index=key), () if key else (note,)
