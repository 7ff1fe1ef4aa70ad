"""What all tests share: a profile for properties, and builders of small documents and papers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from hypothesis import settings

from thirdorder.nlp.document import (
    Block,
    BlockKind,
    Construct,
    Document,
    Mark,
    Metadata,
    Paper,
    Passage,
    Span,
    Voice,
    digest,
    span_id,
)

# A property either holds or it does not; how long an example takes on a busy machine is no part of it.
settings.register_profile("thirdorder", deadline=None)
settings.load_profile("thirdorder")

KINDS = {"p": "paragraph", "q": "quote", "t": "table", "l": "list", "c": "caption", "n": "note"}


def marked(*parts: tuple[str, str], marks: Sequence[Mark] = ()) -> Document:
    """A document of marked blocks: "h1", "h2", … are headings by level, others the first letter of their kind."""
    blocks, at = [], 0
    for mark, text in parts:
        heading = mark[0] == "h"
        kind = cast(BlockKind, "heading" if heading else KINDS[mark])
        level, anchor = int(mark[1:]) if heading else None, 0 if mark == "t" else None
        blocks.append(Block(kind, at, at + len(text), level=level, anchor=anchor))
        at += len(text) + 2
    text = "\n\n".join(words for _, words in parts)
    return Document(digest(text.encode()), "made.txt", "text", text, tuple(blocks), 0, marks=tuple(marks))


def findings(
    name: str, texts: Sequence[str], *, about: Metadata | None = None, voices: Sequence[Sequence[Voice]] = ()
) -> Paper:
    """A paper of findings passages, one a text, without sections or constructs; `voices` are those of each passage.

    Passages begin one character behind the end of the one before.
    """
    key, passages, at = digest(name.encode()), [], 0
    for i, text in enumerate(texts):
        own = tuple(voices[i]) if voices else ()
        end = at + len(text)
        passages.append(Passage(span_id(key[:16], "p", at, end), "s", "findings", "paragraph", at, end, voices=own))
        at = end + 1
    document = Document(
        key, f"{name}.txt", "text", "".join(f"{t}\n" for t in texts), (), 1, about or Metadata()
    )  # fmt: skip
    return Paper(document, (), tuple(passages), (), findings_status="found")


def construct(label: str, passages: Sequence[Passage], *claims: Span) -> Construct:
    """A construct over some passages of one paper, stated by its claims."""
    paper = passages[0].id.partition(":")[0]
    key = span_id(paper, "c", passages[0].start, passages[-1].end)
    return Construct(key, None, label, "topic", 0.9, (), claims, tuple(p.id for p in passages))
