"""Who speaks in a sentence: the group that says or feels something, as its subject or by name."""

from __future__ import annotations

import re

from thirdorder.nlp.language.lexicon import saying, way
from thirdorder.nlp.language.people import People, people_in

SAYING = saying()

_THINKS = rf"{SAYING}|{way('thinking')}"
_FEELS = rf"{_THINKS}|{way('feeling')}"
_VERB = re.compile(rf"\b(?P<verb>{_FEELS})\b", re.IGNORECASE)
_SAYING_VERB = re.compile(rf"\b(?P<verb>{_THINKS})\b", re.IGNORECASE)
_BE = re.compile(rf"\b(?:{way('being')})\b(?:\s+\w+ly)?\s*$", re.IGNORECASE)
_QUANTIFIED = re.compile(
    rf"\b(?:{way('how_many')})(?: \w+){{0,2}} (?:{way('of')}) (?:(?:{way('the')})\s+)?(?:[\w-]+\s+){{0,3}}$",
    re.IGNORECASE,
)
_ADJECTIVE = (
    r"(?!(?:they|he|she|we|I|you|it|who|which|that|not|to|of|in|on|at|for|with|without|by|from|about|have|had|has|did|do|"
    r"does|was|were|is|are|be|been|and|or|but|as|than)\s)(?!\w{3,}ing\s)[\w’'-]+"
)
_HEAD = re.compile(
    rf"(?:^\W*|[,;:(–—“]\s*|\b(?:{way('clause_opens')})\s+)"
    rf"(?:(?:{way('determiners')})\s+){{0,2}}(?:{_ADJECTIVE}\s+){{0,3}}$",
    re.IGNORECASE,
)
"""What stands before the subject of a clause; an object follows a verb or preposition instead."""
_WITHIN = re.compile(r"\b(?:who|whose|whom)\b[^.;]*$", re.IGNORECASE)
_BY_NAME = re.compile(
    rf"\b(?:{way('according_to')})\s+(?:(?:{way('a_person')})\s+)?(?:[\w’'-]+\s+){{0,4}}$", re.IGNORECASE
)
_FOR = re.compile(
    r"^\W*(?:for|among|amongst|in contrast to \w+,)\s+(?:the |most |many |some |these )?(?:[\w-]+ ){0,2}$",
    re.IGNORECASE,
)
_JOINED = re.compile(
    rf"^(?:['’]s?)?\s*(?:,|/|&|,? and|{way('joins')})(?:\s|(?<=/))+(?:the |some |other |their |many )?(?:[\w-]+ )?$",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[,;:“”\"]|\.\s|\b(?:those|because|although|while|whereas|when|if|since)\b")
_ASIDE = re.compile(r"^(?:\s*\([^()]*\))?,\s[^,;:]{2,120},|^\s*\([^()]*\)")
"""What may stand between a subject and its verb: ", who lost two babies," or "(n = 4)"."""
_SAID_AFTER = re.compile(
    rf"^[\s,.;–—’”\"'-]*(?:(?:{SAYING})\s+)?(?:(?:an?|one|another|the|this)\s+)?(?:[\w’'-]+\s+){{0,3}}$", re.IGNORECASE
)
_SAME = re.compile(
    r"^\W*(?:\w+ly,? |also |however, |moreover, |in addition, )?(?:they|she|he|"
    r"these (?:\w+ )?(?:participants|respondents|interviewees))\b",
    re.IGNORECASE,
)
_REACH = 160


def subject(sentence: str, language: str = "en") -> People | None:
    """Whose saying or feeling a sentence of the authors' reports; None where it is nobody's or several groups'."""
    own = people_in(sentence, language)
    speaking = [p for p in own if _speaks(sentence, p, _VERB)]
    return _one(sentence, speaking[:1], own)


def goes_on(sentence: str) -> bool:
    """Whether a sentence goes on about the people of the one before ("They also felt …")."""
    return bool(_SAME.match(sentence))


def announced(sentence: str, language: str = "en") -> People | None:
    """Whose words a sentence announces that ends where a quotation begins; None where nobody or several are named."""
    own = people_in(sentence, language)
    alone = [p for p in own if len(sentence[: p.start].split()) < 5 and not sentence[p.end :].strip(' ,:;–—“"‘([')]
    speaking = [p for p in own if _speaks(sentence, p, _SAYING_VERB)] or alone
    return _one(sentence, speaking[-1:], own)


def named_after(text: str, language: str = "en") -> People | None:
    """Who is said to have spoken right after a quotation (", said one midwife")."""
    head = re.split(r"[.;:“”\"]\s", text[:80])[0]
    for person in people_in(head, language):
        before, after = head[: person.start], head[person.end :]
        if _SAID_AFTER.match(before) and (re.search(rf"\b(?:{SAYING})\b", before + after[:30], re.IGNORECASE)):
            return person if person.group else None
        break
    return None


def stands_as_subject(before: str) -> bool:
    """Whether what stands before a word in its sentence lets it be the subject of a clause, not an object."""
    return bool(_HEAD.search(before) or _QUANTIFIED.search(before))


def _one(sentence: str, speaking: list[People], own: tuple[People, ...]) -> People | None:
    if not speaking or not speaking[0].group:
        return None
    person = speaking[0]
    for other in own:
        first, second = sorted((person, other), key=lambda p: p.start)
        if other.group != person.group and other.group and _JOINED.match(sentence[first.end : second.start]):
            return None
    return person


def _speaks(sentence: str, person: People, verbs: re.Pattern[str]) -> bool:
    """Whether a verb of saying or feeling follows that is this person's, or their words are given by name."""
    before, after = sentence[: person.start], sentence[person.end : person.end + _REACH]
    if re.match(r"['’]s?\b|['’]\s", after):
        return False
    if _BY_NAME.search(before) or _FOR.match(before):
        return True
    if not stands_as_subject(before) or _WITHIN.search(before):
        return False
    after = _CLAUSE.split(_ASIDE.sub(" ", after))[0]
    verb = verbs.search(after)
    if verb is None:
        return False
    between = after[: verb.start()]
    return not (_BE.search(between) and re.search(r"(?:ed|en|id|told|t)$", verb["verb"], re.IGNORECASE))
