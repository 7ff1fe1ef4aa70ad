"""The model of parts, fitted on one half of the papers and tried on the other.

    python -m thirdorder.evaluation.benchmarks.parts PAPERS [--train]

Sections and subsections whose top-level heading names one part are the labels; each is taken twice, with its block
quotations and citations marked as in XML and without, as in plain text. The halves are those of `renamed`.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from thirdorder.evaluation.benchmarks.renamed import Half, half_of
from thirdorder.evaluation.gold import roles_of
from thirdorder.nlp.document import Document, Section, Span
from thirdorder.nlp.reading import read
from thirdorder.nlp.sections import find_sections
from thirdorder.nlp.sections.reads_like import NAMES, PARTS, figures

TABLE = Path(__file__).parents[2] / "nlp" / "sections" / "reads_like.toml"
_BODY = frozenset({"introduction", "methods", "findings", "discussion", "findings_discussion", "conclusion", "other"})
_LEAST = 40
"""Words below which a section is no example."""


@dataclass(frozen=True)
class Example:
    """A section's figures, its part as an index of `PARTS`, and its weight by length."""

    paper: str
    figures: NDArray[np.float64]
    part: int
    weight: float


def examples(folder: Path) -> Iterator[Example]:
    """Every labelled section of every paper, in the order of papers."""
    for path in sorted(folder.glob("*/paper.xml")):
        document = read(path.read_bytes(), "paper.xml")
        sections = [s for s in find_sections(document)[0] if s.evidence != "float"]
        main = [s for s in sections if s.parent is None and s.role in _BODY]
        labelled = [(span, part) for s in sections if (part := _part(s, sections, main)) is not None
                    and len(document.quote(span := _text(s)).split()) >= _LEAST]  # fmt: skip
        if not labelled:
            continue
        body = Span(main[0].start, main[-1].end)
        for form in (document, _bare(document)):
            rows = figures(form, [span for span, _ in labelled], body)
            for row, (span, part) in zip(rows, labelled, strict=True):
                words = len(document.quote(span).split())
                yield Example(path.parent.name, row, part, min(1.0, words / 300) ** 0.5 / 2)


def _part(section: Section, sections: list[Section], main: list[Section]) -> int | None:
    """The part that a section's top-level heading names, alone and beyond doubt; none below the second level."""
    above = {s.id: s for s in sections}
    top = section
    while top.parent is not None:
        top = above[top.parent]
    roles = roles_of(top.title, "") if top in main and section.level <= 2 else frozenset()
    role = "discussion" if roles == {"conclusion"} else next(iter(roles)) if len(roles) == 1 else ""
    return PARTS.index(role) if role in PARTS else None


def _text(section: Section) -> Span:
    return Span(section.heading.end if section.heading else section.start, section.end)


def _bare(document: Document) -> Document:
    """The same without what only markup says."""
    blocks = tuple(replace(b, kind="paragraph") if b.kind == "quote" else b for b in document.blocks)
    return replace(document, marks=(), blocks=blocks)


def fit(chosen: list[Example]) -> LogisticRegression:
    """Multinomial logistic regression over the figures."""
    model = LogisticRegression(C=3.0, max_iter=5000)
    weights = [e.weight for e in chosen]
    return model.fit(np.stack([e.figures for e in chosen]), [e.part for e in chosen], sample_weight=weights)


def right(model: LogisticRegression, chosen: list[Example]) -> float:
    """The share of sections told rightly, weighed by length."""
    found = model.predict(np.stack([e.figures for e in chosen]))
    return float(np.average(found == [e.part for e in chosen], weights=[e.weight for e in chosen]))


def write_table(model: LogisticRegression) -> None:
    """The fitted model as the file that the program ships, under what the file says of it."""
    note = TABLE.read_text(encoding="utf-8").partition("intercepts =")[0]
    rows = "".join(
        f"{name} = [{', '.join(f'{w:.3f}' for w in column)}]\n"
        for name, column in zip(NAMES, model.coef_.T, strict=True)
    )
    intercepts = ", ".join(f"{v:.3f}" for v in model.intercept_)
    TABLE.write_text(f"{note}intercepts = [{intercepts}]\n\n[weights]\n{rows}", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--train", action="store_true", help="fit on the development half and write the shipped table")
    given = parser.parse_args()
    halves: dict[Half, list[Example]] = {"development": [], "held-out": []}
    for example in examples(given.folder):
        halves[half_of(example.paper)].append(example)
    development = halves["development"]
    model = fit(development)
    if given.train:
        write_table(model)
    scores = []
    for train, test in GroupKFold(8).split(development, groups=[e.paper for e in development]):
        scores.append(right(fit([development[i] for i in train]), [development[i] for i in test]))
    print(f"development, papers left out in eight folds: {np.mean(scores):.3f} of {len(development)} sections")
    print(f"held out: {right(model, halves['held-out']):.3f} of {len(halves['held-out'])} sections")


if __name__ == "__main__":
    main()
