"""The page and the grid of a large run: a part is shown, and what is left out is said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from thirdorder.corpora.placing import Placed
from thirdorder.evaluation import Assessment
from thirdorder.models import HashingEncoder
from thirdorder.nlp.pipeline import Result, parse, run
from thirdorder.service.errors import RunFolderError
from thirdorder.service.folder import grid_of_run
from thirdorder.service.folder.files import Folder
from thirdorder.service.folder.report import report_view, view, write_report
from thirdorder.service.run.job import Outcome

TEXT = """How volunteers in ward {i} lived with work

Methods

We interviewed people in ward {i}.

Findings

Giving back

Volunteers in ward {i} gave something back and it made their illness worth something.

Giving back meant that what they had been given in ward {i} went on to others.

Drawing the line

Nobody had told them in ward {i} where to draw the line between friend and helper.

The line was drawn anew in ward {i} each time a telephone rang at night.

Discussion

This was so in ward {i}.
"""


@pytest.fixture(scope="module")
def result() -> Result:
    papers = [parse(TEXT.replace("{i}", str(i)).encode(), f"{i}.txt") for i in range(5)]
    return run(papers, HashingEncoder())


def test_the_page_of_a_large_run_shows_a_part_and_says_so(result: Result, monkeypatch: pytest.MonkeyPatch) -> None:
    assert report_view(result).left_out == ""
    monkeypatch.setattr(view, "FEW", 4)
    monkeypatch.setattr(view, "ROWS", 2)
    monkeypatch.setattr(view, "GATHERED", 1)
    shown = report_view(result)
    assert len(shown.rows) == len(shown.papers) == 2
    page = write_report(shown, title="Large")
    assert "the table shows the 2 of 5 studies that stand under most themes" in page
    assert "<b>5</b>studies" in page
    assert "<b>5</b>papers read" in page
    assert "more, in themes.json" in page
    assert page.count('scope="row"') == 2


def test_the_grid_of_a_large_run_quotes_one_passage_a_study_and_theme(
    result: Result, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome = Outcome(result, Assessment(), Placed(()), {})
    assert grid_of_run.grid_note(outcome) == ()
    monkeypatch.setattr(grid_of_run, "FEW", 4)
    (said,) = grid_of_run.grid_note(outcome)
    assert "the strongest passage of each study and theme alone" in said
    made = grid_of_run.grid_of(outcome)
    assert len(made.rows) == 5
    assert len({(e.study, e.code) for e in made.evidence}) == len(made.evidence) > 0


@pytest.mark.parametrize("number", [0, 1, 5000])
def test_vectors_are_written_piece_by_piece_as_numpy_does_and_mapped_when_read(number: int, tmp_path: Path) -> None:
    vectors = np.random.default_rng(0).normal(size=(number, 4)).astype(np.float32)
    Folder(tmp_path).vectors = vectors
    np.save(tmp_path / "whole.npy", vectors)
    assert (tmp_path / "vectors.npy").read_bytes() == (tmp_path / "whole.npy").read_bytes()
    read = Folder(tmp_path).vectors
    assert np.array_equal(read, vectors)
    (tmp_path / "vectors.npy").write_bytes(b"x")
    with pytest.raises(RunFolderError, match="is damaged"):
        _ = Folder(tmp_path).vectors


def test_themes_of_one_study_alone_stand_apart(result: Result) -> None:
    wide = next(t for t in result.themes.leaves if len(t.studies) > 1)
    alone = [replace(wide, id=f"t-{i}", label=f"Chapter {i}", studies=wide.studies[:1]) for i in range(2)]
    shown = report_view(replace(result, themes=replace(result.themes, themes=(wide, *alone))))
    assert shown.alone == 2
    page = write_report(shown, title="Apart")
    assert "<b>1</b>candidate themes over studies" in page
    assert "<b>2</b>of one study alone" in page
    heading = page.index('id="one-study"')
    assert page.count('id="one-study"') == 1
    assert page.index('id="theme-1"') < heading < page.index('id="theme-2"')
