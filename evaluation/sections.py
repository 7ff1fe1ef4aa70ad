"""How well papers are read: findings, headings, block quotations and roles against what publishers marked.

Findings are the running passages (paragraphs, quotations, lists) with a findings role; their tokens are matched in
order with the marked ones. Headings must be exact after case folding and stripping numbers; those of the abstract,
the front and the back matter count only where the marked sections hold them, since markup keeps them elsewhere.
Roles are scored over the characters of the running text that both sides hold, where the marked top-level heading
says a role.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import numpy as np

from thirdorder.evaluation.gold import RUNNING, Gold, gold_from_json, gold_from_xml
from thirdorder.evaluation.section_figures import KINDS, Figure, figures
from thirdorder.evaluation.sequences import Overlap, common, matches, tokens
from thirdorder.nlp.document import FINDINGS_ROLES, RUNNING_KINDS, Paper
from thirdorder.nlp.reading import ReadingError
from thirdorder.nlp.vectors import Progress, silent

_KEY_NUMBER = re.compile(r"^\s*\(?(?:\d+(?:\.\d+)*|(?:[IVX]+-)?[A-H](?=[.)])|[IVX]+(?=[.)]))[.)]?\s+(?:\|\s*)?")
_ELSEWHERE = frozenset({"front", "abstract", "back", "references"})
_READABLE = (".pdf", ".xml", ".nxml", ".txt")


@dataclass(frozen=True, slots=True)
class SectionScore:
    """One file against its gold. `findings` is None where the gold marks none; then `false_findings` speaks:
    the share of the running tokens that were wrongly called findings."""

    name: str
    layout: str
    language: str
    status: str
    findings: Overlap | None
    false_findings: float | None
    headings: Overlap
    quotes: Overlap | None
    roles: float | None
    missed_headings: tuple[str, ...] = ()
    false_headings: tuple[str, ...] = ()
    paper: str = ""
    journal: str = ""
    kind: str = ""


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
    scored twice, each read alone.
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
                scores.append(score_paper(read(files[name], name), gold, name))
        except (ReadingError, ValueError) as error:
            failures[name] = str(error)
    progress("sections", len(names), len(names))
    return SectionScores(tuple(scores), failures, figures(scores, seed))


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


def score_paper(paper: Paper, gold: Gold, name: str) -> SectionScore:
    """One paper as read against its gold."""
    running = [p for p in paper.passages if p.kind in RUNNING_KINDS]
    said = tokens("\n".join(paper.quote(p) for p in running if p.role in FINDINGS_ROLES))
    quoted = tokens("\n".join(paper.quote(p) for p in running if p.kind == "quote"))
    marked_quotes = tokens(gold.words(kinds=frozenset({"quote"})))
    all_tokens = len(tokens("\n".join(paper.quote(p) for p in running)))
    headings, missed, false = _headings(paper, gold)
    return SectionScore(
        name=name,
        layout=gold.layout or _layout(paper),
        language=paper.metadata.language or gold.language,
        status=paper.findings_status,
        findings=_overlap(said, tokens(gold.words(findings=True))) if gold.has_findings else None,
        false_findings=None if gold.has_findings else len(said) / max(1, all_tokens),
        headings=headings,
        quotes=_overlap(quoted, marked_quotes) if marked_quotes else None,
        roles=_roles(paper, gold),
        missed_headings=missed,
        false_headings=false,
        paper=gold.paper,
        journal=gold.journal or paper.metadata.journal,
        kind=KINDS.get(gold.kind, ""),
    )


def _overlap(found: Sequence[str], there: Sequence[str]) -> Overlap:
    return Overlap(common(found, there), len(found), len(there))


def heading_key(title: str) -> str:
    """A heading as it is compared: case folded, without its number, spaces single."""
    for _ in range(3):
        title = _KEY_NUMBER.sub("", title)
    return " ".join(title.casefold().split()).rstrip(".:")


def _headings(paper: Paper, gold: Gold) -> tuple[Overlap, tuple[str, ...], tuple[str, ...]]:
    there = Counter(key for s in gold.sections if (key := heading_key(s.title)))
    found: Counter[str] = Counter()
    for section in paper.sections:
        key = heading_key(section.title)
        if key and (section.role not in _ELSEWHERE or (section.role != "abstract" and found[key] < there[key])):
            found[key] += 1
    right = sum((found & there).values())
    overlap = Overlap(right, sum(found.values()), sum(there.values()))
    return overlap, tuple((there - found).elements()), tuple((found - there).elements())


def _roles(paper: Paper, gold: Gold) -> float | None:
    """The share of characters, in tokens that both sides hold, that stand in a section of a marked role."""
    marked = [
        (token, s.roles)
        for s in gold.sections
        if s.roles
        for text, kind in zip(s.paragraphs, s.kinds, strict=True)
        if kind in RUNNING
        for token in tokens(text)
    ]
    read = [(token, p.role) for p in paper.passages if p.kind in RUNNING_KINDS for token in tokens(paper.quote(p))]
    right = total = 0
    for i, j in matches([t for t, _ in marked], [t for t, _ in read]):
        token, roles = marked[i]
        role = read[j][1]
        total += len(token)
        right += len(token) * (
            role in roles or (role == "findings_discussion" and bool(roles & {"findings", "discussion"}))
        )
    return right / total if total else None


def _layout(paper: Paper) -> str:
    """How the pages are set, as far as it shows: how many columns most printed lines stand in."""
    words = paper.document.words
    if paper.document.format != "pdf" or words is None or not len(words.page):
        return paper.document.format
    left, right = np.quantile(words.box[:, 0], 0.01), np.quantile(words.box[:, 2], 0.99)
    first = np.unique(words.line, return_index=True)[1]
    begins = (words.box[first, 0] - left) / max(right - left, 1.0)
    return "pdf, two columns" if float(np.mean((begins > 0.45) & (begins < 0.65))) > 0.2 else "pdf, one column"


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
        "missed_headings": list(score.missed_headings),
        "false_headings": list(score.false_headings),
    }


def _overlap_dict(overlap: Overlap | None) -> dict[str, float] | None:
    if overlap is None:
        return None
    return {name: round(getattr(overlap, name), 4) for name in ("precision", "recall", "f1")}
