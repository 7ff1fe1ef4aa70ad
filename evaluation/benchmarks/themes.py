"""Themes against labelled short texts, beside BERTopic: quality, unassigned, stability over seeds, time and memory.

    python -m thirdorder.evaluation.benchmarks.themes banking77.csv vectors.npy --size 500 --size 1500 --seed 0 --seed 1
    python -m thirdorder.evaluation.benchmarks.themes banking77.csv vectors.npy --size 1500 --method bertopic

The CSV has the columns text and label; vectors.npy is made by the default encoder where it does not exist yet.
Each size runs in a process of its own, so that the first seed's time is from a cold start (imports and compilation
included, vectors in hand) and later seeds are a warm worker's. Sizes beyond the file are filled up with passages
interpolated between near neighbours of one label. BERTopic must be importable by the interpreter that runs this;
it is no dependency of the project.
"""

from __future__ import annotations

import argparse
import csv
import json
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

LADDER = (20, 100, 500, 1500, 3080)


@dataclass(frozen=True, eq=False)
class Labelled:
    """Texts with their labels and unit vectors, float32 (n, d)."""

    texts: tuple[str, ...]
    labels: tuple[str, ...]
    vectors: NDArray[np.float32]


def read_labelled(path: Path, vectors: Path) -> Labelled:
    """Texts and labels of a CSV with their vectors, which are computed and kept beside it at the first call."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    texts, labels = tuple(r["text"] for r in rows), tuple(r["label"] for r in rows)
    if not vectors.exists():
        from thirdorder.models import load_encoder
        from thirdorder.nlp.vectors import encode

        np.save(vectors, encode(texts, load_encoder("default")))
    return Labelled(texts, labels, np.load(vectors))


def take(data: Labelled, size: int, seed: int = 0) -> Labelled:
    """`size` passages: a random part in file order, or all and as many more interpolated between two of one label."""
    generator = np.random.default_rng(seed)
    n = len(data.texts)
    rows = np.sort(generator.choice(n, min(size, n), replace=False))
    if size <= n:
        return Labelled(tuple(data.texts[i] for i in rows), tuple(data.labels[i] for i in rows), data.vectors[rows])
    labels = np.array(data.labels)
    first = generator.integers(n, size=size - n)
    by_label = {name: np.flatnonzero(labels == name) for name in np.unique(labels)}
    second = np.array([generator.choice(by_label[labels[i]]) for i in first])
    share = generator.uniform(0.5, 1.0, size=(size - n, 1))
    mixed = share * data.vectors[first] + (1 - share) * data.vectors[second]
    mixed += generator.normal(scale=0.02, size=mixed.shape)
    mixed /= np.linalg.norm(mixed, axis=1, keepdims=True)
    texts = (*data.texts, *(f"{data.texts[a]} {data.texts[b]}" for a, b in zip(first, second, strict=True)))
    return Labelled(texts, (*data.labels, *labels[first]), np.vstack([data.vectors, mixed]).astype(np.float32))


def find_ours(data: Labelled, seed: int) -> tuple[NDArray[np.int64], float]:
    """The strongest theme of each text (-1 for none) and the seconds it took."""
    from thirdorder.nlp.document import Document, Paper, Passage, digest
    from thirdorder.nlp.themes import find_themes

    text = "\n".join(data.texts)
    ends = np.cumsum([len(t) + 1 for t in data.texts])
    passages = tuple(
        Passage(f"p{i:07d}", "s", "findings", "paragraph", int(end) - 1 - len(t), int(end) - 1)
        for i, (t, end) in enumerate(zip(data.texts, ends, strict=True))
    )
    paper = Paper(Document(digest(text.encode()), "texts", "text", text, (), 1), (), passages, ())
    start = time.perf_counter()
    found = find_themes([paper], (), [(paper.id, p) for p in passages], data.vectors, seed=seed)
    seconds = time.perf_counter() - start
    row = {p.id: i for i, p in enumerate(passages)}
    strongest = np.zeros(len(passages))
    labels = np.full(len(passages), -1, dtype=np.int64)
    for number, theme in enumerate(found.leaves):
        for member in theme.members:
            i = row[member.passage]
            if member.strength > strongest[i]:
                strongest[i], labels[i] = member.strength, number
    return labels, seconds


def find_bertopic(data: Labelled, seed: int) -> tuple[NDArray[np.int64], float]:
    """BERTopic as its documentation has it, with the same vectors and a seeded UMAP: topic of each text, seconds."""
    from bertopic import BERTopic  # type: ignore[import-not-found,unused-ignore]
    from umap import UMAP

    start = time.perf_counter()
    reducer = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed)
    topics, _ = BERTopic(umap_model=reducer, embedding_model=None).fit_transform(list(data.texts), data.vectors)
    return np.asarray(topics, dtype=np.int64), time.perf_counter() - start


def measure(data: Labelled, method: str, seeds: list[int], began: float) -> dict[str, Any]:
    """AMI with the labels, share unassigned, agreement over seeds; seconds cold (since `began`) and warm; memory."""
    find = find_ours if method == "ours" else find_bertopic
    runs, seconds = [], []
    for i, seed in enumerate(seeds):
        labels, took = find(data, seed)
        runs.append(labels)
        seconds.append(time.perf_counter() - began if i == 0 else took)
    from sklearn.metrics import adjusted_mutual_info_score

    from thirdorder.nlp.themes.stability import agreement

    return {
        "method": method,
        "passages": len(data.texts),
        "ami": round(float(np.mean([adjusted_mutual_info_score(data.labels, r) for r in runs])), 4),
        "groups": round(float(np.mean([r.max() + 1 for r in runs])), 1),
        "unassigned": round(float(np.mean([(r < 0).mean() for r in runs])), 4),
        "seeds_agree": round(agreement(runs), 4) if len(runs) > 1 else None,
        "cold_seconds": round(seconds[0], 2),
        "warm_seconds": round(float(np.median(seconds[1:])), 2) if len(seconds) > 1 else None,
        "peak_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def main(arguments: list[str] | None = None) -> int:
    """Measure each size in its own process and print a JSON line for each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", type=Path)
    parser.add_argument("vectors", type=Path)
    parser.add_argument("--size", type=int, action="append")
    parser.add_argument("--seed", type=int, action="append")
    parser.add_argument("--method", choices=("ours", "bertopic"), default="ours")
    parser.add_argument("--here", action="store_true", help="measure in this process")
    given = parser.parse_args(arguments)
    data = read_labelled(given.texts, given.vectors)
    sizes, seeds = given.size or list(LADDER), given.seed or [0, 1, 2]
    if given.here:
        part = take(data, sizes[0])
        print(json.dumps(measure(part, given.method, seeds, time.perf_counter())), flush=True)
        return 0
    for size in sizes:
        command = [sys.executable, "-m", __spec__.name if __spec__ else __name__, str(given.texts), str(given.vectors)]
        command += ["--size", str(size), "--method", given.method, "--here"]
        command += [part for seed in seeds for part in ("--seed", str(seed))]
        done = subprocess.run(command, check=False)
        if done.returncode:
            print(json.dumps({"method": given.method, "passages": size, "failed": done.returncode}), flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
