"""The one door through which codings go before anything is counted: what was typed becomes what was meant, and said.

Agreement, evaluation, runs and desk all come through here, so that no two of them count differently.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from thirdorder.corpora.codings import CODERS, CODES, UNITS, spellings
from thirdorder.corpora.folding import label_key, parted, plain, unescaped, unit_key
from thirdorder.corpora.noticing import SHOWN, Near, forms_of, listed, near, odd, says_no, says_yes, spoken, strangers
from thirdorder.nlp.language.lexicon import answer
from thirdorder.nlp.review import AGREED, EMPTY, Codebook, Coding

AsTyped = Literal["coders", "units", "codes", "cells", "missing"]
"""What can be taken as it was typed: names of coders, units or codes, several codes in a cell, words for nothing."""

NO_WORDS = re.compile(r"[-–—.,:·…/\\_()\[\]{}<>∅~*\s]+")
"""Marks that people put where there is nothing to say."""
LIST = re.compile(r"(?:c\(|[\[{(])\s*[\"'‘“].*[\"'’”]\s*[\])}]", re.DOTALL)
"""A list as programs write it: ["trust", "hope"], c("trust", "hope")."""
QUOTED = re.compile(r"\"([^\"]+)\"|'([^']+)'|“([^”]+)”|‘([^’]+)’")
MOST_LINES = 20
"""More names folded, or nearly fitting, of one kind than this are counted in one line; JSON has each."""


@dataclass(frozen=True, slots=True)
class Folded:
    """Forms of one name that were counted as one: `shown` is kept, `forms` are all with the rows that hold them."""

    what: str
    shown: str
    forms: Mapping[str, int]


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
        out = _most((f.what, f"{forms_of(f.forms)} counted as one, shown as '{f.shown}'.") for f in self.folded)
        out += [f"cells: {forms_of(self.split)} split into its codes."] if self.split else []
        out += [f"{forms_of(self.nothing)} taken for: read, coded nothing."] if self.nothing else []
        out += [f"{forms_of(self.unread)} taken for: not read; these rows are left out."] if self.unread else []
        out += [f"{self.repeated} rows say what another row says and count once."] if self.repeated else []
        if self.contradicted:
            out.append(f"{self.contradicted} rows say 'coded nothing' where the same coder coded something: left out.")
        out += [f"codes: {' and '.join(map(repr, a))} are two codes of the codebook and stay two." for a in self.apart]
        out += _most((n.what, f"'{n.first}' and '{n.second}' nearly fit; counted as two.") for n in self.near)
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
            "notes": list(self.notes),
            "lines": list(self.lines()),
        }


def clean(
    codings: Sequence[Coding], codebook: Codebook | None = None, as_typed: Collection[AsTyped] = ()
) -> tuple[tuple[Coding, ...], Cleaning]:
    """Codings as they are counted, in their order, and what was done to them; cleaning twice changes nothing.

    Coders, units and codes that differ in capitals, spaces, quotation marks, dashes or Unicode form alone are one, in
    the codebook's spelling or else the most frequent. A cell holding several codes between ";" or line breaks becomes
    several codings, unless the codebook or another cell holds it whole; one holding codes of the codebook between other
    marks does too. Words for nothing or unread are read as such, unless they are codes of the codebook; where every
    answer is a yes or a no, a no is nothing. `as_typed` names what to leave as it is.
    """
    spelling = spellings(codebook)
    read = codings if "cells" in as_typed else [c for c in codings if not _is_header(c)]
    rows, split, nothing, unread = _cells(read, spelling, as_typed)
    folded: list[Folded] = []
    if "codes" not in as_typed:
        rows = _one_yes(rows, spelling, folded)
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
        near(final),
        _apart(codebook),
        (*_headers(len(codings) - len(read)), *strangers(final), *odd(final, spelling)),
    )
    return final, report


def _is_header(coding: Coding) -> bool:
    """Whether a row names the columns once more, as files that were set under each other do."""
    named = ((coding.coder, CODERS), (coding.unit, UNITS), (coding.code, CODES))
    return all(label_key(text) in names for text, names in named)


def _headers(again: int) -> list[str]:
    return [f"rows: {again} that name the columns once more were passed over."] if again else []


def _one_yes(rows: list[Coding], spelling: Collection[str], folded: list[Folded]) -> list[Coding]:
    """Where every code is a mark or a word for yes, all of them as the one used most."""
    counts = Counter(c.code for c in rows if c.code)
    if len({label_key(c) for c in counts}) < 2 or not all(says_yes(c) and label_key(c) not in spelling for c in counts):
        return rows
    shown = counts.most_common(1)[0][0]
    folded.append(Folded("codes", shown, dict(counts)))
    return [replace(c, code=shown) if c.code else c for c in rows]


def _cells(
    codings: Sequence[Coding], spelling: Mapping[str, str | None], as_typed: Collection[AsTyped]
) -> tuple[list[Coding], dict[str, int], dict[str, int], dict[str, int]]:
    split: Counter[str] = Counter()
    nothing: Counter[str] = Counter()
    unread: Counter[str] = Counter()
    cells = {c.code for c in codings if c.code}
    whole = {label_key(c) for c in cells if parted(text := unescaped(c)) == [text.strip()]} | spelling.keys()
    answers = [c for c in cells if not _means(c)]
    told = [(says_yes(c), says_no(c) and label_key(c) not in spelling) for c in answers]
    yes_or_no = any(yes for yes, _ in told) and all(yes or no for yes, no in told)
    meant: dict[str, list[str | None]] = {}
    for cell, count in Counter(c.code for c in codings).items():
        parts = [cell] if "cells" in as_typed else _parts(cell, whole, spelling) or [""]
        if len(parts) > 1 or (parts != [cell] and LIST.fullmatch(unescaped(cell).strip())):
            split[" ".join(cell.split())] += count
        meant[cell] = []
        for part in parts:
            means = "" if not part or "missing" in as_typed or label_key(part) in spelling else _means(part)
            if part and not means and yes_or_no and "missing" not in as_typed and says_no(part):
                means = "nothing"
            if means == "unread":
                unread[part] += count
            elif means == "nothing":
                nothing[part] += count
            meant[cell].append(None if means == "unread" else "" if means else part)
    rows = [
        coding if part == coding.code else replace(coding, code=part)
        for coding in codings
        for part in meant[coding.code]
        if part is not None
    ]
    return rows, dict(split), dict(nothing), dict(unread)


def _parts(cell: str, whole: Collection[str], spelling: Collection[str]) -> list[str]:
    """The codes of a cell; itself where it is one."""
    if label_key(cell) in spelling:
        return [cell]
    if LIST.fullmatch(text := unescaped(cell).strip()):
        return [p for found in QUOTED.findall(text) if (p := "".join(found).strip())]
    if (parts := parted(text)) != [text.strip()]:
        return [cell] if label_key(cell) in whole else parts
    return listed(cell, spelling) or [cell]


def _means(part: str) -> Literal["", "nothing", "unread"]:
    """Whether a cell says in words that nothing was coded, or that the unit was not read."""
    text = plain(part).casefold()
    key = spoken(part)
    if answer("unread").fullmatch(key):
        return "unread"
    return "nothing" if answer("nothing").fullmatch(key) or NO_WORDS.fullmatch(text) else ""


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
        common = max(forms, key=lambda f: (counts[f], f == plain(f), f == f.strip(" .,;:\"'")))
        best = AGREED if agreed else spelling.get(key) or " ".join(unescaped(common).split())
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


def _apart(codebook: Codebook | None) -> tuple[tuple[str, ...], ...]:
    groups: dict[str, list[str]] = {}
    for code in codebook.codes if codebook is not None else ():
        groups.setdefault(label_key(code.code), []).append(code.code)
    return tuple(tuple(g) for g in groups.values() if len(g) > 1)


def _most(lines: Iterable[tuple[str, str]]) -> list[str]:
    """Lines by kind of name; where there are very many of a kind, the first and how many more."""
    kinds: dict[str, list[str]] = {}
    for what, line in lines:
        kinds.setdefault(what, []).append(f"{what}: {line}")
    out = []
    for what, told in kinds.items():
        few = told if len(told) <= MOST_LINES else told[:SHOWN]
        out += few
        if len(few) < len(told):
            out.append(f"{what}: and {len(told) - len(few)} more like these.")
    return out
