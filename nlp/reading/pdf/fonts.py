"""What a font's name and flags say of its weight and slope."""

from __future__ import annotations

import re
from functools import lru_cache

FORCE_BOLD = 1 << 18
ITALIC = 1 << 6

# Distillers rename fonts in many ways: "Arial-BoldMT", "HelveticaNeueLTStd-Bd", "AdvPTimesB", "AdvOT34fe1490.B";
# URW's Times, which TeX sets, calls its bold cut "Medi".
_BOLD = re.compile(r"bold|black|heavy|demi|\.bi?$|[-_,](?:bd|b|bi|sb|hv)$|L-Medi", re.I)
_BOLD_CASED = re.compile(r"[a-z_T]B(?:I)?$|(?:CM|SF)(?:BX|SSBX|B\d)|Bd(?:It|Cn|Ou)?$")
_ITALIC = re.compile(r"ital|obli|kursiv|slant|\.b?i$|[-_ ,](?:i|it|bi|bdit|ltit|lightit|mdit)(?:mt)?$", re.I)
_ITALIC_CASED = re.compile(r"(?:[a-z]|_TT|Bd|Md|Lt)It?$|(?:CM|SF)(?:TI|SL|BXTI|BXSL|SSI|SI\d|BI\d)|[a-z]B?I$")


@lru_cache(maxsize=4096)
def plain_name(name: str) -> str:
    """A font's name without the tag of its subset ("ABCDEF+")."""
    return name[7:] if len(name) > 7 and name[6] == "+" and name[:6].isupper() else name


@lru_cache(maxsize=4096)
def is_bold(name: str, flags: int) -> bool:
    """Whether a font is bold, by its name, else by its flag."""
    name = plain_name(name)
    return bool(flags & FORCE_BOLD or _BOLD.search(name) or _BOLD_CASED.search(name))


@lru_cache(maxsize=4096)
def is_italic(name: str, flags: int, angle: int) -> bool:
    """Whether a font slopes, by its angle, its flag or its name."""
    name = plain_name(name)
    return bool(angle or flags & ITALIC or _ITALIC.search(name) or _ITALIC_CASED.search(name))
