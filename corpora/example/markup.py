"""The light markup the invented papers are written in, read to blocks with their voices and constructs.

A paper opens with `key: value` lines between two lines of `---`. Then, blocks divided by empty lines:

    # Heading {role}             a heading; more `#` go deeper; `{role}` is inherited downwards, `{quantitative}` is not
    ## Heading {theme}           a heading that names one of the authors' constructs (`{theme quotation_title}`, …)
    == Opening words. {theme}    the next paragraph begins with a run-in heading
    %% label {theme}             from here on a construct that nothing on the page names
    > words || Speaker           a block quotation and the tag printed with it
    - item                       a list
    | cell | cell                a table; `! Table 1. Caption` stands before it, `~ note` after it
    text                         a paragraph; `@ ` before it says that it lists the authors' themes

Inside text: `*italic*`, `^12^` superscript, `^[a footnote]`, `{Speaker|words}` a participant's words inside the
sentence, and `[r]`, `[i]`, `[l]`, `[f]`: from here the authors report, interpret, cite others, or quote field notes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["heading", "paragraph", "quote", "list", "table", "caption", "note"]
VOICES = {"r": "author_reporting", "i": "author_interpreting", "l": "literature", "f": "field_note"}
ROLES = frozenset(
    [
        "abstract",
        "introduction",
        "methods",
        "findings",
        "discussion",
        "findings_discussion",
        "conclusion",
        "references",
        "back",
        "other",
    ]
)
CONSTRUCT_KINDS = frozenset({"interpretive_claim", "topic", "framework_domain", "quotation_title"})

_TOKEN = re.compile(
    r"\[(?P<voice>[rilf])\] ?|\{(?P<speaker>[^|{}]*)\|(?P<words>[^{}]*)\}|\^\[(?P<foot>[^\]]*)\]"
    r"|\^(?P<sup>[^^\[\]]{1,12})\^|\*(?P<italic>[^*]+)\*"
)
_CELLS = re.compile(r"\|(?![^{}]*\})")
_FLAGS = re.compile(r"\s*\{([a-z_ ]+)\}$")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one voice and one style."""

    text: str
    voice: str = ""
    speaker: str = ""
    style: Literal["", "italic", "sup", "foot"] = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A block of a paper. `runs` of a table are empty: its cells stand in `rows`."""

    kind: Kind
    runs: tuple[Run, ...] = ()
    level: int = 0
    role: str = ""
    construct: str | None = None
    lead: str = ""
    tag: str = ""
    statement: bool = False
    quantitative: bool = False
    rows: tuple[tuple[tuple[Run, ...], ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Named:
    """One of the authors' constructs: what it is called, where it is named, and above which it stands."""

    label: str
    kind: str
    source: Literal["heading", "run_in_heading", "segment"]
    parent: str | None = None


@dataclass(frozen=True)
class Source:
    """A paper as written: what its head says, its blocks, and its authors' constructs in order."""

    head: dict[str, str]
    blocks: tuple[Block, ...]
    constructs: tuple[Named, ...] = field(default=())

    @property
    def id(self) -> str:
        return self.head["id"]


def read_source(text: str) -> Source:
    """Read one paper's markup; raises ValueError naming the block that cannot be understood."""
    _, front, body = text.split("---\n", 2)
    head = dict(_smart(line).split(": ", 1) for line in front.strip().splitlines())
    blocks: list[Block] = []
    constructs: list[Named] = []
    above: list[tuple[int, str]] = []
    roles: list[str] = ["other"]
    construct: str | None = None
    lead = ""
    for chunk in re.split(r"\n{2,}", body.strip()):
        flags = _FLAGS.search(chunk)
        words = flags[1].split() if flags else []
        bare = chunk[: flags.start()] if flags else chunk
        if chunk.startswith("#"):
            marks, title = bare.split(" ", 1)
            level = len(marks)
            inherited = roles[min(level, len(roles)) - 1]
            roles = [*roles[:level], next((w for w in words if w in ROLES), inherited)]
            above = [a for a in above if a[0] < level]
            construct = above[-1][1] if above else None
            if "theme" in words:
                constructs.append(_named(title, words, "heading", construct))
                construct = constructs[-1].label
                above.append((level, construct))
            quantitative = "quantitative" in words
            blocks.append(Block("heading", _runs(title, ""), level, roles[-1], construct, quantitative=quantitative))
        elif chunk.startswith(("== ", "%% ")):
            label = bare[3:]
            parent = above[-1][1] if above else None
            if label == "-":
                construct = parent
            elif "theme" in words:
                constructs.append(
                    _named(label.rstrip("."), words, "run_in_heading" if chunk[0] == "=" else "segment", parent)
                )
                construct = constructs[-1].label
            lead = _smart(label) if chunk[0] == "=" else ""
        else:
            blocks.extend(_block(chunk, len(roles) - 1, roles[-1], construct, lead, head.get("quotes", "“”")))
            lead = ""
    return Source(head, tuple(blocks), tuple(constructs))


def plain(runs: tuple[Run, ...]) -> str:
    """The words as printed, footnotes left out (they stand at the foot of the page)."""
    return "".join(r.text for r in runs if r.style != "foot")


def _named(
    title: str, words: list[str], source: Literal["heading", "run_in_heading", "segment"], parent: str | None
) -> Named:
    kind = next((w for w in words if w in CONSTRUCT_KINDS), "topic")
    return Named(re.sub(r"^[\d.]+\s+", "", _smart(title)), kind, source, parent)


def _block(chunk: str, level: int, role: str, construct: str | None, lead: str, marks: str) -> Iterator[Block]:
    text = " ".join(line.strip() for line in chunk.splitlines())
    voice = "author_reporting" if role in ("findings", "findings_discussion") else ""
    if chunk.startswith(">"):
        words, _, tag = text[1:].strip().partition(" || ")
        yield Block("quote", _runs(words, "participant", tag), level, role, construct, tag=tag)
    elif chunk.startswith("~f "):
        yield Block("quote", _runs(text[3:], "field_note"), level, role, construct)
    elif chunk.startswith("|"):
        rows = tuple(
            tuple(_runs(cell.strip(), "", "", marks) for cell in _CELLS.split(line.strip()[1:-1]))
            for line in chunk.splitlines()
        )
        yield Block("table", (), level, role, construct, rows=rows)
    elif chunk.startswith("! "):
        yield Block("caption", _runs(text[2:], ""), level, role, construct)
    elif chunk.startswith("~ "):
        yield Block("note", _runs(text[2:], ""), level, role, construct)
    elif chunk.startswith("- "):
        for line in chunk.splitlines():
            yield Block("list", _runs(line[2:].strip(), voice, "", marks), level, role, construct)
    else:
        statement = text.startswith("@ ")
        runs = _runs(text.removeprefix("@ "), voice, "", marks)
        yield Block("paragraph", runs, level, role, construct, lead=lead, statement=statement)


def _runs(text: str, voice: str, speaker: str = "", marks: str = "“”") -> tuple[Run, ...]:
    text = _smart(text)
    runs: list[Run] = []
    at = 0
    for token in _TOKEN.finditer(text):
        if token.start() > at:
            runs.append(Run(text[at : token.start()], voice, speaker))
        at = token.end()
        if token["voice"]:
            voice = VOICES[token["voice"]]
        elif token["words"] is not None:
            runs.append(Run(marks[0], voice, speaker))
            runs.append(Run(token["words"], "participant", token["speaker"]))
            runs.append(Run(marks[-1], voice, speaker))
        elif token["foot"]:
            runs.append(Run(token["foot"], "literature", style="foot"))
        elif token["sup"]:
            runs.append(Run(token["sup"], voice, speaker, "sup"))
        else:
            runs.append(Run(token["italic"], voice, speaker, "italic"))
    if at < len(text):
        runs.append(Run(text[at:], voice, speaker))
    return tuple(runs)


def _smart(text: str) -> str:
    return text.replace("--", "–").replace("'", "’").replace("...", "…")
