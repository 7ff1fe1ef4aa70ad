"""thirdorder match: which labels of reviewers without a shared codebook may be one code."""

from __future__ import annotations

from pathlib import Path

import click

from thirdorder.service.commands.common import FILE, debug_option, format_option, model_option, print_json


@click.command(
    epilog="\b\nExamples:\n  thirdorder match mirren.csv tobias.csv --out proposed.csv\n"
    "  thirdorder agreement mirren.csv tobias.csv --matches proposed.csv"
)
@click.argument("codings", type=FILE, nargs=-1, required=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write the proposal here (.csv).")
@model_option
@format_option
@debug_option
def command(codings: tuple[Path, ...], out: Path | None, model: str, form: str) -> None:
    """Propose which labels in CODINGS are one code, and say what each coder brings to a codebook made together.

    Nothing is merged: write yes into the column `confirmed` of the file that --out writes, and give it to
    `thirdorder agreement --matches`. Pairs of the very same words are confirmed already.
    """
    from thirdorder.evaluation.agreement.matches import matches_csv
    from thirdorder.models import load_encoder
    from thirdorder.service.run.cache import Cache
    from thirdorder.service.tasks.match import match

    found = match(codings, load_encoder(model), Cache().vectors)
    if out is not None:
        out.write_bytes(matches_csv(found.proposals))
        click.echo(f"{out} written; confirm what is right in it.", err=True)
    if form == "json":
        print_json(found.to_dict())
    else:
        click.echo(found.text())
