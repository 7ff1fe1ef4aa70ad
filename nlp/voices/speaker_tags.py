"""Speaker tags: who is named beside a quotation ("P12, female, 45"; "(Mother, FGD 3)"; "— Midwife, rural clinic")."""

from __future__ import annotations

import re
from typing import NamedTuple

from thirdorder.nlp.language.lexicon import anybody, saying, way

PEOPLE = anybody()
SAYING = saying()

_CODE = (
    r"#?\s?(?:[A-Z]{1,5}[-_ ]?#?\d{1,5}(?:[-_.]\d{1,4})?[A-Za-z]{0,2}"
    r"|(?:ID|No\.?|Nr\.?|n[ºo°])\s?:?\s?#?\w*\d\w*|\d{1,4}[A-Z]{0,2})"
)
_WHERE, _GENDER = way("tag_places"), way("tag_genders")
_AGE = (
    rf"(?:aged?\s*)?\d{{1,3}}\s*[-–—]?\s*(?:\d{{1,3}}\s*)?(?:[-–— ]?(?:{way('years')}|a\b\.?)"
    r"(?:[- ]?(?:old|of age))?)|\d0s|\d\ds|\d{2}"
)

_ROLE = re.compile(rf"\b(?:{PEOPLE})\b", re.I)
_PART = re.compile(
    rf"^\s*(?:{_CODE}|(?:{_WHERE})\b.*|(?:{_GENDER})|{_AGE}|in (?:his|her|their) .*|.*\b(?:{PEOPLE})\b.*|"
    rf"(?:{_CODE})\s+(?:{_GENDER}|{_AGE})|(?:[A-Z][\w’'.-]*\s?){{1,4}})\s*$",
    re.I,
)
_SURE = re.compile(
    rf"^\s*(?:{_CODE})\s*$|\b(?:{_WHERE})\b|\b(?:{_GENDER})\b|\b(?:{PEOPLE})\b|"
    r"(?-i:\b[A-Z]{1,5}[-_ ]?\d{1,4}[A-Z]?\b)",
    re.I,
)
_CITATION = re.compile(r"\b(?:19|20)\d\d[a-z]?\b|\bet al\b|^\s*\d+(?:\s*[,–-]\s*\d+)*\s*$")
_NO_SPEAKER = re.compile(
    r"^(?:laugh|pause|sigh|cry|sic\b|emphasis|see\b|e\.g|i\.e|n\s*=|p\s*[<=>]|fig|table|box|appendix|translat|"
    r"author|our\b|my\b)",
    re.I,
)
_BRACKETED = re.compile(r"[(\[]([^()\[\]]{1,120})[)\]]\s*[.,;:!?]?\s*")
_DASHED = re.compile(r"(?<![\w-])[–—―-]{1,2}\s*([^–—―.!?\n]{2,90})\.?\s*$")
_BARE = re.compile(rf"(?<=[.!?…”\"’])\s+((?:{way('numbered_people')}) ?\d+(?:, [^.!?\n]{{2,80}})?)\.?\s*$", re.I)
_PREFIX = re.compile(
    rf"^\s*[“\"‘'«„]?[\[(]?((?:{_CODE}|(?:{PEOPLE})(?:\s*#?\d+\w?)?|[A-Z]|(?:{_WHERE})\s?\d*[:,]?\s?{_CODE}|"
    rf"(?-i:[A-Z][a-zà-ÿ]+)(?:,[^:.“\"]{{1,40}})?|[A-Z][a-z]+ ?\d*)(?:\s*[\[(][^\])]{{1,60}}[\])])?)[\])]?\s*[:：]\s",
    re.I,
)
_NAMED = re.compile(r"(?-i:[A-ZÀ-Þ][a-zà-ÿ’'-]+)(?: (?-i:[A-Z][\w.’'-]*))?(?:, [^,()]{1,40}){1,3}$")
"""A name with what is said of the person: "Selam, 55 births"."""
_ASKER = re.compile(rf"(?:{way('asker')})\b|(?:I|Q|INT|IV|MOD)$", re.I)
_SAYS = re.compile(rf"\b(?:{SAYING}|felt|thought|believed|put)\b", re.I)
_WORDS_OF = re.compile(r"\b(?:words of|according to|said|explained|quoted?|by|from|as)\s*$", re.I)
_SAID_BY = re.compile(
    rf"\b((?:an?|one|another|the|this|two|some|several|many|most|other|first|second|older|younger|\d+-year-old)\s+"
    rf"(?:[\w’'-]+\s+){{0,4}}?(?:{PEOPLE}))\b(?P<rest>[^.;:“”\"]{{0,60}})",
    re.I,
)


_SURE_CODE = re.compile(rf"(?:(?:{PEOPLE})\s?\d|[A-Z]{{1,5}}[-_ ]?\d{{1,4}}\b|(?:{_WHERE})\s?\d)", re.I)


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
    parts = re.split(r"[,;:/|\\–—]|\s-\s", content)
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


_OWN_LINE = re.compile(r"\n\s*[–—―-]+\s?([^\W\d_][^\n]{1,90})$")


def closing_tag(text: str, numbers: bool = True) -> Tag | None:
    """The speaker tag at the end of a block quotation: in brackets, or after a dash."""
    *_, last = [None, *_BRACKETED.finditer(text)]
    if last is not None and not text[last.end() :].strip(" .,;:!?’”\"'»…"):
        content = last[1].strip()
        named = _NAMED.match(content) and not _CITATION.search(content) and not _NO_SPEAKER.match(content)
        if is_speaker(content) or named or (numbers and re.fullmatch(r"#?\d{1,5}", content)):
            return Tag(content, last.start(), last.end())
    if own := _OWN_LINE.search(text):
        return Tag(own[1].strip(" ."), own.start(), own.end())
    found = _DASHED.search(text) or _BARE.search(text)
    if found and ":" not in found[1] and is_speaker(found[1]):
        return Tag(found[1].strip(), found.start(), found.end())
    return None


def opening_tag(text: str) -> Tag | None:
    """The speaker tag that opens a turn of speech ("P3: …", "Mother 2 (FGD 1): …")."""
    found = _PREFIX.match(text)
    return Tag(found[1].strip(), found.start(), found.end()) if found else None


def asks(text: str) -> bool:
    """Whether a turn of speech is the interviewer's ("I: And how was that?")."""
    tag = opening_tag(text)
    return tag is not None and bool(_ASKER.match(tag.speaker)) and (len(tag.speaker) > 4 or "?" in text)


def is_code(content: str) -> bool:
    """Whether a tag's words hold a code or number of a speaker ("P12,")."""
    return bool(re.search(rf"(?<![\w#-]){_CODE}(?![\w-])", content))


def lone_tag(text: str) -> str:
    """The speaker that a paragraph names and does nothing else ("(P12, female, 45)", "Participant 3:"), else ""."""
    bare = text.strip().rstrip(".:").strip("–—―- ")
    inner = re.fullmatch(r"[(\[]([^()\[\]]{1,120})[)\]]", bare)
    content = inner[1].strip() if inner else bare
    if len(content.split()) > 12 or re.search(r"[.!?]\s", content) or opening_tag(content) or not is_speaker(content):
        return ""
    announced = inner or text.strip()[:1] in "–—―-" or text.strip().endswith(":") or bool(_SURE_CODE.match(content))
    return content if announced else ""


def named_speaker(sentence: str) -> str:
    """Whose words a sentence announces ("As one mother said:" gives "one mother"); empty where it names nobody."""
    *_, last = [None, *(m for m in _SAID_BY.finditer(sentence) if _speaks(sentence, m))]
    return re.sub(r"\s+", " ", last[1]).strip() if last else ""


def _speaks(sentence: str, person: re.Match[str]) -> bool:
    """Whether somebody is named as the one who speaks: a verb of saying follows, or their words are announced."""
    before, after = sentence[: person.start()], person["rest"]
    return bool(_SAYS.search(after) or _WORDS_OF.search(before) or not sentence[person.end(1) :].strip(' ,:;–—“"‘'))
