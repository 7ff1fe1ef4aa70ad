"""The articles of an XML file: its tree, mended where it must be, and each article in it.

Parsing reads no network, expands no entity and refuses trees of absurd depth.
"""

from __future__ import annotations

import re

from lxml import etree

from thirdorder.nlp.document import Warning
from thirdorder.nlp.reading.errors import DamagedError, UnsupportedError
from thirdorder.nlp.reading.markup import tag


def parsed(data: bytes, name: str) -> tuple[etree._Element, list[Warning]]:
    """The tree, mended where it must be; a mended tree carries a warning."""
    safe = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
    try:
        return etree.fromstring(data, etree.XMLParser(**safe)), []
    except etree.XMLSyntaxError as error:
        where = f"line {error.lineno}"
    except ValueError as error:
        raise DamagedError(name, f"{name} is not readable XML ({error}): export it again.") from error
    try:
        root = etree.fromstring(data, etree.XMLParser(recover=True, **safe))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DamagedError(name, f"{name} is not readable XML ({error}): export it again.") from error
    if root is None:
        raise DamagedError(name, f"{name} is not readable XML (broken from {where} on): export it again.")
    message = f"{name} is damaged XML (first at {where}): text after that place may be missing or misplaced."
    return root, [Warning("damaged_xml", message)]


def further_articles(data: bytes) -> tuple[bytes, ...]:
    """Every article of a set beyond the first, each as XML of its own; none where the bytes hold one or no article."""
    if len(re.findall(rb"<(?:\w+:)?(?:article|art)[\s>]", data)) < 2:
        return ()
    try:
        root, _ = parsed(data, "")
    except DamagedError:
        return ()
    return tuple(
        etree.tostring(e, encoding="utf-8", xml_declaration=True, with_tail=False) for e in articles_of(root)[1:]
    )


def articles_of(root: etree._Element) -> list[etree._Element]:
    """The articles of a file; none stands inside another."""
    found = (e for e in root.iter() if tag(e) in ("article", "art"))
    return [e for e in found if not any(tag(a) in ("article", "art") for a in e.iterancestors())]


def first_article(root: etree._Element, name: str) -> etree._Element:
    """The first article of a file. Raises UnsupportedError where the XML is of something else."""
    if articles := articles_of(root):
        return articles[0]
    raise UnsupportedError(
        name,
        f"{name} is XML, but not of an article: its root is <{tag(root)}> where <article> (JATS) or <art> is needed.",
    )
