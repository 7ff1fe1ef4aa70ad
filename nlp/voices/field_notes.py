"""Field notes: extracts set like quotations, by their tag, and sentences that tell what researchers saw."""

from __future__ import annotations

import re

from thirdorder.nlp.language.lexicon import way

_NOTES = way("field_notes")
_CLOSING = re.compile(
    rf"[(\[–—]\s*((?:[^()\[\]–—]{{0,30}}[\s,])??(?:{_NOTES}|observation|memo)\b[^()\[\]]{{0,60}}?)\s*[)\]]?[\s.]*$",
    re.I,
)
_OPENING = re.compile(
    rf"^\W*(?:(?:an? |the )?(?:excerpt|extract|note|entry)s? )?(?:from |in )?(?:my |our |"
    rf"the )?((?:{_NOTES}|observation|memo)\b[^:.“”\n]{{0,50}})"
    r"(?::|\.\s|\n|[–—]\s)",
    re.I,
)
_SAW = re.compile(
    rf"\b(?:{_NOTES})\b|\b(?:we|the (?:first |second )?(?:author|researcher|observer|interviewer)s?|I) (?:\w+ )?"
    rf"(?:observed|witnessed)\b|\b(?:{way('observed')})\b",
    re.I,
)
_MEASURED = re.compile(
    r"\bobserved (?:(?:an?|the|no|any|more|some|similar|large|small|strong|that the|that there were|"
    r"slightly|consistently) )*"
    r"(?:\w+ly )?(?:fewer|less|higher|lower|greater|larger|smaller|significan\w+|differences?|increas\w+|"
    r"decreas\w+|reduc\w+|improve\w+|associations?|trends?|effects?|correlations?|rates?|proportions?)\b|"
    r"\bobserved that the (?:attendance|number|proportion|rate|mean|prevalence)\b|[<=>]\s?0?\.\d|"
    r"\b\d+(?:\.\d+)? ?%|\b95% CI\b",
    re.I,
)
_OF_THE_METHOD = re.compile(
    rf"\b(?:quotes?|quotations?|transcripts?|interviews|data)\b[^.;]{{0,60}}\b(?:{_NOTES})\b|"
    rf"\b(?:{_NOTES})\b[^.;]{{0,40}}\b(?:were|was) (?:\w+ )?(?:taken|coded|analy[sz]ed|kept|recorded|"
    rf"transcribed|made|written|used)\b",
    re.I,
)


def field_note_tag(text: str) -> str:
    """What names an extract as a field note, at its end ("(Field note, 3 March)") or head ("Diary, May:"), else ""."""
    found = _CLOSING.search(text[-130:]) or _OPENING.match(text[:130])
    return found[1].strip(" ,:;") if found else ""


def saw(sentence: str) -> bool:
    """Whether a sentence tells what researchers saw in the field, not what was measured or how notes were kept."""
    return bool(_SAW.search(sentence)) and not _MEASURED.search(sentence) and not _OF_THE_METHOD.search(sentence)
