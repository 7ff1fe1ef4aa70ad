"""Whose experience it is: the group of people (midwife, mother, peer worker) that each voice tells of.

Read from the words that say so, the surest first, and never guessed: where they name several groups, or none, a voice
has no group. What only says age or gender ("woman") gives way to a role said elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

from thirdorder.nlp.document import RUNNING_KINDS, Document, Found, Group, GroupSource, Passage, Section, Voice
from thirdorder.nlp.language.lexicon import lexicon
from thirdorder.nlp.language.people import GENERAL, People, counts_as, people_in
from thirdorder.nlp.language.sentences import sentences
from thirdorder.nlp.voices.legend import codes_of, read_legend
from thirdorder.nlp.voices.speaker_tags import is_code
from thirdorder.nlp.voices.subjects import announced, goes_on, named_after, subject

_LEAD = 400
"""Characters before a quotation in which the sentence that announces it may begin."""
_INTERVIEWED = re.compile(
    r"\b(?:interviewed|recruited|sample of|(?:interviews?|groups?|discussions?)(?: \w+){0,2} with|"
    r"participants (?:were|included))(?:\W+(?!by\b)\w+){0,3}?\W+$",
    re.IGNORECASE,
)


def find_groups(
    document: Document, sections: Sequence[Section], passages: Sequence[Passage], characteristics: Sequence[Found]
) -> tuple[Passage, ...]:
    """The same passages; participants' voices, and authors' that report them, have their group where it is said."""
    language = document.metadata.language or "en"
    legend = read_legend(document, passages, language)
    grouped: list[Passage] = []
    before: Passage | None = None
    for passage in passages:
        running = passage.kind in RUNNING_KINDS
        voices: list[Voice] = []
        for k in range(len(passage.voices)):
            voices.append(_with_group(document, passage, k, voices, before if running else None, legend, language))
        grouped.append(replace(passage, voices=tuple(voices)))
        before = grouped[-1] if running else before
    only = _only_group(document, sections, grouped, characteristics, language)
    if only is None:
        return tuple(grouped)
    return tuple(replace(p, voices=tuple(_filled(v, only) for v in p.voices)) for p in grouped)


def _filled(voice: Voice, group: Group) -> Voice:
    told = voice.voice in ("participant", "author_reporting") and voice.group is None
    return replace(voice, group=group) if told else voice


def _with_group(
    document: Document,
    passage: Passage,
    k: int,
    done: Sequence[Voice],
    before: Passage | None,
    legend: Mapping[str, Group],
    language: str,
) -> Voice:
    voice = passage.voices[k]
    found: Iterator[Group]
    if voice.voice == "author_reporting":
        found = _reported(document, voice, done, language)
    elif voice.voice == "participant":
        found = _spoken(document, passage, k, before, legend, language)
    else:
        return voice
    best: Group | None = None
    for group in found:
        if best is None or (best.name in GENERAL and group.name not in GENERAL):
            best = group
    return replace(voice, group=best) if best is not None else voice


def _reported(document: Document, voice: Voice, done: Sequence[Voice], language: str) -> Iterator[Group]:
    """The subject of what the authors report; a sentence of "they" goes on about that of the one before."""
    sentence = document.quote(voice)
    person = subject(sentence, language)
    if person is not None:
        yield _group(person, "subject", voice.start)
    elif done and done[-1].voice == "author_reporting" and done[-1].group is not None and goes_on(sentence):
        yield done[-1].group


def _spoken(
    document: Document, passage: Passage, k: int, before: Passage | None, legend: Mapping[str, Group], language: str
) -> Iterator[Group]:
    """Every group that is said of a participant's words, from the surest place on."""
    voice, text = passage.voices[k], document.text
    at = _place_of_tag(document, passage, voice)
    if at is not None:
        yield from _in_tag(voice.speaker, at, language)
    if voice.speaker:
        yield from (legend[key] for key in codes_of(voice.speaker)[:2] if key in legend)
    start = max(passage.start, passage.voices[k - 1].start) if k else passage.start
    lead = (
        next(reversed(list(sentences(text, start, voice.start, language=language))), None)
        if text[start : voice.start].strip()
        else None
    )
    if lead is not None:
        person = announced(text[lead.start : voice.start], language)
        if person is not None:
            yield _group(person, "sentence", lead.start)
    elif before is not None and before.voices:
        yield from _announced_before(document, before, language)
    after = named_after(text[voice.end : min(passage.end, voice.end + 90)], language)
    if after is not None:
        yield _group(after, "sentence", voice.end)


def _announced_before(document: Document, before: Passage, language: str) -> Iterator[Group]:
    """The group that the passage before announces, or that it shares with a row of quotations."""
    last = before.voices[-1]
    if last.voice == "participant":
        if last.group is not None and last.group.told_by == "sentence" and len(before.voices) == 1:
            yield last.group
        return
    tail = max(last.start, before.end - _LEAD)
    person = announced(document.text[tail : before.end], language)
    if person is not None:
        yield _group(person, "sentence", tail)


def _place_of_tag(document: Document, passage: Passage, voice: Voice) -> int | None:
    """Where a voice's speaker is printed as a tag: inside its own span, or in a paragraph of its own right after."""
    if not voice.speaker:
        return None
    at = document.text.rfind(voice.speaker, voice.start, voice.end)
    if at < 0:
        at = document.text.find(voice.speaker, passage.end, passage.end + len(voice.speaker) + 20)
    return at if at >= 0 else None


def _in_tag(tag: str, at: int, language: str) -> Iterator[Group]:
    """The groups in a tag, roles first. Gender beside a code or an age ("P2, woman, 45") is no group."""
    own = [p for p in people_in(tag, language) if p.group]
    roles = [p for p in own if not p.general]
    if roles:
        yield _group(roles[0], "tag", at)
    elif own and not is_code(tag[: own[0].start]):
        yield _group(own[0], "tag", at)


def _group(person: People, told_by: GroupSource, base: int) -> Group:
    return Group(person.group, told_by, base + person.start, base + person.end)


def _only_group(
    document: Document,
    sections: Sequence[Section],
    passages: Sequence[Passage],
    characteristics: Sequence[Found],
    language: str,
) -> Group | None:
    """The group of a study in which, by all that the paper says, a single one took part.

    The statement of the participants names it ("25 mothers"), or else whom the paper says it interviewed. Where others
    are counted as well ("and nine key informants"), speak, or are reported on, no group is everybody's.
    """
    interviewed = list(_interviewed(document, sections, language))
    counted = list(_counted(document, sections, language))
    stated = [
        _group(person, "study", fact.start)
        for fact in characteristics
        if fact.name == "participants"
        for person in people_in(document.quote(fact), language)
        if person.group
    ]
    groups = stated or interviewed
    own = [g for g in groups if g.name not in GENERAL] or groups
    if len({g.name for g in own}) != 1:
        return None
    only = own[0]
    most = max((number for number, name in counted if counts_as(name, only.name)), default=0)
    others = {g.name for g in interviewed}
    others |= {name for number, name in counted if name not in GENERAL or number > most > 0}
    told = [(v.voice, v.group.name) for p in passages for v in p.voices if v.group is not None]
    others |= {name for voice, name in told if voice == "participant" or told.count((voice, name)) >= _OFTEN}
    general = GENERAL - {name for number, name in counted if number > most > 0}
    return only if all(name in general or counts_as(name, only.name) for name in others) else None


_INFORMANTS = "key informant"
_ASKING = frozenset({"researcher", "author", "academic", "expert"})
_OFTEN = 3
"""Sentences that report of a group from which its members are taken to have spoken for themselves."""


@cache
def _number_before(language: str) -> re.Pattern[str]:
    """A number above one, and up to two words after it, at the end of a text."""
    words = "|".join(word for word, value in lexicon(language).numbers.items() if value > 1)
    return re.compile(rf"\b(\d{{1,4}}|{words})\s+(?:(?!of\b)[\w’'-]+\s+){{0,2}}$", re.IGNORECASE)


def _counted(document: Document, sections: Sequence[Section], language: str) -> Iterator[tuple[int, str]]:
    """How many of which people a paper's abstract and methods say there were; researchers are those who asked."""
    for section in sections:
        if section.parent is None and section.role in ("abstract", "methods"):
            text = document.quote(section)
            for person in people_in(text, language):
                before = text[max(0, person.start - 50) : person.start]
                name = person.group or (_INFORMANTS if before.lower().endswith("key ") else "")
                if (found := _number_before(language).search(before)) and name and name not in _ASKING:
                    said = found[1].lower()
                    yield int(said) if said.isdigit() else lexicon(language).numbers[said], name


def _interviewed(document: Document, sections: Sequence[Section], language: str) -> Iterator[Group]:
    """Whom a paper says it interviewed or recruited; researchers are those who did so."""
    for section in sections:
        if section.parent is None and section.role in ("abstract", "methods"):
            text = document.quote(section)
            for person in people_in(text, language):
                named = person.group not in ("", "researcher")
                if named and _INTERVIEWED.search(text[max(0, person.start - 60) : person.start]):
                    yield _group(person, "study", section.start)
