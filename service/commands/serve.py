"""thirdorder serve: papers read and coded together in a browser."""

from __future__ import annotations

import os
from pathlib import Path

import click

from thirdorder.service.commands.common import (
    debug_option,
    llm_model_option,
    llm_option,
    llm_seconds_option,
    model_option,
)
from thirdorder.service.errors import StoreError


@click.command(
    epilog="\b\nExamples:\n"
    "  thirdorder serve --example\n"
    "  thirdorder serve --port 8080 --data reviews/peers\n"
    "  thirdorder user add ana --data reviews/peers\n"
    "  thirdorder serve --host 0.0.0.0 --allow-host reviews.example.org --data reviews/peers\n"
    "  thirdorder serve --llm http://127.0.0.1:11434/v1 --llm-model qwen3"
)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True)
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), help="The folder for papers and results.")
@click.option(
    "--database", default=lambda: os.environ.get("THIRDORDER_DATABASE", ""),
    help="A PostgreSQL by URL (or THIRDORDER_DATABASE), else a file in the data folder.",
)  # fmt: skip
@click.option("--allow-host", multiple=True, help="A name by which others call this service; may be given often.")
@click.option("--https", is_flag=True, help="Others reach this service over HTTPS alone, through a proxy.")
@click.option("--example", is_flag=True, help="Begin with the packaged, invented review.")
@model_option
@llm_option
@llm_model_option
@llm_seconds_option
@debug_option
def command(
    host: str, port: int, data: Path | None, database: str, allow_host: tuple[str, ...], https: bool, example: bool,
    model: str, llm: str | None, llm_model: str, llm_seconds: float,
) -> None:  # fmt: skip
    """Upload papers, code any words of them, compare with others, ask for suggestions and themes, export.

    On this computer alone, one person needs no account. Others, and other computers, need accounts: make the first one
    with thirdorder user.

    With --llm owners may let a language model on a server of yours read their projects; a key is taken from the
    environment (THIRDORDER_LLM_KEY).
    """
    import uvicorn

    from thirdorder.service.language_model.endpoint import name_for_service
    from thirdorder.service.store.people import has_accounts
    from thirdorder.service.web.app import create_app
    from thirdorder.service.web.settings import Settings, default_data

    if llm:
        name_for_service(llm, llm_model, llm_seconds)
    named = tuple(h for h in (*allow_host, *os.environ.get("THIRDORDER_HOSTS", "").split(",")) if h)
    settings = Settings(
        data=data or default_data() / ("example" if example else "review"), database=database, model=model, host=host,
        hosts=named, secure=https,
    )  # fmt: skip
    app = create_app(settings)
    with app.state.database.reading() as session:
        open_to_all = not settings.on_loopback and not has_accounts(session)
    if open_to_all:
        raise StoreError(
            f"{host} can be reached by others, and nobody has an account yet: make the first one with"
            f" thirdorder user add NAME --data {settings.data}, then start again."
        )
    if example:
        from thirdorder.service.store.example import add_example  # the whole job, which no page needs

        add_example(app.state.database, app.state.files)
    click.echo(
        f"thirdorder answers at http://{host}:{port}, keeps its data in {settings.data}"
        f" and its log in {settings.data / 'thirdorder.log'}. Stop with Ctrl-C.",
        err=True,
    )
    uvicorn.run(app, host=host, port=port, log_level="warning", timeout_graceful_shutdown=5, access_log=False)
