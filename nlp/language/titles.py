"""Which part of a paper a heading names, in five languages.

Only whole headings count ("Results", "3. Results and discussion", "Resultados e discussão"): a heading that merely
holds such a word ("Results of the pilot phase in Kenya") is judged by its place instead.
"""

from __future__ import annotations

import re
import unicodedata
from difflib import get_close_matches

from thirdorder.nlp.document import Role
from thirdorder.nlp.language.title_words import CORE_TITLES, HINT_WORDS, STEMS, WORDS

_NUMBERING = re.compile(
    r"""^\s*(?:
        (?i:section|chapter|part|appendix|cap[ií]tulo|kapitel|chapitre)\s+(?=[\dIVX])   # "Section 3"
    )?(?:
        (?i:(?:chapter|section|part)\s+(?:one|two|three|four|five|six|seven|eight|nine|ten)\b)[\s.:–—-]* |
        \(?\d{1,2}(?:\.\d{1,2})*[.):]?(?=[\s–—-]|[^\W\d])        # 3  3.  3.1  3)  (3)
        | \(?[IVX]{1,5}[.):](?=\s) | [IVX]{2,5}(?=\s)            # II.  IV)
        | \(?[A-Ha-h][.)](?=\s)                                  # A.  b)
    )[\s.:–—-]*""",
    re.VERBOSE,
)
_LEVELS = re.compile(r"^\s*(\d{1,2}(?:\.\d{1,2})*)\.?(?=[\s):–—-]|[^\W\d])")

# The order decides where two patterns fit: "results and discussion" before "results".
_ORDER: tuple[Role, ...] = (
    "findings_discussion", "findings", "methods", "discussion", "conclusion", "references", "back", "abstract",
    "introduction", "front",
)  # fmt: skip
_PATTERNS = tuple(
    (role, re.compile(re.sub(r"\n\s+", "", f"(?:{WORDS[role]})|(?:{STEMS.get(role, '(?!)')})"))) for role in _ORDER
)


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


def first_word(title: str) -> str:
    """The word a heading opens with: "Discussion" of "4. Discussion and limitations"."""
    return fold(title).partition(" ")[0]


def role_of_title(title: str) -> Role | None:
    """The part of a paper that a heading names by all its words; None where it names a subject of its own."""
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


_CORE = {
    title.replace(" ", ""): role
    for role, titles in CORE_TITLES.items()
    for title in re.sub(r"\n\s+", "", titles).split("|")
}


def core_role(title: str) -> Role | None:
    """The part that a heading names beyond doubt, by one of the few titles nearly every paper uses."""
    return _misspelt(fold(title))


_RECAP = re.compile(
    r"(?:(?:the )?(?:principal|main|key|major)|(?:summary|overview) of (?:the )?(?:\w+ )?)\s?(?:findings|results)|"
    r"(?:principais|principales) (?:resultados|achados|hallazgos)|principaux resultats|"
    r"zusammenfassung der (?:wichtigsten )?(?:ergebnisse|befunde)"
)


def recapitulates(title: str) -> bool:
    """Whether a heading speaks of what was found once more, where it stands behind the findings: "Principal findings",
    "Discussion of the results"."""
    folded = fold(title)
    again = folded.startswith("dis") and role_of_title(title) == "findings_discussion"
    return again or _RECAP.fullmatch(folded) is not None


_CLOSING = re.compile(
    r"\b(?:limit|strength|implicat|implicac|recommend|recomend|futur|conclu|limita|fazit|schluss|ausblick|starken|"
    r"perspectiv|consideracoes finais|consideraciones finales)"
)


def closes_discussion(title: str) -> bool:
    """Whether a heading's words are of what usually comes late in a discussion, or behind it."""
    return _CLOSING.search(fold(title)) is not None and hint_of_title(title) != "discussion"


_HINTS = tuple((role, re.compile(re.sub(r"\n\s+", "", words))) for role, words in HINT_WORDS.items())


def hint_of_title(title: str) -> Role | None:
    """What a heading's words suggest without saying it outright ("Process evaluation results"); weaker evidence."""
    folded = fold(title)
    if not folded or len(folded) > 120:
        return None
    return next((role for role, pattern in _HINTS if pattern.search(folded)), None)
