"""Evidence for synthesis: what may translate, what stands behind a theme, what an appraisal would take away."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.conftest import construct, findings
from thirdorder.nlp.document import Metadata, Paper, Span, Voice
from thirdorder.nlp.review import Member, Study, Theme
from thirdorder.nlp.synthesis import Answer, synthesise
from thirdorder.nlp.synthesis.order import ordered
from thirdorder.nlp.synthesis.saturation import saturation

GIVING = "Volunteers gave something back and it made their illness worth something."
LIMITS = "Nobody had told them where to draw the line between friend and helper."
QUOTE = "I never knew when to stop answering the phone."
Vector = NDArray[np.float32]


def paper(name: str, year: int, subjects: dict[str, str], quote: str = "") -> Paper:
    """A paper with a construct for each subject: a passage that states it, and the quotation after the last."""
    bare = findings(name, [f"{claim} {quote}" for claim in subjects.values()])
    passages, constructs = [], []
    for passage, (label, claim) in zip(bare.passages, subjects.items(), strict=True):
        stated = Span(passage.start, passage.start + len(claim))
        said = (Voice("participant", stated.end + 1, passage.end, f"{name} 1"),) if quote else ()
        passages.append(replace(passage, voices=(Voice("author_interpreting", stated.start, stated.end), *said)))
        constructs.append(construct(label, passages[-1:], stated))
    about = replace(bare.document, metadata=Metadata(title=name, authors=(f"{name}, A.",), year=year))
    return replace(bare, document=about, passages=tuple(passages), constructs=tuple(constructs))


SUBJECTS = {"Giving back": GIVING, "Limits": LIMITS}
PAPERS = [paper("Zander", 2001, SUBJECTS), paper("Abel", 2005, SUBJECTS, QUOTE), paper("Moss", 1999, SUBJECTS)]
PAPERS += [paper("Lone", 2010, {"The garden": "Nobody else wrote about the garden behind the ward."})]


def vectors(papers: list[Paper]) -> tuple[dict[str, Vector], dict[str, Vector]]:
    """Unit vectors of passages and constructs that follow the subject alone."""
    axes = {"Giving back": 0, "Limits": 1, "The garden": 2}
    by_passage, by_construct = {}, {}
    for one in papers:
        for own in one.constructs:
            x = np.eye(8, dtype=np.float32)[axes[own.label]]
            by_construct[own.id] = x
            by_passage.update(dict.fromkeys(own.passages, x))
    return by_passage, by_construct


def theme(key: str, label: str) -> Theme:
    held = [p for one in PAPERS for c in one.constructs if c.label == label for p in c.passages]
    studies = tuple(sorted(p.partition(":")[0] for p in held))
    return Theme(key, label, (), (), tuple(Member(p, 1.0) for p in held), studies)


THEMES = [theme("t-giving", "Giving back"), theme("t-limits", "Limits")]


def test_papers_come_in_the_order_asked_for_with_the_index_paper_first() -> None:
    def names(*options: str) -> list[str]:
        return [p.metadata.title for p in ordered(PAPERS, *options)]  # type: ignore[arg-type]

    assert names("year") == ["Moss", "Zander", "Abel", "Lone"]
    assert names("alphabet") == ["Abel", "Lone", "Moss", "Zander"]
    assert names("richness")[0] == "Abel"
    assert names("year", PAPERS[3].id) == ["Lone", "Moss", "Zander", "Abel"]
    with pytest.raises(ValueError, match="index paper nobody"):
        ordered(PAPERS, "year", "nobody")


def test_each_construct_stands_beside_its_nearest_of_all_other_studies_and_what_translates_nowhere_is_listed() -> None:
    sheet = synthesise(PAPERS, (), THEMES, *vectors(PAPERS), seed=1).worksheet
    label = {s.id: s.label for s in sheet.constructs}
    paper_of = {s.id: s.paper for s in sheet.constructs}
    for row in sheet.rows:  # a counterpart may come earlier or later in the order
        assert row.candidates
        assert all(paper_of[c.construct] != paper_of[row.construct] for c in row.candidates)
        if row.stands_out:
            assert label[row.candidates[0].construct] == label[row.construct]
    assert [label[r.construct] for r in sheet.nowhere] == ["The garden"]


def test_a_study_near_in_all_it_says_does_not_fill_the_row() -> None:
    words = ("oak", "elm", "ash", "fir", "yew")
    seeker = paper("Seeker", 2001, {"Trees": "They spoke of trees."})
    wide = paper("Wide", 2002, {w: f"They spoke of the {w}." for w in words})
    other = paper("Other", 2003, {"Shade": "They spoke of shade."})
    far = paper("Far", 2004, {"Noise": "It was loud.", "Cold": "It was cold.", "Rain": "It was wet."})
    near = {"Trees": 1.0, "Shade": 0.89, "Noise": 0.0, "Cold": 0.0, "Rain": 0.0} | dict.fromkeys(words, 0.9)
    papers = [seeker, wide, other, far]
    claims = {}
    for axis, one in enumerate((c for p in papers for c in p.constructs), 1):
        x = np.zeros(16, dtype=np.float32)
        x[0], x[axis] = near[one.label], np.sqrt(1 - near[one.label] ** 2)
        claims[one.id] = x
    passages = {q: claims[c.id] for p in papers for c in p.constructs for q in c.passages}
    sheet = synthesise(papers, (), (), passages, claims, seed=1).worksheet
    study = {s.id: s.paper for s in sheet.constructs}
    row = next(r for r in sheet.rows if study[r.construct] == seeker.id)
    assert [study[c.construct] for c in row.candidates].index(other.id) < 3


def test_claims_and_quotes_of_the_worksheet_are_words_of_the_paper() -> None:
    sheet = synthesise(PAPERS, (), THEMES, *vectors(PAPERS), seed=1).worksheet
    text = {p.id: p.document.text for p in PAPERS}
    for said in sheet.constructs:
        assert {text[c.paper][c.start : c.end] for c in said.claims} <= {
            *SUBJECTS.values(),
            PAPERS[3].quote(PAPERS[3].constructs[0].claims[0]),
        }
    quoted = {text[q.paper][q.start : q.end] for s in sheet.constructs for q in s.quotes}
    assert quoted == {QUOTE}


def test_constructs_of_one_study_are_no_candidates_for_each_other() -> None:
    studies = [Study("both", (PAPERS[0].id, PAPERS[1].id))]
    pair = PAPERS[:2]
    sheet = synthesise(pair, studies, (), *vectors(pair), seed=1).worksheet
    assert all(not r.candidates for r in sheet.rows)


def test_the_order_of_the_input_makes_no_difference() -> None:
    again = synthesise(PAPERS[::-1], (), THEMES, *vectors(PAPERS), seed=1)
    assert again.worksheet == synthesise(PAPERS, (), THEMES, *vectors(PAPERS), seed=1).worksheet


def test_sufficiency_counts_studies_voices_and_words() -> None:
    studies = [
        Study("a", (PAPERS[0].id, PAPERS[1].id), overlaps=("m",)), Study("m", (PAPERS[2].id,), review=True)
    ]  # fmt: skip
    giving, _ = synthesise(PAPERS, studies, THEMES, *vectors(PAPERS), seed=1).behind
    assert (giving.studies, giving.papers, giving.passages) == (2, 3, 3)
    assert (giving.quotes, giving.words, giving.speakers, giving.by_authors_alone) == (1, len(QUOTE.split()), 1, 2)
    assert giving.reviews == ("m",)
    assert giving.overlapping == (("a", "m"),)
    assert giving.largest == pytest.approx(2 / 3, abs=1e-4)


def test_saturation_is_drawn_only_for_papers_sampled_on_purpose_and_over_accepted_themes() -> None:
    given = (PAPERS, (), THEMES, *vectors(PAPERS))
    assert synthesise(*given, seed=1).saturation is None
    drawn = synthesise(*given, seed=1, sampled=True).saturation
    assert drawn is not None
    assert drawn.seen == (2, 2, 2, 2)
    assert drawn.over.startswith("candidate")
    accepted = synthesise(*given, seed=1, sampled=True, accepted=frozenset(["t-limits"])).saturation
    assert accepted is not None
    assert accepted.seen == (1, 1, 1, 1)
    assert accepted.over.endswith("accepted")


def test_the_stopping_rule_counts_new_themes_of_a_run_over_those_of_the_base() -> None:
    found = {f"old {i}": frozenset("a") for i in range(10)} | {"late": frozenset("f")}
    curve = saturation(found, list("abcdefgh"), order="year", over="themes", seed=3)
    assert curve.seen == (10, 10, 10, 10, 10, 11, 11, 11)
    assert curve.new_information == (0.1, 0.1, 0.0)
    assert [(s.threshold, s.studies) for s in curve.stops] == [(0.0, 8), (0.05, 8)]
    assert all(low <= middle <= high for low, middle, high in zip(curve.low, curve.middle, curve.high, strict=True))
    assert curve == saturation(found, list("abcdefgh"), order="year", over="themes", seed=3)


def test_without_papers_that_fail_an_item_themes_show_what_they_lose_and_nothing_is_summed() -> None:
    zander, abel, moss, _ = (p.id for p in PAPERS)
    answers = [
        Answer(zander, "analysis", "no"), Answer(abel, "analysis", "partly"), Answer(moss, "analysis", "yes"),
        Answer(abel, "aim", "Yes"), Answer(moss, "voices", "No"),
    ]  # fmt: skip
    found = synthesise(PAPERS, (), THEMES, *vectors(PAPERS), seed=1, answers=answers).without
    assert [(w.item, w.strict, len(w.papers)) for w in found] == [
        ("analysis", False, 1), ("analysis", True, 2), ("voices", False, 1)
    ]  # fmt: skip
    strict = found[1].themes[0]
    assert (strict.theme, strict.studies, strict.of_studies, strict.words, strict.of_words) == ("t-giving", 1, 3, 0, 9)
    assert strict.lost == tuple(sorted((zander, abel)))


def test_a_single_construct_and_no_papers_at_all_give_an_empty_sheet() -> None:
    lone = [PAPERS[3]]
    sheet = synthesise(lone, (), (), *vectors(lone), seed=1).worksheet
    assert [r.candidates for r in sheet.rows] == [()]
    assert synthesise((), (), (), {}, {}, seed=1).worksheet.rows == ()
