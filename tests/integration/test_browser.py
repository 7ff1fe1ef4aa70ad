"""Reviewers in a real browser: from nothing to an exported grid and Word tables, by mouse and by keys alone."""

from __future__ import annotations

import io
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from docx import Document as Word
from openpyxl import load_workbook

from tests.integration.conftest import PLAIN, Desk
from thirdorder.corpora import example

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


@pytest.fixture
def address(small_desk: Desk) -> Iterator[str]:
    """The service on a port of its own; jobs are done where the test asks for them."""
    server = uvicorn.Server(uvicorn.Config(small_desk.app, port=0, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    small_desk.app.state.ending.set()
    server.should_exit = True
    thread.join(timeout=20)


@pytest.fixture
def visit(chromium: Any, address: str) -> Iterator[Callable[..., Any]]:
    """Opens pages; whatever one asks of anybody but the service, or says is wrong, fails the test."""
    wrong: list[str] = []
    contexts: list[Any] = []

    def open_(path: str = "/", **options: Any) -> Any:
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
    page.fill("#panel textarea", "Think of the others")
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


def test_the_same_by_keys_alone(visit: Callable[..., Any], small_desk: Desk) -> None:
    project = small_desk.project(title="Keys")
    (paper,) = small_desk.upload(project, ("birth.pdf", PDF))
    small_desk.work("read")
    page = visit(f"/p/1/papers/{paper}")
    keys = page.keyboard
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
    page.locator("text=Finish paper").focus()
    keys.press("Enter")
    page.wait_for_selector("h1:has-text('Finish this paper')")
    page.locator("button:has-text('I read it to the end')").focus()
    keys.press("Enter")
    page.wait_for_selector(".state.done")
    page.locator("nav >> text=Export").focus()
    keys.press("Enter")
    page.wait_for_selector("h1:has-text('Export')")
    page.locator("text=Grid").first.focus()
    with page.expect_download() as download:
        keys.press("Enter")
    grid = load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
    assert len(str([c.value for c in grid["grid"][2]][2]).split("; ")) == 2
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
    playwright.expect(page.locator("#panel textarea")).to_have_value("")
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
    field = page.locator("#panel textarea")
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


def test_acts_without_a_connection_arrive_once_and_in_order(visit: Callable[..., Any], small_desk: Desk) -> None:
    project = small_desk.project()
    (paper,) = small_desk.upload(project, ("a.txt", PLAIN))
    small_desk.work("read")
    page = visit(f"/p/1/papers/{paper}")
    ready(page)
    page.keyboard.press("j")
    page.keyboard.press("c")
    page.keyboard.type("First")
    page.keyboard.press("Enter")
    page.wait_for_selector("#panel .chip:has-text('First')")
    page.context.set_offline(True)
    names = [f"Code {n}" for n in range(6)]
    for name in names:
        page.keyboard.press("c")
        page.keyboard.type(name)
        page.keyboard.press("Enter")
    playwright.expect(page.locator("#offline")).to_contain_text("will be sent in order")
    (first,) = small_desk.client.get(f"{project}/codings").json()
    small_desk.client.delete(f"{project}/codings/{first['id']}")
    page.keyboard.press("u")
    page.context.set_offline(False)
    playwright.expect(page.locator("#offline")).to_be_hidden(timeout=DEEP)
    codes = [c["code"]["name"] for c in small_desk.client.get(f"{project}/codes").json()]
    assert codes == ["First", *names]
    made = [c["code"] for c in small_desk.client.get(f"{project}/codings").json()]
    assert len(made) == len(set(made)) == len(names)


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
