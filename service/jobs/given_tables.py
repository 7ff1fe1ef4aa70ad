"""The tables that were brought to a project, as the pipeline takes them."""

from __future__ import annotations

from collections import Counter

from sqlalchemy.orm import Session

from thirdorder.corpora.appraisal import AppraisalRow, read_appraisal
from thirdorder.corpora.paper_names import PaperName, match_papers
from thirdorder.corpora.studies import StudyRow, gather_studies, read_studies
from thirdorder.nlp.document import Paper
from thirdorder.nlp.review import Study
from thirdorder.service.store import studies
from thirdorder.service.store.files import Files
from thirdorder.service.store.papers import papers, pinned
from thirdorder.service.store.schema import GivenRow


def study_rows(session: Session, project: int) -> tuple[StudyRow, ...]:
    """Studies as people have them: joined and described at the desk, and for all other papers the studies file."""
    given = session.get(GivenRow, (project, "studies"))
    rows = read_studies(given.data, given.name) if given is not None else ()
    known = {s.id: s for s in studies.studies(session, project)}
    entries = [p for p in papers(session, project) if p.study in known]
    if not entries:
        return rows
    names = [PaperName(p.id, p.doi, (p.name,), tuple(p.authors), p.year) for p in entries]
    said = match_papers((r.paper for r in rows if r.paper), names).found
    labels = Counter(s.label for s in known.values())
    kept = tuple(r for r in rows if r.paper not in said)
    labels.update({r.study for r in kept})
    own = []
    for p in entries:
        study = known[p.study or 0]
        # Two studies of one name are two.
        label = study.label if labels[study.label] == 1 else f"{study.label} ({study.id})"
        told = {"country": study.country, "participants": study.participants}
        contexts = {name: value for name, value in told.items() if value}
        own.append(StudyRow(label, p.id, study.review, contexts=contexts))
    return (*kept, *own)


def appraisal_rows(session: Session, project: int) -> tuple[AppraisalRow, ...]:
    """The rows of the appraisal file; none where there is none."""
    given = session.get(GivenRow, (project, "appraisal"))
    return read_appraisal(given.data, given.name) if given is not None else ()


def texts_of(session: Session, files: Files, project: int) -> tuple[Paper, ...]:
    """The papers that are read, as people put them right."""
    return tuple(pinned(session, files, project, p.id).paper for p in papers(session, project) if p.text_sha256)


def studies_of(session: Session, files: Files, project: int) -> tuple[Study, ...]:
    """The studies of a project with the ids of their papers, as far as these are read."""
    entries = [p for p in papers(session, project) if p.text_sha256]
    texts = texts_of(session, files, project)
    found, _ = gather_studies(study_rows(session, project), texts, {p.id: (p.name,) for p in entries})
    return found
