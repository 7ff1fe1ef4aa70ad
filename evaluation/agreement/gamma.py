"""γ of free spans by a library: how far two coders cut the same units out of texts and gave them the same codes.

The library opt-gamma is an optional extra. Its γ pairs the units of two coders one to one by their shared characters
and code, and compares the disorder left with that of spans moved about by chance; it is a variant of the γ of Mathet,
Widlöcher and Métivier (2015), which weighs distances instead of shared characters.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from types import ModuleType
from typing import Any

from thirdorder.evaluation.agreement.unitizing import Continuum, joined

EXTRA = "gamma"
CHANCE = 100
"""Texts with spans moved about from which chance is estimated."""


class GammaUnavailableError(RuntimeError):
    """The library that computes γ is not installed."""


def gamma(
    continua: Sequence[Continuum], codes: Sequence[str], coders: tuple[str, str], *, seed: int = 42
) -> float | None:
    """γ of two coders over texts set end to end, at most 1, 0 by chance; None where either cut nothing out.

    Overlapping spans that one coder gave one code are one unit, as for u-alpha. Raises GammaUnavailableError without
    the library.
    """
    library = _library()
    first, second = (_units(library, continua, codes, coder) for coder in coders)
    if not first or not second:
        return None
    config = library.GammaConfig(chance_correction=True, n_iter=CHANCE, seed=seed, clamp=False)
    found = library.gamma_segments(first, second, config=config)
    return float(found.gamma) if found.is_defined else None


def _units(library: ModuleType, continua: Sequence[Continuum], codes: Sequence[str], coder: str) -> list[Any]:
    return [
        library.Unit(library.Span(span.start, span.end), code)
        for code in codes
        for span in joined(continua, code, coder)
    ]


def _library() -> ModuleType:
    try:
        return importlib.import_module("opt_gamma")
    except ImportError as error:
        raise GammaUnavailableError(
            f"γ of free spans needs the library opt-gamma: pip install 'thirdorder[{EXTRA}]'; "
            "u-alpha and every other coefficient do without."
        ) from error
