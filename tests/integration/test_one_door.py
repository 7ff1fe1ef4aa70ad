"""One file of codings as somebody typed it, through agreement, evaluation, a run and the desk: counted alike in all."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from thirdorder.corpora.placing import place_codings
from thirdorder.evaluation.agreement import agreement
from thirdorder.evaluation.agreement import compared as comparing_agreement
from thirdorder.evaluation.codes import evaluate
from thirdorder.models import load_encoder
from thirdorder.nlp.document import owner
from thirdorder.nlp.review import Coding
from thirdorder.nlp.vectors import silent
from thirdorder.service.run.cache import Cache
from thirdorder.service.run.inputs import load_inputs
from thirdorder.service.run.job import read_sources
from thirdorder.service.store.comparing import compared
from thirdorder.service.tasks.compare import compare
from thirdorder.service.tasks.measure import measure_codes

from .conftest import PLAIN, Desk

BOOK = "code,name\nstay,Staying put\nstory,Own story\n"
TYPED = (
    "coder,unit,code\n"
    '"jm ",one.txt,Staying put\n'
    'JM,two.txt,"STAYING  PUT; own\u00a0story."\n'
    'RS,ONE.TXT,"staying put, own story"\n'
    "RS,one.txt,stay\n"
    "RS,two.txt,n.a.\n"
)
MEANT = {
    ("JM", "one", "stay"), ("JM", "two", "stay"), ("JM", "two", "story"),
    ("RS", "one", "stay"), ("RS", "one", "story"), ("RS", "two", ""),
}  # fmt: skip
PAPERS = {"one.txt": PLAIN, "two.txt": PLAIN.replace(b"Sitting with strangers", b"Waiting with neighbours")}


class _CountedError(Exception):
    """Raised where counting would begin, with what would be counted."""


def stop(*arguments: Any) -> None:
    codings = next(a for a in arguments if isinstance(a, list | tuple) and a and isinstance(a[0], Coding))
    raise _CountedError(codings)


def said(codings: Iterable[Coding], names: dict[str, str]) -> set[tuple[str, str, str]]:
    return {(c.coder, names[owner(c.unit)], c.code) for c in codings}


def test_every_door_counts_the_same(small_desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = tmp_path / "papers"
    corpus.mkdir()
    for name, data in PAPERS.items():
        (corpus / name).write_bytes(data)
    book, codings = tmp_path / "book.csv", tmp_path / "codings.csv"
    book.write_text(BOOK, encoding="utf-8")
    codings.write_text(TYPED, encoding="utf-8")

    gathered = load_inputs(str(corpus), codebook=book, codings=codings)
    read, _, _ = read_sources(gathered.sources, Cache(), progress=silent)
    papers = tuple(read.values())
    names = {p.id: s.name.removesuffix(".txt") for s, p in read.items()}
    run = place_codings(gathered.codings, papers, {p.id: s.names for s, p in read.items()}).codings
    assert said(run, names) == MEANT

    with monkeypatch.context() as patch:
        patch.setattr(comparing_agreement, "cells_of", stop)
        with pytest.raises(_CountedError) as counted:
            compare(
                [codings], unit="paper", corpus=corpus, codebook=book, studies=None, machines=(), learned_from={},
                margin=None, with_gamma=False, as_typed=(), seed=42, settling=False, progress=silent,
            )  # fmt: skip
    assert said(counted.value.args[0], names) == MEANT

    with monkeypatch.context() as patch:
        patch.setattr(evaluate, "human_cells", stop)
        with pytest.raises(_CountedError) as counted:
            measure_codes(
                gathered, load_encoder("hashing"), Cache(), gold="each", folds=2, margin=None, seed=0, progress=silent
            )  # fmt: skip
    assert said(counted.value.args[0], names) == MEANT

    project = small_desk.project()
    small_desk.upload(project, *PAPERS.items())
    for role, path in (("codebook", book), ("codings", codings)):
        answer = small_desk.client.put(f"{project}/given/{role}", files={"file": (path.name, path.read_bytes())})
        assert answer.status_code == 200, answer.text
    small_desk.work("read", "codings")
    with small_desk.database.reading() as session:
        desk = compared(session, small_desk.app.state.files, int(project.rpartition("/")[2]))
    with monkeypatch.context() as patch:
        patch.setattr(comparing_agreement, "cells_of", stop)
        with pytest.raises(_CountedError) as counted:
            agreement(desk.codings, unit="paper", codebook=desk.codebook, papers=desk.papers)
    assert said(counted.value.args[0], names) == MEANT
