"""What people changed in a run: lines that are added, never overwritten."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any


def add_event(run: Path, who: str, op: str, *, before: Any = None, after: Any = None, why: str = "") -> dict[str, Any]:
    """Add an event to events.jsonl and give it back with its number."""
    path = run / "events.jsonl"
    seq = len(path.read_text(encoding="utf-8").splitlines()) + 1 if path.is_file() else 1
    when = datetime.now(UTC).isoformat(timespec="seconds")
    event = {"seq": seq, "who": who, "when": when, "op": op, "before": before, "after": after, "why": why}
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(event, ensure_ascii=False, sort_keys=True) + "\n")
    return event
