"""Names that hold: one that most of a theme's studies bear out, else the authors' own words for their constructs.

A noun that one study lends to all says what the others do not. Where no name is borne out, a theme is shown by two or
three of its constructs as their authors put them, one a study first.
"""

from __future__ import annotations

import dataclasses
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from thirdorder.nlp.document import Construct, Paper
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
HELD = 0.5
"""Share of a theme's passages under constructs from which those speak for it."""
BETWEEN = " · "
_TRIED = re.compile(r"\b(?:intervention|program(?:me)?|trial|stud(?:y|ie)|survey|interview|group)s?$", re.IGNORECASE)
"""What a name is about that ends so is how people were studied or helped, not what they say."""


def name_as_stated(themes: Sequence[Theme], papers: Sequence[Paper], studies: Sequence[Study]) -> tuple[Theme, ...]:
    """The themes, each with a name that the claims of at least half of its studies hold, else with its own words.

    Themes of passages that stand under no construct keep theirs. Those shown by their authors' words are flagged
    `own_words`. No two labels are alike.
    """
    home = {c.id: (c, paper) for paper in papers for c in paper.constructs}
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
            label = _own_words(held, study, taken)
            named = dataclasses.replace(theme, label=label, flags=(*theme.flags, "own_words")) if label else theme
        taken.add(named.label.casefold())
        out.append(named)
    return tuple(out)


def _stated(held: Sequence[tuple[Construct, Paper]], study: Mapping[str, str]) -> dict[str, list[frozenset[str]]]:
    """By study, the content words of what its authors state of each of their constructs: its label and claims."""
    said: defaultdict[str, list[frozenset[str]]] = defaultdict(list)
    for construct, paper in held:
        text = " ".join((construct.label, *(paper.quote(c) for c in construct.claims)))
        said[study.get(paper.id, paper.id)].append(keys(text))
    return said


def _borne_out(
    theme: Theme,
    stated: Mapping[str, Sequence[frozenset[str]]],
    held: Sequence[tuple[Construct, Paper]],
    study: Mapping[str, str],
) -> bool:
    """Whether a name holds: one construct or more in enough studies states all its words.

    A single word stands only where authors of two studies made it a label themselves: any other noun that studies
    share, such as a food, says what they talk about and not what they say.
    """
    wanted = keys(theme.label)
    if is_about_the_study(theme.label) or _TRIED.search(theme.label) or not wanted:
        return False
    if any(c.isdigit() for c in theme.label):
        return False
    labelled = {study.get(p.id, p.id) for c, p in held if keys(c.label) == wanted and not _guessed(c)}
    if len(wanted) == 1 and len(labelled) < FEWEST:
        return False
    bearing = sum(any(wanted <= words for words in constructs) for constructs in stated.values())
    return bearing >= max(FEWEST, BORNE_OUT * len(theme.studies))


def _guessed(construct: Construct) -> bool:
    """Whether no author wrote a construct's label: it was made from the words of a stretch that nothing names."""
    return all(e.source == "segment" for e in construct.evidence)


def _own_words(held: Sequence[tuple[Construct, Paper]], study: Mapping[str, str], taken: set[str]) -> str:
    """Two or three labels of constructs, one a study first; as many more as make the name its own; "" where none is."""
    labels_of: defaultdict[str, list[tuple[bool, bool, int, str]]] = defaultdict(list)
    for place, (construct, paper) in enumerate(held):
        label = tidy_name(construct.label)
        if label and not is_about_the_study(label):
            own = study.get(paper.id, paper.id)
            labels_of[own].append((_guessed(construct), len(keys(label)) < SAYS, place, label))
    ranked = [
        (guessed, turn, bare, place, label)
        for found in labels_of.values()
        for turn, (guessed, bare, place, label) in enumerate(sorted(found))
    ]
    labels = list(dict.fromkeys(label for *_, label in sorted(ranked)))
    shown = SHOWN if len(BETWEEN.join(labels[:SHOWN])) <= LONG else SHOWN - 1
    for number in range(min(shown, len(labels)), len(labels) + 1):
        name = BETWEEN.join(labels[:number])
        if name and name.casefold() not in taken:
            return name
    return ""
