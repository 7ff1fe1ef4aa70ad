"""People as papers name them, as groups: "two experienced community health-care workers" is "community health worker".

A group is what people are in the study (midwife, mother, peer worker), in the singular and in English whatever the
paper's language, so that papers can be laid side by side. Adjectives of age, place and number are no part of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from thirdorder.nlp.language.lexicon import DEFAULT, lexicon, lexicons

GENERAL = frozenset({"woman", "man", "girl", "boy", "young person", "older person"})
"""Groups of age and gender: true of people of many roles, so that they contradict none of them."""
_KIND_OF = {
    "woman": {"mother", "grandmother", "wife", "daughter", "sister", "mother-in-law", "daughter-in-law", "widow"},
    "man": {"father", "grandfather", "husband", "son", "brother", "father-in-law"},
    "parent": {"mother", "father"},
    "grandparent": {"grandmother", "grandfather"},
    "spouse": {"husband", "wife"},
}


@dataclass(frozen=True, slots=True)
class People:
    """People named in a text: `group` is empty for those who are only said to have taken part."""

    group: str
    start: int
    end: int

    @property
    def general(self) -> bool:
        """Whether only age or gender is said of them."""
        return self.group in GENERAL


def people_in(text: str, language: str = "en") -> tuple[People, ...]:
    """Everybody whom a text names, in order; `language` is the text's (ISO 639-1), English where it is unknown."""
    pattern, names = _vocabulary(language if language in lexicons() else DEFAULT)
    return tuple(People(_name(found, names), *found.span("who")) for found in pattern.finditer(text))


def group_named(words: str) -> str:
    """The group that a reviewer's words name ("Peer support workers"), in any of the languages; else the words."""
    for language in lexicons():
        for found in people_in(words, language):
            if found.group and not words[: found.start].strip() and not words[found.end :].strip():
                return found.group
    return _singular(" ".join(words.lower().split()))


def counts_as(group: str, wanted: str) -> bool:
    """Whether a group is one of those meant by a wider name: a peer support worker is a peer worker, and a peer."""
    return set(wanted.split()) <= set(group.split()) or group in _KIND_OF.get(wanted, ())


@cache
def _vocabulary(language: str) -> tuple[re.Pattern[str], dict[str, str]]:
    """A pattern over a language's words for people, and the groups by the names of its alternatives."""
    own = lexicon(language)
    names = {f"g{i}": group for i, group in enumerate(sorted(own.people))}
    longest = sorted(names, key=lambda key: -max(len(part) for part in own.people[names[key]].split("|")))
    known = "|".join(f"(?P<{key}>{own.people[names[key]]})" for key in longest)
    whole = rf"(?P<who>{known}|(?P<unnamed>{own.unnamed}))"
    after = r"(?![\w-])"
    if (put := own.composed) is not None:
        kin = rf"(?P<before>(?:{put.before})[ -])?(?:{known})"
        as_such = "informants?|respondents?|interviewees?|participants?"
        whole = rf"(?P<who>(?P<composed>{put.pattern})(?![\w-])|{kin}|(?P<unnamed>{own.unnamed}))(?: (?:{as_such}))?"
        after += rf"(?! (?:{put.describes})\b)"
    return re.compile(rf"(?<![\w’'-]){whole}{after}", re.IGNORECASE), names


def _name(found: re.Match[str], names: dict[str, str]) -> str:
    groups = found.groupdict()
    if groups["unnamed"]:
        return ""
    if composed := groups.get("composed"):
        return _composed(composed)
    own = next(group for key, group in names.items() if groups[key])
    before = (groups.get("before") or "").lower().replace("-", " ")
    return before + own


def _composed(words: str) -> str:
    """The name of a group put together from words: "Community Health-care Workers" is "community health worker"."""
    name = " ".join(w if w.isupper() else w.lower() for w in words.split())
    name = re.sub(r"\bhealth[- ]?care\b", "health", name).replace("peer-", "peer ").replace("counselor", "counsellor")
    name = (
        name.replace("co-ordinator", "coordinator")
        .replace("program ", "programme ")
        .replace("breast-feeding", "breastfeeding")
    )
    return _singular(name.replace("-", " "))


def _singular(name: str) -> str:
    *before, last = name.split(" ")
    last = lexicon(DEFAULT).irregular.get(last, last)
    if last.endswith("ies"):
        last = last[:-3] + "y"
    elif last.endswith("s") and not last.endswith("ss"):
        last = last[:-1]
    return " ".join((*before, last))
