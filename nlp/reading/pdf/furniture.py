"""What is printed on a page without being its text: running heads, page and line numbers, watermarks, strips.

Rows are found as boolean masks over the words (line numbers) or segments (the rest) of each page.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from thirdorder.nlp.language.lexicon import printed
from thirdorder.nlp.reading.pdf.segments import WIDE_GAP, Segments
from thirdorder.nlp.reading.pdf.words import PageWords

Mask = NDArray[np.bool_]
Rows = NDArray[np.intp]

_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    rf"^(?:{printed('page')}\s*)?[-–—|(]?\s*(?:[A-Za-z]{{0,2}}\d{{1,6}}|[ivxlc]{{1,6}})\s*[-–—|)]?"
    rf"(?:\s*(?:{printed('of_pages')}|/)\s*\d+)?$",
    re.I,
)
_IMPRINT = re.compile(
    rf"doi[.:/ ]|https?://|www\.|©|\bissn\b|{printed('imprint')}|et al\.?(?:[ ,.:|]|$)|"
    rf"\b{printed('page')} \d+ {printed('of_pages')} \d+|\b(?:19|20)\d\d[;,] ?\d+",
    re.I,
)
_LABELLED = re.compile(rf"^(?:{printed('table')}|{printed('figure')})(?![^\W\d_])", re.I)
_SECTION_NUMBER = re.compile(r"#(?:\.#)*\.?")
_MARGIN = 0.13  # of the page's height, at the top and at the bottom
_LEAST_NUMBERS = 8  # of lines, on a page or, where not every line bears one, in a document
_LEAST_FIVES = 4  # on a page, where they count every fifth or tenth line
_FEWEST_NUMBERS = 2  # of lines, on a page
_LETTERS_OF_HEAD = 3  # at least so many and one, or it is a number
_SHARE_OF_HEADS = 0.2  # of the pages, whose outermost row is a running head at one height
_LEAST_PAGES = 3  # that print the same words at the same place, for words outside the margins


def line_numbers(pages: Sequence[PageWords]) -> list[Mask]:
    """For each page the words that number the lines of a manuscript: whole numbers in one column, rising by a fixed
    step, with no text on their outer side. Where every fifth line bears one, a page has few but the document many."""
    columns = [_columns_of_numbers(page) for page in pages]
    many = Counter(step for found in columns for step, rows in found for _ in rows)
    whole = {step for found in columns for step, rows in found if len(rows) >= _LEAST_NUMBERS}
    whole |= {step for found in columns for step, rows in found if step in (5, 10) and len(rows) >= _LEAST_FIVES}
    masks = []
    for page, found in zip(pages, columns, strict=True):
        mask = np.zeros(len(page), dtype=np.bool_)
        for step, rows in found:
            mask[rows] |= step in whole or (step > 1 and many[step] >= _LEAST_NUMBERS)
        masks.append(mask)
    return masks


def _columns_of_numbers(words: PageWords) -> list[tuple[int, Rows]]:
    """What may number the lines of one page: the step and rows of columns of numbers outside all text."""
    digits = [i for i, t in enumerate(words.text) if t.isascii() and t.isdecimal() and len(t) <= 4]
    if len(digits) < _FEWEST_NUMBERS:
        return []
    rows = np.array(digits)
    values = np.array([int(words.text[i]) for i in digits])
    others = np.ones(len(words), dtype=np.bool_)
    others[rows] = False
    columns = [c for edge in (0, 2) for c in _columns_at(words, rows, values, edge)]
    left, right = words.box[others, 0], words.box[others, 2]
    found = []
    sides: tuple[Callable[[Rows], Mask], ...] = (
        lambda c: left < words.box[c, 0].min(),
        lambda c: right > words.box[c, 2].max(),
    )
    for beyond in sides:
        outside = [(step, c) for step, c in columns if np.count_nonzero(beyond(c)) <= 0.02 * len(words)]
        found += [max(outside, key=lambda one: len(one[1]))] if outside else []
    return found


def _columns_at(words: PageWords, rows: Rows, values: NDArray[np.int_], edge: int) -> Iterator[tuple[int, Rows]]:
    """Numbers flush at their left (`edge` 0) or right (2) edges that rise as those of lines do. Where both sides of a
    page are numbered, the commonest place may be that of the other one."""
    places, count = np.unique(np.round(words.box[rows, edge] / 3.0), return_counts=True)
    often = np.argsort(-count, kind="stable")[:_MOST_PLACES]
    for place in places[often[count[often] >= _FEWEST_NUMBERS]].tolist():
        near = np.abs(words.box[rows, edge] - 3.0 * place) <= 4.0
        order = np.argsort(words.base[rows[near]], kind="stable")
        if step := _step(values[near][order]):
            yield step, rows[near][order]


_MOST_PLACES = 3
"""Columns of numbers on a page that are looked at."""


def _step(numbers: NDArray[np.int_]) -> int:
    """By how much the numbers of a column rise from line to line; 0 where they do not as those of lines do."""
    if len(numbers) < _FEWEST_NUMBERS:
        return 0
    steps = np.diff(numbers)
    usual = int(np.bincount(np.clip(steps, 0, 50)).argmax())
    regular = 0.8 if len(numbers) >= _LEAST_NUMBERS else 1.0
    return usual if usual in (1, 2, 5, 10) and np.count_nonzero(steps == usual) >= regular * len(steps) else 0


def running_heads(pages: Sequence[PageWords], segments: Sequence[Segments], body: float) -> list[Mask]:
    """For each page the segments that are repeated in the margins of others, or look like its number or imprint."""
    texts = [_texts(words, s) for words, s in zip(pages, segments, strict=True)]
    masks = [np.zeros(len(s), dtype=np.bool_) for s in segments]
    seen: defaultdict[tuple[str, int], set[int]] = defaultdict(set)
    often = Counter(text for lines in texts for text in lines)
    keys: list[list[tuple[str, int, bool]]] = []
    for number, (words, s, lines) in enumerate(zip(pages, segments, texts, strict=True)):
        marginal = (s.base < _MARGIN * words.height) | (s.base > (1 - _MARGIN) * words.height)
        keys.append([])
        for text, base, x0, edge in zip(lines, s.base.tolist(), s.x0.tolist(), marginal.tolist(), strict=True):
            place = round(base / 4.0)
            if not edge and often[text] < _LEAST_PAGES:
                keys[-1].append(("", place, edge))
                continue
            key = _DIGITS.sub("#", text) if edge else f"{x0:.0f} {text}"
            keys[-1].append((key, place, edge))
            for shift in (-1, 0, 1):
                seen[key, place + shift].add(number)
    least = 2 if len(pages) < 6 else 3
    for number, page in enumerate(keys):
        mask, base = masks[number], segments[number].base
        for row, (key, place, edge) in enumerate(page):
            if key and not edge and len(seen[key, place]) >= max(_LEAST_PAGES, 0.6 * len(pages)):
                mask[row] = True
        for way in (1, -1):
            for row in np.argsort(way * base, kind="stable").tolist():
                key, place, edge = page[row]
                if not edge or len(seen[key, place]) < least or _LABELLED.match(key):
                    break
                if _SECTION_NUMBER.fullmatch(key) and _numbers_heading(segments[number], row, body):
                    break  # what stands further in is text, however often it comes again
                mask[row] = True
    _alike_placed(pages, segments, texts, masks)
    _page_numbers(pages, segments, texts, masks)
    for words, s, lines, mask in zip(pages, segments, texts, masks, strict=True):
        _outermost(words, s, lines, mask, body)
    return masks


def _alike_placed(
    pages: Sequence[PageWords], segments: Sequence[Segments], texts: Sequence[list[str]], masks: Sequence[Mask]
) -> None:
    """Rows at the edge of a page at the very height and in the size of running heads of other pages: a head that names
    a section of a page or two is not repeated."""
    for way in (1, -1):
        heads: Counter[tuple[int, int]] = Counter()
        for words, s, lines, mask in zip(pages, segments, texts, masks, strict=True):
            at = np.flatnonzero(mask & (way * (s.base - 0.5 * words.height) < 0)).tolist()
            said = [r for r in at if sum(map(str.isalpha, lines[r])) > _LETTERS_OF_HEAD]
            heads.update({_place(s, r, shift) for r in said for shift in (-1, 0, 1)})
        least = max(_LEAST_PAGES, _SHARE_OF_HEADS * len(pages))
        for s, lines, mask in zip(segments, texts, masks, strict=True):
            for row in np.argsort(way * s.base, kind="stable").tolist():
                if heads[_place(s, row)] < least or _LABELLED.match(lines[row]):
                    break
                mask[row] = True


def _place(s: Segments, row: int, shift: int = 0) -> tuple[int, int]:
    """A row's height on the page and its size, in steps that a head keeps from page to page."""
    return round(float(s.base[row])) + shift, round(2 * float(s.size[row]))


def _page_numbers(
    pages: Sequence[PageWords], segments: Sequence[Segments], texts: Sequence[list[str]], masks: Sequence[Mask]
) -> None:
    """Numbers at the head or the foot of pages that count with them, however far from the edge of the sheet."""
    for way in (1, -1):
        found: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for k, (words, s, lines) in enumerate(zip(pages, segments, texts, strict=True)):
            if len(s):
                row = int(np.argmin(way * s.base))
                level = np.abs(s.base - s.base[row]) < 0.6 * s.size[row]
                if lines[row].isdecimal() and len(lines[row]) < 5 and np.count_nonzero(level) == 1:
                    found[int(lines[row]) - words.number].append((k, row))
        for rows in found.values():
            if len(rows) >= _LEAST_PAGES:
                for k, row in rows:
                    masks[k][row] = True


def _outermost(words: PageWords, s: Segments, lines: list[str], mask: Mask, body: float) -> None:
    """Rows beyond all text, apart from it, that hold a page number or an imprint."""
    for way in (1, -1):
        order = np.argsort(way * s.base, kind="stable").tolist()
        for position, row in enumerate(order[:6]):
            depth = s.base[row] / words.height
            if (depth if way == 1 else 1 - depth) > _MARGIN:
                break
            if mask[row]:
                continue
            inner = [r for r in order[position + 1 :] if way * (s.base[r] - s.base[row]) > 0.6 * s.size[row]]
            apart = not inner or way * (s.base[inner[0]] - s.base[row]) > 1.5 * max(body, s.size[row])
            beside = [r for r in order[:6] if r != row and abs(s.base[r] - s.base[row]) < 0.6 * s.size[row]]
            small = s.size[row] < 0.97 * body
            alone = (apart or small) and not _touched(s, row, mask, body) and not _numbers_heading(s, row, body)
            if (
                (_PAGE_NUMBER.match(lines[row]) and (alone or any(mask[r] for r in beside)))
                or (len(lines[row]) < 160 and _IMPRINT.search(lines[row]) and (apart or small))
                or (any(mask[r] for r in beside) and len(lines[row]) < 120 and s.size[row] < 1.2 * body)
            ):
                mask[row] = True
            else:
                break


def _numbers_heading(s: Segments, row: int, body: float) -> bool:
    """Whether larger letters follow on the same row: then it is the number of a heading that opens the page."""
    gap = s.x0 - s.x1[row]
    level = (np.abs(s.base - s.base[row]) < 0.3 * s.size) & (s.size > 1.05 * body)
    return bool((level & (gap > 0) & (gap < 3 * s.size)).any())


def _touched(s: Segments, row: int, mask: Mask, body: float) -> bool:
    """Whether text stands right beside a segment on its row: then it is a raised number of that text."""
    level = ~mask & (np.abs(s.base - s.base[row]) < 0.7 * max(body, float(s.size[row])))
    level[row] = False
    gap = np.maximum(s.x0 - s.x1[row], s.x0[row] - s.x1)
    return bool((level & (gap < WIDE_GAP * body)).any())


def _texts(words: PageWords, s: Segments) -> list[str]:
    return [" ".join(words.text[a:b]) for a, b in zip(s.first.tolist(), s.last.tolist(), strict=True)]
