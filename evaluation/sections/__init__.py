"""Reading held against gold: findings, headings, quotations and roles, a file or a folder at a time."""

from thirdorder.evaluation.sections.figures import Figure, figures
from thirdorder.evaluation.sections.folder import SectionScores, find_gold, score_sections
from thirdorder.evaluation.sections.score import SectionScore, heading_key, score_paper

__all__ = [
    "Figure",
    "SectionScore",
    "SectionScores",
    "figures",
    "find_gold",
    "heading_key",
    "score_paper",
    "score_sections",
]
