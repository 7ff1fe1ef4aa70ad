"""Whose words and whose experience: voices, speakers and groups as read, against spans marked by hand.

    python -m thirdorder.evaluation.benchmarks.voices FOLDER [--part development|held-out|fresh] [--wrong]

`data/voices.csv` holds spans of the papers' XML as read (offsets into its text, with the start of the span's sha256,
so that marks whose text has moved are told and not scored), whose words each is, and where its speaker's tag stands.
`none` marks words in quotation marks that no participant said: terms, titles, cited words. `group` names the people
whose experience it is ("|" between names that are equally right), `none` where the paper does not say and any group
is wrong; where it is empty the group was not marked. The parts are by paper: `development`, `held-out` (measured for
voices before; for groups once) and `fresh`, marked after the rules had been written.
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

from thirdorder.evaluation.sequences import tokens
from thirdorder.nlp.document import Paper, Span, Voice, touch
from thirdorder.nlp.pipeline import parse

PARTS = ("development", "held-out", "fresh")
VOICES = ("participant", "author_reporting", "author_interpreting", "literature", "field_note", "none")


@dataclass(frozen=True, slots=True)
class Marked:
    """A span whose voice was marked by hand; `tag` is where its speaker is printed, if anywhere."""

    paper: str
    span: Span
    check: str
    voice: str
    tag: Span | None
    part: str
    groups: frozenset[str]


@dataclass(frozen=True, slots=True)
class Judged:
    """A marked span with the voice, speaker and group that were read; `named` is the speaker as printed."""

    marked: Marked
    voice: str
    speaker: str
    named: str
    group: str
    told_by: str


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
            row["part"],
            frozenset(name for name in row["group"].split("|") if name),
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
        if voice is None:
            yield Judged(mark, "", "", named, "", "")
            continue
        group = voice.group
        yield Judged(
            mark, voice.voice, voice.speaker, named, group.name if group else "", group.told_by if group else ""
        )


def _voice(paper: Paper, span: Span) -> Voice | None:
    """The voice that most of a span is read as."""
    covering = [v for p in paper.passages if touch(p, span) for v in p.voices]
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
    return "\n".join((*lines, *_groups([j for j in judged if j.marked.groups])))


def _groups(marked: Sequence[Judged]) -> Iterator[str]:
    """Precision and recall of the group, by where it was read and altogether."""
    there = [j for j in marked if j.marked.groups != {"none"}]
    for told_by in (*dict.fromkeys(sorted(j.told_by for j in marked if j.group)), ""):
        given = [j for j in marked if j.group and (not told_by or j.told_by == told_by)]
        right = sum(j.group in j.marked.groups for j in given)
        recall = f" recall {right / max(1, len(there)):.3f} ({right}/{len(there)})" if not told_by else ""
        name = f"group by {told_by}" if told_by else "group"
        yield f"  {name:20} precision {right / max(1, len(given)):.3f} ({right}/{len(given)}){recall}"


def _is_right(item: Judged) -> bool:
    return item.voice != "participant" if item.marked.voice == "none" else item.voice == item.marked.voice


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--part", choices=PARTS)
    parser.add_argument("--wrong", action="store_true", help="list the spans that were read wrongly, by place")
    given = parser.parse_args()
    for part in [given.part] if given.part else PARTS:
        judged = list(judge(given.folder, [m for m in marks() if m.part == part]))
        print(f"{part}: {len({j.marked.paper for j in judged})} papers\n{table(judged)}")
        for item in judged if given.wrong else ():
            place = f"{item.marked.paper} {item.marked.span.start}-{item.marked.span.end}"
            if not _is_right(item) or tokens(item.speaker) != tokens(item.named or item.speaker):
                print(f"    {place}: {item.marked.voice} read as {item.voice}; {item.named!r} as {item.speaker!r}")
            if item.marked.groups and (item.group or "none") not in item.marked.groups:
                print(f"    {place}: group {sorted(item.marked.groups)} read as {item.group!r} ({item.told_by})")


if __name__ == "__main__":
    main()
