"""Texts in, arrays out: encoders and what loads them. Knows nothing of themes."""

from thirdorder.models.encoder import Encoder, HashingEncoder
from thirdorder.models.registry import REGISTRY, load_encoder

__all__ = ["REGISTRY", "Encoder", "HashingEncoder", "load_encoder"]
