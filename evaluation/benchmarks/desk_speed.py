"""How fast the desk is under somebody's hands: a real browser over a server as people start it, on loopback.

python -m thirdorder.evaluation.benchmarks.desk_speed PAPER.pdf [--passages 10000] [--times 15]
PAPER.pdf is opened and coded, beside invented papers of so many passages together. Timings are of this machine.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx

from thirdorder.evaluation.benchmarks.service_speed import spread, until

PASSAGES = 500
"""Passages of one invented paper."""
CLOCK = """
addEventListener("keydown", () => (window.pressed = performance.now()), true);
document.addEventListener("DOMContentLoaded", () => {
  const shown = () => {
    const now = performance.now();
    const drawn = document.body.dataset.ready && document.querySelector("svg.layer [data-s]");
    if (drawn) window.opened ??= now;
    const words = document.querySelector("[data-words]")?.textContent;
    const beside = document.querySelector("[data-key=elsewhere]:not([aria-busy]) .quote");
    if (beside && words !== window.words) [window.words, window.compared] = [words, now - window.pressed];
    if (document.getElementById("said")?.textContent.startsWith("Coded")) window.saved ??= now - window.pressed;
  };
  shown();  // a small paper may be there by now
  new MutationObserver(shown).observe(document.documentElement, {subtree: true, childList: true, attributes: true});
});
"""


def main() -> None:
    """Print one JSON object with the middle and the 95th of a hundred of each, in seconds."""
    parser = argparse.ArgumentParser(description="How fast the desk is.")
    parser.add_argument("paper", type=Path)
    parser.add_argument("--passages", type=int, default=10_000)
    parser.add_argument("--times", type=int, default=15)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        words = [sys.executable, "-m", "thirdorder.service", "serve", "--data", folder, "--port", str(port)]
        server = subprocess.Popen([*words, "--model", "hashing"], stderr=subprocess.DEVNULL)
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=600) as client:
                paper = filled(client, given.paper, given.passages)
                print(json.dumps(measured(f"http://127.0.0.1:{port}", paper, given.times), indent=1))
        finally:
            server.terminate()
            server.wait(60)


def filled(client: httpx.Client, pdf: Path, passages: int) -> str:
    """A project with the paper and the invented ones; the first passages of the paper and some of each are coded."""
    until(lambda: _well(client), 300)
    client.headers["X-CSRF-Token"] = client.get("/api/v1/session").json()["csrf"]
    address = f"/api/v1/projects/{client.post('/api/v1/projects', json={'title': 'Speed'}).json()['id']}"
    draw = random.Random(1)
    others = []
    for n in range(-(-passages // PASSAGES)):
        others += upload(client, address, [(f"{n}.txt", invented(draw, n, min(PASSAGES, passages - n * PASSAGES)))])
    paper: str
    (paper,) = upload(client, address, [(pdf.name, pdf.read_bytes())])
    until(lambda: all(client.get(f"{address}/papers/{p}").json()["state"] == "read" for p in (paper, *others)), 7200)
    code = client.post(f"{address}/codes", json={"name": "Staying"}).json()["id"]
    for key in (paper, *others):
        text = client.get(f"{address}/papers/{key}/text").json()
        findings = [p for p in text["passages"] if p["role"].startswith("findings") and p["kind"] != "table"]
        for p in findings[: 60 if key == paper else 5]:
            client.post(f"{address}/papers/{key}/codings", json={"start": p["start"], "end": p["end"], "code": code})
    until(lambda: all(j["state"] != "running" for j in client.get(f"{address}/jobs").json()), 3600)
    return paper


def upload(client: httpx.Client, address: str, files: list[tuple[str, bytes]]) -> list[str]:
    """Papers brought to a project; their ids."""
    answer = client.post(f"{address}/papers", files=[("files", f) for f in files])
    return [p["id"] for p in answer.json()["papers"]]


def measured(address: str, paper: str, times: int) -> dict[str, Any]:
    """The paper opened, passages chosen by key until their comparison stands there, and codes put on words."""
    from playwright.sync_api import sync_playwright

    found: dict[str, list[float]] = {"opened and selectable": [], "selection to comparison": [], "saved": []}
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("chromium-browser"), args=["--no-sandbox"]
        )
        page = browser.new_page(viewport={"width": 1280, "height": 860})
        page.add_init_script(CLOCK)
        for n in range(times + 1):
            page.goto(f"{address}/p/1/papers/{paper}")
            page.wait_for_selector("body[data-ready]")
            found["opened and selectable"] += [_when(page, "opened")] if n else []  # the first one warms the server
        for n in range(times + 1):
            page.evaluate("window.compared = undefined")
            page.keyboard.press("j")
            found["selection to comparison"] += [_when(page, "compared")] if n else []
        for _ in range(times):
            page.keyboard.press("ArrowRight")
            page.wait_for_timeout(300)
            page.evaluate("document.getElementById('said').textContent = ''; window.saved = undefined")
            page.keyboard.press("1")
            found["saved"].append(_when(page, "saved"))
        browser.close()
    return {name: spread([ms / 1000 for ms in each]) for name, each in found.items()}


def invented(draw: random.Random, number: int, passages: int) -> bytes:
    """A paper of sentences that nobody wrote, in plain text: findings of so many passages."""
    who = ("Companions", "Nurses", "Partners", "Volunteers", "Mothers", "Neighbours")
    did = ("waited", "stayed", "listened", "kept quiet", "told little", "came back", "asked for more", "let go")
    where = ("at the door", "in the room", "by the phone", "through the night", "after the visit", "on the ward")
    lines = [f"Sitting with strangers {number}", "Abstract", "We asked what people do.", "Findings"]
    for n in range(passages):
        said = [f"{draw.choice(who)} {draw.choice(did)} {draw.choice(where)} on day {draw.randrange(99)}" for _ in "12"]
        lines.append(f"{said[0]}, and {said[1].lower()} when visit {number}-{n} was over.")
    return "\n\n".join([*lines, "Discussion", "Staying is a skill."]).encode()


def _when(page: Any, name: str) -> float:
    end = time.monotonic() + 120
    while (at := page.evaluate(f"window.{name} ?? null")) is None:
        if time.monotonic() > end:
            raise TimeoutError(f"The desk never {name}.")
        page.wait_for_timeout(20)
    return float(at)


def _well(client: httpx.Client) -> bool:
    try:
        return client.get("/api/v1/health").status_code == 200
    except httpx.HTTPError:
        return False


if __name__ == "__main__":
    main()
