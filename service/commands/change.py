"""thirdorder change: what people make of a run's candidate themes, recorded and never overwritten."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from thirdorder.nlp.changes import HOLDS, VERDICTS, Event
from thirdorder.service.commands.common import RUN, debug_option, format_option, print_json

F = TypeVar("F", bound=Callable[..., Any])


def recorded(function: F) -> F:
    """What every change takes: the run, who makes it and why, and how the event is printed."""
    for decorate in (
        debug_option,
        format_option,
        click.option("--why", default="", help="The reason, kept with the change."),
        click.option("--who", default=getpass.getuser, help="Who makes the change; else your user name."),
        click.argument("run", type=RUN),
    ):
        function = decorate(function)
    return function


@click.group(
    epilog="\b\nExamples:\n"
    "  thirdorder change rename runs/mine t-0a1b2c3d4e5f 'Standing between' --why 'the words of three studies'\n"
    "  thirdorder change merge runs/mine t-0a1b2c3d4e5f t-6a7b8c9d0e1f\n"
    "  thirdorder change undo runs/mine 3\n"
    "  thirdorder change list runs/mine"
)
def command() -> None:
    """Merge, split, rename, accept or reject candidate themes of a run, and say how constructs translate.

    Each change is an event with who, when and why in events.jsonl; themes.json stays the machine's. Run the job again
    into the same folder to renew report, grid and counts: papers and vectors are looked up.
    """


@command.command("merge", short_help="Make one theme of several.")
@recorded
@click.argument("themes", nargs=-1, required=True, metavar="THEME THEME...")
@click.option("--label", default="", help="The merged theme's label; else that of the first.")
def merge_command(run: Path, themes: tuple[str, ...], label: str, who: str, why: str, form: str) -> None:
    """Make one of several THEMEs of RUN; it keeps the id of the first."""
    from thirdorder.service.folder.theme_changes import RunLedger, merge

    _show(merge(RunLedger(run, who), themes, label=label, why=why), form)


@command.command("split", short_help="Take passages of a theme into a new one.")
@recorded
@click.argument("theme")
@click.argument("passages", nargs=-1, required=True, metavar="PASSAGE...")
@click.option("--label", required=True, help="The new theme's label.")
def split_command(run: Path, theme: str, passages: tuple[str, ...], label: str, who: str, why: str, form: str) -> None:
    """Take PASSAGEs (ids as in themes.json) of a THEME of RUN into a new one."""
    from thirdorder.service.folder.theme_changes import RunLedger, split

    _show(split(RunLedger(run, who), theme, passages, label=label, why=why), form)


@command.command("rename", short_help="Give a theme another label.")
@recorded
@click.argument("theme")
@click.argument("label")
def rename_command(run: Path, theme: str, label: str, who: str, why: str, form: str) -> None:
    """Give a THEME of RUN another LABEL."""
    from thirdorder.service.folder.theme_changes import RunLedger, rename

    _show(rename(RunLedger(run, who), theme, label, why=why), form)


@command.command("move", short_help="Move a passage between themes.")
@recorded
@click.argument("passage")
@click.option("--from", "origin", help="The theme it is taken out of.")
@click.option("--to", "goal", help="The theme it is put into.")
def move_command(run: Path, passage: str, origin: str | None, goal: str | None, who: str, why: str, form: str) -> None:
    """Move a PASSAGE of RUN from one theme to another, or in or out of one."""
    from thirdorder.service.folder.theme_changes import RunLedger, move

    _show(move(RunLedger(run, who), passage, origin=origin, goal=goal, why=why), form)


@command.command("judge", short_help="Accept or reject a theme; say whether a language model's holds.")
@recorded
@click.argument("theme")
@click.argument("verdict", type=click.Choice(["accept", "reject", *HOLDS]))
def judge_command(run: Path, theme: str, verdict: str, who: str, why: str, form: str) -> None:
    """Accept or reject a candidate THEME of RUN; say of one that a language model made (l-…) whether it holds."""
    from thirdorder.service.folder.theme_changes import RunLedger, judge, weigh

    _show((weigh if verdict in HOLDS else judge)(RunLedger(run, who), theme, verdict, why=why), form)


@command.command("translate", short_help="Say how two constructs relate.")
@recorded
@click.argument("construct")
@click.argument("verdict", type=click.Choice(VERDICTS))
@click.argument("counterpart", required=False)
def translate_command(
    run: Path, construct: str, verdict: str, counterpart: str | None, who: str, why: str, form: str
) -> None:
    """Say how a CONSTRUCT of RUN relates to its COUNTERPART in another study, or that it has none."""
    from thirdorder.service.folder.theme_changes import RunLedger, translate

    _show(translate(RunLedger(run, who), construct, counterpart, verdict, memo=why), form)


@command.command("relevance", short_help="Say whether a passage bears on the question.")
@recorded
@click.argument("passage")
@click.argument("relevance", type=click.Choice(["in", "partly", "out"]))
def relevance_command(run: Path, passage: str, relevance: str, who: str, why: str, form: str) -> None:
    """Say whether a PASSAGE of RUN bears on the review question."""
    from thirdorder.service.folder.theme_changes import RunLedger, set_relevance

    _show(set_relevance(RunLedger(run, who), passage, relevance, why=why), form)


@command.command("undo", short_help="Take a change back.")
@recorded
@click.argument("number", type=int)
def undo_command(run: Path, number: int, who: str, why: str, form: str) -> None:
    """Take back change NUMBER of RUN; an undo can be undone itself."""
    from thirdorder.service.folder.theme_changes import RunLedger, undo

    _show(undo(RunLedger(run, who), number, why=why), form)


@command.command("list", short_help="What was changed so far.")
@click.argument("run", type=RUN)
@format_option
@debug_option
def list_command(run: Path, form: str) -> None:
    """What people changed in RUN so far, in order, and whether it still stands."""
    import dataclasses

    from thirdorder.nlp.changes import standing
    from thirdorder.service.folder.files import finished

    whole = finished(run)
    events, stands = whole.events(), {e.seq for e in standing(whole.events())}
    stale = dict(whole.people().stale)
    if form == "json":
        print_json([{**dataclasses.asdict(e), "stands": e.seq in stands and e.seq not in stale} for e in events])
        return
    for event in events:
        state = stale.get(event.seq, "" if event.seq in stands or event.op == "undo" else "undone")
        click.echo(_line(event) + (f"  [{state}]" if state else ""))


def _show(event: Event, form: str) -> None:
    import dataclasses

    if form == "json":
        print_json(dataclasses.asdict(event))
    else:
        click.echo(_line(event))


def _line(event: Event) -> str:
    why = f" ({event.why})" if event.why else ""
    return f"{event.seq}  {event.when}  {event.who}: {event.change.told()}{why}"
