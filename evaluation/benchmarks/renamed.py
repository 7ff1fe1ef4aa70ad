"""Findings under any name: real papers whose headings are renamed, and whether their findings are still found.

    python -m thirdorder.evaluation.benchmarks.renamed PAPERS [--half development|held-out] [--papers]

Each way of renaming keeps the text and its order, so the publisher's own marking stays the gold. Papers fall into
halves by a hash of their id, and either half is given names that the other never sees. Papers without marked findings
are renamed too: what is then called findings is wrong. Scored as XML, whose levels are sure, and as plain text.
"""

from __future__ import annotations

import argparse
import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import numpy as np

from thirdorder.evaluation.gold import gold_from_json, roles_of
from thirdorder.evaluation.sequences import Overlap, common, tokens
from thirdorder.nlp.document import FINDINGS_ROLES, RUNNING_KINDS, FindingsStatus
from thirdorder.nlp.passages import cut_passages
from thirdorder.nlp.reading import read
from thirdorder.nlp.sections import find_sections

Half = Literal["development", "held-out"]
LOST = 0.5
"""F1 of findings below which a paper counts as having lost them."""

ODD: dict[Half, dict[str, tuple[str, ...]]] = {
    "development": {
        "methods": ("Studying everyday life", "Entering the field", "Listening to people", "The inquiry"),
        "discussion": ("What this means", "Making sense of it all", "Beyond the individual", "Rethinking support"),
        "conclusion": ("In the end", "Closing the circle"),
    },
    "held-out": {
        "methods": ("Working with stories", "Getting to know the places", "Gathering accounts", "Our way in"),
        "discussion": ("Looking across", "So what?", "Towards another understanding", "Tensions and possibilities"),
        "conclusion": ("Last words", "Where this leaves us"),
    },
}
ABROAD: dict[str, dict[str, tuple[str, ...]]] = {
    "pt": {
        "introduction": ("Introdução",),
        "methods": ("Método", "Percurso metodológico", "Materiais e métodos"),
        "findings": ("Resultados", "Apresentação dos resultados", "Achados da pesquisa"),
        "discussion": ("Discussão", "Discussão dos achados"),
        "conclusion": ("Considerações finais", "Conclusão"),
    },
    "es": {
        "introduction": ("Introducción", "Antecedentes"),
        "methods": ("Metodología", "Diseño metodológico", "Sujetos y método"),
        "findings": ("Resultados", "Hallazgos", "Presentación de los hallazgos"),
        "discussion": ("Discusión",),
        "conclusion": ("Conclusiones", "Reflexiones finales"),
    },
    "fr": {
        "introduction": ("Introduction", "Contexte"),
        "methods": ("Méthodologie", "Démarche de recherche", "Méthode"),
        "findings": ("Résultats", "Présentation des résultats", "Principaux résultats"),
        "discussion": ("Discussion", "Mise en perspective"),
        "conclusion": ("Conclusion",),
    },
    "de": {
        "introduction": ("Einleitung", "Hintergrund"),
        "methods": ("Methodisches Vorgehen", "Methodik", "Material und Methoden"),
        "findings": ("Ergebnisse", "Ergebnisdarstellung", "Ergebnisse der Untersuchung"),
        "discussion": ("Diskussion", "Diskussion und Limitationen"),
        "conclusion": ("Fazit", "Schlussfolgerungen"),
    },
}
COUNTED = (
    "Of 214 questionnaires 171 (79.9%) were returned. The mean age was 41.2 years (SD 11.3) and 62% were women.",
    "Scores rose from 3.1 (SD 0.8) to 3.9 (SD 0.7; p < 0.001). The adjusted odds ratio was 1.84 (95% CI 1.12 to 3.02).",
    "No significant difference was found between the groups at 12 months (F = 1.21, p = 0.31; d = 0.12).",
)
"""An invented account of a survey, put before the findings of the papers."""


@dataclass(frozen=True, slots=True)
class Altered:
    """A renamed paper: its bytes, its name for the reader, what its findings are, and what was put into it."""

    paper: str
    half: Half
    way: str
    form: str
    data: bytes
    findings: str
    status: FindingsStatus
    added: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one: the overlap of findings (None where none are marked), tokens wrongly called findings as a
    share of all, whether the status is right, and the shares of counted words and of others marked as counted."""

    altered: Altered
    findings: Overlap | None
    false: float
    status: bool
    counted: float | None


def half_of(paper: str) -> Half:
    """The half a paper belongs to, by a hash of its id, so that it never changes."""
    return "development" if hashlib.sha256(paper.encode()).digest()[0] % 2 else "held-out"


# --- renaming ----------------------------------------------------------------------------------------------------


class _Article:
    """The sections of one article's body that may be renamed; changes its own copy of the tree."""

    def __init__(self, root: Element, paper: str) -> None:
        self.root = deepcopy(root)
        self.paper, self.half = paper, half_of(paper)
        self.body = next(e for e in self.root.iter() if _tag(e) in ("body", "bdy"))

    def tops(self, role: str) -> list[Element]:
        """The top-level sections of a role, by heading or type."""
        found = []
        for section in self.body:
            roles = roles_of(_title(section), section.get("sec-type", "")) if _tag(section) == "sec" else frozenset()
            if {"findings", "discussion"} <= roles:
                roles = frozenset()
                if role == "merged":
                    found.append(section)
            if role in roles:
                found.append(section)
        return found

    def named(self, role: str, names: Sequence[str]) -> bool:
        """Give the sections of a role names of a list, the type taken away; says whether there were any."""
        sections = self.tops(role)
        first = int.from_bytes(hashlib.sha256(f"{self.paper}{role}".encode()).digest()[:4]) % len(names)
        for i, section in enumerate(sections):
            _rename(section, names[(first + i) % len(names)])
        return bool(sections)

    def odd(self, role: str) -> bool:
        return self.named(role, ODD[self.half][role])

    def thematic(self) -> bool:
        """The findings heading away, the headings below it in its place; what stood before them opens the first."""
        sections = self.tops("findings")
        themes = [[c for c in s if _tag(c) == "sec"] for s in sections]
        if not sections or any(len(t) < 2 for t in themes):
            return False
        for section, parts in zip(sections, themes, strict=True):
            lead = [c for c in section if c not in parts and _tag(c) not in ("title", "st", "label")]
            at = 1 + sum(_tag(c) in ("title", "st", "label") for c in parts[0]) - 1
            parts[0][at:at] = lead
            for part in parts:
                part.attrib.pop("sec-type", None)
            place = list(self.body).index(section)
            self.body.remove(section)
            self.body[place:place] = parts
        return True

    def numbered(self) -> bool:
        sections = [s for s in self.body if _tag(s) == "sec"]
        for i, section in enumerate(sections, start=1):
            heading = _heading(section)
            if heading is not None and not _number(_title(section)):
                heading.text = f"{i}. {heading.text or ''}"
        return True


def _tag(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _heading(section: Element) -> Element | None:
    return next((e for e in section if _tag(e) in ("title", "st")), None)


def _title(section: Element) -> str:
    heading = _heading(section)
    return " ".join("".join(heading.itertext()).split()) if heading is not None else ""


def _number(title: str) -> str:
    found = re.match(r"\d[\d.]*\s+", title)
    return found.group() if found else ""


def _rename(section: Element, title: str) -> None:
    """Another heading, behind the number it bore; a type would give it away."""
    section.attrib.pop("sec-type", None)
    heading = _heading(section)
    if heading is None:
        return
    before = _title(section)
    for child in list(heading):
        heading.remove(child)
    heading.text = title = _number(before) + title
    if _tag(heading) == "st":
        heading.text = ""
        ElementTree.SubElement(heading, "p").text = title


def _all(*steps: Callable[[], bool]) -> bool:
    """Take every step, and say whether all could be taken."""
    taken = [step() for step in steps]
    return all(taken)


def _merged(article: _Article) -> bool:
    """The discussion at the end of the findings, one heading over both."""
    findings, discussion = article.tops("findings"), article.tops("discussion")
    if len(findings) != 1 or len(discussion) != 1 or findings[0] not in article.body:
        return False
    names = ("Findings and discussion", "Results and discussion", "Analysis and discussion", "Discussion of findings")
    article.named("findings", names)
    findings[0].extend([c for c in discussion[0] if _tag(c) not in ("title", "st", "label")])
    article.body.remove(discussion[0])
    return True


def _mixed(article: _Article) -> bool:
    """Counted results in a section of their own before the others."""
    findings = article.tops("findings")
    if len(findings) != 1:
        return False
    counted = deepcopy(findings[0])
    for child in list(counted):
        if _tag(child) not in ("title", "st"):
            counted.remove(child)
    for text in COUNTED:
        ElementTree.SubElement(counted, "p").text = text
    _rename(counted, "Survey")
    _rename(findings[0], "Interviews")
    article.body.insert(list(article.body).index(findings[0]), counted)
    return True


def _abroad(language: str) -> Callable[[_Article], bool]:
    def rename(article: _Article) -> bool:
        return [article.named(role, names) for role, names in ABROAD[language].items()].count(True) > 1

    return rename


WAYS: dict[str, Callable[[_Article], bool]] = {
    "as printed": lambda _: True,
    "numbered": lambda a: a.numbered(),
    "themes": lambda a: a.thematic(),
    "themes, numbered": lambda a: _all(a.thematic, a.numbered),
    "methods odd": lambda a: a.odd("methods"),
    "discussion odd": lambda a: a.odd("discussion"),
    "methods, discussion odd": lambda a: _all(lambda: a.odd("methods"), lambda: a.odd("discussion")),
    "themes, methods odd": lambda a: _all(a.thematic, lambda: a.odd("methods")),
    "themes, discussion odd": lambda a: _all(a.thematic, lambda: a.odd("discussion")),
    "themes, methods, discussion odd": lambda a: _all(
        a.thematic, lambda: a.odd("methods"), lambda: a.odd("discussion")
    ),
    "nothing named": lambda a: (
        _all(a.thematic, lambda: a.odd("methods"), lambda: a.odd("discussion")) and (a.odd("conclusion") or True)
    ),
    "merged": _merged,
    "mixed methods": _mixed,
    "in Portuguese": _abroad("pt"),
    "in Spanish": _abroad("es"),
    "in French": _abroad("fr"),
    "in German": _abroad("de"),
}
_UNMARKED = frozenset({"as printed", "numbered", "methods odd", "discussion odd", "methods, discussion odd"})
"""Ways that are also tried on papers whose publishers mark no findings."""


def altered(folder: Path, half: Half | None = None) -> Iterator[Altered]:
    """Every paper renamed in every way that its sections allow, as XML and as plain text."""
    for path in sorted(folder.glob("*/paper.xml")):
        paper = path.parent.name
        if half not in (None, half_of(paper)):
            continue
        gold = gold_from_json(path.with_name("gold.json").read_bytes())
        try:
            root = ElementTree.fromstring(path.read_bytes())
        except ElementTree.ParseError:
            continue  # names characters that only a document type declares
        findings = gold.words(findings=True)
        discussion = "\n".join(t for s in gold.sections if "discussion" in s.roles for t in s.paragraphs)
        merged = gold.has_findings and bool(_Article(root, paper).tops("merged"))
        for way, rename in WAYS.items():
            article = _Article(root, paper)
            if ((not gold.has_findings or merged) and way not in _UNMARKED) or not rename(article):
                continue
            status: FindingsStatus = (
                "not_found"
                if not gold.has_findings
                else "merged_with_discussion"
                if merged or way == "merged"
                else "found"
            )
            true = findings + "\n" + discussion if way == "merged" else findings
            added = "\n".join(COUNTED) if way == "mixed methods" else ""
            true = added + "\n" + true if added else true
            data = ElementTree.tostring(article.root, encoding="utf-8")
            for form, content in (("xml", data), ("text", _plain(data))):
                yield Altered(paper, article.half, way, form, content, true, status, added)


def _plain(data: bytes) -> bytes:
    """The paper as a plain text: every block by itself, headings told by nothing but standing alone."""
    document = read(data, "paper.xml")
    return "\n\n".join(document.text[b.start : b.end] for b in document.blocks).encode()


# --- scoring -----------------------------------------------------------------------------------------------------


def outcome(item: Altered) -> Outcome:
    """Read a renamed paper and compare."""
    document = read(item.data, f"paper.{'xml' if item.form == 'xml' else 'txt'}")
    sections, status, _ = find_sections(document)
    running = [p for p in cut_passages(document, sections) if p.kind in RUNNING_KINDS]
    found = [p for p in running if p.role in FINDINGS_ROLES]
    said, there = tokens("\n".join(document.quote(p) for p in found)), tokens(item.findings)
    every = max(1, len(tokens("\n".join(document.quote(p) for p in running))))
    overlap = Overlap(common(said, there), len(said), len(there)) if there else None
    counted = tokens("\n".join(document.quote(p) for p in found if p.quantitative))
    added = tokens(item.added)
    return Outcome(
        item,
        overlap,
        (len(said) - (overlap.right if overlap else 0)) / every,
        status == item.status,
        common(counted, added) / len(added) if added else None,
    )


def table(outcomes: Sequence[Outcome]) -> str:
    """A line for each way, form and half: papers, lost ones, mean F1, precision, recall, false findings, status."""
    groups: dict[tuple[str, str, bool, str], list[Outcome]] = defaultdict(list)
    for found in outcomes:
        item = found.altered
        groups[item.way, item.form, found.findings is None, item.half].append(found)
    lines = [
        f"{'way':34}{'form':6}{'half':13}{'n':>3}{'lost':>6}{'F1':>7}{'prec':>7}{'rec':>7}{'false':>7}{'status':>8}"
    ]
    for (way, form, unmarked, half), group in groups.items():
        overlaps = [g.findings for g in group if g.findings is not None]
        scores = (
            [float(np.mean([getattr(o, name) for o in overlaps])) for name in ("f1", "precision", "recall")]
            if overlaps
            else []
        )
        lost = sum(o.f1 < LOST for o in overlaps)
        false, status = np.mean([g.false for g in group]), np.mean([g.status for g in group])
        counted = [g.counted for g in group if g.counted is not None]
        lines.append(
            f"{way + (' (none marked)' if unmarked else ''):34}{form:6}{half:13}{len(group):3}"
            + (f"{lost:6}" + "".join(f"{s:7.3f}" for s in scores) if scores else " " * 27)
            + f"{false:7.3f}{status:8.2f}"
            + (f"   marked as counted {np.mean(counted):.2f}" if counted else "")
        )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--half", choices=("development", "held-out"))
    parser.add_argument("--papers", action="store_true", help="name the papers that lost their findings, or gained any")
    given = parser.parse_args()
    outcomes = [outcome(item) for item in altered(given.folder, given.half)]
    print(table(outcomes))
    for found in outcomes if given.papers else ():
        item = found.altered
        if (found.findings is not None and found.findings.f1 < 0.8) or found.false > 0.05:
            score = f"F1 {found.findings.f1:.2f}" if found.findings else "none marked"
            print(f"  {item.way}, {item.form}, {item.paper}: {score}, false {found.false:.2f}")


if __name__ == "__main__":
    main()
