"""Country names as papers print them, with the common name of each."""

from __future__ import annotations

import re

_NAMES = """
Afghanistan Albania Algeria Andorra Angola Argentina Armenia Australia Austria Azerbaijan Bahamas Bahrain Bangladesh
Barbados Belarus Belgium Belize Benin Bhutan Bolivia Bosnia_and_Herzegovina Botswana Brazil Brunei Bulgaria
Burkina_Faso Burundi Cambodia Cameroon Canada Cape_Verde Central_African_Republic Chad Chile China Colombia Comoros
Costa_Rica Croatia Cuba Cyprus Czech_Republic Denmark Djibouti Dominica Dominican_Republic Ecuador Egypt El_Salvador
Equatorial_Guinea Eritrea Estonia Eswatini Ethiopia Fiji Finland France Gabon Gambia Germany Ghana Greece Greenland
Grenada Guatemala Guinea Guinea-Bissau Guyana Haiti Honduras Hong_Kong Hungary Iceland India Indonesia Iran Iraq
Ireland Israel Italy Ivory_Coast Jamaica Japan Kazakhstan Kenya Kiribati Kosovo Kuwait Kyrgyzstan Laos Latvia Lebanon
Lesotho Liberia Libya Liechtenstein Lithuania Luxembourg Madagascar Malawi Malaysia Maldives Mali Malta
Mauritania Mauritius Mexico Micronesia Moldova Monaco Mongolia Montenegro Morocco Mozambique Myanmar Namibia
Nauru Nepal Netherlands New_Zealand Nicaragua Niger Nigeria North_Korea North_Macedonia Norway Oman Pakistan Palestine
Panama Papua_New_Guinea Paraguay Peru Philippines Poland Portugal Puerto_Rico Qatar Romania Russia Rwanda Samoa
Saudi_Arabia Senegal Serbia Seychelles Sierra_Leone Singapore Slovakia Slovenia Solomon_Islands Somalia South_Africa
South_Korea South_Sudan Spain Sri_Lanka Sudan Suriname Sweden Switzerland Syria Taiwan Tajikistan Tanzania Thailand
Timor-Leste Togo Tonga Trinidad_and_Tobago Tunisia Turkey Turkmenistan Tuvalu Uganda Ukraine United_Arab_Emirates
United_Kingdom United_States Uruguay Uzbekistan Vanuatu Venezuela Vietnam Yemen Zambia Zimbabwe
"""
_ALIASES = {
    "United Kingdom": "UK|U.K.|Great Britain|England|Scotland|Wales|Northern Ireland|Reino Unido|Royaume-Uni",
    "United States": "USA|U.S.A.|United States of America|the US|the U.S.|Estados Unidos|États-Unis|Vereinigte Staaten",
    "Netherlands": "The Netherlands|Holland",
    "Democratic Republic of the Congo": "Democratic Republic of the Congo|Democratic Republic of Congo|DR Congo|DRC",
    "Ivory Coast": "Côte d’Ivoire|Côte d'Ivoire",
    "South Korea": "Republic of Korea|Korea",
    "Czech Republic": "Czechia",
    "Vietnam": "Viet Nam",
    "Eswatini": "Swaziland",
    "Laos": "Lao PDR|Lao People’s Democratic Republic",
    "Myanmar": "Burma",
    "Tanzania": "United Republic of Tanzania",
    "Iran": "Islamic Republic of Iran",
    "Turkey": "Türkiye|Turquia",
    "Timor-Leste": "East Timor",
    "Cape Verde": "Cabo Verde",
    "Brazil": "Brasil",
    "Spain": "España|Espanha|Espagne|Spanien",
    "Mexico": "México|Mexique",
    "Germany": "Deutschland|Alemania|Alemanha|Allemagne",
    "France": "Frankreich|Francia|França",
    "Portugal": "Portugal",
    "Switzerland": "Schweiz|Suisse|Suiza|Suíça",
    "Austria": "Österreich",
    "Peru": "Perú",
    "Panama": "Panamá",
    "Colombia": "Colômbia",
    "Canada": "Canadá|Kanada",
    "Mozambique": "Moçambique",
    "Belgium": "Belgique|België|Belgien",
    "Italy": "Italia|Itália|Italie|Italien",
    "Argentina": "Argentine",
}
_BY_NAME = {name.replace("_", " "): name.replace("_", " ") for name in _NAMES.split()} | {
    alias: country for country, aliases in _ALIASES.items() for alias in aliases.split("|")
}
_PATTERN = re.compile(
    r"(?<![\w-])(?:" + "|".join(re.escape(n) for n in sorted(_BY_NAME, key=lambda n: (-len(n), n))) + r")(?![\w-])"
)
# Names inside other names: New England, New South Wales, Guinea pig, New Mexico, Jordan and Georgia are left out above.
_BEFORE = ("New ", "New South ", "Gulf of ", "University of ")
# A register or university bears the name of a country in which the study need not have been made.
_AFTER = re.compile(r"(?: \w+){0,2} (?:Clinical Trials?|Trials|University|Press|Regist(?:ry|er))\b")


def find_countries(text: str, start: int, end: int) -> list[tuple[str, int, int]]:
    """Country, start and end of every country named between two offsets of a text."""
    return [
        (_BY_NAME[found.group()], *found.span())
        for found in _PATTERN.finditer(text, start, end)
        if not text[: found.start()].endswith(_BEFORE) and not _AFTER.match(text, found.end())
    ]
