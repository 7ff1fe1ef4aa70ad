"""What each block is, by how it is set: heading, paragraph, quotation, list item or caption."""

from __future__ import annotations

import re
from collections.abc import Sequence

from thirdorder.nlp.document import BlockKind
from thirdorder.nlp.language.headings import core_role, role_of_title, strip_number
from thirdorder.nlp.language.lexicon import printed
from thirdorder.nlp.reading.pdf.asides import set_aside
from thirdorder.nlp.reading.pdf.blocks import (
    CAPTION,
    DEEP,
    FRONT,
    MARKER,
    NUMBERED,
    OPENS_TEXT,
    QUOTE_MARKS,
    Body,
    Part,
    ended,
    is_small,
)

_FORMULA = re.compile(r"^\W*(?:[^\W\d_]{1,12}\s?[+=×÷≤≥<>·*]\s?)+")
_DATES = re.compile(rf"{printed('dates')}\b.{{0,40}}\b(?:19|20)\d\d\b", re.I)
_KEYWORDS = re.compile(printed("keywords"), re.I)
_BACK = re.compile(printed("back"), re.I)
_STATES = re.compile(rf"\s*{printed('shows')}\b")
_RUN_IN = re.compile(r"\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s+[^\W\d_a-z][^.:]{2,110}[.:–—]\s")
_SENTENCES = re.compile(r"\w[\w'’]+ [\w'’]+[.!?…] [^\W\d_a-z]")


def classify(parts: Sequence[Part], body: Body) -> None:
    """Give every part its kind, in place."""
    begun = False
    for k, part in enumerate(parts):
        before = parts[k - 1] if k else None
        after = parts[k + 1] if k + 1 < len(parts) else None
        part.kind = _kind(part, before, after, body)
        if part.kind == "quote" and not begun:
            part.kind = "paragraph"  # an abstract may be set in as a whole
        begun = begun or (part.kind == "paragraph" and abs(part.indent) < 0.7 * body.size and len(part.text) > 200)
        if before is not None and before.kind == "caption" and _continues_caption(before, part, body):
            part.kind = "caption"
    _find_captions_columns(parts, body)
    _outside_text(parts)
    set_aside(parts, body)


def _find_captions_columns(parts: Sequence[Part], body: Body) -> None:
    """Small print that goes on in the middle of a sentence, or beside it from the same height on, is the next column of
    a caption that broke off."""
    broken = [p for p in parts if p.kind == "caption" and not ended(p.text)]
    for part in parts:
        if part.kind in ("paragraph", "quote") and is_small(part, body):
            page, size, font = part.first.page, part.size, part.first.font
            for c in broken:
                alike = c.last.page == page and c.last.font == font and abs(c.last.size - size) < 0.3
                beside = abs(c.first.base - part.first.base) < 0.3 * size and part.first.x0 > c.first.x0
                if alike and (part.text[0].islower() or beside):
                    part.kind = "caption"


def _outside_text(parts: Sequence[Part]) -> None:
    """Abstracts, lists of abbreviations, references and the like are set in or small, but no quotations."""
    first = parts[0].first.page if parts else 0
    opens = [k for k, p in enumerate(parts) if p.kind == "heading" and p.first.page <= first + 1]
    front = max((k for k in opens if OPENS_TEXT.match(parts[k].text)), default=0)
    back = False
    for k, part in enumerate(parts):
        if part.kind == "heading":
            back = k > front and bool(_BACK.match(part.text.strip()))
        elif part.kind == "quote" and (k < front or back or _opens_back_matter(part.text)):
            part.kind = "paragraph"


def _opens_back_matter(text: str) -> bool:
    """Whether a block begins with the name of end matter and a colon: "Funding: This work …"."""
    name, colon, _ = text.partition(": ")
    return bool(colon) and len(name) < 75 and role_of_title(name) == "back"


def _kind(part: Part, before: Part | None, after: Part | None, body: Body) -> BlockKind:
    if is_caption(part, body) and not (before is not None and _mid_sentence(before, part, body)):
        return "caption"
    if _is_heading(part, before, after, body):
        return "heading"
    if _leads_in(part):
        return "paragraph"
    if before is not None and before.kind == "quote" and _follows_quote(before, part, body):
        return "quote"
    if MARKER.match(part.text) and not _numbered_run_in(part, body):
        return "list"
    if _is_quote(part, before, after, body):
        return "quote"
    return "paragraph"


def _leads_in(part: Part) -> bool:
    """Whether a few lines only announce the quotation below them: "Another participant described a relief:"."""
    text = part.text
    return len(part.lines) <= 3 and text.endswith(":") and text[0] not in QUOTE_MARKS and len(text.split()) > 4


def _numbered_run_in(part: Part, body: Body) -> bool:
    """Whether a numbered block opens with a heading set apart from the text that follows: "1) Being needed: They"."""
    first = part.first
    apart = first.opening != body.font and first.closing != first.opening and (first.italic > 0.1 or first.bold > 0.1)
    return apart and len(part.text) > 120 and bool(_RUN_IN.match(part.text))


def _mid_sentence(before: Part, part: Part, body: Body) -> bool:
    """Whether a block at the head of a column only goes on with a sentence of the column before: "as shown in /
    Figure 2. Across groups"."""
    plain = (
        part.first.opening == part.first.font == before.last.font == body.font and abs(part.size - before.size) < 0.3
    )
    parted = part.first.region != before.last.region
    match = CAPTION.match(part.text)
    if match is not None and match["after"].strip() not in ("", "."):
        return False
    alike = plain and abs(part.size - before.size) < 0.3
    return alike and parted and before.kind == "paragraph" and before.text[-1].isalpha()


def is_caption(part: Part, body: Body) -> bool:
    """A block that opens with the name and number of a table or figure, and is no sentence about it."""
    match = CAPTION.match(part.text)
    if match is None:
        return False
    if _STATES.match(part.text, match.end()):
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
    """A short block set apart from running text by size, weight, capitals, slope or font."""
    text = part.text
    if len(text) > 260 or len(part.lines) > 5 or not _may_be_title(part):
        return False
    words = len(text.split())
    if part.size < 0.88 * body.size:
        return words <= 8 and _heads_small_print(part, before, after)
    if part.size > 1.08 * body.size and not (ended(text) and words > 25):
        return True
    stop = text.endswith((".", ";", ",")) and not text.endswith(("etc.", "vs."))
    if part.bold > 0.8 and not body.bold and words <= 30 and not (stop and words > 15) and len(part.lines) <= 4:
        return True
    if all(n.caps for n in part.lines) and words <= 20 and not stop and part.first.letters >= 4:
        return True
    if DEEP.match(text) and not stop and words <= 25 and after is not None and len(after.text) > len(text):
        return _alone(before, part, body)
    if _numbered_alone(part, after, body) and words <= 25 and len(part.lines) <= 3:
        return _alone(before, part, body)
    if ended(text) or stop or len(part.lines) > 3 or words > 25 or not _alone(before, part, body):
        return False
    if len(part.lines) == 1 and words < 5 and after is not None and len(after.text) > 3 * len(text) and core_role(text):
        return text[0].isupper() or text[0].isdigit()  # a typescript has one type for all
    if before is not None and before.kind == "quote" and part.indent > 0.6 * body.size and not NUMBERED.match(text):
        return False  # a speaker's tag under a quotation
    if part.italic > 0.85 and not body.italic and text[0] not in QUOTE_MARKS:
        return (text[0].isupper() or text[0].isdigit()) and not _speaks(part, after)
    own = part.first.font != body.font and {n.font for n in part.lines} == {part.first.font}
    if NUMBERED.match(text) and words <= 15 and after is not None:
        return own or _gap(part, after) > 1.1 * body.leading
    led = after is not None and (after.first.region != part.first.region or after.size >= part.size - 0.1)
    return own and led and words <= 20 and text[0].isupper()


def _numbered_alone(part: Part, after: Part | None, body: Body) -> bool:
    """Whether a numbered block in italics is a heading that would run in, as others do, but whose text begins below it
    with a quotation: "2) Being needed:"."""
    if part.italic < 0.85 or body.italic or strip_number(part.text) == part.text or not NUMBERED.match(part.text):
        return False
    listed = after is not None and after.italic > 0.85 and NUMBERED.match(after.text)
    return strip_number(part.text)[:1].isupper() and not _SENTENCES.search(strip_number(part.text)) and not listed


def _speaks(part: Part, after: Part | None) -> bool:
    """Whether italic lines are words of a quotation: more than one sentence, or one that goes on in the next column."""
    if _SENTENCES.search(strip_number(part.text)):
        return True
    return (
        after is not None
        and after.first.region != part.first.region
        and (after.text[0].islower() and after.first.font == part.first.font)
    )


def _may_be_title(part: Part) -> bool:
    """Whether the words can be a heading's: mostly letters, no address, no end of a quotation."""
    text = part.text
    bare = strip_number(text)
    letters = sum(map(str.isalpha, bare))
    if letters < 3 or letters < 0.5 * len(bare.replace(" ", "")) or "@" in text or _KEYWORDS.match(text):
        return False
    if _FORMULA.search(text) or _DATES.match(text):
        return False
    if text[-1] in ']"”»' and text[0] not in QUOTE_MARKS and ended(text[:-1]):
        return False
    if _NO_TITLE.match(bare):
        return False
    return not (part.first.page <= 2 and FRONT.search(text))


_NO_TITLE = re.compile(r"[^(\[]*[)\]]")
"""A bracket closed that another line opened: the end of a speaker's tag."""


def _heads_small_print(part: Part, before: Part | None, after: Part | None) -> bool:
    """A heading among end matter: one line in a font of its own over text of its size."""
    if after is None or after.first.region != part.first.region or len(part.lines) > 1 or part.first.page <= 2:
        return False
    over = abs(after.size - part.size) < 0.4 and after.first.font != part.first.font and part.first.pure
    apart = before is None or before.last.region != part.first.region or ended(before.text)
    return over and apart and len(after.text) > 40 and not ended(part.text) and part.text[0].isupper()


def _alone(before: Part | None, part: Part, body: Body) -> bool:
    """Whether a block does not simply go on from the one before."""
    if before is None or before.kind == "heading" or before.last.region != part.first.region:
        return True
    return _gap(before, part) > 1.15 * body.leading or ended(before.text)


def _gap(one: Part, other: Part) -> float:
    """From the last line of a part to the first of the next; infinite across columns."""
    if one.last.region != other.first.region:
        return float("inf")
    return other.first.base - one.last.base


def _continues_caption(before: Part, part: Part, body: Body) -> bool:
    """Small print that goes on directly under a caption's first line, be it in another region."""
    small = part.size < 0.96 * body.size and abs(part.size - before.size) < 0.5
    step = part.first.base - before.last.base
    near = part.first.page == before.last.page and 0 < step < 1.6 * part.size
    return small and near and part.first.x0 > before.first.x0 - 3 and part.kind != "heading"


def _is_running(other: Part | None, part: Part) -> bool:
    """Whether a neighbour lets a block be a quotation: text at least its size, a heading or another quotation."""
    if other is None:
        return False
    return other.kind in ("quote", "heading") or (other.size >= part.size - 0.3 and other.indent < part.indent + 1)


def _follows_quote(before: Part, part: Part, body: Body) -> bool:
    """The next quotation of a series, or the speaker's tag under one: set in, or small, as the one before."""
    if part.size > body.size + 0.3 or part.indent < before.indent - 2 or before.first.page < part.first.page - 1:
        return False
    if part.indent > 0.7 * body.size:
        return not MARKER.match(part.text) or part.text[0] in "–—"
    return part.size < 0.95 * body.size and abs(part.size - before.size) < 0.3 and part.first.font == before.first.font


def _names_speaker(part: Part, quote: Part) -> bool:
    """Whether a short line under one that is set in, and set in itself, says who spoke: "Nurse 4, ward B"."""
    if len(part.lines) > 1 or part.first.region != quote.first.region or part.indent < quote.indent - 2:
        return False
    return len(part.text) < 80 and not part.text.endswith(".") and bool(re.search(r"\d|[,(]", part.text))


def _is_quote(part: Part, before: Part | None, after: Part | None, body: Body) -> bool:
    """A block quotation: set in as a whole, or in smaller or italic letters, between running text."""
    lines = part.lines
    if sum(map(str.isalpha, part.text[:40])) < 4 or part.size > 1.05 * body.size or part.size < 0.75 * body.size:
        return False
    quoted = part.text[0] in QUOTE_MARKS
    if not any(_is_running(p, part) for p in (before, after)):
        return False
    inset = part.indent > 0.7 * body.size and part.indent < 8 * body.size
    if inset and (len(lines) >= 2 or (before is not None and before.text.rstrip().endswith(":"))):
        return True
    if inset and ended(part.text) and after is not None and _names_speaker(after, part):
        return True
    small = 0.75 * body.size <= part.size <= 0.95 * body.size
    among = any(
        p is not None and abs(p.size - body.size) < 0.5 and p.first.region == part.first.region for p in (before, after)
    )
    if small and among and len(part.text) > 40 and not re.match(r"\d{1,3}[.\s]", part.text):
        return True  # a number opens a footnote
    if part.italic > 0.8 and not body.italic and among and len(part.text) > 40 and not NUMBERED.match(part.text):
        return True
    return inset and quoted and ended(part.text)
