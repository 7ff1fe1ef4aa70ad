"""A reviewer's way in a real browser: upload, read a suggestion where it stands, accept it, find it in the grid."""

from __future__ import annotations

import io
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook

from thirdorder.corpora import example

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: make test installs it")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: Debian's package chromium"),
]
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture
def address(tmp_path: Path, cache: Path) -> Iterator[str]:  # noqa: ARG001 - the cache is set in the environment
    """The service as people start it, with the example's codebook and codings in place."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = ["serve", "--example", "--model", "hashing", "--port", str(port), "--data", str(tmp_path / "data")]
    process = subprocess.Popen([sys.executable, "-m", "thirdorder.service", *words])
    url = f"http://127.0.0.1:{port}"
    for _ in range(240):
        try:
            urllib.request.urlopen(f"{url}/api/v1/health", timeout=2)
            break
        except OSError:
            time.sleep(0.5)
    yield url
    process.terminate()
    process.wait(timeout=20)


def test_from_upload_to_an_accepted_code_in_the_grid(address: str, tmp_path: Path) -> None:
    (name,) = example.new_papers()
    paper = tmp_path / "fresh.pdf"
    # A byte behind the end makes it another file: the example's own copy is on the list already.
    paper.write_bytes(example.new_papers()[name] + b"\n")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(address)
        page.set_input_files("#files", str(paper))
        page.click("text=Upload and read")
        row = page.locator("tr", has_text="fresh.pdf")
        playwright.expect(row.locator(".state")).to_have_text("read", timeout=240_000)
        playwright.expect(page.locator("#job")).to_have_attribute("data-state", "done", timeout=240_000)
        page.locator("tr", has_text="fresh.pdf").locator("a").click()
        playwright.expect(page.locator("form.evidence")).to_have_count(0)
        page.click("text=Show suggested codes")
        first = page.locator("form.evidence").first
        code = first.locator("input[name=code]").input_value()
        first.locator("a[data-goto]").click()
        playwright.expect(page.locator(".box.lit").first).to_be_visible()
        first.locator("button[value=accepted]").click()
        playwright.expect(first).to_have_class("evidence accepted")
        page.reload()
        playwright.expect(page.locator("form.evidence").first).to_have_class("evidence accepted")
        page.goto(address)
        with page.expect_download() as download:
            page.click("text=Grid (.xlsx)")
        grid = Path(download.value.path()).read_bytes()
        browser.close()
    evidence = [[cell.value for cell in row] for row in load_workbook(io.BytesIO(grid))["evidence"].iter_rows()]
    assert any(code in row and "reviewer, assisted" in row for row in evidence)
    assert all(url.startswith(address) for url in asked)


def test_a_theme_is_renamed_split_and_set_back(address: str) -> None:
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        page.goto(address)
        playwright.expect(page.locator("#job")).to_have_attribute("data-state", "done", timeout=240_000)
        page.click("text=Coding as")
        page.fill("#coder", "J. Smith")
        page.click("text=Use this name")
        page.click("nav >> text=Themes")
        first = page.locator("article.theme h2 a").first
        label = first.inner_text()
        first.click()
        page.fill("#label", "At the door")
        page.click("text=Rename")
        playwright.expect(page.locator("h1")).to_have_text("At the door")
        boxes = page.locator(".passage input")
        before = boxes.count()
        boxes.nth(0).check()
        boxes.nth(1).check()
        page.fill("#new", "Chairs")
        page.click("text=Split off")
        playwright.expect(page.locator(".passage input")).to_have_count(before - 2)
        page.goto(f"{address}/themes")
        playwright.expect(page.locator("article.theme h2", has_text="Chairs")).to_have_count(1)
        playwright.expect(page.locator("tr", has_text="renamed").first).to_contain_text("J. Smith")
        page.locator("tr", has_text="split").locator("button").click()
        page.locator("tr", has_text="renamed").locator("button").click()
        playwright.expect(page.locator("article.theme h2", has_text="Chairs")).to_have_count(0)
        playwright.expect(page.locator("article.theme h2 a", has_text=label).first).to_be_visible()
        browser.close()
