"""Do the first discordant passages deserve their place? Precision at 10 on the seed review, beside chance
and beside sentences that hold a word of contrast.

    python -m thirdorder.evaluation.benchmarks.discordance peer-support-metasynthesis.txt [--model hashing]

The text is MacLellan et al. 2015 (doi:10.1371/journal.pone.0141122), which reports what ran against its constructs
under "Challenges" and is not part of this repository. Every sentence of its findings was read by one reader,
who had seen a first ranking, and marked where it tells that things were otherwise than a claim of the synthesis has
them (`DISCORDANT`); `STATED` are those that say so by themselves, as a contrast. Sentences are kept as hashes of
their letters.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from thirdorder.models import Encoder, load_encoder
from thirdorder.nlp.document import Paper, Span, touch
from thirdorder.nlp.language.sentences import sentences
from thirdorder.nlp.pipeline import parse
from thirdorder.nlp.synthesis.discordance import discordances
from thirdorder.nlp.vectors import VectorStore, encode

_STATED = """
    139df5fded 44592dd390 6585a3c221 736f4969a5 75e515aab3 8d74d69535 8e74754088 92b408e7df ca437a48fb e94a155951
"""
_OTHERS = """
    026a1204fb 054a535ac4 0d85f869cf 109f7d59d5 20283fe507 255640a728 2a6f85567a 3807300d86 381f9209e1 55c8dcf9cb
    640319ed09 644236b7ac 7010fddda4 75be9bd090 771e72a35e 8b055cd73b 9a15149e06 a9f2c22ee0 c46d722292 c5098cc272
    c65f01c8a6 c8bf63b14f d8f319a0ab ea9fb3087e eaa7cb1d05 ed960e30b6 f30552b84e fb9a450183
"""
STATED = frozenset(_STATED.split())
CONTRAST = re.compile(
    r"\b(?:however|but|although|though|while|whereas|despite|yet|contrast|conversely|instead|rather|unlike|nevertheless)\b",
    re.IGNORECASE,
)
"""What anybody would search for first."""
DISCORDANT = STATED | frozenset(_OTHERS.split())


@dataclass(frozen=True)
class Ranking:
    """How many of the first ten are discordant, and average precision over all that was ranked."""

    precision_at_10: float
    average_precision: float
    ranked: int


def key(text: str) -> str:
    """A sentence by its letters alone, so that spacing and marks do not matter."""
    letters = "".join(c for c in text.casefold() if c.isalpha())
    return hashlib.sha256(letters.encode()).hexdigest()[:10]


def score(ranked: Sequence[str], true: frozenset[str]) -> Ranking:
    """Precision at 10 and average precision of a ranking of sentence keys; what is not ranked counts as missed."""
    hits = np.array([k in true for k in ranked], dtype=float)
    precision = hits.cumsum() / np.arange(1, len(hits) + 1)
    average = float((precision * hits).sum() / max(len(true), 1))
    return Ranking(float(hits[:10].sum() / 10), round(average, 4), len(ranked))


def rankings(paper: Paper, encoder: Encoder, store: VectorStore | None = None) -> Mapping[str, tuple[str, ...]]:
    """The findings' sentences as each method ranks them: ours, words of contrast alone, three that know cosine alone.

    Words of contrast alone: sentences with one, those with most first, then as the text has them.
    """
    text = paper.document.text
    spans = [
        s for p in paper.findings for s in sentences(text, p.start, p.end) if len(text[s.start : s.end].split()) >= 5
    ]
    keys = [key(paper.quote(s)) for s in spans]
    found = discordances([paper], ())
    x = encode([" ".join(paper.quote(s).split()) for s in spans], encoder, store).astype(np.float64)
    near = x @ x.T
    np.fill_diagonal(near, -1)
    claims = [i for i, s in enumerate(spans) if _states(paper, s)]
    to_claim = near[:, claims].max(axis=1) if claims else near.max(axis=1)
    return {
        "cues and stance": tuple(key(paper.quote(d.sentence)) for d in found),
        "words of contrast alone": _order(keys, np.array([-len(CONTRAST.findall(paper.quote(s))) for s in spans])),
        "cosine: nearest to a claim": _order(keys, -to_claim),
        "cosine: nearest to another sentence": _order(keys, -near.max(axis=1)),
        "cosine: farthest from all": _order(keys, x @ x.mean(axis=0)),
    }


def _states(paper: Paper, span: Span) -> bool:
    return any(touch(c, span) for one in paper.constructs for c in one.claims)


def _order(keys: Sequence[str], values: np.ndarray) -> tuple[str, ...]:
    return tuple(keys[i] for i in np.argsort(values, kind="stable"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("text", type=Path)
    parser.add_argument("--model", default="default")
    options = parser.parse_args()
    paper = parse(options.text.read_bytes(), options.text.name)
    ranked = rankings(paper, load_encoder(options.model))
    all_keys = frozenset(ranked["cosine: farthest from all"])
    rows = {
        name: {"discordant": vars(score(order, DISCORDANT)), "stated": vars(score(order, STATED))}
        for name, order in ranked.items()
    }
    share = len(DISCORDANT & all_keys) / max(len(all_keys), 1)
    print(json.dumps({"sentences": len(all_keys), "keys found": len(DISCORDANT & all_keys), "of": len(DISCORDANT),
                      "share discordant": round(share, 4), "of ten by chance": round(10 * share, 1),
                      "methods": rows}, indent=1))  # fmt: skip


if __name__ == "__main__":
    main()
