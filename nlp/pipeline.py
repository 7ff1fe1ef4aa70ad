"""The stages in order. The only module that knows them all; everything else in `nlp` knows only values.

bytes → `read` → Document → `analyse` → Paper → `run` → Result
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from thirdorder.models import Encoder
from thirdorder.nlp.changes import Event, Replayed, replay
from thirdorder.nlp.constructs import find_constructs
from thirdorder.nlp.document import Document, Paper, Passage, Warning
from thirdorder.nlp.language_model import STEPS, Interpretation, LanguageModel, Step, interpret
from thirdorder.nlp.language_model import codings as codings_of
from thirdorder.nlp.language_model import suggestions as suggestions_of
from thirdorder.nlp.passages import cut_passages
from thirdorder.nlp.reading import read
from thirdorder.nlp.reading.align import place
from thirdorder.nlp.relevance import narrower, suggest_by_group, suggest_relevance, wanted_groups
from thirdorder.nlp.review import Codebook, Coding, Relevance, Run, Study, Suggestion, Theme, study_of
from thirdorder.nlp.sections import find_sections
from thirdorder.nlp.study.characteristics import find_characteristics
from thirdorder.nlp.suggestions.coder import held_out_codings, learner, suggestions, uncoded
from thirdorder.nlp.synthesis import Answer, Synthesis, claims_stated, synthesise
from thirdorder.nlp.themes import Themes, find_themes
from thirdorder.nlp.themes.naming.in_english import name_in_english
from thirdorder.nlp.themes.naming.own_words import name_as_stated
from thirdorder.nlp.vectors import Progress, Vectors, VectorStore, encode, silent
from thirdorder.nlp.voices import find_groups, find_voices

__all__ = ["Result", "Run", "analyse", "complete_studies", "parse", "run", "texts_to_encode"]
PLAIN = Run()
"""The settings of a run that says nothing else."""


@dataclass(frozen=True, eq=False)
class Result:
    """What a run gives: constructs in each paper, candidate themes over them, suggested codes, evidence for synthesis.

    `rows` are the findings passages with their paper's id; row i of `vectors` is row i. `themes` are the machine's,
    `people` what people made of them.
    """

    settings: Run
    papers: tuple[Paper, ...]
    studies: tuple[Study, ...]
    rows: tuple[tuple[str, Passage], ...]
    vectors: Vectors
    relevance: Mapping[str, Relevance]
    themes: Themes
    suggestions: tuple[Suggestion, ...] = ()
    machine_codings: tuple[Coding, ...] = ()
    warnings: Mapping[str, tuple[Warning, ...]] = field(default_factory=dict)
    people: Replayed = field(default_factory=lambda: Replayed(()))
    synthesis: Synthesis | None = None
    interpretation: Interpretation | None = None

    @property
    def as_people_see_it(self) -> Result:
        """The same with people's changes in place of the machine's themes, for whatever people read."""
        return dataclasses.replace(self, themes=dataclasses.replace(self.themes, themes=self.people.themes))

    @property
    def study_of(self) -> Mapping[str, str]:
        """The study of each paper, by ids."""
        return study_of(self.studies)

    @property
    def machines(self) -> tuple[str, ...]:
        """The names under which the machine codes."""
        return tuple(dict.fromkeys(c.coder for c in self.machine_codings))

    def paper(self, key: str) -> Paper:
        """The paper of that id."""
        return next(p for p in self.papers if p.id == key)


def parse(data: bytes, name: str, *, pages: tuple[bytes, str] | None = None, password: str | None = None) -> Paper:
    """One paper from the bytes of its file, whose name only serves messages.

    `pages` are the bytes and name of the same paper's PDF, where `data` is its XML: the structure comes from the XML,
    the places on the page from the PDF. Raises `ReadingError` for what cannot be read.
    """
    document = read(data, name, password=password)
    if pages is not None:
        document = place(document, read(*pages, password=password))
    return analyse(document)


def analyse(document: Document) -> Paper:
    """Sections, passages, voices and constructs of a document, by what its words and typography say alone."""
    sections, status, warnings = find_sections(document)
    characteristics = find_characteristics(document, sections)
    passages = find_voices(document, sections, cut_passages(document, sections))
    passages = find_groups(document, sections, passages, characteristics)
    return Paper(
        document=document,
        sections=sections,
        passages=passages,
        constructs=find_constructs(document, sections, passages),
        characteristics=characteristics,
        findings_status=status,
        warnings=(*document.warnings, *warnings),
    )


def run(
    papers: Sequence[Paper],
    encoder: Encoder,
    settings: Run = PLAIN,
    codebook: Codebook | None = None,
    codings: Sequence[Coding] = (),
    *,
    studies: Sequence[Study] = (),
    relevance: Mapping[str, Relevance] | None = None,
    earlier: Sequence[Theme] = (),
    events: Sequence[Event] = (),
    appraisal: Sequence[Answer] = (),
    store: VectorStore | None = None,
    progress: Progress = silent,
    language_model: LanguageModel | None = None,
    steps: Collection[Step] = STEPS,
) -> Result:
    """Constructs, candidate themes and suggested codes over papers; the order in which they are given does not matter.

    `studies` gather papers (a paper that none names is a study of its own); `relevance` is what people decided, by
    passage id; `earlier` themes lend their ids to those that continue them; `events` are what people changed in them;
    `appraisal` is by paper id. Codings name papers and passages by id. A `language_model` codes and interprets, in
    the `steps` given, beside the built-in machine and changes nothing of what that one does.
    """
    papers = sorted(papers, key=lambda p: p.id)
    studies = complete_studies(papers, studies)
    rows = tuple((paper.id, passage) for paper in papers for passage in paper.findings)
    texts = {paper.id: paper.document for paper in papers}
    vectors = encode([texts[p].quote(passage) for p, passage in rows], encoder, store, progress, "vectors")
    by_passage = dict(zip((passage.id for _, passage in rows), vectors, strict=True))

    warnings = {p.id: w for p in papers if (w := _language_warning(p, encoder)) is not None}

    question = encode([settings.question], encoder, store)[0] if settings.question else None
    suggested = suggest_relevance(papers, rows, vectors, settings.question, question)
    others = suggest_by_group(rows, wanted_groups(settings.whose))
    decided = {**narrower(suggested, others), **(relevance or {})}

    readable_papers = [p for p in papers if p.id not in warnings]
    said = claims_stated(readable_papers)
    claims = dict(zip(said, encode(list(said.values()), encoder, store, progress, "claims"), strict=True))
    progress("themes", 0, 1)
    readable = np.array([p not in warnings for p, _ in rows], dtype=bool)
    themes = find_themes(
        readable_papers,
        studies,
        [row for row, keep in zip(rows, readable, strict=True) if keep],
        vectors if readable.all() else vectors[readable],
        seed=settings.seed,
        relevance=decided,
        claims=claims,
        earlier=earlier,
        progress=progress,
    )
    progress("names", 0, 1)
    named = name_in_english(themes.themes, papers, studies, by_passage, lambda said: encode(said, encoder, store))
    themes = dataclasses.replace(themes, themes=name_as_stated(named, papers, studies))
    suggested_codes: tuple[Suggestion, ...] = ()
    machine: tuple[Coding, ...] = ()
    if codebook is not None and codebook.codes:
        given = learner(papers, studies, by_passage, codebook, codings, encoder, store, settings.seed)
        new = uncoded(papers, codings)
        suggested_codes = suggestions(given, new, by_passage, top=settings.top, progress=progress)
        machine = held_out_codings(given, progress)
    people = replay(themes.themes, events, studies, (passage for _, passage in rows))
    progress("synthesis", 0, 1)
    synthesis = synthesise(
        readable_papers,
        studies,
        people.leaves,
        by_passage,
        claims,
        seed=settings.seed,
        order=settings.order,
        index=settings.index,
        sampled=settings.sampled,
        accepted=people.accepted,
        answers=appraisal,
    )
    result = Result(
        settings, tuple(papers), studies, rows, vectors, decided, themes, suggested_codes, machine, warnings,
        people, synthesis,
    )  # fmt: skip
    if language_model is None:
        return result
    return _interpreted(result, language_model, steps, codebook, codings, lambda said: encode(said, encoder, store))


def texts_to_encode(papers: Sequence[Paper]) -> list[str]:
    """The texts whose vectors `run` will ask for, but for names, the question and codes: findings and claims."""
    return [*(p.quote(passage) for p in papers for passage in p.findings), *claims_stated(papers).values()]


def _interpreted(
    result: Result,
    model: LanguageModel,
    steps: Collection[Step],
    codebook: Codebook | None,
    codings: Sequence[Coding],
    near: Callable[[Sequence[str]], Vectors],
) -> Result:
    """The result with what a language model says beside it: its codings and suggestions under its own name."""
    made = interpret(
        result.papers,
        result.studies,
        model,
        near=near,
        about=result.settings.question,
        codebook=codebook,
        steps=steps,
        left_out=frozenset(p for p, relevance in result.relevance.items() if relevance == "out"),
    )
    whole = {c.unit for c in codings if c.start is None} & {p.id for p in result.papers}
    return dataclasses.replace(
        result,
        interpretation=made,
        suggestions=(*result.suggestions, *suggestions_of(made, uncoded(result.papers, codings))),
        machine_codings=(*result.machine_codings, *codings_of(made, result.papers, whole)),
    )


def complete_studies(papers: Sequence[Paper], studies: Sequence[Study]) -> tuple[Study, ...]:
    """The studies given, restricted to these papers, and one more for each paper that no study names; sorted by id."""
    present = {p.id for p in papers}
    kept = [
        dataclasses.replace(s, papers=tuple(p for p in s.papers if p in present))
        for s in studies
        if present.intersection(s.papers)
    ]
    named = {p for s in kept for p in s.papers}
    return tuple(sorted((*kept, *(Study(p, (p,)) for p in sorted(present - named))), key=lambda s: s.id))


def _language_warning(paper: Paper, encoder: Encoder) -> tuple[Warning, ...] | None:
    language = paper.metadata.language
    if not language or "*" in encoder.languages or language in encoder.languages:
        return None
    message = (
        f"This paper is in {language!r} and the model {encoder.name} reads {', '.join(encoder.languages)}:"
        " it is quoted but stays out of themes over papers. Name a multilingual model with --model to include it."
    )
    return (Warning("language_not_modelled", message),)
