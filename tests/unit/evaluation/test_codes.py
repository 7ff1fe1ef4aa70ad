"""Suggested codes against human coding: folds by study, known scores, chance when codes are shuffled."""

from __future__ import annotations

import csv
import io
import json

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, cohen_kappa_score

from thirdorder.evaluation.codes import CodesResult, evaluate_codes, report
from thirdorder.evaluation.codes.gold import golds, human_cells, wording_from_units
from thirdorder.evaluation.codes.predictions import Predictions
from thirdorder.evaluation.codes.scores import (
    abstention,
    average_precision,
    calibration_slope,
    expected_calibration_error,
    repeated_coverage,
    scores,
)
from thirdorder.evaluation.codes.verdict import verdicts
from thirdorder.models import HashingEncoder
from thirdorder.nlp.review import Code, Codebook, Coding
from thirdorder.nlp.suggestions import Unit

ENCODER = HashingEncoder()
BOOK = Codebook((Code("time", "lack of time"), Code("money", "low payment"), Code("belong", "belonging to a group")))
SAYS = {
    "time": ("no time to meet", "too many hours", "my hours were long", "no time for it"),
    "money": ("the wages were low", "payment came late", "poor payment", "low wages"),
    "belong": ("we were a family", "the group was home", "a group of friends", "belonging to a family"),
}


def corpus(n: int = 48, seed: int = 0) -> tuple[list[Unit], list[Coding]]:
    """Invented answers of n people in n / 2 studies, coded by A and, with slips, by B."""
    rng = np.random.default_rng(seed)
    units, codings = [], []
    for i in range(n):
        codes = rng.choice(sorted(SAYS), size=1 + (i % 3 == 0), replace=False).tolist() if i % 8 else []
        said = ". ".join(SAYS[c][int(rng.integers(4))] for c in codes) or "nothing comes to mind"
        units.append(Unit(f"u{i}", f"s{i // 2}", (said,), ENCODER.encode([said])))
        slipped = [] if i % 7 == 0 else codes
        for coder, given in (("A", codes), ("B", slipped)):
            codings += [Coding(coder, f"u{i}", c) for c in given] or [Coding(coder, f"u{i}", "")]
    return units, codings


@pytest.fixture(scope="module")
def result() -> CodesResult:
    units, codings = corpus()
    language = {u.id: "en" if i % 2 else "pt" for i, u in enumerate(units)}
    return evaluate_codes(units, BOOK, codings, ENCODER.encode, gold="A", folds=4, contexts={"language": language})


def test_every_cell_is_predicted_once_and_studies_stay_whole(result: CodesResult) -> None:
    rows = list(csv.DictReader(io.StringIO(result.predictions_csv().decode())))
    assert list(rows[0]) == ["fold", "unit", "code", "probability", "assigned", "in_set"]
    assert len({(r["unit"], r["code"]) for r in rows}) == len(rows) == 48 * 3
    fold = {r["unit"]: r["fold"] for r in rows}
    assert all(fold[f"u{i}"] == fold[f"u{i + 1}"] for i in range(0, 48, 2))


def test_the_machine_beats_its_baselines_and_shuffled_codes_fall_to_chance(result: CodesResult) -> None:
    run = result.runs[0]
    kappa = {n: s.estimates["pooled_cohen_kappa"].value for n, s in run.baselines.items()}
    mine = run.machine.estimates["pooled_cohen_kappa"].value
    assert mine is not None
    assert mine > 0.8
    assert set(kappa) >= {"vectors + balanced logistic regression", "prevalence"}
    plain = ("prevalence", "nearest centroid", "TF-IDF + logistic regression")
    assert all(k is not None and mine > k for k in (kappa[n] for n in plain))
    shuffled = run.shuffled.estimates["mean_code_kappa"].value
    assert shuffled is not None
    assert abs(shuffled) < 0.25
    skill = run.shuffled.estimates["brier_skill"].value
    assert skill is not None
    assert skill < 0.1


def test_scores_are_those_of_the_csv(result: CodesResult) -> None:
    """The table can be checked from the predictions and the codings alone."""
    _, codings = corpus()
    coded = {(c.unit, c.code) for c in codings if c.coder == "A"}
    rows = list(csv.DictReader(io.StringIO(result.predictions_csv().decode())))
    y = [int((r["unit"], r["code"]) in coded) for r in rows]
    a = [int(r["assigned"]) for r in rows]
    found = result.runs[0].machine.estimates
    assert found["pooled_cohen_kappa"].value == pytest.approx(cohen_kappa_score(y, a), abs=1e-9)
    brier = np.mean([(float(r["probability"]) - t) ** 2 for r, t in zip(rows, y, strict=True)])
    assert found["brier"].value == pytest.approx(brier, abs=1e-5)


def test_people_stand_beside_the_machine(result: CodesResult) -> None:
    units, codings = corpus()
    cells = human_cells(units, BOOK, codings)
    expected = cohen_kappa_score(cells.values[:, 0].ravel(), cells.values[:, 1].ravel())
    assert result.human["A", "B"].estimates["pooled_cohen_kappa"].value == pytest.approx(expected, abs=1e-9)
    assert "B" in result.runs[0].against
    assert set(result.runs[0].groups["language"]) == {"en", "pt"}


def test_what_was_learned_from_one_coder_is_tested_against_the_other_both_ways() -> None:
    units, codings = corpus(36)
    found = evaluate_codes(units, BOOK, codings, ENCODER.encode, gold="each", folds=3, margin=0.3)
    both = [(c.beside, c.person, c.studies) for r in found.runs for c in r.contrasts]
    assert both == [("A", "B", 18), ("B", "A", 18)]
    for run in found.runs:
        (beside,) = run.contrasts
        (other,) = run.against.values()
        assert beside.machine_human == other.estimates["pooled_cohen_kappa"].value
        assert beside.human_human == found.human["A", "B"].estimates["pooled_cohen_kappa"].value
        assert beside.smallest is not None
        assert f"could have shown is {beside.smallest:.2f}" in report(found)
    assert json.loads(json.dumps(found.to_dict()))["runs"][1]["non_inferiority"][0]["margin"] == 0.3


def test_abstaining_is_counted_and_held_against_what_people_coded() -> None:
    y = np.array([[1.0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 1.0], [0, 1.0, 0, 0]])
    p = np.tile([0.4, 0.3, 0.2, 0.1], (4, 1))
    assigned = np.zeros(y.shape, dtype=bool)
    assigned[0, 0] = True
    found = abstention(Predictions(np.zeros(4, dtype=np.intp), p, assigned, assigned), y)
    assert (found.units, found.coded_nothing) == (3, 1)
    assert found.recall_at_3 == 0.5
    assert found.recall_at_3_elsewhere == 1


def test_the_report_has_a_machine_readable_twin(result: CodesResult) -> None:
    text, twin = report(result), json.loads(json.dumps(result.to_dict(), allow_nan=False))
    value = twin["runs"][0]["machine"]["pooled_cohen_kappa"]["value"]
    assert f"{value:.2f}" in text
    for words in (
        "A and B (people)",
        "machine, codes shuffled",
        "prevalence",
        "names alone",
        "Learning curve",
        "no code was likely enough",
        "Can I trust the machine with this code?",
        "In the machine's favour".lower(),
    ):
        assert words in text
    assert [p["studies"] for p in twin["runs"][0]["learning_curve"]] == [0, 5, 10, 18]


def test_assisted_codings_are_left_out_and_counted() -> None:
    units, codings = corpus(24)
    assisted = [Coding("C", "u0", "time", exposure="assisted")]
    assert human_cells(units, BOOK, [*codings, *assisted]).coders == ("A", "B")


def test_unread_units_are_missing_and_empty_codes_are_not() -> None:
    units, _ = corpus(8)
    codings = [Coding("A", "u1", ""), Coding("A", "u2", "time"), Coding("B", "u2", "time"), Coding("B", "u3", "money")]
    cells = human_cells(units, BOOK, codings)
    (a,) = golds(cells, "A")
    assert a.rows.tolist() == [1, 2]
    assert a.codes.sum(axis=1).tolist() == [0, 1]
    (both,) = golds(cells, "consensus")
    assert both.rows.tolist() == [2]
    assert [g.name for g in golds(cells, "each")] == ["A", "B"]
    with pytest.raises(ValueError, match="no coder is called 'C'"):
        golds(cells, "C")


def test_codes_and_units_nobody_gave_are_named() -> None:
    units, _ = corpus(8)
    with pytest.raises(ValueError, match="'u99'"):
        human_cells(units, BOOK, [Coding("A", "u99", "time")])
    with pytest.raises(ValueError, match="'joy'"):
        human_cells(units, BOOK, [Coding("A", "u1", "joy")])


def test_wording_taken_from_the_units_is_noticed() -> None:
    units, codings = corpus(24)
    book = Codebook((Code("time", "lack of time", examples=("no time to meet",)), *BOOK.codes[1:]))
    assert set(wording_from_units(book, units)) == {"time"}
    found = evaluate_codes(units, book, codings, ENCODER.encode, gold="A", folds=3)
    assert any("word for word" in w for w in found.warnings)


def test_average_precision_is_that_of_scikit_learn_with_ties_and_weights() -> None:
    rng = np.random.default_rng(3)
    y = (rng.random((60, 4)) < 0.2).astype(float)
    p = np.round(rng.random((60, 4)), 1)
    weights = rng.integers(0, 3, (5, 60)).astype(float)
    mine = average_precision(y, p, weights)
    for r in range(5):
        for j in range(4):
            theirs = average_precision_score(y[:, j], p[:, j], sample_weight=weights[r])
            assert mine[r, j] == pytest.approx(theirs, abs=1e-12)


def test_slope_and_error_of_calibrated_probabilities() -> None:
    rng = np.random.default_rng(0)
    p = rng.beta(0.5, 2, (2000, 10))
    y = (rng.random(p.shape) < p).astype(float)
    assert calibration_slope(y, p) == pytest.approx(1, abs=0.05)
    assert expected_calibration_error(y, p) < 0.02
    over = np.clip(p**3 / (p**3 + (1 - p) ** 3), 1e-6, 1 - 1e-6)
    slope = calibration_slope(y, over)
    assert slope is not None
    assert slope < 0.5


def test_skill_of_the_base_rate_is_nothing() -> None:
    rng = np.random.default_rng(1)
    y = (rng.random((40, 3)) < 0.3).astype(float)
    base = np.tile(y.mean(axis=0), (40, 1))
    p = Predictions(np.zeros(40, dtype=np.intp), base, base > 0.5, np.zeros(y.shape, dtype=bool))
    found = scores(p, y, np.arange(40), ["a", "b", "c"], base, seed=0)
    assert found.estimates["brier_skill"].value == pytest.approx(0)
    assert "coverage" not in found.estimates


def test_coverage_over_splits_is_what_was_promised() -> None:
    rng = np.random.default_rng(2)
    y = np.eye(4)[rng.integers(0, 4, 120)]
    found = repeated_coverage(y + rng.normal(size=y.shape), y, np.arange(120), seed=0)
    assert found is not None
    assert abs(found.mean - 0.9) < 0.03
    assert found.low < 0.9 < found.high
    assert repeated_coverage(y[:50], y[:50], np.arange(50), seed=0) is None


def test_a_machine_from_elsewhere_stands_in_the_same_table_and_is_no_standard() -> None:
    units, codings = corpus(36)
    model = [Coding("model", c.unit, c.code) for c in codings if c.coder == "B"]
    found = evaluate_codes(units, BOOK, [*codings, *model], ENCODER.encode, gold="each", folds=3, machines=["Model"])
    assert [r.gold for r in found.runs] == ["A", "B"]
    assert ("A", "B") in found.human
    assert len(found.human) == 1
    kappa = found.runs[0].elsewhere["model"].estimates["pooled_cohen_kappa"].value
    assert kappa == pytest.approx(found.human["A", "B"].estimates["pooled_cohen_kappa"].value)
    assert "model (machine)" in report(found)


def test_each_code_has_a_verdict_with_the_interval_it_rests_on(result: CodesResult) -> None:
    verdicts = {v.code: v for v in result.runs[0].verdicts}
    assert set(verdicts) == {"time", "money", "belong"}
    text = report(result)
    assert text.index("Can I trust the machine with this code?") < text.index("All scores")
    assert text.index("What the machine adds to simpler ways") < text.index("All scores")
    for v in verdicts.values():
        assert v.coded >= 10
        assert v.trust in ("trust", "so far", "open")
        assert (v.trust == "trust") == (v.machine.low is not None and v.machine.low >= 0.6)


def test_people_who_disagree_are_named_before_the_machine() -> None:
    units, codings = corpus(48)
    rng = np.random.default_rng(5)
    at_random = [Coding("B", u.id, "money" if rng.random() < 0.4 else "") for u in units]
    codings = [c for c in codings if c.coder == "A"] + at_random
    found = evaluate_codes(units, BOOK, codings, ENCODER.encode, gold="A", folds=3)
    money = next(v for v in found.runs[0].verdicts if v.code == "money")
    assert money.trust == "people disagree"
    assert "mend its definition first" in report(found)


def test_recall_is_the_mean_over_answers_and_units_that_are_answers_are_called_so() -> None:
    y = np.array([[1.0, 0, 0, 0], [1, 1, 1, 1], [0, 0, 0, 0]])
    p = Predictions(np.zeros(3, dtype=np.intp), np.tile([0.4, 0.3, 0.2, 0.1], (3, 1)), y > 2, y > 2)
    found = scores(p, y, np.arange(3), list("abcd"), np.full(y.shape, 0.3), seed=0)
    assert found.estimates["recall_at_3"].value == pytest.approx((1 + 3 / 4) / 2)
    units, codings = corpus(24)
    answers = [Unit(u.id, u.id, u.texts, u.vectors) for u in units]
    text = report(evaluate_codes(answers, BOOK, codings, ENCODER.encode, gold="A", folds=3))
    assert "24 answers;" in text
    assert "studies" not in text


def test_the_difference_of_mean_kappa_is_over_the_codes_that_both_have() -> None:
    rng = np.random.default_rng(0)
    study = np.repeat(np.arange(6), 10).astype(np.intp)
    y = np.stack([rng.random(60) < 0.4, np.zeros(60, dtype=bool)], axis=1).astype(np.float64)
    found = []
    for second in (rng.random(60) < 0.2, np.zeros(60, dtype=bool)):  # one machine gives a code that nobody gave
        given = np.stack([y[:, 0] != (rng.random(60) < 0.2), second], axis=1)
        predictions = Predictions(
            np.zeros(60, dtype=np.intp), given.astype(float), given, np.zeros((60, 2), dtype=bool)
        )
        found.append(scores(predictions, y, study, ("a", "b"), np.full((60, 2), 0.3), seed=0))
    assert [s.over["mean_code_kappa"] for s in found] == [2, 1]
    apart = found[0].minus(found[1], "mean_code_kappa").value
    first, second = (s.kappa["a"].value for s in found)
    assert first is not None
    assert second is not None
    assert apart == pytest.approx(first - second)


def test_what_was_agreed_on_is_a_standard_and_no_person() -> None:
    units, codings = corpus(24)
    agreed = [Coding("consensus", c.unit, c.code) for c in codings if c.coder == "A"]
    found = evaluate_codes(units, BOOK, [*codings, *agreed], ENCODER.encode, gold="each", folds=4)
    assert [r.gold for r in found.runs] == ["A", "B"]
    assert list(found.human) == [("A", "B")]
    assert {c.person for r in found.runs for c in r.contrasts} == {"A", "B"}
    settled = evaluate_codes(units, BOOK, agreed, ENCODER.encode, folds=4)
    assert [r.gold for r in settled.runs] == ["consensus"]
    assert not settled.runs[0].contrasts


def test_scores_have_an_interval_where_it_holds_and_every_mean_says_over_how_many_codes(result: CodesResult) -> None:
    run = result.runs[0]
    given = {n for n, e in run.machine.estimates.items() if e.low is not None}
    assert {"pooled_cohen_kappa", "recall_at_1", "f1", "mean_frequent_kappa"} <= given
    assert not given & {"mean_code_kappa", "macro_average_precision", "brier", "brier_skill", "recall_at_5", "coverage"}
    twin = result.to_dict()["runs"][0]
    beside = twin["gain"]["nearest centroid"]
    assert beside["pooled_cohen_kappa"]["low"] is not None
    assert beside["mean_frequent_kappa"]["over_codes"] == 3
    assert beside["macro_average_precision"]["low"] is None
    assert twin["gain"]["prevalence"]["recall_at_3"]["low"] is None
    assert twin["learning_curve"][0]["over_codes"]["macro_average_precision"] == 3
    text = report(result)
    for table in ("What the machine adds", "All scores", "Before anything was coded", "Learning curve", "By language"):
        rows = [line for line in text[text.index(table) :].splitlines() if line.startswith("| ")]
        assert " over 3 |" in rows[1], table


def test_few_studies_give_no_interval_of_what_was_learned_from_them() -> None:
    units, codings = corpus(48)
    four = [Unit(u.id, f"s{i // 12}", u.texts, u.vectors) for i, u in enumerate(units)]
    found = evaluate_codes(four, BOOK, codings, ENCODER.encode, gold="A", folds=4).runs[0]
    assert all(e.low is None for e in found.machine.estimates.values())
    assert found.machine.estimates["recall_at_1"].reason == "fewer than 7 studies"


def test_a_code_that_the_machine_never_finds_has_no_narrow_interval() -> None:
    """κ is nought whatever such a machine does: an interval of 0.00 to 0.00 would look like knowledge."""
    rng = np.random.default_rng(0)
    study = np.repeat(np.arange(10), 8).astype(np.intp)
    drawn, even = rng.random(80), np.arange(80) % 2 == 0
    y = np.stack([(drawn < 0.5) & even, rng.random(80) < 0.5], axis=1).astype(float)
    given = np.stack([(drawn < 0.5) & ~even, rng.random(80) < 0.5], axis=1)
    none = np.zeros(given.shape, dtype=bool)
    predictions = Predictions(np.zeros(80, dtype=np.intp), given.astype(float), given, none)
    found = scores(predictions, y, study, ("a", "b"), np.full(y.shape, 0.3), seed=0)
    assert found.kappa["a"].value is not None
    assert (found.kappa["a"].low, found.kappa["a"].reason) == (None, "no two coders ever put it on one unit")
    assert found.kappa["b"].low is not None
    assert found.over["mean_frequent_kappa"] == 2, "it counts in the mean all the same"
    assert found.estimates["mean_frequent_kappa"].low is not None, "from ten studies"
    told = {v.code: v for v in verdicts(found, [], 80, {"a": "A code", "b": "b"})}
    assert told["a"].trust == "never right"
    assert told["a"].more is None
