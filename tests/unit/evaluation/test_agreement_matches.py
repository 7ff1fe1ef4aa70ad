"""Reviewers without shared labels: a proposal, its confirmation, and what each brought."""

from __future__ import annotations

import pytest

from thirdorder.corpora.errors import FormatError
from thirdorder.evaluation.agreement import agreement, match_labels
from thirdorder.evaluation.agreement.matches import matches_csv, read_matches, rename
from thirdorder.evaluation.agreement.opencodes import open_codes
from thirdorder.nlp.review import Coding

J = ("Giving back", "Trust", "Pay")
K = ("giving back", "Being believed", "Pay and money")
CODINGS = [Coding("J", str(i), J[i % 3]) for i in range(12)] + [Coding("K", str(i), K[i % 3]) for i in range(12)]


def test_a_confirmed_proposal_makes_two_labels_one() -> None:
    data = matches_csv([match_labels(CODINGS, ("J", "K"))])
    confirmed = read_matches(data.replace(b"used alike 1.00,\n", b"used alike 1.00,yes\n"), "m.csv")
    assert confirmed["k", "being believed"] == "Trust"
    assert agreement(CODINGS).pairs[0].pooled["percent"].value != 1
    assert agreement(rename(CODINGS, confirmed)).pairs[0].pooled["percent"].value == 1
    assert "being believed" not in {label for _, label in read_matches(data, "m.csv")}, (
        "a proposal alone renames nothing"
    )


def test_one_label_cannot_be_two() -> None:
    text = "first coder,label,second coder,is the same as,because,confirmed\nJ,Trust,K,Hope,,yes\nJ,Pay,K,hope,,x\n"
    with pytest.raises(FormatError, match=r"row 3.*confirmed as 'Trust' already"):
        read_matches(text.encode(), "m.csv")


def test_open_codes_against_the_codebook_made_together() -> None:
    """Three coders: a by all, b by two, c and d by one each; weights 3, 2, 1, 1."""
    given = {"J": ("alpha", "beta", "gamma"), "K": ("Alpha", "beta"), "L": ("alpha", "delta")}
    found = open_codes([Coding(c, "1", code) for c, codes in given.items() for code in codes])
    assert len(found.merged) == 4
    assert found.coders["J"].coverage == pytest.approx(6 / 7)
    assert found.coders["J"].overlap == pytest.approx(3 / 4)
    assert found.coders["J"].novelty == pytest.approx(1 / 2)
    assert found.coders["K"].novelty == 0
    assert found.coders["K"].coverage == pytest.approx(5 / 7)
    assert 0 < found.coders["J"].divergence < found.coders["L"].divergence < 1
    with pytest.raises(ValueError, match="two coders"):
        open_codes([Coding("J", "1", "a")])
