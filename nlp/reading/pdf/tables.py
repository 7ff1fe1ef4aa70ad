"""Tables: found by their captions and rulings, taken out of the text before columns are looked for.

Journals set captions over their tables or under them, and keep to one way; a table is looked for on both sides of its
caption, and where both would do the paper's other tables decide. What stands over a caption is found on the page turned
upside down. All of it works on the words already read, so that a page with a table costs little more than one without.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from thirdorder.nlp.language.lexicon import printed
from thirdorder.nlp.reading.pdf.blocks import QUOTE_MARKS, Body
from thirdorder.nlp.reading.pdf.cells import Table, find_cells
from thirdorder.nlp.reading.pdf.segments import Segments
from thirdorder.nlp.reading.pdf.uncaptioned import opens_caption, uncaptioned
from thirdorder.nlp.reading.pdf.words import PageWords

Mask = NDArray[np.bool_]

_CAPTION = re.compile(
    rf"^(?:{printed('before_label')}\s+)?{printed('table')}\s*\.?\s*(?:[A-Z]?\.?\d{{1,3}}|[IVX]{{1,5}})(?P<rest>.*)$",
    re.I,
)
_NAMED = re.compile(printed("table"), re.I)
_SENTENCE = re.compile(rf"^[a-z]?\s*(?:(?:and|or|to|&|,)\s+(?:table\s+)?\d|{printed('shows')}\b|[),;])")


def find_tables(pages: Sequence[PageWords], segments: Sequence[Segments], body: Body) -> list[list[Table]]:
    """The tables of each page, by their captions from top to bottom."""
    starts = [
        _captions(p, s, body) if len(p.rules) or _NAMED.search(" ".join(p.text)) else []
        for p, s in zip(pages, segments, strict=True)
    ]
    sought = [(p, s, at) for p, s, at in zip(pages, segments, starts, strict=True) if at]
    sides = [
        [bool(_table(p, s, start, at, np.ones(len(s), dtype=np.bool_), body, up)) for up in (False, True)]
        for p, s, at in sought
        for start in at
    ]
    under = sum(below and not above for below, above in sides)
    over = sum(above and not below for below, above in sides)
    ways = (True,) if over > under else (False,) if under else (False, True)
    free = [np.ones(len(s), dtype=np.bool_) for s in segments]
    tables = [_captioned(p, s, at, f, body, ways) for p, s, at, f in zip(pages, segments, starts, free, strict=True)]
    near = {j for k, at in enumerate(starts) if at for j in (k - 1, k, k + 1)} & set(range(len(pages)))
    seen: set[int] = set()
    while wave := sorted(near - seen):
        for k in wave:
            beside = [(pages[j], segments[j], t.rows) for j in (k - 1, k + 1) if 0 <= j < len(pages) for t in tables[j]]
            found = uncaptioned(pages[k], segments[k], free[k], body, beside)
            tables[k] += found
            near |= {k - 1, k + 1} & set(range(len(pages))) if found else set()
        seen.update(wave)
    return tables


def _captioned(
    words: PageWords, s: Segments, starts: Sequence[int], free: Mask, body: Body, ways: Sequence[bool]
) -> list[Table]:
    """The tables of a page that have captions; what they hold is no longer `free`."""
    tables = []
    for start in starts:
        found = (_table(words, s, start, starts, free, body, up) for up in ways)
        table = next((t for t in found if t is not None), None)
        if table is not None:
            free[np.concatenate([table.caption, table.rows, table.notes])] = False
            table.cells = find_cells(words, s, table.rows, words.rules)
            tables.append(table)
    return tables


def _beside(s: Segments, one: int, other: int) -> bool:
    return bool(s.x0[other] < s.x1[one] and s.x1[other] > s.x0[one])


def _captions(words: PageWords, s: Segments, body: Body) -> list[int]:
    found = []
    common = int(np.bincount(words.font).argmax())
    for k in np.argsort(s.base, kind="stable").tolist():
        text = " ".join(words.text[int(s.first[k]) : int(s.last[k])])
        match = _CAPTION.match(text)
        if match is None or _SENTENCE.match(match["rest"].strip()):
            continue
        row = int(s.first[k])
        styled = words.font[row] != common or abs(words.size[row] - body.size) > 0.4
        if styled or re.match(r"\s*[.:–—-]|\s*$", match["rest"]):
            found.append(k)
    return found


def _table(
    words: PageWords, s: Segments, start: int, starts: Sequence[int], free: Mask, body: Body, up: bool
) -> Table | None:
    """The table under a caption's first line, or `up`, the one over it; without its cells."""
    view = _upturned(s) if up else s
    rules = _levels(words.rules)
    if up:
        rules = np.stack([rules[:, 0], -rules[:, 3], rules[:, 2], -rules[:, 1]], axis=1)
    limit = min(
        (float(view.y0[t]) for t in starts if _beside(view, start, t) and view.base[t] > view.base[start] + 2),
        default=float("inf"),
    )
    rules = rules[(rules[:, 1] > view.base[start] - 1.6 * body.leading) & (rules[:, 1] < limit)]
    reach = (5 if up else 9) * body.leading
    near = rules[
        (rules[:, 0] < view.x1[start]) & (rules[:, 2] > view.x0[start]) & (rules[:, 1] < view.base[start] + reach)
    ]
    found = _ruled(words, view, start, rules, near, free, body) if len(near) else None
    if found is None:
        found = _unruled(view, start, limit, free, body)
    if found is None:
        return None
    x0, top, x1, bottom = found
    inside = free & (s.x0 > x0 - 8) & (s.x1 < x1 + 12) & (view.base > view.y0[start]) & (view.base < bottom)
    inside[start] = False
    # A caption goes on under its first line, however much wider than the table it is.
    caption = free & (np.abs(s.size - s.size[start]) < 0.3) & (view.base > view.base[start]) & (view.base < top)
    caption &= (np.abs(s.x0 - s.x0[start]) < 3) | (np.abs(s.x0 + s.x1 - s.x0[start] - s.x1[start]) < 6)
    between, rows = np.flatnonzero((inside | caption) & (view.base < top)), np.flatnonzero(inside & (view.base >= top))
    if len(rows) < 2 or (up and _running(s, between, x1 - x0, body)):
        return None
    beyond = _small_print(words, view, rows, (x0, x1), bottom, limit, free & ~inside, body, up)
    if up:  # over the last rule stands the row that heads the table
        return Table(_caption_lines(s, start, free & ~inside, body), np.append(rows, beyond), between)
    return Table(np.append(between, start), rows, beyond)


def _levels(rules: NDArray[np.float64]) -> NDArray[np.float64]:
    """The lying rules that are long once those that go on in one another are joined: many tables are ruled by cell."""
    lying = rules[(rules[:, 3] - rules[:, 1]) < 3.5]
    lying = lying[np.lexsort((lying[:, 0], np.round(lying[:, 1])))]
    if not len(lying):
        return lying
    apart = np.ones(len(lying), dtype=np.bool_)
    apart[1:] = (np.abs(np.diff(lying[:, 1])) > 1.0) | (lying[1:, 0] - lying[:-1, 2] > 3.0)
    first = np.flatnonzero(apart)
    low, high = np.minimum.reduceat(lying, first), np.maximum.reduceat(lying, first)
    long = high[:, 2] - low[:, 0] > 40
    return np.stack([low[long, 0], low[long, 1], high[long, 2], high[long, 3]], axis=1)


def _upturned(s: Segments) -> Segments:
    """The page upside down: what stood over a line stands under it."""
    return replace(s, y0=-s.y1, y1=-s.y0, base=-s.y0 - 0.2 * s.size)


def _caption_lines(s: Segments, start: int, free: Mask, body: Body) -> NDArray[np.intp]:
    """The lines of a caption that stands under its table: those directly below its first, of its size."""
    taken = [start]
    full = s.x1[start] - 0.12 * (s.x1[start] - s.x0[start])  # lines may end raggedly
    alike = free & (np.abs(s.size - s.size[start]) < 0.3) & (s.x0 > s.x0[start] - 8) & (s.base > s.base[start])
    for k in np.flatnonzero(alike)[np.argsort(s.base[alike], kind="stable")].tolist():
        last = taken[-1]
        if s.base[k] - s.base[last] > 1.45 * s.size[k] or (s.size[k] > 0.96 * body.size and s.x1[last] < full):
            break
        taken.append(k)
    return np.array(taken, dtype=np.intp)


def _ruled(
    words: PageWords, s: Segments, start: int, rules: NDArray[np.float64], near: NDArray[np.float64], free: Mask,
    body: Body,
) -> tuple[float, float, float, float] | None:  # fmt: skip
    """From the first rule under the caption to the last that neither running text nor a caption parts from it."""
    below = near[near[:, 1] > s.base[start] - 0.2 * body.size]
    if not len(below):
        return None
    head = below[below[:, 1].argmin()]
    x0, x1 = _extent(rules[np.abs(rules[:, 1] - head[1]) < 2], head)
    within = rules[(rules[:, 0] > x0 - 12) & (rules[:, 2] < x1 + 12) & (rules[:, 1] > head[1] + 2)]
    levels = np.unique(np.round(within[:, 1], 0))
    bottom = float(head[1])
    for y in levels.tolist():
        level = within[np.abs(within[:, 1] - y) <= 1.5]
        covered = float((level[:, 2] - level[:, 0]).sum())
        if covered < 0.75 * (x1 - x0) or level[:, 0].min() > x0 + 0.15 * (x1 - x0):
            continue
        part = free & (s.base > bottom) & (s.base < y) & (s.x0 < x1) & (s.x1 > x0)
        between = np.flatnonzero(part)
        if _running(s, between, x1 - x0, body) or any(
            opens_caption(words, s, k) for k in between.tolist() if k != start
        ):
            break
        bottom = float(y)
    if bottom <= head[1] + body.leading:
        return None
    return x0, float(head[1]), x1, bottom + 0.5


def _extent(level: NDArray[np.float64], head: NDArray[np.float64]) -> tuple[float, float]:
    """Left and right end of the rules on one level that join the first."""
    x0, x1 = float(head[0]), float(head[2])
    for rule in level[np.argsort(level[:, 0])].tolist():
        if rule[0] < x1 + 15 and rule[2] > x0 - 15:
            x0, x1 = min(x0, rule[0]), max(x1, rule[2])
    return x0, x1


def _running(s: Segments, rows: NDArray[np.intp], width: float, body: Body) -> bool:
    """Whether segments are running text: mostly full lines of body size, or several of them right under one another."""
    if len(rows) < 3:
        return False
    full = (np.abs(s.size[rows] - body.size) < 0.4) & (s.x1[rows] - s.x0[rows] > 0.75 * min(width, 260))
    if full.mean() > 0.5:
        return True
    # Beside a picture's many labels full lines are few.
    left = full & (s.x0[rows] < s.x0[rows].min() + 0.1 * width)
    steps = np.diff(np.sort(s.base[rows[left]])) < 1.3 * body.leading
    return bool((steps[1:] & steps[:-1]).any())


def _unruled(s: Segments, start: int, limit: float, free: Mask, body: Body) -> tuple[float, float, float, float] | None:
    """Without rules: the rows under the caption that hold several cells or small letters, until running text."""
    under = np.flatnonzero(free & (s.base > s.base[start] + 0.3 * body.size) & (s.base < limit))
    under = under[np.argsort(s.base[under], kind="stable")]
    text = _text_columns(s, body)
    rows: list[list[int]] = []
    for k in under.tolist():
        if rows and s.base[k] - s.base[rows[-1][0]] < 0.5 * s.size[k]:
            rows[-1].append(k)
        else:
            rows.append([k])
    taken = [start]
    last = float(s.base[start])
    several = 0
    top = set_in = None
    for line in rows:
        row = [k for k in line if not text[k]]
        x0, x1 = float(s.x0[taken].min()), float(s.x1[taken].max())
        if any(text[k] and s.x0[k] < x1 and s.x1[k] > x0 for k in line):
            break
        if not row:
            continue
        if s.base[row[0]] - last > 3.2 * body.leading:
            break
        cells = len(row) > 1
        long = float(np.median(s.chars[row])) > (28 if cells else 45)
        size = float(np.median(s.size[row]))
        if size > 0.96 * body.size and (long or (set_in is not None and size > set_in + 0.6)):
            break
        # Two columns of text under a table look like cells, but for where the second begins.
        apart = several > 1 and s.base[row[0]] - last > 1.5 * body.leading
        second = s.x0[row] > s.x0[row].min() + 3
        if apart and cells and long and not (np.abs(s.x0[row][second][:, None] - s.x0[taken]) < 4).any():
            break
        several += cells
        if cells and top is None:
            top, set_in = float(min(s.y0[row])), size
        taken += row
        last = float(s.base[row[0]])
    if several < 2 or top is None:
        return None
    del taken[0]
    x0, x1 = float(s.x0[taken].min()), float(s.x1[taken].max())
    return x0, top, x1, last + 1.0


def _text_columns(s: Segments, body: Body) -> Mask:
    """Lines of running text: of body size and as long as most such lines, and the short ones that go on under them."""
    sized = np.abs(s.size - body.size) < 0.4
    lines = sized & (s.chars >= 30)
    if np.count_nonzero(lines) < 5:
        return np.zeros(len(s), dtype=np.bool_)
    full = sized & (s.x1 - s.x0 > 0.8 * np.median((s.x1 - s.x0)[lines]))
    text = full.copy()
    for k in np.flatnonzero(sized & ~full).tolist():
        step = s.base[k] - s.base
        text[k] = bool((full & (step > 0) & (step < 1.5 * body.leading) & (np.abs(s.x0 - s.x0[k]) < 2)).any())
    return text


def _small_print(
    words: PageWords, s: Segments, rows: NDArray[np.intp], width: tuple[float, float], bottom: float, limit: float,
    free: Mask, body: Body, up: bool,
) -> NDArray[np.intp]:  # fmt: skip
    """Small print that goes on directly beyond the end of a table; under it notes may be wider than the table, and
    nearly as large as running text where their first words or sign say what they are."""
    small = (s.size < 0.95 * body.size) & (s.size <= np.median(s.size[rows]) + 0.3)
    within = s.x1 < width[1] + 12
    under = np.flatnonzero(
        free & (s.base > bottom) & (s.base < limit) & (s.x0 > width[0] - 8) & (within | (s.x0 < width[1]))
    )
    under = under[np.argsort(s.base[under], kind="stable")]
    taken: list[int] = []
    last = bottom
    for k in under.tolist():
        step = float(s.base[k] - last) / float(s.size[k])
        if step > 1.9 and (up or step > 4.0 or not _apart(words, s, k, width, small, body)):
            break
        wide = not up and (bool(taken) or s.x0[k] < width[0] + 1.3 * s.size[k])
        alike = bool(taken) and not up and abs(s.size[k] - s.size[taken[-1]]) < 0.3
        if ((small[k] or alike) and (within[k] or wide)) or (not up and _opens_note(words, s, k, body)):
            taken.append(k)
            last = max(last, float(s.base[k]))
    return np.array(taken, dtype=np.intp)


def _apart(words: PageWords, s: Segments, k: int, width: tuple[float, float], small: Mask, body: Body) -> bool:
    """Whether small print stands a little below a table and yet is its note, not a quotation: it says so, or its line
    is as wide as the table and set in on neither side."""
    full = abs(s.x0[k] - width[0]) < 1.6 * s.size[k] and s.x1[k] > width[1] - 12
    quoted = words.text[int(s.first[k])][0] in QUOTE_MARKS
    return _opens_note(words, s, k, body) or bool(small[k] and s.size[k] < 0.9 * body.size and full and not quoted)


def _opens_note(words: PageWords, s: Segments, k: int, body: Body) -> bool:
    """Whether a segment opens a note under a table: a sign, "Source", or the first of several abbreviations."""
    line = " ".join(words.text[int(s.first[k]) : int(s.last[k])])
    return bool(s.size[k] < body.size - 0.3 and _NOTE.match(line))


_NOTE = re.compile(
    rf"^(?:[*†‡§¶]|[a-z] ?[^\W\d_a-z]\w+ |(?i:{printed('note')})\b|"
    r"[^\W\d_a-z][\w./-]{0,9}(?:,| ?[=:]) [^.;]{3,60};)"  # "SD, standard deviation; P: participant"
)
