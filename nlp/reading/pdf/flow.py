"""Blocks joined across columns and pages; floats taken out of the running text."""

from __future__ import annotations

from collections.abc import Sequence

from thirdorder.nlp.document import FLOAT_KINDS
from thirdorder.nlp.reading.pdf.blocks import MARKER, Body, Part, ended
from thirdorder.nlp.reading.pdf.words import HYPHEN


def join(parts: Sequence[Part], body: Body) -> list[Part]:
    """Running parts, each with the lines it goes on with in the next column or page, and floats where they stood."""
    joined: list[Part] = []
    running: Part | None = None
    for part in parts:
        if part.kind in FLOAT_KINDS:
            joined.append(part)
            continue
        apart = running is not None and (running.last.region, running.last.page) != (part.first.region, part.first.page)
        if running is not None and apart and _goes_on(running, part, body):
            running.append(part)
            continue
        joined.append(part)
        running = part
    return joined


def close(parts: list[Part], at: int, body: Body) -> None:
    """Join the blocks before and at a place where a panel stood between them, if one goes on in the other; in place."""
    pair = parts[at - 1 : at + 1] if at else []
    if len(pair) == 2 and FLOAT_KINDS.isdisjoint(p.kind for p in pair) and _goes_on(pair[0], pair[1], body):
        pair[0].append(parts.pop(at))


def _goes_on(one: Part, other: Part, body: Body) -> bool:
    pair = {one.kind, other.kind}
    if "heading" in pair:
        return (
            one.kind == other.kind
            and _same_style(one, other, body)
            and one.text.endswith(("-", HYPHEN, ",", " of", " and", " the"))
        )
    if not _same_style(one, other, body) or MARKER.match(other.text):
        return False
    if len(pair) > 1 and pair != {"paragraph", "list"}:
        return False
    starts_low = other.text.lstrip("\"“‘'([")[:1].islower()
    return starts_low or not ended(one.text) or one.text.endswith(HYPHEN)


def _same_style(one: Part, other: Part, body: Body) -> bool:
    return (
        abs(one.last.size - other.first.size) <= max(0.5, 0.05 * body.size)
        and (one.last.bold > 0.8) == (other.first.bold > 0.8)
        and ((one.last.italic > 0.8) == (other.first.italic > 0.8) or one.kind == "paragraph")
    )
