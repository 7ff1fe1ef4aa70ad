"""One study in several files counts once: files of one paper are read as one, versions of one study are joined."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from thirdorder.corpora.paper_names import match_papers, paper_name
from thirdorder.corpora.same_study import Alike, find_alike
from thirdorder.corpora.studies import StudyRow
from thirdorder.nlp.document import Paper
from thirdorder.nlp.review import Coding, Study
from thirdorder.service.run.sources import Source

Read = Mapping[Source, Paper]


@dataclass(frozen=True)
class Copies:
    """What was found to be one: `same` by the files of each paper, `versions` by the paper that counts first.

    `once` gives the id of the paper as it is read now for each id that its other files would have by themselves.
    """

    same: tuple[tuple[tuple[str, ...], str], ...] = ()
    versions: tuple[Alike, ...] = ()
    once: Mapping[str, str] = field(default_factory=dict)

    def called(self, names: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
        """What each paper may be called by: its files' names, and the ids that they would have by themselves."""
        return {p: (*own, *(old for old, new in self.once.items() if new == p)) for p, own in names.items()}

    def moved(self, codings: Iterable[Coding]) -> tuple[Coding, ...]:
        """Codings of passages of another file of a paper, as codings of the paper: their words say where."""
        return tuple(
            replace(c, unit=new, start=None, end=None) if (new := self.once.get(c.paper)) else c for c in codings
        )

    @property
    def set_aside(self) -> frozenset[str]:
        """Ids of the papers whose study another version speaks for."""
        return frozenset(p for a in self.versions for p in a.papers[1:])

    def notes(self, names: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
        """A sentence for each paper in several files and each study in several versions."""
        for files, why in self.same:
            yield (
                f"{_listed(files)} are one paper ({why}): it counts once. If they are two, give each its study in the "
                "studies file."
            )
        for found in self.versions:
            first, *others = (names[p][0] for p in found.papers)
            yield (
                f"{_listed((first, *others))} are versions of one study ({found.why}): {first} counts, the findings of "
                f"{_listed(others)} are left aside. If they are studies of their own, say so in the studies file."
            )


def one_each(
    read: Read, rows: Sequence[StudyRow], again: Callable[[Sequence[Source]], Read]
) -> tuple[dict[Source, Paper], Copies]:
    """Papers by source, each once, and what was found to be one. `again` reads sources whose files were put together.

    Where people gave two files to two studies, they stay apart, however alike they are.
    """
    source = {paper.id: s for s, paper in read.items()}
    papers = [read[s] for s in sorted(read, key=lambda s: s.name)]
    alike = find_alike(papers, _assigned(papers, rows, source))
    same = [[source[p] for p in a.papers] for a in alike if a.kind == "same"]
    whole = [_together(files, read) for files in same]
    anew = again([w for w, files in zip(whole, same, strict=True) if w.pages != files[0].pages])
    kept = {s: paper for s, paper in read.items() if not any(s in files for files in same)}
    kept |= {w: anew.get(w, read[files[0]]) for w, files in zip(whole, same, strict=True)}
    return dict(sorted(kept.items(), key=lambda item: item[0].name)), Copies(
        tuple((w.names, a.why) for w, a in zip(whole, (a for a in alike if a.kind == "same"), strict=True)),
        tuple(a for a in alike if a.kind == "versions"),
        {read[s].id: read[files[0]].id for files in same for s in files[1:]},
    )


def with_versions(studies: Sequence[Study], versions: Sequence[Alike]) -> tuple[Study, ...]:
    """The studies, each with all versions of its papers; versions of which people named none make a study."""
    complete = list(studies)
    for found in versions:
        home = next((k for k, s in enumerate(complete) if set(s.papers) & set(found.papers)), None)
        if home is None:
            complete.append(Study(found.papers[0], found.papers))
        else:
            papers = dict.fromkeys((*complete[home].papers, *found.papers))
            complete[home] = replace(complete[home], papers=tuple(papers))
    return tuple(complete)


def _together(files: Sequence[Source], read: Read) -> Source:
    """Several files as one source: the structure of the first, the pages of a PDF where it has none of its own."""
    first, *others = files
    names = tuple(n for s in files for n in s.names)
    pages = first.pages
    if pages is None and read[first].document.format == "jats":
        pdfs = (s.pages or s.file for s in others if read[s].document.words is not None)
        pages = next(pdfs, None)
    return Source(names, first.file, pages)


def _assigned(papers: Sequence[Paper], rows: Sequence[StudyRow], source: Mapping[str, Source]) -> dict[str, str]:
    """The study that people gave each file's paper to, where they name one; what fits two files gives neither."""
    known = [paper_name(p, source[p.id].names) for p in papers]
    found = match_papers((r.paper for r in rows if r.paper), known).found
    return {found[r.paper]: r.study for r in rows if r.paper in found}


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
