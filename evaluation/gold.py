"""What a paper's own markup says its sections are: the yardstick for the reader, with which it shares no code.

A `gold.json` (sections in order: level, title, sec_type, is_findings, paragraphs, kinds) is taken as it is; where there
is none, the sections are read out of the JATS or BMC XML by a deliberately small extractor.
"""

from __future__ import annotations

import html
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from xml.etree import ElementTree

from thirdorder.nlp.document import Role

RUNNING = frozenset({"p", "quote", "list", "box"})
"""A box stands in the running text: in qualitative papers it mostly holds quotations."""

_ROLE_WORDS: tuple[tuple[Role, str], ...] = (
    ("introduction", r"intro|background|^(aims?|objectives?)\b|einleitung|antecedentes|literature review"),
    ("methods", r"method|metod|material|experimental|computational details|participants and"),
    ("findings", r"result|finding|hallazgos|achados|ergebnis"),
    ("discussion", r"discuss|diskussion|discus[aioõã]"),
    ("conclusion", r"conclu|consideraç|consideracion|schluss|fazit"),
    ("back", r"^(abbreviations?|competing interests?|conflicts? of interest|authors?. contributions?"
             r"|acknowledge?ments?|pre-?publication history|supplementary|supporting information"
             r"|additional files?|funding|trial status|endnotes)"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class GoldSection:
    """A section as marked: `kinds` runs beside `paragraphs` (p, quote, list, box)."""

    level: int
    title: str
    is_findings: bool
    roles: frozenset[Role]
    paragraphs: tuple[str, ...]
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gold:
    """The marked sections of a paper in document order, and what is known of it; `kind` is yes, mixed, review or no."""

    sections: tuple[GoldSection, ...]
    language: str = ""
    layout: str = ""
    paper: str = ""
    journal: str = ""
    kind: str = ""

    def words(self, *, findings: bool | None = None, kinds: frozenset[str] = RUNNING) -> str:
        """The paragraphs of these kinds as one text; all sections, or only findings."""
        return "\n".join(
            text
            for s in self.sections
            if findings is None or s.is_findings == findings
            for text, kind in zip(s.paragraphs, s.kinds, strict=True)
            if kind in kinds
        )

    @property
    def has_findings(self) -> bool:
        return any(s.is_findings and s.paragraphs for s in self.sections)


def only_printed(gold: Gold, page_text: str) -> tuple[Gold, tuple[str, ...]]:
    """The gold without the titles that a printed text provably lacks, and those titles: archives add headings to XML
    ("Associated data", "Footnotes") that no page bears, and such as two parts of the XML give are printed once.

    Where less than half of the titles can be found, the letters of the text cannot be trusted and nothing is left out.
    """
    whole = _letters(page_text)
    titled = [s for s in gold.sections if _letters(s.title)]
    if 2 * sum(_letters(s.title) in whole for s in titled) < len(titled):
        return gold, ()
    left = {letters: whole.count(letters) for letters in {_letters(s.title) for s in titled}}
    sections: list[GoldSection] = []
    missing: list[str] = []
    for section in gold.sections:
        letters = _letters(section.title)
        if letters and not left[letters]:
            missing.append(section.title)
            section = replace(section, title="")
        elif letters:
            left[letters] -= 1
        sections.append(section)
    return replace(gold, sections=tuple(sections)), tuple(missing)


def _letters(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if c.isalnum())


def gold_from_json(data: bytes) -> Gold:
    """Gold from the bytes of a `gold.json`. Raises ValueError where it has no sections."""
    values: Any = json.loads(data)
    if not isinstance(values, Mapping) or not isinstance(values.get("sections"), list):
        raise ValueError("a gold.json needs a list of sections")
    sections: list[GoldSection] = []
    top: frozenset[Role] = frozenset()
    for s in values["sections"]:
        if s["level"] <= 1:
            top = roles_of(s["title"], s.get("sec_type", ""))
        sections.append(
            GoldSection(
                level=s["level"],
                title=s["title"],
                is_findings=bool(s["is_findings"]),
                roles=frozenset({"findings"}) if s["is_findings"] else top,
                paragraphs=tuple(s["paragraphs"]),
                kinds=tuple(s["kinds"]),
            )
        )
    about = {name: str(values.get(key) or "") for name, key in _ABOUT.items()}
    return Gold(tuple(sections), **about)


_ABOUT = {"language": "language", "layout": "layout", "paper": "id", "journal": "journal", "kind": "is_qualitative"}


def roles_of(title: str, sec_type: str) -> frozenset[Role]:
    """Every part of a paper that a top-level heading or its type may stand for; none where neither says."""
    text = re.sub(r"^[\d.\s]+", "", title).casefold()
    named = {role for role, words in _ROLE_WORDS if re.search(words, text)}
    return frozenset(named or {role for role, words in _ROLE_WORDS if re.search(words, sec_type.casefold())})


def gold_from_xml(data: bytes) -> Gold:
    """Gold read out of JATS or BMC XML. Raises ValueError where there is no article body."""
    try:
        root = ElementTree.fromstring(_ENTITY.sub(_character, data))
    except ElementTree.ParseError as error:
        raise ValueError(f"the XML is not well-formed ({error})") from error
    body = next((e for e in root.iter() if _tag(e) in ("body", "bdy")), None)
    if body is None:
        raise ValueError("the XML has no body")
    article = next(e for e in root.iter() if _tag(e) in ("article", "art"))
    language = article.get("{http://www.w3.org/XML/1998/namespace}lang", "")[:2].lower()
    return Gold(tuple(_sections(body, 0, frozenset(), False)), language)


@dataclass(frozen=True, slots=True)
class GoldFront:
    """What the front matter of an article's XML says of it: any of its years of publication will do."""

    title: str
    surnames: tuple[str, ...]
    years: frozenset[int]
    doi: str


def front_from_xml(data: bytes) -> GoldFront | None:
    """The front matter of JATS or BMC XML; None where the XML has none or cannot be read."""
    try:
        root = ElementTree.fromstring(_ENTITY.sub(_character, data))
    except ElementTree.ParseError:
        return None
    front = next((e for e in root.iter() if _tag(e) in ("front", "fm")), None)
    if front is None:
        return None
    about = next((e for e in front.iter() if _tag(e) == "article-meta"), front)
    title = next((_text(e, _MARKS) for e in about.iter() if _tag(e) in ("article-title", "title")), "")
    people = [e for e in about.iter() if _tag(e) in ("contrib", "au")]
    authors = [e for e in people if e.get("contrib-type", "") == "author"] or people
    surnames = (next((_text(n) for n in e.iter() if _tag(n) in ("surname", "snm")), "") for e in authors)
    dates = (_text(e) for e in about.iter() if _tag(e) in ("pub-date", "pubdate", "year"))
    years = frozenset(int(y) for said in dates for y in re.findall(r"\b(?:19|20)\d\d\b", said))
    numbers = (e for e in about.iter() if "doi" in (e.get("pub-id-type"), e.get("idtype")))
    return GoldFront(title, tuple(filter(None, surnames)), years, next((_text(e) for e in numbers), ""))


_MARKS = frozenset({"xref", "fn", "sup"})
_ENTITY = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)[A-Za-z]\w*;")


def _character(entity: re.Match[bytes]) -> bytes:
    """A named character of HTML as a number, which needs no document type."""
    return html.unescape(entity.group().decode()).replace("&", "&amp;").encode("ascii", "xmlcharrefreplace")


def _tag(element: ElementTree.Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _sections(
    element: ElementTree.Element, level: int, roles: frozenset[Role], findings: bool
) -> Iterator[GoldSection]:
    title = next((_text(e) for e in element if _tag(e) in ("title", "st")), "")
    if level == 1:
        roles = roles_of(title, element.get("sec-type", ""))
        findings = "findings" in roles
    marked: frozenset[Role] = frozenset({"findings"}) if findings else roles
    pairs = [pair for child in element if _tag(child) != "sec" for pair in _paragraphs(child, "p")]
    if level or pairs:
        yield GoldSection(
            level, title, findings, marked, tuple(text for text, _ in pairs), tuple(kind for _, kind in pairs)
        )
    for child in element:
        if _tag(child) == "sec":
            yield from _sections(child, level + 1, roles, findings)


_KINDS = {"disp-quote": "quote", "verse-group": "quote", "speech": "quote", "list": "list", "boxed-text": "box"}
_ASIDE = frozenset({"title", "st", "label", "table-wrap", "fig", "fig-group", "table", "tbl", "fn", "fn-group",
                    "supplementary-material", "suppl", "tex-math", "graphic"})  # fmt: skip


def _paragraphs(element: ElementTree.Element, kind: str) -> Iterator[tuple[str, str]]:
    """Text and kind of every paragraph in an element; what stands in a quotation, list or box is of that kind."""
    tag = _tag(element)
    if tag in _ASIDE:
        return
    if tag == "p":
        own = _text(element, skip=frozenset(_KINDS) | _ASIDE)
        if own:
            yield own, kind
        for child in element:
            if _tag(child) in _KINDS:
                yield from _paragraphs(child, kind)
        return
    for child in element:
        yield from _paragraphs(child, _KINDS.get(tag, kind))


def _text(element: ElementTree.Element, skip: frozenset[str] = _ASIDE - {"title", "st"}) -> str:
    def pieces(e: ElementTree.Element) -> Iterator[str]:
        yield e.text or ""
        for child in e:
            if _tag(child) not in skip:
                yield from pieces(child)
            yield child.tail or ""

    return " ".join("".join(pieces(element)).split())
