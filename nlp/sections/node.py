"""A section while the tree is built: what its stages write into until the sections are frozen."""

from __future__ import annotations

from dataclasses import dataclass, field

from thirdorder.nlp.document import Role
from thirdorder.nlp.sections.outline import Heading


@dataclass(slots=True)
class Node:
    """A section while the tree is built."""

    start: int
    level: int
    heading: Heading | None
    role: Role | None = None
    evidence: str = ""
    confidence: float = 1.0
    parent: Node | None = None
    children: list[Node] = field(default_factory=list)
    end: int = 0

    @property
    def title(self) -> str:
        return self.heading.title if self.heading is not None else ""
