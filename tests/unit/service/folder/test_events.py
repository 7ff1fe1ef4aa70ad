"""What people changed: added line by line, shown in what people read, the machine's themes left as they are."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from thirdorder.models import load_encoder
from thirdorder.nlp.changes.kinds import Rename, Taken, Undo, WasRead
from thirdorder.nlp.pipeline import Run
from thirdorder.service.errors import RunFolderError
from thirdorder.service.folder.events import about_themes, add_event, read_events
from thirdorder.service.folder.exports import export
from thirdorder.service.folder.files import Folder
from thirdorder.service.folder.write import earlier_themes, header, unchanged, write_run
from thirdorder.service.run.cache import Cache
from thirdorder.service.run.inputs import load_inputs
from thirdorder.service.run.job import do

WORDS = {
    "giving": "Volunteers spoke of giving back what they had been given. It was a comfort and a source of pride.",
    "limits": "Where to draw the line was never settled. However, not all of the volunteers were troubled by it.",
}


@pytest.fixture
def passages(tmp_path: Path) -> Path:
    rows = ["document,passage,text"]
    rows += [
        f'{study},{subject} {i},"{text} Day {i} in {study}."'
        for study in ("Abel", "Moss", "Zander") for subject, text in WORDS.items() for i in range(4)
    ]  # fmt: skip
    path = tmp_path / "passages.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    return path


def run(corpus: Path, out: Path) -> bool:
    """The job into `out`; whether it had to be done, as the command decides it."""
    gathered = load_inputs(str(corpus))
    earlier, continues = earlier_themes(out)
    inputs = gathered.inputs(earlier, about_themes(read_events(out)))
    encoder, settings = load_encoder("hashing"), Run(seed=1)
    head = header(inputs, gathered.hashes, encoder, settings, continues)
    if unchanged(out, head):
        return False
    write_run(out, do(inputs, encoder, settings, Cache(out.parent / "cache")), head, title="Test")
    return True


def test_a_change_shows_in_report_and_exports_and_leaves_the_machines_themes(passages: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    assert run(passages, out)
    before = (out / "themes.json").read_bytes()
    themes = Folder(out).themes
    add_event(out, "ana", Rename(themes[0].id, "Bread and salt"), why="theirs")
    assert "Bread and salt" in export(out, "codebook.csv").decode()
    assert run(passages, out)
    assert not run(passages, out)
    assert "Bread and salt" in (out / "report.html").read_text(encoding="utf-8")
    assert (out / "themes.json").read_bytes() == before
    add_event(out, "ben", Undo(1))
    assert run(passages, out)
    assert "Bread and salt" not in (out / "report.html").read_text(encoding="utf-8")
    assert [(e.seq, e.who, e.op) for e in read_events(out)] == [(1, "ana", "rename"), (2, "ben", "undo")]


def test_synthesis_json_quotes_what_it_points_to(passages: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    run(passages, out)
    found = json.loads((out / "synthesis.json").read_text(encoding="utf-8"))
    assert found["schema"] == "thirdorder/synthesis@2"
    assert found["saturation"] is None
    papers = {p["id"]: p["text"] for p in map(json.loads, (out / "papers.jsonl").read_text("utf-8").splitlines())}
    assert found["to_check"]
    for one in found["to_check"]:
        for side in ("here", "qualifies"):
            place = one[side]
            assert papers[place["paper"]][place["start"] : place["end"]] == place["quote"] != ""


def test_decisions_on_suggestions_change_nothing_about_themes(tmp_path: Path) -> None:
    add_event(tmp_path, "ana", Taken("p", "c", "p:p0-9"))
    assert about_themes(read_events(tmp_path)) == ()


def test_what_is_no_event_is_refused_and_a_damaged_line_named(tmp_path: Path) -> None:
    assert read_events(tmp_path) == ()
    odd = '{"seq": 1, "who": "ana", "when": "", "op": "erase"}'
    for line, said in (('{"seq": 1}', "who"), (odd, "erase"), (odd.replace("erase", "rename"), "theme")):
        (tmp_path / "events.jsonl").write_text(line + "\n", encoding="utf-8")
        with pytest.raises(RunFolderError, match=f"line 1.*{said}"):
            read_events(tmp_path)


def test_events_of_two_people_at_once_bear_numbers_of_their_own(tmp_path: Path) -> None:
    def read(n: int) -> None:
        add_event(tmp_path, f"reader {n % 2}", WasRead(str(n)))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(read, range(200)))
    assert [e.seq for e in read_events(tmp_path)] == list(range(1, 201))
