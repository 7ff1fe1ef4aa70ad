"""How much of a passage lies inside its boxes, by a second library's view of where every character stands.

`python -m thirdorder.evaluation.benchmarks.boxes FOLDER [--limit N]` reads every PDF below a folder. A passage's words
are looked up, in order, among the characters whose centre lies in its boxes: `covered` is the share found, `foreign`
the share of letters in the boxes that no word of the passage accounts for.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pdfplumber
from numpy.typing import NDArray

from thirdorder.nlp.document import Box, Paper
from thirdorder.nlp.pipeline import parse

WINDOW = 400
"""Letters ahead in which the next word is looked for before it is looked for anywhere in the passage's boxes."""


@dataclass(frozen=True, slots=True)
class Letters:
    """The characters of one page in the order they are printed, with their centres as shown from the top left."""

    text: tuple[str, ...]
    x: NDArray[np.float64]
    y: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class BoxScore:
    """Words of a paper's passages and how many lie inside the boxes; `worst` holds the passages least covered."""

    name: str
    layout: str
    words: int
    inside: int
    letters: int
    foreign: int
    turned: tuple[int, int]
    worst: tuple[tuple[float, int, str], ...]

    @property
    def covered(self) -> float:
        return self.inside / self.words if self.words else 1.0


def page_letters(data: bytes) -> dict[int, tuple[Letters, bool]]:
    """Characters of every page in points from the top left of the page as shown, and whether the page is turned."""
    pages = {}
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            y0, y1 = page.mediabox[1], page.mediabox[3]
            crop = page.cropbox or page.mediabox
            left, above = crop[0], y0 + (y1 - crop[3])
            chars = [c for c in page.chars if c["text"].strip()]
            pages[page.page_number] = (
                Letters(
                    tuple(_letters(c["text"]) for c in chars),
                    np.array([(c["x0"] + c["x1"]) / 2 - left for c in chars]),
                    np.array([(c["top"] + c["bottom"]) / 2 - above for c in chars]),
                ),
                bool(page.rotation) or sum(not c["upright"] for c in chars) > len(chars) / 2,
            )
            page.close()
    return pages


def score_boxes(paper: Paper, data: bytes, name: str, layout: str = "") -> BoxScore:
    """Compare a paper's boxes with where a second library sees the characters of the same PDF."""
    pages = page_letters(data)
    words = inside = letters = foreign = turned_words = turned_inside = 0
    worst: list[tuple[float, int, str]] = []
    for passage in paper.passages:
        text = paper.quote(passage)
        sought = [w for w in (_letters(t) for t in re.findall(r"\w+", _joined(text))) if w]
        boxes = paper.document.boxes(passage)
        if not sought or not boxes:
            continue
        shown = _inside(boxes, pages)
        found, used = _find(sought, shown)
        words, inside = words + len(sought), inside + found
        letters, foreign = letters + len(shown), foreign + max(0, len(shown) - used)
        if any(pages[b.page][1] for b in boxes):
            turned_words, turned_inside = turned_words + len(sought), turned_inside + found
        worst.append((found / len(sought), boxes[0].page, text[:80]))
    return BoxScore(
        name, layout, words, inside, letters, foreign, (turned_inside, turned_words), tuple(sorted(worst)[:3])
    )


def _inside(boxes: Iterable[Box], pages: dict[int, tuple[Letters, bool]]) -> str:
    out: list[str] = []
    for box in boxes:
        at = pages[box.page][0]
        within = (at.x >= box.x0) & (at.x <= box.x1) & (at.y >= box.y0) & (at.y <= box.y1)
        out.extend(at.text[i] for i in np.flatnonzero(within))
    return "".join(out)


def _find(sought: list[str], shown: str) -> tuple[int, int]:
    """How many words stand in the letters shown, in order where possible, and how many letters they account for."""
    found = used = at = 0
    for word in sought:
        place = shown.find(word, at, at + WINDOW + len(word))
        if place >= 0:
            at = place + len(word)
        elif len(word) < 4 or word not in shown:
            continue
        found, used = found + 1, used + len(word)
    return found, used


def _joined(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _letters(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def run(folder: Path, limit: int, read: Callable[[bytes, str], Paper] = parse) -> list[BoxScore]:
    """Score the PDFs of a folder, every n-th of them where there are more than `limit`."""
    files = sorted(folder.glob("**/*.pdf"))
    files = files[:: max(1, -(-len(files) // limit))] if limit else files
    scores = []
    for path in files:
        data, gold = path.read_bytes(), path.with_name("gold.json")
        layout = json.loads(gold.read_bytes()).get("layout", "") if gold.exists() else ""
        score = score_boxes(read(data, path.name), data, path.parent.name, layout)
        print(f"{score.name}: {score.covered:.4f} of {score.words} words inside", file=sys.stderr)
        scores.append(score)
    return scores


def summary(scores: list[BoxScore]) -> dict[str, dict[str, float | None]]:
    """Shares over all words, by layout and for turned pages alone."""
    groups: dict[str, list[BoxScore]] = defaultdict(list)
    for score in scores:
        groups["all"].append(score)
        groups[score.layout or "publisher"].append(score)
    return {
        name: {
            "papers": len(group),
            "covered": round(sum(s.inside for s in group) / max(1, sum(s.words for s in group)), 4),
            "foreign": round(sum(s.foreign for s in group) / max(1, sum(s.letters for s in group)), 4),
            "turned_words": (turned := sum(s.turned[1] for s in group)),
            "turned_covered": round(sum(s.turned[0] for s in group) / turned, 4) if turned else None,
        }
        for name, group in sorted(groups.items())
    }


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="boxes", description="Share of each passage's words inside its boxes.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--limit", type=int, default=0, help="read at most about this many PDFs")
    given = parser.parse_args(arguments)
    scores = run(given.folder, given.limit)
    worst = sorted((*w, s.name) for s in scores for w in s.worst)[:10]
    print(json.dumps({"figures": summary(scores), "worst": worst, "papers": [asdict(s) for s in scores]}, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
