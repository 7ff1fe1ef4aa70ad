"""Words and noun-like phrases of a text, found by function words and by how the corpus uses each word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

LONGEST = 5
"""Words in a phrase at most."""
VERB_LIKE = 0.5
"""Share of a word's uses, beside those after a determiner, that come after a subject, "to" or a modal."""

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|[^\w\s]|\d+")


def listed(text: str) -> frozenset[str]:
    """The words of a list written as running text."""
    return frozenset(text.split())


_LINKS = listed(
    """
    of and in for with
    """
)
_DETERMINERS = listed(
    """
    a an the this that these those their his her its our your my some any no each every more less such of in for
    with from by on about and
    """
)
_ARTICLES = listed(
    """
    a an the this that these those their his her its our your my some any no each every
    """
)
_SUBJECTS = listed(
    """
    i we they he she you it who to not can could will would should may might must did do does cannot don't
    """
)
_STOP = listed(
    """
    a about above across after again against ago all almost along already also although always am among an and
    another any anyone anything are aren't around as asked at away back be became because become been before
    began being below between both but by came can can't cannot cause come could couldn't de described did
    didn't different do does doesn't doing don't done down during each e.g either else enough especially et etc
    even ever every everyone everything example explained expressed far feel feeling feels felt few find finding
    first for found from gave get gets getting give given gives go goes going gone good got had hadn't has
    hasn't have haven't having he he's her here hers herself highlighted him himself his how however i i'd i'll
    i'm i've i.e if in indicated instance instead into is isn't it it's its itself just keep kept kind know knew
    known last least less let like likely look looked lot made mainly make makes making many may maybe me mean
    means mentioned might mine more most mostly much must my myself near need needed needs never new next no
    nobody none nor not noted nothing now of off often oh ok okay on once one ones only onto or other others
    ought our ours ourselves out over own participant participants people per perhaps please put quite quot
    quote quotes rather re really reported respondent respondents respondent's right said same saw say saying
    says second see seem seemed seems seen several she she's should shouldn't since so some someone something
    sometimes somewhat soon sort spoke stated still stuff such sure take taken takes taking talked tell than
    thank that that's the their theirs them themselves then there there's therefore these they they'd they'll
    they're they've thing things think third this those though thought three through throughout thus to together
    told too took towards tried try trying two under unless until up upon us use used using usually various very
    via viewed wanna want wanted wants was wasn't way ways we we'd we'll we're we've well went were weren't what
    whatever when where whereas whether which while who who's whom whose why will with within without won't
    would wouldn't yeah year years yes yet you you'd you'll you're you've your yours yourself interviewee
    interviewees interviewer informant informants study studies theme themes subtheme subthemes data results
    findings um uh er mm gonna cos 'cause
    """
)


@dataclass(frozen=True)
class Usage:
    """How a corpus uses its words: stems that stand like verbs, and words that are always capitalised (names)."""

    verbs: frozenset[str]
    names: frozenset[str]


def words(text: str) -> list[str]:
    """The words of a text, folded."""
    return [_fold(w) for w in _WORD.findall(text)]


def content_words(text: str) -> list[str]:
    """The words of a text that carry meaning, folded."""
    return [w for w in words(text) if is_content(w)]


@cache
def is_content(word: str) -> bool:
    """Whether a folded word carries meaning."""
    return len(word) > 2 and word not in _STOP


def usage(texts: Iterable[str]) -> Usage:
    """Count what stands before each word. Verb-like: more often after "they", "to" or "would" than after "the"."""
    subject, determiner = Counter[str](), Counter[str]()
    small, capital = Counter[str](), Counter[str]()
    for text in texts:
        before = "."
        for token in _TOKEN.findall(text):
            word = _fold(token)
            if before in _SUBJECTS:
                subject[_base(word)] += 1
            elif before in _ARTICLES:
                determiner[_base(word)] += 1
            if token[0].islower():
                small[word] += 1
            elif token[0].isupper() and before[0].isalpha():
                capital[word] += 1
            before = word
    verbs = {w for w, n in subject.items() if n > 1 and n > VERB_LIKE * (n + determiner[w])}
    names = {w for w, n in capital.items() if not small[w]}
    return Usage(frozenset(verbs), frozenset(names) if len(names) < len(small) / 2 else frozenset())


def phrases(text: str, used: Usage) -> Iterator[tuple[str, float]]:
    """Runs of up to five folded words with content words at both ends, and how noun-like each run is (0 to 1)."""
    tokens = [_fold(t) for t in _TOKEN.findall(text)]
    content = [t[0].isalpha() and is_content(t) and t not in used.names for t in tokens]
    verb = [known and _base(t) in used.verbs for t, known in zip(tokens, content, strict=True)]
    for i, first in enumerate(tokens):
        if not content[i]:
            continue
        before = tokens[i - 1] if i else "."
        noun = 0.5 if before in _SUBJECTS else 1.0 if before in _DETERMINERS or not before[0].isalpha() else 0.8
        noun *= 0.4 if first.endswith("ly") or (verb[i] and not first.endswith("ing")) else 1.0
        for j in range(i, min(i + LONGEST, len(tokens))):
            if content[j]:
                noun *= 0.2 if j > i and verb[j] else 1.0
                yield " ".join(tokens[i : j + 1]), noun * _ending(tokens[j])
            elif tokens[j] not in _LINKS or not content[j - 1]:
                break


@cache
def _fold(word: str) -> str:
    return word.casefold().replace("’", "'")


@cache
def _base(word: str) -> str:
    """A verb without its usual endings, so that "shares", "shared" and "sharing" are counted together."""
    for ending in ("ing", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


@cache
def _ending(word: str) -> float:
    """How likely an English word closes a noun phrase, by its ending."""
    return 0.3 if word.endswith("ly") else 0.5 if word.endswith("ed") else 0.8 if word.endswith("ing") else 1.0
