"""Whether title, authors, year and DOI of a PDF are those of its XML, and whether a sound file is called damaged."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from pathlib import PurePosixPath

from thirdorder.evaluation.gold import GoldFront, front_from_xml
from thirdorder.nlp.document import Paper

FRONT = ("titles", "authors", "years", "dois", "alarms")
_ALARMS = frozenset({"damaged_page", "truncated", "garbled_font", "bad_text_layer", "scanned_page"})


def find_front(files: Mapping[str, bytes], name: str) -> GoldFront | None:
    """The front matter that belongs to a PDF: that of the XML of its name, else of the only XML beside it."""
    path = PurePosixPath(name)
    if path.suffix.lower() != ".pdf":
        return None
    own = str(path.with_suffix(".xml"))
    beside = [n for n in files if PurePosixPath(n).parent == path.parent and n.lower().endswith((".xml", ".nxml"))]
    found = own if own in files else beside[0] if len(beside) == 1 else None
    return front_from_xml(files[found]) if found is not None else None


def score_front(paper: Paper, front: GoldFront | None) -> dict[str, bool]:
    """For each field that the XML gives whether the paper has it right (of authors all, and nobody else); `alarms`
    says whether a file that its publisher sells as sound is called damaged or unreadable."""
    if front is None:
        return {}
    about = paper.metadata
    whole = [_letters(n) for n in about.authors]
    named = all(any(_letters(s) in n for n in whole) for s in front.surnames)
    right = {
        "titles": _letters(about.title) == _letters(front.title),
        "authors": named and len(whole) == len(front.surnames),
        "years": about.year in front.years,
        "dois": about.doi.casefold() == front.doi.casefold(),
    }
    given = {"titles": front.title, "authors": front.surnames, "years": front.years, "dois": front.doi}
    alarm = any(w.code in _ALARMS and w.severity != "info" for w in paper.warnings)
    return {**{name: value for name, value in right.items() if given[name]}, "alarms": alarm}


def _letters(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if c.isalnum())
