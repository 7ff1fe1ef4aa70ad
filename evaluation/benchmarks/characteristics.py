"""What papers say of their studies: participants, country and collection of data as read, against facts noted by hand.

    python -m thirdorder.evaluation.benchmarks.characteristics FOLDER [--half development|held-out]

`data/characteristics.csv` holds the numbers of participants that are right (an empty cell: none is, and any is wrong),
the country and how data were collected. The halves are those of `renamed`.
"""

from __future__ import annotations

import argparse
import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from thirdorder.evaluation.benchmarks.renamed import Half, half_of
from thirdorder.nlp.reading import read
from thirdorder.nlp.sections import find_sections
from thirdorder.nlp.study.characteristics import find_characteristics
from thirdorder.nlp.study.participants import number_in

COLLECTION: Mapping[str, str] = {
    "interviews": r"interview|entrevista|entretien",
    "focus groups": r"focus|grupos? foca|fokus",
    "observation": r"observa",
    "questionnaires": r"questionnaire|survey",
    "review": r"systematic review|evidence synthesis",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of one paper: every value that is right, and what was read."""

    paper: str
    name: str
    right: frozenset[str]
    read: frozenset[str]


def facts(folder: Path) -> Iterator[Fact]:
    """Every noted fact beside what is read of it, paper by paper."""
    rows = resources.files(__package__).joinpath("data/characteristics.csv").read_text(encoding="utf-8").splitlines()
    for row in csv.DictReader(rows):
        document = read((folder / row["paper"] / "paper.xml").read_bytes(), "paper.xml")
        sections, _, _ = find_sections(document)
        found: dict[str, list[str]] = {"participants": [], "country": [], "method": []}
        for fact in find_characteristics(document, sections):
            found.setdefault(fact.name, []).append(fact.value)
        methods = " ".join(found["method"])
        yield _fact(row, "participants", {str(number_in(v)) for v in found["participants"]})
        yield _fact(row, "country", set(found["country"]))
        if row["collection"]:
            yield _fact(row, "collection", {k for k, p in COLLECTION.items() if re.search(p, methods, re.IGNORECASE)})


def _fact(row: Mapping[str, str], name: str, read_: set[str]) -> Fact:
    return Fact(row["paper"], name, frozenset(v for v in row[name].split("|") if v), frozenset(read_))


def table(found: Sequence[Fact]) -> str:
    """For each fact: papers where what is read is right, wrong, or nothing."""
    lines = []
    for name in ("participants", "country"):
        of = [f for f in found if f.name == name]
        right = sum(bool(f.read) and f.read <= f.right for f in of)
        wrong = sum(bool(f.read - f.right) for f in of)
        silent = sum(not f.read and bool(f.right) for f in of)
        lines.append(f"  {name:13} {right} right, {wrong} wrong, {silent} not found, of {len(of)}")
    of = [f for f in found if f.name == "collection"]
    hits, there = sum(len(f.read & f.right) for f in of), sum(len(f.right) for f in of)
    lines.append(f"  collection    {hits} of {there} ways of collecting data found in {len(of)} papers")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--half", choices=("development", "held-out"))
    given = parser.parse_args()
    found = list(facts(given.folder))
    halves: list[Half] = [given.half] if given.half else ["development", "held-out"]
    for half in halves:
        own = [f for f in found if half_of(f.paper) == half]
        print(f"{half}\n{table(own)}")
        for fact in own if given.half else ():
            if fact.name != "collection" and not (fact.read and fact.read <= fact.right):
                print(f"    {fact.paper} {fact.name}: {sorted(fact.read)} for {sorted(fact.right)}")


if __name__ == "__main__":
    main()
