"""The authors' own sentences that state a construct."""

from __future__ import annotations

import re
from collections.abc import Sequence

from thirdorder.nlp.constructs.wording import content_words
from thirdorder.nlp.document import Document, Passage, Span, Voice
from thirdorder.nlp.language.lexicon import DEFAULT, many

CLAIMS = 3
"""How many sentences state a construct at most."""

_SUMMARY = re.compile(
    r"\b(?:this (?:theme|sub-?theme|category|section)|these (?:themes?|findings|accounts)|overall|in (?:summary|"
    r"sum|essence|general)|"
    rf"(?:most|many|all|several|the majority of) (?:\w+ ){{0,2}}(?:{many()})|"
    r"participants|central|key|main(?:ly)?|important(?:ly)?|highlight\w*|suggest\w*|reflect\w*|theme|captures?|"
    r"describes?|refers? to|relates? to|"
    r"sense of|need for|lack of|common(?:ly)?|consistently|emerged)\b",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"[:：]\s*$|\b(?:said|stated|explained|told|recalled|remarked|commented|as follows)\W*$", re.IGNORECASE
)
_POINTER = re.compile(r"\b(?:table|figure|fig|box|appendix|additional file)\s*\d|\(n\s*=|\d\s*%", re.IGNORECASE)


def find_claims(document: Document, passages: Sequence[Passage], label: str) -> tuple[Span, ...]:
    """Up to three of the authors' sentences that state a construct best, in reading order.

    Sentences at the head of the section, with summarising words and words of the label, and near the centre of the
    section's words come first; those that announce a quotation, cite others or report numbers last.
    """
    voices = [(i, v) for i, p in enumerate(passages) for v in p.voices if _stating(v)]
    if not voices:
        return ()
    language = document.metadata.language or DEFAULT
    words = [content_words(document.quote(v), language) for _, v in voices]
    common: dict[str, int] = {}
    for found in words:
        for word in found:
            common[word] = common.get(word, 0) + 1
    named = content_words(label, language)
    scored = []
    for order, ((_, voice), found) in enumerate(zip(voices, words, strict=True)):
        sentence = document.quote(voice)
        length = len(sentence.split())
        if length < 6:
            continue
        score = 1.2 / (1 + order) + 0.35 * min(3, len(_SUMMARY.findall(sentence)))
        score += 0.8 * (len(found & named) / len(named) if named else 0.0)
        score += 0.6 * sum(common[w] - 1 for w in found) / (len(voices) * max(1, len(found)) ** 0.5)
        score += 0.3 * (voice.voice == "author_interpreting")
        score -= 0.7 * bool(_LEADING.search(sentence)) + 0.6 * bool(_POINTER.search(sentence)) + 0.3 * (length > 60)
        scored.append((score, voice))
    best = sorted(scored, key=lambda s: (-s[0], s[1].start))[:CLAIMS]
    return tuple(Span(v.start, v.end) for _, v in sorted(best, key=lambda s: s[1].start))


def _stating(voice: Voice) -> bool:
    return voice.voice in ("author_interpreting", "author_reporting")
