"""The one door through which codings go before anything is counted: what was typed becomes what was meant, and said.

Agreement, evaluation, runs and desk all come through here, so that no two of them count differently.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from difflib import SequenceMatcher
from typing import Any, Literal

from thirdorder.corpora.codings import spellings
from thirdorder.corpora.folding import label_key, near_key, paper_of, plain, unit_key
from thirdorder.nlp.review import AGREED, EMPTY, Codebook, Coding

AsTyped = Literal["coders", "units", "codes", "cells", "missing"]
"""What can be taken as it was typed: names of coders, units or codes, several codes in a cell, words for nothing."""

NOTHING = frozenset({"none", "no code", "no codes", "nothing", "nothing coded", "not coded", "uncoded", "nil", "-",
                     "n/a", "na", "nan", "null", "#n/a", "(none)", "(blank)", "no theme"})  # fmt: skip
"""Words for "read, coded nothing". R writes an empty cell as NA."""
UNREAD = frozenset({"missing", "not read", "unread", "skipped", "not done", "to do", "todo", "pending"})
"""Words for a unit that the coder has not read."""
ALIKE = 0.88
"""Names of codes above this likeness are shown to people as perhaps one; they stay two."""
MOST_COMPARED = 400
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Folded:
    """Forms of one name that were counted as one: `shown` is kept, `forms` are all with the rows that hold them."""

    what: str
    shown: str
    forms: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Near:
    """Two names that nearly fit and were kept apart, for people to look at."""

    what: str
    first: str
    second: str


@dataclass(frozen=True)
class Cleaning:
    """What the door did: names folded, cells split, words taken for nothing or for unread, rows that say the same.

    `near` was noticed and left alone; `apart` are forms that the codebook itself holds as two codes.
    """

    folded: tuple[Folded, ...] = ()
    split: Mapping[str, int] = field(default_factory=dict)
    nothing: Mapping[str, int] = field(default_factory=dict)
    unread: Mapping[str, int] = field(default_factory=dict)
    repeated: int = 0
    contradicted: int = 0
    near: tuple[Near, ...] = ()
    apart: tuple[tuple[str, ...], ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def clean(self) -> bool:
        """Whether everything was counted as it was typed and nothing was noticed."""
        return not self.lines()

    def lines(self) -> tuple[str, ...]:
        """The report for people, a line a finding."""
        out = [f"{f.what}: {_forms(f.forms)} counted as one, shown as '{f.shown}'." for f in self.folded]
        out += [f"cells: {_forms(self.split)} split at ';' or a line break into its codes."] if self.split else []
        out += [f"{_forms(self.nothing)} taken for: read, coded nothing."] if self.nothing else []
        out += [f"{_forms(self.unread)} taken for: not read; these rows are left out."] if self.unread else []
        out += [f"{self.repeated} rows say what another row says and count once."] if self.repeated else []
        if self.contradicted:
            out.append(f"{self.contradicted} rows say 'coded nothing' where the same coder coded something: left out.")
        out += [f"codes: {' and '.join(map(repr, a))} are two codes of the codebook and stay two." for a in self.apart]
        out += [f"{n.what}: '{n.first}' and '{n.second}' nearly fit; counted as two." for n in self.near]
        return (*out, *self.notes)

    def to_dict(self) -> dict[str, Any]:
        """For JSON, with the lines that people read."""
        return {
            "folded": [{"what": f.what, "shown": f.shown, "forms": dict(f.forms)} for f in self.folded],
            "split": dict(self.split),
            "nothing": dict(self.nothing),
            "unread": dict(self.unread),
            "repeated": self.repeated,
            "contradicted": self.contradicted,
            "near": [asdict(n) for n in self.near],
            "apart": [list(a) for a in self.apart],
            "lines": list(self.lines()),
        }


def clean(
    codings: Sequence[Coding], codebook: Codebook | None = None, as_typed: Collection[AsTyped] = ()
) -> tuple[tuple[Coding, ...], Cleaning]:
    """Codings as they are counted, in their order, and what was done to them; cleaning twice changes nothing.

    Coders, units and codes that differ in capitals, spaces, quotation marks, dashes or Unicode form alone are one, in
    the codebook's spelling or else the most frequent. A cell holding several codes between ";" or line breaks becomes
    several codings, unless the codebook holds it whole; words for nothing or unread are read as such, unless they are
    codes of the codebook. `as_typed` names what to leave as it is.
    """
    spelling = spellings(codebook)
    rows, split, nothing, unread = _cells(codings, spelling, as_typed)
    folded: list[Folded] = []
    if "coders" not in as_typed:
        rows = _fold(rows, "coder", label_key, folded)
    if "units" not in as_typed:
        rows = _fold(rows, "unit", unit_key, folded)
    if "codes" not in as_typed:
        own = {t for c in codebook.codes for t in (c.code, c.name)} if codebook is not None else set()
        rows = _fold(rows, "code", label_key, folded, spelling, own)
    kept = list(dict.fromkeys(rows))
    coded = {(c.coder, c.unit, c.exposure) for c in kept if c.code}
    final = tuple(c for c in kept if c.code or (c.coder, c.unit, c.exposure) not in coded)
    report = Cleaning(
        tuple(folded),
        split,
        nothing,
        unread,
        len(rows) - len(kept),
        len(kept) - len(final),
        _near(final),
        _apart(codebook),
        _strangers(final),
    )
    return final, report


def _cells(
    codings: Sequence[Coding], spelling: Mapping[str, str | None], as_typed: Collection[AsTyped]
) -> tuple[list[Coding], dict[str, int], dict[str, int], dict[str, int]]:
    split: Counter[str] = Counter()
    nothing: Counter[str] = Counter()
    unread: Counter[str] = Counter()
    rows: list[Coding] = []
    for coding in codings:
        cell = coding.code
        parts = [cell]
        if "cells" not in as_typed and label_key(cell) not in spelling and re.search(r"[;\r\n]", cell):
            parts = [p for part in re.split(r"[;\r\n]+", cell) if (p := part.strip())]
            if len(parts) > 1:
                split[" ".join(cell.split())] += 1
            parts = parts or [""]
        for part in parts:
            key = plain(part).casefold().strip()
            if part and "missing" not in as_typed and label_key(part) not in spelling:
                if key in UNREAD:
                    unread[part] += 1
                    continue
                if key in NOTHING:
                    nothing[part] += 1
                    part = ""
            rows.append(replace(coding, code=part) if part != coding.code else coding)
    return rows, dict(split), dict(nothing), dict(unread)


def _fold(
    rows: list[Coding],
    field: Literal["coder", "unit", "code"],
    key_of: Callable[[str], str],
    folded: list[Folded],
    spelling: Mapping[str, str | None] = EMPTY,
    own: Collection[str] = (),
) -> list[Coding]:
    """Rows with one form for each name; `own` are forms that the codebook prints, which need no word."""
    counts = Counter(getattr(c, field) for c in rows)
    counts.pop("", None)
    groups: dict[str, list[str]] = {}
    for text in counts:
        groups.setdefault(key_of(text), []).append(text)
    shown: dict[str, str] = {}
    for key, forms in groups.items():
        if spelling.get(key, "") is None:  # the codebook holds two such codes: exact forms alone can tell them apart
            continue
        agreed = field == "coder" and key == AGREED
        best = AGREED if agreed else spelling.get(key) or max(forms, key=lambda f: (counts[f], f == plain(f)))
        shown |= dict.fromkeys(forms, best)
        if (len(forms) > 1 or spelling.get(key)) and not all(f in own for f in forms):
            folded.append(Folded(f"{field}s", best, {f: counts[f] for f in forms}))
    return [
        _with(c, field, shown[text]) if (text := getattr(c, field)) in shown and shown[text] != text else c
        for c in rows
    ]


def _with(coding: Coding, field: Literal["coder", "unit", "code"], text: str) -> Coding:
    if field == "coder":
        return replace(coding, coder=text)
    return replace(coding, unit=text) if field == "unit" else replace(coding, code=text)


def _near(codings: Sequence[Coding]) -> tuple[Near, ...]:
    """Names of coders, units and codes that are nearly alike but were counted as two."""
    found: list[Near] = []
    coders = list(dict.fromkeys(c.coder for c in codings))
    found += [Near("coders", a, b) for a, b in _pairs(coders)]
    readers: dict[str, set[str]] = {}
    for c in codings:
        readers.setdefault(c.unit, set()).add(c.coder)
    found += [Near("units", a, b) for a, b in _pairs(readers) if not readers[a] & readers[b]]
    codes = list(dict.fromkeys(c.code for c in codings if c.code))
    pairs = dict.fromkeys(_pairs(codes))
    for i, a in enumerate(codes[:MOST_COMPARED]):
        for b in codes[i + 1 : MOST_COMPARED]:
            if _alike(label_key(a), label_key(b)):
                pairs[a, b] = None
    return (*found, *(Near("codes", a, b) for a, b in pairs))


def _pairs(names: Iterable[str]) -> list[tuple[str, str]]:
    first: dict[str, str] = {}
    out = []
    for name in names:
        key = near_key(name)
        if key and first.setdefault(key, name) != name:
            out.append((first[key], name))
    return out


def _alike(a: str, b: str) -> bool:
    """A slip of the keyboard: long enough to tell, the same numbers, and all but a letter or two the same."""
    if min(len(a), len(b)) < 6 or re.findall(r"\d+", a) != re.findall(r"\d+", b):
        return False
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    return matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def _apart(codebook: Codebook | None) -> tuple[tuple[str, ...], ...]:
    groups: dict[str, list[str]] = {}
    for code in codebook.codes if codebook is not None else ():
        groups.setdefault(label_key(code.code), []).append(code.code)
    return tuple(tuple(g) for g in groups.values() if len(g) > 1)


def _strangers(codings: Sequence[Coding]) -> tuple[str, ...]:
    """Coders who share no unit with anybody, and how their units are called beside the others'."""
    units: dict[str, dict[str, None]] = {}
    for c in codings:
        if c.coder != AGREED:
            units.setdefault(c.coder, {})[c.unit] = None
    out = []
    for coder, own in units.items():
        others = {u for other, theirs in units.items() if other != coder for u in theirs}
        if others and not others & own.keys():
            papers = {paper_of(u) for u in own} & {paper_of(u) for u in others}
            same = f", though {len(papers)} papers are the same" if papers else ""
            out.append(
                f"units: {coder} shares no unit with another coder{same}: {coder}'s are called like "
                f"'{next(iter(own))}', the others' like '{sorted(others)[0]}'."
            )
    return tuple(out)


def _forms(forms: Mapping[str, int]) -> str:
    listed = [f"'{text}' ({n})" for text, n in list(forms.items())[:SHOWN]]
    more = f" and {len(forms) - SHOWN} more" if len(forms) > SHOWN else ""
    return ", ".join(listed) + more
