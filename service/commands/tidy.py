"""thirdorder tidy: the labels of a grid gathered into proposed constructs."""

from __future__ import annotations

from pathlib import Path

import click

from thirdorder.service.commands.common import FILE, debug_option, format_option, model_option, print_json


@click.command(
    epilog="\b\nExamples:\n  thirdorder tidy grid.xlsx\n  thirdorder tidy grid.csv --out proposed.csv\n"
    "  thirdorder tidy grid.csv --codebook codebook.csv"
)
@click.argument("labels", type=FILE)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write a row for each label here (.csv).")
@click.option(
    "--codebook", type=click.Path(dir_okay=False, path_type=Path), help="Write the proposals as a codebook here (.csv)."
)
@model_option
@format_option
@debug_option
def command(labels: Path, out: Path | None, codebook: Path | None, model: str, form: str) -> None:
    """Gather the LABELS of a grid, codings or codebook (.csv, .xlsx) into proposed constructs, each step explained, and
    these into what may be core constructs.

    "Giving back", "Reciprocity" and "reciprocal support" may be one construct: that is for people to confirm. Nothing
    is merged; edit the file that --out or --codebook writes.
    """
    from thirdorder.models import load_encoder
    from thirdorder.service.run.cache import Cache
    from thirdorder.service.tasks.tidy import tidied_codebook, tidied_csv, tidied_dict, tidy

    found = tidy(labels.read_bytes(), labels.name, load_encoder(model), Cache().vectors)
    for path, write in ((out, tidied_csv), (codebook, tidied_codebook)):
        if path is not None:
            path.write_bytes(write(found))
            click.echo(f"{path} written.", err=True)
    if form == "json":
        print_json(tidied_dict(found))
        return
    for proposal in found.proposals:
        near = (
            f"   near: {', '.join(f'{name} ({value:.2f})' for name, value in proposal.near)}" if proposal.near else ""
        )
        click.echo(f"{proposal.name}  ({proposal.count}){near}")
        for one in proposal.labels:
            also = f"; also {', '.join(one.also)}" if one.also else ""
            click.echo(f"    {one.label} ×{one.count}: {one.because}{also}")
    if found.cores:
        click.echo("\nWhat may be one core construct, to be looked at together:")
    for core in found.cores:
        click.echo(f"  ({core.count}) {'; '.join(core.proposals)}")
