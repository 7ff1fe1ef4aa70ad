"""Names that hold: one that most of a theme's studies bear out, else the authors' own words for their constructs.

A noun that one study lends to all says what the others do not. Where no name is borne out, a theme is shown by two or
three of its constructs as their authors put them, one a study first.
"""

from __future__ import annotations

import dataclasses
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence

from thirdorder.nlp.document import Construct, Paper
from thirdorder.nlp.language.abbreviations import spelled_out
from thirdorder.nlp.language.lexicon import DEFAULT
from thirdorder.nlp.language.statements import stands_alone
from thirdorder.nlp.review import Study, Theme, study_of
from thirdorder.nlp.themes.by_construct import is_about_the_study
from thirdorder.nlp.themes.naming.by_words import tidy_name
from thirdorder.nlp.themes.naming.in_english import keys

BORNE_OUT, FEWEST = 0.5, 2
"""Share of a theme's studies, and studies, whose authors must state a name for it to stand."""
SHOWN, LONG = 3, 140
"""Constructs shown in place of a name, and characters beyond which it is one fewer, two at least."""
SAYS = 2
"""Content words from which a label says something by itself: those of one ("Challenges", "Diet") are shown last."""
CLAIM = 90
"""Characters of a claim that is shown beside a label which says nothing by itself."""
HELD = 0.5
"""Share of a theme's passages under constructs from which those speak for it."""
BETWEEN = " · "
_SHORT = re.compile(r"\b[A-Z][A-Za-z]{0,6}[A-Z]s?\b")
_TRIED = re.compile(r"\b(?:intervention|program(?:me)?|trial|stud(?:y|ie)|survey|interview|group)s?$", re.IGNORECASE)
"""What a name is about that ends so is how people were studied or helped, not what they say."""


def name_as_stated(themes: Sequence[Theme], papers: Sequence[Paper], studies: Sequence[Study]) -> tuple[Theme, ...]:
    """The themes, each with a name that the claims of at least half of its studies hold, else with its own words.

    Themes of passages that stand under no construct keep theirs. Those shown by their authors' words are flagged
    `own_words`. No two labels are alike.
    """
    home = {c.id: (c, paper) for paper in papers for c in paper.constructs}
    labels = _readable([home[c] for theme in themes for c in theme.constructs if c in home], papers)
    study = study_of(studies)
    out: list[Theme] = []
    taken: set[str] = set()
    for theme in themes:
        held = [home[c] for c in theme.constructs if c in home]
        inside = {p for c, _ in held for p in c.passages}
        if sum(m.passage in inside for m in theme.members) < HELD * len(theme.members) or not held:
            taken.add(theme.label.casefold())
            out.append(theme)
            continue
        stated = _stated(held, study)
        if _borne_out(theme, stated, held, study) and theme.label.casefold() not in taken:
            named = theme
        else:
            label = _own_words(held, labels, study, taken)
            named = dataclasses.replace(theme, label=label, flags=(*theme.flags, "own_words")) if label else theme
        taken.add(named.label.casefold())
        out.append(named)
    return tuple(out)


def _stated(held: Sequence[tuple[Construct, Paper]], study: Mapping[str, str]) -> dict[str, list[frozenset[str]]]:
    """By study, the content words of each thing its authors state of their constructs: a label or a claim.

    Words that stand in several sentences together state nothing.
    """
    said: defaultdict[str, list[frozenset[str]]] = defaultdict(list)
    for construct, paper in held:
        texts = (construct.label, *(paper.quote(c) for c in construct.claims))
        said[study.get(paper.id, paper.id)] += [keys(text) for text in texts]
    return said


def _borne_out(
    theme: Theme,
    stated: Mapping[str, Sequence[frozenset[str]]],
    held: Sequence[tuple[Construct, Paper]],
    study: Mapping[str, str],
) -> bool:
    """Whether a name holds: a label or a claim in enough studies states all its words.

    A single word stands only where authors of two studies made it a label themselves: any other noun that studies
    share, such as a food, says what they talk about and not what they say. What is one study's label alone must be
    borne out by two others.
    """
    wanted = keys(theme.label)
    if is_about_the_study(theme.label) or _TRIED.search(theme.label) or not wanted:
        return False
    if any(c.isdigit() for c in theme.label):
        return False
    labelled = {study.get(p.id, p.id) for c, p in held if keys(c.label) == wanted and not _guessed(c)}
    if len(wanted) == 1 and len(labelled) < FEWEST:
        return False
    bearing = {own for own, texts in stated.items() if any(wanted <= words for words in texts)}
    others = bearing - labelled if len(labelled) == 1 else bearing
    return len(others) >= FEWEST and len(bearing) >= BORNE_OUT * len(theme.studies)


def _guessed(construct: Construct) -> bool:
    """Whether no author wrote a construct's label: it was made from the words of a stretch that nothing names."""
    return all(e.source == "segment" for e in construct.evidence)


def _readable(held: Sequence[tuple[Construct, Paper]], papers: Sequence[Paper]) -> dict[str, str]:
    """By construct id its label as readers of other papers can take it in: tidied, with abbreviations that no other
    paper uses spelled out as their own paper does."""
    labels = {c.id: tidy_name(c.label) for c, _ in held}
    lone = _lone({short for label in labels.values() for short in _SHORT.findall(label)}, papers)
    spelled = {p.id: spelled_out(p.document.text) for c, p in held if lone.intersection(_SHORT.findall(labels[c.id]))}
    for construct, paper in held:
        label = labels[construct.id]
        for short in sorted(lone.intersection(_SHORT.findall(label))):
            label = re.sub(rf"\b{short}\b", spelled[paper.id].get(short, short), label)
        labels[construct.id] = label[:1].upper() + label[1:]
    return labels


def _lone(shorts: Collection[str], papers: Sequence[Paper]) -> frozenset[str]:
    """The abbreviations that stand in one paper alone."""
    if not shorts:
        return frozenset()
    known = re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, shorts)))})\b")
    count = Counter(short for paper in papers for short in set(known.findall(paper.document.text)))
    return frozenset(short for short, number in count.items() if number == 1)


def _with_claim(label: str, construct: Construct, paper: Paper) -> str:
    """A label of one word or two that only names a thing, beside the first short sentence of its claims that can be
    read by itself."""
    english = (paper.metadata.language or DEFAULT) == DEFAULT
    if not english or not _bare(label) or len(label.split()) > SAYS:
        return label
    claims = (" ".join(paper.quote(c).split()) for c in construct.claims)
    claim = next((c for c in claims if len(c) <= CLAIM and c.endswith(".") and stands_alone(c)), "")
    return f"{label}: {claim.removesuffix('.')}" if claim else label


def _bare(label: str) -> bool:
    """Whether a label only names a thing ("Challenges", "Diet")."""
    return len(keys(label)) < SAYS


def _own_words(
    held: Sequence[tuple[Construct, Paper]], called: Mapping[str, str], study: Mapping[str, str], taken: Collection[str]
) -> str:
    """Two or three constructs as they are `called`, one a study first; as many more as make the name its own; or ""."""
    labels_of: defaultdict[str, list[tuple[bool, bool, int, str]]] = defaultdict(list)
    for place, (construct, paper) in enumerate(held):
        label = called[construct.id]
        if label and not is_about_the_study(construct.label):
            own = study.get(paper.id, paper.id)
            labels_of[own].append((_guessed(construct), _bare(label), place, _with_claim(label, construct, paper)))
    ranked = [
        (guessed, turn, bare, place, label)
        for found in labels_of.values()
        for turn, (guessed, bare, place, label) in enumerate(sorted(found))
    ]
    labels = list(dict.fromkeys(label for *_, label in sorted(ranked)))
    most = SHOWN if len(BETWEEN.join(labels[:SHOWN])) <= LONG else SHOWN - 1
    for number in range(min(most, len(labels)), len(labels) + 1):
        name = BETWEEN.join(labels[:number])
        if name and name.casefold() not in taken:
            return name
    return ""
