"""thirdorder run: the whole job."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from thirdorder.nlp.language_model.questions import Step
from thirdorder.nlp.review import Order
from thirdorder.service.commands.common import (
    AS_TYPED,
    FILE,
    Progress,
    RunFolder,
    called,
    debug_option,
    device_option,
    format_option,
    llm_model_option,
    llm_option,
    llm_seconds_option,
    model_option,
    multilingual_option,
    password_option,
    prefer_option,
    print_json,
)

if TYPE_CHECKING:
    from thirdorder.service.run.reading import Engine


@click.command(
    epilog="\b\nExamples:\n"
    "  thirdorder run example --out runs/example\n"
    "  thirdorder run papers/ --out runs/mine --codebook codebook.csv --codings codings.csv\n"
    "  thirdorder run papers/ --out runs/mine --question 'How do peers experience their work?'\n"
    "  thirdorder run papers/ --out runs/mine --dry-run\n"
    "  thirdorder run papers/ --out runs/mine --scheduler tcp://10.0.0.5:8786\n"
    "  thirdorder run papers/ --out runs/mine --llm http://127.0.0.1:11434/v1 --llm-model qwen3"
)
@click.argument("corpus")
@click.option("--out", type=RunFolder(exists=False), required=True, help="The run folder.")
@click.option("--codebook", type=FILE, help=".csv with code,name,definition,parent,examples.")
@click.option("--codings", type=FILE, help=".csv with coder,unit,code[,start,end,quote].")
@click.option("--studies", type=FILE, help=".csv that says which papers are one study, and its characteristics.")
@click.option("--appraisal", type=FILE, help=".csv with study,item,answer[,paper,note,form], of any appraisal form.")
@click.option(
    "--references",
    type=FILE,
    help="RIS, BibTeX or CSL-JSON that fills in what papers do not say; those beside the papers are read too.",
)
@click.option(
    "--order",
    type=click.Choice(["year", "alphabet", "richness"]),
    default="year",
    show_default=True,
    help="The order in which papers are translated into each other.",
)
@click.option("--index", default="", help="The paper that translation starts from, else the first of the order.")
@click.option("--sampled", is_flag=True, help="Papers were sampled on purpose: draw the saturation curve.")
@click.option("--question", default="", help="The review question; passages far from it are marked.")
@click.option(
    "--whose",
    default="",
    help="Whose experience counts, groups between ';' ('peer worker; client'); what tells others' alone is left aside.",
)
@click.option(
    "--as-typed", multiple=True, type=click.Choice(AS_TYPED), help="Take these of the codings as they were typed."
)
@click.option("--seed", default=42, show_default=True, help="For everything that draws at random.")
@click.option(
    "--workers", type=click.IntRange(1), help="Read and encode in so many workers of a Dask cluster on this machine."
)
@click.option("--scheduler", metavar="ADDRESS", help="Read and encode on the Dask cluster at tcp://HOST:PORT.")
@click.option("--dry-run", is_flag=True, help="Only list what would be read, joined and refused.")
@model_option
@multilingual_option
@device_option
@prefer_option
@password_option
@llm_option
@llm_model_option
@click.option(
    "--llm-step",
    type=click.Choice(["claims", "themes", "counterparts", "contradictions", "codes"]),
    multiple=True,
    help="What the model is asked, with what that rests on; all of it if none is named.",
)
@llm_seconds_option
@format_option
@debug_option
def command(
    corpus: str,
    out: Path,
    codebook: Path | None,
    codings: Path | None,
    studies: Path | None,
    appraisal: Path | None,
    references: Path | None,
    order: Order,
    index: str,
    sampled: bool,
    question: str,
    whose: str,
    as_typed: tuple[str, ...],
    seed: int,
    workers: int | None,
    scheduler: str | None,
    dry_run: bool,
    model: str,
    multilingual: bool,
    device: str,
    prefer: Literal["xml", "pdf"],
    password: str | None,
    llm: str | None,
    llm_model: str,
    llm_step: tuple[Step, ...],
    llm_seconds: float,
    form: str,
) -> int:
    """Read every paper of CORPUS, find constructs and candidate themes, and write report, grid and data to --out.

    CORPUS is a folder searched for .pdf, .xml, .nxml, .docx, .html and .txt, a passages .csv
    (document,passage,text), or the word example for the packaged, invented review. A run that was stopped goes on
    where it was; one that is done is only looked up. Either may lie behind a URL (s3://bucket/papers; pip install
    'thirdorder[remote]').

    With --llm a language model on a server of yours reads as well, under its own name; a key is taken from the
    environment (THIRDORDER_LLM_KEY). Its answers are kept in the run folder and not asked for again.

    With --workers or --scheduler reading and encoding are spread over a cluster (pip install 'thirdorder[cluster]').
    """
    if workers and scheduler:
        raise click.UsageError("--workers makes a cluster and --scheduler names one: give one of them.")
    from thirdorder.corpora.codec import plain
    from thirdorder.models import load_encoder
    from thirdorder.nlp.language_model import STEPS, budget
    from thirdorder.nlp.pipeline import Run
    from thirdorder.service.errors import StoppedError
    from thirdorder.service.folder.events import about_themes, read_events
    from thirdorder.service.folder.files import finished
    from thirdorder.service.folder.summary import summary
    from thirdorder.service.folder.whole import answered, damaged
    from thirdorder.service.folder.write import earlier_themes, header, unchanged, write_run
    from thirdorder.service.language_model.client import Client
    from thirdorder.service.language_model.endpoint import asked_of, server, what_it_takes, what_leaves
    from thirdorder.service.language_model.replies import Replies
    from thirdorder.service.run.cache import Cache
    from thirdorder.service.run.inputs import load_inputs
    from thirdorder.service.run.job import do
    from thirdorder.service.run.plan import planned
    from thirdorder.service.run.reading import key
    from thirdorder.service.tasks.compare import unplaced_lines

    progress = Progress()
    named = server(llm, llm_model, llm_seconds) if llm else None
    steps = llm_step or STEPS
    gathered = load_inputs(
        corpus,
        codebook=codebook,
        codings=codings,
        studies=studies,
        appraisal=appraisal,
        references=references,
        question=question,
        prefer=prefer,
        as_typed=as_typed,
    )
    for line in gathered.understood:
        click.echo(line, err=True)
    cache = Cache()
    plan = planned(gathered.sources, cache, password)
    if dry_run:
        asked: dict[str, int] = {}
        if named is not None:
            known = [p for s in plan.known if (p := cache.paper(key((s, password)))) is not None]
            takes = budget([*known, *gathered.papers], gathered.codebook, steps)
            asked = {"least": takes.least, "most": takes.most, "tokens": takes.tokens}
            left = f" What {len(plan.to_read)} papers not read yet add is not counted." if plan.to_read else ""
            click.echo(f"{what_leaves(named)} {what_it_takes(takes)}{left}", err=True)
        if form == "json":
            print_json(plan.to_dict() | ({"language_model": asked} if asked else {}))
        else:
            click.echo("\n".join(plan.lines()))
        return 1 if plan.refused else 0
    click.echo(plan.summary, err=True)
    settings = Run(seed=seed, question=gathered.question, whose=whose, order=order, index=index, sampled=sampled)
    for name in damaged(out):
        click.echo(f"{called(out)}/{name} was cut or altered since it was written: the run is made again.", err=True)
    earlier, continues = earlier_themes(out)
    inputs = gathered.inputs(earlier, about_themes(read_events(out)))
    progress("model", 0, 1)
    encoder = load_encoder(model, multilingual=multilingual, device=device)
    hashes = gathered.hashes if named is None else {**gathered.hashes, "language_model": asked_of(named, steps)}
    begun = header(inputs, hashes, encoder, settings, continues)
    if unchanged(out, begun) and answered(out):
        progress.close()
        finished(out).log("looked up", seconds=progress.seconds)
    else:
        client = Client(named, Replies(out), progress=progress, say=progress.say) if named is not None else None
        try:
            with _engine(workers, scheduler, (model, multilingual, device, encoder.revision)) as engine:
                outcome = do(
                    inputs, encoder, settings, cache, password=password, engine=engine, progress=progress,
                    language_model=client, steps=steps,
                )  # fmt: skip
            progress("writing", 0, 1)
            write_run(out, outcome, begun, title=gathered.title, notice=gathered.notice)
        except KeyboardInterrupt:
            raise StoppedError("Stopped. What was read and encoded is kept: run again to go on.") from None
        finally:
            progress.close()
        finished(out).log(
            "run", seconds=progress.seconds, papers_looked_up=outcome.lookups,
            vectors_looked_up=cache.vectors.hits, vectors_computed=cache.vectors.misses,
        )  # fmt: skip
    written = finished(out)
    head = written.head
    for item in head.refused:
        click.echo(f"refused: {item.name}: {item.reason}", err=True)
    for note in (*unplaced_lines(head.unplaced), *head.notes):
        click.echo(note, err=True)
    if form == "json":
        print_json({k: plain(getattr(head, k)) for k in ("counts", "status", "fingerprint", "notes", "unplaced")})
    else:
        click.echo(summary(written, called(out)))
    return 1 if head.refused or not answered(out) else 0


def _engine(
    workers: int | None, scheduler: str | None, model: tuple[str, bool, str, str]
) -> AbstractContextManager[Engine]:
    """What reads and encodes: this machine's own processes unless a cluster is asked for."""
    if workers or scheduler:
        from thirdorder.service.run.cluster import Model, cluster

        return cluster(scheduler, workers or 1, Model(*model))
    from thirdorder.service.run.reading import Embedded

    return nullcontext(Embedded())
