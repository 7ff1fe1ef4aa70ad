"""How many took part: the statement of a study's own sample among the many numbers of people that a paper names.

A number counts for what its sentence says of it: recruited, interviewed, a sample of, N = 25. Arms of a trial, those
invited, ranges and people elsewhere count against it. Where nothing speaks clearly, nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from thirdorder.nlp.document import Document, Found, Section, Span
from thirdorder.nlp.language.lexicon import many, number_words, way
from thirdorder.nlp.language.numbers import number_of
from thirdorder.nlp.language.sentences import sentences

_TENS, _ONES = number_words(20, 99), number_words(2, 19)
_BELOW_HUNDRED = rf"(?:(?:{_TENS})(?:[-‐ ](?:one|{_ONES}))?|{_ONES})"
_NUMBER = (
    rf"(?P<number>\d{{1,3}}(?:[,\u202f ]\d{{3}})+|\d{{1,5}}|(?:a|{number_words(1, 9)})\ hundred"
    rf"(?:\ and\ (?:one|{_BELOW_HUNDRED}))?|{_BELOW_HUNDRED})"
)
_PEOPLE = rf"(?:{many()}|families|trialists|(?-i:[A-Z]{{2,5}}s))".replace(" ", r"\ ").replace("#", r"\#")
"""People in the plural, for patterns that spaces are layout in."""
_PLAIN = (
    r"(?!\d|(?:were|was|are|is|used|who|which|that|with|from|for|as|by|in|on|at|or|and|groups?|interviews?|months?|"
    r"weeks?|days?|hours?|minutes?|sessions?|rounds?|items?|percent|years?|de|do|da|del|des|had|have|per|to)\b)"
)
_COUNTED = re.compile(
    rf"(?<![\w.,=±–-])(?<!\d\ ){_NUMBER}(?:\s*\(\d+\))?\s+(?:out\s+of\s+(?:a\s+total\s+of\s+)?(?:the\s+)?[\w-]+\s+"
    rf"(?:\(\d+\)\s+)?)?(?:{_PLAIN}[\w’'-]+\s+){{0,4}}?{_PEOPLE}(?:\s+{_PEOPLE})?(?![\w’'-])(?!\s+(?:years|%))",
    re.IGNORECASE | re.VERBOSE,
)
_ALONE = re.compile(
    rf"(?<![\w.,=±–-])(?:(?:[Ww]e )?interviewed |interviews with )?{_NUMBER}(?:\s+of\s+(?:them|whom|these)|"
    r"(?=\s+(?:took\s+part|participated|(?:were|was)\s+(?:\w+\s+)?interviewed|agreed\s+to|consented\b)))",
    re.IGNORECASE,
)
"""A number without a noun: "Fourteen took part", "interviews with 18 of them"."""
_NOTED = re.compile(
    rf"(?:{_PEOPLE}\s*)?[(\[]?\s?\bn\s?=\s?(?P<number>\d{{1,5}})\b(?:\s+{_PEOPLE})?\)?", re.IGNORECASE | re.VERBOSE
)
_TAKEN_IN = re.compile(rf"(?:{way('recruited')})[\s(:]*(?:the |a total of |all |another )?$", re.IGNORECASE)
_TOOK_PART = re.compile(rf"[^.;:]{{0,110}}?\b(?:{way('took_part')})", re.IGNORECASE)
_AGAINST_BEFORE = re.compile(
    r"""\b(?:(?:of\ the|of\ these|of\ those|remaining|other|another|up\ to|at\ least|less\ than|fewer\ than|more\ than|
    over|about|approximately|roughly|around|estimated|average\ of|mean\ of|between|target(?:\ of)?|every|each|
    population\ of|from\ (?:the|a|our)\ (?:\w+\ )?sample\ of|hundred|at\ follow-?up|excluded|villages\ and)|
    (?:[\w-]+|\d+)\s*(?:\bto\b|\bor\b|–|-))\s*$""",
    re.IGNORECASE | re.VERBOSE,
)
_AGAINST_AFTER = re.compile(
    r"""[^.;]{0,40}?\b(?:per\ |each\b|every\ |(?:in|from|to|of)\ the\ (?:intervention|control|comparison|treatment|
    experimental|usual\ care|first|second)\b|declined|refused|withdrew|excluded|not\ |lost\ to|dropped|died|
    were\ (?:invited|approached|contacted|eligible|unable)|(?:that|who)\ were\ eligible|originally|went\ on|said|
    reported|mentioned|stated|described|felt|expressed|lived|
    in\ (?:the\ )?(?:country|world|district|state|hospital))""",
    re.IGNORECASE | re.VERBOSE,
)
_BY_NAME = re.compile(r"\S+ (?:participants|interviewees|respondents|informants|participantes)", re.IGNORECASE)
"""People who bear their part in the study as their name: "13 of the 16 interviewees" says how many there were."""
_OF_THE = re.compile(r"\bof (?:the|these|those)\s*$", re.IGNORECASE)
_TO_COME = re.compile(r"\b(?:will be|anticipated|planned|aimed to|sought to|required|needed|power)\b", re.IGNORECASE)
_ABOUT_SAMPLE = re.compile(r"characteristic|demographic|sample", re.IGNORECASE)
_ENOUGH = 5.0
"""Score from which a number is that of the participants: a place that describes the study, and clear words."""
_HEAD = 4_000
"""Characters at the head of the findings in which the sample is often described."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    span: Span
    number: int
    score: float


def find_participants(document: Document, sections: Sequence[Section]) -> tuple[Found, ...]:
    """The clearest statement of how many took part, at most one, with its words."""
    found = [c for start, end, weight in _places(document, sections) for c in _candidates(document, start, end, weight)]
    again = {c.number for c in found if sum(o.number == c.number and o.score > 2 for o in found) > 1}
    rated = [(c.score + 1.5 * (c.number in again), -c.span.start, c) for c in found]
    best = max(rated, key=lambda r: r[:2], default=None)
    if best is None or best[0] < _ENOUGH:
        return ()
    start, end = best[2].span.start, best[2].span.end
    if document.text[start] in "([":
        start, end = start + 1, end - (document.text[end - 1] in ")]")
    value = " ".join(document.text[start:end].split())
    return (Found("participants", value, start, end),)


def _places(document: Document, sections: Sequence[Section]) -> Iterator[tuple[int, int, float]]:
    """Start, end and weight of the text that describes the study."""
    for section in sections:
        if section.parent is not None or section.evidence == "float":
            continue
        if section.role in ("abstract", "methods"):
            yield section.start, section.end, 3.0
        elif section.role in ("findings", "findings_discussion"):
            yield section.start, min(section.end, section.start + _HEAD), 2.5
    for block in document.blocks:
        if block.kind == "caption" and _ABOUT_SAMPLE.search(document.text[block.start : block.end]):
            yield block.start, block.end, 4.5


def _candidates(document: Document, start: int, end: int, weight: float) -> Iterator[_Candidate]:
    for sentence in sentences(document.text, start, end):
        text = document.quote(sentence)
        several = sum(1 for _ in _COUNTED.finditer(text))
        for pattern in (_COUNTED, _NOTED, _ALONE):
            for match in pattern.finditer(text):
                number = number_of(match["number"])
                if number < 3 or (number > 1900 and number < 2100 and "," not in match["number"]):
                    continue
                before, after = text[: match.start()], text[match.end() :]
                taken_in = bool(_TAKEN_IN.search(before))
                score = weight + 2.0 * taken_in + 1.5 * bool(_TOOK_PART.match(after))
                if pattern is _NOTED:
                    known = re.search(_PEOPLE, match.group(), re.I | re.X) or _ABOUT_SAMPLE.search(text)
                    score += 1.0 * bool(known) + 0.5 * bool(_RECRUITED.search(text)) - 1.0
                if pattern is _ALONE:
                    score += 2.0 if match.group().lower().startswith(("interview", "we interview")) else 0.5
                if _BY_NAME.fullmatch(match.group()):
                    score += 2.0 if _OF_THE.search(before) else 1.0
                    before = "" if _OF_THE.search(before) else before
                score -= 1.5 * (several > 2 and not taken_in)
                score -= 3.0 * bool(_AGAINST_BEFORE.search(before)) + 2.5 * bool(_AGAINST_AFTER.match(after))
                score -= 1.0 * bool(_TO_COME.search(text))
                span = Span(sentence.start + match.start(), sentence.start + match.end())
                yield _Candidate(span, number, score)


_RECRUITED = re.compile(
    r"interview|recruit|took part|participat|sampl|focus group|enrol|includ|compris|consist|consent|entrevist", re.I
)


def number_in(statement: str) -> int:
    """The number that a statement of participants opens with ("Twenty-five patients", "mothers (n = 10)"); else 0."""
    found = _COUNTED.search(statement) or _NOTED.search(statement) or _ALONE.search(statement + " took part")
    return number_of(found["number"]) if found else 0
