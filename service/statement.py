"""What a methods section must say of the machine's part: what it did, with what, and what people did with it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from thirdorder.service.report.write import environment
from thirdorder.service.runfolder import load, load_lines


def statement(run: Path) -> str:
    """The statement of a run as Markdown, every figure taken from the run folder."""
    head = load(run, "run.json")
    suggestions = load(run, "suggestions.json")
    template = environment(escape=False).get_template("statement.md")
    return template.render(
        head=head,
        codes=sum(len(s["codes"]) for s in suggestions),
        papers=sum(bool(s["codes"]) for s in suggestions),
        refused=[s["name"] for s in head["status"] if s["status"] == "refused"],
        people=_people(load_lines(run, "events.jsonl")),
        exposed=head["exposed"],
        agreement=load(run, "agreement.json")["summary"],
    )


def _people(events: list[dict[str, Any]]) -> list[str]:
    """Events by person and kind; how many suggestions were accepted says nothing of how right they were."""
    kinds = Counter((event["who"], event["op"]) for event in events)
    return [f"{who}: {op.replace('_', ' ')} ({n})" for (who, op), n in sorted(kinds.items())]
