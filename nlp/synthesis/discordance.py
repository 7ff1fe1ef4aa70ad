"""Passages to check: where authors say it was otherwise, paired with what that qualifies. Never a verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from thirdorder.nlp.document import Construct, Paper, Passage, Span, touch
from thirdorder.nlp.language.phrases import content_words
from thirdorder.nlp.language.sentences import sentences
from thirdorder.nlp.language.stems import stem
from thirdorder.nlp.review import Theme
from thirdorder.nlp.synthesis.cues import Cue, cues, names_part, reports, signposts
from thirdorder.nlp.synthesis.places import Place, innermost_construct
from thirdorder.nlp.synthesis.polarity import negated, polarity

Kind = Literal["within_sentence", "sentence_before", "construct_claim"]
SHORTEST = 5
"""Words below which a sentence says too little to qualify anything."""
FLOOR = 0.2
"""Score below which nothing is worth a reader's time."""
MOST = 400
SIGNPOST = 0.4
"""What is left of the score of a sentence in which authors speak of their own text."""
NEAR = 2.0
"""How much more it counts, in what a sentence qualifies, to speak of the same than to speak against it."""
SURE, OPPOSED = 0.8, 0.5
"""Weight of a cue that parts people by itself ("while others"). Others must stand between halves that are opposed so
far, or one of which speaks of a part of the people: two halves that only contrast two things are no discordance."""
PREDICATE = 8
"""Words before a cue that are compared by themselves: the predicate, without the subject's own colour."""
BACK = ("This ", "These ", "That ", "Such ")
"""Openings by which a sentence speaks of the one before it."""


@dataclass(frozen=True, slots=True)
class Discordance:
    """A sentence to check beside what it qualifies. `cue` is the word of contrast, empty where stance alone spoke.

    `opposition` (0 to 1) says how far the two speak against each other by their words, `score` (0 to 1) only ranks.
    """

    kind: Kind
    score: float
    cue: str
    opposition: float
    here: Place
    qualifies: Place
    construct: str | None = None
    theme: str | None = None

    @property
    def sentence(self) -> Span:
        """The span of the sentence to check."""
        return Span(self.here.start, self.here.end)


@dataclass(frozen=True, slots=True)
class Said:
    """A text with what is compared of it: its stance, whether it denies, the first letters of its content words."""

    text: str
    stance: float
    denies: bool
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Sentence:
    span: Span
    said: Said
    passage: Passage
    construct: Construct | None
    states: bool = False


def discordances(papers: Sequence[Paper], themes: Sequence[Theme]) -> tuple[Discordance, ...]:
    """Contrasts that authors state within their papers, best first, one for each sentence.

    Nothing is said of contradictions between studies: opposite stance in passages that are alike brought none of the
    21 that readers found in a review among the first twenty.
    """
    found = [one for paper in papers for one in _within_paper(paper, _author_sentences(paper))]
    best: dict[Place, Discordance] = {}
    for candidate in sorted(found, key=_rank):
        best.setdefault(candidate.here, candidate)
    theme_of = _themes_of(themes)
    placed = (replace(d, theme=theme_of.get(d.here.passage)) for d in best.values() if d.score >= FLOOR)
    return tuple(sorted(placed, key=_rank)[:MOST])


def said(text: str) -> Said:
    """What is compared of a text."""
    return Said(text, polarity(text), negated(text), frozenset(stem(w) for w in content_words(text)))


def opposition(one: Said, other: Said) -> float:
    """How far two texts speak against each other, 0 to 1: opposite stance, or one denying what the other says."""
    a, b = one.stance, other.stance
    if a * b < 0:
        return min(1.0, abs(a - b))
    if one.denies != other.denies and closeness(one, other) >= 0.4:
        return 0.5
    return 0.25 * abs(a - b) if a == 0 or b == 0 else 0.0


def closeness(one: Said, other: Said) -> float:
    """Share of the shorter text's content words that the other has too, 0 to 1, by their stems."""
    return len(one.words & other.words) / max(min(len(one.words), len(other.words)), 3)


def _author_sentences(paper: Paper) -> list[_Sentence]:
    """The findings' sentences in the authors' own voice; what the literature or participants say is left out."""
    construct_of = innermost_construct(paper)
    text = paper.document.text
    out: list[_Sentence] = []
    for passage in paper.findings:
        if passage.quantitative:
            continue
        others = [v for v in passage.voices if v.voice in ("participant", "literature")]
        for span in sentences(text, passage.start, passage.end, paper.metadata.language or "en"):
            taken = sum(max(0, min(v.end, span.end) - max(v.start, span.start)) for v in others)
            words = " ".join(text[span.start : span.end].split())
            if 2 * taken < span.end - span.start and len(words.split()) >= SHORTEST:
                construct = construct_of.get(passage.id)
                claims = construct is not None and any(touch(c, span) for c in construct.claims)
                out.append(_Sentence(span, said(words), passage, construct, claims))
    return out


def _within_paper(paper: Paper, own: Sequence[_Sentence]) -> list[Discordance]:
    under: dict[str, list[_Sentence]] = {}
    for one in own:
        if one.construct is not None:
            under.setdefault(one.construct.id, []).append(one)
    found = []
    for i, one in enumerate(own):
        before = own[i - 1] if i and _follows(own[i - 1], one) else None
        against = _qualified(one, under.get(one.construct.id, ()) if one.construct is not None else ())
        marks = cues(one.said.text)
        turned = before is not None and (
            one.said.text.startswith(BACK) or any(c.reach == "before" and c.start == 0 for c in marks)
        )
        made = [_marked(paper, one, before, None if turned else against, cue) for cue in marks]
        made.append(_unmarked(paper, one, against))
        best = max((m for m in made if m is not None), key=lambda m: m.score, default=None)
        if best is not None:
            found.append(replace(best, score=round(best.score * SIGNPOST, 4)) if signposts(one.said.text) else best)
    return found


def _follows(before: _Sentence, one: _Sentence) -> bool:
    """Whether two sentences stand under the same heading, quotations between them or not."""
    return before.passage.section == one.passage.section and before.construct is one.construct


def _qualified(one: _Sentence, under: Sequence[_Sentence]) -> _Sentence | None:
    """The sentence under the same construct that this one speaks against most and nearest; a claim before others."""
    best: tuple[float, int] | None = None
    for i, other in enumerate(under):
        if other is one:
            continue
        near, against = closeness(one.said, other.said), opposition(one.said, other.said)
        weight = (against + NEAR * near) * (1.0 if near or other.states else 0.5) + (0.2 if other.states else 0.0)
        if best is None or -weight < best[0]:
            best = (-weight, i)
    return under[best[1]] if best is not None else None


def _marked(
    paper: Paper, one: _Sentence, before: _Sentence | None, against: _Sentence | None, cue: Cue
) -> Discordance | None:
    """A sentence that holds a cue, with what the cue qualifies; None where there is nothing it could."""
    if cue.reach == "within":
        near, far = _halves(one.said.text, cue)
        if len(near.split()) < 2 or len(far.split()) < 2:
            return None
        end = _end(paper, one, near)
        place = Place(paper.id, one.passage.id, one.span.start, end) if end else _place(paper, one)
        by_clause = opposition(said(" ".join(near.split()[-PREDICATE:])), said(far))
        opposed = max(by_clause, opposition(said(near), said(far))) >= OPPOSED
        if cue.weight < SURE and not (opposed or names_part(near) or names_part(far)):
            return None
        return _made("within_sentence", one, cue, said(near), said(far), place, _place(paper, one), by_clause)
    if cue.reach == "claim" and against is not None:
        return _made("construct_claim", one, cue, against.said, one.said, _place(paper, against), _place(paper, one))
    if before is None:
        return None
    return _made("sentence_before", one, cue, before.said, one.said, _place(paper, before), _place(paper, one))


def _unmarked(paper: Paper, one: _Sentence, against: _Sentence | None) -> Discordance | None:
    """A sentence without a cue that reports people ill of what stands well under the same construct."""
    if against is None or one.said.stance >= 0 or against.said.stance <= 0 or not reports(one.said.text):
        return None
    opposed, near = opposition(against.said, one.said), closeness(against.said, one.said)
    if not near and not against.states:
        return None
    score = 0.25 * opposed + 0.1 * abs(one.said.stance) + 0.1 * near
    return Discordance(
        "construct_claim", round(score, 4), "", round(opposed, 4),
        _place(paper, one), _place(paper, against), _id(one.construct),
    )  # fmt: skip


def _made(
    kind: Kind, one: _Sentence, cue: Cue, first: Said, second: Said, qualifies: Place, here: Place, clause: float = 0.0
) -> Discordance:
    against = max(opposition(first, second), clause)
    parts = 0.08 * (names_part(first.text) + names_part(second.text))
    score = min(1.0, cue.weight * (0.5 + 0.3 * against + 0.1 * closeness(first, second) + parts))
    return Discordance(kind, round(score, 4), cue.words, round(against, 4), here, qualifies, _id(one.construct))


def _halves(text: str, cue: Cue) -> tuple[str, str]:
    """The two clauses that a cue opposes: around it, or around the first comma where it opens the sentence."""
    if len(text[: cue.start].split()) >= 2:
        return text[: cue.start].rstrip(" ,;"), text[cue.end :].strip(" ,;")
    comma = text.find(",", cue.end)
    return (text[cue.end : comma].strip(), text[comma + 1 :].strip()) if comma > 0 else ("", "")


def _end(paper: Paper, one: _Sentence, near: str) -> int | None:
    """Where the first clause ends in the paper's text, if that is how the sentence opens."""
    raw = paper.quote(one.span)
    return one.span.start + len(near) if " ".join(raw[: len(near)].split()) == near else None


def _themes_of(themes: Sequence[Theme]) -> dict[str, str]:
    """Each passage's strongest theme."""
    best: dict[str, tuple[float, str]] = {}
    for theme in themes:
        for member in theme.members:
            best[member.passage] = max(best.get(member.passage, (-1.0, "")), (member.strength, theme.id))
    return {p: t for p, (_, t) in best.items()}


def _rank(one: Discordance) -> tuple[float, str, int, int, str]:
    return (-one.score, one.here.paper, one.here.start, one.here.end, one.kind)


def _place(paper: Paper, one: _Sentence) -> Place:
    return Place(paper.id, one.passage.id, one.span.start, one.span.end)


def _id(construct: Construct | None) -> str | None:
    return construct.id if construct is not None else None
