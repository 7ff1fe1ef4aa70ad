"""thirdorder models: the encoders there are, and whether a language model answers."""

from __future__ import annotations

from importlib.util import find_spec

import click

from thirdorder.service.commands.common import (
    debug_option,
    format_option,
    llm_model_option,
    llm_option,
    llm_seconds_option,
    print_json,
)


@click.command(
    epilog="\b\nExamples:\n  thirdorder models --format json\n"
    "  thirdorder models --llm http://127.0.0.1:11434/v1 --llm-model qwen3"
)
@llm_option
@llm_model_option
@llm_seconds_option
@format_option
@debug_option
def command(llm: str | None, llm_model: str, llm_seconds: float, form: str) -> int:
    """List the encoders. Any folder of a sentence-transformers model can be named with --model too.

    With --llm ask a language model's server one short question about an invented text, and say how it did.
    """
    if llm:
        return _try(llm, llm_model, llm_seconds, form)
    from thirdorder.models.registry import DEFAULT, REGISTRY

    rows = [
        {
            "name": card.name,
            "default": card.name == DEFAULT,
            "title": card.title,
            "languages": list(card.languages),
            "licence": card.licence,
            "installed": card.package is None or find_spec(card.package) is not None,
            "sha256": card.sha256,
        }
        for card in REGISTRY.values()
    ]
    if form == "json":
        print_json(rows)
        return 0
    for row in rows:
        state = "" if row["installed"] else "  (not installed)"
        click.echo(f"{row['name']}{' (default)' if row['default'] else ''}: {row['title']}; {row['licence']}{state}")
    return 0


def _try(url: str, model: str, seconds: float, form: str) -> int:
    from dataclasses import asdict

    from thirdorder.service.language_model.endpoint import server
    from thirdorder.service.language_model.trial import trial

    found = trial(server(url, model, seconds))
    if form == "json":
        print_json(asdict(found))
    elif found.problem:
        click.echo(f"No answer to use after {found.seconds:.1f} s: {found.problem}.")
    else:
        click.echo(
            f"{model} ({found.answered_by}) answered in {found.seconds:.1f} s, in the shape asked for; of the sentences"
            f" that it rests on, {found.stand} stand in the text and {found.invented} do not. Its claim: {found.claim}"
        )
    return 3 if found.problem else 0
