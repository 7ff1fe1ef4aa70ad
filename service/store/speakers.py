"""Tags of speakers that could name someone: quotations carry them into every table and export."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from sqlalchemy.orm import Session

from thirdorder.nlp.document import Paper
from thirdorder.nlp.language.people import people_in
from thirdorder.service.store.files import Files
from thirdorder.service.store.papers import load_pinned, papers

_NAME = re.compile(r"\b[A-ZÀ-Þ][a-zß-ÿ]{2,}(?:[-’'][A-ZÀ-Þ]?[a-zß-ÿ]+)*\b")
_TAG = re.compile(
    r"(?i)^(participants?|interview(?:ee|er)?s?|respondents?|informants?|speakers?|focus|groups?|dyads?|sites?|wards?|"
    r"clinics?|hospitals?|villages?|districts?|regions?|females?|males?|wom[ae]n|m[ae]n|girls?|boys?|aged?|years?|old|"
    r"young|senior|junior|urban|rural|first|second|third|phase|round|case|family|transcripts?|lines?|pages?|"
    r"january|february|march|april|may|june|july|august|september|october|november|december)$"
)


def could_name(paper: Paper) -> tuple[str, ...]:
    """The tags of a paper's speakers that hold a word like a name: none for people, and none that tags are made of."""
    tags = dict.fromkeys(v.speaker for p in paper.passages for v in p.voices if v.speaker)
    return tuple(t for t in tags if any(_like_a_name(w, paper.metadata.language) for w in _NAME.findall(t)))


def speakers_that_could_be_known(session: Session, files: Files, project: int) -> dict[str, tuple[str, ...]]:
    """Such tags by paper, for the papers that have any."""
    found = {p.id: _of(files.text(project, p.text_sha256)) for p in papers(session, project) if p.text_sha256}
    return {key: tags for key, tags in found.items() if tags}


def forget() -> None:
    """Let go of what is held in memory."""
    _of.cache_clear()


@lru_cache(maxsize=2048)
def _of(path: Path) -> tuple[str, ...]:
    return could_name(load_pinned(path).paper)


def _like_a_name(word: str, language: str) -> bool:
    return not _TAG.match(word) and not people_in(word.lower(), language or "en")
