"""The command line. Nothing heavy is imported before a command that needs it runs."""

from __future__ import annotations

import sys
import traceback
from importlib import import_module
from typing import IO

import click

from thirdorder.service.errors import expected_errors

COMMANDS = {
    "parse": "One paper on stdout: sections, passages, voices, constructs.",
    "run": "The whole job over a corpus; stop and start at will.",
    "suggest": "Codes for new papers, each with the passages that speak for it.",
    "change": "Merge, split, rename, accept candidate themes; say how constructs translate.",
    "tidy": "The labels of a grid gathered into proposed constructs.",
    "match": "Labels of reviewers without a shared codebook that may be one code.",
    "agreement": "How far coders agree, machine or human.",
    "evaluate": "Measure the reading, the constructs and the codes against human work.",
    "export": "The grid, tables, report, codebook or statement of a run as a file.",
    "serve": "Papers read, coded and compared together in a browser.",
    "user": "The accounts of a service.",
    "backup": "Everything a service holds, in one file.",
    "restore": "A backup put into an empty folder.",
    "check": "Whether everything is there and whole.",
    "purge": "Words taken away for good.",
    "models": "The encoders there are, and whether a language model of yours answers.",
}


class Failure(click.ClickException):
    """Nothing could be done; the message says why."""

    exit_code = 3

    def show(self, file: IO[str] | None = None) -> None:  # noqa: ARG002
        click.echo(f"thirdorder: {self.message}", err=True)


class Lazy(click.Group):
    """Imports a command's module when the command is called, so that --help answers at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"thirdorder.service.commands.{cmd_name}").command
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Turn an error that names its cause into one sentence; only here does an error become an exit code."""
        try:
            return super().invoke(ctx)
        except expected_errors() as error:
            if "--debug" in sys.argv:
                raise
            raise Failure(str(error)) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=Lazy,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="\b\nExamples:\n"
    "  thirdorder run example --out runs/example\n"
    "  thirdorder run papers/ --out runs/mine --question 'How do peers experience their work?'\n"
    "  thirdorder suggest new.pdf --run runs/mine\n"
    "  thirdorder serve",
)
@click.version_option(package_name="thirdorder")
@click.option("--debug", is_flag=True, expose_value=False, help="Show the traceback of an error.")
def cli() -> None:
    """A first pass over qualitative studies that you can check.

    Papers in; their own constructs, candidate themes over studies, agreement with human coders and suggested codes out,
    each with its evidence on the page. Nothing leaves this computer, unless you name a server with --llm.
    """


def main() -> None:
    """Run the command line. Exit 0 done, 1 finished with some inputs refused, 2 wrong use, 3 nothing could be done."""
    try:
        code = cli.main(standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except click.Abort:
        sys.exit(3)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.exit(0)
    except Exception:  # noqa: BLE001 - a fault of ours: shown whole, and never taken for "some inputs refused"
        traceback.print_exc()
        sys.exit(3)
