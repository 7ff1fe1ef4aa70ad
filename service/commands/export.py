"""thirdorder export: parts of a run as files."""

from __future__ import annotations

from pathlib import Path

import click

from thirdorder.service.commands.common import RUN, debug_option, format_option, print_json

NAMES = ("grid.xlsx", "tables.docx", "report.html", "codebook.csv", "statement.md")


@click.command(
    epilog="\b\nExamples:\n  thirdorder export runs/mine --to grid.xlsx\n"
    "  thirdorder export runs/mine --to out/statement.md"
)
@click.argument("run", type=RUN)
@click.option(
    "--to",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help=f"One of {', '.join(NAMES)}, in any folder.",
)
@format_option
@debug_option
def command(run: Path, to: Path, form: str) -> None:
    """Write the grid, tables, report, codebook or statement of RUN to a file; its name says which."""
    from thirdorder.service.folder.exports import export

    if to.name not in NAMES:
        raise click.UsageError(f"{to.name} is not something that can be exported: name {', '.join(NAMES)}.")
    data = export(run, to.name)
    to.parent.mkdir(parents=True, exist_ok=True)
    to.write_bytes(data)
    if form == "json":
        print_json({"written": str(to), "bytes": len(data)})
    else:
        click.echo(f"{to} written ({len(data)} bytes).")
