"""Where a service's data lie, for the commands that work on them without its server."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from thirdorder.service.commands.common import debug_option

if TYPE_CHECKING:
    from thirdorder.service.store.database import Database

F = TypeVar("F", bound=Callable[..., Any])


def located(function: F) -> F:
    """--data and --database; the function gets a folder and a URL or nothing."""

    @wraps(function)
    def call(*arguments: Any, data: Path | None, **values: Any) -> Any:
        from thirdorder.service.web.settings import default_data

        return function(*arguments, data=data or default_data() / "review", **values)

    decorated: Any = call
    for decorate in (
        debug_option,
        click.option(
            "--database",
            default=lambda: os.environ.get("THIRDORDER_DATABASE", ""),
            help="A PostgreSQL by URL (or THIRDORDER_DATABASE), else the file in the data folder.",
        ),
        click.option("--data", type=click.Path(file_okay=False, path_type=Path), help="The service's data folder."),
    ):
        decorated = decorate(decorated)
    found: F = decorated
    return found


def opened(data: Path, database: str) -> Database:
    """The database of a data folder, brought up to date."""
    from thirdorder.service.store.database import open_database
    from thirdorder.service.store.files import folder

    return open_database(folder(data), database)
