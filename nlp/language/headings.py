"""Which part of a paper a heading names, in five languages.

Only whole headings count ("Results", "3. Results and discussion", "Resultados e discussão"): a heading that merely
holds such a word ("Results of the pilot phase in Kenya") is judged by its place instead.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from difflib import get_close_matches

from thirdorder.nlp.document import Role
from thirdorder.nlp.language.lexicon import Part, Titles, lexicons, number_words, printed, split

_TITLES = [one.titles for one in lexicons().values()]
_PARTED = "|".join(dict.fromkeys(word for own in _TITLES for word in split(own.numbered)))
_NUMBERING = re.compile(
    rf"""^\s*(?:
        (?i:{_PARTED})\s+(?=[\dIVX])   # "Section 3"
    )?(?:
        (?i:(?:{_PARTED})\s+{number_words(1, 10)}\b)[\s.:–—-]* |
        \(?\d{{1,2}}(?:\.\d{{1,2}})*[.):]?(?=[\s–—-]|[^\W\d])        # 3  3.  3.1  3)  (3)
        | \(?[IVX]{{1,5}}[.):](?=\s) | [IVX]{{2,5}}(?=\s)            # II.  IV)
        | \(?[A-Ha-h][.)](?=\s) | [J-Z]\.(?=\s[^\W\d_a-z])       # A.  b)  K.
    )[\s.:–—-]*""",
    re.VERBOSE,
)
_LEVELS = re.compile(r"^\s*(\d{1,2}(?:\.\d{1,2})*)\.?(?=[\s):–—-]|[^\W\d])")

# The order decides where two patterns fit: "results and discussion" before "results".
_ORDER: tuple[Role, ...] = (
    "findings_discussion", "findings", "methods", "discussion", "conclusion", "references", "back", "abstract",
    "introduction", "front",
)  # fmt: skip
_HINT_ORDER: tuple[Role, ...] = ("findings_discussion", "methods", "discussion", "findings", "conclusion")


def _patterns(order: Sequence[Role], *kinds: Callable[[Titles], Part]) -> tuple[tuple[Role, re.Pattern[str]], ...]:
    """For each part of a paper what names it in any language."""
    said = {role: [kind(own)[role] for own in _TITLES for kind in kinds if role in kind(own)] for role in order}
    return tuple((role, re.compile("|".join(f"(?:{pattern})" for pattern in said[role]))) for role in order)


_PATTERNS = _patterns(_ORDER, lambda own: own.whole, lambda own: own.made_of)
_HINTS = _patterns(_HINT_ORDER, lambda own: own.hints)
_CORE = {
    title.replace(" ", ""): role for own in _TITLES for role, titles in own.core.items() for title in split(titles)
}
_RECAP = re.compile("|".join(own.recaps for own in _TITLES))
_CLOSING = re.compile(rf"\b(?:{'|'.join(own.closing for own in _TITLES)})")


def number(title: str) -> tuple[int, ...]:
    """The section number printed before a heading: "3.2 Trust" gives (3, 2); () where there is none."""
    found = _LEVELS.match(title)
    return tuple(int(part) for part in found.group(1).split(".")) if found else ()


def strip_number(title: str) -> str:
    """A heading without its number: "3.2 Trust" and "II. Trust" give "Trust"."""
    for _ in range(3):  # "3.1. 1. Trust": some typesetters number what the authors had numbered
        shorter = _NUMBERING.sub("", title, count=1).strip()
        if not shorter or shorter == title:
            break
        title = shorter
    return title.strip()


def fold(title: str) -> str:
    """A heading as it is compared: no number, case, accents, end marks or doubled spaces."""
    plain = unicodedata.normalize("NFKD", strip_number(title))
    plain = "".join(c for c in plain if not unicodedata.combining(c)).casefold().replace("&", " and ")
    plain = re.sub(r"\s+", " ", plain).strip(" .:;–—-*")
    return plain.replace(" / ", "/")


_APPENDIX = re.compile(
    rf"\s*{printed('appendix')}(?:\s+(?:[A-Z]|\d{{1,2}}|[IVX]{{1,4}}))?\s*(?:[.:–—-]|$)", re.IGNORECASE
)
"""An appendix, whatever it is called and holds: "Appendix 2. Results"."""


def first_word(title: str) -> str:
    """The word a heading opens with: "Discussion" of "4. Discussion and limitations"."""
    return fold(title).partition(" ")[0]


def role_of_title(title: str) -> Role | None:
    """The part of a paper that a heading names by all its words; None where it names a subject of its own."""
    if _APPENDIX.match(title):
        return "back"
    folded = fold(title)
    if not folded or len(folded) > 120:
        return None
    for role, pattern in _PATTERNS:
        if pattern.fullmatch(folded):
            return role
    return _misspelt(folded)


def _misspelt(folded: str) -> Role | None:
    """The role of a core heading, also printed with spaces between letters or with a slip ("Experimental sction")."""
    squeezed = folded.replace(" ", "")
    if squeezed in _CORE:
        return _CORE[squeezed]
    if len(squeezed) < 7:
        return None
    close = get_close_matches(squeezed, _CORE, n=1, cutoff=0.93)
    return _CORE[close[0]] if close else None


def core_role(title: str) -> Role | None:
    """The part that a heading names beyond doubt, by one of the few titles nearly every paper uses."""
    return "back" if _APPENDIX.match(title) else _misspelt(fold(title))


def recapitulates(title: str) -> bool:
    """Whether a heading speaks of what was found once more, where it stands behind the findings: "Principal findings",
    "Discussion of the results"."""
    folded = fold(title)
    again = folded.startswith("dis") and role_of_title(title) == "findings_discussion"
    return again or _RECAP.fullmatch(folded) is not None


def closes_discussion(title: str) -> bool:
    """Whether a heading's words are of what usually comes late in a discussion, or behind it."""
    return _CLOSING.search(fold(title)) is not None and hint_of_title(title) != "discussion"


def hint_of_title(title: str) -> Role | None:
    """What a heading's words suggest without saying it outright ("Process evaluation results"); weaker evidence."""
    folded = fold(title)
    if not folded or len(folded) > 120:
        return None
    return next((role for role, pattern in _HINTS if pattern.search(folded)), None)
