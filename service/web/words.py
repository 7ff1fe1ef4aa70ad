"""The words of the pages: reviewers' words, and guesses said before their figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from thirdorder.nlp.document import Paper, Passage, Spanned, Voice, VoiceName, touch
from thirdorder.nlp.review import in_figures
from thirdorder.service.store import schema
from thirdorder.service.store.suggestions import Suggested
from thirdorder.service.store.values import Code, PaperEntry


@dataclass(frozen=True)
class Approach:
    """How a review proceeds: what it is called, what it is for, what it asks, and pages it has no use for."""

    name: str
    says: str
    asks: str
    hidden: frozenset[str] = frozenset()
    machine: bool = True


APPROACHES: dict[schema.Approach, Approach] = {
    "thematic_synthesis": Approach(
        "Thematic synthesis",
        "Code line by line, gather codes into descriptive themes, then write analytical themes.",
        "What do people say of this, across studies?",
    ),
    "meta_ethnography": Approach(
        "Meta-ethnography",
        "Translate the studies' own constructs into each other, then write a line of argument.",
        "What do the studies' own constructs say of each other?",
    ),
    "framework": Approach(
        "Framework or best fit",
        "Begin with the codes of a framework; what does not fit has a lane of its own and becomes new codes.",
        "What in these studies fits the framework, and what does not?",
    ),
    "meta_aggregation": Approach(
        "Meta-aggregation",
        "Take findings with their illustration, grade credibility, gather them into categories.",
        "Which findings, how well supported, say the same?",
    ),
    "reflexive_thematic": Approach(
        "Reflexive thematic analysis",
        "One reading is not measured against another: suggestions, agreement and sufficiency are off, a journal is on.",
        "What do I make of this, and why?",
        frozenset({"consensus", "agreement"}),
        machine=False,
    ),
}
"""By the name that the store keeps."""

VOICES = {
    "participant": "a participant's words",
    "author_reporting": "the authors report",
    "author_interpreting": "the authors interpret",
    "literature": "other literature",
    "field_note": "a field note",
}
TOLD_BY = {
    "tag": "as the tag beside it says",
    "legend": "as the paper's legend says",
    "sentence": "as the sentence before it says",
    "subject": "as the authors report",
    "study": "who alone took part",
}


def cited(paper: PaperEntry) -> str:
    """A paper as people cite it."""
    return paper.cited


def quoted(paper: PaperEntry, words: str, page: int | None) -> str:
    """Words with their citation and page, to paste into a manuscript."""
    return with_citation(words, cited(paper), page)


def with_citation(words: str, citation: str, page: int | None) -> str:
    """Words in quotation marks, with how their paper is cited and their page."""
    return f"{in_marks(words)} ({citation}{f', p. {page}' if page else ''})"


def in_marks(words: str) -> str:
    """Words on one line in quotation marks, once: those that stood around them or at one end of them alone are left."""
    bare = " ".join(words.split())
    opened: list[int] = []
    pairs: dict[int, int] = {}
    alone: set[int] = set()
    for at, mark in enumerate(bare):
        if opened and mark in _QUOTED[bare[opened[-1]]]:
            pairs[opened.pop()] = at
        elif mark in _QUOTED:
            opened.append(at)
        elif mark in "”»":
            alone.add(at)
    alone |= set(opened)
    last = len(bare) - 1
    start = 1 if 0 in alone or pairs.get(0) == last else 0
    end = last if last > 0 and (last in alone or pairs.get(0) == last) else last + 1
    return f"“{bare[start:end]}”"


_QUOTED = {"“": "”", "„": "“”", "«": "»", '"': '"'}
"""What opens a quotation, and what closes it."""


def likely(probability: float | None) -> str:
    """A probability in words before its figure; nothing where there is none."""
    if probability is None:
        return "no figure"
    word = (
        "very likely" if probability >= 0.9 else "likely" if probability >= 0.7 else "as likely as not"
        if probability >= LESS_LIKELY else "unlikely"
    )  # fmt: skip
    return f"{word} ({in_figures(probability)})"


LESS_LIKELY = 0.4
"""A suggestion less likely than this, and in no set that holds the right codes as often as it says, is folded away."""


def unlikely(one: Suggested) -> bool:
    """Whether pages fold a suggestion away, since they call it unlikely."""
    return not one.in_set and one.probability is not None and one.probability < LESS_LIKELY


def color(code: Code) -> int:
    """Which of the eight code colours a code has: the one chosen, else by its number."""
    return int(code.color) % 8 if code.color.isdecimal() else (code.id - 1) % 8


@dataclass(frozen=True)
class WordsOf:
    """Whose words these are, by name and in words, and what tells so."""

    said: str
    because: str
    voice: VoiceName


def voices_said(paper: Paper, span: Spanned) -> list[WordsOf]:
    """Whose words a span holds, in order, each with what tells so; neighbours that say the same once."""
    shown: list[WordsOf] = []
    for passage in touched(paper, span):
        for voice in passage.voices:
            if touch(voice, span):
                row = WordsOf(said(voice), TOLD_BY[voice.group.told_by] if voice.group else "", voice.voice)
                if row not in shown[-1:]:
                    shown.append(row)
    return shown


def said(voice: Voice) -> str:
    """Whose words a voice is, in a few words."""
    who = ", ".join(w for w in (voice.speaker, voice.group.name if voice.group else "") if w)
    return f"{VOICES[voice.voice]}{f': {who}' if who else ''}"


def touched(paper: Paper, span: Spanned) -> Sequence[Passage]:
    """The passages that a span touches."""
    return [p for p in paper.passages if touch(p, span)]


def plural(count: int, one: str, many: str = "") -> str:
    """A count with its noun."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
