"""Whether a sentence states something: whole, and with a verb."""

from __future__ import annotations

import re
from functools import cache

from thirdorder.nlp.language.lexicon import DEFAULT, lexicon, lexicons

FEWEST_WORDS = 4
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_ENDS = re.compile(r"[.!?…][\"'”’»›)\]\s\d,–-]*(?:[(\[][^()\[\]]{1,90}[)\]]\.?)?\s*$")
_BEGINS_WITHIN = re.compile(r"[\"'“‘«„(\[…\s]*[a-zà-öø-ÿ]")

_LEANS = re.compile(
    r"(?:also|and|but|consequently|furthermore|hence|he|however|it|moreover|she|similarly|so|such|that|then|therefore|"
    r"these|they|this|those|thus)\b",
    re.IGNORECASE,
)
"""What opens a sentence that goes on from the one before it."""
_SETS_OUT = re.compile(
    r"(?:after|although|as|at|because|before|by|during|for|from|if|in|on|to|when|while|with)\b", re.IGNORECASE
)
"""What opens a sentence that tells when, where or why before it tells what."""


def states(sentence: str, language: str = DEFAULT) -> bool:
    """Whether there is a finite verb among enough words; a heading, a tag or a list of words has none."""
    said = _WORD.findall(sentence)
    return (
        len(said) >= FEWEST_WORDS
        and _verb(language if language in lexicons() else DEFAULT).search(sentence) is not None
    )


def whole(sentence: str, *, begins_text: bool = False) -> bool:
    """Whether a sentence ends in an end mark, and where it begins a text was not cut off from what came before."""
    return bool(_ENDS.search(sentence)) and not (begins_text and _BEGINS_WITHIN.match(sentence))


def leans(sentence: str) -> bool:
    """Whether an English sentence goes on from the one before it, by how it opens ("However", "They", "These")."""
    return _LEANS.match(sentence) is not None


def stands_alone(sentence: str) -> bool:
    """Whether an English sentence can be read by itself, says at once what it is about and not what its paper holds."""
    return not (leans(sentence) or _SETS_OUT.match(sentence) or _of_the_paper().search(sentence))


@cache
def _of_the_paper() -> re.Pattern[str]:
    return re.compile(lexicon(DEFAULT).ways["signposts"], re.IGNORECASE)


@cache
def _verb(language: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{lexicon(language).verbs})(?![\w-])", re.IGNORECASE)
