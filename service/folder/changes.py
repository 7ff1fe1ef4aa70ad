"""What people change in a run's candidate themes, one function a change: checked against what stands, then recorded."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from thirdorder.nlp.changes import Event, EventError, check
from thirdorder.nlp.review import Theme
from thirdorder.nlp.themes.lineage import founding_id
from thirdorder.service.errors import ServiceError
from thirdorder.service.folder.events import add_event, read_events
from thirdorder.service.folder.files import finished


class ChangeError(ServiceError):
    """A change that cannot be made; the message says why."""


def merge(run: Path, who: str, themes: Sequence[str], *, label: str = "", why: str = "") -> Event:
    """Make one theme of several; it keeps the id of the first and, unless `label` is given, its label."""
    chosen = [_theme(run, t) for t in dict.fromkeys(themes)]
    if len(chosen) < 2:
        raise ChangeError("A merge needs at least two themes: choose another one to merge with.")
    after = {"theme": chosen[0].id, "label": label.strip() or chosen[0].label}
    return _record(run, who, "merge", {"themes": [t.id for t in chosen]}, after, why)


def split(run: Path, who: str, theme: str, passages: Sequence[str], *, label: str, why: str = "") -> Event:
    """Take passages out of a theme into a new one called `label`; both must keep at least one passage."""
    whole = _theme(run, theme)
    taken = [m.passage for m in whole.members if m.passage in set(passages)]
    rest = [m.passage for m in whole.members if m.passage not in set(passages)]
    if not taken or not rest:
        raise ChangeError(f"Choose some, not all, of the passages of “{whole.label}” for the new theme.")
    if not label.strip():
        raise ChangeError("Give the new theme a label.")
    parts = [
        {"theme": whole.id, "label": whole.label, "passages": rest},
        {"theme": founding_id(taken), "label": label.strip(), "passages": taken},
    ]
    return _record(run, who, "split", {"theme": whole.id}, {"themes": parts}, why)


def rename(run: Path, who: str, theme: str, label: str, *, why: str = "") -> Event:
    """Give a theme another label."""
    one = _theme(run, theme)
    if not label.strip():
        raise ChangeError(f"Give “{one.label}” a label that is not empty.")
    return _record(run, who, "rename", {"theme": one.id, "label": one.label}, {"label": label.strip()}, why)


def move(run: Path, who: str, passage: str, *, origin: str | None, goal: str | None, why: str = "") -> Event:
    """Move a passage from one theme to another; without an origin it is added, without a goal taken out."""
    if passage not in finished(run).passages:
        raise ChangeError(f"There is no findings passage {passage} in this run.")
    if origin is None and goal is None:
        raise ChangeError("Say from which theme or to which theme the passage moves.")
    before = {"passage": passage, "theme": _theme(run, origin).id if origin else None}
    return _record(run, who, "move", before, {"theme": _theme(run, goal).id if goal else None}, why)


def judge(run: Path, who: str, theme: str, verdict: str, *, why: str = "") -> Event:
    """Accept or reject a candidate theme (`verdict` is "accept" or "reject")."""
    one = _theme(run, theme)
    return _record(run, who, verdict, {"label": one.label}, {"theme": one.id}, why)


def translate(
    run: Path, who: str, construct: str, counterpart: str | None, verdict: str, *, memo: str = ""
) -> Event:  # fmt: skip
    """Say how a construct relates to another study's; `counterpart` is None for "no_counterpart"."""
    known = {c.id for p in finished(run).papers.values() for c in p.constructs}
    for one in (construct, counterpart):
        if one is not None and one not in known:
            raise ChangeError(f"There is no construct {one} in this run.")
    if (counterpart is None) != (verdict == "no_counterpart"):
        raise ChangeError("Name the other construct, or say no_counterpart and name none.")
    earlier = finished(run).people().verdicts.get((construct, counterpart or ""))
    before = {"verdict": earlier.after["verdict"]} if earlier is not None else None
    after = {"construct": construct, "counterpart": counterpart, "verdict": verdict}
    return _record(run, who, "verdict", before, after, memo)


def set_relevance(run: Path, who: str, passage: str, relevance: str, *, why: str = "") -> Event:
    """Say whether a passage bears on the review question: in, partly or out. The next run counts by it."""
    if passage not in finished(run).passages:
        raise ChangeError(f"There is no findings passage {passage} in this run.")
    return _record(run, who, "relevance", {"passage": passage}, {"relevance": relevance}, why)


def undo(run: Path, who: str, seq: int, *, why: str = "") -> Event:
    """Take back what people changed as number `seq`; an undo can be undone itself."""
    if all(e.seq != seq for e in finished(run).events()):
        raise ChangeError(f"There is no change number {seq} in {run.name}.")
    return _record(run, who, "undo", {"seq": seq}, None, why)


def _theme(run: Path, key: str) -> Theme:
    found = next((t for t in finished(run).people().themes if t.id == key), None)
    if found is None:
        raise ChangeError(f"There is no theme {key} in this run (any more).")
    return found


def _record(run: Path, who: str, op: str, before: Any, after: Any, why: str) -> Event:
    """Add the event if it says something and fits what stands."""
    try:
        check(op, before, after)
    except EventError as error:
        raise ChangeError(str(error)) from error
    whole = finished(run)
    number = len(read_events(run)) + 1
    stale = dict(whole.people(Event(number, who, "", op, before, after, why)).stale)
    if number in stale:
        raise ChangeError(f"This cannot be changed so: {stale[number]}.")
    return Event(**add_event(run, who, op, before=before, after=after, why=why.strip()))


def told(event: Event) -> str:
    """An event in a few words, for people."""
    before, after = event.before or {}, event.after or {}
    match event.op:
        case "merge":
            return f"merged {len(before['themes'])} themes into “{after.get('label', after['theme'])}”"
        case "split":
            return "split a theme into " + " and ".join(f"“{t['label']}”" for t in after["themes"])
        case "rename":
            return f"renamed “{before.get('label', before['theme'])}” to “{after['label']}”"
        case "move":
            return f"moved a passage from {before['theme'] or 'no theme'} to {after['theme'] or 'no theme'}"
        case "accept" | "reject":
            named = f"“{before['label']}”" if "label" in before else after.get("theme") or after.get("construct")
            return f"{event.op}ed {named}"
        case "verdict":
            return f"{after['verdict'].replace('_', ' ')}: {after['construct']} / {after['counterpart'] or 'none'}"
        case "relevance":
            return f"set {before['passage']} to {after['relevance']}"
        case "undo":
            return f"took back {before['seq']}"
        case other:
            return other.replace("_", " ")
