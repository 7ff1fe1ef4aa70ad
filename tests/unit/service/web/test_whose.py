"""Whose experience papers tell, as pages and the grid show it. The paper is invented for the test."""

from __future__ import annotations

from thirdorder.corpora.grid import Grid, GridEvidence, GridRow, read_grid, write_grid
from thirdorder.corpora.papers import paper_from_dict, paper_to_dict
from thirdorder.nlp.pipeline import parse
from thirdorder.service.web.whose import told_groups, whose_words

PAPER = b"""
<article><front><article-meta><title-group><article-title>An invented ward</article-title></title-group></article-meta>
</front><body><sec sec-type="results"><title>Results</title>
<p>One mother told us what she had wanted that night:</p>
<disp-quote><p>I wanted somebody to sit with me until it was light.</p></disp-quote>
<disp-quote><p>We sit with them when we can, and we often cannot. (Midwife, ward B)</p></disp-quote>
<disp-quote><p>There are two of us for twenty beds, so I run. (Midwife, ward C)</p></disp-quote>
</sec></body></article>
"""


def test_groups_are_counted_over_passages_and_papers() -> None:
    paper = parse(PAPER, "invented.xml")
    assert told_groups([paper]) == [("midwife", 2, 1), ("mother", 2, 1)]


def test_a_passage_shows_whose_it_is_and_the_words_outside_it_that_say_so() -> None:
    paper = parse(PAPER, "invented.xml")
    shown = [whose_words(paper_to_dict(paper), p.id) for p in paper.findings]
    assert [(w["group"], w["told_by"], w["words"]) for w in shown[1]] == [
        ("mother", "says the sentence that announces it", "mother")
    ]
    assert [(w["speaker"], w["group"], w["words"]) for w in shown[2]] == [("Midwife, ward B", "midwife", "")]
    assert whose_words(paper_to_dict(paper), "no such passage") == []


def test_groups_come_back_from_json_and_older_files_have_none() -> None:
    paper = parse(PAPER, "invented.xml")
    values = paper_to_dict(paper)
    assert paper_from_dict(values).passages == paper.passages
    for passage in values["passages"]:
        for voice in passage["voices"]:
            del voice["group"]
    assert all(v.group is None for p in paper_from_dict(values).passages for v in p.voices)


def test_the_grid_says_whose_a_quote_is_and_reads_it_back() -> None:
    evidence = GridEvidence("One", "waiting", "I wanted somebody.", 3, "participant", "mother")
    grid = read_grid(write_grid(Grid((GridRow("One", ("waiting",)),), (evidence,))), "grid.xlsx")
    assert grid.evidence == (evidence,)
