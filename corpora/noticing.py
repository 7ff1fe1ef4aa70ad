"""What looks amiss in names and was left alone, for people to look at: what nearly fits, what a spreadsheet made."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations, permutations

from thirdorder.corpora.folding import PASSAGE_ID, label_key, near_key, paper_of, plain
from thirdorder.nlp.language.lexicon import answer
from thirdorder.nlp.review import AGREED, Coding

YES = frozenset({"1", "x", "×", "+", "✓", "✔", "☑", "☒"})
NO = frozenset({"0", "✗", "✘", "☐"})
"""Marks for yes and no; words for them are those of `nlp.language.lexicon`."""
SETTLED = frozenset(
    {"final", "final codes", "agreed", "agreement", "reconciled", "resolved", "adjudicated", "gold", "gold standard"}
)
"""Coders who may be what others agreed on afterwards."""
COUNTED = frozenset(
    {
        "total",
        "totals",
        "grand total",
        "sum",
        "count",
        "mean",
        "average",
        "kappa",
        "summe",
        "gesamt",
        "somme",
        "suma",
        "soma",
    }
)
"""Coders who may be a row of sums under a table."""
OTHERWISE = (r"[,、]", r"\|", r"/", r"\+", r"[•·]", r"\sand\s", r"&")
"""What people also put between codes, and into the names of codes."""
MONTH = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
REMADE = re.compile(
    rf"\d{{1,2}}[-/. ](?:{MONTH})[a-z]*(?:[-/. ]\d{{2,4}})?|(?:{MONTH})[a-z]*[-/. ]\d{{1,4}}"
    r"|\d{4}-\d\d-\d\d(?: 00:00.*)?"
    r"|\d{1,2}/\d{1,2}/\d{2,4}|\d(?:\.\d+)?e[+-]?\d+",
    re.IGNORECASE,
)
"""What a spreadsheet makes of a name such as 1-2 or of a long number."""
SERIAL = re.compile(r"[34]\d{4}")
"""The number under which a spreadsheet keeps a date of 1982 to 2036."""
PARTS = re.compile(r"\d{1,2}[-/.]\d{1,2}")
_NUMBERED = re.compile(r"^\(?(?:\d+(?:\.\d+)*[.):]?|[ivxl]+[.):]|[a-z][.):])\s+(?:[-–]\s+)?(?=\S)", re.IGNORECASE)
_BEHIND = re.compile(r"(?:\s*[(\[][^()\[\]]*[)\]]|\s+[x×]\s?\d+|\s*[¹²³⁴⁵⁶⁷⁸⁹*†‡#]+)$", re.IGNORECASE)
"""What stands before or behind the name of a code: its number, a remark, a count, a mark of a note."""
_VALUED = re.compile(r"(.*\w)\s*[=:]\s*([^=:]+)")
"""The name of a code with what was answered to it: "trust=0", "trust: no"."""
_TOGETHER = re.compile(r"\s*(?:[+&/;,]|\band\b)\s*", re.IGNORECASE)
_REMARKED = re.compile(r"(.+?)\s*(?:[(\[].*[)\]]|[-–—:,]\s.*)")
"""A word with a remark behind it: "not coded (see memo)", "N/A - methods section"."""
_RANGE = re.compile(r"(.*?)(\d+)\s?[-–—]\s?(\d+)")
_ROLE = re.compile(r"\b(?:dr|prof|mr|mrs|ms|coder|reviewer|rater|annotator|reader)(?=\b|\d)")
_OF_UNITS = re.compile(r"\b(?:et al|and colleagues|passage|segment|paragraph|excerpt|unit|item|no|pmid|doi)\b")
ALIKE = 0.88
"""Names of codes above this likeness are shown to people as perhaps one; they stay two."""
MOST_COMPARED = 400
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Near:
    """Two names that nearly fit and were kept apart, for people to look at."""

    what: str
    first: str
    second: str


def near(codings: Sequence[Coding]) -> tuple[Near, ...]:
    """Names of coders, units and codes that are nearly alike but were counted as two."""
    found: list[Near] = []
    coders = list(dict.fromkeys(c.coder for c in codings))
    found += [Near("coders", a, b) for a, b in _pairs(coders, _person_key)]
    readers: dict[str, set[str]] = {}
    for c in codings:
        readers.setdefault(c.unit, set()).add(c.coder)
    together = {pair for who in readers.values() for pair in combinations(sorted(who), 2)}
    found += [
        Near("coders", a, b)
        for a, b in permutations(coders, 2)
        if _initials(b) == near_key(a) and tuple(sorted((a, b))) not in together
    ]
    found += [Near("units", a, b) for a, b in _pairs(readers, _place_key) if not readers[a] & readers[b]]
    codes = list(dict.fromkeys(c.code for c in codings if c.code))
    pairs = dict.fromkeys(_pairs(codes))
    by_key = {label_key(code): code for code in codes}
    for code in codes:  # "3. Trust" or "Trust (see memo)" beside "Trust"
        bare = by_key.get(label_key(_BEHIND.sub("", _NUMBERED.sub("", code))), code)
        if bare != code:
            pairs[bare, code] = None
    for i, a in enumerate(codes[:MOST_COMPARED]):
        for b in codes[i + 1 : MOST_COMPARED]:
            if _alike(label_key(a), label_key(b)):
                pairs[a, b] = None
    return (*found, *(Near("codes", a, b) for a, b in pairs))


def _pairs(names: Iterable[str], key_of: Callable[[str], str] = near_key) -> list[tuple[str, str]]:
    first: dict[str, str] = {}
    out = []
    for name in names:
        key = key_of(name)
        if key and first.setdefault(key, name) != name:
            out.append((first[key], name))
    return out


def _person_key(name: str) -> str:
    """A coder without title, remark, mail address or the order of names: "Miller, Dr. Jane <j@x.org>"."""
    told = re.sub(r"<[^<>]*>|\([^()]*\)", " ", label_key(name)).strip() or label_key(name).strip("<>")
    words = re.findall(r"[^\W_]+", _ROLE.sub(" ", told.partition("@")[0] or told))
    return "".join(sorted(near_key(w) for w in words)) or near_key(name)


def _place_key(unit: str) -> str:
    """A unit without the words that name what it is: "Passage 3", "Smith et al. 2011"."""
    return near_key(_OF_UNITS.sub(" ", unit.casefold())) or near_key(unit)


def _initials(name: str) -> str:
    """The first letters of a name of two words or more, numbers whole ("Reviewer 1": "r1")."""
    words = re.findall(r"\w+", label_key(name))
    return "".join(w if w.isdecimal() else w[0] for w in words) if len(words) > 1 else ""


def _alike(a: str, b: str) -> bool:
    """A slip of the keyboard: the same numbers, and in a short name one letter more or two that changed places, in a
    longer one all but a letter or two the same."""
    if min(len(a), len(b)) < 4 or re.findall(r"\d+", a) != re.findall(r"\d+", b):
        return False
    if sorted(a) == sorted(b) and sum(x != y for x, y in zip(a, b, strict=True)) == 2:
        return True
    short, long = sorted((a, b), key=len)
    if len(long) == len(short) + 1 and any(long[:i] + long[i + 1 :] == short for i in range(len(long))):
        return True
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    return len(short) >= 6 and all(r() >= ALIKE for r in (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio))


def strangers(codings: Sequence[Coding]) -> tuple[str, ...]:
    """Coders who share no unit with anybody, and how their units are called beside the others'.

    Passages of a paper in which others coded words are no other units: the words lie in them.
    """
    units: dict[str, dict[str, None]] = {}
    passages: dict[str, set[str]] = {}
    words: dict[str, set[str]] = {}
    for c in codings:
        if c.coder != AGREED:
            units.setdefault(c.coder, {})[c.unit] = None
            if PASSAGE_ID.match(c.unit):
                passages.setdefault(c.coder, set()).add(paper_of(c.unit))
            elif c.start is not None:
                words.setdefault(c.coder, set()).add(c.unit)
    out = []
    for coder, own in units.items():
        others = {u for other, theirs in units.items() if other != coder for u in theirs}
        inside = any(
            held.get(coder, set()) & its for held, of in ((passages, words), (words, passages)) for its in of.values()
        )
        if others and not others & own.keys() and not inside:
            papers = {paper_of(u) for u in own} & {paper_of(u) for u in others}
            same = f", though {len(papers)} papers are the same" if papers else ""
            out.append(
                f"units: {coder} shares no unit with another coder{same}: {coder}'s are called like "
                f"'{next(iter(own))}', the others' like '{sorted(others)[0]}'."
            )
    return tuple(out)


def odd(codings: Sequence[Coding], spelling: Collection[str]) -> tuple[str, ...]:
    """What stands where a name should, and was counted as one all the same."""
    coders = tuple(dict.fromkeys(c.coder for c in codings))
    out = [
        f"coders: '{c}' counts as one who coded independently; call it '{AGREED}' if it is what others agreed on "
        "afterwards."
        for c in coders
        if label_key(c) in SETTLED
    ]
    keys = {label_key(c) for c in coders}
    sums = [f"'{c}'" for c in coders if label_key(c) in COUNTED]
    if sums:
        told = "called like a row of sums and counted as coders: delete such rows where they are none"
        out.append(f"coders: {' and '.join(sums)}, {told}.")
    for coder in coders:
        if len(parts := _TOGETHER.split(coder)) > 1 and all(label_key(p) in keys - {label_key(coder)} for p in parts):
            told = f"call it '{AGREED}' if it is what they agreed on afterwards"
            out.append(f"coders: '{coder}' may be {' and '.join(parts)} together and counts as one more coder; {told}.")
    codes = Counter(c.code for c in codings if c.code and label_key(c.code) not in spelling)
    known = {label_key(c) for c in codes}
    lists = {c: n for c, n in codes.items() if listed(c, known - {label_key(c)})}
    if lists:
        told = "may be several codes that stand alone elsewhere; counted as one: part codes by ';'."
        out.append(f"codes: {forms_of(lists)} {told}")
    answers = {c: n for c, n in codes.items() if says_yes(c) or says_no(c)}
    if answers and len(answers) < len(codes):
        told = "stand among names of codes and were counted as such; leave a cell empty where nothing was coded."
        out.append(f"codes: {forms_of(answers)} {told}")
    valued = {c: n for c, n in codes.items() if (m := _VALUED.fullmatch(c)) and (says_yes(m[2]) or says_no(m[2]))}
    if valued:
        told = (
            "hold a yes or a no behind a name and were counted as codes: give each code a column of its own, or a row"
        )
        out.append(f"codes: {forms_of(valued)} {told} where it was given and none where it was not.")
    bare = {c: n for c, n in codes.items() if (m := _REMARKED.fullmatch(c)) and _says_nothing(m[1])}
    if bare:
        told = "begin like an answer that nothing was coded or read, and were counted as codes: keep the word alone."
        out.append(f"codes: {forms_of(bare)} {told}")
    unsure = {c: n for c, n in codes.items() if answer("unsure").fullmatch(spoken(c))}
    if unsure:
        told = "were counted as codes; where they say that a coder did not decide, write '?', which counts as not read."
        out.append(f"codes: {forms_of(unsure)} {told}")
    if len(coders) > 1:
        out += _serials(codings)
        out += _ranges(codings)
        out += _remade("units", [(c.unit, c.coder) for c in codings])
        out += _remade("codes", [(c.code, c.coder) for c in codings])
    return tuple(out)


def _remade(what: str, names: Iterable[tuple[str, str]]) -> list[str]:
    """A sentence on names of one coder alone that look like dates or powers of ten."""
    users: dict[str, set[str]] = {}
    for name, coder in names:
        users.setdefault(name, set()).add(coder)
    found = [n for n, who in users.items() if len(who) == 1 and REMADE.fullmatch(n)]
    if not found:
        return []
    shown = ", ".join(f"'{n}'" for n in found[:SHOWN]) + (
        f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    )
    told = "of one coder alone, look like what a spreadsheet makes of a name such as 1-2 or of a long number"
    return [f"{what}: {shown}, {told}; counted as typed."]


def _serials(codings: Sequence[Coding]) -> list[str]:
    """A sentence on whole numbers of one coder alone where another's units are called like "1-2"."""
    users: dict[str, set[str]] = {}
    for c in codings:
        users.setdefault(c.unit, set()).add(c.coder)
    found = [u for u, who in users.items() if len(who) == 1 and SERIAL.fullmatch(u)]
    parts = next((u for u in users if PARTS.fullmatch(u)), None)
    if not found or parts is None:
        return []
    told = f"is of one coder alone and may be the date that a spreadsheet made of a name like '{parts}'"
    return [f"units: '{found[0]}' {told}; counted as typed."]


def _ranges(codings: Sequence[Coding]) -> list[str]:
    """A sentence on units such as "p1/1-3" whose first and last are units of another coder."""
    units: dict[str, set[str]] = {}
    for c in codings:
        units.setdefault(c.unit, set()).add(c.coder)
    for unit, who in units.items():
        m = _RANGE.fullmatch(unit)
        ends = [units.get(m[1] + end, set()) - who for end in m.groups()[1:]] if m and int(m[2]) < int(m[3]) else []
        if ends and all(ends):
            told = f"may stand for several units of another coder, such as '{m[1]}{m[2]}'" if m else ""
            return [f"units: '{unit}' {told}, and counts as one of its own: give each unit a row."]
    return []


def _says_nothing(word: str) -> bool:
    return any(answer(kind).fullmatch(spoken(word)) for kind in ("nothing", "unread"))


def spoken(cell: str) -> str:
    """A cell as words alone, to be held against words for answers."""
    return " ".join(re.sub(r"[^\w?]+", " ", plain(cell).casefold()).split())


def says_yes(cell: str) -> bool:
    """Whether a cell is a mark or a word for yes."""
    return label_key(cell) in YES or answer("yes").fullmatch(spoken(cell)) is not None


def says_no(cell: str) -> bool:
    """Whether a cell is a mark or a word for no."""
    return label_key(cell) in NO or answer("no").fullmatch(spoken(cell)) is not None


def listed(cell: str, known: Collection[str]) -> list[str]:
    """The codes of a cell that holds nothing but known codes, between marks that stand in names of codes too."""
    text = plain(cell)
    for mark in OTHERWISE:
        parts = [p for part in re.split(mark, text) if (p := part.strip())]
        if len(parts) > 1 and all(label_key(part) in known for part in parts):
            return parts
    return []


def forms_of(forms: Mapping[str, int]) -> str:
    listed = [f"'{text}' ({n})" for text, n in list(forms.items())[:SHOWN]]
    more = f" and {len(forms) - SHOWN} more" if len(forms) > SHOWN else ""
    return ", ".join(listed) + more
