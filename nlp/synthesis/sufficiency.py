"""What stands behind each theme: studies, voices, richness. Counts to judge by, not a score."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from thirdorder.nlp.document import Paper, Passage
from thirdorder.nlp.review import Study, Theme
from thirdorder.nlp.synthesis.places import spoken


@dataclass(frozen=True)
class Behind:
    """What a theme rests on.

    `speakers` counts the different tags printed beside quotations ("P12"), so it misses quotations without one
    (`untagged`). `largest` is the share of the passages that one study gives, and `overlapping` are pairs of its
    studies that share participants. `reviews` are studies that are reviews themselves.
    """

    theme: str
    studies: int
    papers: int
    passages: int
    quotes: int
    words: int
    speakers: int
    untagged: int
    by_authors_alone: int
    largest: float
    reviews: tuple[str, ...] = ()
    overlapping: tuple[tuple[str, str], ...] = ()


def sufficiency(
    themes: Sequence[Theme],
    papers: Sequence[Paper],
    studies: Sequence[Study],
    study_of: Mapping[str, str],
) -> tuple[Behind, ...]:
    """What stands behind each theme, in the order of the themes. `study_of` gives a paper's study."""
    passages = {p.id: (paper, p) for paper in papers for p in paper.findings}
    known = {s.id: s for s in studies}
    return tuple(
        _behind(t, [passages[m.passage] for m in t.members if m.passage in passages], known, study_of) for t in themes
    )


def _behind(
    theme: Theme, held: Sequence[tuple[Paper, Passage]], studies: Mapping[str, Study], study_of: Mapping[str, str]
) -> Behind:
    counts = Counter(study_of[paper.id] for paper, _ in held)
    said = [(paper, v) for paper, passage in held for v in spoken(passage)]
    names = sorted(counts)
    return Behind(
        theme=theme.id,
        studies=len(counts),
        papers=len({paper.id for paper, _ in held}),
        passages=len(held),
        quotes=len(said),
        words=sum(len(paper.quote(v).split()) for paper, v in said),
        speakers=len({(paper.id, v.speaker) for paper, v in said if v.speaker}),
        untagged=sum(not v.speaker for _, v in said),
        by_authors_alone=sum(p.order == "second" for _, p in held),
        largest=round(max(counts.values(), default=0) / max(len(held), 1), 4),
        reviews=tuple(s for s in names if s in studies and studies[s].review),
        overlapping=_overlapping(frozenset(names), studies),
    )


def _overlapping(names: frozenset[str], studies: Mapping[str, Study]) -> tuple[tuple[str, str], ...]:
    """Pairs of these studies of which either says that it shares participants with the other."""
    said = ((s, o) for s in names if s in studies for o in studies[s].overlaps if o in names and o != s)
    return tuple(sorted({(min(pair), max(pair)) for pair in said}))
