"""Title, authors, year, DOI and journal as the first page gives them, else as the file's own properties do."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from thirdorder.nlp.document import Block, Furniture, Metadata
from thirdorder.nlp.reading.language import detect_language

_ENOUGH = 4000  # letters that tell a language; more only take time
_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>|]+", re.I)
_YEAR = re.compile(r"\b(19[5-9]\d|20[0-4]\d)\b")
_PUBLISHED = re.compile(r"(?:published|publicado|publication|©|\(c\)|copyright)\D{0,40}(19[5-9]\d|20[0-4]\d)\b", re.I)
_DATED = re.compile(r"(?:accepted|aceito|aceptado|vol(?:ume|\.))\D{0,40}(19[5-9]\d|20[0-4]\d)\b", re.I)
_BODY = re.compile(r"^\W*(?:[\d.]+\s+)?(?:abstract|summary|introduction|resum\w+|background)\b", re.I | re.M)
_FETCHED = re.compile(r"download|accessed|licensed to|provided by", re.I)
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?|summer|winter|spring|autumn)\b"
)
_JOURNAL = re.compile(
    rf"^((?:The )?[^\W\d_][^\d|,;:@]{{3,80}}?)[ ,.|]*(?:\(?(?:19|20)\d\d\)?(?:[;,: )]|$)|vol|\d{{1,3}} ?[(:]|{_MONTH}|"
    r"https?:|www\.|doi)",
    re.I,
)
_NO_JOURNAL = re.compile(
    r"universi|departm|https?:|www\.|@|abstract|keyword|received|accepted|published|©|\bby\b|^.{0,3}$", re.I
)
_CITE = re.compile(r"cite this article|how to cite|como citar|cómo citar|recommended citation")  # in lower case: faster
_NOISE = re.compile(r"microsoft word|untitled|\.(?:docx?|indd|pdf|qxd|tex|dvi)\b|^\d|^[\w-]+$|^doi|1\.\.\d", re.I)
# As they are printed: "Md" is a name.
_CREDIT = re.compile(
    r"\b(?:[Pp][Hh]\.?[Dd]|MD|MS[Cc]|M[Ss]c|RN|MPH|MA|BS[Cc]|B[Ss]c|[Dd]r|[Pp]rof(?:essor)?|MBBS|FACS|FRCP)\b\.?"
)
_ICON = re.compile(r"(?<=[^\W\d_A-Z])[iI]D(?![^\W\d_])|\b\d{4}-\d{4}-\d{4}-\d{3}[\dX]\b")  # ORCID's, and its number
_NAMES_PARTED = re.compile(r"[,;•|]|(?<=\s)(?:and|y|e|und|et|&)(?=\s)|\s\.(?=\s|$)")
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
        year=_year(furniture, f"{head[:4000]}\n{floats}", info),
        doi=_doi((everywhere, *_citations(text)), info),
        journal=_journal(furniture, head, info),
        language=detect_language(text[len(text) // 4 : len(text) // 4 + _ENOUGH] if len(text) > 2 * _ENOUGH else text),
    )


def _clean(text: str) -> str:
    return " ".join(re.sub(r"\s*[*†‡§¶]+$", "", text).split())


def _citations(text: str) -> list[str]:
    """What stands around the words that say how to cite a paper."""
    return [text[max(0, m.start() - 80) : m.end() + 500] for m in _CITE.finditer(text.lower())]


def _doi(texts: Sequence[str], info: Mapping[str, str]) -> str:
    for source in (info.get("Subject", ""), info.get("Title", ""), info.get("doi", ""), *texts):
        match = _DOI.search(source)
        if match:
            doi = match.group().rstrip(".,;:)]}'’”")
            return re.sub(r"(?:/full|/pdf|/abstract|\.pdf)$", "", doi)
    return ""


def _year(furniture: Sequence[Furniture], front: str, info: Mapping[str, str]) -> int | None:
    """The year most running heads and feet give, else the front page's; none after the file was made."""
    date = info.get("CreationDate", "")
    made = None if date[6:].startswith("0101000000") else _YEAR.search(date[2:6])  # a clock that was never set
    latest = int(made.group()) + 1 if made else 9999
    margins = [f.text for f in furniture if not _FETCHED.search(f.text)]
    stated = Counter(int(y) for text in margins for y in _YEAR.findall(text) if int(y) <= latest)
    if stated:
        return max(stated, key=lambda y: (stated[y], y))
    for pattern in (_PUBLISHED, _DATED):
        years = [int(y) for y in pattern.findall(front) if int(y) <= latest]
        if years:
            return years[0]
    if made:
        return int(made.group())
    match = _YEAR.search(_BODY.split(front, 1)[0][:3000])  # a year in running text is somebody else's
    return int(match.group()) if match else None


def _journal(furniture: Sequence[Furniture], head: str, info: Mapping[str, str]) -> str:
    """The name before volume, year or address: in the file's subject, a running head or foot, or the first lines."""
    rows: dict[tuple[int, int], str] = {}
    for f in sorted(furniture, key=lambda f: (f.page, round(f.box.y1 / 4), f.box.x0)):
        if not _FETCHED.search(f.text):
            row = (f.page, round(f.box.y1 / 4))
            rows[row] = f"{rows[row]} {f.text}" if row in rows else f.text
    names: Counter[str] = Counter()
    for line in (info.get("Subject", "")[:200], *rows.values(), *head[:400].split("\n")):
        line = re.sub(r"^(?:.*?\bet al\b[ .:|]*|\W*\d*\W+)", "", line.strip())
        match = _JOURNAL.match(line)
        name = match.group(1).strip(" .,–-(") if match else ""
        if name and not _NO_JOURNAL.search(name) and not re.match(_MONTH, name, re.I) and len(name.split()) <= 12:
            names[name] += 1
    return max(names, key=lambda n: names[n], default="")


def _authors(text: str, front: Sequence[Block], info: Mapping[str, str]) -> tuple[str, ...]:
    index = next((k for k, b in enumerate(front) if b.kind == "title"), None)
    names: tuple[str, ...] = ()
    last, known = "", 0
    for block in front[index + 1 : index + 5] if index is not None else ():
        line = text[block.start : block.end]
        more = _names(line)
        # Names each on a line of their own, or a list that goes on in the next line.
        if names and not (more and (len(more) == 1 == known or last.endswith((",", " .", ";", " and", "&")))):
            break
        names, last, known = names + more, line.rstrip(), len(more)
    if names:
        return names
    names = _names(info.get("Author", ""))
    return names if all(" " in n for n in names) else ()


def _names(line: str) -> tuple[str, ...]:
    """A line of names divided by commas, "and" or "&"; empty where it is something else."""
    if not line or len(line) > 1500 or _NO_NAME.search(line):
        return ()
    line = re.sub(r"^(?:by|authors?:)\s+", "", line, flags=re.I)
    plain = re.sub(r"[\d*†‡§¶#✉⁎\[\]()]+", ",", _CREDIT.sub("", _ICON.sub("", line)))
    names = [n.strip(" .,-–") for n in _NAMES_PARTED.split(plain)]
    names = [" ".join(n.split()) for n in names if len(n.strip(" .,-–")) > 2]
    good = [n for n in names if 2 <= len(n.split()) <= 6 and sum(w[0].isupper() for w in n.split()) >= 2]
    return tuple(good) if good and len(good) >= 0.7 * len(names) else ()
