"""Fills a data folder with a large review, for measuring how fast the service answers over it.

python -m thirdorder.service.tasks.fill DATA PDF... [--papers 200] [--codes 40] [--model default]
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np
from sqlalchemy import insert

from thirdorder.corpora.papers import paper_from_dict, paper_to_dict
from thirdorder.models.registry import DEFAULT, REGISTRY
from thirdorder.nlp.vectors import content_key
from thirdorder.service.jobs.read_paper import Read, read_file
from thirdorder.service.run.cache import code_digest
from thirdorder.service.run.vectors import VectorCache
from thirdorder.service.store.codes import add_code
from thirdorder.service.store.database import Database, open_database
from thirdorder.service.store.files import Files, folder, put
from thirdorder.service.store.papers import keep_pinned, pin
from thirdorder.service.store.people import coder_named, me
from thirdorder.service.store.projects import add_project, begin_blind
from thirdorder.service.store.schema import CodingRow, PaperRow, ReadingRow

CODERS, CODINGS = 2, 30


def main() -> None:
    """Say how much was made, as JSON."""
    parser = argparse.ArgumentParser(description="Fill a data folder with a large review.")
    parser.add_argument("data", type=Path)
    parser.add_argument("pdfs", type=Path, nargs="+")
    parser.add_argument("--papers", type=int, default=200)
    parser.add_argument("--codes", type=int, default=40)
    parser.add_argument("--model", default="default")
    given = parser.parse_args()
    print(json.dumps(fill(given.data, given.pdfs, given.papers, given.codes, given.model)))


def fill(data: Path, pdfs: Sequence[Path], papers: int, codes: int, model: str) -> dict[str, int]:
    """Make a review of so many papers, copies of some PDFs under names of their own; how much it holds.

    Two people coded it; the vectors of its passages are drawn by chance.
    """
    database, files = open_database(folder(data)), Files(data)
    read = [(pdf.read_bytes(), read_file((str(pdf), pdf.name))) for pdf in pdfs]
    card = REGISTRY[DEFAULT if model == "default" else model]
    noise, wide = np.random.default_rng(1), 384 if card.package else 256
    vectors = VectorCache(files.cache(1) / "vectors.db")
    for _, one in read:
        rows = noise.normal(size=(len(one.paper.findings), wide)).astype(np.float32)
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        keys = [content_key(one.paper.quote(p)) for p in one.paper.findings]
        vectors.put(f"{card.name}-{(card.sha256 or '1')[:16]}", dict(zip(keys, rows, strict=True)))
    vectors.close()
    try:
        return _insert(database, files, read, papers, codes)
    finally:
        database.close()


def _insert(
    database: Database, files: Files, read: Sequence[tuple[bytes, Read]], papers: int, codes: int
) -> dict[str, int]:
    draw, count = random.Random(2), {"papers": 0, "passages": 0, "codings": 0}
    with database.writing() as session:
        who = me(session).id
        project = add_project(session, who, "Speed", state="setup").id
        used = [add_code(session, project, who, f"Code {n}").id for n in range(codes)]
        begin_blind(session, project, who)
        coders = [who, *(coder_named(session, f"Coder {n}") for n in range(1, CODERS))]
    for n in range(papers):
        pdf, one = read[n % len(read)]
        # The same pages with a mark of their own at their end are another file, read the same.
        marked = pdf + b"\n%%%d\n" % n
        key = sha256(marked).hexdigest()
        text = json.dumps(paper_to_dict(one.paper)).replace(one.paper.document.sha256, key)
        paper = paper_from_dict(json.loads(text.replace(one.paper.id, key[:16])))
        paper = replace(paper, document=replace(paper.document, words=one.paper.document.words))
        put(files.paper(project, key), marked)
        kept = keep_pinned(files, project, paper, one.sizes)
        with database.writing() as session:
            session.add(
                PaperRow(
                    project=project, id=paper.id, name=f"paper-{n}.pdf", sha256=key, media="pdf", size=len(marked),
                    added_by=who,
                )
            )  # fmt: skip
            session.flush()
            pin(session, project, paper.id, paper, kept, code_digest())
            session.add_all(ReadingRow(project=project, paper=paper.id, coder=c, state="done") for c in coders)
            rows = [
                {
                    "project": project, "paper": paper.id, "coder": coder, "code": draw.choice(used),
                    "start": p.start, "end": p.end, "quote": paper.quote(p), "exposure": "independent",
                }
                for coder in coders
                for p in draw.sample(paper.findings, min(CODINGS, len(paper.findings)))
            ]  # fmt: skip
            session.execute(insert(CodingRow), rows)
        count["papers"] += 1
        count["passages"] += len(paper.findings)
        count["codings"] += len(rows)
    return count


if __name__ == "__main__":
    main()
