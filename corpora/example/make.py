"""Makes the packaged papers, their gold and the reviewers' tables from what they were written in.

    python -m thirdorder.corpora.example.make OUTDIR

Needs reportlab (a development dependency). The same source gives the same bytes on one machine.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from importlib.resources import files as resources
from pathlib import Path

from thirdorder.corpora.codebooks import read_codebook
from thirdorder.corpora.codings import write_codings
from thirdorder.corpora.example.coding import read_codings_source
from thirdorder.corpora.example.gold import gold
from thirdorder.corpora.example.keeping import grid, grid_files, read_comments, references_ris, studies_csv
from thirdorder.corpora.example.layouts import LAYOUTS
from thirdorder.corpora.example.markup import Source, read_source
from thirdorder.corpora.example.scan import scan
from thirdorder.corpora.example.typeset import typeset


def sources() -> Mapping[str, Source]:
    """Every paper as written, by file stem."""
    folder = resources(__package__) / "source"
    found = sorted((f for f in folder.iterdir() if f.name.endswith(".md")), key=lambda f: f.name)
    return {f.name.removesuffix(".md"): read_source(f.read_text(encoding="utf-8")) for f in found}


def make() -> Mapping[str, bytes]:
    """All files that are made, by their path below `corpora/example`."""
    made: dict[str, bytes] = {}
    written = sources()
    coded = [s for s in written.values() if s.head.get("coded") != "no"]
    for source in written.values():
        pdf = typeset(source, LAYOUTS[source.head["layout"]])
        folder = "papers" if source in coded else "new"
        made[f"{folder}/{source.id}.pdf"] = scan(pdf, source.head["title"]) if "scanned" in source.head else pdf
        made[f"gold/{source.id}.json"] = (json.dumps(gold(source), ensure_ascii=False, indent=1) + "\n").encode()
    return {**made, **tables(written, coded)}


def tables(written: Mapping[str, Source], coded: list[Source]) -> Mapping[str, bytes]:
    """Codings, studies, references and the grid."""
    root = resources(__package__)
    codings = read_codings_source((root / "source" / "codings.txt").read_text(encoding="utf-8"), written)
    codebook = read_codebook((root / "codebook.csv").read_bytes(), "codebook.csv")
    comments = read_comments((root / "source" / "comments.txt").read_text(encoding="utf-8"))
    return {
        "codings.csv": write_codings(codings),
        "studies.csv": studies_csv(coded),
        "references.ris": references_ris(written.values()),
        **grid_files(grid(coded, codings, codebook, comments)),
    }


def main(arguments: list[str]) -> int:
    """Write everything below the folder named."""
    if len(arguments) != 1:
        print("Usage: python -m thirdorder.corpora.example.make OUTDIR", file=sys.stderr)
        return 2
    for path, data in make().items():
        target = Path(arguments[0]) / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        print(f"{path}  {len(data):,} bytes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
