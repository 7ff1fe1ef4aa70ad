"""What each block is, by how it is set: heading, paragraph, quotation, list item, caption or note."""

from __future__ import annotations

import re
from collections.abc import Sequence

from thirdorder.nlp.document import BlockKind
from thirdorder.nlp.reading.pdf.blocks import MARKER, Body, Part, ended

CAPTION = re.compile(
    r"^(?:(?:supplementary|additional|online|appendix|extended data)\s+)?"
    r"(?:table|tabela|tabla|tableau|tabelle|figure|figura|fig\.?|abbildung|abb\.?|box|quadro|cuadro|encadré|chart|"
    r"scheme|panel|exhibit|gr[áa]fico)\s*\.?\s*(?:[A-Z]?\.?\d{1,3}|[IVX]{1,5})(?P<after>[a-z]?\s*[.:|–—-]|\s|$)",
    re.I,
)
_NOTE_MARK = re.compile(r"^(?:\*|†|‡|§|¶|#|[a-z]\s|\d{1,2}\s?[A-Z]|note[s]?[.:]|source[.:]|abbreviations?[.:])", re.I)
_FRONT = re.compile(
    r"@|©|^\W*(?:correspond|e-?mail|received|accepted|published|licen|copyright|how to cite|citation|doi|http|orcid|"
    r"author affil|full list of author|edited by|reviewed by|funding|competing|data availab|open access|academic editor|"
    r"department|school of|faculty|university|institute|submitted|handling editor)",
    re.I,
)
_QUOTE_MARK = "\"“”‘'«„‟"
_NUMBERED = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2}){0,3}\.?|[IVX]{1,4}\.|[A-H]\.)\s+[^\W\d_]")


def classify(parts: Sequence[Part], body: Body) -> None:
    """Give every part its kind, in place."""
    for k, part in enumerate(parts):
        before = parts[k - 1] if k else None
        after = parts[k + 1] if k + 1 < len(parts) else None
        part.kind = _kind(part, before, after, body)


def mark_title(parts: Sequence[Part], body: Body) -> None:
    """The largest heading of the first page that has text is the title; what follows it in one style belongs to it."""
    page = parts[0].first.page if parts else 0
    heads = [p for p in parts if p.first.page == page and p.kind == "heading" and len(p.text) > 12]
    if not heads:
        return
    title = max(heads, key=lambda p: round(p.size, 1))
    if title.size > 1.15 * body.size or title is heads[0]:
        title.kind = "title"


def _kind(part: Part, before: Part | None, after: Part | None, body: Body) -> BlockKind:
    if is_caption(part, body):
        return "caption"
    if _is_heading(part, before, after, body):
        return "heading"
    if _is_note(part, after, body):
        return "note"
    if MARKER.match(part.text):
        return "list"
    if _is_quote(part, before, after, body):
        return "quote"
    return "paragraph"


def is_caption(part: Part, body: Body) -> bool:
    """A block that opens with the name and number of a table or figure, and is no sentence about it."""
    match = CAPTION.match(part.text)
    if match is None:
        return False
    first = part.first
    distinct = first.bold > 0.05 or first.italic > 0.3 or part.size < 0.97 * body.size or first.font != body.font
    return (
        distinct
        or bool(match["after"].strip())
        or len(part.text) < match.end() + 2
        or (len(part.lines) <= 2 and not ended(part.text))
    )


def _is_heading(part: Part, before: Part | None, after: Part | None, body: Body) -> bool:
    text, lines = part.text, part.lines
    words = len(text.split())
    letters = sum(c.isalpha() for c in text)
    if letters < 3 or words > 40 or len(lines) > 5 or len(text) > 260 or letters < 0.5 * len(text.replace(" ", "")):
        return False
    if part.size < 0.88 * body.size or _FRONT.search(text) or "\t" in text:
        return False
    if part.size > 1.08 * body.size and not (ended(text) and words > 25):
        return True
    stop = text.rstrip().endswith((".", ";", ",")) and not re.search(r"\betc\.$|\bvs\.$", text)
    bold = part.bold > 0.8 and not body.bold
    numbered = bool(_NUMBERED.match(text))
    if bold and words <= 30 and not (stop and words > 15) and len(lines) <= 4:
        return True
    caps = all(n.caps for n in lines) and letters >= 4
    if caps and words <= 20 and not stop:
        return True
    if stop or len(lines) > 3 or words > 25:
        return False
    alone = (
        before is None
        or before.last.region != part.first.region
        or _gap(before, part) > 1.15 * body.leading
        or ended(before.text)
    )
    if part.italic > 0.85 and not body.italic and alone and text[0] not in _QUOTE_MARK and not ended(text):
        return text[0].isupper() or text[0].isdigit()
    if numbered and alone and words <= 15 and not ended(text) and len(lines) <= 2 and after is not None:
        return _gap(part, after) > 1.1 * body.leading or part.first.font != body.font
    other = part.first.font != body.font and {n.font for n in lines} == {part.first.font}
    return other and alone and part.size >= 0.95 * body.size and words <= 20 and not ended(text) and text[0].isupper()


def _gap(one: Part, other: Part) -> float:
    """From the last line of a part to the first of the next; infinite across columns."""
    if one.last.region != other.first.region:
        return float("inf")
    return other.first.base - one.last.base


def _is_note(part: Part, after: Part | None, body: Body) -> bool:
    """Small print at the foot of a column, or on the first page anywhere."""
    if part.size > 0.93 * body.size:
        return False
    if part.first.page == 1 and _FRONT.search(part.text):
        return True
    foot = after is None or after.first.region != part.first.region or after.size <= 0.93 * body.size
    return foot and (bool(_NOTE_MARK.match(part.text)) or part.size < 0.85 * body.size)


def _is_quote(part: Part, before: Part | None, after: Part | None, body: Body) -> bool:
    """A block quotation: set in as a whole, or in smaller or italic letters, between running text."""
    lines = part.lines
    if sum(c.isalpha() for c in part.text) < 12 or part.size > 1.05 * body.size or part.size < 0.75 * body.size:
        return False
    quoted = part.text[0] in _QUOTE_MARK
    inset = part.indent > 0.7 * body.size and part.indent < 8 * body.size
    if inset and len(lines) >= 2:
        return True
    small = 0.75 * body.size <= part.size <= 0.95 * body.size
    among = any(
        p is not None and abs(p.size - body.size) < 0.5 and p.first.region == part.first.region for p in (before, after)
    )
    if small and among and len(part.text) > 40:
        return True
    if part.italic > 0.8 and not body.italic and among and len(part.text) > 40:
        return True
    return inset and quoted and ended(part.text)
