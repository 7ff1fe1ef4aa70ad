"""Selecting on real pages, in a real browser: what is chosen is text[start:end], across columns and page breaks."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pypdfium2 as pdfium
import pytest
from jinja2 import Environment, PackageLoader, select_autoescape
from markupsafe import Markup

from thirdorder.corpora import example
from thirdorder.corpora.codec import to_json
from thirdorder.nlp.document import Paper
from thirdorder.nlp.pipeline import parse
from thirdorder.service.web import page_words
from thirdorder.service.web.pages.paper.panel import OnPaper, Panel, blank
from thirdorder.service.web.pages.paper.read import Desk, Stop

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: make test installs it")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: Debian's package chromium"),
]
PAIRS = Path(__file__).resolve().parents[3] / "shared" / "data" / "pairs"
ROOT = Path(page_words.__file__).parent
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


@dataclass(frozen=True)
class Open:
    """A page of the reader in the browser, and what it was made from."""

    page: Any
    paper: Paper
    reading: page_words.Reading

    def chosen(self) -> tuple[int, int]:
        """The span that the address names once the page, whose timer is shorter, has written it there."""
        found = self.page.evaluate(
            "() => new Promise((done) => setTimeout(done, 150)).then(() => {"
            " const q = new URLSearchParams(location.search); return [q.get('start'), q.get('end')] })"
        )
        return int(found[0]), int(found[1])

    def copied(self) -> str:
        """What a copy would put on the clipboard."""
        return str(
            self.page.evaluate(
                "() => { const d = new DataTransfer(); const e = new ClipboardEvent('copy', {clipboardData: d,"
                " bubbles: true, cancelable: true}); document.body.dispatchEvent(e); return d.getData('text/plain') }"
            )
        )

    def at(
        self, word: page_words.Word, line: page_words.PrintedLine, sheet: page_words.Sheet, share: float
    ) -> tuple[float, float]:
        """The place in the window of a point inside a printed word."""
        box = self.page.evaluate(
            "n => { const s = document.querySelector(`svg.layer[data-page='${n}']`).getBoundingClientRect();"
            " return [s.left, s.top, s.width, s.height] }",
            sheet.number,
        )
        x = box[0] + (word.left + share * (word.right - word.left)) * box[2] / sheet.width
        return x, box[1] + (line.top + line.bottom) / 2 * box[3] / sheet.height


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield chromium
        chromium.close()


@pytest.fixture
def opened(browser: Any) -> Iterator[Callable[..., Open]]:
    """Opens a paper in the reader, served from this process without a service behind it."""
    servers: list[ThreadingHTTPServer] = []

    def open_(path: Path, as_text: bool = False) -> Open:
        paper, sizes = read(path)
        reading, html = rendered(paper, sizes, as_text)
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, html))
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(f"http://127.0.0.1:{server.server_port}/paper")
        page.wait_for_selector("body[data-ready]")
        return Open(page, paper, reading)

    yield open_
    for server in servers:
        server.shutdown()
        server.server_close()


class Handler(BaseHTTPRequestHandler):
    """The page, its modules, an empty panel."""

    def __init__(self, html: str, *arguments: Any) -> None:
        self.html = html
        super().__init__(*arguments)

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path.startswith("/static/"):
            file = ROOT / path[1:]
            return self.send(file.read_bytes(), TYPES[file.suffix])
        if path.endswith(".png"):
            return self.send(b"", "image/png")
        return self.send((b"" if path.endswith("/panel") else self.html.encode()), "text/html; charset=utf-8")

    def send(self, body: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Nothing: a test's output is its own."""


@lru_cache(maxsize=2)
def read(path: Path) -> tuple[Paper, tuple[tuple[float, float], ...]]:
    data = path.read_bytes()
    sizes: tuple[tuple[float, float], ...] = ()
    if path.suffix == ".pdf":
        with pdfium.PdfDocument(data) as document:
            sizes = tuple(document.get_page_size(i) for i in range(len(document)))
    return parse(data, path.name), sizes


def rendered(
    paper: Paper, sizes: tuple[tuple[float, float], ...], as_text: bool = False
) -> tuple[page_words.Reading, str]:
    reading = page_words.read_pages(paper, sizes)
    desk = Desk(
        paper=paper.id, project=1, account=1, person=1, cited="", text=reading.text, codings=[], codes=[], recent=[],
        about="", home="/p/1", language="en",
        stretches=[Stop(s.start, s.end, s.id, s.relevant) for s in reading.stretches],
    )  # fmt: skip
    env = Environment(loader=PackageLoader("thirdorder.service.web"), autoescape=select_autoescape())
    html = env.get_template("desk/paper.html").render(
        paper=SimpleNamespace(title="A paper", name=paper.document.source, id=paper.id, language="en"),
        project=None,
        person=None,
        reading=reading,
        sheets=() if as_text else reading.sheets,
        as_text=as_text or not sizes,
        drawn=[
            (sheet, Markup(page_words.margin(sheet) + page_words.layer(reading, sheet)))
            for sheet in (() if as_text else reading.sheets)
        ],
        attributes=lambda stretch, heading=False: Markup(page_words.attributes(stretch, heading)),
        data=Markup(to_json(desk).decode().replace("<", "\\u003c")),
        at="/paper",
        pictures="/pictures",
        panel=Panel("/paper", "/p/p", "A paper", "[]", (), None, whole=OnPaper([], [], [], [], "", "")),
        blank=blank("/paper"),
    )
    return reading, html


def inside(text: str, start: int, end: int) -> int:
    """A place inside the letters of a word, from the middle on."""
    middle = (start + end) // 2
    return next((k for k in (*range(middle, end), *range(middle, start, -1)) if text[k : k + 1].isalnum()), middle)


def whole(text: str, start: int, end: int) -> tuple[int, int]:
    """The words that two places inside them span: letters, and hyphens and apostrophes between letters."""

    def within(at: int) -> bool:
        a, b = text[at - 1 : at], text[at : at + 1]
        if a.isalnum() and b.isalnum():
            return True
        if b and b in "-'’‐" and a.isalnum():
            return text[at + 1 : at + 2].isalnum()
        return bool(a) and a in "-'’‐" and b.isalnum() and text[at - 2 : at - 1].isalnum()

    while start > 0 and within(start):
        start -= 1
    while end < len(text) and within(end):
        end += 1
    return start, end


Place = tuple[page_words.Sheet, page_words.PrintedLine, page_words.Word]


def plain_words(reading: page_words.Reading, sheet: page_words.Sheet) -> list[Place]:
    """Words of a page's paragraphs that are letters throughout and wide enough to be pressed in the middle."""
    return [
        (sheet, line, word)
        for part in sheet.parts
        if part.stretch.form == "paragraph"
        for line in part.lines
        for word in line.words
        if word.end - word.start > 3 and reading.text[word.start : word.end].isalpha() and word.right - word.left > 12
    ]


def drag(opened: Open, first: Place, last: Place) -> tuple[int, int]:
    """Press in the middle of one word, let go in the middle of another; the page is scrolled between where needed."""
    page = opened.page
    page.evaluate("n => document.querySelector(`#page-${n}`).scrollIntoView({block: 'start'})", first[0].number)
    x, y = opened.at(first[2], first[1], first[0], 0.5)
    if not 100 < y < 860:
        page.evaluate("d => document.getElementById('leaf').scrollBy(0, d)", y - 300)
        x, y = opened.at(first[2], first[1], first[0], 0.5)
    page.mouse.move(x, y)
    page.mouse.down()
    x, y = opened.at(last[2], last[1], last[0], 0.5)
    if not 100 < y < 860:
        page.evaluate("d => document.getElementById('leaf').scrollBy(0, d)", y - 500)
        x, y = opened.at(last[2], last[1], last[0], 0.5)
    page.mouse.move(x - 5, y)
    page.mouse.move(x, y)
    page.mouse.up()
    return opened.chosen()


def check(opened: Open, first: Place, last: Place) -> None:
    text = opened.reading.text
    got = drag(opened, first, last)
    a, b = sorted([(first[2].start, first[2].end), (last[2].start, last[2].end)])
    wanted = whole(text, (a[0] + a[1]) // 2, (b[0] + b[1]) // 2)
    assert got == wanted, (text[slice(*got)], text[slice(*wanted)])
    assert opened.copied() == text[slice(*wanted)]
    assert text[slice(*got)] == opened.paper.document.text[slice(*got)]


def columns(words: list[Place]) -> tuple[list[Place], list[Place]]:
    """The words left and right of a page's middle."""
    middle = words[0][0].width / 2
    return [w for w in words if w[2].right < middle], [w for w in words if w[2].left > middle]


def ways(opened: Open) -> None:
    """Within a column, from one column to the next, backwards, and over a page break."""
    sheets = [(s, plain_words(opened.reading, s)) for s in opened.reading.sheets]
    full = [(s, words) for s, words in sheets if len(words) > 80]
    assert full
    _, words = full[len(full) // 2]
    check(opened, words[10], words[40])
    check(opened, words[60], words[20])
    left, right = columns(words)
    if len(left) > 40 and len(right) > 40:
        check(opened, left[-10], right[10])
    over = [(a, b) for (s, a), (t, b) in pairwise(full) if t.number == s.number + 1]
    if over:
        check(opened, over[0][0][-8], over[0][1][8])


def by_keys(opened: Open) -> None:
    """From a passage to a word in it, and on by words and sentences: every step is whole words of the text."""
    page, text = opened.page, opened.reading.text
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.wait_for_timeout(150)
    start, end = opened.chosen()
    stretch = opened.reading.stretch_at(start)
    assert stretch is not None
    assert (start, end) == (stretch.start, stretch.end)
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(100)
    one = opened.chosen()
    assert one[0] == start
    assert text[slice(*one)] == text[start:end].split()[0]
    for _ in range(4):
        page.keyboard.press("Shift+ArrowRight")
    page.wait_for_timeout(150)
    got = opened.chosen()
    assert text[slice(*got)].split() == text[start:].split()[:5]
    page.keyboard.press("Shift+ArrowLeft")
    page.wait_for_timeout(150)
    assert text[slice(*opened.chosen())].split() == text[start:].split()[:4]
    page.keyboard.press("Shift+ArrowDown")
    page.wait_for_timeout(150)
    longer = opened.chosen()
    assert longer[0] == start
    assert longer[1] > got[1]
    assert opened.copied() == text[slice(*longer)]


def sentence_by_mouse(opened: Open) -> None:
    """A sentence dragged from within its first to within its last word has the stop behind it and nothing more."""
    text = opened.reading.text
    for sheet in opened.reading.sheets:
        for part in sheet.parts:
            words = [(sheet, line, word) for line in part.lines for word in line.words]
            ends = [k for k, (_, _, w) in enumerate(words) if re.fullmatch(r"[^\W\d_]{4,}\.", text[w.start : w.end])]
            for before, end in pairwise(ends):
                first, last = words[before + 1], words[end]
                plain = text[first[2].start : first[2].end].isalpha() and first[2].right - first[2].left > 12
                if part.stretch.form == "paragraph" and plain and 3 < end - before < 40:
                    assert drag(opened, first, last) == (first[2].start, last[2].end)
                    assert opened.copied().endswith(".")
                    return
    pytest.fail("No sentence of plain words was found to try.")


def alone(text: str, word: page_words.Word) -> bool:
    """Whether a printed word is no part of a longer one."""
    return text[word.start - 1 : word.start].isspace() and text[word.end : word.end + 1].isspace()


def keys_over_breaks(opened: Open) -> None:
    """By keys from the words before a break to those behind it: of a column and of a page, where the paper has them."""
    page, text = opened.page, opened.reading.text
    whole = [
        (sheet.number, line.top, word)
        for sheet in opened.reading.sheets
        for part in sheet.parts
        if part.stretch.form == "paragraph"
        for line in part.lines
        for word in line.words
    ]
    whole.sort(key=lambda w: w[2].start)
    for is_break in (
        lambda a, b: b[0] == a[0] + 1,
        lambda a, b: a[0] == b[0] and b[1] < a[1] - 100 and b[2].left > a[2].right,
    ):
        over = (
            k for k, (a, b) in enumerate(pairwise(whole))
            if k > 5 and is_break(a, b) and b[2].start - a[2].end < 3 and alone(text, whole[k - 1][2])
        )  # fmt: skip
        at = next(over, None)
        if at is None:
            continue
        begin = whole[at - 1][2]
        page.goto(f"{page.url.partition('?')[0]}?start={begin.start}&end={begin.end}")
        page.wait_for_selector("body[data-ready]")
        for _ in range(5):
            page.keyboard.press("Shift+ArrowRight")
        got = opened.chosen()
        assert got[0] == begin.start
        assert text[slice(*got)].split() == text[begin.start :].split()[:6]
        assert got[1] > whole[at + 1][2].start
        assert opened.copied() == text[slice(*got)]


@pytest.mark.parametrize("number", [0, 3])
def test_words_of_the_example(number: int, opened: Callable[..., Open], tmp_path: Path) -> None:
    pdfs = {name: data for name, data in example.papers().items() if name.endswith(".pdf")}
    name = sorted(pdfs)[number]
    (tmp_path / name).write_bytes(pdfs[name])
    paper = opened(tmp_path / name)
    ways(paper)
    sentence_by_mouse(paper)
    by_keys(paper)
    keys_over_breaks(paper)


@pytest.mark.shared
@pytest.mark.skipif(not PAIRS.is_dir(), reason="allowed to skip: needs the folder of real papers")
@pytest.mark.parametrize("name", sorted(p.name for p in PAIRS.glob("PMC*")) if PAIRS.is_dir() else [])
def test_publishers_pages_by_mouse_and_by_keys(name: str, opened: Callable[..., Open]) -> None:
    paper = opened(PAIRS / name / "paper.pdf")
    ways(paper)
    sentence_by_mouse(paper)
    by_keys(paper)
    keys_over_breaks(paper)


@pytest.mark.shared
@pytest.mark.skipif(not PAIRS.is_dir(), reason="allowed to skip: needs the folder of real papers")
def test_the_text_view_gives_the_same_offsets(opened: Callable[..., Open]) -> None:
    paper = opened(PAIRS / "PMC12841537" / "paper.xml")
    by_keys(paper)
