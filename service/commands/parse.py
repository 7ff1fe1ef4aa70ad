"""thirdorder parse: one paper on stdout."""

from __future__ import annotations

from pathlib import Path

import click

from thirdorder.service.commands.common import (
    FILE,
    debug_option,
    format_option,
    password_option,
    prefer_option,
    print_json,
)


@click.command(
    epilog="\b\nExamples:\n  thirdorder parse paper.pdf\n  thirdorder parse paper.xml --format json > paper.json"
)
@click.argument("paper", type=FILE)
@password_option
@prefer_option
@format_option
@debug_option
def command(paper: Path, password: str | None, prefer: str, form: str) -> None:
    """Read one PAPER (.pdf, .xml, .nxml, .docx, .html or .txt) and print its sections, passages, voices and constructs.

    Where a PDF and an XML of one name lie side by side, naming the XML takes the places on the page from the PDF.
    """
    from thirdorder.corpora.papers import paper_to_dict
    from thirdorder.nlp.pipeline import parse

    beside = paper.with_suffix(".pdf")
    paired = prefer == "xml" and paper.suffix.lower() in (".xml", ".nxml") and beside.is_file()
    pages = (beside.read_bytes(), beside.name) if paired else None
    parsed = parse(paper.read_bytes(), paper.name, pages=pages, password=password)
    if form == "json":
        print_json(paper_to_dict(parsed))
        return
    meta = parsed.metadata
    click.echo(meta.title or paper.name)
    click.echo(
        f"{', '.join(meta.authors) or 'authors not found'} ({meta.year or 'year not found'}) {meta.doi}".rstrip()
    )
    click.echo(
        f"{parsed.document.pages} pages, language {meta.language or 'unknown'}, findings {parsed.findings_status}"
    )
    click.echo("\nSections")
    for section in parsed.sections:
        if section.title:
            click.echo(f"  {'  ' * (section.level - 1)}{section.title}  [{section.role}]")
    click.echo(f"\nConstructs ({len(parsed.constructs)})")
    for construct in parsed.constructs:
        sources = ", ".join(dict.fromkeys(e.source for e in construct.evidence))
        indent = "    " if construct.parent else "  "
        click.echo(f"{indent}{construct.label}  [{construct.kind}, {sources}, {len(construct.passages)} passages]")
    voices = [v.voice for p in parsed.findings for v in p.voices]
    counts = ", ".join(f"{voices.count(name)} {name}" for name in dict.fromkeys(voices))
    click.echo(f"\nFindings: {len(parsed.findings)} passages; voices: {counts or 'none'}")
    for warning in parsed.warnings:
        where = f" (page {warning.page})" if warning.page else ""
        click.echo(f"{warning.severity}: {warning.message}{where}", err=True)
