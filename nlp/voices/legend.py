"""What a paper's codes for speakers stand for: "P = peer worker; C = client", "midwives (MW)", a table of people."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from thirdorder.nlp.document import FINDINGS_ROLES, FLOAT_KINDS, Document, Group, Passage
from thirdorder.nlp.language.people import people_in

_CODE = re.compile(r"(?<![A-Za-z])([A-Z]{1,6})[-_ ]?#?\d{1,4}\w{0,2}\b")
_BARE = re.compile(r"[A-Z]{1,6}")
_LETTERS_BETWEEN = 40
_NEAR = 25


def codes_of(speaker: str) -> tuple[str, ...]:
    """The keys under which a legend may explain a speaker: its first part as printed, and the letters of its code."""
    code = _CODE.search(speaker)
    first = re.split(r"[,;:(/\\–—]", speaker)[0].strip()
    letters = code[1] if code else first if _BARE.fullmatch(first) else ""
    whole = code[0] if code else first
    return tuple(dict.fromkeys(k for k in (whole, letters) if k))


def read_legend(document: Document, passages: Sequence[Passage], language: str) -> Mapping[str, Group]:
    """The group that each code of the paper's speakers stands for, where the paper says so and says one thing only."""
    speakers = {v.speaker for p in passages for v in p.voices if v.voice == "participant" and v.speaker}
    keys = {key for speaker in speakers for key in codes_of(speaker)}
    said: dict[str, list[Group]] = {}
    letters = sorted(k for k in keys if _BARE.fullmatch(k))
    for passage in passages:
        if passage.kind in FLOAT_KINDS or passage.role not in (*FINDINGS_ROLES, "references"):
            for key in letters:
                for group in _explained(document.quote(passage), key, language):
                    moved = replace(group, start=group.start + passage.start, end=group.end + passage.start)
                    said.setdefault(key, []).append(moved)
        if passage.kind == "table":
            for key, group in _rows(document, passage, keys, language):
                said.setdefault(key, []).append(group)
    return {key: groups[0] for key, groups in said.items() if len({g.name for g in groups}) == 1}


def _explained(text: str, code: str, language: str) -> Iterable[Group]:
    """Every place in which a text says what the letters of a code stand for."""
    mark = "[“\"'‘’”]?"
    equals = re.compile(
        rf"(?<![\w’'-]){mark}{code}{mark}\s*(?:=|:|,? stands? for|,? refers? to|,? denotes?|,? indicates?|"
        r",? represents?|for)\s*"
    )
    for found in equals.finditer(text):
        after = text[found.end() : found.end() + _LETTERS_BETWEEN]
        after = re.split(r"[;.,)\n=]", after)[0]
        first = next(iter(people_in(after, language)), None)
        if first is not None and first.group and len(after[: first.start].split()) <= 2:
            yield Group(first.group, "legend", found.end() + first.start, found.end() + first.end)
    brackets = re.compile(
        rf"[(\[](?:[^()\[\]]{{0,30}}[\s,;]|(?:coded|code|codes|identified|labell?ed)(?: as)? )?{mark}{code}"
        rf"(?:s|\d{{1,3}}\s*(?:[-–—]|to)\s*(?:{code})?\d{{1,3}})?{mark}(?:[,;][^()\[\]]{{0,40}})?[)\]]"
    )
    for found in brackets.finditer(text):
        before = text[max(0, found.start() - 60) : found.start()]
        last = next(reversed(people_in(before, language)), None)
        if (
            last is not None
            and last.group
            and len(before) - last.end <= _NEAR
            and not re.search(r"[.,;:”\"]", before[last.end :])
        ):
            base = found.start() - len(before)
            yield Group(last.group, "legend", base + last.start, base + last.end)


def _rows(document: Document, table: Passage, keys: set[str], language: str) -> Iterable[tuple[str, Group]]:
    """What a table of participants says of those it names in its first cells, one in a row."""
    at = table.start
    for row in document.quote(table).split("\n"):
        cells = row.split("\t")
        key = cells[0].strip()
        if key in keys and len(row) < 300:
            own = [p for p in people_in(row[len(cells[0]) :], language) if p.group]
            named = [p for p in own if not p.general] or own
            if len({p.group for p in named}) == 1:
                base = at + len(cells[0])
                yield key, Group(named[0].group, "legend", base + named[0].start, base + named[0].end)
        at += len(row) + 1
