"""What can go wrong with encoders."""

from __future__ import annotations


class ModelError(Exception):
    """An encoder cannot be loaded; the message says why and what to do."""
