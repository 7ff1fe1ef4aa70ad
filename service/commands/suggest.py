"""thirdorder suggest: codes for new papers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from thirdorder.service.commands.common import (
    FILE,
    RUN,
    Progress,
    debug_option,
    format_option,
    model_option,
    multilingual_option,
    password_option,
    print_json,
)

if TYPE_CHECKING:
    from thirdorder.service.folder.shapes import SuggestionRow


@click.command(
    epilog="\b\nExamples:\n  thirdorder suggest new.pdf --run runs/mine\n"
    "  thirdorder suggest a.pdf b.pdf --codebook codebook.csv --top 5 --format json"
)
@click.argument("papers", type=FILE, nargs=-1, required=True, metavar="PAPER...")
@click.option("--run", "run_folder", type=RUN, help="A run whose codebook and codings are learned from.")
@click.option("--codebook", type=FILE, help="A codebook .csv to suggest from, in place of a run's.")
@click.option("--codings", type=FILE, help="Codings whose quotes serve as examples of the codebook's codes.")
@click.option("--top", default=10, show_default=True, type=click.IntRange(1), help="How many codes a paper.")
@model_option
@multilingual_option
@password_option
@format_option
@debug_option
def command(
    papers: tuple[Path, ...],
    run_folder: Path | None,
    codebook: Path | None,
    codings: Path | None,
    top: int,
    model: str,
    multilingual: bool,
    password: str | None,
    form: str,
) -> int:
    """Suggest codes for each PAPER with the passages that speak for them: exact words, page, whose words they are.

    From a run's codebook and codings, or a codebook alone; from a run without a codebook, its candidate themes.
    """
    from thirdorder.corpora.codec import plain
    from thirdorder.models import load_encoder
    from thirdorder.service.folder.shapes import SuggestionRow
    from thirdorder.service.run.cache import Cache
    from thirdorder.service.run.sources import find_sources
    from thirdorder.service.tasks.suggest import known_from_codebook, known_from_run, suggest_for

    if run_folder is not None and codebook is None:
        known = known_from_run(run_folder)
    elif codebook is not None and run_folder is None:
        known = known_from_codebook(codebook, codings)
    else:
        raise click.UsageError("Name either --run or --codebook.")
    progress, cache = Progress(), Cache()
    sources = tuple(s for path in papers for s in find_sources(path))
    progress("model", 0, 1)
    encoder = load_encoder(model, multilingual=multilingual)
    found, read, refusals = suggest_for(sources, known, encoder, cache, top=top, password=password, progress=progress)
    progress.close()
    for refusal in refusals:
        click.echo(f"refused: {refusal.name}: {refusal.reason}", err=True)
    rows = [SuggestionRow.of(s, known.codebook) for s in found]
    if form == "json":
        print_json(plain(rows))
    else:
        for row in rows:
            _show(row, read[row.paper])
    return 3 if not found else 1 if refusals else 0


def _show(suggestion: SuggestionRow, name: str) -> None:
    from thirdorder.nlp.review import in_figures

    click.echo(f"{name}{'  (abstains: nothing stands out)' if suggestion.abstained else ''}")
    for code in suggestion.codes:
        likely = f"probability {in_figures(code.probability)}" if code.probability is not None else "no probability"
        seen = f", seen in {code.seen_in} studies" if code.seen_in else ", from the codebook's words alone"
        click.echo(f"  {code.name}  ({likely}{seen})")
        for evidence in code.evidence:
            page = f"p. {evidence.page}: " if evidence.page else ""
            click.echo(f"      {page}\u201c{' '.join(evidence.quote.split())}\u201d")
