"""How fast the service answers: a server of its own, as people start it, on loopback, over a review filled beforehand.

python -m thirdorder.evaluation.benchmarks.service_speed [--people 50] [--papers 200] [--passages 10000] [--seconds 60]

Papers are invented: a few are set as PDFs and read, their copies fill the review with codings of two people, straight
into the store. Every figure stands beside the same for `/api/v1/health` in the same run and the machine's load, since a
busy machine makes everything slow. It takes some minutes.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx

CODES = 40
READ = 3
"""Papers that are truly set and read; the others are copies of them under names of their own."""
WORDS = [
    "staying", "waiting", "sitting", "holding", "leaving", "asking", "night", "ward", "chair", "door", "hand",
    "voice", "story", "visit", "family", "mother", "nurse", "companion", "stranger", "quiet", "tired", "angry",
    "early", "late", "morning", "paper", "question", "answer", "work", "rest", "bread", "window", "garden",
]  # fmt: skip
SMALL = [
    "about", "after", "again", "all", "and", "as", "because", "but", "by", "for", "from", "had", "in", "it", "not",
    "of", "on", "that", "the", "they", "this", "to", "was", "we", "what", "when", "with",
]  # fmt: skip


def main() -> None:
    """Print one JSON object with every figure: times in seconds, memory in MB."""
    parser = argparse.ArgumentParser(description="How fast the service answers.")
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--papers", type=int, default=200)
    parser.add_argument("--passages", type=int, default=10_000)
    parser.add_argument("--pause", type=float, default=5.0, help="Seconds that somebody reads a page.")
    parser.add_argument("--seconds", type=float, default=60.0, help="How long people read.")
    parser.add_argument("--model", default="default")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        began = time.perf_counter()
        filled = fill(Path(folder), given.papers, given.passages, given.model)
        found: dict[str, Any] = {"filled": filled | {"seconds": round(time.perf_counter() - began, 1)}}
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        words = [sys.executable, "-m", "thirdorder.service", "serve", "--data", folder, "--port", str(port)]
        server = subprocess.Popen([*words, "--model", given.model], stderr=subprocess.DEVNULL)
        try:
            limits = httpx.Limits(max_connections=given.people + 10)
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=120, limits=limits) as client:
                until(lambda: _well(client), 300)
                client.headers["X-CSRF-Token"] = client.get("/api/v1/session").json()["csrf"]
                found |= acts(client, given.people, given.seconds, given.pause, server.pid)
        finally:
            server.terminate()
            server.wait(60)
        print(json.dumps(found, indent=1))


# --- what fills the review -----------------------------------------------------------------------------------------


def invented_pdf(seed: int, passages: int) -> bytes:
    """An invented paper of about twelve pages as PDF."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    draw = random.Random(seed)
    style = getSampleStyleSheet()
    style["BodyText"].leading = 22  # twelve pages for fifty passages
    parts = [Paragraph(f"Sitting with strangers, part {seed}: an invented study", style["Title"])]

    def paragraphs(count: int) -> None:
        for _ in range(count):
            said = " ".join(_sentence(draw) for _ in range(6))
            quoted = draw.random() < 0.4
            parts.append(
                Paragraph(f"“{said}” (Companion {draw.randint(1, 20)})" if quoted else said, style["BodyText"])
            )

    for title, count in (("Abstract", 1), ("Introduction", 4), ("Methods", 4)):
        parts.append(Paragraph(title, style["Heading1"]))
        paragraphs(count)
    parts.append(Paragraph("Findings", style["Heading1"]))
    for n in range(5):
        parts.append(Paragraph(f"{draw.choice(WORDS).title()} and {draw.choice(WORDS)} ({n})", style["Heading2"]))
        paragraphs(passages // 5)
    parts.append(Paragraph("Discussion", style["Heading1"]))
    paragraphs(5)
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=A4, invariant=1).build(parts)
    return out.getvalue()


def _sentence(draw: random.Random) -> str:
    words = [draw.choice(WORDS if draw.random() < 0.5 else SMALL) for _ in range(draw.randint(9, 16))]
    return " ".join(words).capitalize() + "."


def fill(data: Path, papers: int, passages: int, model: str) -> dict[str, int]:
    """Have the service fill a data folder with a review of so many papers and passages; how much it holds."""
    with tempfile.TemporaryDirectory() as kept:
        pdfs = []
        for seed in range(READ):
            pdfs.append(Path(kept) / f"{seed}.pdf")
            pdfs[-1].write_bytes(invented_pdf(seed, passages // papers))
        words = [sys.executable, "-m", "thirdorder.service.tasks.fill", str(data), *map(str, pdfs)]
        said = subprocess.run(
            [*words, "--papers", str(papers), "--codes", str(CODES), "--model", model], check=True, capture_output=True
        )
    found: dict[str, int] = json.loads(said.stdout)
    return found


# --- what is measured ----------------------------------------------------------------------------------------------


def acts(client: httpx.Client, people: int, seconds: float, pause: float, pid: int) -> dict[str, Any]:
    """Every figure of the service's promise, quiet acts first, then many people at once."""
    found: dict[str, Any] = {"load before": os.getloadavg()[0]}
    api = "/api/v1/projects/1"
    entries = client.get(f"{api}/papers", params={"limit": 1000}).json()
    keys, pages = [p["id"] for p in entries], min(p["pages"] for p in entries)
    codes = [c["code"]["id"] for c in client.get(f"{api}/codes").json()]
    code = codes[0]

    def health(_: int) -> None:
        client.get("/api/v1/health")

    def save(n: int) -> None:
        put = {"start": 100 + 3 * n, "end": 160 + 3 * n, "code": code}
        assert client.post(f"{api}/papers/{keys[n % len(keys)]}/codings", json=put).status_code == 201

    def picture(n: int) -> None:
        assert client.get(f"{api}/papers/{keys[n % len(keys)]}/pages/{n % pages + 1}.png").status_code == 200

    found["health"] = spread([timed(health, n) for n in range(50)])
    found["save a code"] = spread([timed(save, n) for n in range(50)])
    picture(49)  # the process that draws is warm
    found["page picture, drawn"] = spread([timed(picture, n) for n in range(20)])
    found["page picture, from disk"] = spread([timed(picture, n) for n in range(20)])
    found |= uploads(client)
    found[f"pages, {people} people, a page every {pause:g} s"] = reading(client, keys, codes, people, seconds, pause)
    found["pages, 8 at once without a pause"] = reading(client, keys, codes, 8, min(seconds, 20), 0.0)
    found["web process MB"] = memory(pid)
    found["load after"] = os.getloadavg()[0]
    return found


def uploads(client: httpx.Client) -> dict[str, Any]:
    """A paper of twelve pages from upload to readable and to first suggestions, in a review of five coded papers."""
    began = client.post("/api/v1/projects", json={"title": "Small", "state": "setup"}).json()["id"]
    small = f"/api/v1/projects/{began}"
    code = client.post(f"{small}/codes", json={"name": "Staying"}).json()["id"]
    client.post(f"{small}/begin")
    files = [("files", (f"{n}.pdf", invented_pdf(100 + n, 50))) for n in range(5)]
    keys = [p["id"] for p in client.post(f"{small}/papers", files=files).json()["papers"]]
    until(lambda: _quiet(client, small), 900)
    for key in keys:
        passages = [p for p in client.get(f"{small}/papers/{key}/text").json()["passages"] if p["role"] == "findings"]
        for p in passages[:5]:
            client.post(f"{small}/papers/{key}/codings", json={"start": p["start"], "end": p["end"], "code": code})
        client.post(f"{small}/papers/{key}/reading", json={"state": "done"})
    client.post(f"{small}/learn")
    until(lambda: _quiet(client, small), 900)
    pdf = invented_pdf(200, 50)
    sent = time.perf_counter()
    (key,) = (p["id"] for p in client.post(f"{small}/papers", files=[("files", ("new.pdf", pdf))]).json()["papers"])
    until(lambda: client.get(f"{small}/papers/{key}").json()["state"] == "read", 300, 0.05)
    readable = time.perf_counter() - sent
    pages = client.get(f"{small}/papers/{key}").json()["pages"]
    until(lambda: bool(client.get(f"{small}/papers/{key}/suggestions").json()["waiting"]), 300, 0.05)
    return {
        f"upload of {pages} pages to readable": round(readable, 2),
        "upload to first suggestions": round(time.perf_counter() - sent, 2),
    }


def reading(
    client: httpx.Client, keys: Sequence[str], codes: Sequence[int], people: int, seconds: float, pause: float
) -> dict[str, Any]:
    """So many people who turn to another page, read it for a while, and turn to the next."""
    ends, took, alone = time.monotonic() + seconds, [], []
    turn = threading.Lock()

    def person(n: int) -> None:
        draw = random.Random(n)
        time.sleep(draw.uniform(0, pause))
        while time.monotonic() < ends:
            kind = draw.choices(range(6), (8, 3, 2, 2, 2, 1))[0]
            paper = f"/p/1/papers/{draw.choice(keys)}"
            path = (paper, "/p/1/papers", "/p/1/codes", f"/p/1/codes/{draw.choice(codes)}",
                    f"/p/1/search?q={draw.choice(WORDS)}+{draw.choice(WORDS)}", "/p/1")[kind]  # fmt: skip
            one = timed(lambda _, path=path: client.get(path).raise_for_status(), 0)  # type: ignore[misc]
            with turn:
                took.append((kind, one))
            time.sleep(draw.uniform(0, 2 * pause))

    def watch(_: int) -> None:
        while time.monotonic() < ends:
            alone.append(timed(lambda _: client.get("/api/v1/health"), 0))
            time.sleep(0.5)

    with ThreadPoolExecutor(people + 1) as pool:
        pool.submit(watch, 0)
        list(pool.map(person, range(people)))
    out: dict[str, Any] = spread([t for _, t in took]) | {"pages": len(took), "health meanwhile": spread(alone)}
    for kind, name in enumerate(("paper", "papers", "codes", "one code", "search", "project")):
        if own := [t for k, t in took if k == kind]:
            out[name] = spread(own)
    return out


def memory(pid: int) -> int:
    """What a process holds, in MB."""
    status = Path(f"/proc/{pid}/status").read_text().split("\n")
    return next(int(s.split()[1]) // 1024 for s in status if s.startswith("VmRSS"))


def timed(call: Callable[[int], Any], n: int) -> float:
    """Seconds that a call takes."""
    began = time.perf_counter()
    call(n)
    return time.perf_counter() - began


def spread(seconds: Sequence[float]) -> dict[str, Any]:
    """The middle, the 95th hundredth and the slowest."""
    ordered = sorted(seconds)
    at = ordered[int(0.95 * (len(ordered) - 1))]
    return {"middle": round(statistics.median(ordered), 4), "95th": round(at, 4), "most": round(ordered[-1], 4)}


def until(ready: Callable[[], bool], seconds: float, pause: float = 0.2) -> None:
    """Wait. Raises `TimeoutError`."""
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(pause)


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
