"""Suggesting codes for one paper or one text, with the passages that speak for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from thirdorder.nlp.document import Paper, Passage
from thirdorder.nlp.review import SuggestedCode, Suggestion
from thirdorder.nlp.suggestions.evidence import Memory, Place, memory, quotes
from thirdorder.nlp.suggestions.learning import FEATURES, CodeModel, Scores, code_matrix, score
from thirdorder.nlp.suggestions.units import Encode, Matrix, Unit, stack, with_sentences

LEAST = 0.02
"""A code less probable than this is not offered, unless it is assigned."""


def suggest(
    model: CodeModel, unit: Unit, places: Sequence[Place] = (), *, top: int = 10, encode: Encode | None = None
) -> Suggestion:
    """The most probable codes of a unit, best first, each with its evidence; none less probable than LEAST.

    `places` say where the texts of the unit stand (one a text; without them, passages are numbered). With `encode`
    the quoted sentence is chosen by meaning and words, without it by words. Abstains where no code reaches the
    threshold at which assigning codes agreed best with the coder, and where nothing was learned yet and nothing in
    the text resembles any code.
    """
    where = tuple(places) or tuple(
        Place(f"{unit.id}/{i + 1}" if len(unit.texts) > 1 else unit.id) for i in range(len(unit.texts))
    )
    scores = score(model, with_sentences([unit], encode) if encode is not None else [unit])
    return _ranked(model, unit, where, scores, passage_strength(model, unit.texts, unit.vectors), top, encode)


def suggest_paper(
    model: CodeModel,
    paper: Paper,
    vectors: Mapping[str, NDArray[np.float32]],
    *,
    passages: Sequence[Passage] | None = None,
    top: int = 10,
    encode: Encode | None = None,
) -> Suggestion:
    """Suggest codes for a paper from its findings (or the `passages` given); `vectors` are by passage id.

    Where mostly passages were coded, or nothing yet, each passage is scored by itself and a code is as probable as in
    the passage that speaks for it most: what was learned from passages says nothing of how much whole papers hold.
    """
    unit, places = paper_unit(paper, vectors, passages)
    if not unit.texts:
        return Suggestion(paper.id, True, ())
    if sum(len(e.unit.texts) > 1 for e in model.examples) > len(model.examples) / 2:
        return suggest(model, unit, places, top=top, encode=encode)
    each = tuple(
        Unit(place.passage, unit.study, (text,), unit.vectors[i : i + 1])
        for i, (place, text) in enumerate(zip(places, unit.texts, strict=True))
    )
    scores = score(model, with_sentences(each, encode) if encode is not None else each)
    return _ranked(model, unit, places, scores, scores.logit, top, encode)


def paper_unit(
    paper: Paper, vectors: Mapping[str, NDArray[np.float32]], passages: Sequence[Passage] | None = None, study: str = ""
) -> tuple[Unit, tuple[Place, ...]]:
    """A paper's findings (or the passages given) as one unit, and where its texts stand.

    The paper counts as a study of its own unless `study` is named.
    """
    chosen = [p for p in (paper.findings if passages is None else passages) if p.id in vectors]
    language = paper.metadata.language or "en"
    places = tuple(Place(p.id, p.start, paper.document, p, language) for p in chosen)
    rows = np.stack([vectors[p.id] for p in chosen]) if chosen else np.zeros((0, 0), dtype=np.float32)
    return Unit(paper.id, study or paper.id, tuple(paper.quote(p) for p in chosen), rows), places


def passage_strength(model: CodeModel, texts: Sequence[str], vectors: NDArray[np.float32] | None) -> Matrix:
    """How much each text by itself speaks for each code, (texts, k); without vectors by its words alone."""
    rows = model.shot.words.rows(texts)
    weights = dict(zip(FEATURES, model.blend.weights, strict=False))
    total = weights["words"] * model.shot.lexical(rows)
    if vectors is not None:
        total = total + weights["similarity"] * model.shot.similarity(vectors)
    if model.regression is not None:
        total = total + weights["learned words"] * model.regression.by_words(rows)
        if vectors is not None:
            meaning = weights["learned meaning"] + weights["learned meaning of parts"]
            total = total + meaning * model.regression.by_meaning(vectors)
    return np.asarray(total, dtype=np.float64)


def _ranked(
    model: CodeModel, unit: Unit, where: Sequence[Place], scores: Scores, strength: Matrix, top: int,
    encode: Encode | None,
) -> Suggestion:  # fmt: skip
    """The most probable codes with their evidence; `strength` (passages, k) says which passages speak for each."""
    logit, probability = scores.logit.max(axis=0), scores.probability.max(axis=0)
    assigned, in_set = np.any(scores.assigned, axis=0).tolist(), np.any(scores.in_set, axis=0).tolist()
    ranked = np.argsort(-logit, kind="stable")[:top].tolist()
    order = [j for j in ranked if assigned[j] or probability[j] >= LEAST]

    def sentence_strength(texts: Sequence[str]) -> Matrix:
        return passage_strength(model, texts, encode(texts) if encode is not None else None)

    similarity = model.shot.similarity(unit.vectors)
    evidence = quotes(stack([unit]), where, strength, similarity, order, sentence_strength, _memory(model))
    codes = tuple(
        SuggestedCode(
            model.codebook.codes[j].code, float(logit[j]), float(probability[j]), in_set[j], evidence[j],
            model.seen_in[j],
        )
        for j in order
    )  # fmt: skip
    abstained = not any(assigned) if model.examples else float(similarity.max()) < 0.1
    return Suggestion(unit.id, abstained, codes)


def _memory(model: CodeModel) -> Memory | None:
    return memory(model.examples, code_matrix(model.codebook, model.examples)) if model.examples else None
