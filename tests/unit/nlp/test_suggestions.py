"""Suggested codes: from names alone, from coded answers, from coded papers; calibrated, with evidence."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from thirdorder.models import HashingEncoder
from thirdorder.nlp.language.statements import states, whole
from thirdorder.nlp.review import Code, Codebook, in_figures
from thirdorder.nlp.suggestions import (
    Example,
    Unit,
    code_vectors,
    learn,
    regression,
    score,
    study_folds,
    suggest,
    with_sentences,
)
from thirdorder.nlp.suggestions.calibration import (
    USUAL_THRESHOLD,
    best_threshold,
    fit_blend,
    shrunk_threshold,
    thresholds,
)
from thirdorder.nlp.suggestions.conformal import ENOUGH_STUDIES, calibrate, interval_of_share
from thirdorder.nlp.suggestions.learning import FEATURES, PRIOR
from thirdorder.nlp.suggestions.suggest import LEAST
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
    assert suggestion.codes[0].probability is not None
    assert suggestion.codes[0].probability > 0.5, "the codebook's words are a first guess"
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


def test_of_many_units_the_words_that_most_use_teach_as_all_words_do(monkeypatch: pytest.MonkeyPatch) -> None:
    every = learn(BOOK, code_vectors(BOOK, ENCODER.encode), answers())
    monkeypatch.setattr(regression, "COMMON", 24)
    common = learn(BOOK, code_vectors(BOOK, ENCODER.encode), answers())
    assert every.regression is not None
    assert common.regression is not None
    assert len(common.regression.columns) == 24 < len(every.regression.columns)
    units = [e.unit for e in answers()]
    assert np.array_equal(score(common, units).assigned, score(every, units).assigned)


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


def test_long_definitions_alone_assign_as_many_codes_as_are_expected() -> None:
    said = "what people say of it; how they bear it, speak of it or keep silent; whom they ask and what they are told"
    book = Codebook(tuple(Code(c.code, c.name, f"{c.definition}; {said}") for c in BOOK.codes))
    units = [e.unit for e in answers()]
    found = score(learn(book, code_vectors(book, ENCODER.encode), [], units), units)
    assert found.assigned.sum() == pytest.approx(found.probability.sum(), abs=1)
    assert found.assigned.sum() > (found.logit >= USUAL_THRESHOLD).sum()


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


def test_nine_codings_do_not_push_a_right_suggestion_down() -> None:
    """A probability is on one scale before anything is coded, after nine codings of other codes and after many."""
    wages = unit("x", "Payment was my main worry: no money.")
    others = [Example(unit(f"b{i}", SAYS["belong"][i % 4], study=f"s{i % 3}"), frozenset({"belong"})) for i in range(9)]
    told = [learn(BOOK, CODES, []), learn(BOOK, CODES, others), learn(BOOK, CODES, answers(300))]
    found = [suggest(model, wages) for model in told]
    assert [s.codes[0].code for s in found] == ["money"] * 3
    first, few, many = (s.codes[0].probability or 0.0 for s in found)
    assert few > 0.7 * first, "nine codings of another code say little against this one"
    assert many > 0.7 * first
    assert not any(s.abstained for s in found)


def test_what_is_hardly_probable_is_not_offered_and_no_figure_rounds_to_none() -> None:
    found = suggest(learn(BOOK, CODES, answers(300)), unit("x", "We were a family there, a family at last."))
    assert all(c.probability is not None and c.probability >= LEAST for c in found.codes)
    assert [in_figures(p) for p in (0.0004, 0.126, 0.9999)] == ["under 0.01", "0.13", "over 0.99"]


def test_evidence_is_a_whole_sentence_with_a_verb() -> None:
    """Headings, tags of speakers and lists of words speak for a code and are no evidence."""
    model = learn(BOOK, CODES, answers())
    text = "Wages and payment. (Payment worker, wages office, 34). They gave us no payment for the bus. Poor wages."
    (best,) = [c for c in suggest(model, unit("x", text)).codes if c.code == "money"]
    assert [e.quote for e in best.evidence] == ["They gave us no payment for the bus."]


@pytest.mark.parametrize(
    ("sentence", "language", "told"),
    [
        ("Participants described feeling lost.", "en", True),
        ("Nurses often ignored what mothers told them.", "en", True),
        ("Eleven young drivers (47%) failed every test.", "en", True),
        ("Such visits entail the loss of a working day.", "en", True),
        ("The cook always offers them a second plate.", "en", True),
        ("Meeting the needs of a village.", "en", False),
        ("A preference of the women for the evening.", "en", False),
        ("Perceived barriers to better care.", "en", False),
        ("Improved self care and limited support for carers.", "en", False),
        ("(Participant 4, female, aged 34).", "en", False),
        ("As mulheres sentiram que ninguém ouvia.", "pt", True),
        ("Barreiras ao cuidado das mulheres.", "pt", False),
        ("Les femmes ne pouvaient pas parler.", "fr", True),
        ("Ich habe mich dort sehr wohl gefühlt.", "de", True),
    ],
)
def test_a_sentence_is_told_from_a_heading_by_its_verb(sentence: str, language: str, told: bool) -> None:
    assert states(sentence, language) is told


def test_a_sentence_cut_by_a_page_is_not_whole() -> None:
    assert whole("That is why I left.", begins_text=True)
    assert not whole("and that is why I left.", begins_text=True)
    assert not whole("That is why I left, because the")


def test_a_code_given_often_has_a_threshold_of_its_own() -> None:
    rng = np.random.default_rng(0)
    y = (rng.random((400, 2)) < np.array([0.3, 0.005])).astype(float)
    scores = 3 * y - np.array([0.5, 3.0]) + rng.normal(size=y.shape)
    common = shrunk_threshold(y, scores)
    own = thresholds(y, scores)
    assert own[1] == pytest.approx(common, abs=0.2), "one that is rare keeps the codebook's"
    assert own[0] == pytest.approx(best_threshold(y[:, [0]], scores[:, [0]]), abs=0.7)


def test_what_a_definition_lists_is_read_phrase_by_phrase() -> None:
    book = Codebook(
        (Code("worth", "Self-worth", "feeling capable, proud; or worthless"), Code("plain", "no definition"))
    )
    read: list[str] = []

    def encode(texts: Sequence[str]) -> NDArray[np.float32]:
        read.extend(texts)
        return ENCODER.encode(list(texts))

    found = code_vectors(book, encode)
    assert found.phrase_of.tolist() == [0, 0, 0, 1]
    assert read[-4:] == [
        "Self-worth: feeling capable",
        "Self-worth: proud",
        "Self-worth: or worthless",
        "no definition",
    ]
