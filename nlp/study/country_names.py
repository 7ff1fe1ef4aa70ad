"""Country names as papers print them, with the common English name of each. The names are those of Unicode's CLDR."""

from __future__ import annotations

import re
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.languages import get_official_languages

from thirdorder.nlp.language.lexicon import lexicons

_CALLED = {
    "BA": "Bosnia and Herzegovina", "CD": "Democratic Republic of the Congo", "CG": "Republic of the Congo",
    "CI": "Ivory Coast", "CZ": "Czech Republic", "HK": "Hong Kong", "MM": "Myanmar", "MO": "Macao", "PS": "Palestine",
    "TR": "Turkey", "TT": "Trinidad and Tobago",
}  # fmt: skip
"""The common name of countries that CLDR calls otherwise in English."""
_ALSO = {
    "GB": "UK|U.K.|Great Britain|England|Scotland|Wales|Northern Ireland",
    "US": "USA|U.S.A.|United States of America|the US|the U.S.",
    "NL": "The Netherlands|Holland",
    "CD": "Democratic Republic of Congo|DR Congo|DRC",
    "CI": "Côte d'Ivoire",
    "KR": "Republic of Korea|Korea",
    "VN": "Viet Nam",
    "SZ": "Swaziland",
    "LA": "Lao PDR|Lao People’s Democratic Republic",
    "MM": "Burma",
    "TZ": "United Republic of Tanzania",
    "IR": "Islamic Republic of Iran",
    "TR": "Türkiye|Turquia",
    "TL": "East Timor",
}
_NO_COUNTRY = frozenset("AC AQ CP CQ DG EA EU EZ IC QO TA UM UN XA XB ZZ".split())  # noqa: SIM905
_UNCLEAR = frozenset(("GE", "JO", "JE"))
"""Georgia, Jordan and Jersey are states, people and places of other countries as well."""

_KNOWN = frozenset((*lexicons(), "it", "nl"))
"""Languages in which a country's own name is known in texts of others: Brasil, Deutschland, Italia."""


@cache
def _names(language: str) -> tuple[re.Pattern[str], dict[str, str]]:
    """A pattern of country names in English, in a language and as the country has it, and the common name of each."""
    english = Locale("en").territories
    names: dict[str, str] = {}
    for code, name in sorted(english.items()):
        if len(code) != 2 or not code.isalpha() or code in _NO_COUNTRY | _UNCLEAR:
            continue
        common = _CALLED.get(code, name)
        spoken = ("en", language, *(one for one in get_official_languages(code, de_facto=True) if one in _KNOWN))
        called = [common, *_ALSO.get(code, "").split("|"), *(_name(code, one) for one in spoken)]
        for one in called:
            for spelt in (one, one.replace(" & ", " and "), one.replace("St. ", "Saint ")):
                names.setdefault(spelt, common)
    names.pop("", None)
    longest = sorted(names, key=lambda n: (-len(n), n))
    return re.compile(r"(?<![\w-])(?:" + "|".join(map(re.escape, longest)) + r")(?![\w-])"), names


@cache
def _name(code: str, language: str) -> str:
    """What a language calls a country; empty where CLDR does not say."""
    try:
        return str(Locale(language).territories.get(code, ""))
    except (ValueError, UnknownLocaleError):
        return ""


# Names inside other names: New England, New South Wales, Guinea pig, New Mexico, Jordan and Georgia are left out above.
_BEFORE = ("New ", "New South ", "Gulf of ", "University of ")
# A register or university bears the name of a country in which the study need not have been made.
_AFTER = re.compile(r"(?: \w+){0,2} (?:Clinical Trials?|Trials|University|Press|Regist(?:ry|er))\b")


def find_countries(text: str, start: int, end: int, language: str = "en") -> list[tuple[str, int, int]]:
    """Country, start and end of every country named between two offsets of a text in a language (ISO 639-1)."""
    pattern, names = _names(language)
    return [
        (names[found.group()], *found.span())
        for found in pattern.finditer(text, start, end)
        if not text[: found.start()].endswith(_BEFORE) and not _AFTER.match(text, found.end())
    ]
