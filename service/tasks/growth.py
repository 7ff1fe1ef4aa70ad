"""How the stages after the vectors grow: processor seconds and peak memory of each, over made papers.

    python -m thirdorder.service.tasks.growth PAPERS --sizes 100,300,1000
    python -m thirdorder.service.tasks.growth PAPERS --sizes 100000 --answers

PAPERS is a folder of JATS papers, whose sentences the papers are made of (see evaluation.benchmarks.grown). They are
put together as values and not read from files; vectors are those of hashed words and are not counted. With --answers
each is one passage without sections, as an answer to an open question is.
"""

from __future__ import annotations

import argparse
import json
import math
import multiprocessing
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from thirdorder.corpora.placing import Placed
from thirdorder.evaluation import Assessment
from thirdorder.evaluation.benchmarks.grown import PASSAGES, SECTIONS, Stock, stock, varied_passage
from thirdorder.models import HashingEncoder
from thirdorder.nlp.document import (
    Construct,
    Document,
    Evidence,
    Metadata,
    Paper,
    Passage,
    Span,
    Voice,
    digest,
    span_id,
)
from thirdorder.nlp.pipeline import Run, parse, run
from thirdorder.nlp.vectors import MemoryStore, encode
from thirdorder.service.folder.write import header, write_run
from thirdorder.service.run.job import Inputs, Outcome


def made(held: Stock, count: int, seed: int = 1) -> Iterator[Paper]:
    """Papers as values: SECTIONS constructs of PASSAGES passages each, every other one with a participant's words."""
    used: set[str] = set()
    for number in range(count):
        draw = random.Random(f"{seed}:{number}")
        sha, text, passages, constructs = digest(f"{seed}:{number}".encode()), "", [], []
        for part in draw.sample(held.findings, SECTIONS):
            begins, ids = len(text), []
            text += f"{part.title}\n"
            for turn in range(PASSAGES):
                start = len(text)
                text += varied_passage(part, draw.choice(held.findings), held, draw, used) + "\n"
                key = span_id(sha[:16], "p", start, len(text) - 1)
                said = (Voice("participant", start, len(text) - 1, f"P{turn}"),) if turn % 2 else ()
                passages.append(Passage(key, "s", "findings", "paragraph", start, len(text) - 1, voices=said))
                ids.append(key)
            claim = Span(passages[-PASSAGES].start, text.find(".", passages[-PASSAGES].start) + 1)
            named = (Evidence("heading", begins, begins + len(part.title)),)
            key = span_id(sha[:16], "c", begins, len(text) - 1)
            constructs.append(Construct(key, None, part.title, "topic", 0.9, named, (claim,), tuple(ids)))
        about = Metadata(f"Made paper {number}", (f"Author{number}, A.",), 1995 + number % 30, language="en")
        document = Document(sha, f"{number}.xml", "jats", text, (), 1, about)
        yield Paper(document, (), tuple(passages), tuple(constructs), findings_status="found")


def answers(held: Stock, count: int, seed: int = 1) -> Iterator[Paper]:
    """Texts of one passage each, without constructs."""
    used: set[str] = set()
    for number in range(count):
        draw = random.Random(f"{seed}:{number}")
        sha = digest(f"answer {seed}:{number}".encode())
        text = varied_passage(draw.choice(held.findings), draw.choice(held.findings), held, draw, used)
        passage = Passage(span_id(sha[:16], "p", 0, len(text)), "s", "findings", "paragraph", 0, len(text))
        document = Document(sha, f"{number}.txt", "text", text, (), 1, Metadata(f"Answer {number}", language="en"))
        yield Paper(document, (), (passage,), (), findings_status="found")


def measure(
    folder: Path, count: int, make: Callable[[Stock, int], Iterator[Paper]] = made
) -> dict[str, tuple[float, int]]:
    """By stage the processor seconds and the highest memory in MB while it ran; in a process of its own."""
    held = stock(parse(f.read_bytes(), f.name) for f in sorted(folder.rglob("*.xml")))
    papers = tuple(make(held, count))
    encoder, store = HashingEncoder(), MemoryStore()
    encode([p.quote(one) for p in papers for one in p.findings], encoder, store)
    stages: dict[str, tuple[float, int]] = {}
    now, since = "", time.process_time()

    def begin(stage: str, done: int, total: int) -> None:  # noqa: ARG001 - a progress callback
        nonlocal now, since
        if stage == now:
            return
        spent, peak = stages.get(now, (0.0, 0))
        stages[now] = (round(spent + time.process_time() - since, 1), max(peak, _peak()))
        now, since = stage, time.process_time()

    begin("start", 0, 1)
    result = run(papers, encoder, Run(), store=store, progress=begin)
    begin("writing", 0, 1)
    outcome = Outcome(result, Assessment(), Placed(()), {p.id: (p.document.source,) for p in papers})
    head = header(Inputs(papers=papers), {}, encoder, Run(), None)
    with tempfile.TemporaryDirectory() as out:
        write_run(Path(out), outcome, head, title="Made papers")
        begin("end", 0, 1)
        report = (Path(out) / "report.html").stat().st_size, (Path(out) / "grid.xlsx").stat().st_size
    del stages["start"], stages[""]
    stages["all"] = (round(sum(s for s, _ in stages.values()), 1), max(p for _, p in stages.values()))
    stages["report and grid, MB"] = (round(report[0] / 1e6, 1), round(report[1] / 1e6))
    return stages


def _peak() -> int:
    """The highest resident memory in MB since it was last asked for."""
    status = Path("/proc/self/status").read_text()
    peak = next(int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmHWM"))
    Path("/proc/self/clear_refs").write_text("5")
    return peak


def main() -> None:
    """Print a row a size, and each stage's slope (the power of the size it grows with) between the last two."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("papers", type=Path)
    parser.add_argument("--sizes", default="100,300,1000")
    parser.add_argument("--answers", action="store_true", help="One passage each in place of papers.")
    given = parser.parse_args()
    sizes = [int(s) for s in given.sizes.split(",")]
    found = []
    for size in sizes:
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            found.append(pool.apply(measure, (given.papers, size, answers if given.answers else made)))
        print(json.dumps({"answers" if given.answers else "papers": size, **found[-1]}), flush=True)
    if len(found) > 1:
        grown = math.log(sizes[-1] / sizes[-2])
        slopes = {
            stage: round(math.log(found[-1][stage][0] / found[-2][stage][0]) / grown, 2)
            for stage in found[-1]
            if found[-2].get(stage, (0, 0))[0] > 0 and found[-1][stage][0] > 0
        }
        print(json.dumps({"slopes": slopes}))


if __name__ == "__main__":
    main()
