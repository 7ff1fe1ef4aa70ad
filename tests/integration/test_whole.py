"""A run is on disk whole or not at all, whenever its writing is broken off; what is cut afterwards is made again."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from pathlib import Path

import pytest

from tests.integration.conftest import Command
from thirdorder.service.folder import whole, write

WORDS = (
    "Companions said that staying was the work and that nobody had taught them.",
    "They told little of themselves and were sorry when they told more.",
    "Waiting without a task was hard at first and then became the point.",
    "Families asked what one does there and no word was long enough.",
)
APART = ("log.jsonl",)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("corpus") / "passages.csv"
    rows = [f"study{d},{p},{words} Study {d}." for d in range(4) for p, words in enumerate(WORDS)]
    path.write_text("document,passage,text\n" + "\n".join(rows) + "\n")
    return path


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file() and p.name not in APART}


def test_what_is_cut_or_altered_is_named_and_made_again(thirdorder: Command, corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    assert thirdorder("run", corpus, "--out", out, "--model", "hashing").returncode == 0
    first = bytes_of(out)
    assert whole.damaged(out) == ()
    (out / "vectors.npy").write_bytes(first["vectors.npy"][:99])
    (out / "grid.xlsx").unlink()
    (out / "report.html").write_bytes(first["report.html"].replace(b"study", b"Study"))
    assert set(whole.damaged(out)) == {"vectors.npy", "grid.xlsx", "report.html"}
    done = thirdorder("run", corpus, "--out", out, "--model", "hashing")
    assert "grid.xlsx was cut or altered" in done.stderr
    assert bytes_of(out) == first

    # Broken off before run.json: the run that stands is untouched, and what was begun is thrown away.
    (out / whole.NEXT).mkdir()
    (out / whole.NEXT / "themes.json").write_text("{")
    whole.finish(out)
    assert bytes_of(out) == first
    assert not (out / whole.NEXT).exists()


@pytest.mark.parametrize("moves", [0, 1, 5, 11])
def test_broken_off_while_it_is_put_in_place_it_goes_on(tmp_path: Path, moves: int, example_run: Path) -> None:
    out = tmp_path / "run"
    (out / whole.NEXT).mkdir(parents=True)
    for path in example_run.iterdir():
        if path.is_file():
            (out / path.name).write_bytes(b"of the run before")
            (out / whole.NEXT / path.name).write_bytes(path.read_bytes())
    left = moves
    real = Path.replace

    def broken(path: Path, goal: Path) -> Path:
        nonlocal left
        if left == 0:
            raise KeyboardInterrupt
        left -= 1
        return real(path, goal)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "replace", broken)
        with pytest.raises(KeyboardInterrupt):
            whole.finish(out)
    write.earlier_themes(out)
    assert whole.damaged(out) == ()
    assert (out / "run.json").read_bytes() == (example_run / "run.json").read_bytes()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="allowed to skip: needs a system that forks")
def test_killed_at_any_moment_of_writing_a_run_gives_the_bytes_of_an_unbroken_one(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Five seeded kills of a process that writes; `make soak` makes thirty."""
    from thirdorder.models import load_encoder
    from thirdorder.nlp.pipeline import Run
    from thirdorder.service.run.cache import Cache
    from thirdorder.service.run.inputs import load_inputs
    from thirdorder.service.run.job import do

    monkeypatch.setenv("THIRDORDER_CACHE", str(tmp_path / "cache"))
    gathered, encoder, settings = load_inputs(str(corpus)), load_encoder("hashing"), Run()
    outcome = do(gathered.inputs((), ()), encoder, settings, Cache())

    def go(out: Path) -> None:
        """What the command does once everything is worked out."""
        earlier, continues = write.earlier_themes(out)
        begun = write.header(gathered.inputs(earlier, ()), gathered.hashes, encoder, settings, continues)
        if not write.unchanged(out, begun):
            write.write_run(out, outcome, begun, title=gathered.title, notice=gathered.notice)

    began = time.monotonic()
    go(tmp_path / "unbroken")
    took = time.monotonic() - began
    whole_run = bytes_of(tmp_path / "unbroken")
    draw, broken = random.Random(11), 0
    for kill in range(int(os.environ.get("KILLS", "5"))):
        out = tmp_path / f"run-{kill}"
        child = multiprocessing.get_context("fork").Process(target=go, args=(out,))
        child.start()
        time.sleep(draw.uniform(0, took))
        os.kill(child.pid or 0, signal.SIGKILL)
        child.join()
        broken += child.exitcode == -signal.SIGKILL and (out / whole.NEXT).exists()
        go(out)
        assert bytes_of(out) == whole_run, f"kill {kill}"
        assert whole.damaged(out) == ()
    assert broken, "no kill met a run that was being written"
