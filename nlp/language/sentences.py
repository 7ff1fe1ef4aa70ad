"""Sentence boundaries by rule, for scholarly prose in English, Portuguese, Spanish, French and German.

Good where papers are hard: abbreviations, initials, "et al.", citations after the full stop, quotations, decimals.
"""

from __future__ import annotations

import re
from functools import cache

from thirdorder.nlp.document import Span
from thirdorder.nlp.language.lexicon import DEFAULT, lexicon, lexicons

_CLOSING = "\"'”’»›)\\]"
_OPENING = "\"'“‘«‹„‚([¿¡"
# An end mark, what may close after it, a citation number set right behind it or a speaker in brackets, then space.
_END = re.compile(
    rf"(?P<mark>(?<![.!?…])[.!?…]++)(?P<close>[{_CLOSING}]*)"
    rf"(?P<cite>(?:\[\d[\d,;–\- ]*\]|\d{{1,3}}(?:[,–-]\s?\d{{1,3}})*)?)[{_CLOSING}]*"
    rf"(?P<speaker>(?<=[\"'”’»])\s+[(\[][^()\[\]]{{1,90}}[)\]]\.?)?(?P<space>\s+)"
    rf"(?=[{_OPENING}]*(?P<next>\S))"
)
_BREAK = re.compile(r"\n\s*\n\s*")
_WORD_BEFORE = re.compile(r"[^\s(\[\"'“‘«/–—]+$")

_MONTHS = re.compile(
    r"(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|Jahrhundert)\b"
)


@cache
def _abbreviations(language: str) -> frozenset[str]:
    return lexicon(DEFAULT).abbreviations.known | lexicon(language).abbreviations.known


@cache
def _never_last() -> frozenset[str]:
    """What always has a word after it, whatever the language."""
    return frozenset().union(*(one.abbreviations.never_last for one in lexicons().values()))


@cache
def _numbered() -> frozenset[str]:
    """What has a number after it, whatever the language."""
    return frozenset().union(*(one.abbreviations.numbered for one in lexicons().values()))


def sentences(text: str, start: int = 0, end: int | None = None, language: str = "en") -> list[Span]:
    """The sentences of `text[start:end]` as spans over `text`, without the white space between them.

    A blank line always ends a sentence. Together the spans hold every character but white space.
    """
    end = len(text) if end is None else end
    spans: list[Span] = []
    for first, last in _paragraphs(text, start, end):
        begin = first
        for found in _END.finditer(text, first, last):
            if found.end("space") >= last or not _ends(text, begin, found, language):
                continue
            spans.append(Span(begin, found.start("space")))
            begin = found.end("space")
        if begin < last:
            spans.append(Span(begin, last))
    return spans


def _paragraphs(text: str, start: int, end: int) -> list[tuple[int, int]]:
    cuts = [start, *(p for m in _BREAK.finditer(text, start, end) for p in m.span()), end]
    pairs = []
    for first, last in zip(cuts[::2], cuts[1::2], strict=True):
        while first < last and text[first].isspace():
            first += 1
        while last > first and text[last - 1].isspace():
            last -= 1
        if first < last:
            pairs.append((first, last))
    return pairs


def _ends(text: str, begin: int, found: re.Match[str], language: str) -> bool:
    """Whether an end mark ends its sentence."""
    after = found.group("next")
    following = text[found.end("space") : found.end("space") + 24]
    if after.islower():
        return False
    if after in ",;:)]–—-" or not (after.isalnum() or after in "“‘«‹„‚\"'([¿¡…•"):
        return False
    if found.group("mark") != "." or found.group("close") or found.group("speaker"):
        # "…" and "..." go on as often as they end; a capital decides, which `after` has shown to stand there.
        return after.isupper() or not after.isalpha()
    if found.group("cite") and text[found.start("mark") - 1 : found.start("mark")].isdigit():
        return False
    word = _WORD_BEFORE.search(text[max(begin, found.start() - 24) : found.start()])
    if word is None:
        return True
    token = word.group().lower() + "."
    if found.group("cite"):
        return token not in _numbered()
    return _ends_after(token, word.group(), after, following, language)


def _ends_after(token: str, word: str, after: str, following: str, language: str) -> bool:
    if len(word) == 1 and word.isupper():
        return word == "I" and following.split(" ")[0].istitle() and len(following.split(" ")[0]) > 2
    if token in _numbered() and after.isdigit():
        return False
    if language == "de" and word.isdigit() and len(word) <= 2:
        return not _MONTHS.match(following)
    if token in _never_last():
        return False
    if token in _abbreviations(language):
        # "et al. The" and "etc. This" do end a sentence where a capitalised common word follows.
        return token in ("etc.", "al.", "usw.", "p.m.", "a.m.") and after.isupper() and bool(_STARTER.match(following))
    return not re.fullmatch(r"(?:[^\W\d_]\.){1,4}[^\W\d_]", word) or bool(_STARTER.match(following))


_STARTER = re.compile(
    r"(?:The|This|These|Those|That|It|In|However|For|We|They|He|She|A|An|As|At|And|But|One|Some|Most|Many|All|When|While|"
    r"Our|There|Participants|Moreover|Furthermore|Although|Thus|Therefore|O|Os|As|El|La|Los|Las|Le|Les|Un|Une|Die|Der|Das)\b"
)
