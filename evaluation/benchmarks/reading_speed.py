"""How fast PDFs are read, beside pdfplumber's `extract_words` over the same files in the same run.

    python -m thirdorder.evaluation.benchmarks.reading_speed FOLDER

Both are timed by processor time, page by page of every PDF below the folder, after one file to warm up. The peak memory
of the process is that of ours, which is read first. `without_tables` leaves out the search for tables and panels.
"""

from __future__ import annotations

import io
import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pdfplumber

from thirdorder.nlp.reading.pdf import read_pdf, reader, words


def measure(files: Sequence[Path]) -> dict[str, float]:
    """Pages a second of both, their ratio, and the peak memory of ours in MB."""
    contents = [f.read_bytes() for f in files]
    _ours(contents[0])
    pages, ours = _timed(_ours, contents)
    peak = peak_megabytes()
    with (
        patch.object(reader, "find_tables", lambda pages, *_: [[] for _ in pages]),
        patch.object(words, "drawn_paths", lambda _: np.zeros((0, 4))),
    ):
        _, bare = _timed(_ours, contents)
    _plumber(contents[0])
    _, theirs = _timed(_plumber, contents)
    return {
        "files": len(files),
        "pages": pages,
        "pages_a_second": round(pages / ours, 1),
        "pdfplumber_pages_a_second": round(pages / theirs, 1),
        "times_faster": round(theirs / ours, 2),
        "without_tables": round(theirs / bare, 2),
        "peak_megabytes": peak,
    }


def _timed(read: Callable[[bytes], int], contents: Sequence[bytes]) -> tuple[int, float]:
    start = time.process_time()
    pages = sum(read(data) for data in contents)
    return pages, time.process_time() - start


def _ours(data: bytes) -> int:
    return read_pdf(data, "a paper").pages


def _plumber(data: bytes) -> int:
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            page.extract_words()
            page.close()
        return len(pdf.pages)


def peak_megabytes() -> float:
    """The highest memory this process has held, in MB."""
    try:
        import resource
    except ImportError:
        return float("nan")
    scale = 1 if sys.platform == "darwin" else 1024
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale / 1e6, 1)


def main(folder: str) -> None:
    """Print the figures as JSON."""
    files = sorted(Path(folder).rglob("*.pdf"))
    print(json.dumps(measure(files), indent=1))


if __name__ == "__main__":
    main(sys.argv[1])
