"""The machine as one more coder: it learns from people, suggests for the rest, and codes what it was kept from."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from thirdorder.models import Encoder
from thirdorder.nlp.codings import onto_passages
from thirdorder.nlp.document import Paper, owner
from thirdorder.nlp.review import AGREED, MACHINE, Codebook, Coding, Study, Suggestion, is_machine, study_of
from thirdorder.nlp.suggestions import (
    CodeModel,
    Example,
    Unit,
    code_vectors,
    learn,
    paper_unit,
    score,
    study_folds,
    suggest_paper,
    with_sentences,
)
from thirdorder.nlp.suggestions.units import CodeVectors, Encode
from thirdorder.nlp.vectors import Progress, VectorStore, encode, silent

FOLDS = 10

ByPassage = Mapping[str, NDArray[np.float32]]


@dataclass(frozen=True, eq=False)
class Learner:
    """What a machine coder needs: the codebook in vectors, coded examples, and a way to encode."""

    codebook: Codebook
    codes: CodeVectors
    examples: tuple[Example, ...]
    background: tuple[Unit, ...]
    encode: Encode
    seed: int

    def model(self) -> CodeModel:
        """Learned from every example."""
        return learn(self.codebook, self.codes, self.examples, self.background, seed=self.seed)


def learner(
    papers: Sequence[Paper],
    studies: Sequence[Study],
    vectors: ByPassage,
    codebook: Codebook,
    codings: Sequence[Coding],
    encoder: Encoder,
    store: VectorStore | None,
    seed: int,
) -> Learner:
    """Gather what was coded: passages where people coded places, whole papers where they coded papers.

    Codings name papers and passages by id; `vectors` are by passage id. Codings made after seeing suggestions count
    for learning as any other: they are what people decided.
    """
    named = study_of(studies)

    def encoding(texts: Sequence[str]) -> NDArray[np.float32]:
        return encode(texts, encoder, store)

    examples = _examples(papers, named, vectors, codebook, codings, encoding)
    coded = {owner(e.unit.id) for e in examples}
    background = [
        Unit(q.id, named.get(p.id, p.id), (p.quote(q),), vectors[q.id][None, :])
        for p in papers
        if p.id not in coded
        for q in p.findings
    ]
    return Learner(codebook, code_vectors(codebook, encoding), examples, tuple(background), encoding, seed)


def suggestions(
    given: Learner, papers: Iterable[Paper], vectors: ByPassage, *, top: int = 10, progress: Progress = silent
) -> tuple[Suggestion, ...]:
    """Suggested codes for papers, in their order, from everything that was learned."""
    wanted = list(papers)
    if not wanted:
        return ()
    model = given.model()
    out = []
    for i, paper in enumerate(wanted):
        progress("suggestions", i, len(wanted))
        out.append(suggest_paper(model, paper, vectors, top=top, encode=given.encode))
    progress("suggestions", len(wanted), len(wanted))
    return tuple(out)


def uncoded(papers: Sequence[Paper], codings: Sequence[Coding]) -> tuple[Paper, ...]:
    """The papers that no person has read for coding."""
    codings = [c for c in codings if not is_machine(c.coder)]
    read = {c.paper for c in codings} | {p.id for p in papers if any(c.unit in p.passage for c in codings)}
    return tuple(p for p in papers if p.id not in read)


def held_out_codings(given: Learner, progress: Progress = silent) -> tuple[Coding, ...]:
    """The machine's own codings of the coded units, each by a model that has not seen the unit's study.

    Empty with fewer than two coded studies: there is nothing to learn from.
    """
    names = [e.unit.study for e in given.examples]
    if len(set(names)) < 2:
        return ()
    fold = study_folds(names, min(FOLDS, len(set(names))), given.seed)
    out: dict[int, tuple[Coding, ...]] = {}
    for f in np.unique(fold).tolist():
        progress("machine coder", f, int(fold.max()) + 1)
        train = [e for e, g in zip(given.examples, fold, strict=True) if g != f]
        test = np.flatnonzero(fold == f).tolist()
        model = learn(given.codebook, given.codes, train, given.background, seed=given.seed)
        assigned = score(model, [given.examples[i].unit for i in test]).assigned
        for i, row in zip(test, assigned, strict=True):
            unit = given.examples[i].unit.id
            codes = [given.codebook.codes[j].code for j in np.flatnonzero(row)] or [""]
            out[i] = tuple(Coding(MACHINE, unit, code) for code in codes)
    return tuple(coding for i in sorted(out) for coding in out[i])


def _examples(
    papers: Sequence[Paper],
    study_of: Mapping[str, str],
    vectors: ByPassage,
    codebook: Codebook,
    codings: Sequence[Coding],
    encoding: Encode,
) -> tuple[Example, ...]:
    """Units with their codes, in the papers' order; where people agreed on a paper, what they agreed on counts.

    What a machine coded, here or in a run whose codings were kept, teaches nothing.
    """
    codings = [c for c in codings if not is_machine(c.coder)]
    settled = {c.paper for c in codings if c.coder.casefold() == AGREED}
    kept = [c for c in codings if c.coder.casefold() == AGREED or c.paper not in settled]
    placed = onto_passages(kept, papers)
    on: dict[str, set[str]] = {}
    for coding in placed:
        on.setdefault(coding.unit, set()).update({coding.code} & codebook.by_key.keys())
    units = with_sentences(coded_units(papers, study_of, vectors, on.keys()), encoding)
    return tuple(Example(unit, frozenset(on[unit.id])) for unit in units)


def coded_units(
    papers: Sequence[Paper], study_of: Mapping[str, str], vectors: ByPassage, coded: Container[str]
) -> tuple[Unit, ...]:
    """The units among `coded` (ids of papers and passages): a paper with coded passages gives these, else itself."""
    out: list[Unit] = []
    for paper in papers:
        passages = [p for p in paper.findings if p.id in coded and p.id in vectors]
        study = study_of.get(paper.id, paper.id)
        out += [Unit(p.id, study, (paper.quote(p),), vectors[p.id][None, :]) for p in passages]
        if not passages and paper.id in coded:
            unit, _ = paper_unit(paper, vectors, study=study)
            out += [unit] if unit.texts else []
    return tuple(out)
