"""Makes the packaged papers and their gold from what they were written in.

    python -m thirdorder.corpora.example.make OUTDIR

Needs reportlab, Pillow and pypdfium2. The same source gives the same bytes on one machine.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from importlib.resources import files as resources

from thirdorder.corpora.codings import write_codings
from thirdorder.corpora.example.coding import read_codings_source
from thirdorder.corpora.example.gold import gold
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
    for stem, source in written.items():
        folder = "new" if source.head.get("coded") == "no" else "papers"
        pdf = typeset(source, LAYOUTS[source.head["layout"]])
        made[f"{folder}/{stem}.pdf"] = scan(pdf, source.head["title"]) if "scanned" in source.head else pdf
        text = json.dumps(gold(source), ensure_ascii=False, indent=1)
        made[f"gold/{stem}.json"] = (text + "\n").encode()
    marked = (resources(__package__) / "source" / "codings.txt").read_text(encoding="utf-8")
    made["codings.csv"] = write_codings(read_codings_source(marked, written))
    return made


def main(arguments: list[str]) -> int:
    """Write everything below the folder named."""
    from pathlib import Path

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
