"""The authors' own sentences: reporting what participants said, interpreting it, citing others, noting the field."""

from __future__ import annotations

import re

from thirdorder.nlp.document import VoiceName
from thirdorder.nlp.language.lexicon import anybody, saying, way
from thirdorder.nlp.voices.field_notes import saw
from thirdorder.nlp.voices.subjects import stands_as_subject

PEOPLE = anybody()
SAYING = saying()

_CITED = re.compile(
    r"\(\s*(?:see |e\.g\.,? |cf\. )*(?:[A-Z][\w’'-]+)[^()]{0,160}\b(?:19|20)\d\d[a-z]?(?:[^()]{0,80})\)"
    r"|[A-Z][\w’'-]+(?:,? (?:et al\.?|and|&) ?(?:[A-Z][\w’'-]+)?)*,? [(\[]\s*(?:(?:19|20)\d\d[a-z]?|"
    r"\d{1,3})[^()\]]{0,30}[)\]]"
    r"|\[\s*\d{1,3}(?:\s*[,–-]\s*\d{1,3})*\s*\]"
)
_LITERATURE = re.compile(rf"\b(?:{way('literature')})\b", re.I)
_OF_STUDIES = re.compile(
    r"^\W*(?:(?:the )?\w+ (?:of|from|in) )?(?:(?:these|those|several|similar|many|numerous|various|most|"
    r"some|previous|prior|"
    r"earlier|other|recent|past|existing) (?:\w+ )?(?:studies|authors|scholars)|"
    r"(?:previous|prior|earlier|other|recent|past|existing) (?:\w+ )?(?:research|"
    r"literature))\b(?! (?:findings|participants|team))",
    re.I,
)
_SUBJECT = re.compile(
    rf"\b(?:{PEOPLE}|some|others|many|most|several|few|all|both|none|majority|minority|half|they|he|she|those|"
    r"everyone|focus groups?|fgds?|interviews|narratives|accounts|responses)\b",
    re.I,
)
_FEELING = re.compile(rf"\b(?:{SAYING}|{way('felt_verbs')})\b", re.I)
_STRONG_REPORT = re.compile(
    rf"\b(?:{PEOPLE}|{way('some_people')})\b[^.;:]{{0,90}}?\b(?:{SAYING}|{way('reported_verbs')})\b", re.I
)
_PASSIVE = re.compile(
    r"\b(?:was|were|is|are) (?:\w+ ){0,3}?(?:considered|perceived|seen as|viewed|described|mentioned|"
    r"reported|regarded|felt|"
    r"thought|believed|experienced|valued|appreciated|feared|expected|listed|suggested|cited|raised|expressed|received|"
    r"welcomed) (?!in (?:table|fig))",
    re.I,
)
_ARGUES = re.compile(r"^\W*(?:(?:this|our|the present) (?:article|paper)|we) (?:\w+ )?argues?\b", re.I)
_INTERPRET = re.compile(
    r"\b(?:implications?|(?:the|this|our) (?:article|paper|study|section|chapter|authors?) (?:\w+ )?"
    r"(?:argu|suggest|show|demonstrat|highlight)\w+|"
    r"it (?:is|was|seems|seemed|appears|appeared)(?: \w+)? (?:that|possible|likely|unlikely)|"
    r"suggest(?:s|ing)?(?: that)?|impl(?:y|ies)|indicat(?:es|ing) (?:that|how|an?|the)|illustrat(?:es?|ing)|"
    r"demonstrat(?:es?|ing)|"
    r"highlight(?:s|ing)?|underscor(?:es?|ing)|reflects?|reveals?|shows? (?:that|how)|mean(?:s|ing) that|"
    r"signif(?:y|ies)|points? to|"
    r"can be (?:understood|seen|interpreted|read|viewed)|could be (?:understood|interpreted)|may (?:be|have|"
    r"reflect|indicate)|might (?:be|have|reflect)|"
    r"seem(?:s|ed)? to|appear(?:s|ed)? to|we (?:interpret|argue|suggest|found|identified|understand|"
    r"conceptuali[sz]e|see|propose)|"
    r"this (?:theme|category|sub-?theme|finding|tension|dynamic|paradox|notion)|these (?:themes?|findings|results|"
    r"tensions|accounts|narratives)|"
    r"theme|categor(?:y|ies)|analysis|interpreted|conceptuali[sz]ed|therefore|thus|hence|overall|in essence|"
    r"in sum|clearly|"
    r"it (?:is|was) (?:clear|evident|apparent|important)|emerged|central to|key to|essential|crucial|sense of|"
    r"role of|process of)\b",
    re.I,
)


def author_voice(sentence: str, cited: bool, findings: bool) -> VoiceName:
    """The voice of one sentence of the authors'.

    `cited` says that the sentence carries a citation mark; `findings` that it stands among the findings, where the
    authors mostly report, as they mostly interpret elsewhere.
    """
    if saw(sentence):
        return "field_note"
    has_citation = cited or bool(_CITED.search(sentence))
    reports = bool(_STRONG_REPORT.search(sentence))
    if has_citation and (not findings or not reports or _LITERATURE.search(sentence)):
        return "literature"
    if _OF_STUDIES.match(sentence) and not re.search(r"\b(?:our|this) study\b", sentence):
        return "literature"
    if not findings:
        return "literature" if _LITERATURE.search(sentence) and not reports else "author_interpreting"
    if _ARGUES.match(sentence):
        return "author_interpreting"
    reports = reports or bool(_PASSIVE.search(sentence))
    # People merely mentioned report nothing: they must stand where the subject of a clause does.
    told = any(stands_as_subject(sentence[: found.start()]) for found in _SUBJECT.finditer(sentence))
    score = 2.0 * reports + 0.8 * told + 0.7 * bool(_FEELING.search(sentence))
    score -= 0.9 * len(_INTERPRET.findall(sentence)[:3]) + 0.6
    return "author_reporting" if score > 0 else "author_interpreting"
