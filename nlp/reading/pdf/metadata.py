"""Title, authors, year, DOI and journal as the first page gives them, else as the file's own properties do."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from thirdorder.nlp.document import Block, Furniture, Metadata
from thirdorder.nlp.reading.language import detect_language

_ENOUGH = 4000  # letters that tell a language; more only take time
_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>|]+", re.I)
_YEAR = re.compile(r"\b(19[5-9]\d|20[0-4]\d)\b")
_DATED = re.compile(
    r"(?:published|publicado|©|\(c\)|copyright|accepted|vol(?:ume|\.)|[;,]\s)\D{0,40}(19[5-9]\d|20[0-4]\d)\b", re.I
)
_JOURNAL = re.compile(r"^([A-Z][^\d|,;:@]{3,80}?)[ ,.]*(?:\(?(?:19|20)\d\d\)?[;,: ]|vol|\d{1,3} ?[(:])", re.I)
_NOISE = re.compile(r"microsoft word|untitled|\.(?:docx?|indd|pdf|qxd|tex|dvi)\b|^\d|^[\w-]+$|^doi|1\.\.\d", re.I)
_CREDIT = re.compile(r"\b(?:ph\.?d|md|msc|rn|mph|ma|bsc|dr|prof(?:essor)?|mbbs|facs|frcp)\b\.?", re.I)
_NO_NAME = re.compile(
    r"universi|departm|hospital|school|institut|faculty|colleg|http|@|abstract|keyword|received|research|journal", re.I
)


def find_metadata(
    text: str, blocks: Sequence[Block], furniture: Sequence[Furniture], info: Mapping[str, str], first_page_ends: int
) -> Metadata:
    """What a paper says of itself; `first_page_ends` is an offset, `info` the file's own properties."""
    head = text[:first_page_ends]
    margins = " \n".join(f.text for f in furniture if f.page <= 2)
    front = [b for b in blocks if b.start < first_page_ends and b.anchor is None]
    floats = " \n".join(text[b.start : b.end] for b in blocks if b.anchor is not None and b.anchor <= first_page_ends)
    title = next((_clean(text[b.start : b.end]) for b in front if b.kind == "title"), "")
    stated = _clean(info.get("Title", ""))
    if not title and len(stated) > 15 and not _NOISE.search(stated):
        title = stated
    everywhere = f"{margins}\n{head[:6000]}\n{floats}"
    return Metadata(
        title=title,
        authors=_authors(text, front, info),
        year=_year(margins, head, floats, info),
        doi=_doi(everywhere, info),
        journal=_journal(margins, head),
        language=detect_language(text[len(text) // 4 : len(text) // 4 + _ENOUGH] if len(text) > 2 * _ENOUGH else text),
    )


def _clean(text: str) -> str:
    return " ".join(re.sub(r"\s*[*†‡§¶]+$", "", text).split())


def _doi(text: str, info: Mapping[str, str]) -> str:
    for source in (info.get("Subject", ""), info.get("Title", ""), info.get("doi", ""), text):
        match = _DOI.search(source)
        if match:
            doi = match.group().rstrip(".,;:)]}'’”")
            return re.sub(r"(?:/full|/pdf|/abstract|\.pdf)$", "", doi)
    return ""


def _year(margins: str, head: str, floats: str, info: Mapping[str, str]) -> int | None:
    for source in (margins, floats, head[:4000]):
        match = _DATED.search(source)
        if match:
            return int(match.group(1))
    for source in (margins, floats, info.get("CreationDate", "")[2:6], head[:3000]):
        match = _YEAR.search(source)
        if match:
            return int(match.group(1))
    return None


def _journal(margins: str, head: str) -> str:
    for line in [*margins.split(" \n"), *head[:400].split("\n")]:
        line = re.sub(r"^.*?et al\.?:?\s*", "", line.strip())
        match = _JOURNAL.match(line)
        if match and not _NO_NAME.match(match.group(1)) and len(match.group(1).split()) <= 10:
            return match.group(1).strip(" .,–-")
    return ""


def _authors(text: str, front: Sequence[Block], info: Mapping[str, str]) -> tuple[str, ...]:
    index = next((k for k, b in enumerate(front) if b.kind == "title"), None)
    for block in front[index + 1 : index + 5] if index is not None else ():
        names = _names(text[block.start : block.end])
        if names:
            return names
    names = _names(info.get("Author", ""))
    return names if all(" " in n for n in names) else ()


def _names(line: str) -> tuple[str, ...]:
    """A line of names divided by commas, "and" or "&"; empty where it is something else."""
    if not line or len(line) > 1500 or _NO_NAME.search(line):
        return ()
    line = re.sub(r"^(?:by|authors?:)\s+", "", line, flags=re.I)
    plain = re.sub(r"[\d*†‡§¶#✉⁎\[\]()]+", ",", _CREDIT.sub("", line))
    names = [n.strip(" .,-–") for n in re.split(r",|;|\band\b|&|\by\b|\be\b|\bund\b|\bet\b|•|\|", plain)]
    names = [" ".join(n.split()) for n in names if len(n.strip(" .,-–")) > 2]
    good = [n for n in names if 2 <= len(n.split()) <= 6 and sum(w[0].isupper() for w in n.split()) >= 2]
    return tuple(good) if good and len(good) >= 0.7 * len(names) else ()
