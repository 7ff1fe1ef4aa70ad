"""The packaged review is whole, says that it is invented, and is what its source makes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from typing import Any

import pypdfium2
import pytest
from sklearn.metrics import cohen_kappa_score

from thirdorder.corpora.codebooks import read_codebook
from thirdorder.corpora.codings import read_codings, use_keys
from thirdorder.corpora.example import files, new_papers, papers, question
from thirdorder.corpora.grid import read_grid
from thirdorder.corpora.ris import read_ris
from thirdorder.corpora.studies import read_studies
from thirdorder.corpora.tables import read_table
from thirdorder.nlp.reading import read
from thirdorder.nlp.review import Codebook, Coding

SCANNED = "befrienders"
STEMS = sorted(name.removesuffix(".pdf") for name in papers())
TEXTUAL = [stem for stem in STEMS if stem != SCANNED]


def codebook() -> Codebook:
    return read_codebook(files()["codebook.csv"], "codebook.csv")


def codings() -> tuple[Coding, ...]:
    return read_codings(files()["codings.csv"], "codings.csv")


def gold(stem: str) -> dict[str, Any]:
    return dict(json.loads(files()[f"gold/{stem}.json"]))


def pages(pdf: bytes) -> list[str]:
    return [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf)]


def flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def test_it_is_as_large_as_a_review_and_small_to_ship() -> None:
    everything = {**papers(), **new_papers()}
    assert len(papers()) == 10
    assert len(new_papers()) == 1
    assert all(6 <= len(pypdfium2.PdfDocument(pdf)) <= 10 for pdf in everything.values())
    assert sum(map(len, everything.values())) < 1_500_000
    assert question().endswith("?")


@pytest.mark.parametrize("stem", [*TEXTUAL, "birth"])
def test_every_paper_says_on_its_first_page_that_it_is_invented(stem: str) -> None:
    first = pages({**papers(), **new_papers()}[f"{stem}.pdf"])[0]
    assert "Invented for testing software" in flat(first)


def test_the_scan_is_made_of_pictures_alone() -> None:
    assert not "".join(pages(papers()[f"{SCANNED}.pdf"])).strip()


def test_every_reference_is_marked_as_invented() -> None:
    for stem in STEMS:
        references = [p for s in gold(stem)["sections"] if s["role"] == "references" for p in s["paragraphs"]]
        assert references
        assert all(r.endswith(("[invented reference]", "[referencia inventada]")) for r in references)


def test_codings_use_the_codebook_and_cover_every_paper_by_both_coders_and_their_agreement() -> None:
    assert 7 <= len(codebook().codes) <= 12
    assert all(code.definition for code in codebook().codes)
    assert use_keys(codings(), codebook())[1] == ()
    for coder in ("mirren", "tobias", "consensus"):
        assert sorted({c.unit for c in codings() if c.coder == coder}) == STEMS


def test_the_coders_disagree_as_people_do() -> None:
    cells = [(stem, code.code) for stem in STEMS for code in codebook().codes]
    marked = {coder: {(c.unit, c.code) for c in codings() if c.coder == coder} for coder in ("mirren", "tobias")}
    first, second = ([cell in marked[coder] for cell in cells] for coder in ("mirren", "tobias"))
    same = sum(a == b for a, b in zip(first, second, strict=True)) / len(cells)
    assert 0.85 <= same <= 0.9
    assert 0.6 <= cohen_kappa_score(first, second) <= 0.75
    quotes = {coder: {(c.unit, c.code, c.quote) for c in codings() if c.coder == coder} for coder in marked}
    overlapping = [
        (one, other)
        for one in quotes["mirren"]
        for other in quotes["tobias"]
        if one[:2] == other[:2] and one[2] != other[2] and (one[2] in other[2] or other[2] in one[2])
    ]
    assert len(overlapping) > 10


@pytest.mark.parametrize("stem", TEXTUAL)
def test_every_coded_quotation_stands_in_the_paper_as_read(stem: str) -> None:
    text = flat(read(papers()[f"{stem}.pdf"], f"{stem}.pdf").text)
    missing = sorted({c.quote for c in codings() if c.unit == stem and flat(c.quote) not in text})
    assert not missing


@pytest.mark.parametrize("stem", TEXTUAL)
def test_gold_is_what_the_page_says(stem: str) -> None:
    text = flat(read(papers()[f"{stem}.pdf"], f"{stem}.pdf").text)
    headings = [s["title"] for s in gold(stem)["sections"]]
    assert all(flat(h).lower() in text.lower() for h in headings)
    spoken = [v for v in gold(stem)["voices"] if v["voice"] == "participant"]
    assert len(spoken) >= 10
    assert all(flat(v["text"]) in text for v in spoken)


@pytest.mark.parametrize("stem", STEMS)
def test_constructs_share_out_the_findings(stem: str) -> None:
    paper = gold(stem)
    findings = [n for s in paper["sections"] if s["is_findings"] and not s["quantitative"] for n in s["numbers"]]
    covered = Counter(n for c in paper["constructs"] for n in c["paragraphs"])
    assert len(paper["constructs"]) >= 3
    assert set(covered) <= set(findings)
    assert max(covered.values()) == 1
    assert len(covered) >= 0.8 * len(findings)


def test_the_kinds_of_paper_that_reviews_hold_are_all_there() -> None:
    papers_gold = [gold(stem) for stem in STEMS]
    assert {g["language"] for g in papers_gold} == {"en", "es"}
    assert [g["id"] for g in papers_gold if g["scanned"]] == [SCANNED]
    assert len({g["layout"] for g in papers_gold}) == len(papers_gold)
    assert any(s["quantitative"] for g in papers_gold for s in g["sections"])
    assert any(s["role"] == "findings_discussion" for g in papers_gold for s in g["sections"])
    assert {c["source"] for g in papers_gold for c in g["constructs"]} == {"heading", "run_in_heading", "segment"}
    assert {v["voice"] for g in papers_gold for v in g["voices"]} == {
        "participant",
        "author_reporting",
        "author_interpreting",
        "literature",
        "field_note",
    }


def test_two_papers_are_one_study() -> None:
    rows = read_studies(files()["studies.csv"], "studies.csv")
    papers_of = Counter(row.study for row in rows)
    assert sorted(row.paper for row in rows) == STEMS
    assert len(papers_of) == 9
    assert [study for study, count in papers_of.items() if count == 2] == ["Ouellette gate study"]


def test_tables_beside_the_papers_hold_together() -> None:
    studies = {row.study for row in read_studies(files()["studies.csv"], "studies.csv")}
    for name in ("grid.csv", "grid.xlsx"):
        kept = read_grid(files()[name], name)
        assert {row.study for row in kept.rows} == studies
        assert set(kept.codes) == {code.name for code in codebook().codes}
    assert {r.id for r in read_ris(files()["references.ris"], "references.ris")} == {*STEMS, "birth"}
    appraisal = read_table(files()["appraisal.csv"], "appraisal.csv")
    assert Counter(row["paper"] for row in appraisal.rows) == dict.fromkeys(STEMS, 8)
    assert {row["study"] for row in appraisal.rows} == studies


def test_the_source_makes_the_tables_and_the_gold_byte_for_byte() -> None:
    pytest.importorskip("reportlab")
    from thirdorder.corpora.example.make import make

    made, shipped = make(), files()
    for path, data in made.items():
        if path.endswith(".pdf"):
            assert pages(data) == pages(shipped[path]), path
        elif not path.endswith(".xlsx"):
            assert data == shipped[path], path


def test_the_same_source_gives_the_same_page_bytes() -> None:
    pytest.importorskip("reportlab")
    from thirdorder.corpora.example.layouts import LAYOUTS
    from thirdorder.corpora.example.make import sources
    from thirdorder.corpora.example.typeset import typeset

    source = sources()["nightcafe"]
    assert typeset(source, LAYOUTS["press"]) == typeset(source, LAYOUTS["press"])


def test_using_the_review_needs_nothing_of_what_made_it() -> None:
    code = "import sys, thirdorder.corpora.example as e; e.files(); sys.exit('reportlab' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
