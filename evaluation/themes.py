"""Candidate themes and counterparts beside independent readings of the same constructs, and readings beside each other.

A reading says for each construct its theme (or "none"), the constructs of other studies that state the same, and
where two studies contradict each other. What a reader reaches beside another reader is the yardstick for the machine.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import combinations
from pathlib import PurePosixPath
from typing import Any

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from sklearn.metrics import adjusted_mutual_info_score

from thirdorder.nlp.document import Paper, Passage, Section
from thirdorder.nlp.review import Theme, leaves
from thirdorder.nlp.vectors import Vectors

NONE = "none"
FIRST = 20
"""Passages to check among which contradictions are looked for: what people read before they give up."""
SHUFFLES = 200
_NUMBERED = re.compile(r"(.+)#(\d+)")


class ReadingsError(ValueError):
    """A reading cannot be used; the message says why and what to do."""


@dataclass(frozen=True)
class Reading:
    """One reader's themes by construct (`none` for no theme), counterparts, and pairs that contradict each other."""

    name: str
    theme: Mapping[str, str]
    counterparts: Mapping[str, frozenset[str]]
    contradictions: tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two groupings of the same constructs are: adjusted mutual information (arithmetic), and F1 of
    "same theme" over pairs of constructs of different papers."""

    ami: float
    pair_f1: float


@dataclass(frozen=True)
class OfModel:
    """What a language model made of a run's constructs: the theme of each that has one, counterparts best first, and
    the passages that it says contradict each other, as pairs of ids in its order; None for what it was not asked."""

    name: str
    theme: Mapping[str, str] | None
    counterparts: Mapping[str, Sequence[str]] | None
    contradictions: Sequence[tuple[str, str]] | None


@dataclass(frozen=True)
class Offered:
    """The counterparts and contradictions that a language model offers, scored as the run's own are; None for what it
    was not asked."""

    counterparts: Mapping[int, float] | None
    contradictions: tuple[int, int] | None


@dataclass(frozen=True)
class ThemesScore:
    """`constructs` are those that every reading gives a theme; `found` of them are a construct of the run as well.

    `likeness` by what stands beside what; `counterparts` by how many are offered: the share of constructs with a
    counterpart, of which one is offered for it or it for one of them; `contradictions`: found among the first, there.
    `models` says the latter two of each language model that read the run, by the name of its coder.
    """

    constructs: int
    found: int
    likeness: Mapping[str, Likeness]
    counterparts: Mapping[int, float]
    with_counterpart: int
    contradictions: tuple[int, int]
    models: Mapping[str, Offered] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON; nothing of language models where none read the run."""
        plain = asdict(self)
        return {"schema": "thirdorder/themes-score@1", **{k: v for k, v in plain.items() if k != "models" or v}}


def read_reading(data: bytes, name: str) -> Reading:
    """A reading from its JSON: `constructs` by key with `primary` and `counterparts`, and `discordant` pairs `a`, `b`.

    Raises `ReadingsError` where it is none.
    """
    try:
        values = json.loads(data)
        constructs = values["constructs"]
        theme = {str(k): str(v["primary"]) for k, v in constructs.items()}
        pairs = tuple(frozenset((str(d["a"]), str(d["b"]))) for d in values.get("discordant", ()))
        counterparts = {str(k): frozenset(map(str, v.get("counterparts", ()))) for k, v in constructs.items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReadingsError(
            f'{name} is no reading: it needs {{"constructs": {{KEY: {{"primary": THEME, "counterparts": [KEY, …]}}}}}}'
            f" ({error})."
        ) from error
    return Reading(name, theme, counterparts, pairs)


def score_themes(
    papers: Mapping[str, Paper],
    themes: Sequence[Theme],
    vectors: Mapping[str, Vectors],
    offered: Mapping[str, Sequence[str]],
    to_check: Sequence[tuple[str, str]],
    readings: Sequence[Reading],
    *,
    models: Sequence[OfModel] = (),
    seed: int = 0,
) -> ThemesScore:
    """A run, and what language models made of it, beside two readings or more.

    `offered` are the counterparts of each construct, best first; `to_check` the passages that may contradict each
    other, as pairs of passage ids in their order. A key is a construct's id, or `PAPER#N`: the N-th section of a
    paper's body, from 0, by the name of its file or folder. Raises `ReadingsError` where a key names nothing.
    """
    if len(readings) < 2:
        raise ReadingsError("One reading says nothing of how far readers agree: give two or more.")
    keys = sorted(set.intersection(*(set(r.theme) for r in readings)))
    if not keys:
        raise ReadingsError("The readings have no construct in common: they must name the same constructs.")
    held = {key: _passages(key, papers) for key in sorted({k for r in readings for k in r.theme})}
    wanted = [k for k in keys if all(r.theme[k] != NONE for r in readings)]
    cover = _cover(held, papers)
    made = {"machine": _machine(held, themes)}
    for m in models:
        if m.theme is not None:
            made[m.name] = {key: m.theme.get(construct or "", "-") for key, construct in cover.items()}
    paper_of = {k: p.id for k, (p, _) in held.items()}

    def beside(one: Mapping[str, str], other: Mapping[str, str]) -> Likeness:
        a, b = ([v[k] for k in wanted] for v in (one, other))
        return Likeness(round(float(adjusted_mutual_info_score(a, b)), 4), _pair_f1(one, other, wanted, paper_of))

    likeness = {f"{a.name} and {b.name}": beside(a.theme, b.theme) for a, b in combinations(readings, 2)} | {
        f"{name} and {r.name}": beside(theme, r.theme) for name, theme in made.items() for r in readings
    }
    for name, grouping in _baselines(wanted, held, vectors, made, paper_of, seed).items():
        rows = [[beside(one, r.theme) for r in readings] for one in grouping]
        flat = [x for row in rows for x in row]
        likeness[name] = Likeness(
            *(round(float(np.mean([getattr(x, f) for x in flat])), 4) for f in ("ami", "pair_f1"))
        )
    counterparts = {k: frozenset().union(*(r.counterparts.get(k, frozenset()) for r in readings)) for k in held}
    return ThemesScore(
        len(wanted),
        sum(cover[k] is not None for k in wanted),
        likeness,
        {n: _offered(counterparts, cover, offered, n) for n in (1, 3)},
        sum(bool(c) for c in counterparts.values()),
        _contradictions(held, to_check[:FIRST], readings),
        {
            m.name: Offered(
                None if (own := m.counterparts) is None else {n: _offered(counterparts, cover, own, n) for n in (1, 3)},
                None if m.contradictions is None else _contradictions(held, m.contradictions[:FIRST], readings),
            )
            for m in models
        },
    )


def _passages(key: str, papers: Mapping[str, Paper]) -> tuple[Paper, tuple[Passage, ...]]:
    """The paper and findings passages that a reading's key stands for."""
    for paper in papers.values():
        for construct in paper.constructs:
            if construct.id == key:
                return paper, tuple(paper.passage[p] for p in construct.passages)
    numbered = _NUMBERED.fullmatch(key)
    named = _named(numbered.group(1), papers) if numbered else None
    if numbered is None or named is None:
        raise ReadingsError(
            f"{key!r} names no construct and no paper of the run: a key is a construct's id or PAPER#N."
        )
    body, number = _body(named), int(numbered.group(2))
    if number >= len(body):
        raise ReadingsError(f"{key!r} names section {number} of a paper that has {len(body)}, counted from 0.")
    return named, tuple(p for p in named.findings if p.section == body[number].id)


def _named(name: str, papers: Mapping[str, Paper]) -> Paper | None:
    """The paper of that id, file name without ending, or folder name."""
    for paper in papers.values():
        path = PurePosixPath(paper.document.source)
        if name in (paper.id, path.stem, path.parent.name):
            return paper
    return None


def _body(paper: Paper) -> list[Section]:
    """The sections of a paper's body in order: headed ones, and what stands before the first heading."""
    sections = [s for s in paper.sections if s.role not in ("abstract", "front")]
    first = next((i for i, s in enumerate(sections) if s.heading is not None), len(sections))
    headed = [s for s in sections if s.heading is not None and s.evidence != "run-in heading"]
    return [*sections[max(first - 1, 0) : first], *headed]


def _words(paper: Paper, passage: Passage) -> int:
    return len(paper.quote(passage).split())


def _machine(held: Mapping[str, tuple[Paper, tuple[Passage, ...]]], themes: Sequence[Theme]) -> dict[str, str]:
    """For each key the leaf theme that holds most of its words; "-" where none does."""
    best: dict[str, tuple[float, str]] = {}
    for theme in leaves(themes):
        for member in theme.members:
            if member.strength > best.get(member.passage, (0.0, ""))[0]:
                best[member.passage] = (member.strength, theme.id)
    out = {}
    for key, (paper, passages) in held.items():
        votes: Counter[str] = Counter()
        for p in passages:
            votes[best.get(p.id, (0.0, "-"))[1]] += _words(paper, p)
        out[key] = min(votes, key=lambda t: (-votes[t], t)) if votes else "-"
    return out


def _cover(held: Mapping[str, tuple[Paper, tuple[Passage, ...]]], papers: Mapping[str, Paper]) -> dict[str, str | None]:
    """For each key the construct of the run that holds most of its words, None where most stand under none."""
    under: dict[str, str] = {}
    for paper in papers.values():
        for construct in sorted(paper.constructs, key=lambda c: -len(c.passages)):  # the closest is written last
            under.update(dict.fromkeys(construct.passages, construct.id))
    out: dict[str, str | None] = {}
    for key, (paper, passages) in held.items():
        votes: Counter[str] = Counter()
        for p in passages:
            votes[under.get(p.id, "")] += _words(paper, p)
        out[key] = (min(votes, key=lambda c: (-votes[c], c)) or None) if votes else None
    return out


def _pair_f1(
    one: Mapping[str, str], other: Mapping[str, str], keys: Sequence[str], paper_of: Mapping[str, str]
) -> float:
    """F1 of "same theme" over pairs of constructs of different papers, one grouping beside another."""
    both = first = second = 0
    for a, b in combinations(keys, 2):
        if paper_of[a] != paper_of[b]:
            same = one[a] == one[b] and one[a] not in ("-", NONE), other[a] == other[b] and other[a] not in ("-", NONE)
            both, first, second = both + all(same), first + same[0], second + same[1]
    return round(2 * both / (first + second), 4) if first + second else 0.0


def _baselines(
    keys: Sequence[str],
    held: Mapping[str, tuple[Paper, tuple[Passage, ...]]],
    vectors: Mapping[str, Vectors],
    made: Mapping[str, Mapping[str, str]],
    paper_of: Mapping[str, str],
    seed: int,
) -> dict[str, list[dict[str, str]]]:
    """What needs no reading of claims: Ward over the means of passages, one theme a paper, themes that were made
    (the machine's first) shuffled."""
    out = {"one theme a paper": [{k: paper_of[k] for k in keys}]}
    rows = [[vectors[p.id] for p in held[k][1] if p.id in vectors] for k in keys]
    if len(keys) > 2 and all(rows):
        means = np.stack([np.mean(r, axis=0) for r in rows])
        means /= np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-9)
        number = max(2, len({made["machine"][k] for k in keys}))
        labels = fcluster(linkage(means, "ward"), number, "maxclust")
        out["Ward over passage means"] = [{k: str(g) for k, g in zip(keys, labels.tolist(), strict=True)}]
    generator = np.random.default_rng(seed)
    for name, theme in made.items():
        labels_of = np.array([theme[k] for k in keys])
        shuffled = [generator.permutation(labels_of) for _ in range(SHUFFLES)]
        out[f"{name}'s themes shuffled"] = [dict(zip(keys, map(str, one), strict=True)) for one in shuffled]
    return out


def _offered(
    counterparts: Mapping[str, Collection[str]],
    cover: Mapping[str, str | None],
    offered: Mapping[str, Sequence[str]],
    number: int,
) -> float:
    """The share of constructs with a counterpart that are offered one, or are offered for one, among so many."""
    keys_of: defaultdict[str, set[str]] = defaultdict(set)
    for key, construct in cover.items():
        if construct is not None:
            keys_of[construct].add(key)
    found = {
        key: {k for other in offered.get(construct or "", ())[:number] for k in keys_of.get(other, ())}
        for key, construct in cover.items()
    }
    wanted = [k for k, others in counterparts.items() if others]
    hits = [
        bool(found[k] & set(counterparts[k])) or any(k in found.get(other, ()) for other in counterparts[k])
        for k in wanted
    ]
    return round(float(np.mean(hits)), 4) if hits else 0.0


def _contradictions(
    held: Mapping[str, tuple[Paper, tuple[Passage, ...]]],
    to_check: Sequence[tuple[str, str]],
    readings: Sequence[Reading],
) -> tuple[int, int]:
    """How many contradictions of the readings stand among the passages to check, and how many there are."""
    of = {p.id: key for key, (_, passages) in held.items() for p in passages}
    listed = {frozenset((of.get(a, ""), of.get(b, ""))) for a, b in to_check}
    pairs = {pair for r in readings for pair in r.contradictions if len(pair) == 2}
    return len(pairs & listed), len(pairs)
