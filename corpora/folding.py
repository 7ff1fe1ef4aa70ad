"""What people type as a name of a code, a coder or a unit, in the form in which it is compared.

What differs in these forms is a difference somebody meant; what does not is the keyboard's: capitals, white space,
curly quotation marks, the length of a dash, letters composed in one way or another, a full stop at the end.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import PurePosixPath

FILE_SUFFIXES = (".pdf", ".xml", ".nxml", ".docx", ".html", ".htm", ".txt")
PASSAGE_ID = re.compile(r"^(?P<paper>.+):p\d+-\d+$")
DOI = re.compile(r"^10\.\d{4,9}/\S+$")
PLACE_IN_DOI = re.compile(r"^(?P<paper>10\.\d{4,9}/\S+)/(?P<passage>p?\d{1,4}(?:\.\d{1,3})?)$", re.IGNORECASE)
WHOLE_DECIMAL = re.compile(r"(?<![\w.])(\d+)\.0+(?!\w|\.)")
RESOLVER = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′`´ʼ", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", None),
    }
)


@lru_cache(maxsize=1 << 16)
def plain(text: str) -> str:
    """Text in one Unicode form (NFKC) with straight quotation marks, plain dashes and single spaces, nothing unseen."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_PLAIN).split())


@lru_cache(maxsize=1 << 16)
def label_key(text: str) -> str:
    """A code or a coder as it is compared: `plain`, without capitals, underscores and the marks around it."""
    found = " ".join(plain(text).replace("_", " ").split()).casefold()
    return found.strip(" .,;:\"'") or found


def unit_key(text: str) -> str:
    """A unit as it is compared: `plain` without capitals, "1" for a spreadsheet's "1.0", a bare DOI, "/" for "\\"."""
    found = re.sub(r"\s*/\s*", "/", plain(text).replace("\\", "/").removeprefix("./")).casefold()
    found = RESOLVER.sub("", found).rstrip("/") or found
    document, slash, passage = found.rpartition("/")
    if DOI.match(found) and not PLACE_IN_DOI.match(found):
        return found
    return document + slash + WHOLE_DECIMAL.sub(r"\1", passage)


def near_key(text: str) -> str:
    """What is left of a name without accents, marks, spaces and zeros in front of numbers: forms that nearly fit."""
    letters = re.sub(r"(?<!\d)0+(?=\d)", "", unicodedata.normalize("NFKD", plain(text).casefold()))
    return re.sub(r"[\W_]", "", letters)


def paper_of(unit: str) -> str:
    """The paper of a unit, by how passages are called (`<paper>:p<start>-<end>`, `document/passage`), else itself.

    A DOI and a web address are one name; behind a DOI, a number after a further "/" is a passage.
    """
    named = PASSAGE_ID.match(unit)
    if named is not None:
        return named["paper"]
    bare = RESOLVER.sub("", unit.strip())
    if DOI.match(bare):
        inside = PLACE_IN_DOI.match(bare)
        return inside["paper"] if inside is not None else bare
    if "://" in unit:
        return unit
    is_file = PurePosixPath(unit).suffix.lower() in FILE_SUFFIXES
    return unit.rpartition("/")[0] or unit if "/" in unit and not is_file else unit
