"""What people changed in a run: lines that are added, never overwritten."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from thirdorder.corpora.codec import from_json
from thirdorder.corpora.codec import line as as_line
from thirdorder.nlp.changes import CHANGES, Event, check
from thirdorder.nlp.changes.kinds import Change
from thirdorder.service.errors import RunFolderError

_ONE_AT_A_TIME = Lock()
"""Two people at the desk are answered by two threads: without it, two events could bear one number."""


def add_event(run: Path, who: str, change: Change, *, why: str = "", on: Sequence[str] = ()) -> Event:
    """Add an event to events.jsonl and give it back with its number."""
    before, after = change.sides
    path = run / "events.jsonl"
    when = datetime.now(UTC).isoformat(timespec="seconds")
    with _ONE_AT_A_TIME:
        seq = len(_lines(path)) + 1
        event = Event(seq, who, when, change.op, before, after, why, tuple(on))
        with path.open("a", encoding="utf-8") as file:
            file.write(as_line(event) + "\n")
    return event


def read_events(run: Path) -> tuple[Event, ...]:
    """What people changed in a run so far, in order; nothing where there is no run yet.

    Raises `RunFolderError` for a line that is no event.
    """
    path = run / "events.jsonl"
    events = []
    for number, line in enumerate(_lines(path), 1):
        try:
            event = from_json(Event, line)
            check(event.op, event.before, event.after)
        except ValueError as error:
            raise RunFolderError(f"{path}, line {number}, is no event ({error}): restore it from a backup.") from error
        events.append(event)
    return tuple(events)


def _lines(path: Path) -> list[str]:
    # Not splitlines(): people paste characters that end a line elsewhere, such as U+2028.
    return path.read_text(encoding="utf-8").split("\n")[:-1] if path.is_file() else []


def about_themes(events: Sequence[Event]) -> tuple[Event, ...]:
    """The events that change what is made of passages, themes and constructs; what happened at the desk is not."""
    return tuple(e for e in events if e.op in CHANGES)
