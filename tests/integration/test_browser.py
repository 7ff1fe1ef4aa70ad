"""Reviewers in a real browser: from nothing to an exported grid and Word tables, by mouse and by keys alone."""

from __future__ import annotations

import io
import json
import multiprocessing
import os
import re
import shutil
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from docx import Document as Word
from openpyxl import load_workbook

from tests.integration.conftest import PLAIN, Command, Desk
from thirdorder.corpora import example
from thirdorder.service.web.app import create_app
from thirdorder.service.web.settings import Settings

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: make test installs it")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: Debian's package chromium"),
]
PDF = example.new_papers()["birth.pdf"]
XML = (
    b"<article><front><article-meta><title-group><article-title>On doors</article-title></title-group></article-meta>"
    b"</front><body><sec><title>Results</title><sec><title>At the door</title><p>They waited at the door for a long "
    b"time, and some of them sang. Nobody had asked them to.</p><p>\xe2\x80\x9cWe sang so that she would know we were "
    b"there,\xe2\x80\x9d one companion said.</p></sec></sec></body></article>"
)
STRESS = int(os.environ.get("STRESS", "6"))
"""How often the panel is drawn late under somebody who types."""
DEEP = 120_000
"""Milliseconds that a page may take on a busy machine before the test is given up."""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@contextmanager
def served(app: Any) -> Iterator[str]:
    """An application on a port of its own."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    app.state.ending.set()
    server.should_exit = True
    thread.join(timeout=60)


@pytest.fixture
def address(small_desk: Desk) -> Iterator[str]:
    """The service; jobs are done where the test asks for them."""
    with served(small_desk.app) as where:
        yield where


@pytest.fixture
def visit(chromium: Any, address: str) -> Iterator[Callable[..., Any]]:
    """Opens pages; whatever one asks of anybody but the service, or says is wrong, fails the test."""
    wrong: list[str] = []
    contexts: list[Any] = []

    def open_(path: str = "/", address: str = address, **options: Any) -> Any:
        context = chromium.new_context(viewport={"width": 1280, "height": 860}, accept_downloads=True, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(DEEP)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", lambda r: None if r.url.startswith((address, "data:")) else wrong.append(r.url))
        page.goto(address + path)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert wrong == []


def ready(page: Any) -> None:
    page.wait_for_selector("body[data-ready]")


def everything_sent(page: Any) -> None:
    """No act waits on this computer any more."""
    waiting = "Object.entries(localStorage).filter(([k, v]) => k.startsWith('thirdorder.acts.') && v !== '[]').length"
    while page.evaluate(waiting):
        page.wait_for_timeout(50)


def downloaded(page: Any, name: str) -> bytes:
    with page.expect_download() as download:
        page.click(f"text={name}")
    return Path(download.value.path()).read_bytes()


def test_a_reviewer_from_nothing_to_grid_and_word_tables_by_mouse(
    visit: Callable[..., Any], small_desk: Desk, tmp_path: Path
) -> None:
    paper = tmp_path / "birth.pdf"
    paper.write_bytes(PDF)
    page = visit()
    page.fill("#title", "Peers")
    page.fill("#question", "What do companions do?")
    page.click("button:has-text('Begin')")
    page.wait_for_selector("text=There are no papers yet")
    page.set_input_files("#files", [str(paper)])
    page.click("text=Bring them in")
    page.wait_for_selector("text=waiting to be read in")
    small_desk.work("read")
    page.click("table.papers a", timeout=DEEP)
    ready(page)
    stretch = page.evaluate(
        """() => { const all = [...document.querySelectorAll('text.relevant')];
            const one = all.find((t) => t.querySelectorAll('[data-s]').length > 30);
            const words = [...one.querySelectorAll('[data-s]')].map((w) => w.textContent);
            const good = words.filter((w) => /^[a-z]{4,}$/.test(w) && document.body.textContent.indexOf(w) >= 0);
            return [words, good]; }"""
    )
    words = stretch[0]
    once = [w for w in stretch[1] if words.count(w) == 1]
    first, last = once[0], once[3]
    places = page.evaluate(
        """([first, last]) => { const one = [...document.querySelectorAll('text.relevant')]
            .find((t) => t.querySelectorAll('[data-s]').length > 30);
            const words = [...one.querySelectorAll('[data-s]')];
            const found = [first, last].map((x) => words.find((w) => w.textContent === x));
            found[0].scrollIntoView({block: 'center'});
            return found.map((w) => w.getBoundingClientRect())
              .map((r) => [r.x + r.width / 2, r.y + r.height / 2]); }""",
        [first, last],
    )
    page.mouse.move(*places[0])
    page.mouse.down()
    page.mouse.move(*places[1], steps=5)
    page.mouse.up()
    chosen = page.locator("blockquote[data-words]")
    playwright.expect(chosen).to_contain_text(first)
    assert chosen.inner_text().split()[0] == first
    assert chosen.inner_text().split()[-1] == last
    page.fill("#panel input[name=name]", "Being there")
    page.click("#panel button:has-text('Code')")
    page.wait_for_selector("#panel .chip:has-text('Being there')")
    playwright.expect(page.locator("svg .bar").first).to_be_attached()
    page.click("summary:has-text('Memo')")
    page.fill("#panel form[data-key=memo] textarea", "Think of the others")
    page.click("text=Keep memo")
    page.wait_for_selector("#panel p:has-text('Think of the others')")
    page.click("text=Finish paper")
    page.click("button:has-text('I read it to the end')")
    page.wait_for_selector(".state.done")
    page.click("nav >> text=Export")
    grid = load_workbook(io.BytesIO(downloaded(page, "Grid")))
    assert [c.value for c in grid["grid"][2]][2] == "Being there"
    quotes = [row[2].value for row in grid["evidence"].iter_rows(min_row=2)]
    assert len(quotes) == 1
    assert quotes[0].split()[0] == first
    table = Word(io.BytesIO(downloaded(page, "Word table: themes"))).tables[0]
    assert table.rows[1].cells[0].text == "Being there"
    assert quotes[0] in table.rows[1].cells[3].text
    assert "p. " in table.rows[1].cells[3].text
    studies = Word(io.BytesIO(downloaded(page, "Word table: study"))).tables[0]
    assert len(studies.rows) == 2


def to(page: Any, named: str) -> None:
    """Go on by Tab to what has this name: it is reached by keys, or the test fails."""
    for _ in range(80):
        page.keyboard.press("Tab")
        found = page.evaluate(
            "() => { const e = document.activeElement; return e.matches('a, button, input, textarea, summary')"
            " ? [e.getAttribute('aria-label'), e.textContent, e.labels?.[0]?.textContent] : [] }"
        )
        if any(named in (words or "") for words in found):
            return
    pytest.fail(f"{named} cannot be reached by Tab.")


def test_the_same_by_keys_alone(visit: Callable[..., Any], small_desk: Desk, tmp_path: Path) -> None:
    """From an empty database; the one thing that keys of the page do not do is the system's own choice of files."""
    file = tmp_path / "birth.pdf"
    file.write_bytes(PDF)
    page = visit()
    page.on("filechooser", lambda _: None)  # so that the browser asks the test, whenever it asks
    keys = page.keyboard
    to(page, "Name")
    keys.type("Keys")
    to(page, "What it asks")
    keys.type("What do companions do?")
    to(page, "Begin")
    keys.press("Enter")
    page.wait_for_selector("text=There are no papers yet")
    to(page, "Drop papers here")
    with page.expect_file_chooser() as chooser:
        keys.press("Enter")
    chooser.value.set_files([str(file)])
    to(page, "Bring them in")
    keys.press("Enter")
    page.wait_for_selector("text=waiting to be read in")
    small_desk.work("read")
    page.wait_for_selector("table.papers a", timeout=DEEP)
    project = "/api/v1/projects/1"
    to(page, page.locator("table.papers a").first.inner_text())
    keys.press("Enter")
    ready(page)
    keys.press("j")
    playwright.expect(page.locator("blockquote[data-words]")).not_to_be_empty()
    whole = page.locator("blockquote[data-words]").inner_text()
    keys.press("ArrowRight")
    for _ in range(4):
        keys.press("Shift+ArrowRight")
    playwright.expect(page.locator("blockquote[data-words]")).to_have_text(" ".join(whole.split()[:5]))
    keys.press("c")
    page.wait_for_selector("dialog#palette[open]")
    keys.type("By hand")
    keys.press("Enter")
    page.wait_for_selector("#panel .chip:has-text('By hand')")
    keys.press("j")
    playwright.expect(page.locator("#panel li.meta:has-text('None yet.')")).to_have_count(1)
    keys.press("1")
    playwright.expect(page.locator("#panel .chip:has-text('By hand') button")).to_have_count(1)
    keys.press("u")
    playwright.expect(page.locator("#panel li.meta:has-text('None yet.')")).to_have_count(1)
    keys.press("ArrowRight")
    keys.press("Shift+ArrowRight")
    keys.press("i")
    page.wait_for_selector("#said:has-text('Coded:')", state="attached")
    keys.press("m")
    keys.type("A thought")
    keys.press("Tab")
    keys.press("Enter")
    page.wait_for_selector("#panel p:has-text('A thought')")
    keys.press("Escape")
    keys.press("Escape")
    page.evaluate("document.activeElement.blur()")
    to(page, "Finish paper")
    keys.press("Enter")
    page.wait_for_selector("h1:has-text('Finish this paper')")
    to(page, "I read it to the end")
    keys.press("Enter")
    page.wait_for_selector(".state.done")
    to(page, "Export")
    keys.press("Enter")
    page.wait_for_selector("h1:has-text('Export')")
    files = []
    for name in ("Grid", "Word table: themes", "Word table: study"):
        to(page, name)
        with page.expect_download() as download:
            keys.press("Enter")
        files.append(io.BytesIO(Path(download.value.path()).read_bytes()))
    assert len(str([c.value for c in load_workbook(files[0])["grid"][2]][2]).split("; ")) == 2
    assert [row.cells[0].text for row in Word(files[1]).tables[0].rows][1:]
    assert len(Word(files[2]).tables[0].rows) == 2
    codings = small_desk.client.get(f"{project}/codings").json()
    assert next(c["quote"].split() for c in codings) == whole.split()[:5]
    assert len(codings) == 2


LATE = """(() => {
  // Answers of the panel and of acts come late and out of order, each time the same.
  const real = window.fetch;
  let seed = 7;
  const chance = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  window.fetch = async (...asked) => {
    const late = /\\/panel|\\/codings|\\/memo/.test(String(asked[0])) ? chance() * LATEST : 0;
    const answer = await real(...asked);
    if (late) await new Promise((go) => setTimeout(go, late));
    return answer;
  };
})()"""


@pytest.mark.parametrize("late", [0, 700])
def test_what_is_typed_is_never_taken_away(late: int, visit: Callable[..., Any], small_desk: Desk) -> None:
    """However late the panel is drawn, keys go where they are meant, and what they say is kept with its words."""
    project = small_desk.project(title="Late")
    (paper,) = small_desk.upload(project, ("birth.pdf", PDF))
    small_desk.work("read")
    page = visit("/")
    page.add_init_script(LATE.replace("LATEST", str(late)))
    page.goto(page.url + f"p/1/papers/{paper}")
    ready(page)
    keys = page.keyboard
    for n in range(STRESS):
        keys.press("j")
        if n % 3 == 1:
            keys.press("i")
        keys.press("m")
        # The letters of every command: a key that fell through would do something.
        keys.type(f"thought {n} jkncismaxvru?")
        keys.press("Tab")
        keys.press("Enter")
    playwright.expect(page.locator("#panel form[data-key=memo] textarea")).to_have_value("")
    everything_sent(page)
    memos = small_desk.client.get(f"{project}/memos?on_kind=span&on_id={paper}").json()
    told = [(m["text"], m["start"], m["end"]) for m in sorted(memos, key=lambda m: m["id"])]
    assert [t for t, _, _ in told] == [f"thought {n} jkncismaxvru?" for n in range(STRESS)]
    passages = "JSON.parse(document.getElementById('desk').textContent).stretches.filter((s) => s.relevant).length"
    assert len({s for _, s, _ in told}) == min(STRESS, page.evaluate(passages))
    codings = small_desk.client.get(f"{project}/codings").json()
    assert {(c["start"], c["end"]) for c in codings} <= {(s, e) for _, s, e in told}


def test_what_is_half_typed_stays_with_its_words(visit: Callable[..., Any], small_desk: Desk) -> None:
    project = small_desk.project(title="Half")
    (paper,) = small_desk.upload(project, ("a.txt", PLAIN))
    small_desk.work("read")
    page = visit(f"/p/1/papers/{paper}")
    ready(page)
    keys = page.keyboard
    field = page.locator("#panel form[data-key=memo] textarea")
    keys.press("j")
    keys.press("m")
    keys.type("abc")
    for _ in range(2):
        keys.press("ArrowLeft")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.locator("#panel li.meta:has-text('None yet.')").wait_for()
    keys.type("-")
    playwright.expect(field).to_have_value("a-bc")
    keys.press("Shift+Tab")
    keys.press("j")
    playwright.expect(field).to_have_value("")
    page.reload()
    ready(page)
    keys.press("Escape")
    page.click("text=a-bc")
    playwright.expect(field).to_have_value("a-bc")
    page.click("text=Keep memo")
    page.wait_for_selector("#panel p:has-text('a-bc')")
    playwright.expect(field).to_have_value("")
    (memo,) = small_desk.client.get(f"{project}/memos?on_kind=span&on_id={paper}").json()
    assert memo["text"] == "a-bc"


def test_twenty_acts_without_a_connection_arrive_once_and_in_order(visit: Callable[..., Any], small_desk: Desk) -> None:
    """Two of them rest on codes that somebody takes out of use meanwhile: that is said until it was seen."""
    project = small_desk.project()
    (paper,) = small_desk.upload(project, ("a.txt", PLAIN))
    small_desk.work("read")
    page = visit(f"/p/1/papers/{paper}")
    keys = page.keyboard

    def code(name: str) -> None:
        keys.press("c")
        keys.type(name)
        keys.press("Enter")

    ready(page)
    keys.press("j")
    for name in ("First", "Second"):
        code(name)
        page.wait_for_selector(f"#panel .chip:has-text('{name}') button")
    keys.press("j")
    names = [f"Code {n}" for n in range(18)]
    page.context.set_offline(True)
    for n, name in enumerate(names):
        if n in (5, 11):
            keys.press("1" if n == 5 else "2")
        code(name)
    line = page.locator("#offline")
    playwright.expect(line).to_contain_text("20 acts wait on this computer and will be sent in order")
    for one in small_desk.client.get(f"{project}/codes").json():
        small_desk.client.post(f"{project}/codes/{one['code']['id']}/retire")
    page.context.set_offline(False)
    playwright.expect(line).to_contain_text("“Second” is out of use", timeout=DEEP)
    playwright.expect(line).to_contain_text("“First” is out of use", timeout=DEEP)
    everything_sent(page)
    known = [c["code"] for c in small_desk.client.get(f"{project}/codes").json()]
    assert [c["name"] for c in sorted(known, key=lambda c: c["id"])] == ["First", "Second", *names]
    named = {c["id"]: c["name"] for c in known}
    made = sorted(small_desk.client.get(f"{project}/codings").json(), key=lambda c: c["id"])
    assert [named[c["code"]] for c in made] == ["First", "Second", *names]
    page.click("text=I have seen it")
    playwright.expect(line).to_be_hidden()


def test_a_killed_worker_costs_nobody_a_paper(visit: Callable[..., Any], tmp_path: Path) -> None:
    """Its reader is killed while it reads: another takes the paper up, and the page says so without being loaded."""
    app = create_app(Settings(tmp_path / "own", model="hashing"), with_workers=True)
    with served(app) as where:
        page = visit("/", address=where)
        page.fill("#title", "Peers")
        page.click("button:has-text('Begin')")
        page.wait_for_selector("text=There are no papers yet")
        page.set_input_files("#files", [{"name": "birth.pdf", "mimeType": "application/pdf", "buffer": PDF}])
        with page.expect_navigation(wait_until="domcontentloaded"):
            page.click("text=Bring them in")
        page.evaluate("document.body.dataset.same = 'yes'")
        states = f"{where}/api/v1/projects/1/papers"
        killed = set()
        while page.request.get(states).json()[0]["state"] != "read":
            if page.request.get(states).json()[0]["state"] == "reading" and not killed:
                for process in multiprocessing.active_children():
                    if process.name.startswith("reader") and process.pid:
                        killed.add(process.pid)
                        os.kill(process.pid, signal.SIGKILL)
            page.wait_for_timeout(20)
        playwright.expect(page.locator("table.papers a[href*='/papers/']").first).to_be_visible(timeout=DEEP)
        assert killed
        assert page.evaluate("document.body.dataset.same") == "yes"
        page.click("table.papers a[href*='/papers/']")
        ready(page)


def test_a_codebook_is_replaced_and_no_coding_is_orphaned(
    visit: Callable[..., Any], small_desk: Desk, tmp_path: Path
) -> None:
    project = small_desk.project()
    (paper,) = small_desk.upload(project, ("a.txt", PLAIN))
    small_desk.work("read")
    text = small_desk.client.get(f"{project}/papers/{paper}/text").json()["text"]
    for name, words in (
        ("Staying", "You just sit there"),
        ("Smallness", "They told little"),
        ("Lateness", "learned it late"),
    ):
        at = text.index(words)
        put = {"start": at, "end": at + len(words), "new_code": {"name": name}}
        small_desk.client.post(f"{project}/papers/{paper}/codings", json=put)
    book = tmp_path / "book.csv"
    book.write_text("code,name,definition\nw,Being there,Without doing\nl,Lateness,\n", encoding="utf-8")
    page = visit("/p/1/codes")
    page.set_input_files("#file", str(book))
    page.click("text=Look at it")
    page.wait_for_selector("h2:has-text('2 codings stand on 2 codes that this file lacks')")
    page.select_option("select[aria-label='What becomes of Staying']", "Being there")
    page.select_option("select[aria-label='What becomes of Smallness']", "retire")
    page.click("text=Take the codebook")
    page.wait_for_selector(".tree :text('Being there')")
    codes = {c["code"]["name"]: c["codings"] for c in small_desk.client.get(f"{project}/codes").json()}
    assert (codes["Being there"], codes["Smallness"], codes["Lateness"]) == (1, 1, 1)
    page.goto(page.url.split("/p/")[0] + f"/p/1/papers/{paper}")
    for name in ("Being there", "Smallness", "Lateness"):
        page.wait_for_selector(f"#panel summary:has-text('{name}')")


def test_a_paper_without_pages_is_coded_word_by_word(visit: Callable[..., Any], small_desk: Desk) -> None:
    project = small_desk.project()
    (paper,) = small_desk.upload(project, ("doors.xml", XML))
    small_desk.work("read")
    page = visit(f"/p/1/papers/{paper}")
    ready(page)
    ends = page.evaluate(
        """() => { const node = [...document.querySelectorAll('p.stretch')]
            .find((p) => p.textContent.startsWith('They waited')).firstChild;
            return ['waited', 'time'].map((word) => { const r = document.createRange();
              const at = node.data.indexOf(word); r.setStart(node, at + 2); r.setEnd(node, at + 3);
              const b = r.getBoundingClientRect(); return [b.x + 1, b.y + b.height / 2]; }); }"""
    )
    page.mouse.move(*ends[0])
    page.mouse.down()
    page.mouse.move(*ends[1], steps=6)
    page.mouse.up()
    chosen = "waited at the door for a long time"
    playwright.expect(page.locator("blockquote[data-words]")).to_have_text(chosen)
    page.fill("#panel input[name=name]", "At the door")
    page.click("#panel button:has-text('Code')")
    page.wait_for_selector("#panel .chip:has-text('At the door')")
    (coding,) = small_desk.client.get(f"{project}/codings").json()
    assert coding["quote"] == chosen


def test_a_stranger_file_is_refused_in_the_pages_own_words(visit: Callable[..., Any], small_desk: Desk) -> None:
    small_desk.project()
    page = visit("/p/1/papers")
    page.set_input_files("#files", [{"name": "holiday.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff\0\0\0"}])
    page.click("text=Bring them in")
    playwright.expect(page.locator("[role=alert]")).to_contain_text("holiday.jpg is not a paper that can be read")


def test_suggestions_are_accepted_changed_and_rejected(visit: Callable[..., Any], small_desk: Desk) -> None:
    """By mouse and by keys; accepting codes the words shown; a paper for which nothing is sure says so."""
    project = small_desk.project()
    other = PLAIN.replace(b"Sitting with strangers", b"Waiting with strangers").replace(
        b"ten companions", b"six nurses"
    )
    first, second = small_desk.upload(project, ("a.txt", PLAIN), ("b.txt", other))
    small_desk.work("read", "learn")
    text = small_desk.client.get(f"{project}/papers/{first}/text").json()
    for words in ("staying was the work", "They told little of themselves"):
        spot = next(p for p in text["passages"] if words in text["text"][p["start"] : p["end"]])
        put = {"start": spot["start"], "end": spot["end"], "new_code": {"name": words.capitalize()}}
        assert small_desk.client.post(f"{project}/papers/{first}/codings", json=put).status_code == 201
    page = visit(f"/p/1/papers/{first}")
    ready(page)
    page.keyboard.press("s")
    playwright.expect(page.locator("#panel [data-none]")).to_contain_text("There are no suggestions yet")
    small_desk.client.post(f"{project}/papers/{first}/reading", json={"state": "done"})
    assert small_desk.work("learn") == ["learn"]
    page.goto(page.url.split("?")[0].replace(first, second))
    ready(page)
    keys = page.keyboard
    keys.press("s")
    page.wait_for_selector("[data-suggestion], #panel details[data-kept=unsure]")
    unsure = page.locator("#panel details[data-kept=unsure] > summary")
    if unsure.count():
        unsure.click()
    # What speaks for a suggestion is told in the words coded so elsewhere, with the way to them.
    near = page.locator("[data-suggestion] q.words").first
    playwright.expect(near).to_be_visible()
    playwright.expect(near.locator(f"xpath=following-sibling::a[contains(@href, '{first}')]")).to_have_count(1)
    shown = page.locator("[data-suggestion]")
    total = shown.count()
    assert total >= 3
    words = [shown.nth(k).locator("blockquote").inner_text() for k in range(total)]
    asked = [(shown.nth(k).get_attribute("data-code"), words[k]) for k in range(total)]
    # Accepted by key: the words shown carry the code.
    keys.press("s")
    held = page.evaluate("document.activeElement.dataset.key")
    assert held
    accepted = asked[[shown.nth(k).get_attribute("data-key") for k in range(total)].index(held)]
    keys.press("a")
    page.wait_for_selector("[data-suggestion][data-verdict=accepted]")
    (coding,) = small_desk.client.get(f"{project}/papers/{second}/codings").json()
    assert (str(coding["code"]), " ".join(coding["quote"].split())) == accepted
    # Rejected by mouse, with a reason.
    waiting = page.locator("[data-suggestion][data-verdict='']")
    rejected = waiting.first.get_attribute("data-key")
    waiting.first.locator("[name=why]").fill("They speak of the room")
    waiting.first.locator("button[value=rejected]").click()
    page.wait_for_selector(f"[data-key='{rejected}'][data-verdict=rejected]")
    # Changed: another code, made here, stands on the words instead.
    changed = waiting.first.get_attribute("data-key")
    waiting.first.locator("summary").click()
    waiting.first.locator("[name=instead]").fill("Being in the way")
    waiting.first.locator("[name=instead]").press("Enter")
    page.wait_for_selector(f"[data-key='{changed}'][data-verdict=changed]")
    names = {c["code"]["id"]: c["code"]["name"] for c in small_desk.client.get(f"{project}/codes").json()}
    codings = small_desk.client.get(f"{project}/papers/{second}/codings").json()
    assert sorted(names[c["code"]] for c in codings) == sorted([names[int(accepted[0])], "Being in the way"])
    found = small_desk.client.get(f"{project}/papers/{second}/suggestions").json()
    decided = {d["verdict"]: d["reason"] for d in found["decisions"]}
    assert decided == {"accepted": "", "rejected": "They speak of the room", "changed": ""}
    assert {c["exposure"] for c in codings} == {"assisted"}
    page.reload()
    ready(page)
    playwright.expect(page.locator(f"[data-key='{rejected}'] [name=why]")).to_have_value("They speak of the room")


def test_two_blind_coders_come_to_consensus_and_the_report_says_what_the_command_says(
    visit: Callable[..., Any], small_desk: Desk, thirdorder: Command, tmp_path: Path
) -> None:
    """Two people in two browsers, from their accounts to one difference after another settled."""
    paper = tmp_path / "birth.pdf"
    paper.write_bytes(PDF)
    ana = visit()
    ana.fill("#title", "Two")
    ana.click("button:has-text('Begin')")
    ana.set_input_files("#files", [str(paper)])
    ana.click("text=Bring them in")
    ana.wait_for_selector("text=waiting to be read in")
    small_desk.work("read")
    for who in ("Ana", "Ben"):
        ana.goto(origin(ana) + "/p/1/setup")
        ana.click("summary:has-text('account')")
        ana.fill("#a-name", who)
        ana.fill("#a-login", who.lower())
        ana.fill("#a-password", "a long password")
        ana.click("text=Make the account")
        if who == "Ana":
            ana.wait_for_url("**/sign-in")
            signed_in(ana, "ana")
        else:
            ana.wait_for_selector("td:has-text('Ben')")
    ana.goto(origin(ana) + "/p/1/setup")
    ana.fill("#share", "100")
    ana.click("text=Divide the papers")
    ben = visit()
    signed_in(ben, "ben")
    for page, own, step in ((ana, "Letting go", 2), (ben, "Holding on", 3)):
        page.goto(origin(page) + "/p/1/papers")
        page.click("table.papers a")
        ready(page)
        for n in range(6):
            page.keyboard.press("j")
            for name in ("Waiting",) * (n % step == 0) + (own,) * (n == 1):
                page.keyboard.press("c")
                page.keyboard.type(name)
                page.keyboard.press("Enter")
        everything_sent(page)
    assert "Letting go" not in ben.content()
    for page in (ana, ben):
        page.click("text=Finish paper")
        page.click("button:has-text('I read it to the end')")
        page.wait_for_selector(".state")
    ana.click("nav >> text=Consensus")
    ana.check("input[name=sure]")
    ana.click("text=Open the review to compare")
    ana.click("nav >> text=Agreement")
    before = pooled(ana)
    said = ("percent", "cohen_kappa", "gwet_ac1", "krippendorff_alpha")
    assert before == commanded(ana, thirdorder, tmp_path, said)
    # Suggestions that are shown, and what is coded after the opening, change nothing in it.
    small_desk.work("learn")
    ben.click("table.papers a")
    ready(ben)
    ben.keyboard.press("s")
    ben.keyboard.press("j")
    ben.keyboard.press("1")
    everything_sent(ben)
    ana.reload()
    assert pooled(ana) == before
    ben.click("nav >> text=Consensus")
    total = int(ben.locator("progress").get_attribute("max") or 0)
    assert total > 1
    for left in range(total, 0, -1):
        playwright.expect(ben.locator("main")).to_contain_text(f"{total - left} settled")
        ben.fill("#memo", "we talked")
        ben.click("text=It belongs here" if left % 2 else "text=It does not")
    ben.wait_for_selector(f"text=All {total} differences are settled")
    ana.reload()
    assert pooled(ana) == before
    playwright.expect(ana.locator("main")).to_contain_text(
        f"After discussion of {total} differences, agreement was 100%"
    )


def origin(page: Any) -> str:
    return "/".join(page.url.split("/")[:3])


def signed_in(page: Any, login: str) -> None:
    page.goto(origin(page) + "/sign-in")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", "a long password")
    page.click("main button:has-text('Sign in')")
    page.wait_for_selector("h1:has-text('Reviews')")


def pooled(page: Any) -> list[str]:
    """The page's figures over all codes together, the intervals left out."""
    cells = page.locator("tr:has-text('All codes together') td.number").all_inner_texts()
    return [cell.split()[0] for cell in cells][:4]


def commanded(page: Any, thirdorder: Command, folder: Path, names: tuple[str, ...]) -> list[str]:
    """The same figures by the command, on what the page exports."""
    page.click("nav >> text=Export")
    for name in ("codings-by-passage.csv", "codebook.csv"):
        with page.expect_download() as download:
            page.click(f"a[href$='/export/{name}']")
        shutil.copy(download.value.path(), folder / name)
    done = thirdorder(
        "agreement", folder / "codings-by-passage.csv", "--codebook", folder / "codebook.csv", "--format", "json"
    )
    assert done.returncode == 0, done.stderr
    page.click("nav >> text=Agreement")
    (pair,) = json.loads(done.stdout)["pairs"]
    return [f"{pair['pooled'][name]['value']:.2f}" for name in names]


def test_memos_are_marked_where_they_stand_and_a_page_without_a_picture_keeps_its_words(
    visit: Callable[..., Any], small_desk: Desk
) -> None:
    project = small_desk.project()
    (paper,) = small_desk.upload(project, ("birth.pdf", PDF))
    small_desk.work("read")
    page = visit("/p/1")
    page.route("**/pages/*.png", lambda route: route.fulfill(status=409, body=""))
    page.goto(page.url + f"/papers/{paper}")
    ready(page)
    playwright.expect(page.locator(".sheet").first).to_contain_text("cannot be shown as a picture")
    word = page.locator(".sheet.bare svg.layer text").first
    assert page.evaluate("e => getComputedStyle(e).fill", word.element_handle()) != "rgba(0, 0, 0, 0)"
    keys = page.keyboard
    keys.press("j")
    keys.press("m")
    keys.type("Think of the others")
    page.click("text=Keep memo")
    mark = page.locator("svg path.note")
    playwright.expect(mark.locator("title")).to_have_text("Memo: Think of the others")
    keys.press("Escape")
    for view in (page.url.partition("?")[0], page.url.partition("?")[0] + "?text"):
        page.goto(view)
        ready(page)
        page.locator("svg path.note, .notes .note").first.click()
        playwright.expect(page.locator("#panel p:has-text('Think of the others')")).to_be_visible()
    page.click("summary:has-text('Change it')")
    page.fill("textarea[aria-label^='This memo']", "Think of one")
    page.click("text=Keep the change")
    page.wait_for_selector("#panel p:has-text('Think of one')")
    assert [m["text"] for m in small_desk.client.get(f"{project}/memos").json()] == ["Think of one"]
    page.fill("textarea[aria-label^='This memo']", "")
    page.click("text=Keep the change")
    playwright.expect(page.locator(".notes .note")).to_have_count(0)
    assert small_desk.client.get(f"{project}/memos").json() == []


def test_a_verdict_is_undone_and_changed_by_keys(visit: Callable[..., Any], small_desk: Desk) -> None:
    project, second = suggested(small_desk)
    page = visit(f"/p/1/papers/{second}")
    ready(page)
    keys = page.keyboard
    keys.press("s")
    page.wait_for_selector("[data-suggestion], #panel details[data-kept=unsure]")
    unsure = page.locator("#panel details[data-kept=unsure] > summary")
    if unsure.count():
        unsure.click()
        keys.press("s")
    held = page.evaluate("document.activeElement.dataset.key")
    assert held
    keys.press("a")
    page.wait_for_selector(f"[data-key='{held}'][data-verdict=accepted]")
    everything_sent(page)
    page.locator("#panel").focus()
    keys.press("u")
    page.wait_for_selector(f"[data-key='{held}'][data-verdict='']")
    assert small_desk.client.get(f"{project}/papers/{second}/codings").json() == []
    page.locator(f"[data-key='{held}']").focus()
    keys.press("e")
    keys.type("Being in the way")
    keys.press("Enter")
    page.wait_for_selector(f"[data-key='{held}'][data-verdict=changed]")
    assert len(small_desk.client.get(f"{project}/papers/{second}/codings").json()) == 1
    page.click(f"[data-key='{held}'] button[value=withdrawn]")
    page.wait_for_selector(f"[data-key='{held}'][data-verdict='']")
    assert small_desk.client.get(f"{project}/papers/{second}/codings").json() == []


def suggested(desk: Desk) -> tuple[str, str]:
    """A project with two papers, the first coded and signed, so that codes are suggested for the second."""
    project = desk.project()
    other = PLAIN.replace(b"Sitting with", b"Waiting with").replace(b"ten companions", b"six nurses")
    first, second = desk.upload(project, ("a.txt", PLAIN), ("b.txt", other))
    desk.work("read")
    text = desk.client.get(f"{project}/papers/{first}/text").json()
    for words in ("staying was the work", "They told little of themselves"):
        spot = next(p for p in text["passages"] if words in text["text"][p["start"] : p["end"]])
        put = {"start": spot["start"], "end": spot["end"], "new_code": {"name": words.capitalize()}}
        assert desk.client.post(f"{project}/papers/{first}/codings", json=put).status_code == 201
    desk.client.post(f"{project}/papers/{first}/reading", json={"state": "done"})
    desk.work("learn")
    return project, second


def test_what_one_is_at_stays_while_papers_are_read(visit: Callable[..., Any], small_desk: Desk) -> None:
    """A list that is drawn anew keeps focus, what is half typed, what is opened, and how it is sorted."""
    project = small_desk.project()
    small_desk.upload(project, ("b.txt", PLAIN), ("a.txt", PLAIN.replace(b"Sitting with", b"Waiting with")))
    small_desk.work("read")
    page = visit("/p/1/papers")
    page.wait_for_selector("body[data-ready]")
    head = page.locator("th button:has-text('Paper')")
    head.click()
    head.click()
    names = page.locator("table.papers tbody tr td:first-child a").all_inner_texts()
    row = page.locator("table.papers tbody tr").first
    row.locator("td[data-label=Study] summary").click()
    row.locator("input[name=new]").fill("The half")
    playwright.expect(row.locator("input[name=new]")).to_be_focused()
    small_desk.upload(project, ("c.txt", PLAIN.replace(b"Sitting with", b"Aiding with")))
    playwright.expect(page.locator("table.papers tbody tr")).to_have_count(3, timeout=DEEP)
    small_desk.work("read")
    playwright.expect(page.locator("table.papers tbody a[href*='/papers/']")).to_have_count(3, timeout=DEEP)
    assert page.evaluate("document.activeElement.name") == "new"
    page.keyboard.type(" of it")
    playwright.expect(page.locator("input[name=new]:focus")).to_have_value("The half of it")
    after = page.locator("table.papers tbody tr td:first-child a").all_inner_texts()
    assert after == sorted(after, reverse=True)
    assert [n for n in after if n in names] == names


def test_a_form_that_is_left_holds_what_was_typed_when_one_comes_back(
    visit: Callable[..., Any], small_desk: Desk
) -> None:
    project = small_desk.project()
    (paper,) = small_desk.upload(project, ("a.txt", PLAIN))
    small_desk.work("read")
    finish = f"/p/1/papers/{paper}/finish"
    page = visit(finish)
    page.fill("#p-country", "Norway")
    page.click("text=← ")
    ready(page)
    page.click("text=Finish paper")
    playwright.expect(page.locator("#p-country")).to_have_value("Norway")
    page.click("text=Keep, and go on later")
    playwright.expect(page.locator("summary:has-text('1 correction so far')")).to_be_visible()
    page.fill("#p-country", "Sweden")
    page.fill("#p-country", "Norway")
    page.reload()
    assert page.evaluate("Object.keys(localStorage).filter((k) => k.startsWith('thirdorder.form.')).length") == 0


def test_times_are_those_of_the_readers_clock(visit: Callable[..., Any], small_desk: Desk) -> None:
    small_desk.client.post(f"{small_desk.project()}/memos", json={"on_kind": "project", "text": "A thought"})
    shown = {}
    for zone in ("Pacific/Kiritimati", "Pacific/Niue"):
        page = visit("/p/1/setup", timezone_id=zone)
        page.wait_for_selector("body[data-ready]")
        shown[zone] = page.locator("time[data-minutes]").inner_text()
    hours = datetime.fromisoformat(shown["Pacific/Kiritimati"]) - datetime.fromisoformat(shown["Pacific/Niue"])
    assert hours == timedelta(hours=25)


def test_on_a_small_screen_the_sheet_rises_once_words_are_chosen_and_leaves_them_in_sight(
    visit: Callable[..., Any], small_desk: Desk
) -> None:
    project = small_desk.project()
    (paper,) = small_desk.upload(project, ("doors.xml", XML))
    small_desk.work("read")
    page = visit("/p/1")
    page.set_viewport_size({"width": 390, "height": 420})
    page.goto(page.url + f"/papers/{paper}")
    ready(page)
    ends = """() => { const node = [...document.querySelectorAll('p.stretch')]
        .find((p) => p.textContent.startsWith('They waited')).firstChild;
        return ['waited', 'sang'].map((word) => { const r = document.createRange();
          const at = node.data.indexOf(word); r.setStart(node, at + 1); r.setEnd(node, at + 2);
          const b = r.getBoundingClientRect(); return [b.x + 1, b.y + b.height / 2]; }); }"""
    page.evaluate("document.querySelectorAll('p.stretch')[0].scrollIntoView({block: 'end'})")
    page.evaluate("(y) => scrollBy(0, y)", page.evaluate(ends)[1][1] - 300)
    seen = None
    while (places := page.evaluate(ends)) != seen:  # until nothing moves any more
        seen = places
        page.wait_for_timeout(200)
    first, last = places
    page.mouse.move(*first)
    page.mouse.down()
    for share in (0.2, 0.5, 0.8, 1):
        page.mouse.move(*(a + share * (b - a) for a, b in zip(first, last, strict=True)))
        page.wait_for_timeout(120)
    page.mouse.up()
    playwright.expect(page.locator("blockquote[data-words]")).to_have_text(
        "waited at the door for a long time, and some of them sang."
    )
    page.wait_for_timeout(300)
    sheet = page.locator("#panel").bounding_box()
    assert page.evaluate(ends)[1][1] < sheet["y"]


def test_an_act_is_undone_after_a_reload_and_from_the_next_paper(visit: Callable[..., Any], small_desk: Desk) -> None:
    project = small_desk.project()
    first, second = small_desk.upload(project, ("a.txt", PLAIN), ("b.txt", PLAIN.replace(b"Sitting", b"Standing")))
    small_desk.work("read")
    page = visit(f"/p/1/papers/{first}")
    ready(page)
    for name in ("Early", "Late"):
        page.keyboard.press("j")
        page.keyboard.press("c")
        page.keyboard.type(name)
        page.keyboard.press("Enter")
        page.wait_for_selector(f"#panel .chip:has-text('{name}') button")
    page.reload()
    ready(page)
    playwright.expect(page.locator("[data-act=undo]")).to_have_attribute("title", "Undo (u): Coded: Late")
    page.keyboard.press("u")
    playwright.expect(page.locator("#said")).to_have_text("Taken back: Coded: Late")
    playwright.expect(page.locator(".bar")).to_have_count(1)
    page.goto(page.url.partition("?")[0].replace(first, second))
    ready(page)
    page.keyboard.press("u")
    playwright.expect(page.locator("#said")).to_have_text(re.compile(r"^Taken back in .+: Coded: Early$"))
    assert small_desk.client.get(f"{project}/codings").json() == []
    page.keyboard.press("u")
    playwright.expect(page.locator("#said")).to_have_text("There is nothing of yours to take back.")


def test_findings_and_voices_are_put_right_where_one_reads(visit: Callable[..., Any], small_desk: Desk) -> None:
    """Without a reload: the place on the page and what is opened in the panel stay, and `u` takes it back."""
    project = small_desk.project()
    (paper,) = small_desk.upload(project, ("birth.pdf", PDF))
    small_desk.work("read")
    page = visit(f"/p/1/papers/{paper}")
    ready(page)
    before = page.locator("text.relevant").count()
    assert before > 2
    for _ in range(3):
        page.keyboard.press("j")
    page.wait_for_selector("#panel details[data-kept=findings]")
    page.click("#panel details[data-kept=memo] > summary")
    page.evaluate("window.stays = true; document.getElementById('leaf').scrollBy(0, 37)")
    place = page.evaluate("document.getElementById('leaf').scrollTop")
    page.click("#panel details[data-kept=findings] > summary")
    page.click("text=The findings are these words")
    playwright.expect(page.locator("text.relevant")).to_have_count(1)
    assert page.evaluate("[stays, document.getElementById('leaf').scrollTop]") == [True, place]
    assert page.evaluate("document.querySelector('details[data-kept=memo]').open")
    page.locator("#panel").focus()
    page.keyboard.press("u")
    playwright.expect(page.locator("text.relevant")).to_have_count(before)
    # The line beside the words says whose they are as soon as that was put right.
    lines = page.locator("svg path.voice.first").count()
    standing = page.locator("#voice-value").input_value()
    page.keyboard.press("v")
    page.select_option("#voice-value", "participant" if standing != "participant" else "literature")
    page.click("#panel details[data-kept=voice] button")
    playwright.expect(page.locator("#said")).to_have_text("Whose words these are: put right.")
    page.wait_for_function("n => document.querySelectorAll('svg path.voice.first').length !== n", arg=lines)


def test_pressing_for_suggestions_that_are_not_there_costs_nothing(visit: Callable[..., Any], small_desk: Desk) -> None:
    project = small_desk.project()
    (paper,) = small_desk.upload(project, ("a.txt", PLAIN))
    small_desk.work("read")
    page = visit(f"/p/1/papers/{paper}")
    ready(page)
    page.keyboard.press("s")
    playwright.expect(page.locator("#said")).to_contain_text("There are no suggestions yet")
    assert not small_desk.client.get(f"{project}/papers/{paper}/suggestions").json()["revealed"]
