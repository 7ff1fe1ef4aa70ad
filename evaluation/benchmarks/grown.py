"""A corpus of any size made of real papers' sentences, to measure growth with; nothing in it means anything.

    python -m thirdorder.evaluation.benchmarks.grown PAPERS OUT --papers 1000 [--seed 1]

PAPERS is a folder of JATS papers. A made paper is JATS too: the sections of some real papers, drawn by seed, each with
passages of two or three of its sentences and one of another section, in which one long word in six gives way to
another of the same ending. About forty findings passages; no two passages are alike.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from thirdorder.nlp.document import Paper
from thirdorder.nlp.language.sentences import sentences
from thirdorder.nlp.pipeline import parse

SECTIONS, PASSAGES, AROUND = 6, 7, 4
"""Of a made paper: sections of findings, passages in each, paragraphs of introduction, methods and discussion each."""
CHANGED = 6
"""One long word in so many is changed for another."""
_LONG = re.compile(r"\b[a-z]{6,}\b")
_SURNAMES = ("Abara", "Birk", "Castro", "Dube", "Eriks", "Falk", "Gomes", "Hale", "Imai", "Joss", "Kane", "Lund")


@dataclass(frozen=True)
class Part:
    """What sections are made from: a heading and sentences."""

    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Stock:
    """Sections of findings, sentences of everything else, and long words by their ending."""

    findings: tuple[Part, ...]
    around: tuple[str, ...]
    words: Mapping[str, tuple[str, ...]]


def stock(papers: Iterable[Paper]) -> Stock:
    """The sections of English papers that hold a construct's passages, and what they are varied with."""
    parts: list[Part] = []
    around: list[str] = []
    for paper in papers:
        if paper.metadata.language not in ("", "en"):
            continue
        for construct in paper.constructs:
            held = [s for p in construct.passages for s in _said(paper, paper.passage[p].start, paper.passage[p].end)]
            if len(held) >= 8:
                parts.append(Part(construct.label, tuple(held)))
        around += [s for p in paper.passages if p.role not in ("findings", "references") and p.kind == "paragraph"
                   for s in _said(paper, p.start, p.end)]  # fmt: skip
    words: defaultdict[str, set[str]] = defaultdict(set)
    for text in (s for part in parts for s in part.sentences):
        for word in _LONG.findall(text):
            words[word[-3:]].add(word)
    return Stock(tuple(parts), tuple(around), {k: tuple(sorted(v)) for k, v in words.items()})


def grown(held: Stock, count: int, seed: int = 1) -> Iterator[bytes]:
    """The bytes of `count` JATS papers."""
    used: set[str] = set()
    for number in range(count):
        yield _paper(held, random.Random(f"{seed}:{number}"), number, used).encode()


def _said(paper: Paper, start: int, end: int) -> list[str]:
    found = (" ".join(paper.quote(s).split()) for s in sentences(paper.document.text, start, end, "en"))
    return [s for s in found if len(s.split()) >= 5]


def _paper(held: Stock, draw: random.Random, number: int, used: set[str]) -> str:
    chosen = draw.sample(held.findings, min(SECTIONS, len(held.findings)))
    title = f"{_varied(chosen[0].title, held, draw)} and {_varied(chosen[1].title, held, draw).lower()}, site {number}"
    sections = []
    for part in chosen:
        other = draw.choice(held.findings)
        texts = [varied_passage(part, other, held, draw, used) for _ in range(PASSAGES)]
        sections.append(_section(_varied(part.title, held, draw), texts))
    parts = {
        name: _section(name, [_joined(draw.sample(held.around, 4), held, draw) for _ in range(AROUND)], kind)
        for name, kind in (("Introduction", "intro"), ("Methods", "methods"), ("Discussion", "discussion"))
    }
    surname = f"{draw.choice(_SURNAMES)}{_letters(number)}"
    return (
        '<?xml version="1.0"?><article xml:lang="en"><front><article-meta><title-group><article-title>'
        f'{escape(title)}</article-title></title-group><contrib-group><contrib contrib-type="author"><name><surname>'
        f"{surname}</surname><given-names>A</given-names></name></contrib></contrib-group><pub-date><year>"
        f"{1995 + number % 30}</year></pub-date></article-meta></front><body>{parts['Introduction']}"
        f'{parts["Methods"]}<sec sec-type="results"><title>Findings</title>{"".join(sections)}</sec>'
        f"{parts['Discussion']}</body></article>"
    )


def varied_passage(part: Part, other: Part, held: Stock, draw: random.Random, used: set[str]) -> str:
    """Two or three sentences of one section and one of another, with words changed: unlike all that were `used`."""
    while True:
        said = [*draw.sample(part.sentences, draw.choice((2, 3))), draw.choice(other.sentences)]
        draw.shuffle(said)
        text = _joined(said, held, draw)
        if text not in used:
            used.add(text)
            return text


def _joined(said: Sequence[str], held: Stock, draw: random.Random) -> str:
    return " ".join(_varied(s, held, draw) for s in said)


def _varied(text: str, held: Stock, draw: random.Random) -> str:
    def other(match: re.Match[str]) -> str:
        known = held.words.get(match[0][-3:], ())
        return draw.choice(known) if known and draw.random() < 1 / CHANGED else match[0]

    return _LONG.sub(other, text)


def _section(title: str, texts: Sequence[str], kind: str = "") -> str:
    opening = f'<sec sec-type="{kind}">' if kind else "<sec>"
    return f"{opening}<title>{escape(title)}</title>{''.join(f'<p>{escape(t)}</p>' for t in texts)}</sec>"


def _letters(number: int) -> str:
    """A number as letters, so that authors' names differ."""
    return "".join(chr(97 + int(d)) for d in str(number))


def main() -> None:
    """Write the papers as 00000.xml and so on."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("papers", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--papers", dest="count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    files = sorted(given.papers.rglob("*.xml"))
    held = stock(parse(f.read_bytes(), f.name) for f in files)
    given.out.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(grown(held, given.count, given.seed)):
        (given.out / f"{number:05}.xml").write_bytes(data)
    print(f"{given.count} papers from {len(held.findings)} sections of {len(files)} papers.")


if __name__ == "__main__":
    main()
