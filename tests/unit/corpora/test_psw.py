"""The packaged facts about 34 studies are complete, hold together, and say so where their source does not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from thirdorder.corpora import psw
from thirdorder.corpora.grid import grid_codings, match_grid
from thirdorder.corpora.paper_names import match_papers
from thirdorder.corpora.studies import join_studies
from thirdorder.corpora.tables import fold, read_table

SHARED = Path(__file__).resolve().parents[4] / "shared"
SOURCE = SHARED / "seed" / "peer-support-metasynthesis.txt"


def needs_source(test: Callable[[], None]) -> Callable[[], None]:
    """Skip where the article is not beside the repository."""
    absent = pytest.mark.skipif(not SOURCE.is_file(), reason="the article is not beside the repository")
    return pytest.mark.shared(absent(test))


def test_table_1_is_complete() -> None:
    grid = psw.table1()
    assert len(grid.rows) == 34
    assert sum(len(row.codes) for row in grid.rows) == 118
    assert len(grid.codes) == 75
    assert all(5 <= int(row.values["casp"]) <= 9 for row in grid.rows)
    assert [row.values["study_number"] for row in grid.rows] == [str(i) for i in range(1, 35)]
    for row in grid.rows:  # what was split is what was printed
        printed = row.values["themes_as_printed"].rstrip(".")
        assert [fold(part) for part in printed.split(", ")] == [fold(code) for code in row.codes]


def test_codings_and_studies_say_what_the_table_says() -> None:
    grid = psw.table1()
    assert psw.codings() == grid_codings(grid, "Table 1")
    studies = join_studies(psw.studies())
    assert [s.id for s in studies] == [row.study for row in grid.rows]
    for study, row in zip(studies, grid.rows, strict=True):
        assert all(study.contexts[c] == row.values[c] for c in study.contexts)


def test_the_codebook_is_two_core_constructs_with_strengths_and_challenges_and_all_labels() -> None:
    book = psw.codebook()
    children = Counter(code.parent for code in book.codes)
    assert [c.code for c in book.codes if c.parent is None] == ["identity", "self"]
    assert children["identity"] == children["self"] == 2
    assert {c.code for c in book.codes if c.parent in ("identity", "self")} == set(psw.PARTS)
    assert sum(children[part] for part in psw.PARTS) == 75
    assert {c.code for c in psw.codings()} == {c.code for c in book.codes if c.parent in psw.PARTS}


def test_statements_are_complete() -> None:
    statements = psw.statements()
    assert [s.number for s in statements] == list(range(1, 110))
    assert sum(len(s.studies) for s in statements) == 262
    assert sum(bool(s.studies) for s in statements) == 92
    assert {s.part for s in statements} == set(psw.PARTS)
    known = {row.study for row in psw.table1().rows}
    assert {study for s in statements for study in s.studies} == known
    by_number = {int(r.values["reference_number"]): r.study for r in psw.table1().rows}
    for s in statements:
        assert s.studies == tuple(by_number[n] for n in s.references if n in by_number)
        assert s.gist.startswith("Literature: ") == (not s.studies)


def test_references_hold_every_study_and_one_paper_twice() -> None:
    references = psw.references()
    assert len(references) == 35
    assert references[2] == references[44]
    assert {r.id for r in references.values()} == {row.study for row in psw.table1().rows}
    assert {int(r.values["reference_number"]) for r in psw.table1().rows} == set(references) - {44}
    identifiers = read_table(psw.files()["references.csv"], "references.csv").rows
    assert [r["reference"] for r in identifiers if not r["doi"]] == ["13", "15", "17", "33", "35"]
    assert [r["reference"] for r in identifiers if not r["pmid"]] == ["12", "15", "17", "22", "32"]


def test_oddities_are_marked_where_a_program_would_look() -> None:
    studies = {s.id: s for s in join_studies(psw.studies())}
    assert [s.id for s in studies.values() if s.review] == ["Walker & Bryant 2013"]
    assert {s.id: s.overlaps for s in studies.values() if s.overlaps} == {
        "Moran et al. 2012": ("Moran et al. 2012b",),
        "Moran et al. 2012b": ("Moran et al. 2012",),
    }
    kinds = Counter(o.kind for o in psw.oddities())
    assert kinds["duplicate reference"] == kinds["review among studies"] == kinds["one sample twice"] == 1
    assert kinds["row against abstract"] == 2


def test_studies_find_their_papers_by_doi_or_by_author_and_year() -> None:
    names = [replace(r.name, id=f"file {n}") for n, r in psw.references().items() if n != 44]
    by_doi = match_papers([row.paper for row in psw.studies() if row.paper.startswith("10.")], names)
    assert (len(by_doi.found), by_doi.missing) == (29, ())
    found, lost = match_grid(psw.table1(), names)
    numbers = {row.study: row.values["reference_number"] for row in psw.table1().rows}
    assert found == {study: f"file {numbers[study]}" for study in found}
    # Two years differ from the reference list, and two papers share their author and year.
    assert lost == ("Aoun et al. 2012", "Barg et al. 2011", "Moran et al. 2012", "Moran et al. 2012b")


@needs_source
def test_table_and_citations_are_those_of_the_article() -> None:
    printed = read_table((SHARED / "data" / "psw_table1.csv").read_bytes(), "psw_table1.csv")
    for row, theirs in zip(psw.table1().rows, printed.rows, strict=True):
        assert "; ".join(row.codes) == theirs["themes"].replace(";", "; ")
        for column in ("reference_number", "country", "discipline", "participants", "method", "casp"):
            assert row.values[column] == theirs[column]
    text = SOURCE.read_text(encoding="utf-8")
    results = text[text.index("\nResults\n", text.index("Search Results")) : text.index("\nDiscussion\n\nSyst")]
    cited = [re.split(",", m[1]) for m in re.finditer(r"\[(\d[\d,–\- ]*)\]", results)]
    assert len(cited) == 109
    for group, statement in zip(cited, psw.statements(), strict=True):
        numbers = [[int(n) for n in re.split("[–-]", part)] for part in group]
        assert statement.references == tuple(n for ends in numbers for n in range(ends[0], ends[-1] + 1))


@needs_source
def test_gists_are_in_words_of_our_own() -> None:
    source = " ".join(re.findall(r"\w+", SOURCE.read_text(encoding="utf-8").casefold()))
    for text in (*(s.gist for s in psw.statements()), *(c.definition for c in psw.codebook().codes)):
        words = re.findall(r"\w+", text.casefold())
        runs = [" ".join(words[i : i + 5]) for i in range(len(words) - 4)]
        assert not [run for run in runs if f" {run} " in source]
