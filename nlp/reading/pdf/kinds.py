"""What each block is, by how it is set: heading, paragraph, quotation, list item, caption or note."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from thirdorder.nlp.document import BlockKind
from thirdorder.nlp.language.titles import strip_number
from thirdorder.nlp.reading.pdf.blocks import DEEP, MARKER, NUMBERED, Body, Part, ended

CAPTION = re.compile(
    r"^(?:(?:supplementary|additional|online|appendix|extended data)\s+)?"
    r"(?:table|tabela|tabla|tableau|tabelle|figure|figura|fig\.?|abbildung|abb\.?|box|quadro|cuadro|encadré|chart|"
    r"scheme|panel|exhibit|gr[áa]fico)\s*\.?\s*(?:[A-Z]?\.?\d{1,3}|[IVX]{1,5})(?P<after>[a-z]?\s*[.:|–—-]|\s|$)",
    re.I,
)
_NOTE_MARK = re.compile(r"^(?:\*|†|‡|§|¶|#|[a-z]\s|\d{1,2}\s?[A-Z]|note[s]?[.:]|source[.:]|abbreviations?[.:])", re.I)
_FRONT = re.compile(
    r"@|©|^\W*(?:correspond|e-?mail|received|accepted|published|licen|copyright|how to cite|citation|doi|http|orcid|"
    r"author affil|full list of author|edited by|reviewed by|open access|academic editor|department|school of|faculty|"
    r"university|institute|submitted|handling editor)",
    re.I,
)
_FORMULA = re.compile(r"^\W*(?:[^\W\d_]{1,12}\s?[+=×÷≤≥<>·*]\s?)+")
_DATES = re.compile(r"(?:received|revised|accepted|published)\b.{0,40}\b(?:19|20)\d\d\b", re.I)
_KEYWORDS = re.compile(
    r"key ?-?words?|index terms|palavras|palabras|mots[- ]cl|schlüssel|schlagw|descri(?:ptor|tor)", re.I
)
_KIND_OF_ARTICLE = re.compile(
    r"\W*(?:(?:open|access|origina(?:l|les|is)|research|reviews?|short|brief|clinical|mini|case|full|systematic|study|studies|"
    r"regular|rapid|invited|perspective|commentary|editorial|methodology|articles?|art[ií]culos?|artigos?|papers?|reports?|"
    r"communication|protocol|meta|analys[ie]s|letter|series|contribution|revisi[óã][no]|pesquisa|investigación|qualitative|empirical|and|de)"
    r"(?:\W+|$))+",
    re.I,
)
_ON_THE_FILE = re.compile(
    r"https?:|www\.|contents lists|journal homepage|pre-?publication|\bdraft of:|this (?:document|manuscript|is an?) |"
    r"^(?:accepted|author(?:['’]s)? (?:accepted )?)manuscript|(?:all|some) rights reserved|"
    r"^(?:a |an )?(?:thesis|dissertation|report)\b.{0,60}\b(?:submitted|presented|fulfil)",
    re.I,
)
_OPENS_ABSTRACT = re.compile(r"\W*(?:abstract|summary|resumo|resumen|résumé|zusammenfassung|introduction)\b", re.I)
_OPENS_TEXT = re.compile(
    r"^(?:\d+[.|]?\s*\|?\s*)?(?:introduction|background|introdução|introducción|einleitung)\b", re.I
)
_BACK = re.compile(
    r"^(?:list of )?(?:abbreviations|references?$|bibliograph(?:y|ic)|literature cited|works cited|(?:end)?notes?$|"
    r"acknowledge?ments?|funding(?: \w+)?$|authors?\W* (?:contributions?|information|note)|competing interests?|"
    r"(?:declarations? of )?conflicts? of interests?|(?:data )?availability|supplement(?:ary|al) |"
    r"additional (?:files?|information)|appendi(?:x|ces)|abreviat|referências|referencias|bibliograf|agradecim)",
    re.I,
)
_CONTENTS = re.compile(
    r"(?:table of )?contents|[íi]ndice(?: general)?|sum[áa]rio|contenidos?|table des mati[èe]res|"
    r"inhalt(?:sverzeichnis)?",
    re.I,
)
_ENTRY = re.compile(r"\.\s?\.\s?\.|\s(?:\d{1,3}|[ivx]{1,5})$")
_RUN_IN = re.compile(r"\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s+[^\W\d_a-z][^.:]{2,110}[.:–—]\s")
_LEADS = re.compile(r"(?:\.\s?){4,}\s*(?:\d{1,3}|[ivx]{1,5})$")
_LEAST_ENTRIES = 4
_LEAST_LABELS = 6
_BETWEEN_ENTRIES = 3
_CHAPTER = re.compile(r"(?:chapter|cap[íi]tulo|chapitre|kapitel|part|parte|partie|teil)\s+(?:\d{1,2}|[IVX]{1,5})", re.I)
_SENTENCES = re.compile(r"\w[\w'’]+ [\w'’]+[.!?…] [^\W\d_a-z]")
_QUOTE_MARK = "\"“”‘'«„‟"


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
    _find_contents(parts)
    _find_notes(parts, body)
    _find_pulled(parts, body)


def _find_captions_columns(parts: Sequence[Part], body: Body) -> None:
    """Small print that goes on in the middle of a sentence is the next column of a caption that broke off."""
    broken = [p for p in parts if p.kind == "caption" and not ended(p.text)]
    for part in parts:
        if part.kind in ("paragraph", "quote") and _small(part, body) and part.text[0].islower():
            page, size, font = part.first.page, part.size, part.first.font
            if any(c.last.page == page and c.last.font == font and abs(c.last.size - size) < 0.3 for c in broken):
                part.kind = "caption"


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


def _outside_text(parts: Sequence[Part]) -> None:
    """Abstracts, lists of abbreviations, references and the like are set in or small, but no quotations."""
    first = parts[0].first.page if parts else 0
    opens = [k for k, p in enumerate(parts) if p.kind == "heading" and p.first.page <= first + 1]
    front = max((k for k in opens if _OPENS_TEXT.match(parts[k].text)), default=0)
    back = False
    for k, part in enumerate(parts):
        if part.kind == "heading":
            back = k > front and bool(_BACK.match(part.text.strip()))
        elif part.kind == "quote" and (k < front or back):
            part.kind = "paragraph"


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
    if not heads:
        return
    own = _letters(stated)
    said = [p for p in heads if len(own) > 15 and own.startswith(_letters(p.text)[:40]) and len(_letters(p.text)) > 15]
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
        if part.kind != "heading" or len(part.text.split()) <= 2 or part.first.page != page:
            break
        part.kind = "paragraph"


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
    if above and all(len(p.text) < 200 for p in above):
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


def _kind(part: Part, before: Part | None, after: Part | None, body: Body) -> BlockKind:
    if is_caption(part, body) and not (before is not None and _mid_sentence(before, part, body)):
        return "caption"
    if _is_heading(part, before, after, body):
        return "heading"
    if before is not None and before.kind == "quote" and _follows_quote(before, part, body):
        return "quote"
    if MARKER.match(part.text) and not _numbered_run_in(part, body):
        return "list"
    if _is_quote(part, before, after, body):
        return "quote"
    return "paragraph"


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
    alike = plain and abs(part.size - before.size) < 0.3
    return alike and parted and before.kind == "paragraph" and before.text[-1].isalpha()


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
    if ended(text) or stop or len(part.lines) > 3 or words > 25 or not _alone(before, part, body):
        return False
    if before is not None and before.kind == "quote" and part.indent > 0.6 * body.size and not NUMBERED.match(text):
        return False  # a speaker's tag under a quotation
    if part.italic > 0.85 and not body.italic and text[0] not in _QUOTE_MARK:
        return (text[0].isupper() or text[0].isdigit()) and not _speaks(part, after)
    own = part.first.font != body.font and {n.font for n in part.lines} == {part.first.font}
    if NUMBERED.match(text) and words <= 15 and after is not None:
        return own or _gap(part, after) > 1.1 * body.leading
    led = after is not None and (after.first.region != part.first.region or after.size >= part.size - 0.1)
    return own and led and words <= 20 and text[0].isupper()


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
    if text[-1] in ']"”»' and text[0] not in _QUOTE_MARK and ended(text[:-1]):
        return False
    return not (part.first.page <= 2 and _FRONT.search(text))


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


def _find_notes(parts: Sequence[Part], body: Body) -> None:
    """Small print at the foot of a column whose text goes on in body size, front matter, letters in pictures."""
    for part in parts:
        if part.size > 0.93 * body.size or part.kind == "caption":
            continue
        front = part.first.page <= 2 and _FRONT.search(part.text)
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
        elif goes_on is None and end > 1 and not _small(parts[end - 2], body):
            last = parts[end - 1]
            if last.size < 0.87 * body.size and _NOTE_MARK.match(last.text):
                last.kind = "note"
        if parts[start].first.page in captioned:
            _labels(parts[start:end], body)
        start = end
    _chart_labels([p for p in parts if p.first.page in captioned])


def _labels(region: Sequence[Part], body: Body) -> None:
    """Runs of short small lines on a page with a table or figure: cells and labels that no ruling gave away."""
    run: list[Part] = []
    for part in (*region, None):
        if part is not None and _small(part, body) and part.kind != "caption":
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
    if all(_small(p, body) for p in region):
        page = region[0].first.page
        near = (*parts[max(0, start - 3) : start], *parts[end : end + 3])
        pictured = any(p.kind == "caption" and p.first.page == page for p in (*region, *near))
        if page > 1 and (pictured or _ragged(region)):
            for part in region:
                if part.kind != "caption" and not _quotes_at_length(part, body):
                    part.kind = "note"
            return
    foot = end
    while foot > start and _small(parts[foot - 1], body):
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
    opens = next((k for k, p in enumerate(parts) if p.kind == "heading" and _OPENS_TEXT.match(p.text)), 0)
    running = _letters(" ".join(p.text for p in parts[opens:] if p.kind in ("paragraph", "quote", "list")))
    for part in large:
        quoted = part.text[0] in _QUOTE_MARK and part.text[-1] in '"”’»“'
        if quoted or (len(part.text.split()) >= 8 and _letters(part.text) in running):
            part.kind = "note"


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _small(part: Part, body: Body) -> bool:
    return part.size <= 0.93 * body.size


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
    quoted = part.text[0] in _QUOTE_MARK
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
