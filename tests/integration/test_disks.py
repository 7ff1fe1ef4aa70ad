"""A disk that is really full, one that is really read-only: each is a sentence, and everything goes on afterwards."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.integration.conftest import PLAIN, Desk
from thirdorder.service.cli import cli
from thirdorder.service.run.isolation import Warm
from thirdorder.service.store.check import check
from thirdorder.service.store.files import Files

Mount = Callable[[str], None]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[tuple[Path, Mount]]:
    """A small disk of its own, and how to mount it anew."""
    at = tmp_path / "disk"
    at.mkdir()

    def mount(options: str) -> None:
        what = [] if options.startswith("remount") else ["-t", "tmpfs", "tmpfs"]
        subprocess.run(["mount", "-o", options, *what, str(at)], check=True, capture_output=True)

    try:
        mount("size=6m")
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("allowed to skip: a disk cannot be mounted here (it needs root)")
    yield at, mount
    subprocess.run(["umount", "--lazy", str(at)], check=True, capture_output=True)


def test_a_disk_that_is_full_loses_nothing_and_goes_on_once_there_is_room(
    disk: tuple[Path, Mount], reader: Warm[Any, Any]
) -> None:
    at, mount = disk
    desk = Desk(at / "data", "", reader)
    project = desk.project()
    (paper,) = desk.upload(project, ("a.txt", PLAIN))
    desk.work("read")
    put = {"start": 100, "end": 120, "new_code": {"name": "Staying"}}
    assert desk.client.post(f"{project}/papers/{paper}/codings", json=put).status_code == 201
    free = os.statvfs(at)
    with pytest.raises(OSError, match="No space"):
        (at / "ballast").write_bytes(b"x" * (free.f_bavail + 1) * free.f_bsize)
    refused = desk.client.post(f"{project}/papers", files=[("files", ("b.txt", PLAIN * 40))])
    assert refused.status_code == 503, refused.text
    assert "room" in refused.json()["detail"]
    kept = [201]
    for n in range(200):  # what still has room inside the database's own pages may be kept
        memo = {"on_kind": "project", "text": f"{n} " * 4000}
        kept.append(desk.client.post(f"{project}/memos", json=memo).status_code)
        if kept[-1] != 201:
            break
    assert kept[-1] == 503
    assert desk.client.get(f"{project}/papers/{paper}/text").status_code == 200
    mount("remount,size=64m")
    assert desk.client.post(f"{project}/memos", json={"on_kind": "project", "text": "again"}).status_code == 201
    assert desk.client.post(f"{project}/papers", files=[("files", ("b.txt", PLAIN * 40))]).status_code == 202
    assert len(desk.client.get(f"{project}/memos").json()) == len(kept) - 1
    assert list(check(desk.database, Files(at / "data"))) == []
    desk.close()


def test_a_disk_that_may_not_be_written_is_said(disk: tuple[Path, Mount]) -> None:
    at, mount = disk
    mount("remount,ro")
    done = CliRunner().invoke(cli, ["serve", "--data", str(at / "data")], standalone_mode=False)
    assert "cannot be written (Read-only file system)" in str(done.exception)
    mount("remount,rw")
