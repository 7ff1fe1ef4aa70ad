"""Whose words: voices and speakers as read, against spans marked by hand.

    python -m thirdorder.evaluation.benchmarks.voices FOLDER [--half development|held-out] [--wrong]

`data/voices.csv` holds spans of the papers' XML as read (offsets into its text, with the start of the span's sha256,
so that marks whose text has moved are told and not scored), whose words each is, and where its speaker's tag stands.
`none` marks words in quotation marks that no participant said: terms, titles, cited words.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from thirdorder.evaluation.benchmarks.renamed import Half, half_of
from thirdorder.evaluation.sequences import tokens
from thirdorder.nlp.document import Paper, Span, Voice
from thirdorder.nlp.pipeline import parse

VOICES = ("participant", "author_reporting", "author_interpreting", "literature", "field_note", "none")


@dataclass(frozen=True, slots=True)
class Marked:
    """A span whose voice was marked by hand; `tag` is where its speaker is printed, if anywhere."""

    paper: str
    span: Span
    check: str
    voice: str
    tag: Span | None


@dataclass(frozen=True, slots=True)
class Judged:
    """A marked span with the voice and speaker that were read; `named` is the speaker as printed."""

    marked: Marked
    voice: str
    speaker: str
    named: str


def marks() -> list[Marked]:
    """Every span marked by hand, in order of papers and places."""
    rows = resources.files(__package__).joinpath("data/voices.csv").read_text(encoding="utf-8").splitlines()
    return [
        Marked(
            row["paper"],
            Span(int(row["start"]), int(row["end"])),
            row["sha256"],
            row["voice"],
            Span(int(row["tag_start"]), int(row["tag_end"])) if row["tag_start"] else None,
        )
        for row in csv.DictReader(rows)
    ]


def judge(folder: Path, wanted: Sequence[Marked]) -> Iterator[Judged]:
    """Read each paper once and look up every marked span in it. A mark whose text has moved raises ValueError."""
    papers: dict[str, Paper] = {}
    for mark in wanted:
        if mark.paper not in papers:
            papers[mark.paper] = parse((folder / mark.paper / "paper.xml").read_bytes(), "paper.xml")
        paper = papers[mark.paper]
        if hashlib.sha256(paper.quote(mark.span).encode()).hexdigest()[:8] != mark.check:
            raise ValueError(f"{mark.paper}: the text at {mark.span.start} is no longer the one that was marked")
        voice = _voice(paper, mark.span)
        named = paper.quote(mark.tag) if mark.tag else ""
        yield Judged(mark, voice.voice if voice else "", voice.speaker if voice else "", named)


def _voice(paper: Paper, span: Span) -> Voice | None:
    """The voice that most of a span is read as."""
    covering = [v for p in paper.passages if p.start < span.end and span.start < p.end for v in p.voices]
    return max(covering, key=lambda v: min(v.end, span.end) - max(v.start, span.start), default=None)


def table(judged: Sequence[Judged]) -> str:
    """Precision and recall by voice, and how many printed speakers were read as printed."""
    read: Counter[str] = Counter()
    there: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for item in judged:
        there[item.marked.voice] += 1
        read[item.voice] += item.marked.voice != "none" or item.voice == "participant"
        right[item.marked.voice] += _is_right(item)
    lines = []
    for voice in VOICES:
        if not there[voice]:
            continue
        precision = f"{right[voice] / read[voice]:.3f} ({right[voice]}/{read[voice]})" if read[voice] else "-"
        lines.append(
            f"  {voice:20} precision {precision if voice != 'none' else '-':16} "
            f"recall {right[voice] / there[voice]:.3f} ({right[voice]}/{there[voice]})"
        )
    tagged = [j for j in judged if j.named]
    named = sum(tokens(j.speaker) == tokens(j.named) for j in tagged)
    lines.append(f"  speakers as printed  {named / max(1, len(tagged)):.3f} ({named}/{len(tagged)})")
    lines.append(f"  all voices           {sum(map(_is_right, judged)) / max(1, len(judged)):.3f} of {len(judged)}")
    return "\n".join(lines)


def _is_right(item: Judged) -> bool:
    return item.voice != "participant" if item.marked.voice == "none" else item.voice == item.marked.voice


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--half", choices=("development", "held-out"))
    parser.add_argument("--wrong", action="store_true", help="list the spans that were read wrongly, by place")
    given = parser.parse_args()
    halves: list[Half] = [given.half] if given.half else ["development", "held-out"]
    for half in halves:
        judged = list(judge(given.folder, [m for m in marks() if half_of(m.paper) == half]))
        print(f"{half}: {len({j.marked.paper for j in judged})} papers\n{table(judged)}")
        for item in judged if given.wrong else ():
            if not _is_right(item) or tokens(item.speaker) != tokens(item.named or item.speaker):
                place = f"{item.marked.paper} {item.marked.span.start}-{item.marked.span.end}"
                print(f"    {place}: {item.marked.voice} read as {item.voice}; {item.named!r} as {item.speaker!r}")


if __name__ == "__main__":
    main()
