"""Human codes beside candidate themes, and what chance finds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from thirdorder.evaluation.overlap import exchange, f1_table, overlaps, pair, shift_within
from thirdorder.nlp.review import Coding, Member, Theme


def passages(papers: int, each: int) -> list[tuple[str, str]]:
    return [(f"paper{i}", f"paper{i}:p{j}") for i in range(papers) for j in range(each)]


def theme(name: str, members: list[str], parent: str | None = None) -> Theme:
    return Theme(name, name, (), (), tuple(Member(m, 1.0) for m in members), (), parent)


def blocks(papers: int = 8, each: int = 12, codes: int = 4) -> tuple[list[tuple[str, str]], dict[str, list[str]]]:
    """Each paper runs through the codes in turn, in an order and with lengths of its own."""
    generator = np.random.default_rng(3)
    rows = passages(papers, each)
    held: dict[str, list[str]] = {f"code{c}": [] for c in range(codes)}
    for i in range(papers):
        cuts = np.sort(generator.choice(np.arange(1, each), codes - 1, replace=False))
        for part, c in zip(np.split(np.arange(each), cuts), generator.permutation(codes), strict=True):
            held[f"code{c}"] += [f"paper{i}:p{j}" for j in part]
    return rows, held


def codings(held: dict[str, list[str]], coder: str = "ann") -> list[Coding]:
    return [Coding(coder, unit, code) for code, units in held.items() for unit in units]


def test_themes_that_are_the_codes_are_all_found_and_chance_finds_few() -> None:
    rows, held = blocks()
    found = overlaps([theme(f"t-{c}", u) for c, u in held.items()], codings(held), rows, draws=199)
    passage = found[0]
    assert passage.level == "passage"
    assert passage.found == 4
    assert {m.code: m.theme for m in passage.one_to_one} == {c: f"t-{c}" for c in held}
    assert passage.chance.mean < 2
    assert passage.chance.p < 0.05
    assert passage.summary.startswith("4 of 4 codes found one-to-one over 96 passages")
    assert set(passage.covered) == set(held)
    assert passage.uncoded_themes == ()


def test_themes_that_only_tell_papers_apart_are_no_better_than_chance() -> None:
    rows, held = blocks()
    by_paper: dict[str, list[str]] = {}
    for paper, passage in rows:
        by_paper.setdefault(paper, []).append(passage)
    (passages_level, *_) = overlaps([theme(f"t-{p}", u) for p, u in by_paper.items()], codings(held), rows, draws=99)
    assert passages_level.found <= passages_level.chance.high
    assert passages_level.chance.p > 0.05


def test_a_code_in_two_themes_is_over_split_and_two_codes_in_one_theme_over_merged() -> None:
    rows = passages(2, 8)
    names = [p for _, p in rows]
    held = {"split": [*names[:4], *names[8:12]], "left": names[4:6], "right": names[6:8], "rest": names[12:]}
    themes = [theme("a", names[:3]), theme("b", names[8:11]), theme("c", names[4:8]), theme("nobody", ["elsewhere"])]
    (found, *_) = overlaps(themes, codings(held), rows, draws=9)
    assert found.over_split == {"split": ("a", "b")}
    assert found.over_merged == {"c": ("left", "right")}
    assert "split" in found.covered
    assert "rest" not in found.covered


def test_a_theme_nobody_coded_is_named_and_parents_are_not() -> None:
    rows = passages(2, 6)
    names = [p for _, p in rows]
    held = {"one": names[:3], "": names[3:]}
    themes = [theme("t1", names[:3], "up"), theme("t2", names[6:9], "up"), theme("up", [*names[:3], *names[6:9]])]
    (found, *_) = overlaps(themes, codings(held), rows, draws=9)
    assert found.codes == ("one",)
    assert found.uncoded_themes == ("t2",)


def test_a_unit_has_a_code_when_half_of_its_readers_gave_it() -> None:
    rows = passages(1, 4)
    given_ = [
        Coding("ann", "paper0:p0", "x"),
        Coding("bob", "paper0:p0", ""),
        Coding("ann", "paper0:p1", "x"),
        Coding("bob", "paper0:p1", "y"),
        Coding("cat", "paper0:p1", "y"),
        Coding("ann", "paper0:p2", ""),
    ]
    (found, *_) = overlaps([theme("t", ["paper0:p0"])], given_, rows, draws=9)
    assert found.units == 3
    assert {m.code: m.found for m in found.one_to_one} == {"x": True, "y": False}


def test_codes_of_papers_are_compared_over_papers() -> None:
    rows = passages(6, 3)
    given_ = [Coding("ann", f"paper{i}", "early" if i < 3 else "late") for i in range(6)]
    themes = [theme("t1", [p for d, p in rows if d < "paper3"]), theme("t2", [p for d, p in rows if d >= "paper3"])]
    (found,) = overlaps(themes, given_, rows, draws=199)
    assert (found.level, found.units, found.found) == ("paper", 6, 2)
    strictest = found.by_threshold[-1]
    assert (strictest.found, found.chance.mean) == (2, 2.0)  # halves of six papers share half by chance alone
    assert strictest.chance.p < 0.3


def test_nothing_coded_gives_no_overlap() -> None:
    assert overlaps([theme("t", ["paper0:p0"])], [Coding("ann", "paper0:p0", "")], passages(1, 3)) == ()


def test_no_themes_find_no_codes() -> None:
    (found, *_) = overlaps([], [Coding("ann", f"paper0:p{j}", "x") for j in range(3)], passages(1, 3), draws=9)
    assert found.found == 0
    assert found.to_dict()["one_to_one"][0]["theme"] is None


def test_the_same_seed_gives_the_same_null() -> None:
    rows, held = blocks()
    themes = [theme(f"t-{c}", u[2:]) for c, u in held.items()]
    first, second = (overlaps(themes, codings(held), rows, draws=49, seed=5) for _ in range(2))
    assert [o.to_dict() for o in first] == [o.to_dict() for o in second]


@given(st.integers(1, 6), st.integers(1, 9), st.integers(0, 2**32 - 1))
def test_shifting_turns_each_paper_round_on_its_own(papers: int, each: int, seed: int) -> None:
    groups = [f"g{i}" for i in range(papers) for _ in range(each)]
    generator = np.random.default_rng(seed)
    table = (generator.random((3, papers * each)) < 0.4).astype(np.float32)
    shifted = shift_within(groups)(table, generator)
    for i in range(papers):
        part, moved = (t[:, i * each : (i + 1) * each] for t in (table, shifted))
        assert any(np.array_equal(np.roll(part, k, axis=1), moved) for k in range(each))


def test_exchange_keeps_the_sets() -> None:
    table = np.array([[1, 0, 1, 0], [0, 0, 1, 1]], dtype=np.float32)
    moved = exchange(table, np.random.default_rng(0))
    assert sorted(map(tuple, moved.T)) == sorted(map(tuple, table.T))


def test_f1_and_pairs() -> None:
    codes = np.array([[1, 1, 0, 0], [0, 0, 1, 0]], dtype=np.float32)
    themes = np.array([[1, 1, 1, 0], [0, 0, 0, 1], [0, 0, 1, 0]], dtype=np.float32)
    f1 = f1_table(codes, themes)
    assert f1[0, 0] == pytest.approx(0.8)
    assert pair(f1) == [(0, 0), (1, 2)]
