from __future__ import annotations

import numpy as np

from thirdorder.evaluation.agreement import agreement
from thirdorder.evaluation.agreement.labels import match_labels, named_alike
from thirdorder.nlp.review import Coding


def codings(coder: str, labels: dict[str, str]) -> list[Coding]:
    """One coding for each unit (a character of the value) of each label."""
    return [Coding(coder, unit, label) for label, units in labels.items() for unit in units]


J = codings("J", {"Giving back": "123", "Belonging": "1456", "Boundaries": "7"})


def test_labels_pair_by_their_words_and_by_their_use() -> None:
    k = codings("K", {"giving back": "12", "Being part of something": "1456", "Money": "8"})
    matching = match_labels([*J, *k], ("J", "K"))
    assert [(p.first, p.second) for p in matching.pairs] == [
        ("Belonging", "Being part of something"),
        ("Giving back", "giving back"),
    ]
    assert (matching.only_first, matching.only_second) == (("Boundaries",), ("Money",))
    assert matching.shared
    merged = matching.apply([*J, *k])
    assert agreement(merged, codebook=matching.codebook()).pairs[0].by_code["Belonging"]["percent"].value == 1
    assert "Belonging = Being part of something (used alike 1.00)" in matching.summary()


def test_no_shared_codebook_yet_is_a_result() -> None:
    matching = match_labels([*J, *codings("K", {"Power": "2", "Money": "38"})], ("J", "K"))
    assert matching.pairs == ()
    assert not matching.shared
    assert matching.summary().startswith("no shared codebook yet")
    nobody = match_labels(J, ("J", "K"))
    assert (nobody.shared, nobody.only_first) == (False, ("Giving back", "Belonging", "Boundaries"))


def test_two_meetings_are_chance_and_vectors_count() -> None:
    k = codings("K", {"Limits": "7"})
    assert match_labels([*J, *k], ("J", "K")).pairs == ()
    vectors = {"Boundaries": np.array([1.0, 0.0]), "Limits": np.array([0.9, 0.43589])}
    (pair,) = match_labels([*J, *k], ("J", "K"), vectors).pairs
    assert (pair.first, pair.second, pair.used) == ("Boundaries", "Limits", None)


def test_plurals_order_and_small_words_make_no_other_label() -> None:
    k = codings("K", {"the boundary; boundaries": "9", "Back, giving": "1"})
    pairs = {(p.first, p.second): p.named for p in match_labels([*J, *k], ("J", "K")).pairs}
    assert pairs[("Giving back", "Back, giving")] == 1


def test_what_one_label_says_is_lacking_is_not_what_the_other_names() -> None:
    near = np.array([1.0, 0.0])  # a model puts a matter and its lack side by side
    for a, b in (("Being believed", "Not being believed"), ("trusting others", "no trust in others")):
        assert named_alike(a, b, {a: near, b: near}) == 0
        assert named_alike(a, a.upper() + " again", {a: near, a.upper() + " again": near}) == 0.99
    assert named_alike("Not being believed", "Not being beleived", None) > 0.85
