"""Two reviewers without shared labels: what might be one code, and what each brought, before any coefficient."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from thirdorder.corpora.cleaning import Cleaning, clean
from thirdorder.corpora.grid import read_coded_together
from thirdorder.evaluation.agreement import TooFewCodersError, match_labels
from thirdorder.evaluation.agreement.labels import LabelMatching
from thirdorder.evaluation.agreement.opencodes import OpenCodes, open_codes
from thirdorder.models import Encoder
from thirdorder.nlp.review import AGREED
from thirdorder.nlp.vectors import VectorStore, encode


@dataclass(frozen=True)
class Matched:
    """A proposal for the first coder beside each other one, each coder's part in the merged codebook, and what was
    cleaned."""

    proposals: tuple[LabelMatching, ...]
    parts: OpenCodes
    cleaning: Cleaning

    def text(self) -> str:
        """For people."""
        lines = [*(f"Cleaning: {line}" for line in self.cleaning.lines()), *(m.summary() for m in self.proposals)]
        return "\n".join([*lines, "", "What each brings to the codebook they would make together:", self.parts.table()])

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "schema": "thirdorder/matches@1",
            "cleaning": self.cleaning.to_dict(),
            "proposals": [{**asdict(m), "shared": m.shared} for m in self.proposals],
            "open_codes": asdict(self.parts),
        }


def match(codings: Sequence[Path], encoder: Encoder, store: VectorStore) -> Matched:
    """Propose, for the first coder and each other one, which of their labels are one code."""
    typed, how = read_coded_together([(path.read_bytes(), str(path)) for path in codings])
    said, cleaning = clean(typed)
    cleaning = replace(cleaning, notes=(*how, *cleaning.notes))
    coders = [c for c in dict.fromkeys(c.coder for c in said) if c != AGREED]
    if len(coders) < 2:
        raise TooFewCodersError(f"matching labels needs two coders; found {', '.join(coders) or 'none'}.")
    labels = list(dict.fromkeys(c.code for c in said if c.code))
    vectors = dict(zip(labels, encode(labels, encoder, store), strict=True))
    proposals = tuple(match_labels(said, (coders[0], other), vectors) for other in coders[1:])
    return Matched(proposals, open_codes(said, vectors), cleaning)
