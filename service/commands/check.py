"""thirdorder check: whether everything is there and whole."""

from __future__ import annotations

from pathlib import Path

import click

from thirdorder.service.commands.located import located, opened


@click.command(epilog="\b\nExample:\n  thirdorder check --data reviews/peers")
@located
def command(data: Path, database: str) -> int:
    """Look whether everything is there, whole and as it was. Exit 0 where it is, else 1."""
    from thirdorder.service.store.check import check
    from thirdorder.service.store.files import Files

    found = list(check(opened(data, database), Files(data)))
    for sentence in found:
        click.echo(sentence)
    click.echo("Everything is there and whole." if not found else f"{len(found)} things are not as they should be.")
    return 1 if found else 0
