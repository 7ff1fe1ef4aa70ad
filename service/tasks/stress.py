"""Damaged and hostile PDFs, read as a run reads them: `python -m thirdorder.service.tasks.stress PAPERS [COUNT]`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from thirdorder.evaluation.benchmarks.damage import measure, variants
from thirdorder.service.run.isolation import isolated_map


def main() -> None:
    """Print what became of the files built to hurt and COUNT (250) damaged variants of the PDFs under PAPERS."""
    folder, count = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 250
    files = [(str(p.relative_to(folder)), p.read_bytes()) for p in sorted(folder.rglob("*.pdf")) if p.stat().st_size]
    found = measure(variants(files, count), isolated_map)
    json.dump(found, sys.stdout, indent=1, ensure_ascii=False)


if __name__ == "__main__":
    main()
