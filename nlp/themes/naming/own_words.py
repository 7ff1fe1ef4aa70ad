"""Names that hold: one that most of a theme's studies bear out, else the authors' own words for their constructs.

A noun that one study lends to all says what the others do not. Where no name is borne out, a theme is shown by two or
three of its constructs as their authors put them, one a study first.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Mapping, Sequence

from thirdorder.nlp.document import Construct, Paper
from thirdorder.nlp.review import Study, Theme, study_of
from thirdorder.nlp.themes.by_construct import is_about_the_study
from thirdorder.nlp.themes.naming.by_words import tidy_name
from thirdorder.nlp.themes.naming.in_english import keys

BORNE_OUT = 0.5
"""Share of a theme's studies whose authors must state a name for it to stand."""
SHOWN = 3
HELD = 0.5
"""Share of a theme's passages under constructs from which those speak for it."""
BETWEEN = " · "


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
        if len(stated) > 1 and _borne_out(theme.label, stated) and theme.label.casefold() not in taken:
            named = theme
        else:
            label = _own_words(held, study, taken)
            named = dataclasses.replace(theme, label=label, flags=(*theme.flags, "own_words")) if label else theme
        taken.add(named.label.casefold())
        out.append(named)
    return tuple(out)


def _stated(held: Sequence[tuple[Construct, Paper]], study: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """The content words of what each study's authors state of a theme: labels and claims."""
    said: defaultdict[str, set[str]] = defaultdict(set)
    for construct, paper in held:
        text = " ".join((construct.label, *(paper.quote(c) for c in construct.claims)))
        said[study.get(paper.id, paper.id)] |= keys(text)
    return {s: frozenset(w) for s, w in said.items()}


def _borne_out(label: str, stated: Mapping[str, frozenset[str]]) -> bool:
    wanted = keys(label)
    if is_about_the_study(label) or not wanted or any(c.isdigit() for c in label):
        return False
    return sum(wanted <= words for words in stated.values()) >= BORNE_OUT * len(stated)


def _own_words(held: Sequence[tuple[Construct, Paper]], study: Mapping[str, str], taken: set[str]) -> str:
    """Two or three labels of constructs, one a study first; as many more as make the name its own; "" where none is."""
    turns: defaultdict[str, int] = defaultdict(int)
    ranked = []
    for place, (construct, paper) in enumerate(held):
        label = tidy_name(construct.label)
        if not label or is_about_the_study(label):
            continue
        own = study.get(paper.id, paper.id)
        cut = all(e.source == "segment" for e in construct.evidence)  # a label that no author wrote comes last
        ranked.append((cut, turns[own], place, label))
        turns[own] += 1
    labels = list(dict.fromkeys(label for *_, label in sorted(ranked)))
    for number in range(min(SHOWN, len(labels)), len(labels) + 1):
        name = BETWEEN.join(labels[:number])
        if name and name.casefold() not in taken:
            return name
    return ""
