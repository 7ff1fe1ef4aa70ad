"""Codebooks as programs for qualitative analysis exchange them: REFI-QDA 1.5, the codebook part (.qdc)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from uuid import UUID, uuid5

from lxml import etree

from thirdorder.corpora.errors import FormatError
from thirdorder.corpora.tables import fold
from thirdorder.nlp.review import Code, Codebook

SPACE = "urn:QDA-XML:codebook:1.0"
_OURS = UUID("5a3f1f0e-0b5e-5d6a-9a60-7d0c6d1f3b11")
_UNKEPT = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_EXAMPLE = "Example: "
"""How a line of a description that is an example begins: the format knows no examples."""


def is_refi(data: bytes) -> bool:
    """Whether a file says of itself that it is a REFI-QDA codebook."""
    return any(SPACE.encode(encoding) in data[:4000] for encoding in ("utf-8", "utf-16-le", "utf-16-be"))


def read_refi(data: bytes, name: str) -> Codebook:
    """Read a .qdc file: codes with descriptions, in their tree. Sets are left out.

    A name that stands at two places of the tree is told apart by what it stands under. Raises `FormatError` for a file
    that is no such XML or holds a code without a name.
    """
    # Nothing outside the file is read, whatever it refers to.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        problem = "the file is cut off or damaged; export the codebook again as REFI-QDA (.qdc)."
        raise FormatError(name, problem, error.lineno or None) from error
    held = list(root.iterfind(f"{{{SPACE}}}Codes//{{{SPACE}}}Code"))
    often = Counter(fold(_name(code, name)) for code in held)
    keys: dict[etree._Element, str] = {}
    taken: set[str] = set()
    codes = []
    for code in held:
        called, above = _name(code, name), code.getparent()
        parent = keys.get(above) if above is not None else None
        key = called if often[fold(called)] == 1 or parent is None else f"{parent}: {called}"
        if fold(key) in taken:
            problem = f"the code “{key}” stands at the same place twice; rename one of the two."
            raise FormatError(name, problem, code.sourceline)
        taken.add(fold(key))
        keys[code] = key
        said = code.findtext(f"{{{SPACE}}}Description") or ""
        lines = [line.strip() for line in said.splitlines() if line.strip()]
        examples = tuple(line.removeprefix(_EXAMPLE) for line in lines if line.startswith(_EXAMPLE))
        definition = "\n".join(line for line in lines if not line.startswith(_EXAMPLE))
        codes.append(Code(key, key, definition, parent, examples))
    return Codebook(tuple(codes))


def write_refi(codebook: Codebook) -> bytes:
    """The codebook as a .qdc file; examples stand as lines of the description, and the keys of codes are left out.

    Raises `FormatError` for a codebook without codes: the format has no such file.
    """
    if not codebook.codes:
        raise FormatError("codebook.qdc", "there are no codes yet, and REFI-QDA has no file without any.")
    root = etree.Element(f"{{{SPACE}}}CodeBook", {"origin": "thirdorder"}, nsmap={None: SPACE})
    inside: dict[str | None, list[Code]] = {}
    for code in codebook.codes:
        inside.setdefault(code.parent if code.parent in codebook.by_key else None, []).append(code)
    _put(etree.SubElement(root, f"{{{SPACE}}}Codes"), inside.get(None, ()), inside)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _put(place: etree._Element, codes: Sequence[Code], inside: dict[str | None, list[Code]]) -> None:
    for code in codes:
        guid = str(uuid5(_OURS, code.code))
        given = {"guid": guid, "name": _clean(" ".join(code.name.split())), "isCodable": "true"}
        element = etree.SubElement(place, f"{{{SPACE}}}Code", given)
        said = [code.definition, *(_EXAMPLE + " ".join(e.split()) for e in code.examples)]
        if lines := [_clean(s) for s in said if s]:
            etree.SubElement(element, f"{{{SPACE}}}Description").text = "\n".join(lines)
        _put(element, inside.get(code.code, ()), inside)


def _clean(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return _UNKEPT.sub("", text)


def _name(code: etree._Element, name: str) -> str:
    called = " ".join((code.get("name") or "").split())
    if not called:
        raise FormatError(name, "a code has no name; give it one.", code.sourceline)
    return called
