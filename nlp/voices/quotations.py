"""Quotation marks in running text: where they open and close, and whether a participant speaks inside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from thirdorder.nlp.language.lexicon import anybody, saying, way
from thirdorder.nlp.voices.speaker_tags import Tag, closing_tag, tag_after

PEOPLE = anybody()
SAYING = saying()

_CLOSERS = {"“": "”“", "„": "“”", "«": "»", "»": "«", '"': '"', "‘": "’", "'": "'", "‹": "›", "‟": "”"}
FIRST_PERSON = re.compile(rf"\b(?:{way('first_person')})\b")
SPOKEN = re.compile(
    r"\b(?:don['’]t|didn['’]t|doesn['’]t|can['’]t|couldn['’]t|won['’]t|isn['’]t|wasn['’]t|that['’]s|it['’]s|"
    r"he['’]s|she['’]s|there['’]s|"
    r"they['’]re|gonna|yeah|okay|oh|well,|you know|kind of|really|just|because)\b",
    re.I,
)
INTRODUCED = re.compile(
    rf"(?:\b(?:{SAYING})\b[^.!?]{{0,60}}|\bthis to say[^.!?]{{0,40}}|[:：]|\b(?:in (?:his|her|their) words|"
    rf"as follows))[\s,:;–—-]*$",
    re.I,
)
_FOLLOWED = re.compile(
    rf"^[\s,.;–—-]*(?:(?:he|she|they|an?|one|another|the|[A-Z]\w+)\b[^.!?]{{0,40}})?\b(?:{SAYING})\b", re.I
)
_TERM = re.compile(
    r"(?:\b(?:so-called|called|termed|labell?ed|named|known as|referred to as|defined as|refers? to|the terms?|"
    r"the words?|"
    r"the concepts?|the notions?|concepts? of|notions? of|the phrase|coded? (?:as|under)|the codes?|themes?|"
    r"sub-?themes?|categor(?:y|ies)|"
    r"titled|entitled|headed|slogans?|messages?|mottos?|pledges?|"
    r"examples? (?:of [\w -]{1,40} )?(?:includ(?:e|es|ed|ing)|are|were|is|was)|keywords?|search(?:ed)?|"
    r"variables?|items?|(?:the |"
    r"an? )?(?:\w+ )?questions?(?: (?:was|were|is|asked))?,?|options?|means?|i\.e\.,?|e\.g\.,?)\s*[:,]?\s*)$",
    re.I,
)
_TERM_AFTER = re.compile(
    r"^\s*(?:themes?|sub-?themes?|categor(?:y|ies)|codes?|domains?|constructs?|approach|method|model|theory|scale|"
    r"effect)\b",
    re.I,
)
_PEOPLE = re.compile(rf"\b(?:{PEOPLE}|he|she|they)\b", re.I)
_PEOPLE_SAY = re.compile(
    rf"\b(?:{SAYING}|felt|feel|feels|perceived?|saw|viewed|considered|regarded|characteri[sz]ed|thought|liked|"
    rf"considering|discuss(?:ed)?|referred|used (?:\w+ )?(?:words|phrases|terms)|such as)\b",
    re.I,
)
_CITED_AFTER = re.compile(r"^\s*[.,]?\s*(?:\((?:[^()]*\b(?:19|20)\d\d\b[^()]*)\)|\[\s*\d+[\d,\s–-]*\])")
_LITTLE = frozenset(["a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"])


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words in quotation marks, marks included, with the speaker tag that follows them."""

    start: int
    end: int
    tag: Tag | None = None


def _opens(text: str, i: int) -> bool:
    before, after = text[i - 1 : i], text[i + 1 : i + 2]
    set_apart = text[i] in "«‹" and not text[i + 1 : i + 3].isspace()  # as French does: « oui »
    begins = not before or before.isspace() or before in "([{–—-/:“‘„«…,"
    return begins and bool(after) and (set_apart or not after.isspace())


def _closes(text: str, i: int) -> bool:
    before, after = text[i - 1 : i], text[i + 1 : i + 2]
    return not before.isspace() and not after.isalnum()


def _closing(text: str, start: int) -> int | None:
    """The offset just after the mark that closes the one at `start`; apostrophes are no closing marks."""
    opener, depth = text[start], 0
    closers = _CLOSERS[opener]
    possible: int | None = None
    for i in range(start + 1, len(text)):
        char = text[i]
        if char == opener and opener not in closers and _opens(text, i):
            depth += 1
        elif char in closers and (opener in "“„«»‹‟" or _closes(text, i)):
            if depth:
                depth -= 1
                continue
            plural = opener in "‘'" and text[i - 1] == "s" and re.match(r" [a-z]", text[i + 1 : i + 3])
            if not plural:
                return i + 1
            possible = possible or i + 1
    return possible


def _tag_inside(text: str, start: int, end: int) -> Tag | None:
    """The speaker tag that a paper prints before it closes a quotation ("… so why not (P12)?”)."""
    tag = closing_tag(text[start:end], numbers=False) if text[start:end].rstrip(" ”\"'’.?!").endswith(")") else None
    return Tag(tag.speaker, start + tag.start, end) if tag is not None else None


def quotations(text: str, numbers: bool = False) -> Iterator[Quotation]:
    """Outermost quotations of a text, in order; one left open at its very end runs to the end of the text.

    `numbers` allows a bare number in brackets as the tag of a speaker.
    """
    i = 0
    while i < len(text):
        if text[i] not in _CLOSERS or not _opens(text, i):
            i += 1
            continue
        end = _closing(text, i)
        if end is None:
            if not text[:i].strip() and text[i] not in "'‘»" and len(text[i:].split()) > 8:
                yield Quotation(i, len(text))
                return
            i += 1
            continue
        tag = tag_after(text, end, numbers) or _tag_inside(text, i, end)
        yield Quotation(i, end, tag)
        i = end


_LISTED = re.compile(r"[\s,;]*(?:and|or|e|y|o|ou|et|und|oder)?\s*")


def listed_with(text: str, end: int, found: Quotation) -> bool:
    """Whether quoted words only continue a list of quoted words that ended at `end` ("yes", "no" and "perhaps")."""
    return found.tag is None and _LISTED.fullmatch(text[end : found.start]) is not None


def spoken(text: str, found: Quotation, findings: bool) -> bool:
    """Whether quoted words are a participant's, told from scare quotes, terms, titles, questions and the literature.

    The evidence is what stands around them (a speaker tag, a verb of saying, a colon, a citation, "so-called")
    and what they are like (whole sentences, first person, title case); a few words need more of it than many.
    """
    inner = text[found.start + 1 : found.end].strip(" .,;:!?’”\"'»")
    before, after = text[max(0, found.start - 160) : found.start], text[found.end : found.end + 90]
    before = re.split(r"(?<=[.!?])\s+(?=[A-Z])", before)[-1]
    words = inner.split()
    if found.tag is not None:
        return True
    if _CITED_AFTER.match(after) or _TERM_AFTER.match(after):
        return False
    score = min(len(words), 14) / 4 - 2.2
    score += (
        1.5 * bool(FIRST_PERSON.search(inner))
        + 0.7 * bool(SPOKEN.search(inner))
        + 0.6 * bool(re.search(r"[.!?…]\s", inner))
    )
    if INTRODUCED.search(before) or _FOLLOWED.match(after):
        score += 1.6
    elif _PEOPLE.search(before) and _PEOPLE_SAY.search(before):
        score += 2.0 if findings else 0.9
    score -= 2.0 * bool(_TERM.search(before))
    capitals = [w for w in words if w.lower() not in _LITTLE and w[:1].isalpha()]
    score -= 1.2 * (len(capitals) > 1 and all(w[:1].isupper() for w in capitals))
    score += 0.0 if findings else -1.5
    return score > 0
