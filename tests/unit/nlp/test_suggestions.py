"""Suggested codes: from names alone, from coded answers, from coded papers; calibrated, with evidence."""

from __future__ import annotations

import numpy as np
import pytest

from thirdorder.models import HashingEncoder
from thirdorder.nlp.review import Code, Codebook
from thirdorder.nlp.suggestions import Example, Unit, code_vectors, learn, score, study_folds, suggest, with_sentences
from thirdorder.nlp.suggestions.calibration import best_threshold, fit_blend
from thirdorder.nlp.suggestions.conformal import ENOUGH_STUDIES, calibrate, interval_of_share
from thirdorder.nlp.suggestions.model import FEATURES, PRIOR
from thirdorder.nlp.suggestions.units import stack
from thirdorder.nlp.suggestions.words import word_space

ENCODER = HashingEncoder()
BOOK = Codebook(
    (
        Code("time", "lack of time", "no time to train or to meet"),
        Code("money", "payment and money", examples=("the wages were low",)),
        Code("belong", "sense of belonging"),
    )
)
SAYS = {
    "time": (
        "There was never enough time",
        "my hours were too long",
        "no hours left in the week",
        "too busy with hours",
    ),
    "money": (
        "The wages did not cover the fare",
        "payment came late",
        "poor wages",
        "they gave no payment for the bus",
    ),
    "belong": (
        "I felt at home with the group",
        "we were a family there",
        "home at last, a family",
        "the group was a family",
    ),
}


def unit(name: str, *texts: str, study: str = "") -> Unit:
    return Unit(name, study or name, texts, ENCODER.encode(list(texts)))


def answers(n: int = 72) -> list[Example]:
    """Invented answers, one or two codes each; every ninth was read and coded nothing."""
    rng = np.random.default_rng(1)
    out: list[Example] = []
    for i in range(n):
        if i % 9 == 8:
            out.append(Example(unit(f"a{i}", "I have nothing to add to this"), frozenset()))
            continue
        codes = rng.choice(sorted(SAYS), size=1 + (i % 4 == 0), replace=False).tolist()
        said = ". ".join(SAYS[c][int(rng.integers(4))] for c in codes)
        out.append(Example(unit(f"a{i}", said), frozenset(codes)))
    return out


CODES = code_vectors(BOOK, ENCODER.encode)


def test_names_alone_rank_the_code_whose_words_are_said() -> None:
    model = learn(BOOK, CODES, [])
    suggestion = suggest(model, unit("x", "Payment was my main worry: no money."))
    assert suggestion.codes[0].code == "money"
    assert suggestion.codes[0].probability is None, "nothing was coded, so nothing can be calibrated"
    assert suggestion.codes[0].seen_in == 0


def test_coded_answers_teach_words_the_name_lacks() -> None:
    model = learn(BOOK, CODES, answers())
    suggestion = suggest(model, unit("x", "It was like a family."))
    best = suggestion.codes[0]
    assert best.code == "belong"
    assert best.probability is not None
    assert best.probability > 0.5
    assert best.evidence[0].quote == "It was like a family."
    assert best.evidence[0].because, "it names the coded answers it recalls"
    assert all(b in {e.unit.id for e in answers() if "belong" in e.codes} for b in best.evidence[0].because)


def test_abstains_where_nothing_speaks_for_a_code() -> None:
    model = learn(BOOK, CODES, answers())
    assert suggest(model, unit("x", "I have nothing to add to this")).abstained
    assert not suggest(model, unit("y", "poor wages")).abstained


def test_one_example_changes_what_comes_next() -> None:
    text = unit("x", "The ward sister brought biscuits")
    before = score(learn(BOOK, CODES, []), [text]).logit[0]
    taught = Example(unit("e", "Biscuits from the ward sister"), frozenset({"belong"}))
    after = score(learn(BOOK, CODES, [taught, Example(unit("f", "Late again"), frozenset({"time"}))]), [text]).logit[0]
    assert after[2] - after[1] > before[2] - before[1]


def test_a_coded_paper_teaches_which_passage_carries_the_code() -> None:
    """Codes are put on papers of five passages; the passage that speaks for a code must be found."""
    rng = np.random.default_rng(2)
    filler = [f"The interviews took place in town number {i} and were recorded" for i in range(40)]
    papers = []
    for i in range(30):
        code = sorted(SAYS)[i % 3]
        texts = [*rng.choice(filler, size=4, replace=False), SAYS[code][int(rng.integers(4))]]
        papers.append(Example(unit(f"p{i}", *rng.permutation(texts).tolist()), frozenset({code})))
    model = learn(BOOK, CODES, papers)
    new = unit("new", filler[3], "We were as close as a family", filler[7])
    suggestion = suggest(model, new)
    assert suggestion.codes[0].code == "belong"
    assert suggestion.codes[0].evidence[0].passage == "new/2"


def test_an_answer_of_several_sentences_is_read_sentence_by_sentence() -> None:
    one, two, many = unit("a", "Low pay."), unit("b", "The wages were low. We were a family."), unit("c", "x. y.", "z")
    read = with_sentences([one, two, many], ENCODER.encode)
    assert [u.sentences is None for u in read] == [True, False, True]
    assert read[1].sentences is not None
    assert np.array_equal(read[1].sentences, ENCODER.encode(["The wages were low.", "We were a family."]))
    laid = stack(read)
    assert laid.part_starts.tolist() == [0, 1, 4]
    assert np.array_equal(laid.take(np.array([2, 1])).parts[2:], laid.parts[1:4])
    logit = score(learn(BOOK, CODES, answers()), read[1:2]).logit[0]
    assert logit[1:].min() > logit[0], "both things said come before what was not"


def test_a_word_never_met_weighs_as_the_rarest() -> None:
    space = word_space(["wages were low", "wages came late"])
    known, unknown = space.rows(["wages low"]), space.rows(["wages low zebra"])
    met = space.rows(["wages low"])
    assert (known @ met.T).toarray()[0, 0] == pytest.approx(1)
    assert (unknown @ met.T).toarray()[0, 0] < 0.8


def test_learning_is_deterministic_and_independent_of_the_batch() -> None:
    model, again = learn(BOOK, CODES, answers(), seed=3), learn(BOOK, CODES, answers(), seed=3)
    new = [unit("x", "wages"), unit("y", "no time", "a family")]
    assert np.array_equal(score(model, new).logit, score(again, new).logit)
    assert np.allclose(score(model, new).logit[1], score(model, new[1:]).logit[0], atol=1e-9)


def test_a_code_outside_the_codebook_is_named() -> None:
    with pytest.raises(ValueError, match=r"unit a1 .* 'other'"):
        learn(BOOK, CODES, [Example(unit("a1", "text"), frozenset({"other"}))])


def test_folds_keep_studies_whole() -> None:
    studies = [f"s{i % 13}" for i in range(50)]
    fold = study_folds(studies, 5, seed=0)
    assert all(len({int(f) for f, s in zip(fold, studies, strict=True) if s == name}) == 1 for name in set(studies))
    assert set(fold.tolist()) == set(range(5))


def test_few_cells_leave_the_blend_where_it_started() -> None:
    rng = np.random.default_rng(0)
    features = rng.normal(size=(2, 3, len(FEATURES)))
    near = fit_blend(features, np.zeros((2, 3)), PRIOR, trust=1e9)
    assert np.allclose(near.weights, PRIOR, atol=1e-3)


def test_threshold_is_the_one_of_highest_kappa() -> None:
    y = np.array([[1.0, 0, 1, 0, 0, 0]])
    scores = np.array([[0.9, 0.8, 0.7, 0.2, 0.1, 0.0]])
    assert 0.2 < best_threshold(y, scores) < 0.7


def test_no_confident_set_below_sixty_studies() -> None:
    rng = np.random.default_rng(0)
    y = np.eye(4)[rng.integers(0, 4, ENOUGH_STUDIES + 40)]
    scores = y + rng.normal(size=y.shape)
    studies = [f"s{i}" for i in range(len(y))]
    assert calibrate(scores[:59], y[:59], studies[:59]) is None
    found = calibrate(scores, y, studies)
    assert found is not None
    low, high = found.interval
    assert low < 0.9 < high


def test_sets_cover_what_they_promise() -> None:
    rng = np.random.default_rng(5)
    shares = []
    for _ in range(200):
        y = np.eye(5)[rng.integers(0, 5, 300)]
        scores = 2 * y + rng.normal(size=y.shape)
        found = calibrate(scores[:100], y[:100], [str(i) for i in range(100)])
        assert found is not None
        shares.append(float((scores[100:][y[100:] > 0] >= found.threshold).mean()))
    assert abs(np.mean(shares) - 0.9) < 0.01
    low, high = interval_of_share(100, 200)
    assert np.mean([low <= s <= high for s in shares]) > 0.9


def test_a_codebook_of_one_code_put_on_everything_gives_numbers() -> None:
    """The share of a code is never taken for 0 or 1: a weight of infinity is a false number."""
    one = Codebook((BOOK.codes[0],))
    vectors = code_vectors(one, ENCODER.encode)
    for given in (frozenset({"time"}), frozenset[str]()):
        told = [Example(unit(f"a{i}", SAYS["time"][i % 4]), given) for i in range(12)]
        with np.errstate(all="raise"):
            found = score(learn(one, vectors, told), [unit("x", "too busy")])
        assert np.isfinite(found.logit).all()
        assert ((found.probability > 0) & (found.probability < 1)).all()
