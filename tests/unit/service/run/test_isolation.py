"""A crash, a hang, a flood of memory: each costs its own file and nothing else."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
from pathlib import Path

import pytest

from thirdorder.nlp.reading.errors import DamagedError, EncryptedError, ReadingError, UnsupportedError
from thirdorder.service.run import isolation
from thirdorder.service.run.isolation import TRIES, Warm, allowed_seconds, isolated, isolated_map


@pytest.fixture(autouse=True)
def _importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers import this module by its name, from where the parent's path leads."""
    monkeypatch.syspath_prepend(str(Path(__file__).resolve().parents[4]))


def work(item: str) -> str:
    """What a reader may do with a file."""
    if item == "hang":
        time.sleep(60)
    if item == "crash":
        ctypes.string_at(0)
    if item == "locked":
        raise EncryptedError(item, "locked is locked: give the password.")
    if item == "flood":
        return str(len(bytearray(3 << 30)))
    if item == "bug":
        return {}["missing"]
    if item == "slow":
        time.sleep(0.3)
    if item.startswith("killed"):
        times = Path(item.partition(":")[2])
        times.write_text(times.read_text() + "x")
        if len(times.read_text()) < 2 or item.startswith("killed always"):
            os.kill(os.getpid(), signal.SIGKILL)
    return item.upper()


def test_results_keep_the_order_of_the_items() -> None:
    items = ["slow", "a", "b", "slow", "c"] + [f"n{k}" for k in range(30)]
    assert list(isolated_map(work, items, workers=2)) == [i.upper() for i in items]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux limits address space reliably")
def test_a_batch_survives_whatever_one_item_does() -> None:
    items = ["a", "hang", "crash", "locked", "bug", "flood", "z"]
    first, hang, crash, locked, bug, flood, last = isolated_map(work, items, workers=2, seconds=1.5)
    assert (first, last) == ("A", "Z")
    assert isinstance(hang, DamagedError)
    assert "within 2 seconds" in str(hang)
    assert isinstance(crash, DamagedError)
    assert isinstance(locked, EncryptedError)
    assert str(locked) == "locked is locked: give the password."
    assert isinstance(bug, DamagedError)
    assert "KeyError" in bug.__notes__[0]
    assert isinstance(flood, UnsupportedError)
    assert all(e.name == i for e, i in zip((hang, crash, bug, flood), ("hang", "crash", "bug", "flood"), strict=True))


def test_one_item_raises_what_went_wrong() -> None:
    assert isolated(work, "a", name="a.pdf") == "A"
    with pytest.raises(ReadingError, match="locked"):
        isolated(work, "locked", name="a.pdf")


def test_time_spent_waiting_for_a_processor_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(next(iter(isolated_map(work, ["hang"], seconds=0.1))), DamagedError)
    clock = time.monotonic()
    monkeypatch.setattr(isolation, "_queued_seconds", lambda _: time.monotonic() - clock)
    assert list(isolated_map(work, ["a", "slow"], workers=1, seconds=0.1)) == ["A", "SLOW"]


def test_nothing_in_nothing_out_and_the_limit_grows_with_the_file() -> None:
    assert list(isolated_map(work, [])) == []
    assert allowed_seconds(1_000) == 20.0
    assert allowed_seconds(50_000_000) == 40.0
    assert allowed_seconds(1_000, scanned=4) == 140.0


def test_what_was_killed_from_outside_is_tried_again(tmp_path: Path) -> None:
    times = tmp_path / "times"
    times.write_text("")
    warm: Warm[str, str] = Warm(work)
    try:
        assert warm(f"killed:{times}", name="a").startswith("KILLED")
        assert times.read_text() == "xx"
        times.write_text("")
        with pytest.raises(DamagedError):
            warm(f"killed always:{times}", name="a")
        assert len(times.read_text()) == TRIES
        assert warm("b", name="b") == "B"
    finally:
        warm.stop()


def test_a_process_killed_while_it_starts_is_started_again() -> None:
    warm: Warm[str, str] = Warm(work)
    warm.start()
    worker = warm._worker
    assert worker is not None
    worker.process.kill()
    try:
        assert warm("a", name="a") == "A"
    finally:
        warm.stop()
