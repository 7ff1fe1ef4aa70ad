"""Text from bytes that do not say how they are encoded: Excel still saves CSV in the code page of its country."""

from __future__ import annotations

import re

from thirdorder.corpora.errors import FormatError

NAMES = {
    "cp1252": "Windows-1252 (Western Europe)",
    "cp1250": "Windows-1250 (Central Europe)",
    "mac_roman": "Mac Roman",
    "cp1251": "Windows-1251 (Cyrillic)",
}
_ODD = re.compile(
    r"(?<=[^\W\d_])[^\w\s'’‘`´.,;:!?()\[\]{}/&\"“”„»«…*+=<>@#%|\\–—-](?=[^\W\d_])"  # a sign inside a word
    r"|(?<![^\W\d_])[£¯¿¡¹³²ªº¥¢¤¦§¨](?=[^\W\d_])"  # or at its head
    r"|(?<=[a-zà-öø-ÿ])[^\W\d_a-zà-öø-ÿāăąćčďđēėęěğīįķłļńņňőœřśşšţťūůűųźżžǎșțß](?=[a-zà-öø-ÿ]|\b)"  # or a capital
    r"|[À-ÖØ-öø-ÿ]{4}"  # or accents on every letter
    r"|[\x80-\x9f\ufffd]"
)
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_SHOWN = 4


def decoded(data: bytes, name: str) -> tuple[str, str]:
    """Text, and a sentence where its encoding was guessed: UTF-8, UTF-16 with a mark, else the likeliest code page.

    Raises FormatError for what is no text, and where two code pages read it equally well but not alike.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace"), ""
    if b"\0" in data:
        raise FormatError(name, "this is not text in a known encoding; save it as CSV UTF-8.")
    try:
        return data.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        pass
    readings = {page: data.decode(page, errors="replace") for page in NAMES}
    oddities = {page: _oddities(page, text) for page, text in readings.items()}
    best = min(readings, key=lambda page: (oddities[page], list(NAMES).index(page)))
    if oddities[best] > 0.2 * len(_FOREIGN.findall(readings[best])):
        alike = " or ".join(f"{NAMES[p]}: {_words(readings[p])}" for p in sorted(NAMES, key=oddities.__getitem__)[:2])
        raise FormatError(name, f"its encoding cannot be told ({alike}); save it as CSV UTF-8.")
    return readings[best], f"{name} is not UTF-8 and was read as {NAMES[best]}: {_words(readings[best])}."


def _oddities(page: str, text: str) -> float:
    """How many letters and signs stand where no language puts them; Cyrillic must be all or nothing."""
    odd = float(len(_ODD.findall(text)))
    if page == "cp1251":
        words = [w for w in re.findall(r"[^\W\d_]+", text) if _FOREIGN.search(w)]
        mixed = sum(bool(re.search(r"[a-zA-Z]", w)) for w in words)
        odd += 2 * mixed + (0.5 if len(words) < 3 else 0)
    return odd


def _words(text: str) -> str:
    words = dict.fromkeys(w for w in re.findall(r"\w[\w’']*", text) if _FOREIGN.search(w))
    return ", ".join(f"“{w}”" for w in list(words)[:_SHOWN])
