"""The year a paper came out, as its first pages and margins print it; the year its file was made says nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_Y = r"(?:19[5-9]\d|20[0-4]\d)"
YEAR = re.compile(rf"(?<![\d./-]){_Y}(?![\d/]|[.-]\d)")
_MONTH = (
    r"(?:jan(?:uary|eiro)?|feb(?:ruary)?|fev(?:ereiro)?|mar(?:ch|ço|zo)?|apr(?:il)?|abr(?:il)?|may|mai[o]?|june?|jun[ih]o|"
    r"july?|jul[ih]o|aug(?:ust)?|ago(?:sto)?|sept?(?:ember)?|set(?:embro)?|oct(?:ober)?|out(?:ubro)?|nov(?:ember|embro)?|"
    r"dec(?:ember)?|dez(?:embro)?|spring|summer|autumn|fall|winter)"
)
_ADDRESS = re.compile(r"(?:https?://|www\.|doi[:.]?\s*|10\.\d{4,9}/)\S+", re.I)
_PUBLISHED = re.compile(
    rf"(?:©|\(c\)|copyright|published(?: online)?(?: by)?|publicado|publicação|date of publication|first published|"
    rf"this version posted|posted|erschienen)\W[^.;]{{0,60}}?(?<!\d)({_Y})\b",
    re.I,
)
_ISSUE = re.compile(
    rf"\(({_Y})\)\s*\d{{1,4}}\s?[:,]|(?:^|[\s,.])({_Y})\s?[;,]\s?\d{{1,4}}\s?[,:(]|"
    rf"\b(?:vol(?:ume)?|v|n[o°º]?|issue)\b[.\s]*\d{{1,4}}\b[^a-z]{{0,30}}(?:{_MONTH}[\s.]*(?:[–/-]\s*{_MONTH}[\s.]*)?)?\(?({_Y})\b|"
    rf":\s?\w?\d+(?:[–-]\d+)?,\s?({_Y})\b|\b\d{{1,4}}\s?\({_MONTH}?\s?({_Y})\)|\b\d{{1,3}}(?:\(\d{{1,3}}\))?,\s{_MONTH}\.?\s({_Y})\b|"
    rf"arXiv:\S+.{{0,30}}?({_Y})\b|’\d\d,\s.{{0,60}}?({_Y})\b|\b(?:CHI|CSCW|ICER|SOUPS|DIS|UIST|NDSS|CCS)\s?['’]?({_Y})\b",
    re.I,
)
_CITED_SO = re.compile(
    rf"(?:cite this|how to cite|como citar|cómo citar|citation|reference format)\b.{{0,250}}?\(?({_Y})\b", re.I
)
_ACCEPTED = re.compile(rf"(?:accepted|aceito|aceptado|aprovado)[^.;]{{0,40}}?(?<!\d)({_Y})\b", re.I)
_ALONE = re.compile(
    rf"\W*(?:(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?{_MONTH},?\s+(?:\d{{1,2}},?\s+)?)?({_Y})\W*|\d{{1,2}}[./]\d{{1,2}}[./]({_Y})\b.{{0,30}}",
    re.I,
)
_IMPRINT = re.compile(r"\W*(?:©|copyright|(?:how to )?cite|citation|como citar|this article|received|permission)", re.I)
_RUNNING = 600
"""Characters from which a block is running text, whose years are those of others."""
_FETCHED = re.compile(r"download|accessed|licensed to|provided by|retrieved|printed from", re.I)


def year_of(
    byline: str, front: Sequence[str], aside: Sequence[str], margins: Sequence[str], edge: Sequence[str] = ()
) -> int | None:
    """The year that the imprint gives (copyright, issue, citation), else the byline, a line of its own, or acceptance.

    `front` are the blocks of the first pages, `aside` their notes, `margins` running heads and feet of all pages,
    `edge` those of the first page, where an issue may be printed that no other page names.
    """
    often = Counter(re.sub(r"\d+", "#", f) for f in margins)
    heads = [_plain(f) for f in margins if often[re.sub(r"\d+", "#", f)] > 1 and not _FETCHED.search(f)]
    first = [_plain(t[:1500]) for t in (*front[:12], *aside) if len(t) < _RUNNING or _IMPRINT.match(t)]
    once = [_plain(f) for f in edge if not _FETCHED.search(f)]
    votes: Counter[int] = Counter()
    for pattern, texts, weight in (
        (_ISSUE, heads, 2), (_PUBLISHED, heads, 2), (_ISSUE, first, 3), (_PUBLISHED, first, 3), (_CITED_SO, first, 3),
        (_ISSUE, once, 3),
    ):  # fmt: skip
        found = [year for t in texts for year in _years(pattern, t)]
        votes.update({year: weight * min(4, n) for year, n in Counter(found).items()})
    if votes:
        return max(votes, key=lambda year: (votes[year], year))
    if own := YEAR.findall(byline):
        return int(own[-1])
    alone = [year for t in (*front[:12], *aside, *heads) if (year := _alone(t))]
    if alone:
        return Counter(alone).most_common(1)[0][0]
    accepted = [year for t in first for year in _years(_ACCEPTED, t)]
    return accepted[0] if accepted else None


def _plain(text: str) -> str:
    return _ADDRESS.sub(" ", text)


def _years(pattern: re.Pattern[str], text: str) -> list[int]:
    return [int(next(filter(None, m.groups()))) for m in pattern.finditer(text)]


def _alone(text: str) -> int:
    """The year of a line that is a date and nothing else."""
    found = _ALONE.fullmatch(text.strip())
    return int(found[1] or found[2]) if found else 0
