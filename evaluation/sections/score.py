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
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from thirdorder.evaluation.gold import RUNNING, Gold, only_printed
from thirdorder.evaluation.sequences import Overlap, common, matches, tokens
from thirdorder.nlp.document import FINDINGS_ROLES, RUNNING_KINDS, Paper

_KEY_NUMBER = re.compile(r"^\s*\(?(?:\d+(?:\.\d+)*|(?:[IVX]+-)?[A-HJ-Z](?=[.)])|[IVX]+(?=[.)]))[.)]?\s+(?:\|\s*)?")
KINDS = {"yes": "qualitative", "mixed": "mixed methods", "review": "review", "no": "other"}
_ELSEWHERE = frozenset({"front", "abstract", "back", "references"})


@dataclass(frozen=True, slots=True)
class SectionScore:
    """One file against its gold. `findings` is None where the gold marks none; then `false_findings` speaks:
    the share of the running tokens that were wrongly called findings. `printed` scores the headings of a PDF without
    those marked ones that its pages provably lack."""

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
    printed: Overlap | None = None
    unprinted_headings: tuple[str, ...] = ()
    paper: str = ""
    journal: str = ""
    kind: str = ""
    front: Mapping[str, bool] = field(default_factory=dict)


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


def with_printed(score: SectionScore, paper: Paper, gold: Gold, page_text: str) -> SectionScore:
    """A PDF's score with that of the headings that its pages print, given their letters."""
    printed, missing = only_printed(gold, page_text)
    return replace(score, printed=_headings(paper, printed)[0], unprinted_headings=missing)


def _overlap(found: Sequence[str], there: Sequence[str]) -> Overlap:
    return Overlap(common(found, there), len(found), len(there))


_PRINTED = str.maketrans("\u2010\u2011\u2019\u2018\u201c\u201d", "--''\"\"")
"""Hyphens and quotation marks for which a publisher's XML and page may have another one of their kind."""


def heading_key(title: str) -> str:
    """A heading as it is compared: case folded, without its number, spaces single."""
    for _ in range(3):
        title = _KEY_NUMBER.sub("", title)
    return " ".join(title.translate(_PRINTED).casefold().split()).rstrip(".:")


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
