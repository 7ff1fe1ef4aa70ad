"""What a methods section must say of the machine's part: what it did, with what, and what people did with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from thirdorder.nlp.changes import CHANGES, HOLDS, Event, Replayed, replay
from thirdorder.nlp.changes.kinds import Shown, Taken, TurnedDown, WasRead, Weigh
from thirdorder.nlp.review import MACHINE
from thirdorder.service.folder.events import about_themes, read_events
from thirdorder.service.folder.files import Folder
from thirdorder.service.folder.interpretation import weighed
from thirdorder.service.folder.report.write import environment
from thirdorder.service.folder.shapes import ReachRow


def statement(
    run: Folder,
    events: Sequence[Event] | None = None,
    decided: tuple[int, int] | None = None,
    did: Sequence[str] = (),
) -> str:
    """The statement of a run as Markdown, every figure taken from the run folder.

    Where people work at a desk, its database says what they changed (`events`), how often they accepted and rejected
    what a language model suggested (`decided`), and what each did in papers (`did`).
    """
    head, events = run.head, read_events(run.path) if events is None else events
    suggestions = [s for s in run.suggestions if s.coder == MACHINE]
    template = environment(escape=False).get_template("statement.md")
    return template.render(
        head=head,
        codes=sum(len(s.codes) for s in suggestions),
        papers=sum(bool(s.codes) for s in suggestions),
        abstained=sum(s.abstained for s in suggestions),
        refused=[s.name for s in head.refused],
        people=[*did, *(line for who in sorted({e.who for e in events}) for line in _person(who, events))],
        exposed=head.exposed,
        agreement=run.agreement["summary"],
        overlap=run.overlap.get("summary", ""),
        reach=_reach(run),
        interpretation=run.interpretation,
        decided=_on_other_machines(run, events) if decided is None else decided,
        judged=_of_its_themes(run, replay(run.themes, about_themes(events))),
    )


def _of_its_themes(run: Folder, people: Replayed) -> list[str]:
    """What each person said of a language model's themes that stand, a sentence each."""
    said = [e for own in weighed(run.interpretation, people).values() for e in own] if run.interpretation else []
    lines = []
    for who in sorted({e.who for e in said}):
        counts = Counter(e.change.holds for e in said if e.who == who and isinstance(e.change, Weigh))
        told = ", ".join(f"{words.lower()} ({counts[key]})" for key, words in HOLDS.items() if counts[key])
        lines.append(f"{who} said of {sum(counts.values())} of its themes: {told}.")
    return lines


def _on_other_machines(run: Folder, events: Sequence[Event]) -> tuple[int, int]:
    """How many places that a language model suggested people accepted and rejected, by the last word on each."""
    others = [s for s in run.suggestions if s.coder != MACHINE]
    offered = {(s.paper, c.code, e.passage) for s in others for c in s.codes for e in c.evidence}
    said = [e.change for e in events]
    last = {(c.paper, c.code, c.passage): isinstance(c, TurnedDown) for c in said if isinstance(c, Taken)}
    rejected = [no for place, no in last.items() if place in offered]
    return len(rejected) - sum(rejected), sum(rejected)


def _reach(run: Folder) -> list[tuple[str, ReachRow]]:
    """How much of each study counts, under the names of its papers; nothing where all of all studies does."""
    names = {s.id: " · ".join(run.titles[p] for p in s.papers) if s.id in s.papers else s.id for s in run.studies}
    rows = [(names[row.study], row) for row in run.head.relevance]
    return sorted(rows, key=lambda r: r[0]) if any(r.partly or r.out for _, r in rows) else []


def _person(who: str, events: Sequence[Event]) -> Iterator[str]:
    """What one person saw, decided and changed, a sentence each."""
    own = [e for e in events if e.who == who]
    said = [e.change for e in own]
    shown = [c for c in said if isinstance(c, Shown)]
    if shown:
        second = sum(s.exposure == "second_reader" for s in shown)
        yield f"{who} was shown suggestions for {_papers(len(shown))}, {second} of which they had coded before."
    latest = {(c.paper, c.code, c.passage): c for c in said if isinstance(c, Taken)}
    if latest:
        accepted = sum(not isinstance(c, TurnedDown) for c in latest.values())
        yield (
            f"{who} accepted {accepted} and rejected {len(latest) - accepted} of the suggestions they decided on."
            " This says what was used, not how right the machine was."
        )
    if read := {c.paper for c in said if isinstance(c, WasRead)}:
        yield f"{who} read {_papers(len(read))} to the end."
    if told := {(c.coder, c.theme) for c in said if isinstance(c, Weigh)}:
        n = f"{len(told)} {'theme' if len(told) == 1 else 'themes'}"
        yield f"{who} said of {n} of a language model whether it holds. Each is in events.jsonl with its reason."
    changes = Counter(e.op for e in own if e.op in CHANGES and e.op != Weigh.op)
    if changes:
        listed = ", ".join(f"{op} ({n})" for op, n in changes.items())
        yield f"{who} changed themes, constructs or relevance: {listed}. Each is in events.jsonl with its reason."


def _papers(n: int) -> str:
    return f"{n} paper" if n == 1 else f"{n} papers"
