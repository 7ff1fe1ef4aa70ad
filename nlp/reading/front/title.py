"""The title of a paper: as it is printed, without the badges that stand beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from thirdorder.nlp.document import Block

_BADGE = re.compile(
    r"^(?:OPEN(?: ACCESS)?|Open Access|CORRECTED|RETRACTED|Check for updates)[\s:]+(?=[^\W_])(?!access\b)"
)
_BADGE_AFTER = re.compile(r"\s+(?:OPEN(?: ACCESS)?|Check for updates)$")
_NOISE = re.compile(
    r"microsoft word|untitled|powerpoint|\.(?:docx?|indd|pdf|qxd|tex|dvi|eps)\b|^\d|^[\w.-]+$|^doi|\d\.\.\d|template|"
    r"^(?:full|short|running) title|^title\b",
    re.I,
)


def title_of(text: str, front: Sequence[Block], printed: Sequence[str], info: Mapping[str, str]) -> str:
    """The block set as a title, mended by the file's own title where the page prints that one too.

    Where no block is set as one, the file's own title counts if a page prints it.
    """
    marked = next((b for b in front if b.kind == "title"), None)
    set_so = clean_title(text[marked.start : marked.end]) if marked is not None else ""
    stated = clean_title(info.get("Title", ""))
    if len(stated) < 16 or _NOISE.search(stated):
        return set_so
    letters = _letters(stated)
    own = _letters(set_so)
    if set_so and own != letters and own.endswith(letters) and len(own) < len(letters) + 30:
        return _last_words(set_so, len(letters))  # what stands before it belongs to the page
    if set_so:
        return set_so
    return stated if any(letters in _letters(p) for p in printed) else ""


def clean_title(text: str) -> str:
    """A title without marks of notes, badges and broken lines."""
    text = " ".join(re.sub(r"(?:\s*[*†‡§¶✩☆⋆★]+|(?<=[a-z])\s?\d)$", "", text.strip()).split())
    if not text.isupper():
        text = _BADGE.sub("", _BADGE_AFTER.sub("", text))
    return text.strip()


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _last_words(text: str, letters: int) -> str:
    """The last words of a text that hold so many letters."""
    words = text.split()
    for k in range(len(words)):
        if len(_letters(" ".join(words[k:]))) <= letters:
            return " ".join(words[k:])
    return text
