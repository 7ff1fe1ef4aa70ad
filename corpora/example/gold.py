"""What is known of an invented paper because it was written here: sections, voices and constructs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from thirdorder.corpora.example.layouts import LAYOUTS
from thirdorder.corpora.example.markup import Block, Run, Source, plain

SEC_TYPES = {"findings": "results", "findings_discussion": "results|discussion", "introduction": "intro"}
TAGS = {"after": "({})", "line": "– {}"}
RUNNING = {"paragraph": "p", "quote": "quote", "list": "list"}


def gold(source: Source) -> Mapping[str, Any]:
    """Sections with their paragraphs as printed, voices in order, constructs with the paragraphs they cover.

    Paragraphs are counted through the whole paper from 0; footnotes, tables and captions stand in `floats`.
    """
    head = source.head
    sections: list[dict[str, Any]] = []
    voices: list[dict[str, Any]] = []
    floats: list[dict[str, Any]] = []
    statements: list[str] = []
    covered: dict[str, list[int]] = {c.label: [] for c in source.constructs}
    path: list[str] = []
    number = 0
    for block in source.blocks:
        if block.kind == "heading":
            title = plain(block.runs)
            path = [*path[: block.level - 1], title]
            sections.append(
                {
                    "level": block.level,
                    "title": title,
                    "role": block.role,
                    "sec_type": SEC_TYPES.get(block.role, block.role),
                    "path": list(path),
                    "is_findings": block.role in ("findings", "findings_discussion"),
                    "quantitative": block.quantitative,
                    "paragraphs": [],
                    "kinds": [],
                    "leads": [],
                    "numbers": [],
                }
            )
            continue
        if block.kind in RUNNING:
            section = sections[-1]
            section["paragraphs"].append(printed(block, source))
            section["kinds"].append(RUNNING[block.kind])
            section["leads"].append(block.lead)
            section["numbers"].append(number)
            if block.statement:
                statements.append(printed(block, source))
            if block.construct is not None:
                covered[block.construct].append(number)
        else:
            floats.append({"kind": block.kind, "role": block.role, "text": table_text(block) or plain(block.runs)})
        runs = [*block.runs, *(r for row in block.rows for c in row for r in c)]
        where = number if block.kind in RUNNING else None
        voices.extend(_voices(runs, where))
        number += block.kind in RUNNING
    constructs = [
        {"label": c.label, "kind": c.kind, "source": c.source, "parent": c.parent, "paragraphs": covered[c.label]}
        for c in source.constructs
    ]
    return {
        "id": source.id,
        "invented": True,
        "title": head["title"],
        "authors": head["authors"],
        "year": int(head["year"]),
        "doi": head["doi"],
        "language": head["language"],
        "scanned": "scanned" in head,
        "study": head["study"],
        "layout": head["layout"],
        "journal": head["journal"],
        "characteristics": {k: head[k] for k in ("country", "discipline", "participants", "method")},
        "sections": sections,
        "floats": floats,
        "voices": voices,
        "constructs": constructs,
        "statements": statements,
    }


def printed(block: Block, source: Source) -> str:
    """A block's words as they stand on the page, with run-in heading, speaker's tag and the numbers of footnotes."""
    notes = [r for b in source.blocks for r in b.runs if r.style == "foot"]

    def word(run: Run) -> str:
        return str(next(n for n, r in enumerate(notes, 1) if r is run)) if run.style == "foot" else run.text

    text = "".join(word(r) for r in block.runs)
    if block.tag:
        place = LAYOUTS[source.head["layout"]].tag
        return f"{block.tag}: {text}" if place == "before" else f"{text} {TAGS[place].format(block.tag)}"
    return f"{block.lead} {text}" if block.lead else text


def table_text(block: Block) -> str:
    """A table's cells, divided by tabs, its rows by newlines."""
    return "\n".join("\t".join(plain(cell) for cell in row) for row in block.rows)


def _voices(runs: list[Run], number: int | None) -> list[dict[str, Any]]:
    """Neighbouring runs of one voice as one span of words; superscripts and footnotes do not part them."""
    spans: list[dict[str, Any]] = []
    last = ""
    for run in runs:
        if run.style == "sup" and spans and last:
            spans[-1]["text"] += run.text
        elif run.style == "foot":
            spans.append({"paragraph": None, "voice": "literature", "speaker": "", "text": run.text})
            last = ""
        elif run.voice and spans and last == run.voice and spans[-1]["speaker"] == run.speaker:
            spans[-1]["text"] += run.text
        elif run.voice:
            spans.append({"paragraph": number, "voice": run.voice, "speaker": run.speaker, "text": run.text})
            last = run.voice
        else:
            last = ""
    return [s | {"text": s["text"].strip()} for s in spans if any(c.isalnum() for c in s["text"])]
