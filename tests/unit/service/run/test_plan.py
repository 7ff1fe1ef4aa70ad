"""What a run says before it reads, and how long is left while it does."""

from __future__ import annotations

from pathlib import Path

import pytest

from thirdorder.nlp.pipeline import parse
from thirdorder.service.commands.common import Progress, lasting
from thirdorder.service.run.cache import Cache
from thirdorder.service.run.plan import planned
from thirdorder.service.run.reading import key
from thirdorder.service.run.sources import find_sources


def test_a_plan_tells_what_is_read_known_joined_and_refused(tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "a.txt").write_text("Findings\n\nPeople gave something back.\n")
    (folder / "b.txt").write_text("Findings\n\nNobody had told them where to stop.\n")
    (folder / "c.txt").write_text("Findings\n\nNobody had told them where to stop.\n")
    (folder / "d.rtf").write_text("{}")
    sources, cache = find_sources(folder), Cache(tmp_path / "cache")
    first = sources[0]
    cache.put_paper(key((first, None)), parse(first.file.load(), first.name))
    plan = planned(sources, cache)
    said = "\n".join(plan.lines())
    assert "known: a.txt" in said
    assert "read: b.txt (joined with c.txt: one paper)" in said
    assert "refused: d.rtf was passed over" in said
    assert "2 papers: 1 known from before, 1 to read (0.0 MB). Nothing was read or written." in said
    assert plan.to_dict()["read"] == [["b.txt", "c.txt"]]


def test_progress_estimates_what_is_left_after_the_first_part(capsys: pytest.CaptureFixture[str]) -> None:
    progress = Progress()
    progress("reading", 0, 1000)
    progress("reading", 3, 1000)
    assert "left" not in capsys.readouterr().err
    progress("reading", 16, 1000)
    assert "reading: 16 of 1000, about" in capsys.readouterr().err
    progress("reading", 17, 1000)  # half a minute has not gone by
    assert "17 of" not in capsys.readouterr().err
    assert lasting(5400) == "about 1.5 hours"
    assert lasting(600) == "about 10 minutes"
