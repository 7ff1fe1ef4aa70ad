"""Block quotations: who speaks in them, and paragraphs that are quotations though nothing marks them as such."""

from __future__ import annotations

import re

from thirdorder.nlp.document import Passage, VoiceName
from thirdorder.nlp.language.lexicon import anybody, saying
from thirdorder.nlp.voices.field_notes import field_note_tag
from thirdorder.nlp.voices.quotations import FIRST_PERSON, INTRODUCED, SPOKEN, quotations
from thirdorder.nlp.voices.speaker_tags import asks, closing_tag, named_speaker, opening_tag

PEOPLE = anybody()
SAYING = saying()

_REFERENCE = re.compile(
    r"[(\[][^()\[\]]*\b(?:19|20)\d\d[a-z]?\s*(?:[,:]\s*(?:pp?\.\s*)?\d+(?:\s*[-–]\s*\d+)?)?[)\]]\W*$"
)
_AUTHORS = re.compile(
    r"\b(?:participants?|respondents?|interviewees?|informants|this (?:study|theme|finding|section)|theme|"
    r"table \d|figure \d|"
    r"focus groups?|reported|expressed|described|explained|emphasi[sz]ed|perceived|mentioned)\b",
    re.I,
)
_REPORTS = re.compile(
    rf"^(?:[\w’'-]+ ){{0,5}}?(?:{PEOPLE})\b(?: [\w’'-]+){{0,5}}? (?:{SAYING}|spoke)\b|\b(?:findings|"
    rf"themes?) emerged\b",
    re.I,
)
_TURN = re.compile(r":\s+(?=[A-Z…\[(])")
_ENOUGH = 1.0


def block_voice(text: str, cited: bool) -> VoiceName:
    """Whose words a block quotation holds: a participant's, unless it is a field note, ends in a reference or asks."""
    if asks(text):
        return "author_reporting"
    if field_note_tag(text):
        return "field_note"
    if (
        closing_tag(text) is None
        and opening_tag(text) is None
        and (_REFERENCE.search(text) or (cited and not FIRST_PERSON.search(text)))
    ):
        return "literature"
    return "participant"


def block_speaker(text: str, before: str, passage_before: Passage | None) -> str:
    """The speaker tag of a block quotation, else whom the sentence before it names."""
    if note := field_note_tag(text):
        return note
    tag = closing_tag(text) or opening_tag(text)
    if tag is not None:
        return tag.speaker
    if passage_before is None or any(v.voice == "participant" for v in passage_before.voices[-1:]):
        return ""
    sentence = re.split(r"(?<=[.!?])\s+(?=[A-Z])", before)[-1]
    return named_speaker(sentence)


def reads_as_quotation(text: str, before: str, italic: float) -> bool:
    """Whether a paragraph of the findings is a quotation set like running text.

    Told by quotation marks or italics round all of it, a speaker tag at either end, speech (first person,
    contractions) and an introduction that ends in a colon; the vocabulary of authors speaks against it.
    """
    words = len(text.split())
    if words < 4:
        return False
    if field_note_tag(text) and (INTRODUCED.search(before[-120:]) or italic > 0.8 or FIRST_PERSON.search(text)):
        return True
    first = next(iter(quotations(text)), None)
    closing, opening = closing_tag(text), opening_tag(text)
    wrapped = (
        first is not None
        and not text[: first.start].strip(" [(…–—-")
        and (
            len(text[first.end : first.tag.end if first.tag else first.end].split()) + len(text[: first.end].split())
            >= 0.9 * words
        )
    )
    if wrapped and (words >= 8 or closing is not None):
        return True
    if _REPORTS.search(text[:200]):
        return False
    speech = min(1.0, (len(FIRST_PERSON.findall(text)) + len(SPOKEN.findall(text))) / words * 12)
    speech = 0.0 if first is not None and not wrapped and not speech > 0.6 else speech
    score = 1.2 * speech + 1.0 * (closing is not None) + 0.7 * (opening is not None)
    score += 0.8 * (italic > 0.8) + 0.5 * bool(INTRODUCED.search(before[-120:]))
    score -= 0.6 * min(2, len(_AUTHORS.findall(text))) + 0.7 * (first is not None and not wrapped)
    return score > _ENOUGH


def quotation_after_colon(text: str) -> int | None:
    """Where a quotation without marks begins that the authors announce with a colon in the same paragraph, or None."""
    for turn in _TURN.finditer(text):
        head, tail = text[: turn.start() + 1], text[turn.end() :]
        if len(head.split()) >= 4 and opening_tag(text) is None and reads_as_quotation(tail, head, 0.0):
            return turn.end()
    return None
