"""Words of a construct's label: what they say of its kind, and which labels name the same construct."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cache

from thirdorder.nlp.document import ConstructKind
from thirdorder.nlp.language.common_words import function_words
from thirdorder.nlp.language.headings import strip_number
from thirdorder.nlp.language.lexicon import DEFAULT, number_words, way
from thirdorder.nlp.language.phrases import phrases, usage, words
from thirdorder.nlp.language.sentences import sentences
from thirdorder.nlp.language.stems import stem

NOUN = 0.8
"""How noun-like a phrase must be where it is most so, to label a part of a paper that nothing names."""
LONGER = 1.5
"""How much a second and third word add to a phrase's worth as a label."""
LONGEST, OPENING = 4, 8
"""Words of such a label at most, and of the sentence that stands in for one."""

_PREFIX = re.compile(
    r"^(?:(?:main |major |key |core |overarching |super-?ordinate |emergent |analytical |descriptive )?"
    rf"(?:sub[- ]{{0,2}})?(?:{way('theme')}|{way('category')}|domains?|factors?|topics?|dimensions?|concepts?|"
    r"perceived pathway|pathway)\s*"
    rf"(?:\(?(?:\d{{1,2}}(?:\.\d+)*|[IVX]{{1,4}}|[A-H]|{number_words(1, 10)})\)?)?\s*[:.–—-]+\s*)+",
    re.IGNORECASE,
)
_FINITE = re.compile(
    r"\b(?:is|are|was|were|am|be|being|has|have|had|do|does|don['’]t|can|can['’]t|cannot|could|should|must|"
    r"need(?:s|ed)?|matters?|"
    r"makes?|takes?|helps?|needs?|wants?|gives?|gets?|leads?|lacks?|drives?|brings?|keeps?|remains?|becomes?|"
    r"influences?|shapes?|"
    r"motivated|varied|prevented|discouraged|influenced|created|made)\b",
    re.IGNORECASE,
)
_CLAIMING = re.compile(
    r"^\s*(?:not |never )?(?!(?:training|funding|housing|parenting|feeding|recording|staffing|timing|counsell?ing|"
    r"meaning|nursing|"
    r"screening|testing|wellbeing|planning|marketing|everything|nothing|something|findings?)\b)\w{2,}ing\b"
    r"|\b(?:lack|loss|need|fear|importance|value|absence|burden|difficult\w*|challenges?) (?:of|to|for)\b|"
    r"\b(?:versus|vs\.?|between|despite|"
    r"beyond|without|rather than|as an? )\b",
    re.IGNORECASE,
)
_DOMAIN = re.compile(
    r"(?:[\w-]+ )?(?:factors?|levels?|domains?|determinants?|barriers|facilitators|enablers|characteristics)|"
    r"context|reach|dose|fidelity|"
    r"acceptability|feasibility|adoption|implementation|maintenance|effectiveness|capability|opportunity|motivation|"
    r"(?:physical|psychological|social|reflective|automatic) (?:capability|opportunity|motivation)|outer setting|"
    r"inner setting",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"^\W*[“\"‘'«].{6,}?[”\"’'»](?=\W|$)")
_OPEN = ("ed", "ly", "ous", "ful", "less", "ive", "able", "ible")
"""Endings of words that close no noun phrase."""
_OF_A_LIST = frozenset({"theme", "themes", "sub", "factor", "factors"})
_OF_A_STUDY = frozenset(
    """
    interviewee interviewees men participant participants patients people reported respondents said women
    """.split()  # noqa: SIM905
)


@cache
def unspecific(language: str = DEFAULT) -> frozenset[str]:
    """Words that carry no subject, nor do those for the people of a study."""
    return function_words(language) | _OF_A_STUDY


def clean_label(title: str) -> str:
    """A label as its authors put it, without numbering and words like "Theme 2:"."""
    label = strip_number(re.sub(r"\s+", " ", title).strip())
    stripped = _PREFIX.sub("", label).strip(" .:;,–—-")
    return stripped or label.strip(" .:;,–—-")


def kind_of(label: str) -> ConstructKind:
    """What kind of name a label is: a quotation, a domain of a framework, a claim, or a mere topic."""
    quoted = _QUOTED.match(label)
    if quoted and len(quoted[0]) >= 0.3 * len(label) and len(quoted[0].split()) >= 3:
        return "quotation_title"
    if _DOMAIN.fullmatch(label.strip()):
        return "framework_domain"
    words = label.split()
    if (_FINITE.search(label) and len(words) > 3) or (_CLAIMING.search(label) and len(words) > 2):
        return "interpretive_claim"
    return "topic"


def content_words(text: str, language: str = DEFAULT) -> frozenset[str]:
    """The stems of the words that carry a label's meaning; of all its words where none does."""
    held = re.findall(r"[^\W\d_]{2,}", strip_number(text).casefold())
    left_out = function_words(language) | _OF_A_LIST
    return frozenset(stem(w, language) for w in held if w not in left_out) or frozenset(stem(w, language) for w in held)


def likeness(a: str, b: str, language: str = DEFAULT) -> float:
    """How much two labels share, 0 to 1: the stems in common over the smaller label, damped where it is one word."""
    first, second = (content_words(clean_label(x), language) for x in (a, b))
    if not first or not second:
        return 0.0
    shared = len(first & second)
    overlap = shared / min(len(first), len(second))
    jaccard = shared / len(first | second)
    return 0.5 * overlap + 0.5 * jaccard


def own_labels(parts: Sequence[Sequence[tuple[str, float]]]) -> list[str]:
    """A label for each part of a paper that nothing names, drawn from its texts, each with its weight.

    A noun phrase within one sentence: frequent in the part, rare in the others, longer ones first. Where there is
    none, the beginning of the part's first sentence. No two are alike if the words allow.
    """
    used = usage(text for part in parts for text, _ in part)
    counts: list[dict[str, float]] = []
    for part in parts:
        count, noun = defaultdict[str, float](float), dict[str, float]()
        for text, weight in part:
            found = list(phrases(text, used))
            for (phrase, like), (following, _) in zip(found, [*found[1:], ("", 0.0)], strict=False):
                if following.rpartition(" ")[0] != phrase:  # not cut short of its noun
                    count[phrase] += weight * like
                    noun[phrase] = max(noun.get(phrase, 0.0), like)
        counts.append({p: n for p, n in count.items() if noun[p] >= NOUN and _labels_well(p)})
    spread = Counter(phrase for count in counts for phrase in count)
    labels: list[str] = []
    for part, held in zip(parts, counts, strict=True):
        worth = {
            p: n * math.log(1 + len(parts) / spread[p]) * (1 + LONGER * min(p.count(" "), 2)) for p, n in held.items()
        }
        ranked = sorted(worth, key=lambda p: (-round(worth[p], 6), p))
        label = next((p for p in ranked if all(content_words(p) != content_words(x) for x in labels)), "")
        label = label or _opening(part)
        labels.append(label[:1].upper() + label[1:])
    return labels


def _labels_well(phrase: str) -> bool:
    """Whether a phrase is short and opens and closes like a noun phrase; nouns that "and" joins are both plurals."""
    said = phrase.split()
    if (
        len(said) > LONGEST
        or {said[0], said[-1]} & unspecific()
        or said[0].endswith(("ed", "ly"))
        or said[-1].endswith(_OPEN)
    ):
        return False
    return said[-2:-1] != ["and"] or (said[-1].endswith("s") and said[-3].endswith("s"))


def _opening(part: Sequence[tuple[str, float]]) -> str:
    """The first words of the first sentence that has any, without what stands around or after a mark between them."""
    for text, _ in part:
        for span in sentences(text):
            clause = re.split(r"[^\w\s'’-]+(?=\s|$)|[()\[\]]", text[span.start : span.end].strip(" \"'“”‘’([-–—"))[0]
            if words(clause):
                return " ".join(clause.split()[:OPENING])
    return "Untitled"
