"""What pieces of printed text are: cells below a caption, notes, headings, or running text."""

from __future__ import annotations

import re
from dataclasses import replace

from thirdorder.nlp.language.headings import number, role_of_title
from thirdorder.nlp.reading.printed_lines import (
    ROOM,
    Kind,
    Piece,
    Test,
    begins,
    hangs,
    is_caption,
    is_named,
    is_note,
    stops,
)

_NARROW = 0.45
"""Lines narrower than this share of the usual are those of a table or a side note."""


def with_tables(found: list[Piece], usual: int) -> list[Piece]:
    """Captions known by their label, and the cells below one, as far as no line is as long as text has them."""
    sorted_out: list[Piece] = []
    below = False
    for piece, after in zip(found, [*found[1:], None], strict=True):
        if piece.kind == "text" and is_caption(piece.text):
            below = not piece.text.casefold().startswith("box")  # a box holds words, most often participants'
            piece = replace(piece, kind="caption")
        elif piece.kind == "text" and is_note(piece.text):
            piece = replace(piece, kind="note")
        elif below and piece.kind == "text" and not _is_full(piece, usual):
            numbered = number(piece.text) and after is not None and _is_full(after, usual)
            piece = replace(piece, kind="heading" if is_named(piece.text) or numbered else "table")
        elif piece.kind == "text" and len(piece.lines) > 1 and max(map(len, piece.lines)) < _NARROW * usual:
            piece = replace(piece, kind="table")
        elif piece.kind == "text":
            below = False
        sorted_out.append(piece)
    return sorted_out


def _is_full(piece: Piece, usual: int) -> bool:
    """Whether a piece is lines of words of the usual width, and no heading of two or three lines."""
    wide = len(piece.lines) > 1 and max(map(len, piece.lines)) > 0.75 * usual and _is_worded(piece)
    return wide and (len(piece.lines) > 3 or stops(piece.text) or len(piece.lines[-1]) > ROOM * piece.width)


def _is_worded(piece: Piece) -> bool:
    return sum(map(len, _WORD.findall(piece.text))) > 0.6 * len(piece.text)


def is_prose(piece: Piece, usual: int) -> bool:
    """Whether a piece is running text: lines of the usual width, or a whole sentence."""
    if _is_full(piece, usual):
        return True
    narrow = max(map(len, piece.lines)) < _NARROW * usual
    return not narrow and len(_WORD.findall(piece.text)) > 7 and stops(piece.text) and _is_worded(piece)


_WORD = re.compile(r"[^\W\d_]{2,}")


def with_headings(found: list[Piece], looks_like_heading: Test) -> list[Piece]:
    """Short pieces as headings where text follows; as cells where they stand among others of their kind."""
    usual = max((p.width for p in found), default=0)
    kinds: list[Kind] = [p.kind for p in found]
    loose = [p.kind == "text" and not is_prose(p, p.width) for p in found]
    for i in reversed(range(len(found))):
        piece = found[i]
        if piece.kind == "heading" or not loose[i]:
            continue
        if role_of_title(piece.text) is not None and len(piece.text) < usual and not piece.text[0].islower():
            kinds[i] = "heading"
        elif i + 1 < len(found) and looks_like_heading(piece.text) and not hangs(piece.text):
            text_follows = kinds[i + 1] == "text" and not loose[i + 1] and begins(found[i + 1].text)
            heads = text_follows or kinds[i + 1] == "heading"
            among = i > 0 and (kinds[i - 1] == "table" or (loose[i - 1] and not looks_like_heading(found[i - 1].text)))
            if heads and (not among or number(piece.text)):
                kinds[i] = "heading"
    for i, flag in enumerate(loose):
        near = [k for k in (i - 2, i - 1, i + 1, i + 2) if 0 <= k < len(found)]
        beside = [kinds[k] == "table" or (loose[k] and kinds[k] == "text") for k in near]
        if flag and kinds[i] == "text" and sum(beside) > 1 and not stops(found[i].text):
            kinds[i] = "table"
    return [replace(p, kind=kind) for p, kind in zip(found, kinds, strict=True)]
