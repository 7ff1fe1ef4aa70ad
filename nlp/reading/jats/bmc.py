"""BioMed Central's older article XML (root `art`), renamed into JATS so that one reader serves both."""

from __future__ import annotations

from lxml import etree

_RENAMED = {
    "art": "article", "fm": "front", "bdy": "body", "bm": "back", "it": "italic", "b": "bold", "ul": "underline",
    "abbrgrp": "xref", "abs": "abstract", "tblr": "xref", "figr": "xref", "supplr": "xref", "refgrp": "ref-list",
    "tbl": "table-wrap", "row": "tr", "entry": "td", "tblfn": "table-wrap-foot", "tfoot": "table-wrap-foot",
    "suppl": "supplementary-material", "kwdg": "kwd-group", "kwd": "kwd", "blockquote": "disp-quote",
    "display-formula": "disp-formula", "l": "list", "li": "list-item",
}  # fmt: skip


def to_jats(root: etree._Element) -> etree._Element:
    """The same tree under JATS names; changes `root` in place and returns it."""
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        tag = element.tag
        parent = element.getparent()
        if tag == "st":
            element.tag = "title"
        elif tag == "bibl":
            _bibliography(element)
        elif tag == "abbrgrp":
            element.set("ref-type", "bibr")
        elif tag in ("tblr", "figr"):
            element.set("rid", element.get("tid") or element.get("fid") or "")
        elif tag == "table" and element.find("tgroup") is not None:
            element.tag = "table-wrap"
        elif tag == "tgroup":
            element.tag = "table"
        elif tag == "tbl" and element.find("tblbdy") is not None:
            _cells(element)
        elif tag == "title" and parent is not None and parent.tag in ("fig", "table-wrap", "tbl", "suppl"):
            element.tag = "label"
        elif tag == "text" and parent is not None:
            _note(element, parent)
        element.tag = _RENAMED.get(element.tag, element.tag)
    return root


def _bibliography(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None and parent.tag in ("refgrp", "ref-list"):
        element.tag = "ref"


def _cells(table: etree._Element) -> None:
    """The earliest tables: `tblbdy` with rows `r` and cells `c`."""
    for element in table.iter("tblbdy", "r", "c"):
        element.tag = {"tblbdy": "table", "r": "tr", "c": "td"}[str(element.tag)]


def _note(element: etree._Element, parent: etree._Element) -> None:
    """A figure's long caption repeats the short one; a table's is what stands under it."""
    if parent.tag == "fig":
        caption = parent.find("caption")
        if caption is not None and _opening(caption) == _opening(element)[: len(_opening(caption))]:
            parent.remove(caption)
        element.tag = "caption"
    elif parent.tag in ("table-wrap", "tbl"):
        element.tag = "table-wrap-foot"


def _opening(element: etree._Element) -> str:
    return " ".join("".join(element.itertext()).split()).rstrip(". ")
