"""Pages are for everybody: axe, targets, names, reflow and the order of the keys, on every page, filled and in use."""

from __future__ import annotations

import re
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from importlib.resources import files
from typing import Any

import pytest
import uvicorn
from fastapi.routing import APIRoute

from tests.integration.conftest import PLAIN, Desk
from thirdorder.corpora import example
from thirdorder.service.language_model.endpoint import MODEL, URL
from thirdorder.service.language_model.scripted import Scripted
from thirdorder.service.run.isolation import Warm

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: make test installs it")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: Debian's package chromium"),
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
DEEP = 120_000
PASSWORD = "a long password"

SMALL = """() => {
  const found = [];
  const every = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [tabindex="0"]';
  for (const e of document.querySelectorAll(every)) {
    const box = e.getBoundingClientRect(), style = getComputedStyle(e);
    const shut = e.parentElement.closest('details:not([open])');
    if (!box.width || !box.height || style.visibility === 'hidden' || e.closest('.skip, svg')) continue;
    if (shut && e.parentElement !== shut) continue;
    if (box.width >= 23.5 && box.height >= 23.5) continue;
    // A link in a sentence is as large as its words.
    const around = e.parentElement.textContent.trim().length - e.textContent.trim().length;
    if (e.tagName === 'A' && style.display === 'inline' && around > 3) continue;
    found.push(`${Math.round(box.width)} by ${Math.round(box.height)}: ${e.outerHTML.slice(0, 120)}`);
  }
  return found; }"""

STOPS = (
    """() => [...document.querySelectorAll('*')].filter((e) => e.tabIndex > 0).map((e) => e.outerHTML.slice(0, 100))"""
)

FOCUSED = """() => {
  const e = document.activeElement, box = e.getBoundingClientRect(), style = getComputedStyle(e);
  const all = [...document.querySelectorAll('*')];
  const seen = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return [all.indexOf(e), e === document.body, seen && inside, e.outerHTML.slice(0, 120)]; }"""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, reader: Warm[Any, Any]) -> Iterator[tuple[Desk, str, list[str]]]:
    """A review in which two people coded, one paper is open, themes were gathered, and references wait."""
    desk = Desk(tmp_path_factory.mktemp("everybody") / "data", "", reader)
    own, other = desk.account("ana", admin=True), desk.account("ben")
    ana, ben = desk.signed_in("ana"), desk.signed_in("ben")
    project = desk.project(ana, question="What do companions do?")
    number = project.rsplit("/", 1)[1]
    assert ana.put(f"{project}/members/{other}", json={"role": "reviewer"}).status_code == 200
    pdf = example.new_papers()["birth.pdf"]
    papers = desk.upload(project, ("birth.pdf", pdf), ("a.txt", PLAIN), client=ana)
    desk.work("read")
    token = {"csrf": ana.headers["X-CSRF-Token"]}
    ana.post(f"/p/{number}/setup/column", data={**token, "name": "Setting", "help": "Where"})
    ana.post(f"/p/{number}/setup/appraisal", data={**token, "form": "CASP", "questions": "Were the aims clear?"})
    for paper in papers:
        text = ana.get(f"{project}/papers/{paper}/text").json()
        places = [p for p in text["passages"] if p["role"] == "findings"][:3]
        for client, name in ((ana, "Staying put"), (ben, "Saying little of oneself")):
            for place in places:
                put = {"start": place["start"], "end": place["end"], "new_code": {"name": name}}
                assert client.post(f"{project}/papers/{paper}/codings", json=put).status_code == 201
    ana.put(f"{project}/papers/{papers[1]}/assignments", json={"coders": [own, other]})
    for client in (ana, ben):
        client.post(f"{project}/papers/{papers[1]}/reading", json={"state": "done"})
    ana.post(f"{project}/memos", json={"on_kind": "project", "text": "A thought"})
    with Scripted() as wire, pytest.MonkeyPatch.context() as named:
        named.setenv(URL, wire.url)
        named.setenv(MODEL, "scripted")
        ana.patch(project, json={"language_model": True})
        ana.post(f"{project}/themes")
        desk.work("themes")
    put = {"on_kind": "span", "on_id": papers[0], "start": 100, "end": 140, "text": "A thought on these words"}
    assert ana.post(f"{project}/memos", json=put).status_code == 201
    desk.upload(project, ("waiting.txt", PLAIN.replace(b"Sitting", b"Standing")), client=ana)
    ris = b"TY  - JOUR\nTI  - Sitting with strangers\nAU  - Invented, Ida\nPY  - 2001\nER  - \n"
    ana.post(f"/p/{number}/papers", data=token, files=[("files", ("refs.ris", ris))])
    yield desk, project, papers
    desk.close()


@pytest.fixture(scope="module")
def address(filled: tuple[Desk, str, list[str]]) -> Iterator[str]:
    server = uvicorn.Server(uvicorn.Config(filled[0].app, port=0, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    filled[0].app.state.ending.set()
    server.should_exit = True
    thread.join(timeout=20)


@pytest.fixture(scope="module")
def visit(address: str) -> Iterator[Callable[..., Any]]:
    """Opens a browser in which Ana is signed in."""
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])

        def open_(width: int, **options: Any) -> Any:
            size: Any = {"width": width, "height": 860}
            page = browser.new_context(viewport=size, bypass_csp=True, **options).new_page()
            page.set_default_timeout(DEEP)
            page.goto(f"{address}/sign-in")
            page.fill("input[name=login]", "ana")
            page.fill("input[name=password]", PASSWORD)
            page.click("main button")
            page.wait_for_selector("h1:has-text('Reviews')")
            return page

        yield open_
        browser.close()


@pytest.fixture(scope="module")
def paths(filled: tuple[Desk, str, list[str]]) -> tuple[str, ...]:
    """Every page that there is to look at."""
    desk, project, (pdf, txt) = filled
    ana, at = desk.signed_in("ana"), "/p/" + project.rsplit("/", 1)[1]
    spot = next(p for p in ana.get(f"{project}/papers/{txt}/text").json()["passages"] if p["role"] == "findings")
    words = f"?start={spot['start']}&end={spot['end']}"
    (waits,) = [p["id"] for p in ana.get(f"{project}/papers").json() if p["name"] == "waiting.txt"]
    code = min(c["code"]["id"] for c in ana.get(f"{project}/codes").json())
    themes = ana.get(f"{project}/themes").json()["themes"]
    return (
        "/", "/sign-in", "/account", at, f"{at}/papers", f"{at}/papers/references", f"{at}/papers/{waits}",
        f"{at}/papers/{pdf}", f"{at}/papers/{pdf}?text",
        f"{at}/papers/{txt}{words}", f"{at}/papers/{txt}/finish", f"{at}/codes", f"{at}/codes/{code}", f"{at}/search",
        f"{at}/search?q=hour&everywhere=yes", f"{at}/consensus", f"{at}/agreement", f"{at}/themes",
        *(f"{at}/themes/{t['id']}" for t in themes[:1]), f"{at}/themes?by=studies", f"{at}/model", f"{at}/compare",
        f"{at}/export", f"{at}/setup", f"{at}/keeping", "/keeping", f"{at}/nothing-here",
    )  # fmt: skip


def test_every_page_is_among_those_looked_at(filled: tuple[Desk, str, list[str]], paths: tuple[str, ...]) -> None:
    shown = {path.partition("?")[0] for path in paths}
    for route in filled[0].app.routes:
        if not isinstance(route, APIRoute) or "GET" not in route.methods or not hands_out_a_page(route):
            continue
        pattern = re.compile(re.sub(r"\{\w+\}", "[^/]+", route.path))
        assert any(pattern.fullmatch(path) for path in shown), route.path


def hands_out_a_page(route: APIRoute) -> bool:
    """Whether an address is of a page: not of the API, of a file, or of a part of a page."""
    return not route.path.startswith("/api/") and not route.path.endswith(("/panel", "/export/{name}"))


def wide(page: Any) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_axe_finds_nothing_and_every_target_can_be_met(
    width: int, scheme: str, visit: Callable[..., Any], address: str, paths: tuple[str, ...]
) -> None:
    axe = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
    page = visit(width, color_scheme=scheme)
    found: list[str] = []

    def look(name: str) -> None:
        page.evaluate(axe)
        result = page.evaluate("rules => axe.run({runOnly: {type: 'tag', values: rules}})", RULES)
        for broken in result["violations"]:
            where = broken["nodes"][0]
            found.append(f"{name}: {broken['id']}: {where['html'][:160]} {where.get('failureSummary', '')[:240]}")
        found.extend(f"{name}: too small: {one}" for one in page.evaluate(SMALL) if scheme == "light")
        if (over := wide(page)) > 0:
            found.append(f"{name}: scrolls sideways by {over}")

    for path in paths:
        page.goto(address + path)
        look(path)
    at = paths[3]
    for path, name, data in (
        (f"{at}/export", "ours.csv", b"study,codes\nInvented 2001,Staying put\nNobody 1999,Lost\n"),
        (f"{at}/codes", "book.csv", b"code,name\nwaiting,Waiting\n"),
    ):
        page.goto(address + path)
        page.set_input_files("input[type=file]", [{"name": name, "mimeType": "text/csv", "buffer": data}])
        page.click("text=Look at it")
        page.wait_for_selector(f"h1:has-text('{name}')")
        page.wait_for_load_state()  # words stand there before the styles do
        look(f"{path}: {name}")
    assert found == []


def test_nothing_is_lost_at_four_hundred_per_cent(
    visit: Callable[..., Any], address: str, paths: tuple[str, ...]
) -> None:
    """At 320 CSS pixels, which is 1,280 at 400 per cent, no page scrolls in two directions."""
    page = visit(320)
    found = []
    for path in paths:
        page.goto(address + path)
        if (over := wide(page)) > 0:
            found.append(f"{path}: {over}")
    assert found == []


def test_keys_go_through_every_page_in_its_order_and_are_seen_to(
    visit: Callable[..., Any], address: str, paths: tuple[str, ...]
) -> None:
    page = visit(1280)
    found = []
    for path in paths:
        page.goto(address + path)
        found += [f"{path}: jumps the order: {one}" for one in page.evaluate(STOPS)]
        first = last = -1
        for _ in range(30):
            page.keyboard.press("Tab")
            at, ended, seen, what = page.evaluate(FOCUSED)
            if ended or at == first:
                break
            first = at if first < 0 else first
            if at <= last:
                found.append(f"{path}: goes back: {what}")
                break
            if not seen:
                found.append(f"{path}: is not seen: {what}")
            last = at
    assert found == []
