"""Where something stands, so that every piece of evidence can be read in its paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from thirdorder.nlp.document import Construct, Paper, Passage, Voice
from thirdorder.nlp.review import Study, study_of


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A span of a paper and the passage that holds it (empty where none does)."""

    paper: str
    passage: str
    start: int
    end: int


def innermost_construct(paper: Paper) -> dict[str, Construct]:
    """For each passage the construct that holds it most closely: the one of fewest passages."""
    found: dict[str, Construct] = {}
    for construct in sorted(paper.constructs, key=lambda c: (-len(c.passages), c.id)):
        found.update(dict.fromkeys(construct.passages, construct))
    return found


def studies_of(papers: Sequence[Paper], studies: Sequence[Study]) -> Mapping[str, str]:
    """The study of each paper; a paper that no study names is its own."""
    named = study_of(studies)
    return {p.id: named.get(p.id, p.id) for p in papers}


def spoken(passage: Passage) -> tuple[Voice, ...]:
    """The participants' words in a passage, in reading order."""
    return tuple(v for v in passage.voices if v.voice == "participant")
