"""Suggested codes on labelled short texts: random codebooks, skewed counts, answers that carry one to three.

    python -m thirdorder.evaluation.benchmarks.codes TEXTS.csv [--draws 6] [--seed 0] [--split all|dev|final]

TEXTS.csv has the columns `text` and `label`. The labels can be parted into those to develop on and those to report
on. Two coders are simulated by slips on the true labels; the names of the codes are the labels' words. One JSON line a
draw: no coding of people stands behind these figures.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from thirdorder.evaluation.codes import evaluate_codes
from thirdorder.models import load_encoder
from thirdorder.nlp.review import Code, Codebook, Coding
from thirdorder.nlp.suggestions import Unit
from thirdorder.nlp.suggestions.units import Encode
from thirdorder.nlp.vectors import MemoryStore, Vectors, encode

UNITS = 100
SLIP = 0.08
SHOWN = ("mean_code_kappa", "pooled_cohen_kappa", "macro_average_precision", "recall_at_3", "brier_skill")


def split_labels(labels: Sequence[str]) -> Mapping[str, list[str]]:
    """Three fifths to develop on, two fifths to report on, by a fixed shuffle."""
    order = np.random.default_rng(77).permutation(len(labels))
    shuffled = [sorted(labels)[i] for i in order.tolist()]
    cut = 3 * len(labels) // 5
    return {"all": sorted(labels), "dev": shuffled[:cut], "final": shuffled[cut:]}


def draw(
    texts: Mapping[str, Sequence[str]], labels: Sequence[str], seed: int, vectors: Encode
) -> tuple[list[Unit], Codebook, list[Coding]]:
    """A random codebook of 14 to 50 labels and 100 answers, coded by A and B with slips."""
    rng = np.random.default_rng(seed)
    k = int(rng.integers(14, min(50, len(labels)) + 1))
    codes = [labels[i] for i in rng.permutation(len(labels))[:k].tolist()]
    share = 1 / np.arange(1, k + 1) ** rng.uniform(0.5, 1.1)
    share /= share.sum()
    more = rng.uniform(0.2, 0.7)
    left = {c: rng.permutation(len(texts[c])).tolist() for c in codes}
    answers: list[tuple[str, list[int]]] = []
    while len(answers) < UNITS:
        size = 1 + int(rng.random() < more) + int(rng.random() < 0.4 * more)
        chosen = rng.choice(k, size=size, replace=False, p=share).tolist()
        if all(left[codes[c]] for c in chosen):
            answers.append((" ".join(texts[codes[c]][left[codes[c]].pop()] for c in chosen), chosen))
    rows = vectors([text for text, _ in answers])
    units = [Unit(f"u{i}", f"u{i}", (text,), rows[i : i + 1]) for i, (text, _) in enumerate(answers)]
    codings: list[Coding] = []
    for coder in ("A", "B"):
        for i, (_, chosen) in enumerate(answers):
            kept = {c for c in chosen if rng.random() >= SLIP}
            if rng.random() < SLIP:
                kept.add(int(rng.choice(k, p=share)))
            given = [codes[c] for c in sorted(kept)] or [""]
            codings += [Coding(coder, f"u{i}", c) for c in given]
    used = [c for c in codes if any(g.code == c for g in codings)]
    return units, Codebook(tuple(Code(c, c.replace("_", " ").strip("? ").lower()) for c in used)), codings


def main() -> None:
    """Print one JSON line a draw and one for their mean."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("texts", type=Path)
    parser.add_argument("--draws", type=int, default=6)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--split", choices=("all", "dev", "final"), default="all")
    args = parser.parse_args()
    texts: dict[str, list[str]] = {}
    with args.texts.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            texts.setdefault(row["label"], []).append(" ".join(row["text"].split()))
    labels, encoder, store = split_labels(list(texts))[args.split], load_encoder("default"), MemoryStore()

    def vectors(wanted: Sequence[str]) -> Vectors:
        return encode(wanted, encoder, store)

    lines = []
    for seed in range(args.seed, args.seed + args.draws):
        units, book, codings = draw(texts, labels, seed, vectors)
        run = evaluate_codes(units, book, codings, vectors, gold="A")
        found = run.runs[0]
        table = {"machine": found.machine, **found.baselines, "codes shuffled": found.shuffled}
        line = {f"{who}: {n}": s.estimates[n].value for who, s in table.items() for n in SHOWN}
        line["machine: calibration_slope"] = found.machine.estimates["calibration_slope"].value
        line |= {f"{p.studies} coded: recall_at_3": p.scores["recall_at_3"].value for p in found.curve[:-1]}
        line["names alone: macro_average_precision"] = found.names_alone.estimates["macro_average_precision"].value
        line["cosine alone: macro_average_precision"] = found.plain_cosine.estimates["macro_average_precision"].value
        line["people: pooled_cohen_kappa"] = run.human["A", "B"].estimates["pooled_cohen_kappa"].value
        line["coverage"] = found.coverage.mean if found.coverage else None
        print(json.dumps({"draw": seed, "codes": len(book.codes), **line}), flush=True)
        lines.append(line)
    means = {n: float(np.mean([line[n] for line in lines if line[n] is not None])) for n in lines[0]}
    print(json.dumps({"draws": len(lines), "mean": means}))


if __name__ == "__main__":
    main()
