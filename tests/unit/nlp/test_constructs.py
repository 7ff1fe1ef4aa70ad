"""The authors' own themes in a paper: read where they are named, found where they are not."""

from __future__ import annotations

from itertools import product
from math import lgamma

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq

from tests.conftest import marked
from thirdorder.nlp.constructs import find_constructs
from thirdorder.nlp.constructs.boundaries import Unit
from thirdorder.nlp.constructs.divisions import boundary_posterior
from thirdorder.nlp.constructs.elsewhere import References, aligned
from thirdorder.nlp.constructs.heading_sorts import sort_of_title
from thirdorder.nlp.constructs.segmentation import SHIPPED, best_division, segment
from thirdorder.nlp.constructs.statements import read_listing
from thirdorder.nlp.constructs.wording import clean_label, kind_of, likeness, own_labels
from thirdorder.nlp.document import Construct, Paper, Span
from thirdorder.nlp.passages import cut_passages
from thirdorder.nlp.sections import find_sections
from thirdorder.nlp.voices import find_voices

PROSE = {
    "food": "Most participants spoke warmly of cooking at home. Meals, kitchens and recipes filled their days, and "
    "cooking gave the meals a shape.",
    "money": "Many participants worried a great deal about money. Wages, rent and debts were discussed, and debts ate "
    "the wages.",
    "faith": "Several participants turned to prayer in hard times. The church, the choir and prayer held them, and the "
    "choir sang weekly.",
}
TALK = {
    "food": "I cook the meals in my kitchen, with my own recipes",
    "money": "My wages go to debts and to rent, then more debts",
    "faith": "The choir is in our church, and prayer, that is me",
}


def paper(*parts: tuple[str, str]) -> Paper:
    """A paper read from marked lines."""
    document = marked(*parts)
    sections, status, _ = find_sections(document)
    passages = find_voices(document, sections, cut_passages(document, sections))
    return Paper(document, sections, passages, find_constructs(document, sections, passages), findings_status=status)


FRAME = (("h1", "Introduction"), ("p", "Little is known of this."), ("h1", "Methods"), ("p", "We held interviews."))
END = (("h1", "Discussion"), ("p", "This is what it may mean for practice."))


@pytest.fixture(scope="module")
def themed() -> Paper:
    return paper(
        *FRAME,
        ("h1", "Results"),
        ("p", "Three themes were identified: cooking together, money worries, and the comfort of faith."),
        ("h2", "Participant characteristics"),
        ("p", "Twenty women took part, and their mean age was 34 years."),
        ("h2", "Theme 1: Cooking together"),
        ("p", PROSE["food"]),
        ("q", "I cook every day, it keeps me sane. (P1)"),
        ("h2", "Theme 2: Money worries"),
        ("p", "Money came up in every interview."),
        ("h3", "Rent"),
        ("p", PROSE["money"]),
        ("h3", "“You never have enough”"),
        ("q", "You never have enough, I tell you. (P2)"),
        ("h2", "Theme 3: Finding comfort in faith"),
        ("p", PROSE["faith"]),
        *END,
    )


def by_label(found: Paper) -> dict[str, Construct]:
    return {c.label: c for c in found.constructs}


def test_headings_make_a_tree_and_samples_stand_outside(themed: Paper) -> None:
    found = by_label(themed)
    assert list(found) == [
        "Cooking together", "Money worries", "Rent", "“You never have enough”", "Finding comfort in faith",
    ]  # fmt: skip
    assert found["Rent"].parent == found["Money worries"].id
    assert found["Money worries"].passages == ()
    assert found["“You never have enough”"].kind == "quotation_title"


def test_leaves_share_out_the_findings_and_the_lead_in_and_sample_stay_outside(themed: Paper) -> None:
    held = [p for c in themed.constructs for p in c.passages]
    assert len(held) == len(set(held))
    outside = [themed.quote(p) for p in themed.findings if p.id not in held]
    assert [t.split()[0] for t in outside] == ["Three", "Twenty", "Money"]


def test_one_theme_named_twice_is_one_construct_with_two_pieces_of_evidence(themed: Paper) -> None:
    evidence = by_label(themed)["Cooking together"].evidence
    assert [e.source for e in evidence] == ["heading", "statement"]
    assert themed.quote(evidence[1]) == "cooking together"


def test_claims_are_the_authors_own_sentences(themed: Paper) -> None:
    for construct in themed.constructs:
        for claim in construct.claims:
            assert any(
                v.start <= claim.start and claim.end <= v.end and v.voice != "participant"
                for p in themed.passages
                for v in p.voices
            )
    (first, *_) = by_label(themed)["Cooking together"].claims
    assert themed.quote(first) == "Most participants spoke warmly of cooking at home."


def test_the_same_paper_gives_the_same_constructs(themed: Paper) -> None:
    again = find_constructs(themed.document, themed.sections, themed.passages)
    assert again == themed.constructs
    assert len({c.id for c in again}) == len(again)


def test_a_table_of_themes_is_evidence() -> None:
    found = paper(
        *FRAME,
        ("h1", "Findings"),
        ("h2", "Giving back"),
        ("p", PROSE["food"]),
        ("h2", "Being seen"),
        ("p", PROSE["money"]),
        *END,
        ("t", "Theme\tExample\n1. Giving back\tcooking for others\n2. Being seen\ta nod in the street"),
    )
    assert [e.source for e in by_label(found)["Giving back"].evidence] == ["heading", "table"]
    assert found.quote(by_label(found)["Being seen"].evidence[1]) == "Being seen"


def unnamed(subject: str) -> list[tuple[str, str]]:
    """One theme as authors write it: a claim, quotations, an elaboration that leans on it, quotations."""
    said = TALK[subject]
    return [
        ("p", PROSE[subject]),
        ("q", f"{said}. (P1)"),
        ("q", f"{said}, every day. (P2)"),
        ("p", f"However, one participant felt otherwise, and this is what she said of it: “{said}, but I tire of it.”"),
        ("q", f"{said}, but I tire of it, I do. (P3)"),
        ("q", f"Yes, {said}. (P4)"),
    ]


def test_where_nothing_names_them_sections_are_found_from_the_words() -> None:
    found = paper(*FRAME, ("h1", "Results"), *unnamed("food"), *unnamed("money"), *unnamed("faith"), *END)
    assert all(e.source == "segment" for c in found.constructs for e in c.evidence)
    assert [len(c.passages) for c in found.constructs] == [6, 6, 6]
    for construct in found.constructs:
        words = " ".join(found.quote(found.passage[p]) for p in construct.passages).lower()
        assert all(w in words for w in construct.label.lower().split())
        assert construct.claims


def test_statistics_under_a_heading_are_a_topic_without_passages() -> None:
    found = paper(
        *FRAME,
        ("h1", "Results"),
        ("h2", "Quality of life scores"),
        ("p", "Scores rose (mean 3.2, SD 1.1, p < 0.01), with 95% CI 1.2 to 4.5 and OR = 2.1."),
        ("p", "At six months the mean was 4.0 (SD 0.9, p = 0.03; 95% CI 0.5 to 2.2)."),
        ("h2", "Trust in helpers"),
        ("p", PROSE["faith"]),
        *END,
    )
    scores, trust = by_label(found)["Quality of life scores"], by_label(found)["Trust in helpers"]
    assert (scores.kind, scores.passages, scores.claims) == ("topic", (), ())
    assert [found.quote(e) for e in scores.evidence] == ["Quality of life scores"]
    assert [p.id for p in found.findings if not p.quantitative] == list(trust.passages)


def test_statistics_in_a_theme_take_nothing_from_it() -> None:
    found = paper(
        *FRAME,
        ("h1", "Results"),
        ("h2", "Trust in helpers"),
        ("p", PROSE["faith"]),
        ("h3", "Trust scores"),
        ("p", "Scores rose (mean 3.2, SD 1.1, p < 0.01), with 95% CI 1.2 to 4.5 and OR = 2.1."),
        *END,
    )
    (trust,) = found.constructs
    assert [found.quote(found.passage[p]) for p in trust.passages] == [PROSE["faith"]]


def test_a_paper_without_findings_has_no_constructs() -> None:
    assert paper(*FRAME, *END).constructs == ()


@pytest.mark.parametrize(
    ("title", "sort"),
    [
        ("Results", "structure"),
        ("3.2. Qualitative findings", "structure"),
        ("Presentation of main themes", "structure"),
        ("Participants", "outside"),
        ("Characteristics of the participants", "outside"),
        ("Socio-demographic characteristics", "outside"),
        ("Response rate", "outside"),
        ("Limitations", "outside"),
        ("4.5 Chapter summary", "outside"),
        ("Conclusion of this chapter", "outside"),
        ("Provider characteristics and relation to care", "theme"),
        ("Theme 1: Belonging", "theme"),
        ("Being a peer", "theme"),
        ("Barriers", "theme"),
    ],
)
def test_theme_headings_are_told_from_structure_and_samples(title: str, sort: str) -> None:
    assert sort_of_title(title) == sort


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("“They see me as a person”", "quotation_title"),
        ("Personal factors", "framework_domain"),
        ("Reach", "framework_domain"),
        ("Learning to live with uncertainty", "interpretive_claim"),
        ("Peers are bridges between worlds", "interpretive_claim"),
        ("Training and supervision", "topic"),
        ("Barriers to care", "topic"),
    ],
)
def test_kinds_of_labels(label: str, kind: str) -> None:
    assert kind_of(label) == kind


def test_labels_lose_numbers_and_the_word_theme() -> None:
    assert clean_label("3.1 Theme 2: Giving back") == "Giving back"
    assert clean_label("Sub-theme: Crowded rooms") == "Crowded rooms"


@pytest.mark.parametrize(
    ("sentence", "labels"),
    [
        ("Four themes were identified: hope, loss of role, giving back, and stigma.",
         ["hope", "loss of role", "giving back", "stigma"]),
        ("The analysis yielded three themes: (1) being seen; (2) sharing and caring; and (3) moving on.",
         ["being seen", "sharing and caring", "moving on"]),
        ("Two main themes emerged, namely a) trust in peers and b) trust in the system.",
         ["trust in peers", "trust in the system"]),
        ("Three factors shaped uptake: cost and distance, family support and the attitude of staff.",
         ["cost and distance", "family support", "the attitude of staff"]),
        ("The findings are organised under the following themes: becoming a peer; boundaries and burnout; rewards.",
         ["becoming a peer", "boundaries and burnout", "rewards"]),
    ],
)  # fmt: skip
def test_sentences_that_list_themes(sentence: str, labels: list[str]) -> None:
    listing = read_listing(sentence, Span(0, len(sentence)))
    assert listing is not None
    assert list(listing.labels) == labels
    assert [sentence[s.start : s.end] for s in listing.spans] == labels


@pytest.mark.parametrize(
    "sentence",
    [
        "The interview guide covered three topics: training, supervision and pay.",
        "Participants were recruited from three sites: a clinic, a school and a church.",
        "Themes were reviewed, discussed and refined by the whole team until all agreed.",
        "We measured three factors: age, income and schooling.",
        "The women spoke of rain, roads and distance when asked about the clinic.",
    ],
)
def test_other_lists_are_none(sentence: str) -> None:
    assert read_listing(sentence, Span(0, len(sentence)), summary=True) is None


def test_a_summary_may_list_without_a_count() -> None:
    sentence = "Barriers included fear of disclosure, long queues and rude staff."
    listing = read_listing(sentence, Span(0, len(sentence)), summary=True)
    assert listing is not None
    assert list(listing.labels) == ["fear of disclosure", "long queues", "rude staff"]
    assert read_listing(sentence, Span(0, len(sentence))) is None


def test_likeness_sees_through_inflection_and_spelling() -> None:
    assert likeness("Organizing the groups", "organisation of groups") > 0.9
    assert likeness("Money worries", "The comfort of faith") == 0


@given(st.lists(st.floats(-8, 8), min_size=1, max_size=40))
def test_a_division_is_a_rising_list_of_starts_from_nought(odds: list[float]) -> None:
    starts = best_division(np.array(odds))
    assert starts[0] == 0
    assert starts == sorted(set(starts))
    assert starts[-1] <= len(odds)


def test_clear_boundaries_are_taken_and_none_where_none_are() -> None:
    odds = np.full(11, -6.0)
    assert best_division(odds) == [0]
    odds[[3, 7]] = 6.0
    assert best_division(odds) == [0, 4, 8]


def test_the_posterior_of_a_boundary_sums_over_all_divisions() -> None:
    rows = np.random.default_rng(5).integers(0, 4, (6, 5)).astype(float)
    found = boundary_posterior(rows, 0.1, 0.4, 2.5)

    def likelihood(section: np.ndarray) -> float:
        total = section.sum(axis=0)
        each = sum(lgamma(c + 0.1) - lgamma(0.1) for c in total)
        return 0.4 * (lgamma(0.5) - lgamma(total.sum() + 0.5) + each)

    ways = [np.array(w) for w in product((0, 1), repeat=5)]
    sections = [np.split(rows, np.flatnonzero(w) + 1) for w in ways]
    words = np.array([sum(likelihood(s) for s in parts) for parts in sections])
    prior = brentq(lambda p: expected(words, ways, p).sum() - 2.4, -30, 30)
    assert found.sum() == pytest.approx(2.4, abs=0.01)
    assert found == pytest.approx(expected(words, ways, prior), abs=0.01)


def expected(words: np.ndarray, ways: list[np.ndarray], prior: float) -> np.ndarray:
    """The probability of each boundary over all divisions."""
    weight = np.array([w + prior * way.sum() for w, way in zip(words, ways, strict=True)])
    weight = np.exp(weight - weight.max())
    return sum(w * way for w, way in zip(weight / weight.sum(), ways, strict=True))


def test_a_boundary_is_likely_where_the_words_change() -> None:
    rows = np.repeat([[5.0, 4.0, 0.0, 0.0], [0.0, 0.0, 5.0, 4.0], [4.0, 0.0, 0.0, 6.0]], 4, axis=0)
    found = boundary_posterior(rows, 0.1, 0.4, 4.0)
    assert np.argsort(-found)[:2].tolist() in ([3, 7], [7, 3])
    assert boundary_posterior(np.zeros((5, 0)), 0.1, 0.4, 4.0).tolist() == [0.0] * 4


def test_findings_that_say_the_same_throughout_are_divided_all_the_same() -> None:
    for text, quoted in (("Hope hope hope.", 0.0), ("Hope, they said.", 1.0), ("12 34", 0.0), ("", 1.0)):
        for n in (3, 4, 9):
            assert segment([Unit(text, quoted)] * n, References(("Hope came.", "Work."), (), ("hope", "work")))[0] == 0


def test_units_follow_a_list_in_its_order() -> None:
    fit = 8 * np.array([[1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 1, 0], [0, 0, 1]], dtype=float)
    assert np.round(aligned(fit)).tolist() == [0, 1, 0, 1]


@given(st.lists(st.floats(-8, 8), min_size=3, max_size=60))
def test_odds_are_settled_at_a_likely_number_of_boundaries(given_odds: list[float]) -> None:
    odds = np.array(given_odds)
    settled = SHIPPED.settled(odds)
    assert np.ptp(settled - odds) < 1e-9
    number = (1 / (1 + np.exp(-settled))).sum()
    assert min(2, 0.6 * len(odds)) - 1e-6 <= number <= 0.6 * len(odds) + 1e-6


def test_a_part_that_nothing_names_is_labelled_by_a_noun_phrase_of_one_sentence() -> None:
    first = "The fear of night visits was great (Field, 48). They spoke of the fear of night visits."
    second = "Long queues at the water tap kept them busy. The water tap was far; the water tap ran dry."
    assert own_labels([[(first, 3.0)], [(second, 3.0)]]) == ["Fear of night visits", "Water tap"]


def test_where_there_is_no_phrase_the_label_stays_within_one_sentence_and_holds_no_brackets() -> None:
    assert own_labels([[("( Oh, well ) so it was. Then it was not.", 1.0)]]) == ["Oh"]
    assert own_labels([[("1984.", 1.0), ("And so on. Is it?", 1.0)]]) == ["And so on"]


def test_lines_that_only_name_the_themes_to_come_are_no_themes_of_their_own() -> None:
    titles = ("Theme 1: Cooking together", "Theme 2: Money worries", "Theme 3: Finding comfort in faith")
    found = paper(
        *FRAME,
        ("h1", "Results"),
        ("p", "We found these themes:"),
        *(("p", title) for title in titles),
        ("p", PROSE["food"] + " As one said, “I cook every day, it keeps me sane and it keeps me going” (P1)."),
        *(part for title, text in zip(titles, PROSE.values(), strict=True) for part in (("h2", title), ("p", text))),
        *END,
    )
    assert [c.label for c in found.constructs] == ["Cooking together", "Money worries", "Finding comfort in faith"]
