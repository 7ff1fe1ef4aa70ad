"""What a bibliography adds to papers: the fields that their pages do not say, and what could not be matched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from thirdorder.corpora.errors import FormatError
from thirdorder.corpora.paper_names import paper_name
from thirdorder.corpora.references import filled, is_csl, match_references, read_references
from thirdorder.corpora.ris import Reference
from thirdorder.nlp.document import Paper
from thirdorder.service.run.sources import Source

SUFFIXES = (".ris", ".bib", ".json")
"""Files that are read as references where they lie beside the papers; a JSON where it is CSL."""
_NAMED = 5


def find_references(folder: Path) -> tuple[tuple[Reference, ...], tuple[str, ...], tuple[bytes, ...]]:
    """The references of every such file in a folder, a word on each file, and their bytes."""
    paths = sorted(p for p in folder.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file() and _told(p))
    found: list[Reference] = []
    notes: list[str] = []
    data = [p.read_bytes() for p in paths]
    for path, content in zip(paths, data, strict=True):
        try:
            read = read_references(content, path.name)
        except FormatError as error:
            notes.append(f"{error} It was passed over.")
            continue
        found += read
        notes.append(f"{path.name}: {len(read)} references, read to fill in what the papers do not say.")
    return tuple(found), tuple(notes), tuple(data)


def _told(path: Path) -> bool:
    if path.suffix.lower() != ".json":
        return True
    with path.open("rb") as file:
        return is_csl(file.read(20_000))


def with_references(
    read: dict[Source, Paper], references: Sequence[Reference]
) -> tuple[dict[Source, Paper], tuple[str, ...]]:
    """Papers with what references say of them, and sentences on what was filled, contradicted or matched nothing."""
    if not references:
        return read, ()
    names = [paper_name(paper, source.names) for source, paper in read.items()]
    matched: dict[str, Reference] = {}
    for reference, key in match_references(references, names, {p.id: p.metadata.title for p in read.values()}):
        if key:
            matched.setdefault(key, reference)
    counts: Counter[str] = Counter()
    notes: list[str] = []
    complete: dict[Source, Paper] = {}
    for source, paper in read.items():
        complete[source] = paper
        if (own := matched.get(paper.id)) is not None:
            complete[source], empty, unlike = filled(paper, own)
            counts.update(empty)
            notes += [
                f"{source.name}: its pages give the {field} {getattr(paper.metadata, field)}, the references "
                f"{getattr(own, field)}; the pages count."
                for field in unlike
            ]
    used = list(matched.values())
    left = [r for r in references if r not in used]
    said = ", ".join(f"{field} of {n}" for field, n in counts.items()) or "nothing"
    notes.insert(0, f"References: {len(matched)} of {len(read)} papers matched; filled in: {said}.")
    if left:
        listed = "; ".join((r.title or r.id)[:80] for r in left[:_NAMED])
        more = f" and {len(left) - _NAMED} more" if len(left) > _NAMED else ""
        notes.append(f"References without a paper here: {listed}{more}.")
    return complete, tuple(notes)
