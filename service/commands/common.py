"""What the commands share: options, progress on stderr, and the way from file names to inputs."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])
EXISTING = click.Path(exists=True, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


class RunFolder(click.Path):
    """A run folder, or a copy of one behind a URL that is put back when the command ends."""

    def __init__(self, *, exists: bool) -> None:
        super().__init__(exists=exists, file_okay=False, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        if isinstance(value, str) and "://" in value and ctx is not None:
            from thirdorder.service.run.remote import nearby

            copy = ctx.with_resource(nearby(value, exists=self.exists))
            ctx.meta[str(copy)] = value
            return copy
        return Path(os.fsdecode(super().convert(value, param, ctx)))


RUN = RunFolder(exists=True)


def called(folder: Path) -> str:
    """A run folder as the user named it."""
    named: str = click.get_current_context().meta.get(str(folder), str(folder))
    return named


AS_TYPED = ("coders", "units", "codes", "cells", "missing")

debug_option = click.option("--debug", is_flag=True, expose_value=False, help="Show the traceback of an error.")
format_option = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to print results.",
)
model_option = click.option(
    "--model",
    default="default",
    show_default=True,
    help="An encoder's name (see thirdorder models) or a model's folder.",
)
device_option = click.option(
    "--device",
    default="auto",
    show_default=True,
    help="What the encoder computes on: cpu, cuda, mps; auto is a CUDA device where there is one.",
)
multilingual_option = click.option(
    "--multilingual", is_flag=True, help="The folder named with --model holds a model that reads any language."
)
password_option = click.option("--password", help="For encrypted PDFs.")
prefer_option = click.option(
    "--prefer", type=click.Choice(["xml", "pdf"]), default="xml", show_default=True,
    help="Which file to read where a paper is there as both.",
)  # fmt: skip

llm_option = click.option(
    "--llm", metavar="URL", help="An OpenAI-compatible server of your own: its model is one more coder."
)
llm_model_option = click.option("--llm-model", default="", help="The model that the server is to use.")
llm_seconds_option = click.option(
    "--llm-seconds", default=600.0, show_default=True, help="The longest that one answer may take."
)


class Progress:
    """Stages as they happen, with how long they still take: a bar on a terminal, else a line when a stage begins, one
    after its first part and one every half minute. On stderr."""

    EVERY = 30.0
    FIRST = 16

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._stage = ""
        self._began = 0.0
        self._said = 0.0
        self._bar: Any = None

    def __call__(self, stage: str, done: int, total: int) -> None:
        from time import perf_counter

        if stage != self._stage:
            self.close()
            self._stage, self._began, self._said = stage, perf_counter(), 0.0
            if sys.stderr.isatty():
                from tqdm import tqdm

                self._bar = tqdm(total=total, desc=stage, leave=True, file=sys.stderr)
            else:
                click.echo(f"{stage} ({total})" if total > 1 else stage, err=True)
        if self._bar is not None:
            self._bar.total = total
            self._bar.n = done
            self._bar.refresh()
        elif self.FIRST <= done < total and perf_counter() - (self._said or self._began - self.EVERY) >= self.EVERY:
            self._said = perf_counter()
            left = (self._said - self._began) / done * (total - done)
            click.echo(f"{stage}: {done} of {total}, {lasting(left)} left", err=True)

    def say(self, sentence: str) -> None:
        """A sentence between stages, on stderr; a bar that is under way is drawn again below it."""
        if self._bar is not None:
            self._bar.clear()
        click.echo(sentence, err=True)

    def close(self) -> None:
        """End the stage that is under way."""
        from time import perf_counter

        if self._stage:
            self.seconds[self._stage] = round(self.seconds.get(self._stage, 0.0) + perf_counter() - self._began, 2)
        if self._bar is not None:
            self._bar.close()
        self._bar, self._stage = None, ""


def lasting(seconds: float) -> str:
    """How long something takes, as people say it."""
    if seconds < 90:
        return f"about {max(round(seconds), 1)} seconds"
    return f"about {round(seconds / 60)} minutes" if seconds < 5400 else f"about {seconds / 3600:.1f} hours"


def print_json(value: object) -> None:
    """A result on stdout."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True))
