"""Whether a sentence states something: whole, and with a verb."""

from __future__ import annotations

import re
from functools import cache

from thirdorder.nlp.language.lexicon import DEFAULT, lexicon, lexicons

FEWEST_WORDS = 4
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_ENDS = re.compile(r"[.!?…][\"'”’»›)\]\s\d,–-]*(?:[(\[][^()\[\]]{1,90}[)\]]\.?)?\s*$")
_BEGINS_WITHIN = re.compile(r"[\"'“‘«„(\[…\s]*[a-zà-öø-ÿ]")


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


@cache
def _verb(language: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{lexicon(language).verbs})(?![\w-])", re.IGNORECASE)
