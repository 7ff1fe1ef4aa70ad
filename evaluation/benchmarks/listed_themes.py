"""Lists of themes in abstracts, lead-ins and conclusions: what is read against a set checked by hand.

    python -m thirdorder.evaluation.benchmarks.listed_themes FOLDER

`data/listed_themes.csv` holds, for each paper and part of it, the themes that its authors list there, in few words.
"""

from __future__ import annotations

import argparse
import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from importlib import resources
from pathlib import Path

from thirdorder.nlp.constructs.statements import find_listings
from thirdorder.nlp.constructs.wording import likeness
from thirdorder.nlp.passages import cut_passages
from thirdorder.nlp.reading import read
from thirdorder.nlp.sections import find_sections

ALIKE = 0.5
"""Likeness of two labels from which they are the same theme."""
Place = tuple[str, str]


def checked() -> dict[Place, list[str]]:
    """The hand-checked labels by paper and part."""
    rows = resources.files(__package__).joinpath("data/listed_themes.csv").read_text(encoding="utf-8").splitlines()
    found: dict[Place, list[str]] = defaultdict(list)
    for row in csv.DictReader(rows):
        found[row["paper"], row["part"]].append(row["label"])
    return dict(found)


def listed(folder: Path) -> Iterator[tuple[Place, str]]:
    """Every theme that the program reads out of a list, by paper and part."""
    for path in sorted(folder.iterdir()):
        if not (path / "paper.xml").exists():
            continue
        document = read((path / "paper.xml").read_bytes(), path.name)
        sections, _, _ = find_sections(document)
        passages = cut_passages(document, sections)
        for listing in find_listings(document, passages):
            role = next(p.role for p in passages if p.start <= listing.start < p.end)
            part = "findings" if role.startswith("findings") else "conclusion" if role == "discussion" else role
            for label in listing.labels:
                yield (path.name, part), label


def agreement(found: Mapping[Place, Sequence[str]], true: Mapping[Place, Sequence[str]]) -> tuple[int, int, int]:
    """How many labels match one to one in the same part of a paper, how many were found, how many there are."""
    hits = 0
    for place, labels in true.items():
        left = list(found.get(place, []))
        for label in labels:
            best = max(left, key=lambda other: likeness(label, other), default=None)
            if best is not None and likeness(label, best) >= ALIKE:
                left.remove(best)
                hits += 1
    return hits, sum(map(len, found.values())), sum(map(len, true.values()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    found: dict[Place, list[str]] = defaultdict(list)
    for place, label in listed(folder):
        found[place].append(label)
    true = checked()
    hits, read_, there = agreement(found, true)
    print(f"labels: precision {hits / read_:.3f} ({hits}/{read_}), recall {hits / there:.3f} ({hits}/{there})")
    for place in sorted({*found, *true}):
        here = agreement({place: found.get(place, [])}, {place: true.get(place, [])})
        if not here[0] == here[1] == here[2]:
            print(f"  {' '.join(place)}: {here[0]} right of {here[1]} read, {here[2]} there")


if __name__ == "__main__":
    main()
