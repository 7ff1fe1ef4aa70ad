"""What each language calls people, saying and numbers: a data file a language beside this one, read once.

Who reads words here builds its patterns from it, so that what one stage knows the others know. A file more is a
language more.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

from thirdorder.nlp.document import Role

DEFAULT = "en"
"""The language of a text that does not say its own."""


@dataclass(frozen=True)
class Composed:
    """The words that names of groups are put together of ("community health worker"), as patterns."""

    heads: str
    needy: str
    own: str
    modifiers: str
    before: str
    describes: str

    @property
    def pattern(self) -> str:
        """Names put together, and what stands alone."""
        heads, modifiers = one_of(split(self.heads)), one_of(split(self.modifiers))
        last = one_of([*split(self.heads), *split(self.needy)])
        return rf"(?:{modifiers}[ -]){{1,4}}(?:{last}s?|{self.own}|volunteers?|carers?)|{heads}s?|{self.own}"


@dataclass(frozen=True)
class Abbreviations:
    """Shortened words with their point, folded: all, those that end no sentence, those that a number follows."""

    known: frozenset[str]
    never_last: frozenset[str]
    numbered: frozenset[str]


@dataclass(frozen=True)
class Words:
    """Folded words without a subject of their own: those of the common list that do tell something in studies, and
    those that any study says."""

    telling: frozenset[str]
    said_anywhere: frozenset[str]


@dataclass(frozen=True)
class Grammar:
    """Folded words by which nouns and verbs are told apart: between nouns, before them, before verbs."""

    links: frozenset[str] = frozenset()
    articles: frozenset[str] = frozenset()
    determiners: frozenset[str] = frozenset()
    subjects: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Tone:
    """Folded words that speak well or ill of what people lived through (a star: any ending), and those at which a
    negation ends."""

    well: frozenset[str] = frozenset()
    ill: frozenset[str] = frozenset()
    breaks: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Contrast:
    """A pattern by which authors say that something was otherwise, how surely (0 to 1), and what it qualifies."""

    words: str
    weight: float
    reach: Reach


Reach = Literal["within", "before", "claim"]
"""The other half of the cue's own sentence, the sentence before, or the claim it stands under."""
Part = Mapping[Role, str]
"""A pattern of folded titles for each part of a paper."""


@dataclass(frozen=True)
class Titles:
    """Folded titles of sections, as patterns: those that name a part of a paper whole, the few that nearly every paper
    uses, those put together of such words, and words that hint at a part; what recapitulates, what comes late in a
    discussion, and what a section's number may follow."""

    whole: Part
    core: Part
    hints: Part
    recaps: str
    closing: str
    numbered: str
    made_of: Part = field(default_factory=dict)


@dataclass(frozen=True)
class Lexicon:
    """One language. `people` gives the forms of each group, `verbs` those that tell a sentence.

    `numbers` gives the value of each word, `irregular` the singular of plurals that no ending tells; `ways` of saying
    things, `cues` of a paper's parts, what is `printed` around a text and `answers` that coders write into cells are
    patterns by name.
    """

    stemmer: str
    people: Mapping[str, str]
    unnamed: str
    verbs: str
    saying: str
    plural: tuple[str, ...]
    numbers: Mapping[str, int]
    abbreviations: Abbreviations
    words: Words
    titles: Titles
    ways: Mapping[str, str]
    cues: Mapping[str, str]
    printed: Mapping[str, str] = field(default_factory=dict)
    contrast: tuple[Contrast, ...] = ()
    tone: Tone = field(default_factory=Tone)
    answers: Mapping[str, str] = field(default_factory=dict)
    grammar: Grammar = field(default_factory=Grammar)
    irregular: Mapping[str, str] = field(default_factory=dict)
    composed: Composed | None = None
    capitals: bool = field(default=False)

    @property
    def anybody(self) -> str:
        """Everybody who may speak."""
        named = [form for forms in self.people.values() for form in split(forms)]
        forms = one_of(sorted([*named, *split(self.unnamed)], key=lambda f: (-len(f), f)))
        forms = f"{self.composed.pattern}|{forms}" if self.composed is not None else forms
        return f"(?-i:{forms})" if self.capitals else forms

    @property
    def many(self) -> str:
        """Everybody in the plural."""
        return f"(?:{self.anybody})(?:{'|'.join(f'(?<={ending})' for ending in self.plural)})"

    @property
    def says(self) -> str:
        """Verbs by which somebody is reported: of saying, and others that authors use so."""
        return one_of(split(f"{self.saying}|{self.ways['reported_verbs']}"))

    def _with_people(self, pattern: str) -> str:
        for name in ("anybody", "many", "says"):
            if f"<{name}>" in pattern:
                pattern = pattern.replace(f"<{name}>", getattr(self, name))
        return pattern


@cache
def lexicons() -> Mapping[str, Lexicon]:
    """Every language by its code (ISO 639-1), English first."""
    files = sorted(Path(__file__).parent.glob("*.toml"), key=lambda f: (f.stem != DEFAULT, f.stem))
    return {file.stem: _read(tomllib.loads(file.read_text(encoding="utf-8"))) for file in files}


def lexicon(language: str) -> Lexicon:
    """A language's words, English ones where it has none."""
    return lexicons().get(language) or lexicons()[DEFAULT]


@cache
def anybody() -> str:
    """A pattern of everybody who may speak, in all languages."""
    return "|".join(one.anybody for one in lexicons().values())


@cache
def many() -> str:
    """The same in the plural: people who can be counted."""
    return "|".join(one.many for one in lexicons().values())


@cache
def saying() -> str:
    """A pattern of verbs of saying, in all languages."""
    return "|".join(one.saying for one in lexicons().values())


@cache
def way(name: str) -> str:
    """A pattern of one way of saying things ("thinking"), in all languages."""
    return "|".join(one.ways[name] for one in lexicons().values() if name in one.ways)


@cache
def cue(name: str) -> str:
    """A pattern of one cue of the parts of papers ("limits"), in all languages."""
    return "|".join(one.cues[name] for one in lexicons().values() if name in one.cues)


@cache
def printed(name: str) -> str:
    """A pattern of something printed around the text of papers ("table": how tables are called), in all languages."""
    return "(?:" + "|".join(one.printed[name] for one in lexicons().values() if name in one.printed) + ")"


@cache
def printed_words(name: str) -> frozenset[str]:
    """The words of something printed that is a plain list ("hyphened"), in all languages."""
    return frozenset(word for one in lexicons().values() for word in split(one.printed.get(name, "")) if word)


@cache
def answer(name: str) -> re.Pattern[str]:
    """What whole cells say by a word for one answer ("nothing", "unread", "unsure", "yes", "no"), in all languages."""
    return re.compile("|".join(one.answers[name] for one in lexicons().values() if name in one.answers))


@cache
def numbers() -> Mapping[str, int]:
    """The value of each word for a number, in all languages; where two share one ("once"), the first has it."""
    return {word: n for one in reversed(list(lexicons().values())) for word, n in one.numbers.items()}


@cache
def number_words(least: int, most: int) -> str:
    """A pattern of the words for numbers from one to another, a longer word before a shorter, in all languages."""
    return one_of(sorted((w for w, n in numbers().items() if least <= n <= most), key=lambda w: (-len(w), w)))


def split(forms: str) -> list[str]:
    """The alternatives of a pattern."""
    found, depth = [""], 0
    for sign in forms:
        depth += (sign in "([") - (sign in ")]")
        if sign == "|" and not depth:
            found.append("")
        else:
            found[-1] += sign
    return found


def one_of(forms: Sequence[str], depth: int = 3) -> str:
    """A pattern of forms, an earlier one before a later, that tells by a word's first letters which can be meant."""
    groups: dict[str, list[str]] = {}
    for form in forms:
        plain = form[:1].isalpha() and form[1:2] not in ("?", "*", "+", "{")
        groups.setdefault(form[0] if plain and depth else "", []).append(form)
    apart = [
        letter + one_of([f[1:] for f in own], depth - 1) if letter and len(own) > 1 else "|".join(own)
        for letter, own in groups.items()
    ]
    return "(?:" + "|".join(apart) + ")"


def _read(values: Mapping[str, Any]) -> Lexicon:
    laid = {name: _joined(value) for name, value in values.items()}
    composed = Composed(**laid.pop("composed")) if "composed" in laid else None
    titles = Titles(**laid["titles"])
    sets = {
        name: kind(**{key: frozenset(words.split()) for key, words in values.get(name, {}).items()})
        for name, kind in (("abbreviations", Abbreviations), ("words", Words), ("grammar", Grammar), ("tone", Tone))
    }
    cues = laid.pop("contrast", ())
    plural = tuple(laid["plural"])
    made = Lexicon(**{**laid, "plural": plural, "titles": titles, **sets}, composed=composed)
    contrast = (Contrast(made._with_people(c["words"]), c["weight"], c["reach"]) for c in cues)
    ways = {name: made._with_people(pattern) for name, pattern in made.ways.items()}
    return replace(made, ways=ways, contrast=tuple(contrast))


def _joined(value: Any) -> Any:
    """A pattern without its layout."""
    if isinstance(value, list):
        return [_joined(one) for one in value]
    if isinstance(value, dict):
        return {name: _joined(one) for name, one in value.items()}
    return re.sub(r"(?:^|\n)\s+", "", value) if isinstance(value, str) else value
