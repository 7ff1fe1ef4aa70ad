"""Fonts that do not say which letters they print: letters shifted by a constant, ligatures as control characters.

Mended where the way back is sure; what stays unreadable is told, so that no theme is made of it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from thirdorder.nlp.document import Warning
from thirdorder.nlp.language.lexicon import printed_words
from thirdorder.nlp.reading.pdf.words import PageWords

_SHIFT = 29
"""Codes of glyphs in fonts that begin with the space at 3: their letters stand 29 before those they print."""
_FUNCTION_WORDS = printed_words("frequent")
_LEAST_WORDS = 20
_LEAST_FUNCTION_WORDS = 4
_LEAST_LOST = 4  # words; a sign or two in a formula are no loss to a reader
_SAMPLED = 60  # words of a page
_TELLS = 0.08
"""Share of function words from which words are taken for readable; running text has about 0.4."""
_CONTROL = re.compile(r"[\x0b\x0c\x0e-\x1f]")
_STEMS = {
    "ff": "effect|differ|offer|staff|suffer|effort|afford|affect|offic", "fi": "find|first|benefi|specif|ident|final|"
    "field|confi|defin|five|signifi|qualifi|finan|modif|classif", "fl": "reflect|conflict|influen|flow|flex|flu|inflam",
    "ffi": "offic|difficult|efficien|sufficien|traffic", "ffl": "affluen|shuffl|baffl", "ft": "after|often|soft|left|"
    "shift|draft|craft|gift", "tt": "attit|better|setting|written|atten|letter|little|matter|attemp|pattern", "ti":
    "particip|tion|time|ident|practi|patien|questio|tive", "tti": "setting|getting|attit|cutting", "Th":
    "The|This|They|Then|There|These|Thus", "fj": "fjord",
}  # fmt: skip
_TEX = {"\x0b": "ff", "\x0c": "fi", "\x0e": "ffi", "\x0f": "ffl", "\x1b": "ff", "\x1c": "fi", "\x1d": "fl",
        "\x1e": "ffi", "\x1f": "ffl"}  # fmt: skip
"""What TeX's encodings keep at these codes."""
_MIXED = re.compile(r"[^\W\d_][!-&*+:-@\[-`{-~]+[^\W\d_]|\ufffd")
_NOISE = re.compile(r"[a-z][01|][a-z]|[a-z]{2}[01|](?= )|(?<= )[01|][a-z]{3}")
_NOISY = 0.04
_UNSURE = 0.25
"""Share of a page's words with letters missing from which the page counts as unreadable."""


def mend(pages: Sequence[PageWords]) -> Iterator[Warning]:
    """Give words the letters that their fonts print, in place, and say what was done and what could not be."""
    shifted = sum(_shift_back(pages, font) for font in _letters_of(pages))
    if shifted:
        message = f"A font hides its letters by a shift: {shifted} words were read back by it; check some on the page."
        yield Warning("garbled_font", message, "info")
    ligatures = _ligatures(pages)
    lost = 0
    for page in pages if ligatures else ():
        for k, word in enumerate(page.text):
            if _CONTROL.search(word):
                page.text[k] = _CONTROL.sub(lambda m: ligatures.get(m.group(), "\ufffd"), word)
                lost += "\ufffd" in page.text[k]
    if lost >= _LEAST_LOST:
        message = f"{lost} words hold letters that their font does not name, marked \ufffd here: check them."
        yield Warning("garbled_font", message)


def unreadable(pages: Sequence[PageWords]) -> list[int]:
    """The numbers of pages most of whose words cannot be words of a language written in Latin letters."""
    found = []
    for page in pages:
        text = " ".join(page.text)
        odd = len(_MIXED.findall(text))
        if odd > 0.05 * len(page) > 0.05 * 4 * _LEAST_WORDS and text.isascii() | ("\ufffd" in text):
            words = [w for w in page.text if len(w) > 1 and not w.isdigit()]
            if odd > _UNSURE * len(words) or not _share(words):
                found.append(page.number)
    return found


def noisy(page: PageWords) -> bool:
    """Whether a page's text layer was recognised badly: figures stand for letters inside many words."""
    return len(page) > _LEAST_WORDS and len(_NOISE.findall(" ".join(page.text))) > _NOISY * len(page)


def _letters_of(pages: Sequence[PageWords]) -> list[int]:
    """The fonts in which enough words are set to judge them."""
    count: Counter[int] = Counter()
    for page in pages:
        count.update(page.font.tolist())
    return sorted(font for font, words in count.items() if words >= _LEAST_WORDS)


def _shift_back(pages: Sequence[PageWords], font: int) -> int:
    """Read the words of a font back by the shift where that makes words of what is none; how many there are."""
    rows = [(page, np.flatnonzero(page.font == font).tolist()) for page in pages]
    some = [page.text[k] for page, own in rows for k in own[:_SAMPLED]][: 4 * _SAMPLED]
    if _share(some) > _TELLS / 4:
        return 0
    told = [back(w) for w in some]
    distinct = {w.casefold() for w in told} & _FUNCTION_WORDS
    if _share(told) < _TELLS or len(distinct) < _LEAST_FUNCTION_WORDS:
        return 0
    for page, own in rows:
        for k in own:
            page.text[k] = back(page.text[k])
    return sum(len(own) for _, own in rows)


def back(word: str) -> str:
    """A word with its letters shifted back; marks and figures that stand where they would by themselves are kept."""
    core = re.fullmatch(r"([“”‘’\"]*\(?(?=[$-=]|\W))?(.*?)([.,;:!?)\]”’\"\u2026]*)", word, re.DOTALL)
    before, middle, after = (core[1] or "", core[2], core[3]) if core and core[2] else ("", word, "")
    if middle.isdigit() or not middle:
        return word
    letters = (
        chr(ord(c) + _SHIFT) if 2 < ord(c) < 94 and c not in "'’" and (c != "-" or not k) else c
        for k, c in enumerate(middle)
    )
    return before + "".join(letters) + after


def _share(words: Sequence[str]) -> float:
    return sum(w.casefold().strip(".,;:") in _FUNCTION_WORDS for w in words) / max(len(words), 1)


def _ligatures(pages: Sequence[PageWords]) -> dict[str, str]:
    """What each control character prints, by the words it stands in, else by where TeX keeps its ligatures."""
    votes: dict[str, Counter[str]] = {}
    marked = [page for page in pages if _CONTROL.search("".join(page.text))]
    if not marked:
        return {}
    for page in marked:
        for word in page.text:
            for code in set(_CONTROL.findall(word)):
                for printed, stems in _STEMS.items():
                    if re.search(stems, word.replace(code, printed)) and not re.search(stems, word.replace(code, "")):
                        votes.setdefault(code, Counter())[printed] += 1
    likeliest = {code: count.most_common(1)[0] for code, count in votes.items()}
    return _TEX | {code: printed for code, (printed, n) in likeliest.items() if n > 1 or code not in _TEX}
