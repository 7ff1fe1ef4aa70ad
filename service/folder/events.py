"""What people changed in a run: lines that are added, never overwritten."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any

from thirdorder.nlp.changes import CHANGES, Event, check
from thirdorder.service.errors import RunFolderError

_ONE_AT_A_TIME = Lock()
"""Two people at the desk are answered by two threads: without it, two events could bear one number."""


def add_event(run: Path, who: str, op: str, *, before: Any = None, after: Any = None, why: str = "") -> dict[str, Any]:
    """Add an event to events.jsonl and give it back with its number. Raises `EventError` for one that says nothing."""
    check(op, before, after)
    path = run / "events.jsonl"
    when = datetime.now(UTC).isoformat(timespec="seconds")
    with _ONE_AT_A_TIME:
        seq = len(path.read_text(encoding="utf-8").splitlines()) + 1 if path.is_file() else 1
        event = {"seq": seq, "who": who, "when": when, "op": op, "before": before, "after": after, "why": why}
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(event, ensure_ascii=False, sort_keys=True) + "\n")
    return event


def read_events(run: Path) -> tuple[Event, ...]:
    """What people changed in a run so far, in order; nothing where there is no run yet.

    Raises `RunFolderError` for a line that is no event.
    """
    path = run / "events.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    events = []
    for number, line in enumerate(lines, 1):
        try:
            event = Event(**json.loads(line))
            check(event.op, event.before, event.after)
        except (ValueError, TypeError) as error:
            raise RunFolderError(f"{path}, line {number}, is no event ({error}): restore it from a backup.") from error
        events.append(event)
    return tuple(events)


def about_themes(events: Sequence[Event]) -> tuple[Event, ...]:
    """The events that change what is made of passages, themes and constructs; what happened at the desk is not."""
    return tuple(e for e in events if e.op in CHANGES)
