"""The front page: which heading is the title, and the names of authors that stand in columns under it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from thirdorder.nlp.language.headings import role_of_title
from thirdorder.nlp.language.lexicon import printed
from thirdorder.nlp.reading.pdf.blocks import (
    NUMBERED,
    Body,
    Part,
    letters,
)

_KIND_OF_ARTICLE = re.compile(rf"\W*(?:{printed('article')}(?:\W+|$))+", re.I)
_ON_THE_FILE = re.compile(rf"https?:|www\.|{printed('on_the_file')}", re.I)
_OPENS_ABSTRACT = re.compile(rf"\W*(?:{printed('summary')}|{printed('opens_text')})\b", re.I)
_TITLE_PAGE = 1500
"""Letters that a page holds at most which is nothing but a title page."""


def mark_title(parts: list[Part], body: Body, stated: str = "") -> None:
    """The largest heading of the first page that has text is the title; what follows it in one style belongs to it.

    `stated` is the title in the file's properties: a heading that opens it goes before a larger one.
    """
    page = parts[0].first.page if parts else 0
    front = [p for p in parts if p.first.page == page]
    text = next((k for k, p in enumerate(front) if p.kind == "paragraph" and len(p.text) > 350), len(front))
    named = [p for p in front if p.kind == "heading" and len(p.text) > 12 and _may_name_paper(p.text)]
    # A column beside the title may come before it: then its size alone tells it.
    heads = [p for p in named if p.size > 1.4 * body.size or any(p is f for f in front[: max(text, 1)])]
    heads = heads or _printed_again(front, parts)
    if not heads:
        return
    own = letters(stated)
    said = [p for p in heads if len(own) > 15 and own.startswith(letters(p.text)[:40]) and len(letters(p.text)) > 15]
    title = said[0] if said else max(heads, key=lambda p: round(p.size, 1))
    if title.size <= 1.15 * body.size and title is not heads[0] and not said:
        return
    title.kind = "title"
    place = next(k for k, p in enumerate(parts) if p is title)
    for part in parts[:place]:
        if part.kind == "heading":
            part.kind = "paragraph"
    while place + 1 < len(parts) and _goes_on(title, parts[place + 1], body):
        title.append(parts.pop(place + 1))
    for part in parts[place + 1 :]:
        words = [word for word in part.text.split() if len(word) > 1]  # one set letter by letter has none
        if part.kind != "heading" or len(words) <= 2 or part.first.page != page:
            break
        part.kind = "paragraph"


def _printed_again(front: Sequence[Part], parts: Sequence[Part]) -> list[Part]:
    """The title of a manuscript set like its text: a line of a title page that stands again over the text itself."""
    if sum(len(p.text) for p in front) > _TITLE_PAGE:
        return []
    pages = range(front[0].first.page + 1, front[0].first.page + 5)
    later = {letters(p.text) for p in parts if p.first.page in pages}
    return [p for p in front if 3 < len(p.text.split()) < 40 and letters(p.text) in later and _may_name_paper(p.text)][
        :1
    ]


def gather_byline(parts: list[Part]) -> None:
    """Bring the names and places of authors that stand in columns under the title together, before the abstract.

    Read column by column, those of the second would come in the middle of the text.
    """
    title = next((k for k, p in enumerate(parts) if p.kind == "title"), None)
    if title is None:
        return
    page = parts[title].first.page
    after = range(title + 1, len(parts))
    opens = next((k for k in after if _OPENS_ABSTRACT.match(parts[k].text) or len(parts[k].text) > 350), None)
    if opens is None or parts[opens].first.page != page:
        return
    top, under = parts[opens].first.base, parts[title].last.base
    above = [p for p in parts[opens + 1 :] if p.first.page == page and under < p.first.base and p.last.base < top - 2]
    # Where the title stands in the first column alone, the second holds text from its top on.
    of_column = parts[title].first.region == parts[opens].first.region
    text = any((of_column and p.first.x0 > parts[title].first.right) or role_of_title(p.text) for p in above)
    if above and not text and all(len(p.text) < 200 for p in above):
        kept = [p for p in parts[opens:] if not any(p is a for a in above)]
        parts[opens:] = [*above, *kept]
        for part in above:
            part.kind = "paragraph" if part.kind == "heading" else part.kind


def _may_name_paper(text: str) -> bool:
    """Whether a heading is neither numbered, nor the kind of the article ("Original research"), nor about the file."""
    return not NUMBERED.match(text) and not _KIND_OF_ARTICLE.fullmatch(text) and not _ON_THE_FILE.search(text)


def _goes_on(title: Part, part: Part, body: Body) -> bool:
    """Whether a block is the second half of a title in large letters: its size and style, right under it."""
    if part.kind != "heading" or part.first.page != title.last.page or title.size < 1.15 * body.size:
        return False
    alike = abs(part.size - title.size) < 0.3 and part.first.font == title.last.font
    step = max(1.7, 1.1 * body.leading / body.size) * title.size  # manuscripts are double spaced
    return alike and 0 < part.first.base - title.last.base < step and not part.first.caps
