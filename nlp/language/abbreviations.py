"""What a text spells out of its abbreviations: "complementary feeding (CF)" (Schwartz and Hearst 2003)."""

from __future__ import annotations

import re

_BRACKETED = re.compile(r"\(([A-Z][A-Za-z]{0,6}[A-Z]s?)\)")
_BEFORE = re.compile(r"[^\s(;:,.]+(?:\s+[^\s(;:,.]+)*\s*\Z")
SPARE = 3
"""Words that an abbreviation may leave out, beside one for each of its letters."""


def spelled_out(text: str) -> dict[str, str]:
    """Abbreviations of a text with the words before the brackets that introduce them, by the first of each."""
    found: dict[str, str] = {}
    for match in _BRACKETED.finditer(text):
        short = match[1]
        before = _BEFORE.search(text[max(0, match.start() - 200) : match.start()])
        long = _matching(short.removesuffix("s"), before[0].split() if before else [])
        if long and short not in found:
            found[short] = long
    return found


def _matching(short: str, words: list[str]) -> str:
    """The last words whose first letters give `short`, from the first of them to the last; else ""."""
    letters = short.casefold()
    for start in range(len(words) - 1, max(-1, len(words) - len(letters) - SPARE - 1), -1):
        initials = "".join(part[0] for word in words[start:] for part in word.casefold().split("-") if part)
        rest = iter(initials)
        ends = initials[:1] == letters[0] and initials[-1:] == letters[-1]
        if ends and all(letter in rest for letter in letters):
            found = " ".join(words[start:])
            return found[0].lower() + found[1:] if found[1:].islower() else found  # it began a sentence
    return ""
