from __future__ import annotations

import sys

import numpy as np
import pytest

from thirdorder.evaluation.agreement.gamma import GammaUnavailableError, gamma
from thirdorder.evaluation.agreement.unitizing import Continuum
from thirdorder.nlp.document import Span


def texts(agreed: float, seed: int = 0) -> list[Continuum]:
    """Two texts with twenty units each; the second coder cuts a share of them within a few letters of the first."""
    rng = np.random.default_rng(seed)
    out = []
    for start in (0, 500):
        spans: dict[str, dict[str, list[Span]]] = {}
        for _ in range(20):
            code, at = "ab"[int(rng.integers(2))], start + int(rng.integers(0, 7800))
            spans.setdefault(code, {}).setdefault("J", []).append(Span(at, at + 120))
            if rng.random() >= agreed:
                code, at = "ab"[int(rng.integers(2))], start + int(rng.integers(0, 7800))
            at = max(start, at + int(rng.integers(-5, 6)))
            spans.setdefault(code, {}).setdefault("K", []).append(Span(at, at + 120))
        out.append(Continuum(start, start + 8000, spans))
    return out


def test_without_the_library_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opt_gamma", None)
    with pytest.raises(GammaUnavailableError, match=r"thirdorder\[gamma\]"):
        gamma(texts(1), "ab", ("J", "K"))


def test_gamma_is_high_where_coders_agree_and_nothing_by_chance() -> None:
    pytest.importorskip("opt_gamma", reason="opt-gamma, the extra `gamma`, is not installed")
    close, half, chance = (gamma(texts(share), "ab", ("J", "K")) for share in (1.0, 0.5, 0.0))
    assert close is not None
    assert half is not None
    assert chance is not None
    assert close > 0.9 > half > chance
    assert abs(chance) < 0.15
    assert gamma(texts(0.5), "ab", ("J", "K")) == half, "the same seed gives the same value"
    assert gamma([Continuum(0, 100, {})], "ab", ("J", "K")) is None
