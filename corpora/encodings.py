"""Text from bytes that do not say how they are encoded: Excel still saves CSV in the code page of its country."""

from __future__ import annotations

import re

from thirdorder.corpora.errors import FormatError

_WESTERN = ("äöüß", "àâæçéèêëîïôœùûüÿ", "áéíñóúü", "áâãàçéêíóôõúü", "àèéìíòóùú", "åäöæøéü", "éèëïöüáó")
_CENTRAL = ("ąćęłńóśźż", "áäčďéěíĺľňóôŕřšťúůýž", "áéíóöőúüű", "ăâîşşţț", "čćđšž", "äöüß", "áéíóúüñ", "àâçéèêëîïôùûü")
_TURKISH = ("çğıöşüâîû",)
PAGES: dict[str, tuple[str, tuple[str, ...], float]] = {
    "cp1252": ("Windows-1252 (Western Europe)", _WESTERN, 0.0),
    "cp1250": ("Windows-1250 (Central Europe)", _CENTRAL, 0.1),
    "mac_roman": ("Mac Roman", _WESTERN, 0.2),
    "cp1254": ("Windows-1254 (Turkish)", _TURKISH, 0.1),
    "cp1251": ("Windows-1251 (Cyrillic)", ("абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґўјљњћџђѕ",), 0.2),
    "cp1253": ("Windows-1253 (Greek)", ("αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ",), 0.2),
    "iso8859_2": ("ISO 8859-2 (Central Europe)", _CENTRAL, 0.3),
    "cp850": ("DOS 850 (CSV for MS-DOS)", _WESTERN, 0.4),
}
"""Code pages by their names for people, the letters beyond a to z of each language written in them, and how far
from likely each is before anything was read."""
_ODD = re.compile(
    r"(?<=[^\W\d_])[^\w\s'’‘`´.,;:!?()\[\]{}/&\"…*+=<>@#%|\\–—-](?=[^\W\d_])"  # a sign inside a word
    r"|(?<![^\W\d_])[£¯¿¡¹³²ªº¥¢¤¦§¨€‰®†‡ˆ˜](?=[^\W\d_])"  # or at its head
    r"|(?<=[^\W\d_])[‚„‰†‡ˆ]|[◊≈∞≠≤≥∂∑∏∫√∆]"  # or at its end, or anywhere
    r"|(?<=[^\W\d_]{3})(?<!ll|st|ss|qu)[’–](?!(?:[sdmt]|ll|re|ve)\b)(?=[a-zà-öø-ÿ])"  # or a mark, but of "nurse’s"
    r"|[À-ÖØ-öø-ÿ]{4}"  # or accents on every letter
    r"|ς(?=\w)"
    r"|[\x80-\x9f\ufffd]"
)
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_WORD = re.compile(r"[^\W\d_]+")
_GREEK = re.compile(r"[\u0370-\u03ff]+")
_ACCENTS = re.compile(r"[άέήίόύώΐΰ]")
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
    readings = {page: data.decode(page, errors="replace") for page in PAGES}
    odd = {page: PAGES[page][2] + _oddity(text, PAGES[page][1]) for page, text in readings.items()}
    best, *others = sorted(PAGES, key=odd.__getitem__)
    rival = next((p for p in others if _words(readings[p]) != _words(readings[best])), None)
    level = rival is not None and odd[rival] == odd[best]
    if rival is not None and (level or odd[best] > 0.4 + 0.2 * len(_FOREIGN.findall(readings[best]))):
        alike = " or ".join(f"{PAGES[page][0]}: {_words(readings[page])}" for page in (best, rival))
        raise FormatError(name, f"its encoding cannot be told ({alike}); save it as CSV UTF-8.")
    return readings[best], f"{name} is not UTF-8 and was read as {PAGES[best][0]}: {_words(readings[best])}."


def _oddity(text: str, languages: tuple[str, ...]) -> float:
    """How many letters and signs stand where no word has them; less for letters of another language than the rest."""
    words = [w for w in _WORD.findall(text) if _FOREIGN.search(w)]
    cased = sum(w[1:] != w[1:].lower() and w != w.upper() for w in words)
    letters = [c for w in words for c in w.lower() if c > "\x7f"]
    mixed = sum(bool(re.search(r"[a-zA-Z]", w) and re.search(r"[\u0370-\u04ff]", w)) for w in words)
    # A Greek word of some length bears one accent, and none in capitals.
    greek = sum(len(_ACCENTS.findall(w.lower())) != (not w.isupper()) for w in words if _GREEK.fullmatch(w) and w[3:])
    strange = min(sum(c not in language for c in letters) for language in languages)
    oddity: float = len(_ODD.findall(text)) + 2 * (cased + mixed) + greek + 0.5 * strange
    return oddity


def _words(text: str) -> str:
    words = dict.fromkeys(w for w in re.findall(r"\w[\w’']*", text) if _FOREIGN.search(w))
    return ", ".join(f"“{w}”" for w in list(words)[:_SHOWN])
