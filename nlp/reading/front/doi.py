"""The paper's own DOI, told from those of what it cites."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from thirdorder.nlp.document import Furniture

_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>|]+", re.I)
_IMPRINT = re.compile(
    r"©|copyright|received|accepted|published|publicado|open[- ]access|licen[sc]e|issn|isbn|corresponding|"
    r"correspondence|\bvol(?:ume|\.)|\b(?:19|20)\d\d\s?;\s?\d|\d\s?\(\d{1,3}\)\s?:|"
    r"conference|permission|eissn|article number|preprint",
    re.I,
)
_CITE = re.compile(
    r"cite this article|how to cite|como citar|cómo citar|recommended citation|reference format|^citation\b"
)
_LABEL = 40
"""Characters beside a DOI in a line that only names it."""
_OTHERS = re.compile(
    r"(?:in (?:reply|response) to|comment(?:ary)? (?:on|to)|correction to|erratum|corrigendum|see also|related article|"
    r"linked (?:article|commentary)|supplement(?:ary)?|data set|dataset|zenodo|osf\.io|figshare|retracted)[^.]{0,80}$",
    re.I,
)


def doi_of(
    title: str,
    front: Sequence[str],
    aside: Sequence[str],
    furniture: Sequence[Furniture],
    text: str,
    info: Mapping[str, str],
) -> str:
    """The DOI of the file's properties, the margins, a line of its own, the imprint or the recommended citation.

    One that stands in running text or among references is somebody else's, however early it comes.
    """
    for name in ("doi", "Subject", "Title"):
        for doi in _dois(info.get(name, "")):
            return doi
    votes: Counter[str] = Counter()
    for f in furniture:
        votes.update(dict.fromkeys(_dois(f.text), 1))
    words = set(_words(title))
    for block in (*front[:40], *aside):
        for doi in _dois(block):
            around = _DOI.sub("", block)
            alone = len(around) < _LABEL
            own = len(words) > 3 and len(words & set(_words(block))) > 0.7 * len(words)
            imprint = _IMPRINT.search(around) and not re.match(r"\W*\d{1,2}[.\s]\s*[A-Z]\w+,? [A-Z]", block)
            votes[doi] += 3 if alone or own or _CITE.search(block.lower()) else 2 if imprint else 0
    best = max(votes, key=lambda doi: votes[doi], default="")
    if best and votes[best]:
        return best
    whole = text.lower()
    cited = (text[max(0, m.start() - 80) : m.end() + 500] for m in _CITE.finditer(whole))
    if found := next((doi for around in cited for doi in _dois(around)), ""):
        return found
    # A citation of the paper's own words, wherever it stands.
    of_title = (text[max(0, m.start() - 400) : m.end()] for m in _DOI.finditer(text) if len(words) > 3)
    return next(
        (doi for t in of_title if len(words & set(_words(t))) > 0.8 * len(words) for doi in [*_dois(t)][-1:]), ""
    )


def _dois(text: str) -> Iterator[str]:
    for match in _DOI.finditer(text):
        if _OTHERS.search(text[max(0, match.start() - 120) : match.start()]):
            continue
        doi = match.group().rstrip(".,;:)]}'’”")
        yield re.sub(r"(?:/full|/pdf|/abstract|\.pdf|v\d)$", "", doi)


def _words(text: str) -> list[str]:
    return [w for w in re.findall(r"\w+", text.casefold()) if len(w) > 3]
