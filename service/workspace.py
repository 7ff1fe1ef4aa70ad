"""The files of the service: uploaded papers, and the codebook, codings and studies they are read beside."""

from __future__ import annotations

import json
import re
from pathlib import Path, PurePosixPath

from thirdorder.corpora import example
from thirdorder.nlp.document import digest
from thirdorder.service.corpus import SUFFIXES, find_sources
from thirdorder.service.errors import CorpusError
from thirdorder.service.inputs import EXAMPLE, INVENTED, Gathered, load_inputs
from thirdorder.service.settings import Settings
from thirdorder.service.store import PaperRow, Store

ROLES = ("codebook", "codings", "studies")


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
        if len(data) > self.settings.largest_upload:
            raise UploadError(
                f"{bare} has more than {self.settings.largest_upload // 2**20} MB: upload a smaller file."
            )
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
        for role in ROLES:
            (self.settings.inputs / f"{role}.csv").write_bytes(example.files()[f"{role}.csv"])
        about = {"title": EXAMPLE, "question": example.question(), "notice": INVENTED}
        (self.settings.inputs / "about.json").write_text(json.dumps(about), encoding="utf-8")

    def gather(self) -> Gathered:
        """Everything a job takes."""
        about = self.about()
        given = {role: path for role in ROLES if (path := self.settings.inputs / f"{role}.csv").is_file()}
        found = load_inputs(
            str(self.settings.uploads),
            codebook=given.get("codebook"),
            codings=given.get("codings"),
            studies=given.get("studies"),
            question=about["question"],
        )
        return found.named(about["title"], about["notice"])

    def about(self) -> dict[str, str]:
        """The review's title, question and notice."""
        path = self.settings.inputs / "about.json"
        given = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        return {"title": "My review", "question": "", "notice": "", **given}

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


def _bare(name: str) -> str:
    """An upload's name without folders and without what file systems dislike."""
    last = PurePosixPath(name.replace("\\", "/")).name
    return re.sub(r"[^\w.() -]+", "_", last).strip(". ") or "paper.pdf"
