"""A large run as Parquet beside the JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from pyarrow import parquet

from thirdorder.service.cli import cli
from thirdorder.service.folder import columns
from thirdorder.service.folder.files import Folder
from thirdorder.service.folder.whole import damaged

TEXT = """How volunteers in ward {i} lived with work

Findings

Giving back

Volunteers in ward {i} gave something back and it made their illness worth something.
"""


def run(corpus: Path, out: Path) -> dict[str, bytes]:
    done = CliRunner().invoke(cli, ["run", str(corpus), "--out", str(out), "--model", "hashing"])
    assert done.exit_code == 0, done.output
    return {p.name: p.read_bytes() for p in out.glob("*.parquet")}


def test_parts_hold_what_the_json_holds_and_go_when_a_run_is_small(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THIRDORDER_CACHE", str(tmp_path / "cache"))
    corpus = tmp_path / "papers"
    corpus.mkdir()
    for i in range(5):
        (corpus / f"{i}.txt").write_text(TEXT.replace("{i}", str(i)))
    assert run(corpus, tmp_path / "small") == {}
    monkeypatch.setattr(columns, "FROM", 5)
    monkeypatch.setattr(columns, "PART", 2)
    made = run(corpus, tmp_path / "large")
    assert sorted(made) == sorted(f"{kind}-{i:04}.parquet" for kind in ("papers", "passages") for i in range(3))
    whole = Folder(tmp_path / "large")
    assert set(made) <= set(whole.head.files)
    papers = parquet.read_table(sorted((tmp_path / "large").glob("papers-*.parquet"))).to_pylist()
    assert {p["paper"]: p["text"] for p in papers} == {k: p.document.text for k, p in whole.papers.items()}
    assert {p["paper"]: p["study"] for p in papers} == dict(whole.study_of)
    passages = parquet.read_table(sorted((tmp_path / "large").glob("passages-*.parquet"))).to_pylist()
    assert [(p["row"], p["passage"], p["text"]) for p in passages] == [(r.row, r.passage, r.text) for r in whole.table]
    themes = json.loads((tmp_path / "large" / "themes.json").read_bytes())["themes"]
    assert {t for p in passages for t in p["themes"]} <= {t["id"] for t in themes}
    assert run(corpus, tmp_path / "again") == made
    (tmp_path / "large" / "papers-0001.parquet").write_bytes(b"cut")
    assert damaged(tmp_path / "large") == ("papers-0001.parquet",)
    assert run(corpus, tmp_path / "large") == made
    monkeypatch.setattr(columns, "FROM", 1000)
    (corpus / "4.txt").unlink()
    assert run(corpus, tmp_path / "large") == {}
