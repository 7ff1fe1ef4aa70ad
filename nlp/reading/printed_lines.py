"""What a printed line says of itself: whether it ends a sentence, begins one, goes on, or labels something."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from thirdorder.nlp.language.headings import core_role
from thirdorder.nlp.language.lexicon import printed

Test = Callable[[str], bool]
Kind = Literal["heading", "table", "caption", "note", "text"]

OPENINGS = "“‘\"'«„¿¡"
ENDS = '.!?:;…”"»’)]'
_STOPS = re.compile(
    r"[.!?:…][”\"»’')\]]*(?:\[?\d{1,3}(?:[,–-]\s?\d{1,3})*\]?)?[”\"»’)]*$|[.!?]?[”»][^\w]*$|\)$|\][.,]?$"
)
_CAPTION = re.compile(
    rf"(?:{printed('before_label')} )?(?:{printed('table')}|{printed('figure')}|{printed('box')})\s*"
    rf"(?:\d+|[A-Z]\d+|[IVX]+)\b(?!\)|,|\s+(?:and|{printed('shows')})\b)",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"\W{0,2}(?:correspond(?:ence|ing author)|e-?mail|full list of author|©|copyright|https?://|doi:?\s?10\.|"
    r"received:?\s|accepted:?\s|this is an open[- ]access|abbreviations:|notes?[.:]\s)",
    re.IGNORECASE,
)
_ITEM = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})+\.?|\(?\d{1,2}[.)]|[•‣◦▪●])\s")
_HANGING = re.compile(rf"(?:\b{printed('unfinished')}|[,(/–=+<>≤≥±-]|\([^)]*)$")
"""How a line ends that the next one goes on with."""
ROOM = 0.8
"""A line was ended on purpose if it could hold the next word within this share of the usual width."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Lines that belong together, and what they are; `width` is how many characters such a line holds."""

    kind: Kind
    lines: tuple[str, ...]
    width: int

    @property
    def text(self) -> str:
        return " ".join(self.lines)


def stops(line: str) -> bool:
    """Whether a line ends a sentence."""
    return _STOPS.search(line) is not None


def begins(line: str) -> bool:
    """Whether a line may begin a paragraph: a capital, a figure or a quotation mark."""
    return not line[0].islower() and line[0] not in ",;.)]"


def has_room(line: str, after: str, width: int) -> bool:
    """Whether a line could have held the first word of the next, `width` being what lines here hold."""
    return len(line) + 1 + len(after.split()[0]) < ROOM * width


def is_caption(line: str) -> bool:
    """Whether a line opens the caption of a table, figure or box, and no sentence about one."""
    return line[0].isupper() and _CAPTION.match(line) is not None


def is_named(line: str) -> bool:
    """Whether a line is one of the few headings that nearly every paper has, set as a heading is."""
    return core_role(line) is not None and not line[0].islower() and not line.endswith((".", ",", ";"))


def is_note(line: str) -> bool:
    """Whether a line opens what stands at the foot of a first page or below a table."""
    return _NOTE.match(line) is not None


def is_item(line: str) -> bool:
    """Whether a line opens an item of a list."""
    return _ITEM.match(line) is not None


def hangs(line: str) -> bool:
    """Whether a line ends in a word or sign that the next one must go on with."""
    return _HANGING.search(line) is not None
