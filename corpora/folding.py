"""What people type as a name of a code, a coder or a unit, in the form in which it is compared.

What differs in these forms is a difference somebody meant; what does not is the keyboard's: capitals, white space,
curly quotation marks, the length of a dash, letters composed in one way or another, a full stop at the end, marks that
no one sees, and what a spreadsheet or a web page makes of a character.
"""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache
from pathlib import PurePosixPath
from urllib.parse import unquote

FILE_SUFFIXES = (".pdf", ".xml", ".nxml", ".docx", ".html", ".htm", ".txt")
PASSAGE_ID = re.compile(r"^(?P<paper>.+):p\d+-\d+$")
DOI = re.compile(r"^10\.\d{4,9}/\S+$")
PLACE_IN_DOI = re.compile(r"^(?P<paper>10\.\d{4,9}/\S+)/(?P<passage>p?\d{1,4}(?:\.\d{1,3})?)$", re.IGNORECASE)
WHOLE_DECIMAL = re.compile(r"(?<![\w.,])(\d+)[.,]00?(?![\w.,])")
RESOLVER = re.compile(r"^(?:(?:https?://)?(?:dx\.|www\.)?doi\.org/|doi\s*:?\s*(?=10\.))", re.IGNORECASE)
WHOLE_NUMBER = re.compile(r"(\d+)(?:[.,]00?)?")
PARTED = re.compile(r"[;\uff1b\u037e\u061b\uff0c\u3001\r\n\v\x85\u2028\u2029]+|\s[•▪◦‣●]\s")
"""What parts the codes of a cell: semicolons of any script, line breaks, bullets, the commas of East Asia."""
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_ESCAPED = re.compile(r"_x([0-9a-fA-F]{4})_")
_BREAK = re.compile(r"<br\s*/?>|</(?:p|div|li)>", re.IGNORECASE)
_TAG = re.compile(r"</?(?:b|i|u|em|strong|span|font|sup|sub|p|div|ul|ol|li)(?:\s[^<>]*)?>", re.IGNORECASE)
_UNSEEN = re.compile("[\u034f\u180b-\u180d\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_QUERY = re.compile(r"[?#].*$")
_BULLET = re.compile(r"^[•·▪◦‣●*-]\s+")
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′`´ʼ‹›", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
    }
)
_LOOKS_LIKE = str.maketrans("аеорсухіјѕԁһαορνικτı", "aeopcyxijsdhaopvikti")


@lru_cache(maxsize=1 << 16)
def unescaped(text: str) -> str:
    """Text with the characters that web pages ("&amp;") and workbooks ("_x000D_") write in another way, without the
    marks by which web pages make it bold and the like; their line breaks are line breaks."""
    text = _ESCAPED.sub(lambda m: chr(int(m[1], 16)), text) if "_x" in text else text
    text = _ENTITY.sub(lambda m: html.unescape(m[0]), text) if "&" in text else text
    return _TAG.sub("", _BREAK.sub("\n", text)) if "<" in text else text


@lru_cache(maxsize=1 << 16)
def plain(text: str) -> str:
    """Text in one Unicode form (NFKC) with straight quotation marks, plain dashes and single spaces, nothing unseen."""
    found = unicodedata.normalize("NFKC", unescaped(text)).translate(_PLAIN)
    if not found.isascii():  # soft hyphens, joiners, marks of direction and of byte order, selectors of a glyph
        found = _UNSEEN.sub("", "".join(c for c in found if unicodedata.category(c) != "Cf"))
    return " ".join(found.split())


@lru_cache(maxsize=1 << 16)
def label_key(text: str) -> str:
    """A code or a coder as it is compared: `plain`, without capitals, underscores, a bullet and the marks around it.

    A number is as a person writes it: "3" for a spreadsheet's "3.0" or "3,0".
    """
    found = _folded(_BULLET.sub("", " ".join(plain(text).replace("_", " ").split())))
    found = found.strip(" .,;:\"'") or found
    whole = WHOLE_NUMBER.fullmatch(found)
    return whole[1] if whole is not None else found


def _folded(text: str) -> str:
    """Text without capitals, in one form; the dot that Turkish capitals leave over an i goes."""
    return unicodedata.normalize("NFKC", text.casefold()).replace("i\u0307", "i")


@lru_cache(maxsize=1 << 16)
def unit_key(text: str) -> str:
    """A unit as it is compared: `plain` without capitals, "1" for a spreadsheet's "1.0" or "'1", a bare DOI, "/" for
    "\\"."""
    found = re.sub(r"\s*/\s*", "/", plain(text).replace("\\", "/").removeprefix("./").removeprefix("'"))
    found = _folded(bare(found)).rstrip("/") or found.casefold()
    document, slash, passage = found.rpartition("/")
    if DOI.match(found) and not PLACE_IN_DOI.match(found):
        return found
    if (whole := WHOLE_NUMBER.fullmatch(document)) is not None:
        document = whole[1]
    return document + slash + WHOLE_DECIMAL.sub(r"\1", passage)


def parted(cell: str) -> list[str]:
    """The codes of a cell, parted by `PARTED` but not within brackets: "stigma (of others; self)" is one."""
    held = [m.span() for m in _BRACKETED.finditer(cell)]
    cuts = [m.span() for m in PARTED.finditer(cell) if not any(a < m.start() < b for a, b in held)]
    pieces = zip([0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(cell)], strict=True)
    return [part for a, b in pieces if (part := cell[a:b].strip())]


def near_key(text: str) -> str:
    """What is left of a name without accents, marks, spaces, zeros in front of numbers and the ending of a file.

    "&" is "and", letters of other alphabets that look alike are those they look like, what was read with the wrong
    code page is read again: forms that nearly fit.
    """
    found = _folded(plain(_read_again(text))).replace("&", " and ").translate(_LOOKS_LIKE)
    found = next((found.removesuffix(s) for s in FILE_SUFFIXES if found.endswith(s)), found)
    return re.sub(r"[\W_]", "", re.sub(r"(?<![\d,])0+(?=\d)", "", unicodedata.normalize("NFKD", found)))


def _read_again(text: str) -> str:
    """UTF-8 that was read as Windows-1252 ("cafÃ©"), as it was written."""
    try:
        return text if text.isascii() else text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text


def bare(unit: str) -> str:
    """A DOI without its resolver, however it was copied; other units as they are."""
    found = RESOLVER.sub("", unit.strip())
    if not found.startswith("10."):
        return unit.strip()
    found = _QUERY.sub("", found) if "://" in unit else found
    return (unquote(found) if "%2" in found else found).rstrip(".,;")


def paper_of(unit: str) -> str:
    """The paper of a unit, by how passages are called (`<paper>:p<start>-<end>`, `document/passage`), else itself.

    A DOI and a web address are one name; behind a DOI, a number after a further "/" is a passage.
    """
    named = PASSAGE_ID.match(unit)
    if named is not None:
        return named["paper"]
    found = bare(unit)
    if DOI.match(found):
        inside = PLACE_IN_DOI.match(found)
        return inside["paper"] if inside is not None else found
    if "://" in unit:
        return unit
    is_file = PurePosixPath(unit).suffix.lower() in FILE_SUFFIXES
    return unit.rpartition("/")[0] or unit if "/" in unit and not is_file else unit
