"""Set a folder of JATS papers: `python -m thirdorder.evaluation.benchmarks.render IN OUT --layouts 5 --seed 0`.

Layouts that need other typesetters are set where they are asked for: `--only latex,web,writer` or by name.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from pathlib import Path

from thirdorder.evaluation.benchmarks.render import LAYOUTS, TYPESET, render
from thirdorder.evaluation.benchmarks.render.programs import FailedProgramError, MissingProgramError
from thirdorder.evaluation.benchmarks.render.samples import SAMPLES


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="render", description="Set JATS papers as PDFs with known gold.")
    parser.add_argument("papers", type=Path, help="folder with <id>/paper.xml")
    parser.add_argument("out", type=Path, help="folder to fill with <id>__<layout>/paper.pdf and gold.json")
    parser.add_argument("--layouts", type=int, default=len(LAYOUTS), help="layouts for each paper, drawn by the seed")
    parser.add_argument("--only", default="", help="comma-separated names of layouts or typesetters to draw from")
    parser.add_argument("--ids", default="", help="comma-separated ids; all papers otherwise")
    parser.add_argument("--samples", action="store_true", help="also set the invented Portuguese and Spanish papers")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args(arguments)
    ids = set(filter(None, given.ids.split(",")))
    wanted = [n for n in given.only.split(",") if n] or list(LAYOUTS)
    names = [layout for n in wanted for layout in ([t for t in TYPESET if t.startswith(f"{n}-")] or [n])]
    missing: set[str] = set()
    papers = {p.parent.name: p.read_bytes() for p in sorted(given.papers.glob("*/paper.xml"))}
    papers = {name: xml for name, xml in papers.items() if not ids or name in ids}
    for name, xml in (papers | (SAMPLES if given.samples else {})).items():
        rng = random.Random(f"{name}/{given.seed}")
        for layout in rng.sample(names, min(given.layouts, len(names))):
            try:
                rendered = render(xml, name, layout, rng.randrange(10**6))
            except ValueError as error:
                print(error, file=sys.stderr)
                break
            except MissingProgramError as error:
                missing.add(str(error))
                continue
            except FailedProgramError as error:
                print(f"{name}, {layout}: {error}", file=sys.stderr)
                continue
            folder = given.out / f"{name}__{layout}"
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "paper.pdf").write_bytes(rendered.pdf)
            (folder / "gold.json").write_text(json.dumps(rendered.gold, ensure_ascii=False, indent=1), encoding="utf-8")
            print(f"{folder.name}: {rendered.pages} pages", file=sys.stderr)
    for sentence in sorted(missing):
        print(sentence, file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
