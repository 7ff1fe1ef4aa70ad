"""The files of the service: uploaded papers, and the codebook, codings and studies they are read beside."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path, PurePosixPath
from typing import cast

from pydantic import BaseModel

from thirdorder.corpora import example
from thirdorder.corpora.appraisal import read_appraisal
from thirdorder.corpora.codebooks import read_codebook, write_codebook
from thirdorder.corpora.errors import FormatError
from thirdorder.corpora.grid import read_coded
from thirdorder.corpora.studies import read_studies
from thirdorder.nlp.document import digest
from thirdorder.nlp.pipeline import Run
from thirdorder.nlp.review import Code, Codebook, Coding
from thirdorder.nlp.synthesis.order import Order
from thirdorder.service.errors import CorpusError
from thirdorder.service.folder.files import Folder
from thirdorder.service.run.inputs import EXAMPLE, INVENTED, Gathered, load_inputs
from thirdorder.service.run.sources import SUFFIXES, find_sources
from thirdorder.service.web.rows import PaperRow
from thirdorder.service.web.settings import Settings
from thirdorder.service.web.store import Store

READERS: dict[str, Callable[[bytes, str], Sequence[object] | Codebook]] = {
    "codebook": read_codebook,
    "codings": read_coded,
    "studies": read_studies,
    "appraisal": read_appraisal,
}
"""The files beside the papers that a review may rest on, and what reads them."""


class About(BaseModel):
    """What a review is about and how its papers are translated into each other."""

    title: str = "My review"
    question: str = ""
    whose: str = ""
    notice: str = ""
    order: Order = "year"
    index: str = ""
    sampled: bool = False


class UploadError(CorpusError):
    """An upload cannot be taken; the message names the file and says what to do."""


class Workspace:
    """One review: its papers and inputs as files under the service's data folder."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        settings.uploads.mkdir(parents=True, exist_ok=True)
        settings.inputs.mkdir(parents=True, exist_ok=True)

    def add(self, store: Store, name: str, data: bytes) -> PaperRow:
        """Keep an uploaded paper and note it. Raises `UploadError` for a type that is not read or a file too large."""
        bare = _bare(name)
        if PurePosixPath(bare).suffix.lower() not in SUFFIXES:
            raise UploadError(f"{bare} is not a paper that can be read: upload {', '.join(SUFFIXES)} files.")
        self._check_size(bare, data)
        sha256 = digest(data)
        known = store.paper(sha256[:16])
        if known is None:
            bare = self._free(bare)
            (self.settings.uploads / bare).write_bytes(data)
        return store.add_paper(sha256[:16], known.name if known is not None else bare, sha256)

    def path(self, row: PaperRow) -> Path:
        """Where an uploaded paper lies."""
        return self.settings.uploads / row.name

    def load_example(self, store: Store) -> None:
        """Begin with the packaged, invented review; papers that are there already stay."""
        for name, data in sorted({**example.papers(), **example.new_papers()}.items()):
            self.add(store, name, data)
        for role in READERS:
            (self.settings.inputs / f"{role}.csv").write_bytes(example.files()[f"{role}.csv"])
        self.describe(About(title=EXAMPLE, question=example.question(), notice=INVENTED))

    def gather(self) -> Gathered:
        """Everything a job takes."""
        about = self.about()
        given = {role: path for role in READERS if (path := self._file(role)).is_file()}
        found = load_inputs(
            str(self.settings.uploads),
            codebook=given.get("codebook"),
            codings=given.get("codings"),
            studies=given.get("studies"),
            appraisal=given.get("appraisal"),
            question=about.question,
        )
        return found.named(about.title, about.notice)

    def run_settings(self, gathered: Gathered) -> Run:
        """The settings of a run over what was gathered."""
        about = self.about()
        return Run(
            question=gathered.question, whose=about.whose, order=about.order, index=about.index, sampled=about.sampled
        )

    def about(self) -> About:
        """What the review is about."""
        path = self.settings.inputs / "about.json"
        return About.model_validate_json(path.read_bytes()) if path.is_file() else About()

    def describe(self, about: About) -> None:
        """Keep what the review is about; the notice of the packaged example stays with it."""
        kept = about.model_copy(update={"notice": about.notice or self.about().notice})
        (self.settings.inputs / "about.json").write_text(kept.model_dump_json(indent=1), encoding="utf-8")

    def given(self) -> dict[str, str]:
        """The files beside the papers by role, each with what was understood of it; empty where there is none."""
        return {
            role: _understood(role, read(self._file(role).read_bytes(), f"{role}.csv"))
            if self._file(role).is_file()
            else ""
            for role, read in READERS.items()
        }

    def give(self, role: str, name: str, data: bytes) -> None:
        """Take a codebook, codings, studies or appraisal. Raises `UploadError` for one that cannot be read."""
        if role not in READERS:
            raise UploadError(f"A review has no {role}: give one of {', '.join(READERS)}.")
        self._check_size(_bare(name), data)
        try:
            READERS[role](data, _bare(name))
        except FormatError as error:
            raise UploadError(str(error)) from error
        self._file(role).write_bytes(data)

    def remove(self, role: str) -> None:
        """Do without a file."""
        if role in READERS:
            self._file(role).unlink(missing_ok=True)

    def take_themes(self, run: Folder) -> None:
        """Make the codebook of the themes that people accepted, their claims as examples."""
        people = run.people()
        chosen = [t for t in people.themes if t.id in people.accepted]
        if not chosen:
            raise UploadError("No theme is accepted yet: accept those that should become codes, on the page Themes.")
        codes = [
            Code(t.id, t.label, "", None, tuple(dict.fromkeys(_words(run, c) for c in t.claims[:5]))) for t in chosen
        ]
        self._file("codebook").write_bytes(write_codebook(Codebook(tuple(codes))))

    def _check_size(self, name: str, data: bytes) -> None:
        most = self.settings.largest_upload
        if len(data) > most:
            raise UploadError(f"{name} has more than {most // 2**20} MB: upload a smaller file.")

    def _file(self, role: str) -> Path:
        return self.settings.inputs / f"{role}.csv"

    def has_papers(self) -> bool:
        """Whether there is anything to read."""
        try:
            return bool(find_sources(self.settings.uploads))
        except CorpusError:
            return False

    def _free(self, name: str) -> str:
        path = PurePosixPath(name)
        taken = {p.stem for p in self.settings.uploads.iterdir()}
        stem, n = path.stem, 2
        while stem in taken:
            stem, n = f"{path.stem}-{n}", n + 1
        return stem + path.suffix


def _understood(role: str, value: Sequence[object] | Codebook) -> str:
    """What a file holds, in a few words."""
    if isinstance(value, Codebook):
        return f"{len(value.codes)} codes"
    if role == "codings":
        codings = cast(Sequence[Coding], value)
        coders = dict.fromkeys(c.coder for c in codings)
        return f"{len(codings)} codings by {', '.join(coders)}"
    return f"{len(value)} rows"


def _words(run: Folder, claim: tuple[str, int, int]) -> str:
    construct, start, end = claim
    return " ".join(run.papers[construct.partition(":")[0]].document.text[start:end].split())


def _bare(name: str) -> str:
    """An upload's name without folders and without what file systems dislike."""
    last = PurePosixPath(name.replace("\\", "/")).name
    return re.sub(r"[^\w.() -]+", "_", last).strip(". ") or "paper.pdf"
