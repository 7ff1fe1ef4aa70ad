"""Whether words stand in a paper: what does not is no evidence, and is shown nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from thirdorder.nlp.document import Paper, Passage
from thirdorder.nlp.language.typeset import folded, typeset

SHORTEST = 12
"""Letters below which words are found by chance."""
FEWEST_WORDS = 3
"""Words in quotation marks from which they are taken for somebody's; fewer are a term."""
_QUOTED = re.compile(r'"([^"“”]+)"|[“„«]([^“”„«»]+)[”“»]|(?<!\w)[\'‘](.+?)[\'’](?!\w)', re.DOTALL)


@dataclass(frozen=True, slots=True, order=True)
class Quotation:
    """Where words stand: a span of a paper's text inside one of its passages."""

    paper: str
    passage: str
    start: int
    end: int


def find(paper: Paper, words: str, within: Iterable[Passage]) -> Quotation | None:
    """Where `words` stand in one of the passages, whole words only; None where they do not.

    Differences of typesetting (white space, quotation marks, dashes, ligatures, accents, hyphens at line ends) do not
    count, nor does punctuation at the ends; anything else does. What is shown is the paper's text at that place.
    """
    sought = _sought(words)
    if sum(c.isalnum() for c in sought) < SHORTEST:
        return None
    allowed = tuple(within)
    text = paper.document.text
    whole = folded(text, typeset)
    at = whole.text.find(sought)
    while at >= 0:
        start, end = whole.places[at], whole.places[at + len(sought) - 1] + 1
        if not _inside_word(text, start) and not _inside_word(text, end):
            for passage in allowed:
                if passage.start <= start and end <= passage.end:
                    return Quotation(paper.id, passage.id, start, _closed(text, end, passage.end))
        at = whole.text.find(sought, at + 1)
    return None


def found(
    paper: Paper, sentences: Sequence[str], within: Sequence[Passage]
) -> tuple[tuple[Quotation, ...], tuple[str, ...]]:
    """Where the sentences stand in the passages, each place once, and the sentences that do not."""
    places = [find(paper, s, within) for s in sentences]
    lost = tuple(s for s, p in zip(sentences, places, strict=True) if p is None)
    return tuple(dict.fromkeys(p for p in places if p is not None)), lost


def why_not(paper: Paper, words: str) -> str:
    """Why words were not found in the passages of a paper that they were said to stand in, as counts name it."""
    if sum(c.isalnum() for c in _sought(words)) < SHORTEST:
        return "sentences too short to be looked up"
    elsewhere = find(paper, words, paper.passages) is not None
    return "sentences from elsewhere in the paper" if elsewhere else "sentences that stand in no paper"


def invents(text: str, papers: Sequence[Paper]) -> bool:
    """Whether a model's own sentence holds words in quotation marks that stand in none of the papers' findings."""
    return any(all(find(p, words, p.findings) is None for p in papers) for words in quoted(text))


def quoted(text: str) -> Iterator[str]:
    """The words that a text puts between quotation marks, from three on."""
    for match in _QUOTED.finditer(text):
        words = next(part for part in match.groups() if part is not None)
        if len(words.split()) >= FEWEST_WORDS:
            yield words


def tidy(text: str) -> str:
    """A model's sentence in one line, without control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _sought(words: str) -> str:
    return folded(words.strip().strip(" .,;:!?…\"'“”‘’«»"), typeset).text


def _inside_word(text: str, at: int) -> bool:
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()


def _closed(text: str, end: int, last: int) -> int:
    """The end with the full stop that closes the sentence."""
    return end + 1 if end < last and text[end] in ".!?" else end
