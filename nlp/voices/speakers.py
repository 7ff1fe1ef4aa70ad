"""Speaker tags: who is named beside a quotation ("P12, female, 45"; "(Mother, FGD 3)"; "— Midwife, rural clinic")."""

from __future__ import annotations

import re
from typing import NamedTuple

PEOPLE = (
    r"participants?|respondents?|interviewees?|informants?|discussants?|wom[ae]n|m[ae]n|girls?|boys?|mothers?|"
    r"fathers?|"
    r"parents?|carers?|caregivers?|patients?|clients?|(?:service[- ])?users?|peers?(?: (?:support(?:er)?s?|workers?|"
    r"mentors?|educators?|counsell?ors?|leaders?|specialists?|facilitators?))?|mentors?|mentees?|volunteers?|"
    r"midwi(?:fe|ves)|nurses?|doctors?|physicians?|clinicians?|therapists?|physiotherapists?|counsell?ors?|"
    r"social workers?|(?:community )?health(?:care)? workers?|providers?|practitioners?|professionals?|staff|"
    r"managers?|"
    r"supervisors?|coordinators?|teachers?|educators?|students?|pupils?|children|child|adolescents?|teenagers?|youth|"
    r"young (?:people|persons?|wom[ae]n|m[ae]n)|elders?|leaders?|villagers?|farmers?|residents?|migrants?|members?|"
    r"husbands?|wi(?:fe|ves)|sons?|daughters?|sisters?|brothers?|grandmothers?|grandfathers?|grandparents?|"
    r"(?:family|community) members?|survivors?|trialists?|researchers?|facilitators?|officers?|officials?|workers?|"
    r"employees?|trainers?|trainees?|person|people|persons|individuals?|households?|birth attendants?|dai|hcws?|"
    r"chws?|"
    r"tbas?|gps?|key informants?|stakeholders?|trainer|observer|butchers?|drivers?|owners?|singles?|couples?|"
    r"partners?|"
    r"mulher(?:es)?|mães?|homens?|participantes?|entrevistad[oa]s?|mujer(?:es)?|madres?|hombres?|femmes?|mères?|"
    r"hommes?|Teilnehmer(?:in)?(?:nen)?|Frau(?:en)?|Mann|Männer"
)
_CODE = (
    r"#?\s?(?:[A-Z]{1,5}[-_ ]?#?\d{1,5}(?:[-_.]\d{1,4})?[A-Za-z]{0,2}"
    r"|(?:ID|No\.?|Nr\.?|n[ºo°])\s?:?\s?#?\w*\d\w*|\d{1,4}[A-Z]{0,2})"
)
_WHERE = (
    r"focus groups?|FGDs?|FG|GD|interview|IDI|KII|phase|group|arm|site|district|municipality|clinic|hospital|village|"
    r"dyad"
)
_GENDER = r"fe?males?|m|f|wom[ae]n|m[ae]n|boys?|girls?|trans\w*|non-binary"
_AGE = (
    r"(?:aged?\s*)?\d{1,3}\s*[-–—]?\s*(?:\d{1,3}\s*)?(?:[-–— ]?(?:years?|yrs?|y/?o|ans|anos|años|Jahre)"
    r"(?:[- ]?(?:old|of age))?)|\d0s|\d\ds|\d{2}"
)

_ROLE = re.compile(rf"\b(?:{PEOPLE})\b", re.I)
_PART = re.compile(
    rf"^\s*(?:{_CODE}|(?:{_WHERE})\b.*|(?:{_GENDER})|{_AGE}|in (?:his|her|their) .*|.*\b(?:{PEOPLE})\b.*|"
    rf"(?:[A-Z][\w’'.-]*\s?){{1,4}})\s*$",
    re.I,
)
_SURE = re.compile(rf"^\s*(?:{_CODE})\s*$|\b(?:{_WHERE})\b|\b(?:{_GENDER})\b|\b(?:{PEOPLE})\b", re.I)
_CITATION = re.compile(r"\b(?:19|20)\d\d[a-z]?\b|\bet al\b|^\s*\d+(?:\s*[,–-]\s*\d+)*\s*$")
_NO_SPEAKER = re.compile(
    r"^(?:laugh|pause|sigh|cry|sic\b|emphasis|see\b|e\.g|i\.e|n\s*=|p\s*[<=>]|fig|table|box|appendix|translat|"
    r"author|our\b|my\b)",
    re.I,
)
_BRACKETED = re.compile(r"[(\[]([^()\[\]]{1,120})[)\]]\s*[.,;:!?]?\s*")
_DASHED = re.compile(r"(?<![\w-])[–—―-]{1,2}\s*([^–—―.!?\n]{2,90})\.?\s*$")
_PREFIX = re.compile(
    rf"^\s*[\[(]?((?:{_CODE}|(?:{PEOPLE})(?:\s*#?\d+\w?)?|[A-Z]|"
    rf"[A-Z][a-z]+ ?\d*)(?:\s*[\[(][^\])]{{1,60}}[\])])?)[\])]?\s*[:：]\s",
    re.I,
)
_SAID_BY = re.compile(
    rf"\b((?:an?|one|another|the|this|two|some|several|many|most|other|first|second|older|younger|\d+-year-old)\s+"
    rf"(?:[\w’'-]+\s+){{0,4}}?(?:{PEOPLE}))\b(?P<rest>[^.;:“”\"]{{0,60}})",
    re.I,
)


_NO_QUOTES = str.maketrans("", "", '“”"‘')


class Tag(NamedTuple):
    """A speaker as printed, and the span of the tag in the text it was parsed from, brackets included."""

    speaker: str
    start: int
    end: int


def is_speaker(content: str) -> bool:
    """Whether what stands in brackets or after a dash names a speaker rather than a citation or a gloss."""
    content = content.strip().translate(_NO_QUOTES)
    if not content or len(content.split()) > 16 or _NO_SPEAKER.match(content):
        return False
    if re.fullmatch(r"\d{1,3}(?:\s*[,–-]\s*\d{1,3})*", content) or (
        _CITATION.search(content) and not _ROLE.search(content)
    ):
        return False
    parts = re.split(r"[,;/|\\–—]|\s-\s", content)
    fitting = sum(bool(_PART.match(p)) for p in parts if p.strip())
    return bool(_SURE.search(content)) and fitting * 2 >= len([p for p in parts if p.strip()])


def tag_after(text: str, at: int, numbers: bool = False) -> Tag | None:
    """The speaker tag that follows offset `at` (the end of a quotation), or None; `numbers` allows a bare "(31)"."""
    gap = re.compile(r"[\s.,;:!?’”\"'»]*").match(text, at)
    begin = gap.end() if gap else at
    found = _BRACKETED.match(text, begin)
    if found and (is_speaker(found[1]) or (numbers and re.fullmatch(r"#?\d{1,5}", found[1].strip()))):
        return Tag(found[1].strip(), found.start(), found.end())
    found = _DASHED.match(text, begin) if text[begin : begin + 1] in "–—―-" else None
    if found and (is_speaker(found[1]) or re.fullmatch(r"[A-Z]\w+(?: [A-Z]\w+)?", found[1].strip())):
        return Tag(found[1].strip(), found.start(), found.end())
    return None


def closing_tag(text: str, numbers: bool = True) -> Tag | None:
    """The speaker tag at the end of a block quotation: in brackets, or after a dash."""
    *_, last = [None, *_BRACKETED.finditer(text)]
    if last is not None and not text[last.end() :].strip(" .,;:!?’”\"'»…"):
        content = last[1].strip()
        if is_speaker(content) or (numbers and re.fullmatch(r"#?\d{1,5}", content)):
            return Tag(content, last.start(), last.end())
    found = _DASHED.search(text)
    if found and is_speaker(found[1]):
        return Tag(found[1].strip(), found.start(), found.end())
    return None


def opening_tag(text: str) -> Tag | None:
    """The speaker tag that opens a turn of speech ("P3: …", "Mother 2 (FGD 1): …")."""
    found = _PREFIX.match(text)
    return Tag(found[1].strip(), found.start(), found.end()) if found else None


def named_speaker(sentence: str) -> str:
    """Whose words a sentence announces ("As one mother said:" gives "one mother"); empty where it names nobody."""
    *_, last = [None, *_SAID_BY.finditer(sentence)]
    return re.sub(r"\s+", " ", last[1]).strip() if last else ""
