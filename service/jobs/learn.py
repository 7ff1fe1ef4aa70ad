"""Suggestions learned from what people coded in other papers; never from anybody's codes in the same paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from thirdorder.models import Encoder
from thirdorder.nlp.document import Paper, touch
from thirdorder.nlp.pipeline import complete_studies
from thirdorder.nlp.review import Codebook, Coding, Study, Suggestion, study_of
from thirdorder.nlp.suggestions import coder, study_folds
from thirdorder.nlp.vectors import Progress, Vectors, encode
from thirdorder.service.folder import shapes
from thirdorder.service.jobs.given_tables import studies_of, texts_of
from thirdorder.service.jobs.queue import end, holds
from thirdorder.service.run.vectors import VectorCache
from thirdorder.service.store import suggestions
from thirdorder.service.store.assignments import CODING
from thirdorder.service.store.blinding import readings, taught_codings, taught_decisions
from thirdorder.service.store.codes import nlp_codebook
from thirdorder.service.store.codings import keys_of, nlp_codings
from thirdorder.service.store.database import Database
from thirdorder.service.store.files import Files
from thirdorder.service.store.people import distinct_names, members, names
from thirdorder.service.store.schema import CodeRow, ProjectRow, RevealRow, SuggestionRow
from thirdorder.service.store.values import Code, Job, value

FOLDS = 10
TOP = 10


@dataclass(frozen=True, eq=False)
class _Known:
    papers: tuple[Paper, ...]
    studies: tuple[Study, ...]
    codebook: Codebook
    codes: dict[str, int]
    codings: tuple[Coding, ...]
    by_name: dict[str, int]
    seed: int
    allowed: bool


_Found = dict[str, tuple[Suggestion, frozenset[int]]]
"""Suggestions by paper, each with whose codings taught it."""


def do_learn(
    database: Database, files: Files, job: Job, worker: str, encoder: Encoder, progress: Progress
) -> None:  # fmt: skip
    """Make the vectors of what is read, and suggest anew for every paper where there are codes and machines may."""
    with database.reading() as session:
        known = _known(session, files, job.project)
    found: _Found = {}
    # Vectors are made without any code, too: search by meaning looks them up.
    vectors = project_vectors(files, job.project, known.papers, encoder, progress)
    if known.codebook.codes and known.papers and known.allowed:
        store = VectorCache(files.cache(job.project) / "vectors.db")
        try:
            for part in _suggest(known, vectors, encoder, store, progress):
                found |= part
                # Papers that nobody coded come first and are not kept waiting for the others.
                with database.writing() as session:
                    if not holds(session, job.id, worker):
                        return
                    _keep(session, job.project, known, part)
        finally:
            store.close()
    with database.writing() as session:
        if not holds(session, job.id, worker):
            return
        gone = SuggestionRow.paper.not_in(found)
        session.execute(delete(SuggestionRow).where(SuggestionRow.project == job.project, gone))
        end(session, job.id, worker)


def _keep(session: Session, project: int, known: _Known, found: _Found) -> None:
    """Suggestions in the place of earlier ones for the same papers."""
    mine = SuggestionRow.paper.in_(found)
    session.execute(delete(SuggestionRow).where(SuggestionRow.project == project, mine))
    for paper, (one, taught) in found.items():
        suggestions.keep(session, project, _as_known(one, known), taught)
        _mark_taught(session, project, paper, taught)


def project_vectors(
    files: Files, project: int, texts: Sequence[Paper], encoder: Encoder, progress: Progress
) -> dict[str, Vectors]:
    """The vector of each findings passage by id, looked up in the project's cache before it is computed."""
    rows = [(p, q) for p in texts for q in p.findings]
    store = VectorCache(files.cache(project) / "vectors.db")
    try:
        found = encode([p.quote(q) for p, q in rows], encoder, store, progress)
    finally:
        store.close()
    return dict(zip((q.id for _, q in rows), found, strict=True))


def _as_known(one: Suggestion, known: _Known) -> suggestions.Suggestions:
    """A suggestion as it is kept and shown: codes by id, numbers rounded."""
    row = shapes.SuggestionRow.of(one, known.codebook)
    codes = (suggestions.Suggested.of(c, known.codes[c.code], c.name) for c in row.codes)
    return suggestions.Suggestions(row.paper, row.abstained, tuple(codes))


def _known(session: Session, files: Files, project: int) -> _Known:
    # Proposals are their makers' alone: the machine neither learns nor suggests them while somebody else codes, too.
    alone = sum(m.role in CODING for m in members(session, project)) < 2
    states = ("active", "proposed") if alone else ("active",)
    rows = session.scalars(select(CodeRow).where(CodeRow.project == project, CodeRow.state.in_(states)))
    codes = tuple(value(Code, r, mine=False) for r in rows.all())
    called = distinct_names(names(session))
    texts = texts_of(session, files, project)
    said = nlp_codings(taught_codings(session, project), readings(session, project), called, keys_of(codes))
    here, about = {p.id for p in texts}, session.get_one(ProjectRow, project)
    turned_down = tuple(
        Coding(called[d.coder], d.paper, "", d.start, d.end, d.quote)
        for d in taught_decisions(session, project)
        if d.verdict == "rejected"
    )
    return _Known(
        papers=texts,
        studies=complete_studies(texts, studies_of(session, files, project)),
        codebook=nlp_codebook(codes),
        codes={c.key: c.id for c in codes},
        codings=tuple(c for c in (*said, *_as_passages(turned_down, texts, said)) if c.paper in here),
        by_name={name: key for key, name in called.items()},
        seed=about.seed,
        allowed=about.machine_allowed,
    )


def _suggest(
    known: _Known, vectors: dict[str, Vectors], encoder: Encoder, store: VectorCache, progress: Progress
) -> Iterator[_Found]:
    """Suggestions for the papers that nobody coded, then for the others by groups that none of their codes taught."""
    coded = {c.paper for c in known.codings}
    fresh = [p for p in known.papers if p.id not in coded]
    for group in [fresh, *_groups([p for p in known.papers if p.id in coded], known)]:
        left_out = {p.id for p in group}
        used = [c for c in known.codings if c.paper not in left_out]
        if not group:
            continue
        given = coder.learner(known.papers, known.studies, vectors, known.codebook, used, encoder, store, known.seed)
        taught = frozenset(known.by_name[c.coder] for c in used if c.coder in known.by_name)
        found = coder.suggestions(given, group, vectors, top=TOP, progress=progress)
        yield {one.paper: (one, taught) for one in found}


def _groups(texts: Sequence[Paper], known: _Known) -> list[list[Paper]]:
    """Papers in at most ten groups, those of a study together."""
    if not texts:
        return []
    of = study_of(known.studies)
    fold = study_folds([of[p.id] for p in texts], FOLDS, known.seed)
    return [[p for p, g in zip(texts, fold, strict=True) if g == f] for f in range(int(fold.max()) + 1)]


def _mark_taught(session: Session, project: int, paper: str, taught: frozenset[int]) -> None:
    """Who sees suggestions already, and now such as a colleague's codings taught, codes as taught from here on."""
    for row in session.scalars(select(RevealRow).where(RevealRow.project == project, RevealRow.paper == paper)):
        if taught - {row.coder}:
            row.kind = "taught"


def _as_passages(turned_down: Sequence[Coding], texts: Sequence[Paper], said: Sequence[Coding]) -> list[Coding]:
    """Passages whose suggestions were rejected and on which nobody put a code, as passages without one."""
    coded = [c for c in said if c.code]
    by_id = {p.id: p for p in texts}
    out = []
    for one in turned_down:
        for passage in by_id[one.unit].findings if one.unit in by_id else ():
            if touch(one, passage) and not any(c.unit == one.unit and touch(c, passage) for c in coded):
                out.append(Coding(one.coder, passage.id, ""))
    return out
