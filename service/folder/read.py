"""A finished run as values again, for all that works on one afterwards: changes, exports, pages, learning anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from thirdorder.corpora.papers import paper_from_dict
from thirdorder.nlp.changes import Event, Replayed, replay
from thirdorder.nlp.document import Paper, Passage
from thirdorder.nlp.review import Study, Theme
from thirdorder.nlp.vectors import Vectors
from thirdorder.service.folder.events import about_themes, read_events
from thirdorder.service.folder.write import load, load_lines, theme_from_dict


@dataclass(frozen=True, eq=False)
class Finished:
    """A run folder's content; what people changed since is read anew each time, since it grows."""

    folder: Path
    head: Mapping[str, Any]

    @cached_property
    def papers(self) -> Mapping[str, Paper]:
        """By id."""
        return {p["id"]: paper_from_dict(p) for p in load_lines(self.folder, "papers.jsonl")}

    @cached_property
    def passages(self) -> Mapping[str, tuple[Paper, Passage]]:
        """The findings passages, each with its paper, by id."""
        return {passage.id: (paper, passage) for paper in self.papers.values() for passage in paper.findings}

    @cached_property
    def vectors(self) -> Mapping[str, Vectors]:
        """The vector of each findings passage, by id."""
        rows = [passage for key in self.papers for passage in self.papers[key].findings]
        return dict(zip((p.id for p in rows), np.load(self.folder / "vectors.npy"), strict=True))

    @cached_property
    def studies(self) -> tuple[Study, ...]:
        return tuple(
            Study(s["id"], tuple(s["papers"]), review=s["review"], contexts=s["contexts"]) for s in self.head["studies"]
        )

    @cached_property
    def study_of(self) -> Mapping[str, str]:
        """The study of each paper, by ids."""
        return {paper: s.id for s in self.studies for paper in s.papers}

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """How each paper is cited, by id."""
        return {p["id"]: p["title"] for p in self.head["papers"]}

    @cached_property
    def themes(self) -> tuple[Theme, ...]:
        """The machine's candidate themes."""
        return tuple(theme_from_dict(t) for t in load(self.folder, "themes.json")["themes"])

    @cached_property
    def synthesis(self) -> Mapping[str, Any]:
        """synthesis.json as the run wrote it."""
        found: Mapping[str, Any] = load(self.folder, "synthesis.json")
        return found

    def events(self) -> tuple[Event, ...]:
        """What people changed so far, in order."""
        return about_themes(read_events(self.folder))

    def people(self, *further: Event) -> Replayed:
        """The themes as people see them now, and with `further` events."""
        events = (*self.events(), *further)
        return replay(self.themes, events, self.studies, (passage for _, passage in self.passages.values()))


def finished(folder: Path) -> Finished:
    """The run in a folder, kept while it is the same run. Raises `RunFolderError` where there is none."""
    path = folder / "run.json"
    return _kept(folder, path.stat().st_mtime_ns if path.is_file() else 0)


@lru_cache(maxsize=2)
def _kept(folder: Path, changed: int) -> Finished:  # noqa: ARG001 - `changed` is part of the key
    return Finished(folder, load(folder, "run.json"))
