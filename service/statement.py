"""What a methods section or an appendix must say of the machine's part: what it did, with what, and what people did with it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from thirdorder.service.runfolder import load, load_lines

UNFIT = (
    "It does not appraise studies, does not decide relevance, and writes no synthesis.",
    "It is not a second reviewer until agreement with people on the review's own material says so, with its interval.",
    "Its English model must not be used for themes over papers in other languages.",
    "Counts of passages are not measures of importance.",
)
FAILURES = (
    "Findings without headings of their own, or merged with the discussion, are delimited less surely; each paper's evidence and confidence is in papers.jsonl.",
    "Participants' words that a paper reports without quotation marks are read as the authors'.",
    "Themes can follow a setting or a disease rather than a meaning; themes of one study or one setting are flagged.",
    "Probabilities are only calibrated where enough coded studies were given; elsewhere scores rank and no more.",
)


def statement(run: Path) -> str:
    """The statement of a run as Markdown, every figure taken from the run folder."""
    head = load(run, "run.json")
    counts, settings = head["counts"], head["settings"]
    suggestions = load(run, "suggestions.json")
    events = load_lines(run, "events.jsonl")
    return "\n".join((
        "# Statement on the use of thirdorder",
        "",
        f"thirdorder {head['versions']['thirdorder']} made a first pass over {counts['papers']} papers of {counts['studies']} studies."
        f" Encoder: {head['encoder']} (revision {head['revision']}). Seed: {settings['seed']}. Run: {head['fingerprint'][:16]}.",
        f"Review question given to it: {settings['question'] or 'none'}.",
        "",
        "## What the machine did",
        "",
        f"- It found {counts['passages']} findings passages and {counts['constructs']} constructs of the papers' authors.",
        f"- It grouped them into {counts['themes']} candidate themes; {counts['unassigned']} passages fit nowhere and are listed.",
        f"- It suggested {sum(len(s['codes']) for s in suggestions)} codes for {sum(bool(s['codes']) for s in suggestions)} papers, each with the passage it rests on.",
        *_refused(head),
        "",
        "## What people did with it",
        "",
        *_people(events),
        "",
        "## What it was validated on",
        "",
        *_validation(run),
        "",
        "## Known failures",
        "",
        *(f"- {line}" for line in FAILURES),
        "",
        "## Not meant for",
        "",
        *(f"- {line}" for line in UNFIT),
        "",
        "## Versions",
        "",
        ", ".join(f"{name} {number}" for name, number in sorted(head["versions"].items())) + ".",
        "",
    ))  # fmt: skip


def _refused(head: dict[str, Any]) -> list[str]:
    refused = [s for s in head["status"] if s["status"] == "refused"]
    return [f"- It could not read {len(refused)} files: {', '.join(s['name'] for s in refused)}."] if refused else []


def _people(events: list[dict[str, Any]]) -> list[str]:
    """Events by kind and person; how many suggestions were accepted says nothing of how right they were."""
    if not events:
        return [
            "- No decision of a person is recorded in this run: everything above is machine output that nobody has confirmed."
        ]
    kinds = Counter((event["who"], event["op"]) for event in events)
    lines = [f"- {who}: {op.replace('_', ' ')} ({n})" for (who, op), n in sorted(kinds.items())]
    return [*lines, "- A code accepted after it was suggested is no independent coding and counts in no agreement."]


def _validation(run: Path) -> list[str]:
    agreement = load(run, "agreement.json")
    if not agreement.get("summary"):
        return ["- Nothing: this run had no codings by people to compare with."]
    return [
        f"- {agreement['summary']}",
        "- The full tables with their intervals are in agreement.json and overlap.json.",
    ]
