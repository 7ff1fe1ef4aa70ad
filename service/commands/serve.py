"""thirdorder serve: the same job in a browser."""

from __future__ import annotations

from pathlib import Path

import click

from thirdorder.service.commands.common import debug_option, model_option


@click.command(
    epilog="\b\nExamples:\n  thirdorder serve --example\n  thirdorder serve --port 8080 --data reviews/peers"
)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True)
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), help="The folder for papers and results.")
@click.option("--example", is_flag=True, help="Begin with the packaged, invented review.")
@model_option
@debug_option
def command(host: str, port: int, data: Path | None, example: bool, model: str) -> None:
    """Upload papers in a browser, read suggested codes where they stand, accept or reject, download grid and report."""
    import uvicorn

    from thirdorder.service.web.app import create_app
    from thirdorder.service.web.settings import Settings, default_data
    from thirdorder.service.web.store import Store
    from thirdorder.service.web.workspace import Workspace

    settings = Settings(data=data or default_data() / ("example" if example else "review"), model=model)
    settings.data.mkdir(parents=True, exist_ok=True)
    if example:
        store = Store(settings.database)
        if not store.papers():
            Workspace(settings).load_example(store)
            store.ask_for("run")
    click.echo(
        f"thirdorder answers at http://{host}:{port} and keeps its data in {settings.data}. Stop with Ctrl-C.", err=True
    )
    uvicorn.run(create_app(settings), host=host, port=port, log_level="warning")
