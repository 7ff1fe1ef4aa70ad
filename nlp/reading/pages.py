"""What a printed page adds to its text, dropped from plain text: running heads and feet, page and line numbers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from thirdorder.nlp.language.lexicon import printed

_EDGE = 5
"""Lines at the head and the foot of a page among which running heads stand."""
_PAGES = 3
"""Pages on which a line must stand to be a running head."""
_PAGE_NUMBER = re.compile(
    rf"\W*(?:{printed('page')}\s*\d{{1,4}}(?:\s*(?:{printed('of_pages')}|/)\s*\d{{1,4}})?|"
    rf"\d{{1,4}}\s*(?:of|/)\s*\d{{1,4}})\W*|\(?{printed('continued')}\)?",
    re.IGNORECASE,
)
_CITES = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|\bdoi\b|https?:|www\.|ISSN", re.IGNORECASE)
_NUMBERED = 0.6
"""Share of numbers that must count on by one for them to be line numbers."""


def page_lines(text: str) -> list[str]:
    """The lines of a text without what pages add; a page break is a blank line. Form feeds part pages."""
    pages = [page.split("\n") for page in _without_line_numbers(text).split("\f")]
    furniture = _furniture(pages)
    lines: list[str] = []
    for i, page in enumerate(pages):
        outermost = _edges(page, 2) if len(pages) > 1 else set()
        last = len(lines)
        for k, line in enumerate(page):
            bare = line.strip()
            if _PAGE_NUMBER.fullmatch(bare) or (k in outermost and re.fullmatch(r"\W*\d{1,4}\W*", bare)):
                continue
            if furniture and not furniture.isdisjoint(_keys(bare, i)) and (i > 0 or _CITES.search(bare)):
                continue
            lines.append(line)
        if last:
            lines.insert(last, "")
    return lines


def _furniture(pages: list[list[str]]) -> set[str]:
    """Lines that stand at the edges of several pages, alike but for a number that counts with the pages.

    In text without page breaks, lines that come again and again and cite the paper itself.
    """
    seen: dict[str, set[int]] = defaultdict(set)
    if len(pages) > 2:
        for i, page in enumerate(pages):
            for k in _edges(page, _EDGE):
                for key in _keys(page[k].strip(), i):
                    seen[key].add(i)
        return {key for key, where in seen.items() if len(where) >= min(_PAGES, len(pages) - 1)}
    for k, line in enumerate(line.strip() for page in pages for line in page):
        if _CITES.search(line):
            seen[line].add(k)
    return {key for key, where in seen.items() if len(where) > _PAGES}


def _edges(page: list[str], most: int) -> set[int]:
    filled = [k for k, line in enumerate(page) if line.strip()]
    return {*filled[:most], *filled[-most:]}


def _keys(line: str, page: int) -> Iterator[str]:
    """A line as it may come again on another page: as it stands, or one of its numbers taken from the page's."""
    if not re.search(r"[^\W\d_]{2}", line):
        return
    yield line
    for found in re.finditer(r"\d{1,5}", line):
        yield f"{line[: found.start()]}<{int(found.group()) - page}>{line[found.end() :]}"


_LINE_NUMBER = re.compile(r"[ \t]*(\d{1,4})(?:[ \t]+|(?=\n|$))")


def _without_line_numbers(text: str) -> str:
    """Text without the numbers of its lines, before each line or, as PDFs give them, in lines of their own."""
    lines = text.replace("\f", "\f\n").split("\n")
    found = [(i, int(m.group(1)), m.end()) for i, line in enumerate(lines) if (m := _LINE_NUMBER.match(line))]
    counted = sum(b[1] == a[1] + 1 for a, b in pairwise(found))
    filled = sum(bool(line.strip()) for line in lines)
    if counted < 30 or counted < _NUMBERED * len(found) or counted < 0.25 * filled:
        return text
    for i, _, end in found:
        lines[i] = lines[i][end:]
    return "\n".join(lines).replace("\f\n", "\f")
