"""Papers and run folders in an object store: moto's server on loopback, spoken to as S3."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from moto.server import ThreadedMotoServer

from thirdorder.service.errors import CorpusError
from thirdorder.service.folder.files import Folder
from thirdorder.service.run.inputs import load_inputs
from thirdorder.service.run.remote import nearby, place
from thirdorder.service.run.sources import find_sources

TEXT = """How volunteers in ward {i} lived with work

Findings

Giving back

Volunteers in ward {i} gave something back and it made their illness worth something.

Drawing the line

Nobody had told them in ward {i} where to draw the line between friend and helper.
"""
RIS = "TY  - JOUR\nTI  - How volunteers in ward 0 lived with work\nPY  - 2019\nER  - \n"


@pytest.fixture(scope="module")
def store() -> Iterator[dict[str, str]]:
    """An object store with a bucket of four papers and their references; the environment that reaches it."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    environment = {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        bucket: Any = place("s3://review")
        bucket.mkdir()
        for i in range(3):
            (bucket / f"papers/{i}.txt").write_text(TEXT.replace("{i}", str(i)))
        (bucket / "papers/more/3 ü.txt").write_text(TEXT.replace("{i}", "3"))
        (bucket / "papers/list.ris").write_text(RIS)
        (bucket / "papers/broken.pdf").write_bytes(b"%PDF-1.4 cut off here")
        yield environment
    server.stop()


def ran(*words: str, cache: Path) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "thirdorder.service", *words], check=False,
        capture_output=True, text=True, env={**os.environ, "THIRDORDER_CACHE": str(cache)},
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def now(url: str) -> Path:
    """A place as it is, whatever this process saw of it before."""
    found: Any = place(url)
    found.fs.invalidate_cache()
    return place(url)


def held(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file() and p.name != "log.jsonl"}


@pytest.mark.usefixtures("store")
def test_a_run_from_a_store_to_a_store_gives_the_bytes_of_one_on_this_machine(tmp_path: Path) -> None:
    papers: Any = place("s3://review/papers")
    for one in papers.rglob("*"):
        if one.is_file():
            copy = tmp_path / "papers" / one.relative_to(papers).as_posix()
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(one.read_bytes())
    named = ("--model", "hashing", "--out")
    assert ran("run", str(tmp_path / "papers"), *named, str(tmp_path / "run"), cache=tmp_path / "a")[0] == 1
    code, said = ran("run", "s3://review/papers", *named, "s3://review/runs/mine", cache=tmp_path / "b")
    assert code == 1, said
    assert "refused: broken.pdf" in said
    assert "s3://review/runs/mine/report.html" in said
    assert held(now("s3://review/runs/mine")) == held(tmp_path / "run")
    # Run again, it is looked up; a person's change is put back; an export comes from it.
    code, _ = ran("run", "s3://review/papers", *named, "s3://review/runs/mine", cache=tmp_path / "b")
    assert code == 1
    assert "looked up" in now("s3://review/runs/mine/log.jsonl").read_text()
    passage = next(iter(Folder(tmp_path / "run").passages))
    code, said = ran("change", "relevance", "s3://review/runs/mine", passage, "out", "--why", "Worth", cache=tmp_path)
    assert code == 0, said
    assert "Worth" in now("s3://review/runs/mine/events.jsonl").read_text()
    code, said = ran("export", "s3://review/runs/mine", "--to", str(tmp_path / "grid.xlsx"), cache=tmp_path / "b")
    assert code == 0, said
    assert (tmp_path / "grid.xlsx").stat().st_size


@pytest.mark.usefixtures("store")
def test_a_copy_that_was_cut_off_is_made_again(tmp_path: Path) -> None:
    named = ("run", "s3://review/papers", "--model", "hashing", "--out", "s3://review/runs/cut")
    ran(*named, cache=tmp_path)
    whole = held(now("s3://review/runs/cut"))
    table = now("s3://review/runs/cut/passages.csv")
    table.write_bytes(table.read_bytes()[:50])
    code, said = ran(*named, cache=tmp_path)
    assert code == 1
    assert "passages.csv was cut or altered" in said
    assert held(now("s3://review/runs/cut")) == whole


@pytest.mark.usefixtures("store")
def test_references_and_odd_names_in_a_store_are_read_as_on_a_disk() -> None:
    gathered = load_inputs("s3://review/papers")
    assert [s.name for s in gathered.sources] == ["0.txt", "1.txt", "2.txt", "broken.pdf", "more/3 ü.txt"]
    assert [r.year for r in gathered.references] == [2019]
    (one,) = find_sources(place("s3://review/papers/1.txt"))
    assert one.file.size == len(TEXT.replace("{i}", "1").encode())


@pytest.mark.usefixtures("store")
def test_what_cannot_be_reached_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="nothing at s3://review/none"), nearby("s3://review/none", exists=True):
        pass
    with pytest.raises(CorpusError, match="nowhere://papers cannot be reached"):
        place("nowhere://papers")
    code, said = ran("run", "s3://review/nothing", "--out", str(tmp_path / "run"), cache=tmp_path)
    assert code == 3
    assert "s3://review/nothing holds no papers" in said
    code, said = ran("run", "s3://absent/papers", "--out", str(tmp_path / "run"), cache=tmp_path)
    assert code == 3
    assert "Traceback" not in said
