"""thirdorder evaluate: the reading, the constructs and the codes against human work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from thirdorder.service.commands.common import (
    AS_TYPED,
    FILE,
    FOLDER,
    RUN,
    Progress,
    debug_option,
    format_option,
    model_option,
    multilingual_option,
    print_json,
)


class Files(Mapping[str, bytes]):
    """The files of a folder by relative path, read when they are asked for."""

    def __init__(self, folder: Path) -> None:
        self._paths = {p.relative_to(folder).as_posix(): p for p in sorted(folder.rglob("*")) if p.is_file()}

    def __getitem__(self, name: str) -> bytes:
        return self._paths[name].read_bytes()

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


@click.group(
    epilog="\b\nExamples:\n  thirdorder evaluate sections papers/\n"
    "  thirdorder evaluate constructs papers/ --hide-headings\n"
    "  thirdorder evaluate codes answers.csv --codings codings.csv --predictions held-out.csv\n"
    "  thirdorder evaluate themes runs/mine --readings A.json B.json"
)
def command() -> None:
    """Measure against human work. Every figure comes with what it rests on and an interval."""


@command.command(epilog="\b\nExample:\n  thirdorder evaluate sections papers/ --format json")
@click.argument("folder", type=FOLDER)
@format_option
@debug_option
def sections(folder: Path, form: str) -> int:
    """Findings, headings, quotations and roles of the papers in FOLDER against gold.json, or the XML beside a PDF."""
    from thirdorder.evaluation.sections import score_sections
    from thirdorder.nlp.pipeline import parse
    from thirdorder.service.tasks.terminal import sections_table

    progress = Progress()
    scored = score_sections(Files(folder), parse, progress=progress)
    progress.close()
    for name, reason in scored.failures.items():
        click.echo(f"not scored: {name}: {reason}", err=True)
    if form == "json":
        print_json(scored.to_dict())
    else:
        click.echo(sections_table(scored))
    return _code(len(scored.scores), len(scored.failures))


@command.command(epilog="\b\nExample:\n  thirdorder evaluate constructs papers/ --hide-headings")
@click.argument("folder", type=FOLDER)
@click.option(
    "--hide-headings", is_flag=True, help="Take the headings out first: scores finding the authors' sections."
)
@format_option
@debug_option
def constructs(folder: Path, hide_headings: bool, form: str) -> int:
    """The constructs of the papers in FOLDER against the sections their authors made (gold.json, else the XML)."""
    from thirdorder.service.tasks.measure import measure_constructs
    from thirdorder.service.tasks.terminal import constructs_table

    progress = Progress()
    scored = measure_constructs(Files(folder), hide_headings, progress)
    progress.close()
    if form == "json":
        print_json(scored.to_dict())
    else:
        click.echo(constructs_table(scored))
    return _code(len(scored.papers), len(scored.failures))


@command.command(
    epilog="\b\nExamples:\n  thirdorder evaluate codes papers/ --codings codings.csv --codebook codebook.csv\n"
    "  thirdorder evaluate codes answers.csv --codings codings.csv --gold each --predictions out.csv\n"
    "  thirdorder evaluate codes papers/ --codings runs/mine/codings.csv --codings runs/mine/machine_codings.csv"
)
@click.argument("corpus")
@click.option(
    "--codings", type=FILE, required=True, multiple=True,
    help=".csv with coder,unit,code; may be given often, such as for a machine's codings.",
)  # fmt: skip
@click.option("--codebook", type=FILE, help="The universe of codes; else the union of the codings.")
@click.option("--studies", type=FILE, help="Which papers are one study: folds are by study.")
@click.option("--gold", default="consensus", show_default=True, help="A coder, consensus, or each.")
@click.option("--folds", default=10, show_default=True, type=click.IntRange(2))
@click.option(
    "--margin", type=float, help="The non-inferiority margin in κ, pooled and as the mean over codes, fixed beforehand."
)
@click.option("--machine", multiple=True, help="A coder that is a machine from elsewhere: scored beside this one.")
@click.option("--machines", "described", type=FILE, help="What machines were: .csv with coder,version,prompt.")
@click.option("--as-typed", multiple=True, type=click.Choice(AS_TYPED), help="Count these as they were typed.")
@click.option("--seed", default=42, show_default=True)
@click.option("--predictions", type=click.Path(dir_okay=False, path_type=Path), help="Write held-out predictions here.")
@model_option
@multilingual_option
@format_option
@debug_option
def codes(
    corpus: str,
    codings: tuple[Path, ...],
    codebook: Path | None,
    studies: Path | None,
    gold: str,
    folds: int,
    margin: float | None,
    machine: tuple[str, ...],
    described: Path | None,
    as_typed: tuple[str, ...],
    seed: int,
    predictions: Path | None,
    model: str,
    multilingual: bool,
    form: str,
) -> int:
    """Suggested codes against people, held out by study: beside other people, baselines and shuffled codes."""
    from thirdorder.evaluation.codes import report
    from thirdorder.models import load_encoder
    from thirdorder.service.run.cache import Cache
    from thirdorder.service.run.inputs import load_inputs
    from thirdorder.service.tasks.measure import measure_codes

    progress = Progress()
    gathered = load_inputs(
        corpus, codebook=codebook, codings=codings[0], further_codings=codings[1:], studies=studies,
        as_typed=as_typed,
    )  # fmt: skip
    measured, notes = measure_codes(
        gathered, load_encoder(model, multilingual=multilingual), Cache(),
        gold=gold, folds=folds, margin=margin, machines=machine, described=described, seed=seed, progress=progress,
    )  # fmt: skip
    progress.close()
    for note in notes:
        click.echo(note, err=True)
    if predictions is not None:
        predictions.write_bytes(measured.predictions_csv())
    if form == "json":
        print_json(measured.to_dict())
    else:
        click.echo(report(measured))
    return 1 if notes else 0


@command.command(epilog="\b\nExample:\n  thirdorder evaluate themes runs/mine --readings A.json B.json")
@click.argument("run", type=RUN)
@click.option(
    "--readings", "first", type=FILE, required=True, help="Two or more readings of the run's constructs, .json."
)
@click.argument("further", nargs=-1, type=FILE)
@format_option
@debug_option
def themes(run: Path, first: Path, further: tuple[Path, ...], form: str) -> int:
    """Candidate themes, counterparts and contradictions of RUN beside independent readings of the same constructs."""
    from thirdorder.service.tasks.measure import evaluate_themes
    from thirdorder.service.tasks.terminal import themes_table

    scored = evaluate_themes(run, (first, *further))
    if form == "json":
        print_json(scored.to_dict())
    else:
        click.echo(themes_table(scored))
    return 0


def _code(done: int, refused: int) -> int:
    return 3 if not done else 1 if refused else 0
