"""The tables that were brought to a project, as the pipeline takes them."""

from __future__ import annotations

from sqlalchemy.orm import Session

from thirdorder.corpora.appraisal import AppraisalRow, read_appraisal
from thirdorder.corpora.studies import StudyRow, gather_studies, read_studies
from thirdorder.nlp.document import Paper
from thirdorder.nlp.review import Study
from thirdorder.service.store.corrections import corrected, corrections
from thirdorder.service.store.files import Files
from thirdorder.service.store.papers import papers, pinned
from thirdorder.service.store.tables import GivenRow


def study_rows(session: Session, project: int) -> tuple[StudyRow, ...]:
    """The rows of the studies file; none where there is none."""
    given = session.get(GivenRow, (project, "studies"))
    return read_studies(given.data, given.name) if given is not None else ()


def appraisal_rows(session: Session, project: int) -> tuple[AppraisalRow, ...]:
    """The rows of the appraisal file; none where there is none."""
    given = session.get(GivenRow, (project, "appraisal"))
    return read_appraisal(given.data, given.name) if given is not None else ()


def texts_of(session: Session, files: Files, project: int) -> tuple[Paper, ...]:
    """The papers that are read, as people put them right."""
    return tuple(
        corrected(pinned(session, files, project, p.id).paper, corrections(session, project, p.id))
        for p in papers(session, project)
        if p.text_sha256
    )


def studies_of(session: Session, files: Files, project: int) -> tuple[Study, ...]:
    """The studies of a project with the ids of their papers, as far as these are read."""
    entries = [p for p in papers(session, project) if p.text_sha256]
    texts = texts_of(session, files, project)
    studies, _ = gather_studies(study_rows(session, project), texts, {p.id: (p.name,) for p in entries})
    return studies
