"""The language a text is in."""

from __future__ import annotations

import py3langid

_ENOUGH = 200
_READ = 20_000


def detect_language(text: str) -> str:
    """The ISO 639-1 code of a text's language, judged by its middle; empty below about 200 characters."""
    text = text.strip()
    if len(text) < _ENOUGH:
        return ""
    middle = max(0, (len(text) - _READ) // 2)
    return str(py3langid.classify(text[middle : middle + _READ])[0])
