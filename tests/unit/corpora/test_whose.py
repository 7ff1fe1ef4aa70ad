"""Whose experience papers tell, in a paper's file and in the grid. The paper is invented for the test."""

from __future__ import annotations

from thirdorder.corpora.grid import Grid, GridEvidence, GridRow, read_grid, write_grid
from thirdorder.corpora.papers import paper_from_dict, paper_to_dict
from thirdorder.nlp.pipeline import parse

PAPER = b"""
<article><front><article-meta><title-group><article-title>An invented ward</article-title></title-group></article-meta>
</front><body><sec sec-type="results"><title>Results</title>
<p>One mother told us what she had wanted that night:</p>
<disp-quote><p>I wanted somebody to sit with me until it was light.</p></disp-quote>
<disp-quote><p>We sit with them when we can, and we often cannot. (Midwife, ward B)</p></disp-quote>
<disp-quote><p>There are two of us for twenty beds, so I run. (Midwife, ward C)</p></disp-quote>
</sec></body></article>
"""


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
