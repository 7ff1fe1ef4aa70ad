"""thirdorder models: the encoders there are."""

from __future__ import annotations

from importlib.util import find_spec

import click

from thirdorder.service.commands.common import debug_option, format_option, print_json


@click.command(epilog="\b\nExample:\n  thirdorder models --format json")
@format_option
@debug_option
def command(form: str) -> None:
    """List the encoders. Any folder of a sentence-transformers model can be named with --model too."""
    from thirdorder.models.registry import DEFAULT, REGISTRY

    rows = [
        {
            "name": card.name,
            "default": card.name == DEFAULT,
            "title": card.title,
            "languages": list(card.languages),
            "licence": card.licence,
            "installed": card.package is None or find_spec(card.package) is not None,
            "sha256": card.sha256,
        }
        for card in REGISTRY.values()
    ]
    if form == "json":
        print_json(rows)
        return
    for row in rows:
        state = "" if row["installed"] else "  (not installed)"
        click.echo(f"{row['name']}{' (default)' if row['default'] else ''}: {row['title']}; {row['licence']}{state}")
