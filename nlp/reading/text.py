"""Plain text and markdown-like files to a `Document`: paragraphs by blank lines, headings by their look."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby, pairwise

from thirdorder.nlp.document import Block, BlockKind, Document, Warning, digest
from thirdorder.nlp.language.headings import core_role, number, role_of_title
from thirdorder.nlp.language.lexicon import printed
from thirdorder.nlp.reading.front import find_without_pages, unsure
from thirdorder.nlp.reading.front.authors import names_in
from thirdorder.nlp.reading.language import detect_language
from thirdorder.nlp.reading.pages import page_lines
from thirdorder.nlp.reading.printed import is_wrapped, pieces

_MARKDOWN = re.compile(r"^(#{1,6})\s+(.*?)\s*#*$")
_UNDERLINE = re.compile(r"^(=+|-+)\s*$")
_BULLET = re.compile(r"^\s*(?:[-*•‣◦–]|\(?\d{1,2}[.)]|\(?[a-z][.)])\s+\S")
_CAPTION = re.compile(rf"^(?:{printed('table')}|{printed('figure')}|{printed('box')})\s*(?:\d|[IVX]+\b)", re.IGNORECASE)
_BYLINE = re.compile(r"^\s*by\b|\d", re.IGNORECASE)
_ISSUE = re.compile(r"\(\d{4}\)|\d{4}[;,] ?\d|https?:|\bdoi\b|ISSN|©|@|\bet al\.", re.IGNORECASE)
"""What a line says that names the journal's issue, not the paper."""
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_LONGEST_HEADING, _LONGEST_BY_ITSELF = 90, 170
"""Characters that a heading may have, in a line of its own and, in wrapped text, in lines set apart."""
_UNBROKEN = 200
"""Characters of a line from which it is a whole paragraph."""


def read_text(data: bytes, name: str) -> Document:
    """Read plain text. Blank lines part paragraphs; where there are none, every line is one."""
    decoded, warnings = decode(data, name)
    lines = page_lines(decoded.replace("\r\n", "\n").replace("\r", "\n"))
    parts: list[str] = []
    blocks: list[Block] = []
    start = 0
    for kind, level, text in _blocks(lines):
        if not text:  # a mark of quotation with nothing behind it
            continue
        blocks.append(Block(kind, start, start + len(text), level))
        parts.append(text)
        start += len(text) + 2
    text = "\n\n".join(parts)
    metadata = replace(find_without_pages(text, blocks), language=detect_language(text))
    return Document(
        sha256=digest(data),
        source=name,
        format="text",
        text=text,
        blocks=tuple(blocks),
        pages=0,
        metadata=metadata,
        warnings=(*warnings, *unsure(metadata, name)),
    )


def decode(data: bytes, name: str) -> tuple[str, tuple[Warning, ...]]:
    """Bytes as text: by byte order mark, else UTF-8, else Windows-1252 or MacRoman with a warning."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace"), ()
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        if error.start > len(data) - 4:
            return data[: error.start].decode("utf-8"), ()
    # Only old Macs end lines with a carriage return alone.
    said, encoding = ("MacRoman", "mac_roman") if b"\r" in data and b"\n" not in data else ("Windows-1252", "cp1252")
    message = f"{name} is not UTF-8; it was read as {said}, so check accented letters and quotation marks."
    return data.decode(encoding, errors="replace"), (Warning("encoding_guessed", message),)


def _blocks(lines: list[str]) -> Iterator[tuple[BlockKind, int | None, str]]:
    """Kind, level and text of each block. Before the abstract or introduction only named parts are headings."""
    if is_wrapped(lines) and not any(_MARKDOWN.match(line) for line in lines):
        yield from _printed(lines)
        return
    paragraphs = _mended(_paragraphs(lines))
    begins = next((i for i, lines_of in enumerate(paragraphs) if _opens_text(lines_of)), 0)
    title = title_among(paragraphs[: begins + 1])
    for i, lines_of in enumerate(paragraphs):
        if i == title:
            named, rest = _before_byline(lines_of)
            yield "title", None, _joined(line.strip().lstrip("# ") for line in named)
            yield from _byline(rest)
            continue
        heading = _heading(lines_of, followed=i + 1 < len(paragraphs), front=i < begins)
        if heading is None:
            yield from _body(lines_of)
            continue
        level, text, rest = heading
        yield "heading", level, text
        if rest:
            yield from _body(rest)


def _printed(lines: list[str]) -> Iterator[tuple[BlockKind, int | None, str]]:
    """The same of lines broken where the page was full."""
    found = pieces(lines, _looks_like_heading, lambda text: _looks_like_heading(text, _LONGEST_BY_ITSELF))
    begins = next((i for i, p in enumerate(found) if _opens_text(list(p.lines))), 0)
    title = title_among([list(p.lines) for p in found[: begins + 1]])
    for i, piece in enumerate(found):
        text = _joined(list(piece.lines))
        if i == title:
            named, rest = _before_byline(list(piece.lines))
            yield "title", None, _joined(named)
            yield from _byline(rest)
        elif piece.kind == "heading" and (i >= begins or core_role(text) is not None):
            yield "heading", None, text
        elif piece.kind == "text":
            yield from _body(list(piece.lines))
        else:
            yield (piece.kind if piece.kind != "heading" else "paragraph"), None, text


def _opens_text(lines: list[str]) -> bool:
    return role_of_title(lines[0].strip("#*_ \t")) in ("abstract", "introduction")


def title_among(paragraphs: list[list[str]]) -> int | None:
    """Which of the first paragraphs is the title: the first short one that names no part of a paper."""
    for i, lines in enumerate(paragraphs[:8]):
        text = _joined(lines).strip("# ")
        if role_of_title(text) in ("abstract", "introduction") or len(text) > 300:
            return None
        if _ISSUE.search(text):
            continue
        if role_of_title(text) is None and len(text.split()) >= 3 and not text.endswith((".", ",", ";", ":")):
            return i if _looks_like_title(text) else None
    return None


def _before_byline(lines: list[str]) -> tuple[list[str], list[str]]:
    """The lines of a title, and those from the one on that is the byline, where no blank line parts them."""
    for k in range(1, len(lines)):
        names = names_in(lines[k].strip())
        if names and (len(names) > 1 or _BYLINE.search(lines[k]) or k == len(lines) - 1):
            return lines[:k], lines[k:]
    return lines, []


def _byline(lines: list[str]) -> Iterator[tuple[BlockKind, int | None, str]]:
    """The lines under a title: a date in a line of its own is none of the names before it."""
    dated = [k for k, line in enumerate(lines) if _DATED.fullmatch(line.strip())]
    for start, end in pairwise([0, *(k + d for k in dated for d in (0, 1)), len(lines)]):
        if text := _joined(lines[start:end]):
            yield "paragraph", None, text


_DATED = re.compile(r"(?:\d{1,2}\.?\s+)?(?:[^\W\d_]+,?\s+)?(?:19|20)\d\d")


def _looks_like_title(text: str) -> bool:
    return text[0].isalnum() or text[0] in "“\"«‘'¿"


def _mended(paragraphs: list[list[str]]) -> list[list[str]]:
    """Paragraphs that a page break cut in two, joined: the first has no end, the next begins in lower case."""
    mended: list[list[str]] = []
    for lines in paragraphs:
        last = mended[-1][-1].rstrip() if mended else ""
        if len(last) > 60 and last[-1] not in '.!?:;”"»…' and lines[0].lstrip()[:1].islower():
            mended[-1] = [*mended[-1], *lines]
        else:
            mended.append(lines)
    return mended


def _body(lines: list[str]) -> Iterator[tuple[BlockKind, int | None, str]]:
    quoting = all(line.lstrip().startswith(">") for line in lines)
    if quoting and any(line.strip("> \t") for line in lines):
        yield "quote", None, _joined(line.lstrip().lstrip("> ") for line in lines)
    elif _BULLET.match(lines[0]) and sum(bool(_BULLET.match(line)) for line in lines) > 1:
        item: list[str] = []
        for line in lines:
            if _BULLET.match(line) and item:
                yield "list", None, _joined(item)
                item = []
            item.append(line)
        yield "list", None, _joined(item)
    elif sum("\t" in line.strip() for line in lines) > 1 or sum(line.count("|") > 1 for line in lines) > 1:
        yield "table", None, "\n".join(re.sub(r"\s*\|\s*", "\t", line.strip().strip("|").strip()) for line in lines)
    else:
        text = _joined(lines)
        yield ("list" if _BULLET.match(text) and len(lines) < 6 and len(text) < 300 else "paragraph"), None, text


def _paragraphs(lines: list[str]) -> list[list[str]]:
    """Runs of lines between blank ones; in a file without blank lines every line is a paragraph."""
    runs = [list(run) for filled, run in groupby(lines, key=lambda line: bool(line.strip())) if filled]
    if len(runs) == 1 and len(runs[0]) > 3:
        return [[line] for line in runs[0]]
    return runs


def _heading(lines: list[str], *, followed: bool, front: bool) -> tuple[int | None, str, list[str]] | None:
    """Level, text and the lines left over, where a paragraph opens with a heading."""
    first = lines[0].strip()
    if found := _MARKDOWN.match(first):
        return len(found.group(1)), found.group(2).strip("* _"), lines[1:]
    if len(lines) > 1 and (found := _UNDERLINE.match(lines[1])) and len(lines[1].strip()) >= min(3, len(first)):
        return (1 if found.group(1)[0] == "=" else 2), first, lines[2:]
    named = role_of_title(first) is not None and len(first) <= _LONGEST_HEADING
    if named and not re.search(r":\s*\S", first):
        return None, first, lines[1:]
    bare = first.strip("*_ ")
    over = len(lines) > 1 and len(lines[1]) > _UNBROKEN  # a paragraph in one line, without a blank one before it
    if (over or (len(lines) == 1 and followed)) and not front and _looks_like_heading(bare):
        return None, bare, lines[1:]
    return None


def _looks_like_heading(line: str, longest: int = _LONGEST_HEADING) -> bool:
    words = re.findall(r"[^\W\d_]+", line)
    return (
        bool(words)
        and len(line) <= longest
        and not line.endswith((".", ",", ";", ":", "”", '"', "»", "?", "!"))
        and not _BULLET.match(line.replace(". ", " ", 1) if number(line) else line)
        and not _CAPTION.match(line)
        and line[0] not in "“\"«‘'([>"
        and (words[0][0].isupper() or bool(number(line)))
        and len(words) * 6.4 <= longest
    )


def _joined(lines: Iterator[str] | list[str]) -> str:
    """Printed lines as one; a word parted by a hyphen at the line's end is mended."""
    text = "\n".join(line.strip() for line in lines)
    text = re.sub(r"(?<=[a-zà-ÿ])(?:-\n|[\u2010\u00ad]\s)(?=[a-zà-ÿ])", "", text)
    return re.sub(r"\s+", " ", text).strip()
