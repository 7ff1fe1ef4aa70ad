"""Suggested codes, each with the passages that speak for it: from a codebook alone, coded passages or coded papers."""

from thirdorder.nlp.suggestions.conformal import ENOUGH_STUDIES, LEVEL, ConformalSet
from thirdorder.nlp.suggestions.evidence import Place
from thirdorder.nlp.suggestions.learning import CodeModel, Scores, code_matrix, learn, score, study_folds
from thirdorder.nlp.suggestions.suggest import paper_unit, suggest, suggest_paper
from thirdorder.nlp.suggestions.units import CodeVectors, Example, Unit, code_vectors, with_sentences

__all__ = [
    "ENOUGH_STUDIES",
    "LEVEL",
    "CodeModel",
    "CodeVectors",
    "ConformalSet",
    "Example",
    "Place",
    "Scores",
    "Unit",
    "code_matrix",
    "code_vectors",
    "learn",
    "paper_unit",
    "score",
    "study_folds",
    "suggest",
    "suggest_paper",
    "with_sentences",
]
