"""How fast the service answers: a server of its own, as people start it, on loopback.

python -m thirdorder.evaluation.benchmarks.service_speed PAPERS [--people 50] [--papers 200]
PAPERS is a folder of PDFs; copies of them with a mark of their own fill the project. Timings are of this machine.
"""

from __future__ import annotations

import argparse
import json
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx


def main() -> None:
    """Print one JSON object with every figure in seconds (memory in MB)."""
    parser = argparse.ArgumentParser(description="How fast the service answers.")
    parser.add_argument("papers", type=Path)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--papers", dest="count", type=int, default=200)
    parser.add_argument("--model", default="default")
    given = parser.parse_args()
    pdfs = sorted(given.papers.rglob("*.pdf"))
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        words = [sys.executable, "-m", "thirdorder.service", "serve", "--data", folder, "--port", str(port)]
        server = subprocess.Popen([*words, "--model", given.model], stderr=subprocess.DEVNULL)
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=120) as client:
                print(json.dumps(measured(client, server.pid, pdfs, given.people, given.count), indent=1))
        finally:
            server.terminate()
            server.wait(30)


def measured(client: httpx.Client, pid: int, pdfs: list[Path], people: int, count: int) -> dict[str, Any]:
    """Every figure of the service's promise."""
    until(lambda: _well(client), 180)
    client.headers["X-CSRF-Token"] = client.get("/api/v1/session").json()["csrf"]
    address = f"/api/v1/projects/{client.post('/api/v1/projects', json={'title': 'Speed'}).json()['id']}"
    time.sleep(20)  # workers are warm
    found: dict[str, Any] = {}
    began = time.perf_counter()
    (first,) = upload(client, address, [("first.pdf", pdfs[0].read_bytes())])
    until(lambda: client.get(f"{address}/papers/{first}").json()["state"] == "read", 120)
    found["upload to readable"] = time.perf_counter() - began
    text = client.get(f"{address}/papers/{first}/text").json()
    code = client.post(f"{address}/codes", json={"name": "One"}).json()["id"]

    def save(n: int) -> None:
        put = {"start": 100 + 3 * n, "end": 160 + 3 * n, "code": code}
        client.post(f"{address}/papers/{first}/codings", json=put)

    found["save a code"] = spread([timed(save, n) for n in range(50)])
    pages = text["pages"]
    found["picture first"] = spread(
        [timed(lambda n: client.get(f"{address}/papers/{first}/pages/{n}.png"), n + 1) for n in range(min(pages, 10))]
    )
    found["picture again"] = spread(
        [timed(lambda n: client.get(f"{address}/papers/{first}/pages/{n}.png"), n + 1) for n in range(min(pages, 10))]
    )
    keys = [first]
    for n in range(1, count):
        # The same paper with a mark of its own at its end is another file, read the same.
        data = pdfs[n % len(pdfs)].read_bytes() + b"\n%%%d\n" % n
        keys += upload(client, address, [(f"{n}.pdf", data)])
    until(lambda: _quiet(client, address), 7200)
    draw = random.Random(1)
    project = address.rpartition("/")[2]

    def read(_: int) -> float:
        path = draw.choice([f"/p/{project}/papers/{draw.choice(keys)}", f"/p/{project}/papers", f"/p/{project}/codes"])
        return timed(lambda _: client.get(path), 0)

    with ThreadPoolExecutor(people) as pool:
        found[f"pages, {people} at once over {count} papers"] = spread(list(pool.map(read, range(people * 10))))
    status = Path(f"/proc/{pid}/status").read_text().split("\n")
    found["web process MB"] = next(int(s.split()[1]) // 1024 for s in status if s.startswith("VmRSS"))
    return found


def timed(call: Callable[[int], Any], n: int) -> float:
    began = time.perf_counter()
    call(n)
    return time.perf_counter() - began


def spread(seconds: list[float]) -> dict[str, float]:
    ordered = sorted(seconds)
    return {"middle": round(statistics.median(ordered), 3), "95th": round(ordered[int(0.95 * (len(ordered) - 1))], 3)}


def upload(client: httpx.Client, address: str, files: list[tuple[str, bytes]]) -> list[str]:
    answer = client.post(f"{address}/papers", files=[("files", f) for f in files])
    return [p["id"] for p in answer.json()["papers"]]


def until(ready: Callable[[], bool], seconds: float) -> None:
    """Wait. Raises `TimeoutError`."""
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.1)


def _well(client: httpx.Client) -> bool:
    try:
        return client.get("/api/v1/health").status_code == 200
    except httpx.HTTPError:
        return False


def _quiet(client: httpx.Client, address: str) -> bool:
    jobs = client.get(f"{address}/jobs", params={"limit": 1000}).json()
    return all(j["state"] not in ("waiting", "running") for j in jobs)


if __name__ == "__main__":
    main()
