"""Make irrcac.json: what irrCAC says, unrounded, of tables of 0, 1 and missing ratings.

Runs in an environment of its own with `pip install irrCAC==0.4.4 "numpy<2" "pandas<3"`; not part of the test run.
Some tables are generated; the others are the ratings of four coders in K. L. Gwet, Handbook of Inter-Rater
Reliability (2014), which irrCAC ships as `raw_4raters`, one category against the rest.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
from irrCAC.datasets import raw_4raters
from irrCAC.raw import CAC

DIGITS = 17


def generated(
    seed: int, units: int, coders: int, prevalence: float, noise: float, missing: float
) -> list[list[int | None]]:
    generator = np.random.default_rng(seed)
    truth = generator.random(units) < prevalence
    said = truth[:, None] ^ (generator.random((units, coders)) < noise)
    gone = generator.random((units, coders)) < missing
    return [[None if g else int(s) for s, g in zip(*row, strict=True)] for row in zip(said, gone, strict=True)]


def published() -> list[list[list[int | None]]]:
    ratings = raw_4raters()
    categories = sorted({v for v in ratings.to_numpy().ravel() if not pd.isna(v)})
    rows = ratings.to_numpy().tolist()
    return [[[None if pd.isna(v) else int(v == c) for v in row] for row in rows] for c in categories]


def said_by_irrcac(table: list[list[int | None]]) -> dict[str, float]:
    ratings = pd.DataFrame([[np.nan if v is None else float(v) for v in row] for row in table])
    cac = CAC(ratings, categories=[0.0, 1.0], digits=DIGITS)
    values = {
        "fleiss_kappa": cac.fleiss()["est"],
        "gwet_ac1": cac.gwet()["est"],
        "krippendorff_alpha": cac.krippendorff()["est"],
    }
    if len(table[0]) == 2 and not ratings.isna().to_numpy().any():
        values["cohen_kappa"] = cac.conger()["est"]
    out = {name: float(est["coefficient_value"]) for name, est in values.items()}
    out["percent"] = float(values["fleiss_kappa"]["pa"])
    return out


if __name__ == "__main__":
    shapes = [
        (60, 2, 0.3, 0.1, 0.0),
        (200, 2, 0.08, 0.04, 0.0),
        (40, 2, 0.5, 0.4, 0.0),
        (50, 2, 0.3, 0.15, 0.2),
        (80, 3, 0.25, 0.1, 0.0),
        (80, 3, 0.25, 0.1, 0.15),
        (120, 5, 0.1, 0.05, 0.3),
    ]
    tables = [generated(seed, *shape) for seed, shape in enumerate(shapes)] + published()
    cases = [{"ratings": table, "irrCAC": said_by_irrcac(table)} for table in tables]
    Path(__file__).with_name("irrcac.json").write_text(json.dumps(cases) + "\n", encoding="utf-8")
