"""Do coders cut the same spans out of a text? Krippendorff's u-alpha.

Written out here because the one package that offers it has no licence and no release since 2022. Source:
K. Krippendorff, "Measuring the Reliability of Qualitative Text Analysis Data", Quality & Quantity 38 (2004) 787-800,
whose worked example is in the tests.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from thirdorder.nlp.document import Paper, Span
from thirdorder.nlp.review import Coding


@dataclass(frozen=True, slots=True)
class Continuum:
    """One text as several coders cut it: its bounds, and each coder's spans for each code."""

    start: int
    end: int
    spans: Mapping[str, Mapping[str, Sequence[Span]]]


@dataclass(frozen=True, slots=True)
class _Section:
    start: int
    length: int
    unit: bool


def continua(codings: Sequence[Coding], papers: Sequence[Paper], coders: tuple[str, str]) -> list[Continuum] | None:
    """The papers that two coders have read, as each cut them; None where one of them gave no spans at all.

    Codings name papers and passages by id.
    """
    homes = {p.id: (p, 0) for p in papers} | {q.id: (p, q.start) for p in papers for q in p.passages}
    spans: dict[str, dict[str, dict[str, list[Span]]]] = {}
    read: dict[str, set[str]] = {c: set() for c in coders}
    free: set[str] = set()
    for c in codings:
        if c.unit not in homes or c.coder not in read:
            continue
        paper, start = homes[c.unit]
        read[c.coder].add(paper.id)
        if c.code and c.start is not None and c.end is not None:
            free.add(c.coder)
            own = spans.setdefault(paper.id, {}).setdefault(c.code, {}).setdefault(c.coder, [])
            own.append(Span(start + c.start, start + c.end))
    if free != set(coders):
        return None
    common = [p for p in papers if p.id in read[coders[0]] & read[coders[1]]]
    return [Continuum(0, len(p.document.text), spans.get(p.id, {})) for p in common]


def u_alpha(continua: Sequence[Continuum], codes: Sequence[str], coders: Sequence[str]) -> dict[str, float | None]:
    """u-alpha of each code and, under "", of all together; None where nobody cut anything out.

    The texts stand one after another as one continuum, as if they were one reading; overlapping spans that one coder
    gave one code are one span.
    """
    length = sum(c.end - c.start for c in continua)
    observed: dict[str, float] = {}
    expected: dict[str, float] = {}
    for code in codes:
        sections = {coder: _sections(joined(continua, code, coder), length) for coder in coders}
        observed[code] = _observed(list(sections.values()), length)
        expected[code] = _expected(list(sections.values()), length)
    values: dict[str, float | None] = {c: 1 - observed[c] / expected[c] if expected[c] else None for c in codes}
    total = sum(expected.values())
    return {"": 1 - sum(observed.values()) / total if total else None, **values}


def joined(continua: Sequence[Continuum], code: str, coder: str) -> list[Span]:
    """A coder's spans of a code over all texts, set end to end, touching ones of one text merged."""
    spans: list[Span] = []
    offset = 0
    for text in continua:
        own = sorted(text.spans.get(code, {}).get(coder, ()))
        merged: list[Span] = []
        for span in (Span(max(s.start, text.start), min(s.end, text.end)) for s in own):
            if merged and span.start < merged[-1].end:
                merged[-1] = Span(merged[-1].start, max(span.end, merged[-1].end))
            elif span.start < span.end:
                merged.append(span)
        spans += [Span(s.start - text.start + offset, s.end - text.start + offset) for s in merged]
        offset += text.end - text.start
    return spans


def _sections(spans: Sequence[Span], length: int) -> list[_Section]:
    """Units and the gaps between them, which together are the continuum."""
    sections: list[_Section] = []
    at = 0
    for span in spans:
        if span.start > at:
            sections.append(_Section(at, span.start - at, False))
        sections.append(_Section(span.start, span.end - span.start, True))
        at = span.end
    if at < length:
        sections.append(_Section(at, length - at, False))
    return sections


def _observed(by_coder: Sequence[Sequence[_Section]], length: int) -> float:
    m = len(by_coder)
    total = 0.0
    for i, mine in enumerate(by_coder):
        for j, other in enumerate(by_coder):
            if i != j:
                total += _differences(mine, other)
    return total / (m * (m - 1) * length**2) if m > 1 and length else 0.0


def _differences(mine: Sequence[_Section], other: Sequence[_Section]) -> float:
    total, first = 0.0, 0
    for g in mine:
        while first < len(other) and other[first].start + other[first].length <= g.start:
            first += 1
        for h in other[first:]:
            if h.start >= g.start + g.length:
                break
            total += _difference(g, h)
    return total


def _difference(g: _Section, h: _Section) -> float:
    """The squared difference of two sections that overlap: of their ends where both are units, of a unit's length
    where the other coder's gap holds all of it."""
    if g.unit and h.unit:
        return float((g.start - h.start) ** 2 + (g.start + g.length - h.start - h.length) ** 2)
    if g.unit and h.start <= g.start and g.start + g.length <= h.start + h.length:
        return float(g.length**2)
    if h.unit and g.start <= h.start and h.start + h.length <= g.start + g.length:
        return float(h.length**2)
    return 0.0


def _expected(by_coder: Sequence[Sequence[_Section]], length: int) -> float:
    units = [s.length for sections in by_coder for s in sections if s.unit]
    gaps = [s.length for sections in by_coder for s in sections if not s.unit]
    whole = len(by_coder) * length
    divisor = whole * (whole - 1) - sum(u * (u - 1) for u in units)
    if not units or not divisor:
        return 0.0
    total = 0.0
    for u in units:
        total += (len(units) - 1) / 3 * (2 * u**3 - 3 * u**2 + u)
        total += u**2 * sum(gap - u + 1 for gap in gaps if gap >= u)
    return 2 / length * total / divisor
