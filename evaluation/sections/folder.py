"""Every paper of a folder against its gold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any

import pypdfium2 as pdfium

from thirdorder.evaluation.gold import Gold, gold_from_json, gold_from_xml
from thirdorder.evaluation.sections.figures import Figure, figures
from thirdorder.evaluation.sections.front import find_front, score_front
from thirdorder.evaluation.sections.score import SectionScore, score_paper, with_printed
from thirdorder.evaluation.sequences import Overlap
from thirdorder.nlp.document import Paper
from thirdorder.nlp.reading import ReadingError
from thirdorder.nlp.vectors import Progress, silent

_READABLE = (".pdf", ".xml", ".nxml", ".txt")


@dataclass(frozen=True)
class SectionScores:
    """Every file's score, what could not be scored and why, and the figures for all, by layout, language and kind."""

    scores: tuple[SectionScore, ...]
    failures: Mapping[str, str]
    figures: Mapping[str, Mapping[str, Figure]]

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "figures": {
                group: {name: figure.to_dict() for name, figure in found.items()}
                for group, found in self.figures.items()
            },
            "papers": [_score_dict(s) for s in self.scores],
            "failures": [{"name": name, "reason": reason} for name, reason in self.failures.items()],
        }


def score_sections(
    files: Mapping[str, bytes],
    read: Callable[[bytes, str], Paper],
    *,
    seed: int = 0,
    progress: Progress = silent,
) -> SectionScores:
    """Score every paper of a folder, given as relative paths and bytes (a mapping that reads on demand will do).

    `read` turns bytes and a name into a paper: `nlp.pipeline.parse`, or another reader to compare with.
    Gold for `x/y.pdf` is `x/y.gold.json`, else `x/gold.json`, else the XML beside it. A paper with PDF and XML is
    scored twice, each read alone. The headings of a PDF are scored once more without those that its pages provably
    lack, which are named.
    """
    scores: list[SectionScore] = []
    failures: dict[str, str] = {}
    names = [n for n in sorted(files) if PurePosixPath(n).suffix.lower() in _READABLE]
    for i, name in enumerate(names):
        progress("sections", i, len(names))
        try:
            gold = find_gold(files, name)
            if gold is None:
                failures[name] = "there is no gold.json and no XML beside it"
            else:
                paper = read(files[name], name)
                score = replace(score_paper(paper, gold, name), front=score_front(paper, find_front(files, name)))
                if name.lower().endswith(".pdf"):
                    score = with_printed(score, paper, gold, text_layer(files[name]))
                scores.append(score)
        except (ReadingError, ValueError) as error:
            failures[name] = str(error)
    progress("sections", len(names), len(names))
    return SectionScores(tuple(scores), failures, figures(scores, seed))


def text_layer(data: bytes) -> str:
    """All letters of a PDF in the order of its content, by the library and none of the reader's rules; "" where it
    cannot be opened."""
    try:
        file = pdfium.PdfDocument(data)
    except pdfium.PdfiumError:
        return ""
    return "\n".join(page.get_textpage().get_text_range() for page in file)


def find_gold(files: Mapping[str, bytes], name: str) -> Gold | None:
    """The gold that belongs to a file; None where there is none. Raises ValueError where it cannot be understood."""
    path = PurePosixPath(name)
    for candidate in (path.with_suffix(".gold.json"), path.with_name("gold.json")):
        if str(candidate) in files:
            return gold_from_json(files[str(candidate)])
    for suffix in (".xml", ".nxml"):
        if str(path.with_suffix(suffix)) in files:
            return gold_from_xml(files[str(path.with_suffix(suffix))])
    return None


def _score_dict(score: SectionScore) -> dict[str, Any]:
    return {
        "name": score.name,
        "layout": score.layout,
        "language": score.language,
        "kind": score.kind,
        "journal": score.journal,
        "findings_status": score.status,
        "findings": _overlap_dict(score.findings),
        "false_findings": None if score.false_findings is None else round(score.false_findings, 4),
        "headings": _overlap_dict(score.headings),
        "quotes": _overlap_dict(score.quotes),
        "roles": None if score.roles is None else round(score.roles, 4),
        "front": dict(score.front),
        "missed_headings": list(score.missed_headings),
        "false_headings": list(score.false_headings),
        "printed_headings": _overlap_dict(score.printed),
        "unprinted_headings": list(score.unprinted_headings),
    }


def _overlap_dict(overlap: Overlap | None) -> dict[str, float] | None:
    if overlap is None:
        return None
    return {name: round(getattr(overlap, name), 4) for name in ("precision", "recall", "f1")}
