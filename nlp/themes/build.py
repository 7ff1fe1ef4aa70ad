"""From groups of rows to themes: names, claims, spread over studies and contexts, and the level above."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from thirdorder.nlp.language.lexicon import DEFAULT
from thirdorder.nlp.language.phrases import content_words
from thirdorder.nlp.language.statements import leans
from thirdorder.nlp.review import Member, Study, Theme, leaves
from thirdorder.nlp.themes.corpus import Corpus
from thirdorder.nlp.themes.lineage import keep_ids
from thirdorder.nlp.themes.membership import Membership
from thirdorder.nlp.themes.naming.by_words import TYPICAL, ThemeText, name_themes
from thirdorder.nlp.themes.space import Floats

CLAIMS = 5
LEANS = 0.3
"""What a sentence loses as a claim that cannot be read without the one before it."""
MOSTLY = 0.6
"""Share of a theme's passages from one study from which it rests mostly on that one."""
COMMON = 0.8
"""A value that this share of all studies have says nothing when a theme's studies all have it."""


@dataclass(frozen=True)
class Grouping:
    """What was found about groups of rows, by group number; `splits` holds row numbers."""

    membership: Membership
    stability: NDArray[np.float64]
    families: Sequence[Sequence[int]]
    merges: Sequence[Sequence[int]]
    splits: Sequence[Sequence[NDArray[np.int64]]]


@dataclass(frozen=True)
class Built:
    """All themes in their final order, and the ids of the leaf themes by group number."""

    themes: tuple[Theme, ...]
    leaf_ids: tuple[str, ...]


def build(corpus: Corpus, grouping: Grouping, earlier: Sequence[Theme]) -> Built:
    """Themes with their ids, names and evidence."""
    strength = grouping.membership.strength
    groups = strength.shape[1]
    above = [strength[:, list(family)].max(axis=1) for family in grouping.families]
    columns = [strength[:, g] for g in range(groups)] + above
    members = [_members(corpus, column) for column in columns]
    sets = [frozenset(m.passage for m in found) for found in members]
    ids = _ids(sets, groups, earlier)
    held = _constructs(corpus, strength)
    held += [tuple(sorted({c for g in family for c in held[g]})) for family in grouping.families]
    inside = corpus.rows_of_constructs
    names = name_themes([_text(corpus, inside, column, found) for column, found in zip(columns, held, strict=True)])
    row_of = {p: r for r, p in enumerate(corpus.ids)}
    themes = []
    for i, column in enumerate(columns):
        terms = names[i].terms
        theme = Theme(
            id=ids[i],
            label=names[i].label,
            terms=terms,
            constructs=tuple(corpus.constructs[c][0].id for c in held[i]),
            members=members[i],
            studies=_studies(corpus, column),
            claims=_claims(corpus, row_of, column, held[i], terms),
        )
        theme = _spread(corpus, column, theme)
        themes.append(replace(theme, flags=_flags(corpus, column, theme)))
    themes = _linked(themes, grouping, groups, corpus)
    order = sorted(range(len(themes)), key=lambda i: (-len(themes[i].studies), -len(themes[i].members), themes[i].id))
    return Built(tuple(themes[i] for i in order), tuple(ids[:groups]))


def _members(corpus: Corpus, column: Floats) -> tuple[Member, ...]:
    rows = np.flatnonzero(column > 0)
    rows = rows[np.argsort(-column[rows], kind="stable")]
    return tuple(Member(corpus.ids[r], round(float(column[r]), 4)) for r in rows)


def _ids(sets: Sequence[frozenset[str]], groups: int, earlier: Sequence[Theme]) -> list[str]:
    """Ids for leaf themes from earlier leaf themes, for parents from earlier parents."""
    before = {t.id: frozenset(m.passage for m in t.members) for t in earlier}
    finest = {t.id for t in leaves(earlier)}
    lower = keep_ids({t: m for t, m in before.items() if t in finest}, sets[:groups])
    upper = keep_ids({t: m for t, m in before.items() if t not in finest}, sets[groups:])
    return lower + [one if one not in lower else one + "-all" for one in upper]


def _constructs(corpus: Corpus, strength: Floats) -> list[tuple[int, ...]]:
    """For each group the numbers of the constructs whose passages belong to it more than to any other, most first."""
    groups = strength.shape[1]
    number = len(corpus.constructs)
    if not number:
        return [()] * groups
    inside = corpus.construct >= 0
    totals = np.zeros((number, groups))
    np.add.at(totals, corpus.construct[inside], strength[inside])
    first = totals.argmax(axis=1) if groups else np.zeros(number, dtype=np.int64)
    found = []
    for group in range(groups):
        mine = np.flatnonzero((first == group) & (totals[:, group] > 0))
        found.append(tuple(int(c) for c in mine[np.argsort(-totals[mine, group], kind="stable")]))
    return found


def _text(corpus: Corpus, inside: Sequence[NDArray[np.int64]], column: Floats, held: Sequence[int]) -> ThemeText:
    rows = np.flatnonzero(column > 0)
    rows = rows[np.argsort(-column[rows], kind="stable")]
    names = []
    for c in held:
        construct = corpus.constructs[c][0]
        weight = float(column[inside[c]].mean()) * construct.confidence
        names.append((construct.label, weight * (0.5 if construct.kind == "quotation_title" else 1.0)))
    rows = rows[:TYPICAL]
    texts = tuple(corpus.text(int(r)) for r in rows)
    return ThemeText(texts, tuple(int(corpus.study[r]) for r in rows), tuple(names))


def _studies(corpus: Corpus, column: Floats) -> tuple[str, ...]:
    return tuple(corpus.studies[s].id for s in np.unique(corpus.study[column > 0]))


def _spread(corpus: Corpus, column: Floats, theme: Theme) -> Theme:
    """The theme with its voices (passages where participants and where authors speak) and its studies by context."""
    rows = np.flatnonzero(column > 0)
    order = Counter(corpus.passages[r].order for r in rows)
    studies = [corpus.studies[s] for s in np.unique(corpus.study[rows])]
    return replace(
        theme,
        first_order=order["first"] + order["mixed"],
        second_order=order["second"] + order["mixed"],
        contexts=_contexts(studies),
    )


def _contexts(studies: Sequence[Study]) -> dict[str, dict[str, int]]:
    names = sorted({name for s in studies for name in s.contexts})
    counts = {name: Counter(s.contexts[name] for s in studies if s.contexts.get(name)) for name in names}
    return {name: dict(sorted(c.items(), key=lambda item: (-item[1], item[0]))) for name, c in counts.items() if c}


def _flags(corpus: Corpus, column: Floats, theme: Theme) -> tuple[str, ...]:
    """one_study: a single study of several. mostly_one_study: most passages are of one.

    one_setting: its studies share a value that far from all studies have.
    """
    if len(corpus.studies) < 2:
        return ()
    if len(theme.studies) == 1:
        return ("one_study",)
    if _most_of_one(corpus, column) >= MOSTLY:
        return ("mostly_one_study",)
    overall = _contexts(corpus.studies)
    shared = [
        name
        for name, values in theme.contexts.items()
        if len(values) == 1 and len(overall[name]) > 1 and _common(overall[name], next(iter(values))) < COMMON
    ]
    return ("one_setting",) if shared else ()


def _most_of_one(corpus: Corpus, column: Floats) -> float:
    """The largest share of a theme's passages that one study gives."""
    counts = np.bincount(corpus.study[column > 0], minlength=1)
    return int(counts.max()) / max(int(counts.sum()), 1)


def _common(values: Mapping[str, int], value: str) -> float:
    return values[value] / sum(values.values())


def _claims(
    corpus: Corpus, row_of: Mapping[str, int], column: Floats, held: Sequence[int], terms: Sequence[str]
) -> tuple[tuple[str, int, int], ...]:
    """The authors' sentences that state a theme best: with its terms, in typical passages, one a study first."""
    wanted = {w for t in terms for w in t.split()}
    scored = []
    for c in held:
        construct, paper = corpus.constructs[c]
        rows = [row_of[p] for p in construct.passages if p in row_of]
        typical = max((float(column[r]) for r in rows), default=0.0)
        study = corpus.study[rows[0]] if rows else -1
        english = (paper.metadata.language or DEFAULT) == DEFAULT
        for span in construct.claims:
            said = content_words(paper.quote(span))
            share = sum(w in wanted for w in said) / max(len(said), 6)
            cost = LEANS * (english and leans(paper.quote(span)))
            scored.append((cost - share - 0.5 * typical, construct.id, span.start, span.end, int(study)))
    seen: Counter[int] = Counter()
    ranked = []
    for score, construct_id, start, end, study in sorted(scored):
        ranked.append((seen[study], score, construct_id, start, end))
        seen[study] += 1
    return tuple((c, s, e) for _, _, c, s, e in sorted(ranked)[:CLAIMS])


def _linked(themes: list[Theme], grouping: Grouping, groups: int, corpus: Corpus) -> list[Theme]:
    """Themes with parent, merge and split candidates and stability filled in."""
    parent = {g: themes[groups + f].id for f, family in enumerate(grouping.families) for g in family}
    out = []
    for i, theme in enumerate(themes):
        if i >= groups:
            out.append(theme)
            continue
        value = float(grouping.stability[i])
        out.append(
            replace(
                theme,
                parent=parent.get(i),
                stability=None if np.isnan(value) else round(value, 4),
                merge_candidates=tuple(themes[g].id for g in grouping.merges[i]),
                split_candidates=tuple(tuple(corpus.ids[r] for r in part) for part in grouping.splits[i]),
            )
        )
    return out
