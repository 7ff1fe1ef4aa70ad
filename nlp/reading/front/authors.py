"""The authors of a paper, as the lines under its title or its recommended citation name them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from thirdorder.nlp.document import Block

# As they are printed: "Md" is a name.
_CREDIT = re.compile(
    r"\b(?:[Pp][Hh]\.?[Dd]|MD|MS[Cc]|M[Ss]c|RN|MPH|MA|BS[Cc]|B[Ss]c|[Dd]r|[Pp]rof(?:essor)?|MBBS|FACS|FRCP)\b\.?"
)
_ICON = re.compile(r"(?<=[^\W\d_A-Z])[iI]D(?![^\W\d_])|\b\d{4}-\d{4}-\d{4}-\d{3}[\dX]\b")  # ORCID's, and its number
_NAMES_PARTED = re.compile(r"[,;•|·]|(?<=\s)(?:and|y|e|und|et|&)(?=\s)|\s\.(?=\s|$)")
_NO_NAME = re.compile(
    r"universi|departm|editor|edited|review|correspond|hospital|school|institut|faculty|colleg|http|@|abstract|keyword|research|journal|"
    r"\b(?:a |the )?(?:thesis|dissertation)|submitted|degree|draft|technolog(?:y|ies)\b|laborator|centre|center",
    re.I,
)
_LAND = re.compile(
    r"(?:the )?(?:united|new|south|north|sri|hong|saudi|costa|el|san|los|las|great|northern|czech|republic|puerto|"
    r"ivory|sierra|burkina) .*",
    re.I,
)
_DATED = re.compile(
    r"(?:received|revised|accepted|published(?: online)?|posted|first published)\s*:?\s*(?:\d{1,2}\s+)?"
    r"[A-Z][a-z]+\.?\s+(?:\d{1,2},?\s+)?\d{4}\s*[|;/.]?\s*",
    re.I,
)
_BYLINE_DATE = re.compile(r"[,(.\s]*(?:\b[A-Z][a-z]+\s+)?(?<!\d)((?:19[5-9]|20[0-4])\d)\)?\W*$")
_BY = re.compile(r"^(?:by|authors?:|von|por|par)\s+", re.I)
_PARTICLES = frozenset({
    "van", "von", "de", "da", "do", "dos", "del", "della", "di", "la", "le", "el", "al", "bin", "ben", "den", "der", 
    "ter", "du", "y", "e", "i",
})  # fmt: skip
_PLACE = 250
_LINES = 14
"""Blocks after the title among which the byline stands."""


def authors_of(
    text: str, front: Sequence[Block], printed: Sequence[str], aside: Sequence[str], info: Mapping[str, str]
) -> tuple[tuple[str, ...], str]:
    """The names under the title, and the line that ends them (which may bear a year).

    Where no line is one of names, a note that is nothing else counts, and those of the file's properties if there are
    several and each is printed; `printed` and `aside` are the blocks and notes of the first pages.
    """
    index = next((k for k, b in enumerate(front) if b.kind == "title"), None)
    names: tuple[str, ...] = ()
    last, known = "", 0
    for block in front[index + 1 : index + 1 + _LINES] if index is not None else ():
        if block.kind == "heading" and names:
            break
        line = _DATED.sub(" ", text[block.start : block.end]).strip()
        more = names_in(line)
        if names and not more and known == 1 and len(line) < _PLACE and _NO_NAME.search(line):
            continue  # where the first works; the second may stand beside
        # Names each on a line of their own, or a list that goes on in the next line.
        if names and not (more and (len(more) == 1 == known or last.endswith((",", " .", ";", " and", "&")))):
            break
        if len(line) > 400 and not more:
            break  # running text: no byline comes after it
        names, last, known = names + more, (line if more else last).rstrip(), len(more)
    if names:
        return tuple(dict.fromkeys(names)), last
    for note in aside:
        if len(listed := names_in(note)) > 1 and len(note) < 300:
            return listed, ""
    stated = names_in(info.get("Author", ""))
    whole = " ".join((*printed, *aside)).casefold()
    shown = all(" " in n and n.split()[-1].casefold() in whole for n in stated)
    return (stated if len(stated) > 1 and shown else ()), ""


def names_in(line: str) -> tuple[str, ...]:
    """A line of names divided by commas, "and" or "&"; empty where it is something else."""
    line = line.replace("\ufeff", "").replace("\xa0", " ")
    if not line or len(line) > 1500 or _NO_NAME.search(line):
        return ()
    line = _BY.sub("", _BYLINE_DATE.sub("", line))
    plain = re.sub(r"[\d*†‡§¶#✉⁎\[\]()\uf000-\uf0ff]+", ",", _CREDIT.sub("", _ICON.sub("", line)))
    names = [n.strip(" .,-–:") for n in _NAMES_PARTED.split(plain)]
    names = [" ".join(n.split()) for n in names if len(n.strip(" .,-–:")) > 2]
    good = [n for n in names if _is_name(n)]
    return tuple(good) if good and len(good) >= 0.7 * len(names) else ()


def _is_name(text: str) -> bool:
    words = text.split()
    if not 2 <= len(words) <= 6:
        return False
    if _LAND.fullmatch(text):
        return False
    capital = [w for w in words if w[0].isupper()]
    return len(capital) >= 2 and all(w[0].isupper() or w.casefold() in _PARTICLES or "'" in w for w in words)
