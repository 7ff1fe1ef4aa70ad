"""Candidate themes: what they hold, that they do not depend on chance or order, and that they keep their names."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass, replace

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.conftest import construct, findings
from thirdorder.nlp.document import Paper, Passage, Span
from thirdorder.nlp.language.phrases import words
from thirdorder.nlp.review import Study, founding_id
from thirdorder.nlp.themes import Themes, find_themes, group_constructs
from thirdorder.nlp.themes.by_construct import is_about_the_study
from thirdorder.nlp.themes.group_constructs import group
from thirdorder.nlp.themes.hierarchy import families
from thirdorder.nlp.themes.lineage import changes, keep_ids
from thirdorder.nlp.themes.naming.by_words import label_key
from thirdorder.nlp.themes.space import centred, neighbours, unit

SUBJECTS = {
    "giving": "Volunteers spoke of giving back what they had been given. Giving back made the illness worth something.",
    "limits": "Where to draw the line was never settled. A telephone number crossed the line between two roles.",
    "story": "Telling the story of one's own illness opened doors. The story was told in small doses and kept short.",
    "grief": "The death of a patient went home with the volunteers. Grief came weeks later and grief stayed.",
}


@dataclass(frozen=True)
class Sample:
    """Papers whose passages follow four subjects, each paper with a setting of its own in words and vectors."""

    papers: list[Paper]
    rows: list[tuple[str, Passage]]
    vectors: NDArray[np.float32]
    subject: list[str]

    def find(self, keep: set[str] | None = None, seed: int = 1, **options: object) -> Themes:
        rows = [i for i, (paper, _) in enumerate(self.rows) if keep is None or paper in keep]
        papers = [p for p in self.papers if keep is None or p.id in keep]
        return find_themes(papers, (), [self.rows[i] for i in rows], self.vectors[rows], seed=seed, **options)  # type: ignore[arg-type]


def sample(papers: int = 6, each: int = 4, setting: float = 0.6, seed: int = 0) -> Sample:
    generator = np.random.default_rng(seed)
    centres = {s: unit(generator.normal(size=(1, 48)).astype(np.float32))[0] for s in SUBJECTS}
    made, rows, vectors, subject = [], [], [], []
    for i in range(papers):
        place = unit(generator.normal(size=(1, 48)).astype(np.float32))[0]
        said = [(name, day) for name in SUBJECTS for day in range(each)]
        bare = findings(f"paper {i}", [f"{SUBJECTS[name]} Ward {i} on day {day}." for name, day in said])
        constructs = []
        for (name, day), passage in zip(said, bare.passages, strict=True):
            rows.append((bare.id, passage))
            vectors.append(centres[name] + setting * place + generator.normal(scale=0.04, size=48))
            subject.append(name)
            if not day:
                held = [q for (n, _), q in zip(said, bare.passages, strict=True) if n == name]
                claim = Span(passage.start, passage.start + SUBJECTS[name].index(".") + 1)
                constructs.append(construct(f"About {name}", held, claim))
        made.append(replace(bare, constructs=tuple(constructs)))
    return Sample(made, rows, unit(np.array(vectors, dtype=np.float32)), subject)


@pytest.fixture(scope="module")
def corpus() -> Sample:
    return sample()


@pytest.fixture(scope="module")
def found(corpus: Sample) -> Themes:
    return corpus.find()


def test_themes_follow_what_is_said_and_not_the_setting(corpus: Sample, found: Themes) -> None:
    subject = {p.id: s for (_, p), s in zip(corpus.rows, corpus.subject, strict=True)}
    assert len(found.leaves) == len(SUBJECTS)
    for theme in found.leaves:
        assert len({subject[m.passage] for m in theme.members if m.strength > 0.5}) == 1
        assert len(theme.studies) == 6
        assert len(theme.constructs) == 6
        assert theme.flags == ()
        assert theme.stability is not None
        assert theme.stability > 0.8


def test_every_passage_is_in_a_theme_or_listed_as_unassigned(corpus: Sample, found: Themes) -> None:
    held = {m.passage for t in found.leaves for m in t.members}
    outside = {u.passage for u in found.unassigned}
    assert held | outside == {p.id for _, p in corpus.rows}
    assert not held & outside
    assert all(0 < m.strength <= 1 for t in found.themes for m in t.members)


def test_every_word_of_a_label_stands_in_the_theme_and_no_two_are_alike(corpus: Sample, found: Themes) -> None:
    text = {p.id: paper.quote(p) for paper in corpus.papers for p in paper.passages}
    for theme in found.themes:
        said = {w for m in theme.members for w in words(text[m.passage])}
        assert set(words(theme.label)) <= said
        assert "_" not in theme.label
        assert theme.terms
    keys = [label_key(t.label) for t in found.themes]
    assert len(set(keys)) == len(keys)


def test_claims_are_of_the_themes_own_constructs_one_study_each(found: Themes) -> None:
    for theme in found.leaves:
        assert 0 < len(theme.claims) <= 5
        assert {c for c, _, _ in theme.claims} <= set(theme.constructs)
        assert len({c.split(":")[0] for c, _, _ in theme.claims}) == len(theme.claims)


def test_a_claim_that_leans_on_the_sentence_before_gives_way(monkeypatch: pytest.MonkeyPatch) -> None:
    said = ("They spoke of giving back what they had been given and of giving back more.", "Giving back was work.")
    monkeypatch.setitem(SUBJECTS, "giving", " ".join(said))
    made = sample()
    for i, paper in enumerate(made.papers):
        first, *others = paper.constructs
        start = first.claims[0].end + 1
        both = replace(first, claims=(*first.claims, Span(start, start + len(said[1]))))
        made.papers[i] = replace(paper, constructs=(both, *others))
    quote = {p.id: p.quote for p in made.papers}
    ids = {p.constructs[0].id for p in made.papers}
    (giving,) = [t for t in made.find().leaves if ids & set(t.constructs)]
    assert {quote[c.split(":")[0]](Span(a, b)) for c, a, b in giving.claims} == {said[1]}


def test_order_of_the_input_makes_no_difference(corpus: Sample, found: Themes) -> None:
    order = np.random.default_rng(4).permutation(len(corpus.rows))
    again = find_themes(corpus.papers[::-1], (), [corpus.rows[i] for i in order], corpus.vectors[order], seed=1)
    assert again == found


@pytest.mark.parametrize("n", [0, 1, 3, 4, 7, 20])
def test_few_passages_are_no_error(corpus: Sample, n: int) -> None:
    found = find_themes(corpus.papers, (), corpus.rows[:n], corpus.vectors[:n], seed=1)
    placed = {m.passage for t in found.leaves for m in t.members} | {u.passage for u in found.unassigned}
    assert placed == {p.id for _, p in corpus.rows[:n]}
    if n < 4:
        assert found.themes == ()


def test_twenty_passages_of_two_subjects_are_two_themes() -> None:
    small = sample(papers=5, each=2)
    rows = [i for i, s in enumerate(small.subject) if s in ("giving", "grief")]
    found = find_themes(small.papers, (), [small.rows[i] for i in rows], small.vectors[rows], seed=1)
    assert len(found.leaves) == 2
    assert {len(t.members) for t in found.leaves} == {10}


def test_the_same_text_over_and_over_is_one_theme(corpus: Sample) -> None:
    vectors = np.repeat(corpus.vectors[:1], 12, axis=0)
    found = find_themes(corpus.papers, (), corpus.rows[:12], vectors, seed=1)
    assert len(found.leaves) == 1
    assert len(found.leaves[0].members) == 12


def test_irrelevant_passages_are_left_aside_and_doubtful_ones_found_nothing(corpus: Sample) -> None:
    relevance = {
        p.id: "out" if s == "grief" else "partly" if s == "story" else "in"
        for (_, p), s in zip(corpus.rows, corpus.subject, strict=True)
    }
    found = corpus.find(relevance=relevance)
    held = {m.passage for t in found.leaves for m in t.members} | {u.passage for u in found.unassigned}
    assert held == {p for p, kind in relevance.items() if kind != "out"}
    subject = {p.id: s for (_, p), s in zip(corpus.rows, corpus.subject, strict=True)}
    for theme in found.leaves:  # what is partly relevant founds none
        founding = {subject[m.passage] for m in theme.members if relevance[m.passage] == "in"}
        assert len(founding) == 1


def test_constructs_of_different_studies_come_together_by_what_their_authors_state() -> None:
    study, subject = np.repeat(np.arange(5, dtype=np.int32), 4), np.tile(np.arange(4), 5)
    axes, none = np.eye(9, dtype=np.float32), np.zeros((20, 0), dtype=np.float32)
    places = unit(1.29 * axes[study] + axes[5 + subject])  # a setting before a subject
    alike = (subject[:, None] == subject[None, :]) & (study[:, None] != study[None, :])

    def together(stated: NDArray[np.float32]) -> float:
        labels = group(places, none, stated, study, seed=1).labels
        return float((labels[:, None] == labels[None, :])[alike].mean())

    assert together(axes[5 + subject]) > 0.1 > together(places)


def test_no_theme_holds_more_than_a_third_of_twelve_constructs() -> None:
    places = np.eye(3, 8, dtype=np.float32)[[0] * 10 + [1, 2]]
    words = np.zeros((12, 1), dtype=np.float32)
    found = group(places, words, places, np.arange(12, dtype=np.int32), seed=1)
    assert np.bincount(found.labels).max() <= 4
    few = group(places[:6], words[:6], places[:6], np.arange(6, dtype=np.int32), seed=1)
    assert len(set(few.labels.tolist())) == 1  # what is alike is one theme, however many are looked for


def test_a_construct_that_stands_alone_joins_the_theme_it_is_near_to(monkeypatch: pytest.MonkeyPatch) -> None:
    generator, study = np.random.default_rng(3), np.repeat(np.arange(6, dtype=np.int32), 5)
    subjects = np.eye(8, 16, dtype=np.float32)[generator.integers(0, 8, 30)]
    places = unit(subjects + generator.normal(scale=0.3, size=(30, 16)).astype(np.float32))

    def sizes(near: float) -> list[int]:
        monkeypatch.setattr(group_constructs, "NEAR", near)
        found = group(places, np.zeros((30, 0), dtype=np.float32), places, study, seed=1)
        return sorted(np.bincount(found.labels).tolist())

    apart, joined, all_joined = sizes(np.inf), sizes(0.5), sizes(-np.inf)
    assert apart.count(1) > joined.count(1) >= all_joined.count(1) == 0
    assert max(all_joined) <= 10  # still no theme of more than a third


def test_no_family_of_themes_holds_more_than_a_third() -> None:
    centres = unit(np.repeat(np.eye(3, 5, dtype=np.float32), [4, 3, 2], axis=0) + 0.2 * np.eye(9, 5, dtype=np.float32))
    ten, few = np.full((1, 9), 10), np.array([[10, 10, 10, 10, 1, 1, 1, 1, 1]])
    assert {len(f) for f in families(centres, few)} <= {2, 3}  # the four that stand together hold nearly all
    assert all(ten[0, f].sum() <= ten.sum() / 3 for f in families(centres, ten))


@pytest.mark.parametrize(
    ("label", "about"),
    [
        ("Characteristics of the participants", True),
        ("Response rate", True),
        ("Focus groups", True),
        ("Retention", True),
        ("Participant recruitment and retention", True),
        ("Research trial", True),
        ("The intervention", True),
        ("The context", True),
        ("A context of fear", False),
        ("The STEPS programme", True),
        ("The programme gave a rhythm to the week", False),
        ("Retention of dignity", False),
        ("Participants found strength in talking", False),
        ("Recruitment as a test of trust", False),
    ],
)
def test_labels_of_how_a_study_was_made_found_no_theme(label: str, about: bool) -> None:
    assert is_about_the_study(label) is about


def test_ids_survive_a_new_paper_and_what_moved_is_told(corpus: Sample) -> None:
    first = {p.id for p in corpus.papers[:5]}
    before = corpus.find(keep=first)
    after = corpus.find(earlier=before.themes)
    assert {t.id for t in after.leaves} == {t.id for t in before.leaves}
    assert set(after.changes.kept) >= {t.id for t in before.leaves}
    assert after.changes.gone == ()
    assert after.changes.moved == ()


def test_a_theme_of_one_study_or_one_setting_is_flagged() -> None:
    small = sample(papers=5, each=3)
    keep = [
        i
        for i, ((paper, _), s) in enumerate(zip(small.rows, small.subject, strict=True))
        if s != "grief" or paper == small.papers[0].id
    ]
    keep = [i for i in keep if small.subject[i] != "story" or small.rows[i][0] in {p.id for p in small.papers[:2]}]
    countries = ["Ireland", "Ireland", "Canada", "Denmark", "Norway"]
    studies = [Study(f"s{i}", (p.id,), contexts={"country": countries[i]}) for i, p in enumerate(small.papers)]
    found = find_themes(small.papers, studies, [small.rows[i] for i in keep], small.vectors[keep], seed=1)
    flags = {len(t.studies): t.flags for t in found.leaves}
    assert flags[5] == ()
    assert flags[1] == ("one_study",)
    assert flags[2] == ("one_setting",)
    wide = next(t for t in found.leaves if len(t.studies) == 5)
    assert wide.contexts["country"]["Ireland"] == 2


def test_vectors_and_papers_must_go_with_the_passages(corpus: Sample) -> None:
    with pytest.raises(ValueError, match="one row for each passage"):
        find_themes(corpus.papers, (), corpus.rows, corpus.vectors[:3], seed=1)
    with pytest.raises(ValueError, match="without the paper"):
        find_themes(corpus.papers[1:], (), corpus.rows, corpus.vectors, seed=1)


def test_few_passages_import_neither_umap_nor_numba() -> None:
    code = (
        "import sys, numpy as np; from thirdorder.nlp.themes.clustering import cluster;"
        "x = np.random.default_rng(0).normal(size=(60, 8)).astype('float32');"
        "x /= np.linalg.norm(x, axis=1, keepdims=True);"
        "cluster(x, np.zeros(60, dtype='int32'), 0);"
        "import thirdorder.nlp.themes; print(sorted({'umap', 'numba', 'torch'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_studys_centre_is_taken_out_but_not_from_one_study_alone() -> None:
    generator = np.random.default_rng(2)
    x = unit(generator.normal(size=(40, 16)).astype(np.float32))
    study = np.repeat([0, 1], 20).astype(np.int32)
    x[study == 1] += 0.3
    x = unit(x)
    apart = np.linalg.norm(x[:20].mean(0) - x[20:].mean(0))
    out = centred(x, study, 0.9)
    assert np.linalg.norm(out[:20].mean(0) - out[20:].mean(0)) < apart / 1.5
    assert np.allclose(centred(x, np.zeros(40, dtype=np.int32)), x, atol=1e-6)


def test_neighbours_are_exact_and_share_out_among_studies() -> None:
    generator = np.random.default_rng(3)
    x = unit(generator.normal(size=(50, 8)).astype(np.float32))
    index, distance = neighbours(x, 5)
    brute = np.argsort(1 - x @ x.T - 2 * np.eye(50), axis=1, kind="stable")[:, :5]
    assert np.array_equal(index, brute)
    assert np.all(np.diff(distance, axis=1) >= -1e-6)
    study = np.repeat(np.arange(5), 10).astype(np.int32)
    index, _ = neighbours(x, 5, study, 2)
    assert np.array_equal(index[:, 0], np.arange(50))
    assert ((study[index] == study[:, None]).sum(axis=1) <= 2).all()


def test_an_id_is_kept_by_half_of_the_members_and_given_once() -> None:
    earlier = {"t-a": frozenset("abcd"), "t-b": frozenset("efgh")}
    assert keep_ids(earlier, [frozenset("abx"), frozenset("efghy")]) == ["t-a", "t-b"]
    assert keep_ids(earlier, [frozenset("ax"), frozenset("bcd")])[1] == "t-a"
    lost = keep_ids({"t-a": frozenset("abcdef")}, [frozenset("ab"), frozenset("cd"), frozenset("ef")])
    assert "t-a" not in lost
    assert founding_id(["a", "b"]) == founding_id(["b", "a"])


def test_changes_tell_splits_and_merges() -> None:
    earlier = {"a": frozenset("123456"), "b": frozenset("78"), "c": frozenset("90"), "d": frozenset("xy")}
    later = {"a": frozenset("123"), "n": frozenset("456"), "m": frozenset("7890"), "z": frozenset("pq")}
    found = changes(earlier, later)
    assert found.kept == ("a",)
    assert found.split == {"a": ("a", "n")}
    assert found.merged == {"m": ("b", "c")}
    assert found.new == ("z",)
    assert found.gone == ("d",)
