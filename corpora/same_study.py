"""Which files hold one paper, and which papers are versions of one study, so that nothing counts twice unseen.

Files with one DOI, or with one title and text, are one paper. Papers that share most of their words, or title, first
author and many of their words (a preprint and its article), are two papers of one study.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations
from typing import Literal
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from thirdorder.corpora.paper_names import bare_doi
from thirdorder.nlp.document import RUNNING_KINDS, Paper

SAME_TEXT = 0.8
"""Share of the shorter text's five-word sequences found in the other from which two texts are one."""
VERSION = 0.5
"""The same from which two papers are versions of one study whatever they are called."""
NAMED_VERSION = 0.2
"""The same where their titles are alike as well."""
ALIKE = 0.9
"""Likeness of two titles (Ratcliff and Obershelp) from which one may be a rewording of the other."""
_GRAM = 5
_SAMPLED = 8
_SET_PHRASE = 20
"""What more papers than these say is a set phrase."""
_BLOCK = 100_000
"""Word sequences whose papers are paired at once."""
_PREPRINT_DOI = re.compile(
    r"10\.(?:1101|64898|21203/rs|31234|31235|31219|35542|48550|2139/ssrn|20944|22541|26434|12688|36227)[/.]"
)
_PREPRINT = re.compile(
    r"\b(?:pre-?print|not (?:been )?(?:certified by )?peer[- ]review(?:ed)?|(?:bio|med|soc|psy|ed)?ar[xχ]iv|"
    r"research square|ssrn)\b",
    re.IGNORECASE,
)
_ASIDE = frozenset({"references", "back"})


@dataclass(frozen=True, slots=True)
class Alike:
    """Papers found to be one (`same`) or versions of one study (`versions`), by id, the one that counts first; why."""

    kind: Literal["same", "versions"]
    papers: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class _Look:
    """What a paper is told by."""

    paper: Paper
    doi: str
    title: str
    surnames: frozenset[str]
    grams: NDArray[np.uint32]


def find_alike(papers: Sequence[Paper], studies: Mapping[str, str]) -> tuple[Alike, ...]:
    """What among these papers is one paper or one study, in the order of the papers given (which is that of names).

    `studies` is what people said, by paper id: papers of two studies are never taken together.
    """
    looks = {p.id: _look(p) for p in papers}
    order = {p.id: k for k, p in enumerate(papers)}
    found: dict[frozenset[str], tuple[Literal["same", "versions"], str]] = {}
    for a, b in sorted(_candidates(list(looks.values())), key=lambda pair: (order[pair[0]], order[pair[1]])):
        if a in studies and b in studies and studies[a] != studies[b]:
            continue
        if (judged := _judge(looks[a], looks[b])) is not None:
            found[frozenset((a, b))] = judged
    same = _groups([pair for pair, (kind, _) in found.items() if kind == "same"], order, studies)
    heads = {p: min(g, key=lambda i: (_rank(looks[i].paper), order[i])) for g in same for p in g}
    alike = [Alike("same", _first(heads[g[0]], g), _why("same", g, found)) for g in same]
    parted = {frozenset(heads.get(i, i) for i in pair) for pair in found}
    for group in _groups([pair for pair in parted if len(pair) == 2], order, studies):
        members = [i for i in order if heads.get(i, i) in group]
        head = min(group, key=lambda i: (_is_preprint(looks[i].paper), *_weight(looks[i]), order[i]))
        alike.append(Alike("versions", _first(head, group), _why("versions", members, found)))
    return tuple(sorted(alike, key=lambda a: (order[a.papers[0]], a.kind)))


def _first(head: str, group: Sequence[str]) -> tuple[str, ...]:
    return (head, *(i for i in group if i != head))


def _why(kind: str, group: Sequence[str], found: Mapping[frozenset[str], tuple[str, str]]) -> str:
    """The reasons for the pairs of a group, each once."""
    pairs = [found.get(frozenset(pair)) for pair in combinations(group, 2)]
    return "; ".join(dict.fromkeys(why for of, why in (p for p in pairs if p) if of == kind))


def _rank(paper: Paper) -> int:
    """XML with a body before PDF before plain text: which file gives a paper its structure."""
    empty = any(w.code == "no_body" for w in paper.warnings)
    return 3 if empty else {"jats": 0, "pdf": 1}.get(paper.document.format, 2)


def _weight(look: _Look) -> tuple[bool, int, int]:
    """Sorts what counts first: named in a journal or by a DOI, the later year, the longer text."""
    about = look.paper.metadata
    return (not (about.doi or about.journal), -(about.year or 0), -len(look.grams))


def _is_preprint(paper: Paper) -> bool:
    """Whether a paper says of itself that it is a preprint, by its DOI, its margins or the head of its first page."""
    if _PREPRINT_DOI.match(paper.metadata.doi.casefold()):
        return True
    margins = " ".join(f.text for f in paper.document.furniture if f.page <= 2)
    return bool(_PREPRINT.search(margins) or _PREPRINT.search(paper.document.text[:1500]))


# --- two papers ----------------------------------------------------------------------------------------------------


def _judge(a: _Look, b: _Look) -> tuple[Literal["same", "versions"], str] | None:
    share = _share(a.grams, b.grams)
    words = f"{share:.0%} of the shorter one's words"
    titled = bool(a.title and b.title)
    one_title = titled and a.title == b.title
    near = titled and (one_title or SequenceMatcher(None, a.title, b.title, autojunk=False).ratio() >= ALIKE)
    if a.doi and a.doi == b.doi:
        strangers = titled and not near and not (a.surnames & b.surnames) and share < NAMED_VERSION
        return None if strangers else ("same", f"the same DOI {a.doi}")
    if share >= SAME_TEXT and (near or not titled) and not (a.doi and b.doi):
        return "same", f"{'the same title and ' if titled else ''}{words}"
    if share >= VERSION:
        return "versions", words
    named = one_title and len(a.title) > 20 and (a.surnames & b.surnames or not (a.surnames and b.surnames))
    if near and (share >= NAMED_VERSION or named):
        return "versions", f"titles alike and {words}"
    return None


def _share(a: NDArray[np.uint32], b: NDArray[np.uint32]) -> float:
    shorter = min(len(a), len(b))
    return len(np.intersect1d(a, b, assume_unique=True)) / shorter if shorter else 0.0


def _look(paper: Paper) -> _Look:
    running = (p for p in paper.passages if p.kind in RUNNING_KINDS and p.role not in _ASIDE)
    tokens = re.findall(r"\w+", " ".join(paper.quote(p) for p in running).casefold())
    codes = np.array([crc32(t.encode()) for t in tokens], dtype=np.uint32)
    rows = max(len(codes) - _GRAM + 1, 0)
    grams = np.zeros(rows, dtype=np.uint32)
    for k in range(_GRAM):
        grams = grams * np.uint32(2654435761) + codes[k : k + rows]
    about = paper.metadata
    surnames = frozenset(_plain(a.split(",")[0] if "," in a else a.split()[-1]) for a in about.authors if a.strip())
    return _Look(paper, bare_doi(about.doi), _plain(about.title), surnames, np.unique(grams))


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(re.findall(r"\w+", "".join(c for c in letters if not unicodedata.combining(c))))


# --- pairs worth a look, and groups of pairs -----------------------------------------------------------------------


def _candidates(looks: Sequence[_Look]) -> Iterator[tuple[str, str]]:
    """Pairs with one DOI, one opening of the title, or several word sequences in common."""
    named: defaultdict[str, list[str]] = defaultdict(list)
    for look in looks:
        for key in (f"doi {look.doi}" if look.doi else "", f"title {look.title[:20]}" if look.title else ""):
            named[key].append(look.paper.id)
    pairs = {pair for key, ids in named.items() if key for pair in combinations(ids, 2)}
    few = np.array([max(2, int(0.1 * len(look.grams) / _SAMPLED)) for look in looks])
    first, second, count = _in_common([look.grams[look.grams % _SAMPLED == 0] for look in looks])
    enough = count >= np.minimum(few[first], few[second])
    ids = [look.paper.id for look in looks]
    pairs |= {(ids[a], ids[b]) for a, b in zip(first[enough].tolist(), second[enough].tolist(), strict=True)}
    yield from pairs


def _in_common(grams: Sequence[NDArray[np.uint32]]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Pairs of papers by number, the lower first, that share word sequences which few hold, and how many they share."""
    n = len(grams)
    owner = np.repeat(np.arange(n), [len(g) for g in grams])
    every = np.concatenate(grams) if n else np.zeros(0, np.uint32)
    order = np.argsort(every, kind="stable")
    owner, every = owner[order], every[order]
    starts = np.flatnonzero(np.diff(every, prepend=every[:1] ^ np.uint32(1)))
    sizes = np.diff(starts, append=len(every))
    keys = np.zeros(0, dtype=np.int64)
    counts = np.zeros(0, dtype=np.int64)
    for size in range(2, _SET_PHRASE + 1):
        a, b = np.triu_indices(size, 1)
        these = starts[sizes == size]
        for part in np.split(these, range(_BLOCK, len(these), _BLOCK)):
            held = owner[part[:, None] + np.arange(size)]
            found, number = np.unique(held[:, a] * n + held[:, b], return_counts=True)
            keys, where = np.unique(np.concatenate([keys, found]), return_inverse=True)
            counts = np.bincount(where, np.concatenate([counts, number]), len(keys)).astype(np.int64)
    return keys // max(n, 1), keys % max(n, 1), counts


def _groups(
    pairs: Sequence[frozenset[str]], order: Mapping[str, int], studies: Mapping[str, str]
) -> list[tuple[str, ...]]:
    """Connected groups of pairs in order; a pair that would bring papers of two named studies together is left out."""
    group: dict[str, frozenset[str]] = {}
    for pair in sorted(pairs, key=lambda p: sorted(order[i] for i in p)):
        joined = frozenset().union(*(group.get(i, frozenset((i,))) for i in pair))
        if len({studies[i] for i in joined if i in studies}) < 2:
            group |= dict.fromkeys(joined, joined)
    return [tuple(sorted(g, key=order.__getitem__)) for g in dict.fromkeys(group[i] for i in order if i in group)]
