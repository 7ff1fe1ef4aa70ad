"""People change themes of a finished run from the command line: recorded, replayed, undone, never overwritten."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from .conftest import Command


@pytest.fixture
def run(example_run: Path, tmp_path: Path) -> Path:
    """A run of one's own to change."""
    return Path(shutil.copytree(example_run, tmp_path / "run"))


def themes(run: Path) -> list[dict[str, Any]]:
    """The machine's themes that hold no others, by how many passages."""
    found = json.loads((run / "themes.json").read_text(encoding="utf-8"))["themes"]
    parents = {t["parent"] for t in found}
    return sorted((t for t in found if t["id"] not in parents), key=lambda t: -len(t["passages"]))


def events(run: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (run / "events.jsonl").read_text(encoding="utf-8").splitlines()]


def codebook(thirdorder: Command, run: Path, out: Path) -> str:
    """The themes as the exported tables show them."""
    from docx import Document

    assert thirdorder("export", run, "--to", out / "tables.docx").returncode == 0
    table = Document(str(out / "tables.docx")).tables[1]
    return "\n".join(" | ".join(cell.text for cell in row.cells) for row in table.rows)


def test_rename_merge_and_undo(thirdorder: Command, run: Path, tmp_path: Path) -> None:
    first, second = (t["id"] for t in themes(run)[:2])
    before = (run / "themes.json").read_bytes()
    done = thirdorder("change", "rename", run, first, "Holding the door", "--who", "JM", "--why", "their words")
    assert done.returncode == 0, done.stderr
    assert thirdorder("change", "merge", run, first, second, "--who", "JM").returncode == 0
    assert (run / "themes.json").read_bytes() == before
    assert [(e["op"], e["who"]) for e in events(run)] == [("rename", "JM"), ("merge", "JM")]
    shown = codebook(thirdorder, run, tmp_path)
    assert "Holding the door" in shown
    assert themes(run)[1]["label"] not in shown
    assert thirdorder("change", "undo", run, 2, "--who", "JM").returncode == 0
    assert themes(run)[1]["label"] in codebook(thirdorder, run, tmp_path)
    listed = json.loads(thirdorder("change", "list", run, "--format", "json").stdout)
    assert [e["stands"] for e in listed] == [True, False, False]


def test_split_and_move(thirdorder: Command, run: Path) -> None:
    first, second = themes(run)[:2]
    taken = [p["id"] for p in first["passages"][:2]]
    done = thirdorder("change", "split", run, first["id"], *taken, "--label", "Chairs", "--format", "json")
    event = json.loads(done.stdout)
    new = event["after"]["themes"][1]
    assert new["label"] == "Chairs"
    assert sorted(new["passages"]) == sorted(taken)
    assert new["theme"].startswith("t-")
    moved = thirdorder("change", "move", run, taken[0], "--from", new["theme"], "--to", second["id"])
    assert moved.returncode == 0, moved.stderr
    gone = thirdorder("change", "move", run, taken[0], "--from", new["theme"])
    assert gone.returncode == 3
    assert "does not hold passage" in gone.stderr
    assert len(events(run)) == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("rename", "t-nowhere", "X"), "There is no theme t-nowhere"),
        (("undo", "7"), "There is no change number 7"),
        (("relevance", "nowhere", "out"), "There is no findings passage nowhere"),
        (("translate", "nowhere", "same", "elsewhere"), "There is no construct nowhere"),
    ],
)
def test_what_fits_nothing_is_refused_in_a_sentence(
    thirdorder: Command, run: Path, words: tuple[str, ...], said: str
) -> None:
    done = thirdorder("change", words[0], run, *words[1:])
    assert done.returncode == 3
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert events(run) == []


def test_verdicts_and_relevance_reach_the_next_run(thirdorder: Command, run: Path) -> None:
    sheet = json.loads((run / "synthesis.json").read_text(encoding="utf-8"))["translation"]
    row = next(r for r in sheet["rows"] if r["candidates"])
    one, other = row["construct"], row["candidates"][0]["construct"]
    done = thirdorder("change", "translate", run, one, "overlaps", other, "--why", "both wait", "--who", "JM")
    assert done.returncode == 0, done.stderr
    assert thirdorder("change", "translate", run, one, "no_counterpart", other).returncode == 3
    passage = themes(run)[0]["passages"][0]["id"]
    assert thirdorder("change", "relevance", run, passage, "out", "--who", "JM").returncode == 0
    again = thirdorder("run", "example", "--out", run, "--model", "hashing")
    assert again.returncode in (0, 1), again.stderr
    rows = json.loads((run / "synthesis.json").read_text(encoding="utf-8"))["translation"]["rows"]
    (verdict,) = next(r for r in rows if r["construct"] == one)["verdicts"]
    assert (verdict["verdict"], verdict["memo"], verdict["who"]) == ("overlaps", "both wait", "JM")
    assert all(p["id"] != passage for t in themes(run) for p in t["passages"])
    table = (run / "passages.csv").read_text(encoding="utf-8")
    assert ",out," in next(line for line in table.splitlines() if passage in line)


def test_tidy_gathers_labels_and_writes_a_codebook(thirdorder: Command, tmp_path: Path) -> None:
    from thirdorder.corpora.codebooks import read_codebook

    grid = tmp_path / "grid.csv"
    grid.write_text("study,themes\nA 2001,Giving back; Boundaries\nB 2002,giving back\nC 2003,boundaries\n", "utf-8")
    out = tmp_path / "codebook.csv"
    done = thirdorder("tidy", grid, "--model", "hashing", "--codebook", out, "--format", "json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["mentions"], found["labels"]) == (4, 2)
    assert {p["name"]: p["count"] for p in found["proposals"]} == {"Giving back": 2, "Boundaries": 2}
    assert {c.name for c in read_codebook(out.read_bytes(), "codebook.csv").codes} == {"Giving back", "Boundaries"}
    assert found["cores"] == [], "two labels that are unlike make no core"


def test_tidy_writes_cores_above_constructs(thirdorder: Command, tmp_path: Path) -> None:
    from thirdorder.corpora.codebooks import read_codebook

    grid, out = tmp_path / "grid.csv", tmp_path / "codebook.csv"
    grid.write_text("study,themes\nA 2001,trust in staff\nB 2002,trust of family\nC 2003,long waiting\n", "utf-8")
    done = thirdorder("tidy", grid, "--model", "hashing", "--codebook", out)
    assert done.returncode == 0, done.stderr
    assert "What may be one core construct" in done.stdout
    assert "Trust in staff; Trust of family" in done.stdout
    codes = {c.name: c.parent for c in read_codebook(out.read_bytes(), "codebook.csv").codes}
    core = "Trust in staff; Trust of family"
    assert codes == {core: None, "Trust in staff": core, "Trust of family": core, "Long waiting": None}
