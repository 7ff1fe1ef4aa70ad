"""Lines broken where the page was full, as copied from a PDF: put together to paragraphs, headings and what else.

A line that could have held the next word was ended on purpose: there a paragraph ends, or the line is a heading.
What stands between two halves of a sentence (a table, a note, the foot of a page) is put behind it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from thirdorder.nlp.language.headings import number
from thirdorder.nlp.reading.printed_kinds import is_prose, with_headings, with_tables
from thirdorder.nlp.reading.printed_lines import (
    ENDS,
    OPENINGS,
    ROOM,
    Kind,
    Piece,
    Test,
    begins,
    hangs,
    has_room,
    is_caption,
    is_item,
    is_named,
    is_note,
    stops,
)

_WRAPPED = 0.6
"""Share of inner lines that break off in mid-sentence in wrapped text."""
_LEAST = 20
"""Inner lines on which the share must rest."""


def is_wrapped(lines: Sequence[str]) -> bool:
    """Whether lines are broken where the page was full: most break off within a sentence."""
    inner = [line for run in _runs(lines) for line in run[:-1] if len(line) >= 30]
    return len(inner) >= _LEAST and sum(line[-1] not in ENDS for line in inner) >= _WRAPPED * len(inner)


def pieces(lines: Sequence[str], looks_like_heading: Test, set_apart: Test) -> list[Piece]:
    """Paragraphs, headings, captions, cells of tables and notes of wrapped text, in reading order.

    The two functions say whether a text may be a heading: within a run of lines, and between blank ones.
    """
    runs = _runs(lines)
    usual = _width([line for run in runs if len(run) > 2 for line in run])
    opens = [run[0] for run in runs[1:]] + [""]
    found = [
        piece for run, after in zip(runs, opens, strict=True) for piece in _split(run, after, usual, looks_like_heading)
    ]
    return _joined(with_headings(with_tables(found, usual), set_apart))


def _runs(lines: Sequence[str]) -> list[list[str]]:
    runs = groupby((re.sub(r"\s+", " ", line).strip() for line in lines), key=bool)
    return [list(run) for filled, run in runs if filled]


def _width(lines: Sequence[str]) -> int:
    """What a full line holds: the length that a quarter of the characters' lines exceed."""
    lengths = sorted(len(line) for line in lines)
    total, seen = sum(lengths), 0
    for length in lengths:
        seen += length
        if seen >= 0.75 * total:
            return length
    return 0


# --- where lines were ended on purpose ---------------------------------------------------------------------------


def _split(run: list[str], opens: str, usual: int, looks_like_heading: Test) -> list[Piece]:
    """The pieces of a run of lines: paragraphs, and headings that no blank line sets apart; `opens` comes next."""
    width = _width(run) if len(run) > 4 else max(usual, *map(len, run))
    found: list[Piece] = []
    start = 0

    def close(end: int, kind: Kind = "text") -> None:
        nonlocal start
        if end > start:
            found.append(Piece(kind, tuple(run[start:end]), width))
        start = end

    for i, line in enumerate(run):
        before, after = run[i - 1] if i else "", run[i + 1] if i + 1 < len(run) else opens
        if i > 0 and is_note(line):
            close(i)
            close(len(run), "note")
            break
        if i > 0 and is_caption(line) and stops(before):
            close(i)
        if not after or not begins(after):
            continue
        if is_named(line) and (not before or stops(before) or has_room(before, line, width)):
            close(i)
            close(i + 1, "heading")
        elif stops(line) and is_item(after):
            close(i + 1)
        elif not has_room(line, after, min(width, max(map(len, (*run[i + 1 : i + 4], opens))))):
            continue
        elif stops(line):
            close(i + 1)
        elif i + 1 == len(run) and len(opens) < ROOM * width:
            continue
        elif (after[0].isupper() or after[0] in OPENINGS) and (
            height := _heading_height(run, start, i, width, looks_like_heading)
        ) is not None:
            close(i + 1 - height)
            close(i + 1, "heading")
    close(len(run))
    return found


def _heading_height(run: list[str], start: int, i: int, width: int, looks_like_heading: Test) -> int | None:
    """Over how many lines a heading goes that ends with line `i`; None where it is none."""
    if hangs(run[i]):
        return None
    for height in (1, 2, 3):
        first = i + 1 - height
        if first < start or not begins(run[first]) or (height > 2 and not number(run[first])):
            continue
        if height > 1 and run[i][0].isupper() and has_room(run[first], run[i], width):
            continue
        if (first == start or stops(run[first - 1])) and looks_like_heading(" ".join(run[first : i + 1])):
            return height
    return None


# --- sentences that a column or a page breaks ----------------------------------------------------------------------


_FAR = 60
"""Pieces within which a broken sentence must go on."""


def _joined(found: list[Piece]) -> list[Piece]:
    """Paragraphs broken by a column, a page or what stands between, whole; what stood between comes behind them."""
    joined: list[Piece] = []
    taken: set[int] = set()
    for i, piece in enumerate(found):
        if i in taken:
            continue
        at = i
        while piece.kind == "text" and (following := _continuation(found, at, piece, taken)) is not None:
            taken.add(following)
            piece = replace(piece, lines=(*piece.lines, *found[following].lines))
            at = following
        joined.append(piece)
    return joined


def _continuation(found: list[Piece], at: int, piece: Piece, taken: set[int]) -> int | None:
    """Which later piece goes on with a sentence that breaks off: the next text, if it does not begin anew."""
    last = piece.lines[-1]
    if last[-1] in ENDS or (len(piece.lines) == 1 and not is_prose(piece, piece.width) and last[-1] not in ",-"):
        return None
    for k in range(at + 1, min(len(found), at + _FAR)):
        if found[k].kind == "heading":
            return None
        if found[k].kind != "text" or k in taken:
            continue
        first = found[k].text
        if first[0].islower() or (last[-1] in "-–," and first[0].isalnum()):
            return k
        if is_prose(found[k], found[k].width):
            full = len(last) > 0.9 * piece.width and k == at + 1
            return k if full and first[0] not in '“"«‘' else None
    return None
