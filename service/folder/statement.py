"""What a methods section must say of the machine's part: what it did, with what, and what people did with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from thirdorder.nlp.changes import CHANGES, Event
from thirdorder.service.folder.events import read_events
from thirdorder.service.folder.report.write import environment
from thirdorder.service.folder.write import load


def statement(run: Path) -> str:
    """The statement of a run as Markdown, every figure taken from the run folder."""
    head = load(run, "run.json")
    suggestions = load(run, "suggestions.json")
    overlap = load(run, "overlap.json")
    events = read_events(run)
    template = environment(escape=False).get_template("statement.md")
    return template.render(
        head=head,
        codes=sum(len(s["codes"]) for s in suggestions),
        papers=sum(bool(s["codes"]) for s in suggestions),
        abstained=sum(s["abstained"] for s in suggestions),
        refused=[s["name"] for s in head["status"] if s["status"] == "refused"],
        people=[line for who in sorted({e.who for e in events}) for line in _person(who, events)],
        exposed=head["exposed"],
        agreement=load(run, "agreement.json")["summary"],
        overlap=overlap.get("summary", ""),
        reach=_reach(head),
    )


def _reach(head: Mapping[str, Any]) -> list[dict[str, Any]]:
    """How much of each study counts, under the names of its papers; nothing where all of all studies does."""
    titles = {p["id"]: p["title"] for p in head["papers"]}
    papers = {s["id"]: s["papers"] for s in head["studies"]}
    names = {s: " · ".join(titles[p] for p in own) if s in own else s for s, own in papers.items()}
    rows = [{**row, "name": names[row["study"]]} for row in head["relevance"]]
    return sorted(rows, key=lambda r: str(r["name"])) if any(r["partly"] or r["out"] for r in rows) else []


def _person(who: str, events: Sequence[Event]) -> Iterator[str]:
    """What one person saw, decided and changed, a sentence each."""
    own = [e for e in events if e.who == who]
    shown = [e.after for e in own if e.op == "suggestions_shown"]
    if shown:
        second = sum(s["exposure"] == "second_reader" for s in shown)
        yield f"{who} was shown suggestions for {_papers(len(shown))}, {second} of which they had coded before."
    latest = {
        (e.after["paper"], e.after["code"], e.after["passage"]): e.op for e in own if e.op.startswith("suggestion_")
    }
    if latest:
        accepted = sum(op == "suggestion_accepted" for op in latest.values())
        yield (
            f"{who} accepted {accepted} and rejected {len(latest) - accepted} of the suggestions they decided on."
            " This says what was used, not how right the machine was."
        )
    if read := {e.after["paper"] for e in own if e.op == "paper_read"}:
        yield f"{who} read {_papers(len(read))} to the end."
    changes = Counter(e.op for e in own if e.op in CHANGES)
    if changes:
        listed = ", ".join(f"{op} ({n})" for op, n in changes.items())
        yield f"{who} changed themes, constructs or relevance: {listed}. Each is in events.jsonl with its reason."


def _papers(n: int) -> str:
    return f"{n} paper" if n == 1 else f"{n} papers"
