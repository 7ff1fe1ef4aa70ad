"""The order in which papers are gone through: by year, by name, or by how much their participants say."""

from __future__ import annotations

from collections.abc import Sequence

from thirdorder.nlp.document import Paper
from thirdorder.nlp.review import Order
from thirdorder.nlp.synthesis.places import spoken


def ordered(papers: Sequence[Paper], order: Order, index: str = "") -> tuple[Paper, ...]:
    """The papers in that order, the index paper (its id) first where one is named. Ties go by name, then by id.

    Papers without a year come last; richness is the number of words of participants in the findings, most first.
    Raises ValueError where the index paper is not among them.
    """
    if index and all(p.id != index for p in papers):
        raise ValueError(f"The index paper {index} is not among the papers: name one of them by its id.")
    keys = {p.id: (p.id != index, *_key(p, order), _name(p), p.id) for p in papers}
    return tuple(sorted(papers, key=lambda p: keys[p.id]))


def words_spoken(paper: Paper) -> int:
    """Words of participants in the findings."""
    return sum(len(paper.quote(v).split()) for p in paper.findings for v in spoken(p))


def _key(paper: Paper, order: Order) -> tuple[int, ...]:
    if order == "year":
        return (paper.metadata.year or 9999,)
    return (-words_spoken(paper),) if order == "richness" else ()


def _name(paper: Paper) -> str:
    """What papers are sorted under in a list: the first author's surname, else the title, else the file."""
    about = paper.metadata
    if about.authors:
        first = about.authors[0]
        surname = first.split(",")[0] if "," in first else first.split()[-1] if first.split() else ""
        return f"{surname} {about.year or ''}".casefold()
    return (about.title or paper.document.source).casefold()
