"""One paper in two files: the structure of its XML, the places of its PDF.

Each block of the XML is looked up in the PDF's words by itself, through the three-word sequences they share, so that
it does not matter that a page holds things in another order. Inside the place so found, words are matched in order.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from rapidfuzz.distance import LCSseq

from thirdorder.nlp.document import Block, Document, Role, Warning, Words

_TOKEN = re.compile(r"\w+")
_GRAM = 3
_MOST_PLACES = 12
_SLACK = 60
_ENOUGH = 0.9
_SAME_PAPER = 0.4
_ASIDE: frozenset[Role | None] = frozenset({"front", "references", "back"})


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Alignment:
    """The PDF's words at the XML's offsets, and the share of the XML's running words that were found."""

    words: Words | None
    share: float


def place(structured: Document, paged: Document) -> Document:
    """The structured document with the boxes of the paged one where their texts agree.

    A poor match carries a warning with the share found; files of two different papers are left apart, with a warning.
    """
    found = align(structured, paged)
    share = f"{found.share:.0%}"
    if found.words is None or found.share < _SAME_PAPER:
        message = (
            f"{structured.source} and {paged.source} seem to be different papers (only {share} of the words agree): "
            "the places on the page are left out."
        )
        return replace(structured, warnings=(*structured.warnings, Warning("pdf_differs", message)))
    warnings = structured.warnings
    if found.share < _ENOUGH:
        message = (
            f"Only {share} of the words of {structured.source} were found in {paged.source}: some boxes are missing."
        )
        warnings = (*warnings, Warning("poorly_aligned", message))
    return replace(structured, words=found.words, pages=paged.pages, furniture=paged.furniture, warnings=warnings)


def align(structured: Document, paged: Document) -> Alignment:
    """Find the words of one document in another that has pages."""
    theirs = _tokens(paged.text, 0, len(paged.text))
    index = _index(theirs)
    pairs: list[tuple[_Token, _Token]] = []
    running = matched = 0
    near = 0
    for block in structured.blocks:
        ours = _tokens(structured.text, block.start, block.end)
        found = list(_find(ours, theirs, index, near))
        pairs += [(ours[i], theirs[j]) for i, j in found]
        if found:
            near = found[-1][1] + 1
        if _is_running(block):
            running += len(ours)
            matched += len(found)
    words = _words(structured.text, pairs, paged.words) if paged.words is not None else None
    return Alignment(words, matched / running if running else 0.0)


def _is_running(block: Block) -> bool:
    return block.anchor is None and block.role not in _ASIDE


def _tokens(text: str, start: int, end: int) -> list[_Token]:
    return [
        _Token(unicodedata.normalize("NFKC", found.group()).casefold(), *found.span())
        for found in _TOKEN.finditer(text, start, end)
    ]


def _index(tokens: Sequence[_Token]) -> dict[tuple[str, ...], list[int]]:
    index: dict[tuple[str, ...], list[int]] = defaultdict(list)
    words = [t.text for t in tokens]
    for i in range(len(words) - _GRAM + 1):
        index[tuple(words[i : i + _GRAM])].append(i)
    return index


# --- where a block stands ----------------------------------------------------------------------------------------


def _find(
    ours: Sequence[_Token], theirs: Sequence[_Token], index: dict[tuple[str, ...], list[int]], near: int
) -> Iterator[tuple[int, int]]:
    """Pairs of positions of equal words, in order: the block's main place first, then what a page break parted."""
    if len(ours) < _GRAM:
        yield from _find_short(ours, theirs, near)
        return
    words = [t.text for t in ours]
    hits = [
        (i, j)
        for i in range(len(words) - _GRAM + 1)
        for j in _nearest(index.get(tuple(words[i : i + _GRAM]), ()), near)
    ]
    if not hits:
        return
    taken = _main_place(hits, len(ours), near)
    first, last = min(j for _, j in taken), max(j for _, j in taken) + _GRAM
    head, tail = min(i for i, _ in taken), len(ours) - max(i for i, _ in taken)
    low, high = max(0, first - head - 4), min(len(theirs), last + tail + 4)
    found = _matches(words, [t.text for t in theirs[low:high]])
    pairs = [(i, low + j) for i, j in found]
    yield from _with_rest(pairs, ours, theirs, index)


def _with_rest(
    pairs: list[tuple[int, int]],
    ours: Sequence[_Token],
    theirs: Sequence[_Token],
    index: dict[tuple[str, ...], list[int]],
) -> Iterator[tuple[int, int]]:
    """The pairs, and those of a long beginning or end that was not found in the main place."""
    if not pairs:
        return
    (first, start), (last, end) = pairs[0], pairs[-1]
    if _GRAM * 2 <= first < len(ours):
        yield from _find(ours[:first], theirs, index, start)
    yield from pairs
    rest = ours[last + 1 :]
    if _GRAM * 2 <= len(rest) < len(ours):
        yield from ((last + 1 + i, j) for i, j in _find(rest, theirs, index, end))


def _nearest(places: Sequence[int], near: int) -> Sequence[int]:
    if len(places) <= _MOST_PLACES:
        return places
    at = bisect_left(places, near)
    return places[max(0, at - _MOST_PLACES // 2) : at + _MOST_PLACES // 2]


def _main_place(hits: list[tuple[int, int]], length: int, near: int) -> list[tuple[int, int]]:
    """The hits on neighbouring diagonals that are most; of equal ones, those nearest to where the last block ended."""
    by_diagonal = sorted(hits, key=lambda h: (h[1] - h[0], h[0]))
    diagonals = [j - i for i, j in by_diagonal]
    slack = _SLACK + length // 4
    best: tuple[int, int, int] = (0, 0, 0)
    chosen = (0, 0)
    for low in range(len(diagonals)):
        high = bisect_right(diagonals, diagonals[low] + slack)
        covered = len({i for i, _ in by_diagonal[low:high]})
        key = (covered, -abs(diagonals[low] - near) // slack, low - high)
        if key > best or low == 0:
            best, chosen = key, (low, high)
    return by_diagonal[chosen[0] : chosen[1]]


def _find_short(ours: Sequence[_Token], theirs: Sequence[_Token], near: int) -> Iterator[tuple[int, int]]:
    """One or two words: where they stand next after the block before, within a page or so."""
    words = [t.text for t in ours]
    if not words:
        return
    for j in range(near, min(near + 400, len(theirs) - len(words) + 1)):
        if [t.text for t in theirs[j : j + len(words)]] == words:
            yield from ((i, j + i) for i in range(len(words)))
            return


def _matches(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int]]:
    """A longest common subsequence, as pairs in order."""
    same = (op for op in LCSseq.opcodes(a, b) if op.tag == "equal")
    return [(op.src_start + n, op.dest_start + n) for op in same for n in range(op.src_end - op.src_start)]


# --- boxes at the other text's offsets ---------------------------------------------------------------------------


def _words(text: str, pairs: Sequence[tuple[_Token, _Token]], words: Words) -> Words | None:
    """Rows of the PDF's words carried over to the XML's offsets; punctuation goes with the word it touches."""
    rows: dict[int, tuple[int, int]] = {}
    for ours, theirs in pairs:
        first = int(np.searchsorted(words.end, theirs.start, side="right"))
        last = int(np.searchsorted(words.start, theirs.end, side="left"))
        for row in range(first, last):
            start = ours.start + max(0, int(words.start[row]) - theirs.start)
            end = ours.end - max(0, theirs.end - int(words.end[row]))
            if start >= end:
                continue
            if row in rows and start - rows[row][1] > 3:
                continue  # the same printed word cannot stand in two places of the text
            rows[row] = (min(start, rows[row][0]), max(end, rows[row][1])) if row in rows else (start, end)
    if not rows:
        return None
    order = sorted(rows, key=lambda r: rows[r])
    starts, ends = [rows[r][0] for r in order], [rows[r][1] for r in order]
    for n in range(len(order)):
        before = ends[n - 1] if n else 0
        after = starts[n + 1] if n + 1 < len(order) else len(text)
        while starts[n] > before and not text[starts[n] - 1].isspace() and not text[starts[n] - 1].isalnum():
            starts[n] -= 1
        while ends[n] < after and not text[ends[n]].isspace() and not text[ends[n]].isalnum():
            ends[n] += 1
    return Words(
        start=np.array(starts, dtype=np.int32),
        end=np.array(ends, dtype=np.int32),
        page=words.page[order],
        box=words.box[order],
        line=words.line[order],
    )
