"""Parsed papers are kept as data with a digest: what was damaged or crafted is worked out again."""

from __future__ import annotations

import hashlib
import os
import pickle
from dataclasses import fields, is_dataclass
from pathlib import Path

import numpy as np
import pytest

from thirdorder.corpora import example
from thirdorder.nlp.document import Paper
from thirdorder.nlp.pipeline import parse
from thirdorder.service.run.cache import Cache


@pytest.fixture(scope="module")
def paper() -> Paper:
    return parse(example.papers()["dialysis.pdf"], "dialysis.pdf")


def alike(one: object, other: object) -> bool:
    """Whether two values are of one type and equal in every field, arrays bit for bit."""
    if type(one) is not type(other):
        return False
    if is_dataclass(one):
        return all(alike(getattr(one, f.name), getattr(other, f.name)) for f in fields(one))
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return one.dtype == other.dtype and np.array_equal(one, other)
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(alike, one, other))
    return one == other


def test_a_paper_comes_back_as_it_was(paper: Paper, tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    assert cache.paper("k") is None
    cache.put_paper("k", paper)
    again = cache.paper("k")
    assert paper.document.words is not None
    assert alike(again, paper)


def test_a_damaged_entry_is_worked_out_again(paper: Paper, tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put_paper("k", paper)
    (path,) = tmp_path.rglob("k.json")
    whole = path.read_bytes()
    middle = len(whole) // 2
    for damaged in (b"", whole[:middle], whole[:middle] + b"x" + whole[middle + 1 :], b"\n".join(2 * [whole])):
        path.write_bytes(damaged)
        assert cache.paper("k") is None
    cache.put_paper("k", paper)
    assert cache.paper("k") is not None


def test_a_crafted_entry_runs_nothing(tmp_path: Path) -> None:
    class Command:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return os.mkdir, (str(tmp_path / "ran"),)

    cache = Cache(tmp_path)
    crafted = pickle.dumps(Command())
    path = cache._path("k")
    path.parent.mkdir(parents=True)
    for body in (crafted, b'{"document":1}'):
        path.write_bytes(hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
        assert cache.paper("k") is None
    assert not (tmp_path / "ran").exists()
