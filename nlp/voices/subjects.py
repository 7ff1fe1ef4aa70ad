"""Who speaks in a sentence: the group that says or feels something, as its subject or by name."""

from __future__ import annotations

import re

from thirdorder.nlp.language.people import People, people_in
from thirdorder.nlp.voices.words import SAYING

_THINKS = (
    rf"{SAYING}|had this to say|relate[sd]?|felt|feels?|thought|thinks?|believ(?:e|es|ed)|perceiv(?:e|es|"
    rf"ed)|view(?:s|ed)?|consider(?:s|ed)?|"
    r"regard(?:s|ed)?|experience[ds]?|fear(?:s|ed)?|worried|appreciated|highlight(?:s|ed)|discuss(?:ed)?|spoke|talked|put|"
    r"recogni[sz]e[ds]?|agreed|disagreed|thanked|identified|sent(?:iu|iram|em|ía|ían|ieron)|ressent(?:ent|aient)|fühl(?:en|ten|te)"
)
_FEELS = (
    rf"{_THINKS}|saw|worr(?:y|ies)|hop(?:e|es|ed)|want(?:s|ed)?|wish(?:es|ed)?|"
    r"prefer(?:s|red)?|need(?:s|ed)?|enjoy(?:s|ed)?|lik(?:e|es|ed)|dislik(?:e|es|ed)|appreciates?|value[ds]?|"
    r"found|agrees?|disagrees?|kn[eo]w|understood|remember(?:s|ed)?|learn(?:ed|t)|struggl(?:e|es|ed)|cop(?:e|ed)|"
    r"identify|talk|tried|expected|resented|trusted|relied|"
    r"(?:was|were|is|are) (?:(?:also|often|very|more|less|generally|particularly|not|"
    r"mostly) ){0,3}(?:un)?(?:afraid|worried|concerned|"
    r"happy|satisfied|dissatisfied|reluctant|able|aware|willing|keen|anxious|proud|frustrated|grateful|positive|negative|"
    r"opposed|in favou?r(?: of)?|sure|convinced|uncertain|interested|motivated|surprised|confident|"
    r"critical|enthusiastic)|"
    r"acha(?:m|vam|ram)|consider(?:am|aram|an|aron|ent)|pens(?:am|aram|an|aron|ent|aient)|"
    r"perceb(?:em|eram)|percib(?:en|ieron)|empf(?:inden|anden)|hab(?:en|ían)"
)
_VERB = re.compile(rf"\b(?P<verb>{_FEELS})\b", re.IGNORECASE)
_SAYING_VERB = re.compile(rf"\b(?P<verb>{_THINKS})\b", re.IGNORECASE)
_BE = re.compile(r"\b(?:was|were|are|is|be|been|being|foram|fueron|wurden?|sont|été)\b(?:\s+\w+ly)?\s*$", re.IGNORECASE)
_QUANTIFIED = re.compile(
    r"\b(?:most|some|all|many|majority|several|few|half|one|two|three|four|five|six|seven|number|none|each|both|minority|"
    r"third|\d+|percent|%|\)|uma?|un[oa]?|una|algun[oa]s|alguns|eine[rs]?|certain[e]?s|"
    r"plusieurs)(?: \w+){0,2} (?:of|das?|dos?|de|del|des|der) "
    r"(?:(?:the|these|those|our|its|las?|los|les)\s+)?(?:[\w-]+\s+){0,3}$",
    re.IGNORECASE,
)
_DETERMINER = (
    r"the|an?|one|another|some|many|most|several|(?:a |very )?few|all|other|these|those|this|both|each|"
    r"every|no|only one|"
    r"(?:twenty|thirty|forty|fifty)?-?(?:two|three|four|five|six|seven|eight|nine)|ten|eleven|twelve|"
    r"thirteen|\d+(?: \(\d+%?\))?|"
    r"their|our|a number of|um|uma|un|una|uno|algun[oa]s|alguns|algumas|muit[oa]s|much[oa]s|otr[oa]s?|"
    r"outr[oa]s?|[oa]s?|el|l[oa]s?|"
    r"une|les?|des|certain[e]?s|plusieurs|eine?|die|der|das|einige|viele|mehrere|manche"
)
_ADJECTIVE = (
    r"(?!(?:they|he|she|we|I|you|it|who|which|that|not|to|of|in|on|at|for|with|without|by|from|about|have|had|has|did|do|"
    r"does|was|were|is|are|be|been|and|or|but|as|than)\s)(?!\w{3,}ing\s)[\w’'-]+"
)
_HEAD = re.compile(
    r"(?:^\W*|[,;:(–—“]\s*|\b(?:and|but|that|while|whilst|although|as|because|when|if|where|since|whereas|though|so|yet|how|or|"
    r"than|also|only|however|unless|once|until|after|before|\w+ly|e|y|et|und|que|dass|mas|pero|mais|aber)\s+)"
    rf"(?:(?:{_DETERMINER})\s+){{0,2}}(?:{_ADJECTIVE}\s+){{0,3}}$",
    re.IGNORECASE,
)
"""What stands before the subject of a clause; an object follows a verb or preposition instead."""
_WITHIN = re.compile(r"\b(?:who|whose|whom)\b[^.;]*$", re.IGNORECASE)
_BY_NAME = re.compile(
    r"\b(?:according to|words of|view of|views of|perspectives? of|opinion of|(?:said|explained|described|"
    r"stated|reported|provided|given|offered|made|"
    r"noted|expressed|echoed|captured|illustrated|summari[sz]ed|mentioned|raised|shared|voiced|put|quote|quoted|"
    r"statement|account|comment|example) (?:\w+ )?(?:by|from)|"
    r"segundo|según|selon|laut)\s+(?:(?:the|an?|one|another|some|several|many|this|um|uma|un|una|une|eine[rs]?)\s+)?(?:[\w’'-]+\s+){0,4}$",
    re.IGNORECASE,
)
_FOR = re.compile(
    r"^\W*(?:for|among|amongst|in contrast to \w+,)\s+(?:the |most |many |some |these )?(?:[\w-]+ ){0,2}$",
    re.IGNORECASE,
)
_JOINED = re.compile(
    r"^(?:['’]s?)?\s*(?:,|/|&|and|or|as well as|both|,? and|e|y|o|ou|et|und|oder)(?:\s|(?<=/))+(?:the |"
    r"some |other |their |many )?(?:[\w-]+ )?$",
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
