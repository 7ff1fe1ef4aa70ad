from __future__ import annotations

import json
import random

import numpy as np
import pytest

from thirdorder.corpora.coders import Machine
from thirdorder.corpora.passages_file import read_passages_file
from thirdorder.corpora.placing import place_codings
from thirdorder.evaluation.agreement import TooFewCodersError, agreement, agreement_table
from thirdorder.evaluation.agreement.intervals import Design, degrees_of, estimate, standard_error
from thirdorder.evaluation.agreement.noninferiority import contrast, verdict
from thirdorder.evaluation.agreement.units import cells_as_given
from thirdorder.nlp.review import Code, Codebook, Coding, Study

PAPERS = read_passages_file(
    b"document,passage,text\nA,1,We met. It helped a lot.\nA,2,I gave what I had.\nB,1,Nothing much. Nothing at all.\n",
    "p.csv",
)
NAMES = {p.id: (p.document.source,) for p in PAPERS}


def coded(studies: int, noise: dict[str, float], seed: int = 0, units: int = 8) -> list[Coding]:
    """Invented codings: each coder departs from a common truth with a probability of their own."""
    generator = random.Random(seed)
    codings: list[Coding] = []
    for study in range(studies):
        for unit in range(units):
            truth = {c for c in "ABC" if generator.random() < 0.3}
            for coder, rate in noise.items():
                mine = {c for c in "ABC" if (c in truth) != (generator.random() < rate)}
                codings += [Coding(coder, f"{study}/{unit}", c) for c in sorted(mine) or [""]]
    return codings


def test_read_and_coded_nothing_is_not_missing() -> None:
    codings = [
        Coding("J", "1", "A"), Coding("K", "1", "A"),
        Coding("J", "2", ""), Coding("K", "2", "A"),
        Coding("J", "3", "A"),
    ]  # fmt: skip
    result = agreement(codings)
    assert result.read == {"J": (3, 1), "K": (2, 0)}
    assert result.pairs[0].units == 2
    assert result.pairs[0].pooled["percent"].value == 0.5


def test_the_universe_is_the_codebook_and_what_it_lacks_is_told() -> None:
    codings = [Coding("J", "1", "belonging"), Coding("K", "1", "Hope"), Coding("J", "2", ""), Coding("K", "2", "B")]
    result = agreement(codings, codebook=Codebook((Code("B", "Belonging"), Code("U", "Unused"))))
    assert result.codes == ("B", "U")
    assert result.universe == "the codebook"
    assert "Hope" in result.notes[0]
    assert result.pairs[0].units == 2
    assert result.pairs[0].by_code["B"]["percent"].value == 0
    assert result.pairs[0].by_code["U"]["cohen_kappa"].value is None
    assert agreement(codings).universe == "the union of the codes used"


def test_coders_who_coded_nothing_agree_and_no_coefficient_is_defined() -> None:
    result = agreement([Coding("J", "1", ""), Coding("K", "1", "")])
    assert result.pairs[0].units == 1
    assert all(e.value is None for e in result.pairs[0].pooled.values())
    assert "–" in agreement_table(result)
    more = agreement([Coding(c, str(i), "") for c in "JK" for i in range(4)])
    assert not any("rough" in n for n in more.notes)  # there is no interval to be careful with


def test_codings_made_after_seeing_suggestions_are_left_out() -> None:
    codings = coded(3, {"J": 0.1, "K": 0.1})
    shown = [Coding("K", c.unit, c.code, exposure="assisted") for c in codings if c.coder == "J"]
    result = agreement([*codings, *shown])
    assert result.pairs == agreement(codings).pairs
    assert f"{len(shown)} codings" in result.notes[0]
    with pytest.raises(TooFewCodersError, match="found J"):
        agreement([c for c in codings if c.coder == "J"] + shown)


def test_the_number_depends_on_the_unit() -> None:
    codings = [
        Coding("J", "A", "x", None, None, "It helped"),
        Coding("K", "A", "x", None, None, "helped a lot"),
        Coding("J", "B", "x", None, None, "Nothing much"),
        Coding("K", "B", "x", None, None, "Nothing at all"),
    ]
    placed = place_codings(codings, PAPERS, NAMES).codings
    by = {u: agreement(placed, unit=u, papers=PAPERS) for u in ("paper", "passage", "sentence", "character")}  # type: ignore[arg-type]
    units = {u: a.pairs[0].units for u, a in by.items()}
    assert units == {"paper": 2, "passage": 3, "sentence": 5, "character": 71}
    percent = {u: a.pairs[0].pooled["percent"].value for u, a in by.items()}
    assert percent == {"paper": 1, "passage": 1, "sentence": 0.6, "character": pytest.approx(36 / 71)}
    assert by["character"].unitizing["J", "K"][""] is not None
    assert "character" in agreement_table(by["character"])


def test_a_code_on_a_whole_paper_says_nothing_of_its_passages() -> None:
    a, b = PAPERS[0].id, PAPERS[1].id
    codings = [
        Coding("J", a, "x"),
        Coding("K", "A/1", "x"),
        Coding("K", "A/2", ""),
        Coding("J", b, ""),
        Coding("K", b, ""),
    ]
    by_paper = agreement(codings, unit="paper", papers=PAPERS)
    assert by_paper.pairs[0].pooled["percent"].value == 1
    by_passage = agreement(codings, unit="passage", papers=PAPERS)
    assert by_passage.pairs[0].units == 1
    assert "1 codings of whole papers" in by_passage.notes[0]


def test_without_a_corpus_passages_are_gathered_by_their_names() -> None:
    codings = [Coding("J", "A/1", "x"), Coding("K", "A/2", "x"), Coding("J", "A/2", ""), Coding("K", "A/1", "")]
    assert agreement(codings).pairs[0].pooled["percent"].value == 0
    assert agreement(codings, unit="paper").pairs[0].pooled["percent"].value == 1
    with pytest.raises(ValueError, match="name the corpus"):
        agreement(codings, unit="sentence")


def test_intervals_come_from_studies() -> None:
    codings = coded(12, {"J": 0.1, "K": 0.1})
    by_document = agreement(codings).pairs[0]
    assert by_document.studies == 12
    kappa = by_document.pooled["cohen_kappa"]
    assert kappa.low is not None
    assert kappa.value is not None
    assert kappa.high is not None
    assert kappa.low < kappa.value < kappa.high
    one = agreement(codings, studies=[Study("all", tuple(str(i) for i in range(12)))]).pairs[0]
    assert one.studies == 1
    assert one.pooled["cohen_kappa"].low is None
    assert one.pooled["cohen_kappa"].value == kappa.value


def test_studies_of_unequal_size_are_worth_fewer() -> None:
    assert degrees_of(np.full(12, 7.0)) == pytest.approx(11)
    assert degrees_of(np.array([1.0, 1.0, 1.0, 9.0])) == 1.0  # one study holds nearly everything


def test_the_same_codings_give_the_same_numbers_in_any_order() -> None:
    codings = coded(5, {"J": 0.1, "K": 0.2})
    shuffled = [c for coder in ("J", "K") for c in reversed(codings) if c.coder == coder]
    first, second = agreement(codings), agreement(shuffled)
    assert json.dumps(first.to_dict()) == json.dumps(agreement(codings).to_dict())
    assert first.pairs[0].pooled["gwet_ac1"] == second.pairs[0].pooled["gwet_ac1"]


def test_more_coders_are_compared_in_pairs_and_together() -> None:
    result = agreement(coded(6, {"J": 0.1, "K": 0.1, "L": 0.3}))
    assert len(result.pairs) == 3
    assert result.together is not None
    kappas = [p.pooled["cohen_kappa"].value for p in result.pairs]
    assert result.together.pooled["cohen_kappa"].value == pytest.approx(sum(k for k in kappas if k) / 3)


def test_a_machine_stands_beside_people_on_the_same_units() -> None:
    codings = coded(40, {"J": 0.05, "K": 0.05, "good": 0.05, "bad": 0.4})
    codings += [Coding("J", "extra/1", "A"), Coding("K", "extra/1", "")]
    result = agreement(codings, machines=["good", "bad"], margin=0.1)
    verdicts = {(c.machine, c.person): c.verdict for c in result.contrasts}
    assert verdicts == {
        ("good", "J"): "non-inferior", ("good", "K"): "non-inferior",
        ("bad", "J"): "inferior", ("bad", "K"): "inferior",
    }  # fmt: skip
    assert {c.units for c in result.contrasts} == {320}
    for c in result.contrasts:  # a verdict and its p say the same
        assert c.p is not None
        assert (c.p < 0.05) == (c.verdict == "non-inferior")
        assert c.pooled["cohen_kappa"].machine_human == c.machine_human
        assert c.mean["gwet_ac1"].human_human == result.contrasts[0].mean["gwet_ac1"].human_human
    assert result.kind(result.pairs[0]) == "human-human"


def test_a_machine_is_not_tested_against_the_person_it_learned_from() -> None:
    codings = coded(12, {"J": 0.1, "K": 0.1, "from J": 0.1, "from K": 0.1})
    result = agreement(codings, machines=["from J", "from K"], learned_from={"from J": "J", "from K": "K"}, margin=0.1)
    assert [(c.machine, c.person, c.beside) for c in result.contrasts] == [("from J", "K", "J"), ("from K", "J", "K")]


def test_few_studies_allow_no_verdict() -> None:
    result = agreement(coded(4, {"J": 0.1, "K": 0.1, "machine": 0.1}), machines=["machine"], margin=0.1)
    assert {c.verdict for c in result.contrasts} == {"too few studies to tell"}
    assert verdict(-0.2, 0.1, 0.3, 0.1, 30) == "too few studies to tell"
    assert verdict(-0.12, -0.01, 0.05, 0.1, 30) == "not shown"
    assert verdict(-0.2, 0.1, 0.3, None, 30) == "no margin was fixed"


def test_the_table_says_what_was_compared() -> None:
    text = agreement_table(agreement(coded(12, {"J": 0.1, "K": 0.1, "machine": 0.1}), machines=["machine"], margin=0.1))
    for words in (
        "Agreement by passage",
        "Codes: 3, the union",
        "human-human: J and K",
        "margin 0.10 fixed beforehand",
    ):
        assert words in text


def test_a_machine_short_by_the_margin_seldom_passes() -> None:
    """Reviews of 15 studies that differ in how hard they are to code; 5 % are promised."""
    rng = np.random.default_rng(4)
    passed = []
    for review in range(120):
        codings = []
        for study in range(15):
            hard = float(np.exp(rng.normal(0, 0.5)))
            for unit in range(8):
                true = rng.random(4) < 0.25
                for coder, slip in (("J", 0.05), ("K", 0.05), ("machine", 0.115)):
                    given = np.flatnonzero(true ^ (rng.random(4) < min(slip * hard, 0.4)))
                    codes = ["ABCD"[c] for c in given.tolist()] or [""]
                    codings += [Coding(coder, f"s{study}/{unit}", c) for c in codes]
        cells = cells_as_given(codings, "passage", ("J", "K", "machine"), tuple("ABCD"))
        found = contrast(cells, "machine", "J", "K", margin=0.145, seed=review)
        passed.append((found.verdict == "non-inferior", found.difference or 0.0))
    assert np.mean([d for _, d in passed]) == pytest.approx(-0.145, abs=0.02), "short by the margin on average"
    assert np.mean([p for p, _ in passed]) <= 0.1


def test_two_studies_give_no_interval_and_few_a_caution() -> None:
    two = agreement(coded(2, {"J": 0.1, "K": 0.1}, units=30))
    assert two.pairs[0].pooled["cohen_kappa"].value is not None
    assert two.pairs[0].pooled["cohen_kappa"].low is None
    assert any("two studies" in n for n in two.notes)
    five = agreement(coded(5, {"J": 0.1, "K": 0.1}, units=30))
    assert five.pairs[0].pooled["cohen_kappa"].low is not None
    assert any("5 studies" in n for n in five.notes)


def test_a_rare_code_has_no_interval_and_the_mean_says_over_how_many_codes() -> None:
    codings = coded(12, {"J": 0.1, "K": 0.1})
    codings += [Coding("J", "0/0", "rare"), Coding("K", "0/0", "rare")]
    book = Codebook(tuple(Code(c, c) for c in ("A", "B", "C", "rare", "never")))
    pair = agreement(codings, codebook=book).pairs[0]
    assert pair.by_code["rare"]["cohen_kappa"].value == 1
    assert pair.by_code["rare"]["cohen_kappa"].reason == "too few uses to say"
    assert pair.used == pair.over["percent"] == pair.over["cohen_kappa"] == 4
    assert pair.frequent_over["cohen_kappa"] == 3
    percents = [pair.by_code[c]["percent"].value or 0 for c in ("A", "B", "C", "rare")]
    assert pair.mean["percent"].value == pytest.approx(sum(percents) / 4), "a code that nobody used is in no mean"
    text = agreement_table(agreement(codings, codebook=book))
    assert "mean of 4 codes" in text
    assert "rare*" in text
    assert "1 code that nobody used here is folded away" in text


def test_how_many_studies_an_interval_needs() -> None:
    three, four, five = (agreement(coded(n, {"J": 0.2, "K": 0.2}, units=30)).pairs[0] for n in (3, 4, 5))
    assert three.pooled["cohen_kappa"].low is not None
    assert three.pooled["percent"].reason == "fewer than 4 studies"
    assert four.pooled["percent"].low is not None
    assert four.by_code["A"]["cohen_kappa"].reason == "fewer than 5 studies"
    assert four.frequent["cohen_kappa"].reason == "fewer than 5 studies"
    assert five.by_code["A"]["cohen_kappa"].low is not None
    assert five.frequent["cohen_kappa"].low is not None
    many = agreement(coded(20, {"J": 0.2, "K": 0.2})).pairs[0].by_code["A"]
    assert {n for n, e in many.items() if e.low is not None} == {"cohen_kappa", "fleiss_kappa", "krippendorff_alpha"}
    assert many["percent"].reason == "given as a value only"


def test_an_interval_is_wider_where_a_few_studies_carry_the_error() -> None:
    even = np.r_[0.5, 0.5 + np.tile([0.01, -0.01], 15)]
    uneven = np.r_[0.5, np.full(30, 0.5)]
    uneven[1:3] = 0.5 + 0.01 * np.sqrt(15), 0.5 - 0.01 * np.sqrt(15)
    assert standard_error(even) == pytest.approx(standard_error(uneven))
    plan = Design(30, 29.0)
    wide = [e.high - e.low for v in (even, uneven) if (e := estimate(v, "plain", plan)).high and e.low]
    assert wide[1] > 1.3 * wide[0]


def test_the_interval_of_a_mean_of_kappa_lies_around_its_corrected_value() -> None:
    values = np.r_[0.5, 0.5 + np.array([-0.03, 0.01, -0.02, 0.0, -0.01])]  # each left out lowers it: it comes out low
    plain, corrected = (estimate(values, "plain", Design(5, 4.0), unbiased=u) for u in (False, True))
    assert corrected.value == plain.value == 0.5
    assert corrected.low is not None
    assert plain.low is not None
    assert corrected.low - plain.low == pytest.approx(4 * 0.01)


def test_units_that_too_few_of_many_coders_read_are_left_out() -> None:
    codings = coded(6, {"J": 0.1, "K": 0.1, "L": 0.1, "M": 0.1})
    codings += [Coding("M", f"alone/{i}", "A") for i in range(60)]
    result = agreement(codings)
    assert result.together is not None
    assert result.together.units == 48
    fleiss = result.together.pooled["fleiss_kappa"].value
    assert fleiss is not None
    assert fleiss > 0.5
    assert any("60 units" in n for n in result.notes)


def test_a_stray_character_codes_nothing_in_the_next_passage() -> None:
    papers = read_passages_file(b"document,passage,text\nA,1,We met. It helped.\nA,2,Later we gave a lot.\n", "p.csv")
    first, second = papers[0].passages[:2]
    start = first.start
    over = Coding("J", papers[0].id, "x", start, second.start + 1)
    well = Coding("K", papers[0].id, "x", start, first.end)
    for unit in ("passage", "sentence"):
        pair = agreement([over, well], unit=unit, papers=papers).pairs[0]  # type: ignore[arg-type]
        assert pair.pooled["percent"].value == 1
    whole = Coding("J", papers[0].id, "x", start, second.start + len("Later we"))
    assert agreement([whole, well], papers=papers).pairs[0].pooled["percent"].value == 0.5


def test_many_studies_are_left_out_in_groups_and_give_nearly_the_same_interval() -> None:
    codings = coded(300, {"J": 0.1, "K": 0.1}, units=2)
    kappa = agreement(codings).pairs[0].pooled["cohen_kappa"]
    assert kappa.low is not None
    assert kappa.high is not None
    other = agreement(codings, seed=1).pairs[0].pooled["cohen_kappa"]
    assert other.low == pytest.approx(kappa.low, abs=0.02)
    assert 0.03 < kappa.high - kappa.low < 0.12


def test_a_methods_sentence_says_what_a_referee_asks() -> None:
    text = agreement_table(agreement(coded(12, {"J": 0.1, "K": 0.1})))
    sentence = text[text.index("For a methods section") :]
    for words in ("by passage", "96 units of 12 studies", "missing", "jackknife over studies", "thirdorder"):
        assert words in sentence, words


def test_what_was_missing_is_counted_for_more_than_two_coders_as_well() -> None:
    codings = coded(6, {"J": 0.1, "K": 0.1, "L": 0.1})
    unit = next(c.unit for c in codings)
    codings = [c for c in codings if not (c.coder == "L" and c.unit == unit)]
    codings += [Coding("J", f"alone/{i}", "A") for i in range(7)]
    found = agreement(codings)
    assert (found.left_out, found.missing) == (7, 1)
    sentence = agreement_table(found).partition("For a methods section")[2]
    assert "7 units that fewer than 2 of them mention were left out as missing" in sentence
    assert "1 of 144 readings of the others are missing" in sentence


def test_three_people_allow_the_alternative_annotator_test() -> None:
    noise = {"J": 0.1, "K": 0.1, "L": 0.1, "good": 0.05, "bad": 0.45}
    found = agreement(coded(30, noise), machines=["good", "bad"]).alternatives
    assert {a.machine: a.passed for a in found} == {"good": True, "bad": False}
    assert "good may stand in" in found[0].sentence()
    assert not agreement(coded(30, {"J": 0.1, "K": 0.1, "good": 0.1}), machines=["good"]).alternatives


def test_a_machine_from_elsewhere_says_what_it_was() -> None:
    codings = coded(12, {"J": 0.1, "K": 0.1, "Some Model": 0.1})
    found = agreement(codings, machines=[Machine("some model", "2.1", "Put codes on\nthis.")])
    assert found.machines == ("Some Model",)
    assert found.described == ('some model 2.1, prompted: "Put codes on this."',)
    assert "Machines: some model 2.1" in agreement_table(found)


@pytest.mark.filterwarnings("error")
def test_a_mean_over_one_code_has_no_row_beside_that_code() -> None:
    text = agreement_table(agreement([c for c in coded(12, {"J": 0.1, "K": 0.1}) if c.code in ("A", "")]))
    assert "mean of" not in text.split("human-human")[1]
    assert "\nA " in text


def test_who_is_called_like_a_program_and_counted_as_a_person_is_told() -> None:
    people = [Coding(c, f"{i}/1", "A") for i in range(4) for c in ("GPT-4o", "JM", "Aida", "R_llm", "machine")]
    notes = " ".join(agreement(people).notes)
    assert "'GPT-4o' and 'R_llm' count as people; where they are programs, mark them with --machine." in notes
    assert "--machine" not in " ".join(agreement(people, machines=["gpt-4o", "R_llm"]).notes)


def test_one_study_that_holds_all_disagreement_gives_no_bounds_and_no_infinite_number() -> None:
    codings = [
        Coding(coder, f"{study}/{unit}", "A" if (unit < 3) != (coder == "machine" and study == 0 and unit == 0) else "")
        for study in range(20)
        for unit in range(6)
        for coder in ("J", "K", "machine")
    ]
    result = agreement(codings, margin=0.2)
    found = result.contrasts[0]
    assert (found.human_human, found.lower, found.upper, found.verdict) == (1.0, None, None, "too few studies to tell")
    assert found.over_codes.lower is None
    assert "nan" not in agreement_table(result)
    assert "inf" not in json.dumps(result.to_dict()).replace("inferior", "")


def test_what_a_pooled_contrast_goes_over_is_the_codes_used() -> None:
    book = Codebook(tuple(Code(c, c) for c in "ABCDEF"))
    result = agreement(coded(20, {"J": 0.1, "K": 0.1, "machine": 0.1}), codebook=book, margin=0.2)
    assert "mean κ over 3 codes" in agreement_table(result)


def test_means_of_kappa_have_their_interval_over_frequent_codes_and_indices_have_none() -> None:
    rare = [Coding(c, f"{i}/1", "rare") for i in (0, 1) for c in ("J", "K")]
    result = agreement([*coded(12, {"J": 0.1, "K": 0.1}), *rare])
    pair = result.pairs[0]
    assert pair.used == 4
    assert pair.mean["cohen_kappa"].low is None
    assert pair.mean["percent"].low is not None
    assert pair.frequent["cohen_kappa"].low is not None
    assert pair.frequent_over["cohen_kappa"] == 3
    assert pair.pooled["bias_index"].low is None
    assert "mean of the 3 codes without *" in agreement_table(result)
    alone = agreement_table(agreement(coded(12, {"J": 0.1, "K": 0.1})))
    assert "without *" not in alone, "over the same codes there is one mean"
    assert alone.split("mean of 3 codes")[1].split("\n")[0].count("[") == 4, "with the intervals of both"


def test_answers_of_a_survey_are_units_and_no_studies() -> None:
    answers = [Coding(c.coder, c.unit.replace("/", "-"), c.code) for c in coded(12, {"J": 0.1, "K": 0.1})]
    text = agreement_table(agreement(answers))
    assert "96 units in common" in text
    assert "on 96 units read by both" in text
    assert "jackknife over units" in text


def test_what_a_machine_was_is_kept_where_it_is_named_twice() -> None:
    told = [Coding(c, f"{i}/1", "A") for i in range(4) for c in ("gpt", "JM")]
    assert agreement(told, machines=[Machine("gpt", "4"), "gpt"]).described == ("gpt 4",)
