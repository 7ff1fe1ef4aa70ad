"""Surface labels gathered into proposed constructs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from thirdorder.models import HashingEncoder
from thirdorder.nlp.tidy import Proposal, part_labels, propose, propose_cores, stem_set

LABELS = {
    "Giving back": 3,
    "giving back": 2,
    "Reciprocity": 2,
    "reciprocal support": 1,
    "Boundaries": 4,
    "Roles & Boundaries": 1,
    "Time management": 1,
    "personal growth/giving back": 1,
}


def vectors(labels: Sequence[str]) -> dict[str, NDArray[np.float32]]:
    texts = part_labels(labels)
    return dict(zip(texts, HashingEncoder().encode(texts), strict=True))


def proposal_of(label: str, proposals: Sequence[Proposal]) -> Proposal:
    return next(p for p in proposals if any(placed.label == label for placed in p.labels))


def test_every_label_is_placed_once_with_a_reason() -> None:
    found = propose(LABELS, vectors(list(LABELS)))
    placed = [label for p in found for label in p.labels]
    assert sorted(one.label for one in placed) == sorted(LABELS)
    assert all(one.because for one in placed)
    assert sum(p.count for p in found) == sum(LABELS.values())


def test_forms_of_the_same_words_are_one_proposal() -> None:
    found = propose(LABELS, vectors(list(LABELS)))
    giving = proposal_of("Giving back", found)
    assert giving.name == "Giving back"
    other = next(p for p in giving.labels if p.label == "giving back")
    assert other.because == "the words of “Giving back” in another form"
    assert other.likeness > 0.5


def test_what_is_like_nothing_stands_alone() -> None:
    alone = proposal_of("Time management", propose(LABELS, vectors(list(LABELS))))
    assert [p.label for p in alone.labels] == ["Time management"]
    assert alone.labels[0].because.startswith("stands alone")


def test_a_part_of_a_compound_label_is_pointed_to_its_own_proposal() -> None:
    counts = {"personal growth/belonging": 1, "personal growth": 2, "belonging": 5, "sense of belonging": 1}
    found = propose(counts, vectors(list(counts)))
    compound = next(p for one in found for p in one.labels if "/" in p.label)
    own = proposal_of(compound.label, found)
    assert compound.also
    assert own.name not in compound.also


def test_neither_order_nor_repetition_changes_the_proposals() -> None:
    backwards = dict(reversed(LABELS.items()))
    assert propose(LABELS, vectors(list(LABELS))) == propose(backwards, vectors(list(backwards)))


def test_meaning_joins_labels_that_share_no_word() -> None:
    x = np.eye(3, dtype=np.float32)
    x[1] = (0.8, 0.6, 0.0)
    found = propose({"worth": 2, "value": 1, "notes": 1}, {"worth": x[0], "value": x[1], "notes": x[2]})
    pair = proposal_of("value", found)
    assert pair.name == "Worth"
    assert "in meaning" in next(p.because for p in pair.labels if p.label == "value")


def test_no_labels_give_no_proposals_and_one_gives_one() -> None:
    assert propose({}, {}) == ()
    (only,) = propose({"Safe": 1}, vectors(["Safe"]))
    assert only.name == "Safe"


def test_stems_join_forms_of_a_word() -> None:
    assert stem_set("Reciprocity") == stem_set("reciprocal")
    assert stem_set("connection") == stem_set("connected") == stem_set("Connectedness")
    assert stem_set("Roles and boundaries") == stem_set("boundary of the role")
    assert stem_set("trust") != stem_set("worth")


def near_vectors(counts: Sequence[str], cosine: float) -> dict[str, NDArray[np.float32]]:
    """Every label as near to every other as that, and what is left of them without general words at right angles."""
    texts = part_labels(counts)
    rows = {t: np.zeros(len(texts) + 1, dtype=np.float32) for t in texts}
    for i, t in enumerate(texts):
        rows[t][0] = np.sqrt(cosine) if t in counts else 0
        rows[t][i + 1] = np.sqrt(1 - cosine) if t in counts else 1
    return rows


def test_one_general_word_in_common_joins_nothing() -> None:
    counts = {"responsibility to self and others": 3, "Helping others": 1}
    found = propose(counts, near_vectors(list(counts), 0.7))
    assert [len(p.labels) for p in found] == [1, 1]
    told = {"caring for clients": 2, "Caring roles": 1}
    assert len(propose(told, near_vectors(list(told), 0.7))) == 1, "a word of their own joins them"


def test_what_is_lacking_is_not_joined_to_what_is_there() -> None:
    pairs = (
        ("connection", "frustration if no connection"),
        ("hope", "hopeless"),
        ("clarity of tasks", "lack of clarity of tasks"),
    )
    for there, lacking in pairs:
        counts = {there: 3, lacking: 1}
        found = propose(counts, near_vectors(list(counts), 0.9))
        assert [len(p.labels) for p in found] == [1, 1], lacking
        assert found[1].labels[0].because.startswith(f"kept apart from “{there}”")
        assert found[1].near, "they are still named to each other"


def test_a_label_that_is_lacking_enters_no_group_through_others() -> None:
    counts = {"connection": 5, "connected": 2, "being connected": 1, "no connection": 1}
    found = propose(counts, near_vectors(list(counts), 0.95))
    assert [p.label for p in proposal_of("no connection", found).labels] == ["no connection"]


def test_proposals_are_gathered_once_more_and_what_is_like_nothing_is_in_none() -> None:
    x = np.eye(3, dtype=np.float32)
    counts = {"worth": 3, "pride": 2, "notes": 1}
    vectors = {"worth": x[0], "pride": np.array((0.4, 0.9165, 0), dtype=np.float32), "notes": x[2]}
    found = propose(counts, vectors)
    assert len(found) == 3
    (core,) = propose_cores(found, vectors)
    assert (core.name, core.count, core.proposals) == ("Worth; Pride", 5, ("Worth", "Pride"))
    assert propose_cores(found[:1], vectors) == ()
