"""thirdorder restore: a backup put into an empty folder."""

from __future__ import annotations

from pathlib import Path

import click

from thirdorder.service.commands.common import FILE
from thirdorder.service.commands.located import located


@click.command(epilog="\b\nExample:\n  thirdorder restore peers.zip --data reviews/again")
@click.argument("source", type=FILE)
@located
def command(source: Path, data: Path, database: str) -> None:
    """Put the backup SOURCE into an empty data folder, and database where one is named."""
    from thirdorder.service.store.backup import restore

    restore(source, data, database)
    click.echo(f"{data} holds what {source} held.")
