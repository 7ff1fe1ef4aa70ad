"""What a rendered paper holds, in the shape of the gold that comes with the papers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from thirdorder.evaluation.benchmarks.render.source import Block, Source, plain

FINDINGS = re.compile(r"\b(results?|findings|resultados?|achados|hallazgos|résultats|ergebnisse)\b", re.IGNORECASE)
KINDS = ("p", "quote", "list", "box")


def gold_of(
    source: Source, layout: str, seed: int, pages: int, style: Mapping[str, Any], *, tag_before: bool = False
) -> dict[str, Any]:
    """Sections in document order with their paragraphs as set; back matter and references stand outside.

    `style` is kept as it is; `tag_before` says that speakers stand before their quotations.
    """
    sections: list[dict[str, Any]] = []
    path: list[str] = []
    top_type = ""
    for block in source.blocks:
        if block.kind == "heading":
            title = plain(block.runs)
            path = [*path[: block.level - 1], title]
            top_type = block.sec_type if block.level == 1 else top_type
            sections.append(_section(block, title, list(path), _is_findings(path[0], top_type)))
        elif block.kind in KINDS:
            if not sections:
                sections.append(_section(Block("heading", level=1), "", [""], False))
            sections[-1]["paragraphs"].append(as_set(block, tag_before))
            sections[-1]["kinds"].append(block.kind)
    return {
        "id": source.id,
        "layout": layout,
        "seed": seed,
        "pages": pages,
        "language": source.language,
        "journal": source.journal,
        "title": plain(source.title),
        "authors": list(source.authors),
        "year": source.year,
        "ids": {"doi": source.doi},
        "abstract": " ".join(f"{h} {plain(r)}".strip() for h, r in source.abstract),
        "keywords": list(source.keywords),
        "style": dict(style),
        "sections": sections,
        "run_in": [lead for block in source.blocks if block.kind == "p" and (lead := run_in_lead(block))],
        "back": [plain(b.runs) for b in source.back if b.kind == "heading"],
    }


def run_in_lead(block: Block) -> str:
    """The slanted or bold opening of a paragraph that its markup does not call a heading, though it looks like one."""
    lead, rest = [], list(block.runs)
    while rest and (rest[0].bold or rest[0].italic):
        lead.append(rest.pop(0))
    text = plain(tuple(lead))
    following = plain(tuple(rest))
    ends = text.endswith((".", ":", "?")) or following[:1] in ".:—" or not following
    return text.rstrip(".: ") if 1 <= len(text.split()) <= 25 and ends else ""


def as_set(block: Block, tag_before: bool) -> str:
    """A block's words in the order they are set: speaker tags where the style puts them, raised numbers apart."""
    parts = []
    for run in block.runs:
        parts.append(f" {run.text}" if run.raised and run.cites else run.text)
    text = " ".join("".join(parts).split())
    tag = plain(block.attribution)
    if not tag:
        return text
    return f"{tag}: {text}" if tag_before else f"{text} {tag}"


def _section(block: Block, title: str, path: list[str], is_findings: bool) -> dict[str, Any]:
    return {
        "level": block.level, "title": title, "sec_type": block.sec_type, "path": path, "is_findings": is_findings,
        "paragraphs": [], "kinds": [],
    }  # fmt: skip


def _is_findings(top: str, sec_type: str) -> bool:
    return "result" in sec_type or "finding" in sec_type or bool(FINDINGS.search(top))
