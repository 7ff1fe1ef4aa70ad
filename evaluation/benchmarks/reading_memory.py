"""How much memory reading PDFs takes, over a long batch and on one long paper.

    python -m thirdorder.evaluation.benchmarks.reading_memory FOLDER [--rounds 10]

One process reads every PDF below the folder again and again and notes its highest memory after each round: a batch
keeps nothing where the last rounds add nothing. After that it reads one file made of 100 of their pages.
"""

from __future__ import annotations

import argparse
import io
import json
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import pypdfium2 as pdfium

from thirdorder.evaluation.benchmarks.reading_speed import peak_megabytes
from thirdorder.nlp.reading.pdf import read_pdf


def measure(files: Sequence[Path], rounds: int, pages: int = 100) -> dict[str, object]:
    """Pages read, peak memory in MB after each round, and after one file of `pages` pages."""
    peaks: list[float] = []
    read = 0
    for _ in range(rounds):
        for file in files:
            read += read_pdf(file.read_bytes(), file.name).pages
        peaks.append(peak_megabytes())
    long = _joined(files, pages)
    written = read_pdf(long, "the long one").pages
    return {"pages": read, "peak_megabytes": peaks, f"then_{written}_pages_in_one": peak_megabytes()}


def _joined(files: Sequence[Path], pages: int) -> bytes:
    """One PDF of the first pages of several."""
    whole = pdfium.PdfDocument.new()
    places = ((file, n) for file in files for n in range(_count(file)))
    for file, n in islice(places, pages):
        part = pdfium.PdfDocument(file)
        whole.import_pages(part, [n])
        part.close()
    out = io.BytesIO()
    whole.save(out)
    whole.close()
    return out.getvalue()


def _count(file: Path) -> int:
    part = pdfium.PdfDocument(file)
    try:
        return len(part)
    finally:
        part.close()


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=10)
    given = parser.parse_args()
    print(json.dumps(measure(sorted(given.folder.rglob("*.pdf")), given.rounds), indent=1))


if __name__ == "__main__":
    main()
