"""The journal a paper stands in, as running heads, feet or the file's own properties name it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from thirdorder.nlp.document import Furniture

_FETCHED = re.compile(r"download|accessed|licensed to|provided by", re.I)
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?|summer|winter|spring|autumn)\b"
)
_JOURNAL = re.compile(
    rf"^((?:The )?[^\W\d_][^\d|,;:@]{{3,80}}?)[ ,.|]*(?:\(?(?:19|20)\d\d\)?(?:[;,: )]|$)|vol|\d{{1,3}} ?[(:]|{_MONTH}|"
    r"https?:|www\.|doi)",
    re.I,
)
_NO_JOURNAL = re.compile(
    r"universi|departm|https?:|www\.|@|abstract|keyword|received|accepted|published|©|\bby\b|^.{0,3}$", re.I
)


def journal_of(furniture: Sequence[Furniture], head: str, info: Mapping[str, str]) -> str:
    """The name before volume, year or address: in the file's subject, a running head or foot, or the first lines."""
    rows: dict[tuple[int, int], str] = {}
    for f in sorted(furniture, key=lambda f: (f.page, round(f.box.y1 / 4), f.box.x0)):
        if not _FETCHED.search(f.text):
            row = (f.page, round(f.box.y1 / 4))
            rows[row] = f"{rows[row]} {f.text}" if row in rows else f.text
    names: Counter[str] = Counter()
    for line in (info.get("Subject", "")[:200], *rows.values(), *head[:400].split("\n")):
        line = re.sub(r"^(?:.*?\bet al\b[ .:|]*|\W*\d*\W+)", "", line.strip())
        match = _JOURNAL.match(line)
        name = match.group(1).strip(" .,–-(") if match else ""
        if name and not _NO_JOURNAL.search(name) and not re.match(_MONTH, name, re.I) and len(name.split()) <= 12:
            names[name] += 1
    return max(names, key=lambda n: names[n], default="")
