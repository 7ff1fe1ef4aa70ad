from __future__ import annotations

from pathlib import Path

import numpy as np

from thirdorder.service.run.vectors import VectorCache


def test_vectors_come_back_bit_for_bit_after_the_process_is_gone(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    vectors = {str(i): rng.normal(size=8).astype(np.float32) for i in range(1200)}
    cache = VectorCache(tmp_path / "v.db")
    cache.put("one", vectors)
    cache.close()
    again = VectorCache(tmp_path / "v.db")
    found = again.get("one", list(vectors))
    assert all((found[k] == v).all() for k, v in vectors.items())
    assert again.get("two", ["1"]) == {}
    assert (again.hits, again.misses) == (1200, 1)


def test_the_first_value_stays(tmp_path: Path) -> None:
    cache = VectorCache(tmp_path / "v.db")
    cache.put("r", {"k": np.ones(2, np.float32)})
    cache.put("r", {"k": np.zeros(2, np.float32)})
    assert (cache.get("r", ["k"])["k"] == 1).all()
