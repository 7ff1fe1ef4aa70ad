"""What a JATS article says of itself: title, authors, year, DOI, journal, language."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from thirdorder.nlp.document import Metadata
from thirdorder.nlp.reading.language import detect_language
from thirdorder.nlp.reading.markup import Run, plain, tag, write

_ABSTRACT_TYPES = frozenset({"abstract", "main", "structured", "section", "sections", "full", "normal", "ascii"})
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def metadata(article: etree._Element, text: str = "") -> Metadata:
    """Metadata of an article (JATS, or BMC's XML renamed); `text` decides the language where it is long enough."""
    front = next((e for e in article if tag(e) in ("front", "front-stub")), None)
    language = detect_language(text) or _language(article)
    if front is None:
        return Metadata(language=language)
    return Metadata(
        title=titled(next(_named(front, "article-title"), None)) or _bmc_title(front),
        authors=tuple(_authors(front)),
        year=_year(front),
        doi=_doi(front),
        journal=_first(front, "journal-title") or _first(front, "abbrev-journal-title") or _first(front, "source"),
        language=language,
    )


def abstracts(front: etree._Element) -> Iterator[etree._Element]:
    """Every abstract of the article itself, in all its languages and forms, graphical ones excepted."""
    for element in front.iter():
        if tag(element) in ("abstract", "trans-abstract") and element.get("abstract-type") != "graphical":
            yield element


def main_abstract(front: etree._Element) -> etree._Element | None:
    """The abstract of the article in its own language: no highlights, summary for lay readers or translation."""
    own = [a for a in abstracts(front) if tag(a) == "abstract"]
    plain_ones = [a for a in own if (a.get("abstract-type") or "abstract").lower() in _ABSTRACT_TYPES]
    return next(iter((*plain_ones, *own)), None)


def _language(article: etree._Element) -> str:
    return (article.get("{http://www.w3.org/XML/1998/namespace}lang") or "").lower().partition("-")[0]


def _named(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    return (e for e in element.iter() if tag(e) in names)


def titled(element: etree._Element | None) -> str:
    """A title without the notes that hang on it and the marks that point at them."""
    run = Run()
    if element is not None:
        write(run, element, lambda child: tag(child) in ("fn", "xref"))
    return re.sub(r"\s+(?=[:;,.?!])", "", run.text.rstrip(" *†‡"))


def _first(element: etree._Element, name: str) -> str:
    found = next(_named(element, name), None)
    return plain(found)


def _bmc_title(front: etree._Element) -> str:
    bibliography = next(_named(front, "bibl"), None)
    return _first(bibliography, "title") if bibliography is not None else ""


def _authors(front: etree._Element) -> Iterator[str]:
    """Authors as "Given Surname", each once; editors and reviewers are left out."""
    seen: set[str] = set()
    for person in _named(front, "contrib", "au"):
        if person.get("contrib-type", "author") not in ("author", ""):
            continue
        if tag(person) == "au":
            parts = [_first(person, "fnm"), _first(person, "mi"), _first(person, "snm"), _first(person, "suf")]
            name = " ".join(p for p in parts if p) or _first(person, "cnm")
        else:
            name = " ".join(p for p in (_first(person, "given-names"), _first(person, "surname")) if p)
            name = name or _first(person, "string-name") or _first(person, "collab")
        if name and name not in seen:
            seen.add(name)
            yield name


def _year(front: etree._Element) -> int | None:
    """The earliest year of publication: the electronic one where print came later."""
    years = [
        int(found.group())
        for date in _named(front, "pub-date", "pubdate")
        if (found := _YEAR.search(_first(date, "year") or plain(date)))
    ]
    return min(years, default=None)


def _doi(front: etree._Element) -> str:
    for element in _named(front, "article-id", "pubid"):
        if "doi" in (element.get("pub-id-type"), element.get("idtype")):
            return plain(element).lower().removeprefix("https://doi.org/")
    return ""
