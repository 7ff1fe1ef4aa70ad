"""A run on disk: the files of a run folder, written whole and the same for the same inputs; only log.jsonl is not."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from msgspec import structs

from thirdorder.corpora.codec import pretty
from thirdorder.evaluation.agreement.table import agreement_table
from thirdorder.models import Encoder
from thirdorder.nlp.pipeline import Result, Run
from thirdorder.nlp.review import Theme
from thirdorder.service.errors import RunFolderError
from thirdorder.service.folder.columns import write_columns
from thirdorder.service.folder.files import Folder
from thirdorder.service.folder.grid_of_run import grid_note, grid_of
from thirdorder.service.folder.interpretation import Reading
from thirdorder.service.folder.report import report_view, write_report
from thirdorder.service.folder.report.view import NearestTheme, Overlap, citation
from thirdorder.service.folder.shapes import (
    Counts,
    Failure,
    Grouped,
    Head,
    Identity,
    InputRow,
    OnePaper,
    OneStudy,
    PaperRow,
    PassageRow,
    ReachRow,
    StudyRow,
    SuggestionRow,
    Version,
)
from thirdorder.service.folder.synthesis import Evidence
from thirdorder.service.folder.whole import begin, damaged, finish, settle, sums
from thirdorder.service.run.cache import code_digest
from thirdorder.service.run.job import Inputs, Outcome

PACKAGES = (
    "thirdorder",
    "hdbscan",
    "numpy",
    "pdfplumber",
    "pypdfium2",
    "scikit-learn",
    "scipy",
    "spacy",
    "torch",
    "umap-learn",
)


@dataclass(frozen=True)
class Header:
    """What run.json opens with: enough to run it again, and a fingerprint that says whether it was."""

    settings: Run
    encoder: str
    revision: str
    device: str
    versions: Mapping[str, str]
    code: str
    inputs: Mapping[str, Any]
    continues: str | None

    @property
    def fingerprint(self) -> str:
        """A hash over everything that decides the result, but for the earlier result it continues."""
        decisive = {**dataclasses.asdict(self), "continues": None}
        return hashlib.sha256(pretty(decisive).encode()).hexdigest()


def header(inputs: Inputs, extra: Mapping[str, str], encoder: Encoder, settings: Run, continues: str | None) -> Header:
    """The header of a run; `extra` holds the hashes of the codebook, codings and studies files by role."""
    return Header(
        settings=settings,
        encoder=encoder.name,
        revision=encoder.revision,
        device=encoder.device,
        versions={name: version(name) for name in PACKAGES},
        code=code_digest(),
        inputs={
            "papers": [{"names": list(s.names), "sha256": list(s.sha256s)} for s in inputs.sources],
            "ready": [p.id for p in inputs.papers],
            **dict(extra),
            **({"events": _digest([dataclasses.asdict(e) for e in inputs.events])} if inputs.events else {}),
        },
        continues=continues,
    )


def earlier_themes(path: Path) -> tuple[tuple[Theme, ...], str | None]:
    """The themes of a run that stands in this folder already, and the hash of their file."""
    finish(path)
    file, hurt = path / "themes.json", damaged(path)
    if hurt and hurt != ("run.json",):
        # The same run is made again: it continues what it continued, and what was cut or altered lends no ids.
        before = Folder(path).head.continues
        return () if before is None or file.name in hurt else Folder(path).themes, before
    return (Folder(path).themes, hashlib.sha256(file.read_bytes()).hexdigest()) if file.is_file() else ((), None)


def unchanged(path: Path, head: Header) -> bool:
    """Whether this folder already holds the run that these inputs, settings and versions would give."""
    if not (path / "run.json").is_file() or not (path / "report.html").is_file():
        return False
    try:
        return Folder(path).head.fingerprint == head.fingerprint and not damaged(path)
    except RunFolderError:  # damaged, or of another version: the run is made anew
        return False


def write_run(path: Path, outcome: Outcome, head: Header, *, title: str, notice: str = "") -> None:
    """Write every file of a run beside the one that stands, then put them in its place, run.json last."""
    path.mkdir(parents=True, exist_ok=True)
    outcome = dataclasses.replace(outcome, notes=(*outcome.notes, *grid_note(outcome)))
    folder, result, assessment = begin(path), outcome.result, outcome.assessment
    shown = dataclasses.replace(outcome, result=result.as_people_see_it)
    book = outcome.codebook
    folder.papers = {p.id: p for p in result.papers}
    folder.vectors = result.vectors
    folder.table = table = tuple(_passages(result))
    write_columns(folder.path, result, table)
    folder.failures = tuple(Failure(r.name, r.reason) for r in outcome.refusals)
    folder.grouped = Grouped.of(result.themes.themes, result.themes.unassigned)
    folder.lineage = result.themes.changes
    folder.overlap = assessment.overlap_dict()
    folder.agreement = assessment.agreement_dict()
    folder.codebook = book
    if book is not None:
        folder.codings = outcome.placed.codings
    said = Reading.of(outcome)
    folder.interpretation = said
    made = result.interpretation
    folder.machine_codings = (
        tuple(c for c in result.machine_codings if c.coder == made.coder) if made is not None else None
    )
    folder.suggestions = tuple(SuggestionRow.of(s, book) for s in result.suggestions)
    folder.synthesis = Evidence.of(result)
    folder.grid = grid_of(shown)
    folder.report = write_report(
        report_view(shown.result),
        title=title,
        notice=notice,
        overlap=overlap_of(outcome),
        agreement=agreement_table(assessment.agreement) if assessment.agreement is not None else "",
        failures=tuple((r.name, r.reason) for r in outcome.refusals),
        model=head.revision,
        codes={c.code: c.name for c in book.codes} if book is not None else {},
        names={key: ", ".join(names) for key, names in outcome.names.items()},
        notes=outcome.notes,
        reach=outcome.reach if any(r.partly or r.out or r.versions for r in outcome.reach) else (),
        interpretation=said,
    )
    (path / "events.jsonl").touch()
    settle(folder.path)
    folder.head = structs.replace(_head(head, outcome), files=sums(folder.path))
    finish(path)


def _passages(result: Result) -> Iterator[PassageRow]:
    papers = {p.id: p for p in result.papers}
    for i, (key, passage) in enumerate(result.rows):
        yield PassageRow(
            row=i,
            paper=key,
            passage=passage.id,
            page=papers[key].document.page(passage),
            kind=passage.kind,
            order=passage.order,
            quantitative=passage.quantitative,
            relevance=result.relevance.get(passage.id, "in"),
            text=papers[key].quote(passage),
        )


def _head(head: Header, outcome: Outcome) -> Head:
    """run.json: the header, and what the run came to."""
    result, names = outcome.result, outcome.names
    status = [InputRow(n, "read") for files in names.values() for n in files]
    status += [InputRow(r.name, "refused", r.reason) for r in outcome.refusals]
    return Head(
        settings=head.settings,
        encoder=head.encoder,
        revision=head.revision,
        device=head.device,
        versions=head.versions,
        code=head.code,
        inputs=head.inputs,
        continues=head.continues,
        fingerprint=head.fingerprint,
        themes=result.themes.method,
        counts=Counts(
            papers=len(result.papers),
            files=sum(len(n) for n in names.values()),
            studies=len(result.studies),
            passages=len(result.rows),
            constructs=sum(len(p.constructs) for p in result.papers),
            themes=len(result.themes.leaves),
            unassigned=len(result.themes.unassigned),
        ),
        studies=tuple(StudyRow(s.id, s.papers, s.review, dict(s.contexts)) for s in result.studies),
        papers=tuple(PaperRow(p.id, citation(p), names[p.id]) for p in result.papers),
        status=tuple(sorted(status, key=lambda s: s.name)),
        identity=Identity(
            tuple(OnePaper(files, why) for files, why in outcome.copies.same),
            tuple(
                OneStudy(tuple(Version(p, names[p]) for p in v.papers), v.why) for v in outcome.copies.versions
            ),
        ),
        relevance=tuple(ReachRow(r.study, r.within, r.partly, r.out, r.versions) for r in outcome.reach),
        exposed=sum(c.exposure != "independent" for c in outcome.placed.codings),
        unplaced=outcome.placed.unplaced,
        notes=outcome.notes,
    )  # fmt: skip


def overlap_of(outcome: Outcome) -> Overlap | None:
    """The human codes and the theme each is nearest to, for the report; None where nobody coded."""
    assessment, result = outcome.assessment, outcome.result
    if not assessment.overlap:
        return None
    labels = {t.id: t.label for t in result.themes.themes}
    names = {c.code: c.name for c in outcome.codebook.codes} if outcome.codebook is not None else {}
    finest = assessment.overlap[0]
    codes = [
        NearestTheme(names.get(m.code, m.code), labels.get(m.theme or "", ""), m.f1, m.jaccard, m.found)
        for m in finest.one_to_one
    ]
    return Overlap(assessment.overlap_summary, codes)


def _digest(value: object) -> str:
    return hashlib.sha256(pretty(value).encode()).hexdigest()
