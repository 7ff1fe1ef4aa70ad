"""Several coders who each made their own codes: what each of them brought to the codebook they make together.

Coverage, overlap, novelty and divergence against the merged codebook, after J. Chen and others, "A Computational Method
for Measuring Open Codes in Qualitative Analysis" (arXiv 2411.12142; ACL Findings 2026). There a language model merges
the codes; here names and, where given, their vectors do, or people by handing in codings whose codes they have merged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import jensenshannon

from thirdorder.corpora.folding import label_key
from thirdorder.evaluation.agreement.labels import NAMED_ALIKE, named_alike
from thirdorder.nlp.review import AGREED, Coding


@dataclass(frozen=True, slots=True)
class OpenCoder:
    """One coder against the merged codebook; each code of it weighs as many coders as have it.

    `coverage`: the share of its weight that this coder has. `overlap`: of what the others have, the share that this
    coder has too. `novelty`: of the codes that one coder alone has, the share that are this one's. `divergence`: how
    far the coder's codes lie from all, 0 to 1 (square root of the Jensen-Shannon divergence, base 2). None: undefined.
    """

    codes: int
    merged: int
    coverage: float
    overlap: float | None
    novelty: float | None
    divergence: float


@dataclass(frozen=True, slots=True)
class OpenCodes:
    """The merged codebook, each code with the labels it was made of, and each coder's part in it."""

    merged: Mapping[str, tuple[str, ...]]
    coders: Mapping[str, OpenCoder]

    def table(self) -> str:
        """A line a coder."""
        lines = [f"{len(self.merged)} codes after merging; each weighs as many coders as have it."]
        for coder, c in self.coders.items():
            lines.append(
                f"  {coder}: {c.codes} codes ({c.merged} merged), coverage {c.coverage:.2f}, overlap {_n(c.overlap)}, "
                f"novelty {_n(c.novelty)}, divergence {c.divergence:.2f}"
            )
        return "\n".join(lines)


def open_codes(codings: Sequence[Coding], vectors: Mapping[str, NDArray[np.floating]] | None = None) -> OpenCodes:
    """Merge the codes of all coders by name and measure each coder's part. Order of the codings does not matter.

    Labels alike by `NAMED_ALIKE` are one code, and so are those joined through a third. `vectors` are of labels, of
    unit length. Raises ValueError where fewer than two coders gave any code.
    """
    labels: dict[str, dict[str, str]] = {}
    for c in sorted(codings, key=lambda c: (c.coder, c.code)):
        if c.code and c.coder != AGREED:
            labels.setdefault(c.coder, {}).setdefault(label_key(c.code), c.code)
    if len(labels) < 2:
        raise ValueError("measuring open codes needs two coders who gave codes.")
    forms = {key: label for own in labels.values() for key, label in own.items()}
    group = _groups(forms, vectors)
    coders = list(labels)
    has = np.array([[any(group[k] == g for k in labels[c]) for g in dict.fromkeys(group.values())] for c in coders])
    weight = has.sum(axis=0).astype(float)
    alone = weight == 1
    found = {}
    for i, coder in enumerate(coders):
        own = has[i]
        others = float((weight - own).sum())
        found[coder] = OpenCoder(
            codes=len(labels[coder]),
            merged=int(own.sum()),
            coverage=float(weight[own].sum() / weight.sum()),
            overlap=float((weight - 1)[own].sum() / others) if others else None,
            novelty=float((own & alone).sum() / alone.sum()) if alone.any() else None,
            divergence=float(jensenshannon(weight * own, weight, base=2)),
        )
    merged: dict[str, tuple[str, ...]] = {}
    for key, g in group.items():
        merged[forms[g]] = (*merged.get(forms[g], ()), forms[key])
    return OpenCodes(merged, found)


def _groups(forms: Mapping[str, str], vectors: Mapping[str, NDArray[np.floating]] | None) -> dict[str, str]:
    """The first label of the group of each label."""
    keys = sorted(forms)
    group = {k: k for k in keys}

    def root(k: str) -> str:
        while group[k] != k:
            k = group[k]
        return k

    for i, a in enumerate(keys):
        for b in keys[i + 1 :]:
            if named_alike(forms[a], forms[b], vectors) >= NAMED_ALIKE:
                one, two = sorted((root(a), root(b)))
                group[two] = one
    return {k: root(k) for k in keys}


def _n(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
