"""thirdorder purge: words taken away for good."""

from __future__ import annotations

from pathlib import Path

import click

from thirdorder.service.commands.located import located, opened


@click.command(
    epilog="\b\nExamples:\n"
    "  thirdorder purge 3 --data reviews/peers                     a project, wholly\n"
    "  thirdorder purge 3 0a1b2c3d4e5f6a7b --data reviews/peers    a paper that was taken out"
)
@click.argument("project", type=int)
@click.argument("paper", required=False)
@click.option("--yes", is_flag=True, help="Do not ask.")
@located
def command(project: int, paper: str | None, yes: bool, data: Path, database: str) -> None:
    """Take away for good the words of a PAPER that was taken out of PROJECT, or the whole project."""
    from thirdorder.service.store.files import Files
    from thirdorder.service.store.people import me
    from thirdorder.service.store.purge import delete_files, purge_paper, purge_project, still_held

    what = f"paper {paper} of project {project}" if paper else f"project {project}"
    if not yes:
        click.confirm(f"Take away {what} with everything that people did there, for good?", abort=True)
    store, files = opened(data, database), Files(data)
    with store.writing() as session:
        who = me(session).id
        gone = (
            purge_paper(session, files, project, paper, who) if paper else purge_project(session, files, project, who)
        )
    delete_files(store, gone)
    with store.reading() as session:
        held = still_held(session, files)
    click.echo(f"{what} is gone.")
    for where in held:
        click.echo(f"Still held by {where}.")
