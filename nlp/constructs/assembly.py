"""From headings to constructs: the tree of theme headings, what stands outside it, and the finished values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from thirdorder.nlp.constructs.claims import find_claims
from thirdorder.nlp.constructs.heading_sorts import inherited_sorts, top_sections
from thirdorder.nlp.constructs.statements import Listing
from thirdorder.nlp.constructs.wording import clean_label, kind_of, likeness
from thirdorder.nlp.document import (
    FINDINGS_ROLES,
    Construct,
    Document,
    Evidence,
    EvidenceSource,
    Passage,
    Section,
    Span,
    span_id,
)
from thirdorder.nlp.language.headings import fold

_ALIKE = 0.5
"""Likeness of two labels from which they name one construct."""


@dataclass(slots=True, eq=False)
class Draft:
    """A construct while it is put together. `own` is its text, `lead` what introduces its children."""

    label: str
    place: Span
    evidence: list[Evidence]
    own: list[Passage]
    confidence: float
    parent: Draft | None = None
    lead: list[Passage] = field(default_factory=list)


@dataclass(slots=True)
class _Tree:
    """The sections of the findings, with their children and their own passages."""

    document: Document
    sorts: dict[str, str]
    children: dict[str, list[Section]]
    own: dict[str, list[Passage]]


def drafts_from_headings(
    document: Document, sections: Sequence[Section], findings: Sequence[Passage]
) -> Iterator[tuple[Draft | None, list[Passage]]]:
    """Drafts for theme headings, and (None, passages) for each stretch of findings that no heading names."""
    tree = _Tree(document, dict(inherited_sorts(sections)), {}, {})
    for section in sections:
        if section.role in FINDINGS_ROLES and section.parent is not None:
            tree.children.setdefault(section.parent, []).append(section)
    for passage in findings:
        tree.own.setdefault(passage.section, []).append(passage)
    for section in top_sections(sections):
        yield from _visit(tree, section, None)


def _visit(tree: _Tree, section: Section, parent: Draft | None) -> Iterator[tuple[Draft | None, list[Passage]]]:
    sort = tree.sorts[section.id]
    if sort == "outside":
        return
    if not qualitative(_all(tree, section)):
        yield from _statistics(tree, section, parent)
        return
    children = [c for c in tree.children.get(section.id, []) if tree.sorts[c.id] != "outside"]
    named = [c for c in children if _names(tree, c)]
    said = _beyond_names(tree, section, children) if named else _all(tree, section)
    own = qualitative(said)
    if sort == "structure" and parent is None:
        if own and (not named or _substantial(own)):
            yield None, said
    elif sort == "theme" or named or own:
        draft = _draft(tree.document, section, parent)
        if named and _substantial(own):
            # A theme that says much before its subthemes begin keeps those words as a part of their own.
            first, last = own[0].start, own[-1].end
            yield draft, []
            yield replace(draft, place=Span(first, last), own=own, parent=draft), []
        elif named:
            draft.lead = own
            yield draft, []
        elif own:
            draft.own = own
            yield draft, []
        parent = draft
    if named:
        for child in children:
            yield from _visit(tree, child, parent)


def _statistics(tree: _Tree, section: Section, parent: Draft | None) -> Iterator[tuple[Draft | None, list[Passage]]]:
    """Drafts without passages for headed sections that hold only statistics: the lowest that a theme could stand over.

    They are the authors' own sections and keep their place, but nothing qualitative is theirs.
    """
    children = [c for c in tree.children.get(section.id, []) if tree.sorts[c.id] == "theme" and _all(tree, c)]
    for child in children:
        yield from _statistics(tree, child, parent)
    if not children and tree.sorts[section.id] == "theme" and _all(tree, section):
        yield _draft(tree.document, section, parent), []


def _names(tree: _Tree, section: Section) -> bool:
    """Whether a section or one beneath it names a theme that has qualitative text."""
    if tree.sorts[section.id] == "theme" and qualitative(_all(tree, section)):
        return True
    return any(_names(tree, c) for c in tree.children.get(section.id, []) if tree.sorts[c.id] != "outside")


def _all(tree: _Tree, section: Section) -> list[Passage]:
    below = [p for c in tree.children.get(section.id, []) if tree.sorts[c.id] != "outside" for p in _all(tree, c)]
    return sorted([*tree.own.get(section.id, []), *below], key=lambda p: p.start)


def _beyond_names(tree: _Tree, section: Section, children: Sequence[Section]) -> list[Passage]:
    """A section's own passages but for lines that only name the sections under it ("Theme 1: Being heard")."""
    titles = {fold(clean_label(c.title)) for c in children}
    return [p for p in tree.own.get(section.id, []) if fold(clean_label(tree.document.quote(p))) not in titles]


def qualitative(passages: Sequence[Passage]) -> list[Passage]:
    """What belongs to a construct of the passages under one heading."""
    return [p for p in passages if not p.quantitative]


def of_segment(passages: Sequence[Passage]) -> list[Passage]:
    """What belongs to a construct of the passages in one segment, which no heading has told apart from statistics.

    All where most are qualitative: a figure in passing does not take a paragraph out of its part. Else those that are
    qualitative where a participant speaks among them, and none where nobody does.
    """
    kept = qualitative(passages)
    if 2 * len(kept) > len(passages):
        return list(passages)
    return kept if any(v.voice == "participant" for p in kept for v in p.voices) else []


def _substantial(own: Sequence[Passage]) -> bool:
    """Whether text before the first subtheme is more than a lead-in."""
    speaks = sum(any(v.voice == "participant" for v in p.voices) for p in own)
    return (len(own) >= 3 and speaks >= 1) or len(own) >= 6


def _draft(document: Document, section: Section, parent: Draft | None) -> Draft:
    place = section.heading or Span(section.start, section.start)
    heading = any(b.kind == "heading" and b.start <= place.start < b.end for b in document.blocks)
    source: EvidenceSource = "heading" if heading else "run_in_heading"
    confidence = round((0.95 if heading else 0.85) * min(1.0, section.confidence + 0.1), 2)
    label = clean_label(section.title)
    return Draft(label, place, [Evidence(source, place.start, place.end)], [], confidence, parent)


def named_by(drafts: Sequence[Draft], listings: Sequence[Listing], language: str) -> None:
    """Add to each construct the sentences and tables that list it, by the words that its names share.

    Where a list has as many labels as there are siblings, those that are left over on both sides at the same place
    of the order are one as well.
    """
    for listing in listings:
        pairs = sorted(
            (
                (likeness(label, d.label, language), -i, -j)
                for i, label in enumerate(listing.labels)
                for j, d in enumerate(drafts)
            ),
            reverse=True,
        )
        taken: dict[int, int] = {}
        for alike, i, j in pairs:
            if alike >= _ALIKE and -i not in taken and -j not in taken.values():
                taken[-i] = -j
        if taken:
            parent = drafts[next(iter(taken.values()))].parent
            siblings = [j for j, d in enumerate(drafts) if d.parent is parent]
            if len(siblings) == len(listing.labels) and 2 * len(taken) >= len(siblings):
                taken = {**dict(enumerate(siblings)), **taken}
        for i, j in taken.items():
            evidence = Evidence(listing.source, listing.spans[i].start, listing.spans[i].end)
            if evidence not in drafts[j].evidence:
                drafts[j].evidence.append(evidence)
                drafts[j].confidence = round(min(0.99, drafts[j].confidence + 0.03), 2)


def finished(document: Document, drafts: Sequence[Draft]) -> tuple[Construct, ...]:
    """The constructs, with ids, kinds and claims, in reading order."""
    ids: dict[int, str] = {}
    for draft in drafts:
        key = span_id(document.id, "c", draft.place.start, draft.place.end)
        while key in ids.values():
            key += "+"
        ids[id(draft)] = key
    children: dict[int, list[Draft]] = {}
    for draft in drafts:
        if draft.parent is not None:
            children.setdefault(id(draft.parent), []).append(draft)
    constructs = []
    for draft in drafts:
        text = draft.own or draft.lead or [p for c in children.get(id(draft), []) for p in c.own[:1]]
        constructs.append(
            Construct(
                id=ids[id(draft)],
                parent=ids[id(draft.parent)] if draft.parent is not None else None,
                label=draft.label,
                kind=kind_of(draft.label) if text else "topic",
                confidence=draft.confidence,
                evidence=tuple(draft.evidence),
                claims=find_claims(document, text, draft.label),
                passages=tuple(p.id for p in draft.own),
            )
        )
    return tuple(constructs)
