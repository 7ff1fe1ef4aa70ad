"""What a language model would be asked of a project's papers, known before it is."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from thirdorder.nlp.changes import decided_relevance
from thirdorder.nlp.language_model import STEPS, Budget, Step, budget
from thirdorder.nlp.review import Codebook
from thirdorder.service.errors import StoreError
from thirdorder.service.folder.events import about_themes
from thirdorder.service.language_model.endpoint import what_it_takes
from thirdorder.service.store.codes import nlp_codebook
from thirdorder.service.store.corrections import Correction, corrections, standing
from thirdorder.service.store.files import Files
from thirdorder.service.store.papers import papers, put_right
from thirdorder.service.store.projects import project
from thirdorder.service.store.schema import CodeRow
from thirdorder.service.store.theme_changes import events
from thirdorder.service.store.values import Code, Project, value


def steps_of(about: Project) -> tuple[Step, ...]:
    """What is asked in a project. Codes would be suggestions that nobody asked to see: they wait until it is open."""
    return tuple(s for s in STEPS if s != "codes" or about.state == "open")


def what_is_asked(session: Session, files: Files, key: int) -> Budget:
    """What would be asked of the papers that are read, as they and the codebook stand."""
    about = project(session, key)
    rows = select(CodeRow).where(CodeRow.project == key, CodeRow.state == "active")
    codes = [value(Code, r, mine=False) for r in session.scalars(rows)]
    texts = tuple(
        (files.text(key, p.text_sha256), standing(corrections(session, key, p.id)))
        for p in papers(session, key) if p.text_sha256
    )  # fmt: skip
    decided = decided_relevance(about_themes(events(session, key))).items()
    left_out = frozenset(passage for passage, relevance in decided if relevance == "out")
    return _budget(texts, nlp_codebook(codes) if codes else None, steps_of(about), left_out)


def in_a_sentence(session: Session, files: Files, key: int) -> str:
    """The same for people; nothing where a text is damaged, which is for the check of the project to say."""
    try:
        return what_it_takes(what_is_asked(session, files, key))
    except StoreError:
        return ""


@lru_cache(maxsize=16)
def _budget(
    texts: tuple[tuple[Path, tuple[Correction, ...]], ...], book: Codebook | None, steps: tuple[Step, ...],
    left_out: frozenset[str],
) -> Budget:  # fmt: skip
    return budget([put_right(*text).paper for text in texts], book, steps, left_out)
