"""The two invented coders: what they marked, written by hand in `source/codings.txt`, as rows of codings.csv."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from thirdorder.corpora.example.gold import printed, table_text
from thirdorder.corpora.example.markup import Source
from thirdorder.nlp.review import Coding

CODERS = ("mirren", "tobias", "consensus")


def read_codings_source(text: str, sources: Mapping[str, Source]) -> tuple[Coding, ...]:
    """Every coding with the exact words it stands on; ValueError where words are not in the paper, or twice."""
    found: list[Coding] = []
    unit = ""
    for line in text.replace("'", "’").splitlines():
        if line.startswith("@"):
            unit = line[1:].strip()
        elif line and not line.startswith("#"):
            found.extend(_line(line, sources[unit]))
    order = {coder: n for n, coder in enumerate(CODERS)}
    return tuple(sorted(found, key=lambda c: order[c.coder]))


def _line(line: str, source: Source) -> Iterator[Coding]:
    codes, _, words = line.partition(" | ")
    first, _, second = words.partition(" || ")
    spans = (_exact(first, source), _exact(second or first, source), _exact(first, source))
    for coder, given, quote in zip(CODERS, codes.split(" / "), spans, strict=True):
        for code in given.strip().split("+"):
            if code != "-":
                yield Coding(coder, source.id, code, quote=quote)


def _exact(words: str, source: Source) -> str:
    """The words of one paragraph that begin and end as written, where ` ... ` stands for what lies between."""
    pattern = r".*?".join(re.escape(part.strip()) for part in words.split(" ... "))
    blocks = [b for b in source.blocks if b.kind != "heading"]
    texts = [line for b in blocks for line in (table_text(b) or printed(b, source)).splitlines()]
    hits = [hit.group() for text in texts for hit in re.finditer(pattern, text)]
    if len(hits) != 1:
        raise ValueError(f"{source.id}: these words stand {len(hits)} times in the paper, not once: {words}")
    return hits[0]
