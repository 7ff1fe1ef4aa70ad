from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from thirdorder.models import REGISTRY, HashingEncoder, load_encoder
from thirdorder.models.encoder import Encoder
from thirdorder.models.errors import ModelError
from thirdorder.models.transformer import TransformerEncoder, batches

TEXTS = [
    "Peers said that the work gave them back a place among others.",
    "No.",
    "The clinic was far away and the bus did not come. " * 60,
    "Giving back",
]


@pytest.fixture(scope="module")
def minilm() -> Encoder:
    return load_encoder("default")


def test_rows_have_unit_length_and_the_promised_shape(minilm: Encoder) -> None:
    for encoder in (minilm, HashingEncoder()):
        vectors = encoder.encode(TEXTS)
        assert vectors.shape == (len(TEXTS), encoder.dimensions)
        assert vectors.dtype == np.float32
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)


def test_a_vector_does_not_depend_on_its_batch(minilm: Encoder) -> None:
    together = minilm.encode(TEXTS)
    alone = np.stack([minilm.encode([text])[0] for text in reversed(TEXTS)])[::-1]
    assert (together == alone).all()


def test_like_texts_are_nearer_than_unlike_ones(minilm: Encoder) -> None:
    a, b, c = minilm.encode(["She felt useful again.", "Helping gave her a sense of worth.", "The lift was broken."])
    assert a @ b > a @ c + 0.2


def test_a_long_text_is_read_whole(minilm: Encoder) -> None:
    assert minilm.windows(TEXTS[2]) > 1
    head = "The clinic was far away. " * 80
    ending = "What she wanted above all was to belong to somebody."
    whole, start, end = minilm.encode([head + ending, head, ending])
    assert whole @ end > start @ end


def test_no_text_gives_no_rows(minilm: Encoder) -> None:
    assert minilm.encode([]).shape == (0, 384)


def test_weights_that_are_not_the_checked_ones_are_refused(tmp_path: Path) -> None:
    from thirdorder.models.transformer import TransformerEncoder

    (tmp_path / "model.safetensors").write_bytes(b"other weights")
    with pytest.raises(ModelError, match="not the ones that were checked"):
        TransformerEncoder(tmp_path, name="minilm", languages=("en",), sha256=REGISTRY["minilm"].sha256)


def test_an_unknown_model_is_named_with_what_there_is() -> None:
    with pytest.raises(ModelError, match=r"no model 'gpt'.*minilm"):
        load_encoder("gpt")


def test_a_folder_without_weights_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"model\.safetensors"):
        load_encoder(str(tmp_path))


def test_batches_hold_texts_of_like_length_and_lose_none() -> None:
    lengths = [5, 900, 40, 38, 910, 0, 41]
    found = list(batches(lengths, 1000))
    assert [[lengths[i] for i in b] for b in found] == [[910], [900], [41, 40, 38, 5, 0]]
    assert sorted(i for b in found for i in b) == list(range(len(lengths)))


def test_batches_give_the_same_vectors_up_to_rounding() -> None:
    """The way that a GPU takes, gone here on the CPU."""
    minilm = load_encoder("default", device="cpu")
    assert isinstance(minilm, TransformerEncoder)
    alone = np.stack(minilm._side_by_side(TEXTS[:2] + TEXTS[3:]))
    assert np.allclose(np.stack(minilm._in_batches(TEXTS[:2] + TEXTS[3:])), alone, atol=1e-4)


def test_a_device_that_is_not_there_is_said_so() -> None:
    with pytest.raises(ModelError, match="no device 'cuda:77'"):
        load_encoder("default", device="cuda:77")
