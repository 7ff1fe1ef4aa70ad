"""From what a user names to what a job takes: a corpus, a codebook, codings, studies, a question."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from thirdorder.corpora import example
from thirdorder.corpora.appraisal import AppraisalRow, read_appraisal
from thirdorder.corpora.cleaning import AsTyped, Cleaning, clean
from thirdorder.corpora.codebooks import read_codebook
from thirdorder.corpora.grid import grid_studies, is_grid, read_coded, read_coded_together, read_grid
from thirdorder.corpora.passages_file import read_passages_file
from thirdorder.corpora.preview import understood as describe
from thirdorder.corpora.references import read_references
from thirdorder.corpora.ris import Reference
from thirdorder.corpora.studies import StudyRow, read_studies
from thirdorder.nlp.changes import Event
from thirdorder.nlp.document import Paper
from thirdorder.nlp.review import Code, Codebook, Coding, Theme
from thirdorder.service.run.job import Inputs
from thirdorder.service.run.references import find_references
from thirdorder.service.run.remote import place
from thirdorder.service.run.sources import Prefer, Source, find_sources, from_bytes

EXAMPLE = "The packaged example"
INVENTED = "Every paper, person and coding here is invented, to show the program with; nothing in it is evidence."


@dataclass(frozen=True)
class Gathered:
    """Everything that was named, read; `hashes` are those of the files beside the papers, by role."""

    title: str
    question: str
    notice: str
    sources: tuple[Source, ...]
    papers: tuple[Paper, ...]
    codebook: Codebook | None
    codings: tuple[Coding, ...]
    studies: tuple[StudyRow, ...]
    hashes: Mapping[str, str]
    appraisal: tuple[AppraisalRow, ...] = ()
    references: tuple[Reference, ...] = ()
    understood: tuple[str, ...] = ()
    cleaning: Cleaning = field(default_factory=Cleaning)
    """What was typed in the codings and how it was counted."""

    def inputs(self, earlier: tuple[Theme, ...] = (), events: tuple[Event, ...] = ()) -> Inputs:
        """The job's inputs, with the themes of an earlier run that lend their ids and what people changed in them."""
        return Inputs(
            self.sources, self.papers, self.codebook, self.codings, self.studies, earlier, events, self.appraisal,
            self.references, self.understood,
        )  # fmt: skip

    def named(self, title: str, notice: str) -> Gathered:
        """The same under another title."""
        return dataclasses.replace(self, title=title, notice=notice)


def load_inputs(
    corpus: str,
    *,
    codebook: Path | None = None,
    codings: Path | None = None,
    further_codings: Sequence[Path] = (),
    studies: Path | None = None,
    appraisal: Path | None = None,
    references: Path | None = None,
    question: str = "",
    prefer: Prefer = "xml",
    as_typed: Sequence[str] = (),
) -> Gathered:
    """Read everything a run needs but the papers themselves, which are read by the job.

    `further_codings` are files, by other coders or by machines.
    Raises `CorpusError` or `FormatError`, each naming the file and what to do.
    """
    files: dict[str, tuple[bytes, str]] = {}
    sources: tuple[Source, ...] = ()
    papers: tuple[Paper, ...] = ()
    known: tuple[Reference, ...] = ()
    understood: tuple[str, ...] = ()
    there = place(corpus)
    title, notice = there.name, ""
    if corpus == "example":
        packaged = example.files()
        sources = from_bytes({**example.papers(), **example.new_papers()}, prefer)
        files = {
            role: (packaged[f"{role}.csv"], f"{role}.csv") for role in ("codebook", "codings", "studies", "appraisal")
        }
        question = question or example.question()
        title, notice = EXAMPLE, INVENTED
    elif there.suffix.lower() == ".csv" and there.is_file():
        papers = read_passages_file(there.read_bytes(), there.name)
    else:
        sources = find_sources(there, prefer)
        if there.is_dir():
            known, understood, beside = find_references(there)
            files |= {f"references {k}": (data, "") for k, data in enumerate(beside)}
    for role, path in (
        ("codebook", codebook),
        ("codings", codings),
        ("studies", studies),
        ("appraisal", appraisal),
        ("references", references),
    ):
        if path is not None:
            files[role] = (path.read_bytes(), path.name)
    files |= {f"codings {k}": (path.read_bytes(), str(path)) for k, path in enumerate(further_codings, 2)}
    if "references" in files:
        given = read_references(*files["references"])
        known = (*given, *known)
        understood = (*understood, f"{files['references'][1]}: {len(given)} references.")
    for role in ("codebook", "codings", "studies", "appraisal"):
        if role in files and corpus != "example":
            understood = (*understood, *describe(role, *files[role]))
    book = read_codebook(*files["codebook"]) if "codebook" in files else None
    coded = [file for role, file in files.items() if role.partition(" ")[0] == "codings"]
    typed, how = read_coded_together(coded) if len(coded) > 1 else (read_coded(*coded[0]) if coded else (), ())
    understood = (*understood, *how)
    said, cleaning = clean(typed, book, cast(Sequence[AsTyped], as_typed))
    understood = (*understood, *cleaning.lines())
    used = Codebook(tuple(Code(c, c) for c in sorted({c.code for c in said if c.code})))
    return Gathered(
        title=title,
        question=question,
        notice=notice,
        sources=sources,
        papers=papers,
        codebook=book if book is not None else used if said else None,
        codings=said,
        studies=read_studies(*files["studies"]) if "studies" in files else _studies_of_grid(files.get("codings")),
        appraisal=read_appraisal(*files["appraisal"]) if "appraisal" in files else (),
        references=known,
        understood=understood,
        cleaning=cleaning,
        hashes={role: hashlib.sha256(data).hexdigest() for role, (data, _) in files.items()}
        | ({"as_typed": ", ".join(sorted(set(as_typed)))} if as_typed else {}),
    )


def _studies_of_grid(codings: tuple[bytes, str] | None) -> tuple[StudyRow, ...]:
    """The studies that a grid given as codings lists with their papers; none where it is no grid."""
    return grid_studies(read_grid(*codings)) if codings is not None and is_grid(*codings) else ()
