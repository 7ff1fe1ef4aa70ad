"""Finding the authors' sections with headings hidden: ours beside blind blocks and clustering, and how ours is trained.

    python -m thirdorder.evaluation.benchmarks.constructs FOLDER [--train] [--vectors]

FOLDER holds a folder a paper with `paper.xml` and `gold.json`. The boundary model is scored on papers it was not
fitted on: leaving each paper out, and leaving each journal out. `--train` fits it on all papers and writes the table
that the program ships. `--vectors` adds the methods that need passage vectors (the default encoder), BERTopic among
them where this interpreter can import it; it is no dependency of the project.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from thirdorder.evaluation.constructs import (
    Segmentation,
    compare,
    equal_blocks,
    gold_paragraphs,
    hide_headings,
    place,
    score,
    score_hidden,
    summarise,
)
from thirdorder.evaluation.gold import Gold, gold_from_json
from thirdorder.models import load_encoder
from thirdorder.nlp.constructs import find_constructs
from thirdorder.nlp.constructs.boundaries import boundary_features
from thirdorder.nlp.constructs.regions import paragraphs, references_of, units_of
from thirdorder.nlp.constructs.segmentation import CLIP, BoundaryModel
from thirdorder.nlp.constructs.statements import find_listings
from thirdorder.nlp.constructs.stem_counts import Array
from thirdorder.nlp.constructs.tables import find_theme_tables
from thirdorder.nlp.document import FINDINGS_ROLES, RUNNING_KINDS, Document, Paper
from thirdorder.nlp.passages import cut_passages
from thirdorder.nlp.reading import read
from thirdorder.nlp.sections import find_sections
from thirdorder.nlp.vectors import encode
from thirdorder.nlp.voices import find_voices

PENALTY = 0.003
"""Inverse strength of the ridge penalty: few papers, many figures."""
TABLE = Path(__file__).parents[2] / "nlp" / "constructs" / "boundaries.toml"


@dataclass(frozen=True, eq=False)
class Case:
    """A paper with its gold, and for the places between its paragraphs the figures and whether a section begins."""

    name: str
    journal: str
    qualitative: str
    gold: Gold
    paper: Paper
    texts: tuple[str, ...]
    figures: Mapping[str, NDArray[np.float64]]
    begins: NDArray[np.bool_]


def cases(folder: Path) -> Iterator[Case]:
    """The papers of a folder that have findings to divide; quantitative ones only where they can be scored."""
    for path in sorted(folder.iterdir()):
        if not (path / "gold.json").exists() or not (path / "paper.xml").exists():
            continue
        data = (path / "gold.json").read_bytes()
        facts, gold = json.loads(data), gold_from_json(data)
        if str(facts.get("is_qualitative")) == "no" and not gold_paragraphs(gold):
            continue
        case = _case(path.name, facts, gold, _analyse(read((path / "paper.xml").read_bytes(), path.name)))
        if case is not None:
            yield case


def _analyse(document: Document) -> Paper:
    sections, status, _ = find_sections(document)
    passages = find_voices(document, sections, cut_passages(document, sections))
    return Paper(document, sections, passages, find_constructs(document, sections, passages), findings_status=status)


def _case(name: str, facts: Mapping[str, Any], gold: Gold, paper: Paper) -> Case | None:
    hidden = _analyse(hide_headings(paper))
    document = hidden.document
    running = [p for p in hidden.passages if p.role in FINDINGS_ROLES and p.kind in RUNNING_KINDS]
    groups = paragraphs(document, running)
    if len(groups) < 6:
        return None
    listings = [*find_listings(document, hidden.passages), *find_theme_tables(document, hidden.passages)]
    figures = boundary_features(
        units_of(document, groups, listings), references_of(document, hidden.passages, listings)
    )
    sections = _section_of(gold, document, [(g[0].start, g[-1].end) for g in groups])
    texts = tuple(document.text[g[0].start : g[-1].end] for g in groups)
    begins = np.diff(sections) != 0
    return Case(name, str(facts["journal"]), str(facts["is_qualitative"]), gold, paper, texts, figures, begins)


def _section_of(gold: Gold, document: Document, spans: Sequence[tuple[int, int]]) -> NDArray[np.int_]:
    """The gold section of each paragraph; one that is nowhere in the gold goes with the paragraph before it."""
    texts = [(t, i) for i, s in enumerate(gold.sections) if s.is_findings for t in s.paragraphs if t.strip()]
    found = [(p, i) for p, (_, i) in zip(place(document.text, [t for t, _ in texts]), texts, strict=True) if p]
    sections: list[int] = []
    for start, end in spans:
        own = [i for (a, b), i in found if min(b, end) - max(a, start) > 0.5 * (end - start)]
        sections.append(own[-1] if own else sections[-1] if sections else found[0][1])
    return np.array(sections)


def fit(some: Sequence[Case]) -> BoundaryModel:
    """A ridge-penalised logistic regression, calibrated on papers left out; papers weigh by the root of their length.

    The penalty shrinks the odds; how far they may be trusted is seen on papers that were held out in turn.
    """
    names = sorted(some[0].figures)
    rows = [np.column_stack([c.figures[n] for n in names]) for c in some]
    begins = [c.begins for c in some]
    outside = np.concatenate(
        [
            _ridge(rows[:i] + rows[i + 1 :], begins[:i] + begins[i + 1 :]).decision_function(rows[i])
            for i in range(len(some))
        ]
    )
    calibration = LogisticRegression(C=np.inf).fit(outside[:, None], np.concatenate(begins))
    slope, shift = float(calibration.coef_[0, 0]), float(calibration.intercept_[0])
    scaler, _, model = (step for _, step in _ridge(rows, begins).steps)
    table = zip(names, scaler.mean_, scaler.scale_, slope * model.coef_[0], strict=True)
    scored = [c for c in some if gold_paragraphs(c.gold)]
    exponent, constant = np.polyfit(
        np.log([len(c.texts) for c in scored]), np.log([max(1, c.begins.sum()) for c in scored]), 1
    )
    return BoundaryModel(
        shift + slope * float(model.intercept_[0]),
        {n: (float(m), float(s), float(w)) for n, m, s, w in table},
        (float(constant), float(exponent)),
    )


def _ridge(rows: Sequence[Array], begins: Sequence[NDArray[np.bool_]]) -> Pipeline:
    """Standardised, cut off and fitted."""
    weight = np.concatenate([np.full(len(b), len(b) ** -0.5) for b in begins])
    cut = FunctionTransformer(np.clip, kw_args={"a_min": -CLIP, "a_max": CLIP})
    model = make_pipeline(StandardScaler(), cut, LogisticRegression(C=PENALTY, max_iter=1000))
    return model.fit(np.vstack(rows), np.concatenate(begins), logisticregression__sample_weight=weight / weight.mean())


def held_out(
    every: Sequence[Case], group: Callable[[Case], str], abstract: bool = True
) -> list[tuple[Case, Segmentation]]:
    """Each paper scored, headings hidden, by a model fitted on the papers of other groups."""
    found = []
    for name in sorted({group(c) for c in every}):
        model = fit([c for c in every if group(c) != name])
        for case in every:
            if group(case) == name:
                scored = score_hidden(case.gold, case.paper, abstract=abstract, model=model)
                if scored is not None:
                    found.append((case, scored))
    return found


# --- other methods -----------------------------------------------------------------------------------------------

Peer = Callable[[Sequence[str], NDArray[np.float32], int], Sequence[int]]


def peers() -> dict[str, Peer]:
    """Clusterings of one paper's paragraphs from their texts, vectors and the true number of themes."""
    from sklearn.cluster import HDBSCAN, AgglomerativeClustering, KMeans
    from sklearn.feature_extraction.image import grid_to_graph

    def ward(vectors: NDArray[np.float32], k: int) -> Sequence[int]:
        graph = grid_to_graph(len(vectors), 1)
        clusters = min(k, len(vectors))
        return list(AgglomerativeClustering(clusters, connectivity=graph, linkage="ward").fit_predict(vectors))

    return {
        "Ward over neighbours, 5": lambda _, v, __: ward(v, 5),
        "Ward over neighbours, true k": lambda _, v, k: ward(v, k),
        "k-means, true k": lambda _, v, k: list(KMeans(k, n_init=10, random_state=0).fit_predict(v)),
        "HDBSCAN": lambda _, v, __: list(HDBSCAN(min_cluster_size=3, copy=True).fit_predict(v)),
        **({"BERTopic in each paper, smallest topic 3": _bertopic_in_paper} if find_spec("bertopic") else {}),
    }


def _bertopic(smallest: int) -> Any:
    """BERTopic as its documentation has it, seeded, over vectors in hand; it belongs in an environment of its own."""
    umap = import_module("umap").UMAP(
        n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=42, low_memory=False
    )
    return import_module("bertopic").BERTopic(min_topic_size=smallest, umap_model=umap, embedding_model=None)


def _bertopic_in_paper(texts: Sequence[str], vectors: NDArray[np.float32], _: int) -> Sequence[int]:
    if len(texts) <= 15:
        return [0] * len(texts)  # its UMAP needs more points than neighbours
    return list(_bertopic(3).fit_transform(list(texts), vectors)[0])


def peer_scores(every: Sequence[Case], method: Peer, vectors: Mapping[str, NDArray[np.float32]]) -> list[Segmentation]:
    """Every scorable paper under one clustering of its scored paragraphs."""
    found = []
    for case in every:
        units = gold_paragraphs(case.gold)
        if units:
            rows = np.stack([vectors[u.text] for u in units])
            true = [u.section for u in units]
            found.append(compare(case.name, true, method([u.text for u in units], rows, len(set(true)))))
    return found


def corpus_scores(every: Sequence[Case], vectors: Mapping[str, NDArray[np.float32]]) -> list[Segmentation]:
    """Every scorable paper under the topics that BERTopic finds over the paragraphs of all."""
    papers = [(c.name, units) for c in every if (units := gold_paragraphs(c.gold))]
    texts = [u.text for _, units in papers for u in units]
    topics = iter(_bertopic(10).fit_transform(texts, np.stack([vectors[t] for t in texts]))[0])
    return [compare(name, [u.section for u in units], [next(topics) for _ in units]) for name, units in papers]


# --- report ------------------------------------------------------------------------------------------------------


def line(name: str, scores: Sequence[Segmentation]) -> str:
    """One row: AMI with its interval, gain over equal blocks, boundary F1, WindowDiff."""
    ami = summarise([s.ami for s in scores])
    gain = summarise([s.gain for s in scores])
    f1, diff = np.mean([s.boundary_f1 for s in scores]), np.mean([s.windowdiff for s in scores])
    return (
        f"{name:46} {len(scores):3}  AMI {ami.mean:.3f} [{ami.low:.3f}, {ami.high:.3f}]  "
        f"gain {gain.mean:+.3f} [{gain.low:+.3f}, {gain.high:+.3f}]  F1 {f1:.3f}  WindowDiff {diff:.3f}"
    )


def write_table(model: BoundaryModel, path: Path) -> None:
    """The fitted model as the file that the program ships, under what the file says of it."""
    note = path.read_text(encoding="utf-8").partition("intercept =")[0]
    rows = "".join(f"{n} = [{m:.4f}, {s:.4f}, {w:.4f}]\n" for n, (m, s, w) in sorted(model.weights.items()))
    usual = f"usual = [{model.usual[0]:.4f}, {model.usual[1]:.4f}]"
    path.write_text(f"{note}intercept = {model.intercept:.4f}\n{usual}\n\n[weights]\n{rows}", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--train", action="store_true", help="fit on all papers and write the shipped table")
    parser.add_argument(
        "--vectors", action="store_true", help="add the methods that need vectors, which takes a minute"
    )
    parser.add_argument("--each", action="store_true", help="a row for each paper")
    options = parser.parse_args()
    every = list(cases(options.folder))
    if options.train:
        write_table(fit(every), TABLE)
    visible = [(c, s) for c in every if (s := score(c.gold, c.paper)) is not None]
    runs = {
        "headings visible": visible,
        "hidden, each paper left out": held_out(every, lambda c: c.name),
        "hidden, each journal left out": held_out(every, lambda c: c.journal),
        "hidden and no abstract, each paper left out": held_out(every, lambda c: c.name, abstract=False),
    }
    for name, pairs in runs.items():
        print(line(name, [s for _, s in pairs]))
        for kind in ("yes", "mixed"):
            print(line(f"  qualitative: {kind}", [s for c, s in pairs if c.qualitative == kind]))
    scored = [(c.name, gold_paragraphs(c.gold)) for c in every if gold_paragraphs(c.gold)]
    print(line("five equal blocks", [compare(n, [u.section for u in g], equal_blocks(len(g))) for n, g in scored]))
    if options.vectors:
        vectors = _vectors([u.text for _, g in scored for u in g])
        for name, method in peers().items():
            print(line(name, peer_scores(every, method, vectors)), flush=True)
        if find_spec("bertopic"):
            print(line("BERTopic over the corpus", corpus_scores(every, vectors)))
    if options.each:
        for case, s in runs["hidden, each paper left out"]:
            print(f"{case.name:28} {case.qualitative:6} {s.themes:3} {s.paragraphs:4} {s.ami:.2f} {s.blocks:.2f}")


def _vectors(texts: Sequence[str]) -> dict[str, NDArray[np.float32]]:
    return dict(zip(texts, encode(texts, load_encoder("default")), strict=True))


if __name__ == "__main__":
    main()
