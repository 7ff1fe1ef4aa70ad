"""thirdorder backup: everything a service holds, in one file."""

from __future__ import annotations

from pathlib import Path

import click

from thirdorder.service.commands.located import located, opened


@click.command(epilog="\b\nExample:\n  thirdorder backup peers.zip --data reviews/peers")
@click.argument("goal", type=click.Path(dir_okay=False, path_type=Path))
@located
def command(goal: Path, data: Path, database: str) -> None:
    """Write everything a service holds to GOAL: database, papers, texts. It may go on working meanwhile."""
    from thirdorder.service.store.backup import back_up
    from thirdorder.service.store.files import Files

    count = back_up(opened(data, database), Files(data), goal.absolute())
    click.echo(f"{goal} holds everything ({count} files), the full text of papers included: keep it safe.")
