"""What a run would take, before anything is read: papers, files put together, what is refused by its name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from thirdorder.service.run.cache import Cache
from thirdorder.service.run.reading import key
from thirdorder.service.run.sources import Source


@dataclass(frozen=True)
class Plan:
    """The sources of a run: to read, known from before, and those that cannot be read."""

    to_read: tuple[Source, ...]
    known: tuple[Source, ...]
    refused: tuple[Source, ...]

    @property
    def summary(self) -> str:
        """A sentence on how much there is."""
        papers = len(self.to_read) + len(self.known)
        size = sum(file.size for source in self.to_read for file in source.files) / 1e6
        return f"{papers} papers: {len(self.known)} known from before, {len(self.to_read)} to read ({size:.1f} MB)."

    def lines(self) -> Iterator[str]:
        """A line for each source, and what cannot be known before reading."""
        for what, sources in (("read", self.to_read), ("known", self.known)):
            for source in sources:
                yield f"{what}: {_files(source)}"
        for source in self.refused:
            yield f"refused: {source.problem}"
        yield f"{self.summary} Nothing was read or written."
        yield "Damaged files, and files of one study under unlike names, show only in reading."

    def to_dict(self) -> dict[str, Any]:
        """The same as plain values."""
        return {
            "read": [list(_names(s)) for s in self.to_read],
            "known": [list(_names(s)) for s in self.known],
            "refused": [{"name": s.name, "reason": s.problem} for s in self.refused],
            "bytes": sum(file.size for source in self.to_read for file in source.files),
        }


def planned(sources: Sequence[Source], cache: Cache, password: str | None = None) -> Plan:
    """What a run over these sources would do, without reading one."""
    sound = [s for s in sources if not s.problem]
    known = [s for s in sound if cache.holds_paper(key((s, password)))]
    held = set(known)
    return Plan(
        tuple(s for s in sound if s not in held), tuple(known), tuple(s for s in sources if s.problem)
    )  # fmt: skip


def _names(source: Source) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*source.names, *(file.name for file in source.files))))


def _files(source: Source) -> str:
    first, *others = _names(source)
    return f"{first} (joined with {', '.join(others)}: one paper)" if others else first
