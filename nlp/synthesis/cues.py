"""Words by which authors say themselves that something was otherwise: for others, elsewhere, or not for all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from thirdorder.nlp.language.lexicon import DEFAULT, lexicon

Reach = Literal["within", "before", "claim"]
"""What a cue qualifies: the other half of its own sentence, the sentence before, or the claim it stands under."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue in a sentence: its words, where they start and end in it, how surely they mark contrast (0 to 1)."""

    words: str
    start: int
    end: int
    weight: float
    reach: Reach


_MANY = lexicon(DEFAULT).many
_GROUP = r"(?:others?|some|several|many|most|a few|(?:the|a) (?:minority|majority|rest)|one|two|those|not all|few)\b"
_SOME = (
    r"\b(?:some|several|many|most|a few|certain|one|two|(?:a|the) (?:minority|majority)|(?:for|by|"
    r"in) (?:some|most|many))\b"
)
# Each is a pattern, the weight of what it says, and what it qualifies. Stronger ones stand first: one cue a place.
_PATTERNS: tuple[tuple[str, float, Reach], ...] = (
    (
        r"\b(?:negative|deviant|disconfirming|discrepant|contradictory|atypical) (?:case|instance|"
        r"example|evidence)s?\b",
        1.0,
        "claim",
    ),
    (
        r"\b(?:discordant|dissenting|divergent|contrary|conflicting|contradictory) (?:finding|view|"
        r"voice|account|opinion|experience|perspective|result)s?\b",
        0.9,
        "claim",
    ),
    (
        r"\b(?:one|two|an?|the (?:only|one|sole|notable)|notable|important) (?:notable |important |"
        r"clear |single )?exceptions?\b|\bwith the exception of\b",
        0.9,
        "claim",
    ),
    (rf"(?:\b(?:while|whilst|whereas)|,? but|,? yet) (?:for )?(?={_GROUP})", 1.0, "within"),
    (r"; (?:for )?(?=(?:others|some others|not all|a few|the rest|few)\b)", 0.9, "within"),
    (
        r"\b(?:in|by|as a|in stark|in sharp|in marked) contrast\b|\bconversely\b|\bon the contrary\b|"
        r"\bcontrariwise\b",
        0.95,
        "before",
    ),
    (
        r"\bon the other hand\b|\bat the other (?:end|extreme)\b|\bat the same time,? (?:however|"
        r"though)\b",
        0.85,
        "before",
    ),
    (
        rf"\bunlike (?:the |most |many |other |some )?(?:others?|those|{_MANY})\b",
        0.9,
        "within",
    ),
    (
        r"\bcontrary to\b|\bcontradict(?:s|ed|ing|ory)?\b|\bat odds with\b|\bran counter to\b|"
        r"\bin opposition to\b",
        0.85,
        "claim",
    ),
    (
        r"\bnot (?:all|every|everyone|everybody|always|necessarily|universally|uniformly|"
        r"the case for)\b|\b(?:did|was|were|is|are|does|do)(?: not|n['’]t) (?:\w+ )?(?:always|"
        r"necessarily|universally)\b",
        0.85,
        "claim",
    ),
    (
        r"\b(?:only|just) (?:one|two|three|a few|a minority|a handful|some|a small (?:number|"
        r"minority))\b|\ba (?:small )?minority (?:of|felt|said|reported|did|were|had|expressed)\b|"
        rf"(?<!\ba )\bfew(?:er)? (?:of the|{_MANY})\b",
        0.7,
        "claim",
    ),
    (rf"\ba few (?:of the|{_MANY})\b(?! also)", 0.45, "claim"),
    (
        rf"\bone (?:{lexicon(DEFAULT).anybody})\b[^.;]{{0,40}}\b(?:however|though|disagreed|alone|never|did not|"
        r"was not)\b",
        0.75,
        "claim",
    ),
    (
        r"\b(?:disagree|dispute|dissent|object|reject|refuse)(?:d|s|ed)? (?:with|to|this|that|the|"
        r"from)\b",
        0.6,
        "claim",
    ),
    (
        r"\b(?:whereas|while|whilst)\b(?=[^.;]{3,90},)(?<=\b[Ww]hereas)|(?<=[,;] )(?:whereas|while|"
        r"whilst)\b",
        0.7,
        "within",
    ),
    (
        r"\b(?:mixed|ambivalent|ambiguous|contrasting|opposing|opposite|varied widely|divided|"
        r"double-edged|paradox\w*|dilemmas?|tensions?)\b",
        0.6,
        "claim",
    ),
    (r"\bhowever\b", 0.75, "before"),
    (
        r"\bnevertheless\b|\bnonetheless\b|\beven so\b|\bthat said\b|\bhaving said that\b|"
        r"\binterestingly\b|\bsurprisingly\b|\bunexpectedly\b",
        0.55,
        "before",
    ),
    (r"^(?:but|yet|still)\b", 0.6, "before"),
    (
        r"\bdespite\b|\bin spite of\b|\bnotwithstanding\b|\beven though\b|\balthough\b|"
        r"(?<=[,;] )though\b|^though\b",
        0.5,
        "within",
    ),
    (
        r"(?<=[,;] )(?:but|yet)\b|\bbut (?:also )?(?=(?:was|were|had|could|can|did|felt|found|"
        r"struggled|at the same time)\b)",
        0.5,
        "within",
    ),
    (r"^(?:while|whilst)\b(?=[^.;]{3,140},)", 0.35, "within"),
    (
        r"^(?:for )?others?\b(?=[^.]{0,40}\b(?:felt|found|reported|described|said|saw|did|were|had|"
        r"experienced|spoke|preferred|expressed|struggled)\b)",
        0.6,
        "before",
    ),
    (r"\bor (?=(?:struggl|fail|refus|avoid|resent|reject)\w+)", 0.5, "within"),
)
_COMPILED = tuple((re.compile(p, re.IGNORECASE), w, r) for p, w, r in _PATTERNS)
_NO_CONTRAST = re.compile(
    r"\bnot (?:only|just|merely|simply)\b[^.;]{0,140}?\bbut(?: also)?\b|"
    r"\bnot\b[^.,;]{0,60}\bbut (?:rather|also|instead)\b"
    r"|\bnothing but\b|\blast but not least\b|\ball but\b|\bhowever (?:small|much|many|little|"
    r"long|briefly)\b|\bif not all\b"
    r"|\bwhile (?:at|in|on)\b|\b(?:a|the|in) while\b|\bwhether or not\b",
    re.IGNORECASE,
)
_SUBGROUP = re.compile(_SOME, re.IGNORECASE)
_SIGNPOST = re.compile(
    r"\b(?:we|the authors) (?:have )?(?:examin|explor|analy[sz]|identif|discuss|describ|present|"
    r"report|feel|argue|turn|us|"
    r"conduct|cod|includ|interview|found that there|now)\w*"
    r"|\b(?:is|are|was|were|will be) (?:discussed|described|presented|reported|outlined|shown|"
    r"illustrated|summari[sz]ed) "
    r"(?:in|under|below|above|next|here)\b"
    r"|\b(?:fig(?:ure)?|table|box|appendix|section) \d|\b(?:theoretical|conceptual|analytic\w*) (?:framework|model)\b"
    r"|\bacross the (?:\d+ )?(?:records|studies|papers|interviews|transcripts|dataset|themes)\b",
    re.IGNORECASE,
)


def cues(sentence: str) -> tuple[Cue, ...]:
    """The cues of contrast in one sentence, the surest first; what only looks like one ("not only … but") is none."""
    barred = [m.span() for m in _NO_CONTRAST.finditer(sentence)]
    taken: list[tuple[int, int]] = []
    found: list[Cue] = []
    for pattern, weight, reach in _COMPILED:
        for match in pattern.finditer(sentence):
            start, end = match.span()
            if any(start < e and s < end for s, e in (*barred, *taken)):
                continue
            taken.append((start, end))
            found.append(Cue(match.group().strip(" ,"), start, end, weight, _reach(reach, sentence, start)))
    return tuple(sorted(found, key=lambda c: (-c.weight, c.start)))


def names_part(text: str) -> bool:
    """Whether a text speaks of some people and so leaves room for others."""
    return _SUBGROUP.search(text) is not None


def signposts(text: str) -> bool:
    """Whether a sentence speaks of the text, figures or methods it belongs to, not of what people lived through."""
    return _SIGNPOST.search(text) is not None


def _reach(reach: Reach, sentence: str, start: int) -> Reach:
    """A cue that looks back does so from a sentence's opening; behind a first clause it looks at that clause."""
    opening = len(sentence[:start].split())
    return "within" if reach == "before" and opening > 7 else reach
