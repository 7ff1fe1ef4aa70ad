"""The headings of a document and how deep each stands.

Markup says its levels. A printed page says them by numbering, size, weight, capitals and slope, which are read
together: headings set alike are of one level, stronger settings stand above weaker ones, and a heading that directly
follows another stands below it.
"""

from __future__ import annotations

import re
from dataclasses import replace

from thirdorder.nlp.document import Document
from thirdorder.nlp.language.headings import number
from thirdorder.nlp.sections.outline.abstract import with_abstract
from thirdorder.nlp.sections.outline.heading import MAIN, Heading, one_line
from thirdorder.nlp.sections.outline.levels import levelled
from thirdorder.nlp.sections.outline.plausible import plausible
from thirdorder.nlp.sections.outline.run_in import back_matter, deep, run_in_headings

__all__ = ["MAIN", "Heading", "deep", "find_headings", "run_in_headings"]


def find_headings(document: Document) -> list[Heading]:
    """The headings of the running text in order, with levels. Lines set like headings that are none are passed over."""
    headings = [
        Heading(
            block.start,
            block.end,
            one_line(document.text[block.start : block.end]),
            block.level or 0,
            block.role,
            style=block.style,
            marked=block.level is not None,
        )
        for block in document.blocks
        if block.kind == "heading" and block.anchor is None
    ]
    if any(not h.marked for h in headings):
        headings = [part for h in headings for part in _split(document, h)]
        headings = plausible(document, headings)
        headings = levelled(with_abstract(document, headings))
        headings = sorted([*headings, *back_matter(document, headings)], key=lambda h: h.start)
    return headings


def _split(document: Document, heading: Heading) -> list[Heading]:
    """A heading and the first one below it, where they were read as one line: "2 Methods 2.1 Design"."""
    outer = number(heading.title)
    text = document.text[heading.start : heading.end]
    for found in _SECOND.finditer(text) if outer else ():
        if number(found.group()) == (*outer, 1):
            cut = heading.start + found.start()
            first = replace(heading, end=cut, title=one_line(text[: found.start()]))
            return [first, replace(heading, start=cut, title=one_line(text[found.start() :]))]
    return [heading]


_SECOND = re.compile(r"(?<=\s)\d+(?:\.\d+)+\.?\s+(?=[^\W\d])")
