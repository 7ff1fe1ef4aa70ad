"""thirdorder agreement: coders beside each other."""

from __future__ import annotations

from pathlib import Path

import click

from thirdorder.service.commands.common import (
    AS_TYPED,
    EXISTING,
    FILE,
    Progress,
    debug_option,
    format_option,
    print_json,
)


@click.command(
    epilog="\b\nExamples:\n  thirdorder agreement codings.csv\n"
    "  thirdorder agreement mirren.csv tobias.csv --unit paper\n"
    "  thirdorder agreement codings.csv --unit sentence --corpus papers/ --disagreements to-settle.csv"
)
@click.argument("codings", type=FILE, nargs=-1, required=True)
@click.option(
    "--unit", type=click.Choice(["paper", "passage", "sentence", "character"]), default="passage", show_default=True
)
@click.option("--corpus", type=EXISTING, help="The papers, needed for sentences and characters and to place quotes.")
@click.option("--codebook", type=FILE, help="The universe of codes; else the union of the codes used.")
@click.option("--matches", type=FILE, help="Labels confirmed to be one code, as thirdorder match proposes them.")
@click.option("--studies", type=FILE, help="Which papers are one study; intervals leave out one study at a time.")
@click.option("--machine", multiple=True, help="A coder that is a machine; set beside pairs of people.")
@click.option("--machines", "described", type=FILE, help="What machines were: .csv with coder,version,prompt.")
@click.option("--learned-from", multiple=True, metavar="MACHINE=CODER", help="Whom a machine was trained on.")
@click.option(
    "--margin", type=float, help="The non-inferiority margin in κ, pooled and as the mean over codes, fixed beforehand."
)
@click.option("--gamma", "with_gamma", is_flag=True, help="γ of free spans as well; needs the extra thirdorder[gamma].")
@click.option(
    "--as-typed",
    multiple=True,
    type=click.Choice(AS_TYPED),
    help="Count these as they were typed, without folding, splitting or reading words for nothing.",
)
@click.option("--seed", default=42, show_default=True)
@click.option(
    "--disagreements", type=click.Path(dir_okay=False, path_type=Path), help="Write what is to be settled here."
)
@format_option
@debug_option
def command(
    codings: tuple[Path, ...],
    unit: str,
    corpus: Path | None,
    codebook: Path | None,
    studies: Path | None,
    machine: tuple[str, ...],
    described: Path | None,
    learned_from: tuple[str, ...],
    margin: float | None,
    with_gamma: bool,
    as_typed: tuple[str, ...],
    matches: Path | None,
    seed: int,
    disagreements: Path | None,
    form: str,
) -> int:
    """Percent agreement, κ, AC1 and α of every pair of coders in CODINGS, by code, mean and pooled, with intervals.

    First comes what was typed and how it was counted; --as-typed overrules it.
    """
    from thirdorder.evaluation.agreement.table import agreement_table
    from thirdorder.service.tasks.compare import compare

    progress = Progress()
    compared = compare(
        codings,
        unit=unit,
        corpus=corpus,
        codebook=codebook,
        studies=studies,
        machines=machine,
        described=described,
        learned_from=dict(_pair(p) for p in learned_from),
        margin=margin,
        with_gamma=with_gamma,
        as_typed=as_typed,
        matches=matches,
        seed=seed,
        settling=disagreements is not None,
        progress=progress,
    )
    progress.close()
    for line in compared.notes:
        click.echo(line, err=True)
    if disagreements is not None:
        disagreements.write_bytes(compared.disagreements)
        click.echo(f"What is to be settled stands in {disagreements}.", err=True)
    if form == "json":
        print_json(compared.agreement.to_dict())
    else:
        click.echo(agreement_table(compared.agreement))
    return 1 if compared.notes else 0


def _pair(text: str) -> tuple[str, str]:
    machine, equals, coder = text.partition("=")
    if not equals:
        raise click.UsageError(f"--learned-from {text} names no coder: write MACHINE=CODER.")
    return machine, coder
