"""Passages to check: contrasts that authors state, paired with what they qualify. All sentences are invented."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import construct, findings
from thirdorder.nlp.document import Paper, Span, Voice
from thirdorder.nlp.language.sentences import sentences
from thirdorder.nlp.review import Member, Theme
from thirdorder.nlp.synthesis.cues import cues
from thirdorder.nlp.synthesis.discordance import Discordance, closeness, discordances, opposition, said
from thirdorder.nlp.synthesis.polarity import polarity


def paper(name: str, *paragraphs: str, spoken: str = "", claim: str = "") -> Paper:
    """A paper of one construct; `spoken` is a participant's, `claim` states the construct."""
    bare = findings(name, paragraphs)
    text, passages = bare.document.text, []
    for passage in bare.passages:
        at = text.find(spoken, passage.start) if spoken else -1
        voices = (Voice("participant", at, at + len(spoken)),) if 0 <= at < passage.end else ()
        passages.append(replace(passage, voices=voices))
    claims = (Span(text.find(claim), text.find(claim) + len(claim)),) if claim else ()
    return replace(bare, passages=tuple(passages), constructs=(construct(name, passages, *claims),))


def check(*papers: Paper, themes: tuple[Theme, ...] = ()) -> tuple[Discordance, ...]:
    return discordances(papers, themes)


def words(one: Paper, found: Discordance) -> tuple[str, str]:
    text = one.document.text
    return text[found.here.start : found.here.end], text[found.qualifies.start : found.qualifies.end]


@pytest.mark.parametrize(
    ("sentence", "cue"),
    [
        ("Having no uniform was a relief to some, while others felt naked without one.", "while"),
        ("However, the night staff saw it otherwise.", "However"),
        ("In contrast, the older men never spoke of it.", "In contrast"),
        ("Not all of the drivers welcomed the change.", "Not all"),
        ("Only one participant wanted to go back.", "Only one"),
        ("A minority of the women said it had done harm.", "A minority of"),
        ("One negative case was a man who left after a week.", "negative case"),
        ("By contrast, the cooks were never asked.", "By contrast"),
    ],
)
def test_contrast_that_authors_state_is_seen(sentence: str, cue: str) -> None:
    assert cues(sentence)[0].words == cue


@pytest.mark.parametrize(
    "sentence",
    [
        "They brought not only bread but also news from home.",
        "However small the gift, it was written down in the book.",
        "He waited a while in the corridor before he knocked.",
        "The ward was clean and the windows looked on to the river.",
        "The hut had only one door and no window.",
        "The nurse checked only two of the forms that week.",
        "Ash was mixed with water and spread on the floor.",
        "There were fewer porters in the second year.",
    ],
)
def test_what_only_looks_like_contrast_is_none(sentence: str) -> None:
    assert cues(sentence) == ()


def test_stance_turns_with_negation_and_cancels_where_both_sides_speak() -> None:
    assert polarity("They felt trusted and respected.") > 0 > polarity("They did not feel trusted or respected at all.")
    assert polarity("They felt ignored.") < 0
    assert polarity("It was rewarding and exhausting.") == 0 == polarity("The van left at nine.")


@given(st.text(max_size=200), st.text(max_size=200))
def test_stance_opposition_and_closeness_stay_in_bounds(one: str, other: str) -> None:
    a, b = said(one), said(other)
    assert -1 < a.stance < 1
    assert 0 <= opposition(a, b) <= 1
    assert 0 <= closeness(a, b) <= 1
    assert opposition(a, b) == opposition(b, a)


def test_the_two_halves_of_a_sentence_are_paired() -> None:
    one = paper("halves", "The loose duties were felt by some to be freeing, while others felt lost in them.")
    (found,) = check(one)
    here, qualified = words(one, found)
    assert found.kind == "within_sentence"
    assert found.opposition > 0.5
    assert here.endswith("lost in them.")
    assert qualified.endswith("to be freeing")


@pytest.mark.parametrize(
    "sentence",
    [
        "The porters weighed the trunks and the bags, while the cooks only weighed the flour.",
        "The school added a loom, whereas the church provided wool for the classes.",
        "She had paid for a cure that was promised in the shop, but was never sent to the house.",
    ],
)
def test_two_halves_that_contrast_things_and_no_people_are_no_discordance(sentence: str) -> None:
    assert check(paper("halves", sentence)) == ()


def test_a_sentence_that_turns_is_paired_with_the_one_before_it() -> None:
    one = paper("turns", "Supervisors were trusted and helpful. However, two drivers felt judged by them.")
    (found,) = check(one)
    assert found.kind == "sentence_before"
    assert words(one, found)[1] == "Supervisors were trusted and helpful."


def test_a_negative_case_is_paired_with_the_claim_it_qualifies_over_passages() -> None:
    claim = "Cooking together gave the men confidence and pride."
    far = "Not all of the men gained confidence from cooking."
    one = paper("claim", claim, "The kitchen stood behind the hall and was painted green.", far, claim=claim)
    (found,) = check(one)
    assert (found.kind, words(one, found)) == ("construct_claim", (far, claim))


def test_opposite_stance_needs_no_cue_but_ranks_below_one() -> None:
    claim = "Drivers described the uniform as a source of pride and respect."
    one = paper(
        "stance", claim, "Two drivers felt ashamed and ridiculed in the uniform.",
        "The route was liked by some, whereas others hated and resented it.", claim=claim,
    )  # fmt: skip
    first, second = check(one)
    assert (first.cue, second.cue) == ("whereas", "")
    assert words(one, second)[1] == claim


def test_participants_own_contrasts_and_signposts_do_not_crowd_the_list() -> None:
    spoken = "“However, I was not always happy with it, while others were lost,” said one."
    one = paper("voices", f"The men spoke of the work at length and in detail. {spoken}", spoken=spoken)
    assert check(one) == ()
    loud = "Not all nurses trusted the new porters at first."
    two = paper("signpost", f"The porters were trusted by everyone. {loud} We describe discordant views in Table 3.")
    assert words(two, check(two)[0])[0] == loud


def test_opposite_stance_in_two_studies_is_no_contradiction_yet() -> None:
    well = paper("well", "The night visits were a comfort and helpful to the families.")
    ill = paper("ill", "The night visits were a burden and frightening to the families.")
    held = tuple(Member(p.id, 1.0) for one in (well, ill) for p in one.passages)
    theme = Theme("t-visits", "Night visits", (), (), held, (well.id, ill.id))
    assert check(well, ill, themes=(theme,)) == ()


def test_every_span_is_a_sentence_or_clause_of_its_paper_and_the_order_of_papers_does_not_matter() -> None:
    some = [
        paper(n, f"The {n} were helpful. However, not everyone trusted the {n}. Some praised it but others felt hurt.")
        for n in ("cooks", "porters", "drivers")
    ]  # fmt: skip
    found = check(*some)
    assert found == check(*some[::-1])
    assert len(found) == 6
    assert [f.score for f in found] == sorted((f.score for f in found), reverse=True)
    for one in some:
        whole = {(s.start, s.end) for s in sentences(one.document.text)}
        assert all((f.here.start, f.here.end) in whole for f in found if f.here.paper == one.id)
