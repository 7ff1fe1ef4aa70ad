"""What stands aside from the running text of a PDF: tables of contents, notes, labels of charts, words pulled out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from thirdorder.nlp.language.lexicon import printed
from thirdorder.nlp.reading.pdf.blocks import (
    CAPTION,
    FRONT,
    NUMBERED,
    OPENS_TEXT,
    QUOTE_MARKS,
    Body,
    Part,
    ended,
    is_small,
    letters,
)

_NOTE_MARK = re.compile(rf"^(?:\*|†|‡|§|¶|#|[a-z]\s|\d{{1,2}}\s?[A-Z]|{printed('note')}[.:])", re.I)
_CONTENTS = re.compile(printed("contents"), re.I)
_ENTRY = re.compile(r"\.\s?\.\s?\.|\s(?:\d{1,3}|[ivx]{1,5})$")
_LEADS = re.compile(r"(?:\.\s?){4,}\s*(?:\d{1,3}|[ivx]{1,5})$")
_LEAST_ENTRIES = 4
_ENTRY_LETTERS = 160
_LEAST_LABELS = 6
_BETWEEN_ENTRIES = 3
_CHAPTER = re.compile(rf"{printed('chapter')}\s+(?:\d{{1,2}}|[IVX]{{1,5}})", re.I)


def set_aside(parts: Sequence[Part], body: Body) -> None:
    """Make notes of what is no running text, in place: tables of contents, small print, labels, pulled quotations."""
    _find_contents(parts)
    _find_notes(parts, body)
    _find_pulled(parts, body)


def _find_contents(parts: Sequence[Part]) -> None:
    """Set aside a table of contents, and what only numbers a chapter above its name."""
    listed = _pages_of_entries(parts)
    for k, part in enumerate(parts):
        if part.first.page in listed:
            part.kind = "note"
        if part.kind != "heading":
            continue
        end = k + 1
        if _CONTENTS.fullmatch(part.text.strip()):
            page = [p for p in parts[k:] if p.first.page == part.first.page]
            if all(len(p.text) < _ENTRY_LETTERS or _ENTRY.search(p.text) for p in page):  # entries to its foot
                end = k + len(page)
            at = end
            while at < len(parts) and at < end + _BETWEEN_ENTRIES:  # an entry may go on in a second line
                at += 1
                if _ENTRY.search(parts[at - 1].text):
                    end = at
        if end > k + 1 or (_CHAPTER.fullmatch(part.text.strip()) and end < len(parts) and parts[end].kind == "heading"):
            for aside in parts[k:end]:
                aside.kind = "note"


def _pages_of_entries(parts: Sequence[Part]) -> set[int]:
    """The pages most of whose lines lead to the number of a page."""
    lines: Counter[int] = Counter()
    entries: Counter[int] = Counter()
    for part in parts:
        for line in part.lines:
            lines[line.page] += 1
            entries[line.page] += bool(_LEADS.search(line.text))
    listed = {page for page, n in entries.items() if n >= _LEAST_ENTRIES and n > 0.4 * lines[page]}
    numbered = Counter(n.page for p in parts for n in p.lines if _ENTRY.search(n.text))
    for page in sorted(listed):  # its last page may hold a few
        while (page := page + 1) in lines and numbered[page] > 0.6 * lines[page]:
            listed.add(page)
    return listed


def _find_notes(parts: Sequence[Part], body: Body) -> None:
    """Small print at the foot of a column whose text goes on in body size, front matter, letters in pictures."""
    for part in parts:
        if part.size > 0.93 * body.size or part.kind == "caption":
            continue
        front = part.first.page <= 2 and FRONT.search(part.text)
        if front or (part.size < 0.8 * body.size and sum(map(str.isalpha, part.text)) < 0.5 * len(part.text)):
            part.kind = "note"
    captioned = {p.first.page for p in parts if p.kind == "caption" or CAPTION.match(p.text)}
    start = 0
    while start < len(parts):
        end = start
        while end < len(parts) and parts[end].first.region == parts[start].first.region:
            end += 1
        goes_on = next((p for p in parts[end:] if p.kind not in ("caption", "note")), None)
        if goes_on is not None and goes_on.size > 0.93 * body.size:
            _set_aside(parts, start, end, body)
        elif goes_on is not None:
            _footnotes(parts[start:end], body)
        elif end > 1 and not is_small(parts[end - 2], body):
            last = parts[end - 1]
            if last.size < 0.87 * body.size and _NOTE_MARK.match(last.text):
                last.kind = "note"
        if parts[start].first.page in captioned:
            _labels(parts[start:end], body)
        start = end
    _chart_labels([p for p in parts if p.first.page in captioned])


def _footnotes(region: Sequence[Part], body: Body) -> None:
    """Small print at the foot of a column that opens with a number, as what goes on in the next column may not be."""
    foot = len(region)
    while foot and region[foot - 1].size < 0.87 * body.size and _NUMBERED_NOTE.match(region[foot - 1].text):
        foot -= 1
        region[foot].kind = "note"


_NUMBERED_NOTE = re.compile(r"\d{1,2}\s?[^\W\d_a-z]")


def _labels(region: Sequence[Part], body: Body) -> None:
    """Runs of short small lines on a page with a table or figure: cells and labels that no ruling gave away."""
    run: list[Part] = []
    for part in (*region, None):
        if part is not None and is_small(part, body) and part.kind != "caption":
            run.append(part)
            continue
        if sum(len(p.lines) for p in run) >= 5 and _ragged(run):
            for small in run:
                small.kind = "note"
        run = []


def _chart_labels(parts: Sequence[Part]) -> None:
    """Many short blocks in a row on a page with a figure are its labels, however large they are set."""
    run: list[Part] = []
    for part in (*parts, None):
        short = part is not None and part.kind != "caption" and _is_label(part)
        if short and part is not None and (not run or run[-1].first.page == part.first.page):
            run.append(part)
            continue
        if len(run) >= _LEAST_LABELS:
            for label in run:
                label.kind = "note"
        run = [part] if short and part is not None else []


def _is_label(part: Part) -> bool:
    words = part.text.split()
    return len(words) <= 5 and len(part.text) < 45 and not ended(part.text) and not NUMBERED.match(part.text)


def _set_aside(parts: Sequence[Part], start: int, end: int, body: Body) -> None:
    """Notes among the blocks of one region after which the text goes on in body size."""
    region = parts[start:end]
    if all(is_small(p, body) for p in region):
        page = region[0].first.page
        near = (*parts[max(0, start - 3) : start], *parts[end : end + 3])
        pictured = any(p.kind == "caption" and p.first.page == page for p in (*region, *near))
        if page > 1 and (pictured or _ragged(region)):
            for part in region:
                if part.kind != "caption" and not _quotes_at_length(part, body):
                    part.kind = "note"
            return
    foot = end
    while foot > start and is_small(parts[foot - 1], body):
        foot -= 1
    for part in parts[foot:end]:
        if part.size < 0.87 * body.size or _NOTE_MARK.match(part.text):
            part.kind = "note"


def _quotes_at_length(part: Part, body: Body) -> bool:
    """Whether a block is a quotation of a line or more that its size would let be a note."""
    return (
        part.kind == "quote" and part.size > 0.87 * body.size and part.indent > 0.7 * body.size and len(part.text) > 80
    )


def _ragged(region: Sequence[Part]) -> bool:
    """Whether most lines are far shorter than their column, as labels in a picture are."""
    lines = [n for p in region for n in p.lines]
    short = sum(n.x1 - n.x0 < 0.5 * (n.right - n.left) or len(n.text) < 15 for n in lines)
    return short > 0.6 * len(lines)


def _find_pulled(parts: Sequence[Part], body: Body) -> None:
    """Words lifted out of the text and printed again in large letters stand aside as notes."""
    first = parts[0].first.page if parts else 0
    large = [p for p in parts if p.kind == "heading" and p.size > 1.08 * body.size and len(p.text.split()) >= 4]
    greatest = max((p.size for p in large if p.first.page == first), default=0.0)  # the title, cited at the end
    large = [p for p in large if p.first.page != first or p.size < greatest - 0.3]
    if not large:
        return
    opens = next((k for k, p in enumerate(parts) if p.kind == "heading" and OPENS_TEXT.match(p.text)), 0)
    running = letters(" ".join(p.text for p in parts[opens:] if p.kind in ("paragraph", "quote", "list")))
    for part in large:
        quoted = part.text[0] in QUOTE_MARKS and part.text[-1] in '"”’»“'
        if quoted or (len(part.text.split()) >= 8 and letters(part.text) in running):
            part.kind = "note"
