"""The desk without a browser: forms alone, blind coders to consensus, the command's numbers, a grid out and in."""

from __future__ import annotations

import io
import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from docx import Document as Word
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from tests.integration.conftest import PLAIN, Command, Desk
from thirdorder.corpora import example
from thirdorder.corpora.codebooks import read_codebook

FILES = {name.rpartition("/")[2]: data for name, data in example.papers().items()}
PAPERS = ("gate.pdf", "limbs.pdf")
PAGES = (
    "", "/papers", "/codes", "/search", "/search?q=hour&everywhere=yes", "/consensus", "/agreement", "/themes",
    "/compare", "/export", "/setup",
)  # fmt: skip


def form(client: TestClient, path: str, **fields: Any) -> Any:
    """Send a form as a browser without script does, with the page's token; the page it leads to."""
    token = client.headers["X-CSRF-Token"]
    answer = client.post(path, data={"csrf": token, **fields})
    assert answer.status_code == 200, (path, said(answer.text))
    return answer


def said(html: str) -> str:
    """The words of a page."""
    bare = re.sub(r"<script.*?</script>|<style.*?</style>", " ", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", bare)).split())


def pages(project: str) -> str:
    """A project's address in the pages, from its address in the API."""
    return "/p/" + project.rsplit("/", 1)[1]


def findings(client: TestClient, project: str, paper: str) -> list[dict[str, Any]]:
    text = client.get(f"{project}/papers/{paper}/text").json()
    return [p for p in text["passages"] if p["role"] in ("findings", "findings_discussion") and p["kind"] != "table"]


def test_a_review_by_forms_alone(small_desk: Desk) -> None:
    """Everything but choosing single words works without script, coding by passage included."""
    me = small_desk.client
    at = form(me, "/projects", title="Peers", question="What do companions do?").url.path.removesuffix("/papers")
    project = f"/api/v1/projects/{at.rsplit('/', 1)[1]}"
    empty = said(me.get(f"{at}/papers").text)
    assert "There are no papers yet" in empty
    token = me.headers["X-CSRF-Token"]
    files = [("files", ("a.txt", PLAIN)), ("files", ("no.pdf", b"PK\x03\x04 a workbook"))]
    refused = me.post(f"{at}/papers", data={"csrf": token}, files=files)
    assert "no.pdf is not a paper that can be read" in said(refused.text)
    small_desk.work("read")
    (paper,) = [p["id"] for p in me.get(f"{project}/papers").json()]
    page = me.get(f"{at}/papers/{paper}")
    assert "Select any words" in said(page.text)
    link = re.search(
        r'class="pick" href="([^"]+)"[^>]*>¶</a><p id="s\d+" class="stretch paragraph mixed relevant', page.text
    )
    assert link is not None
    chosen = me.get(unescape(link.group(1)).partition("#")[0])
    start, end = re.search(r'name="start" value="(\d+)".*?name="end" value="(\d+)"', chosen.text).groups()  # type: ignore[union-attr]
    form(me, f"{at}/papers/{paper}/code", start=start, end=end, name="Staying put")
    form(me, f"{at}/papers/{paper}/memo", start=start, end=end, text="They learn it <late>")
    shown = me.get(f"{at}/papers/{paper}/panel?start={start}&end={end}").text
    assert "Staying put" in said(shown)
    assert "They learn it &lt;late&gt;" in shown
    form(me, f"{at}/papers/{paper}/correct", start=start, end=end, what="voice", value="field_note", group="companion")
    shown = said(me.get(f"{at}/papers/{paper}/panel?start={start}&end={end}").text)
    assert "a field note: companion" in shown
    form(me, f"{at}/papers/{paper}/correct", what="title", value="On sitting")
    assert "On sitting" in said(me.get(f"{at}/papers").text)
    form(me, f"{at}/setup/column", name="Setting", help="where it was done")
    form(me, f"{at}/setup/appraisal", form="CASP", questions="Were the aims clear?")
    finish = me.get(f"{at}/papers/{paper}/finish").text
    item = re.search(r'name="(item\.\d+)"', finish).group(1)  # type: ignore[union-attr]
    column = re.search(r'name="(column\.\d+)"', finish).group(1)  # type: ignore[union-attr]
    wrong = me.post(
        f"{at}/papers/{paper}/finish",
        data={"csrf": token, column: "hospital", f"{column}.words": "words that are not there"},
    )
    assert wrong.status_code == 409
    assert "does not stand in this paper" in said(wrong.text)
    form(me, f"{at}/papers/{paper}/finish", **{column: "hospital", f"{column}.words": "ten companions", "act": "done"})
    assert "done" in said(me.get(f"{at}/papers").text)
    construct = re.search(r'name="(construct\.\d+-\d+)"', finish).group(1)  # type: ignore[union-attr]
    put = {"put.title": "On sitting", "put.authors": "Invented, Ida", "put.country": "Norway", "put.year": ""}
    answered = {item: "yes", f"{item}.comment": "in the abstract", construct: "Staying is itself the help"}
    form(me, f"{at}/papers/{paper}/finish", **put, **answered)
    assert "Invented,CASP,Were the aims clear?,yes,in the abstract,me" in me.get(f"{at}/export/appraisal.csv").text
    assert "others'" not in said(me.get(f"{at}/export").text)
    told = me.get(f"{at}/export/corrections.csv").text
    assert [told.count(w) for w in ("On sitting", "Invented, Ida", "Norway", "year")] == [1, 1, 1, 0]
    assert "Staying is itself the help" in said(me.get(f"{at}/papers/{paper}/finish").text)
    assert "My memos in this paper" in said(me.get(f"{at}/papers/{paper}/panel").text)
    form(me, f"{at}/papers/{paper}/finish", **{construct: "Staying helps"})
    kept = me.get(f"{at}/export/memos.csv").text
    assert kept.count("Staying helps") == 1
    assert "Staying is itself the help" not in kept
    assert "span,Invented,,Staying put,Staying helps" in kept
    taken = me.get(f"{at}/export/extraction.csv").text
    assert "hospital" in taken
    assert "ten companions" in taken


def test_every_page_answers_when_empty_and_when_full(small_desk: Desk) -> None:
    me = small_desk.client
    project = small_desk.project()
    for path in PAGES:
        answer = me.get(pages(project) + path)
        assert answer.status_code == 200, (path, said(answer.text))
    papers = small_desk.upload(project, ("a.txt", PLAIN))
    small_desk.work("read")
    passage = findings(me, project, papers[0])[0]
    made = me.post(
        f"{project}/papers/{papers[0]}/codings",
        json={"start": passage["start"], "end": passage["end"], "new_code": {"name": "<b>Bold</b> & more"}},
    ).json()
    paper = f"/papers/{papers[0]}"
    full = (*PAGES, paper, f"{paper}?text", f"{paper}/finish", f"/codes/{made['code']['id']}")
    for path in full:
        answer = me.get(pages(project) + path)
        assert answer.status_code == 200, (path, said(answer.text))
        assert "<b>Bold" not in answer.text
    lost = me.get(f"{pages(project)}/papers/0000000000000000")
    assert lost.status_code == 404
    assert "There is no such paper" in said(lost.text)
    for name in re.findall(r'href="[^"]*/export/([\w.-]+)"', me.get(f"{pages(project)}/export").text):
        assert me.get(f"{pages(project)}/export/{name}").status_code == 200, name


@pytest.fixture
def two(small_desk: Desk) -> tuple[Desk, str, list[str], dict[str, TestClient]]:
    """Two coders with accounts and two papers that both are to code."""
    small_desk.account("ana")
    small_desk.account("ben")
    clients = {"ana": small_desk.signed_in("ana"), "ben": small_desk.signed_in("ben")}
    project = small_desk.project(clients["ana"])
    assert clients["ana"].put(f"{project}/members/2", json={"role": "reviewer"}).status_code == 200
    files = tuple((name, FILES[name]) for name in PAPERS)
    papers = small_desk.upload(project, *files, client=clients["ana"])
    small_desk.work("read")
    for paper in papers:
        form(clients["ana"], f"{pages(project)}/setup/assign/{paper}", coder=["1", "2"])
    return small_desk, project, papers, clients


def coded(clients: dict[str, TestClient], project: str, papers: list[str]) -> None:
    """Ana codes every third passage so, Ben every fourth; one code each that the other has not."""
    for name, step, own in (("ana", 3, "Letting go"), ("ben", 4, "Holding on")):
        client = clients[name]
        for paper in papers:
            for k, passage in enumerate(findings(client, project, paper)):
                for word in ("Waiting",) * (k % step == 0) + (own,) * (k % 5 == 0):
                    put = {"start": passage["start"], "end": passage["end"], "new_code": {"name": word}}
                    assert client.post(f"{project}/papers/{paper}/codings", json=put).status_code == 201


def test_two_blind_coders_come_to_consensus_with_the_commands_numbers(
    two: tuple[Desk, str, list[str], dict[str, TestClient]], thirdorder: Command, tmp_path: Path
) -> None:
    _, project, papers, clients = two
    ana, ben, at = clients["ana"], clients["ben"], pages(project)
    coded(clients, project, papers)
    for path in (
        *PAGES,
        f"/papers/{papers[0]}",
        f"/papers/{papers[0]}/finish",
        "/export/grid.xlsx",
        "/export/codings.csv",
    ):
        answer = ben.get(at + path)
        words = said(answer.text) if "text/html" in answer.headers["content-type"] else answer.content.decode("latin-1")
        assert "Letting go" not in words, path
    assert "Nothing differs yet" in said(ana.get(f"{at}/consensus").text)
    for client in (ana, ben):
        for paper in papers:
            form(client, f"{at}/papers/{paper}/finish", act="done")
    # Signed by both, the papers are open and show what each made; one name that both gave is one code.
    counts = [differing(client, at) for client in (ana, ben)]
    assert counts[0] == counts[1] > 5
    words = said(ana.get(f"{at}/consensus").text)
    assert "Letting go" in words
    assert "Holding on" in words
    blind = ana.get(f"{at}/agreement").text
    assert "made by one coder alone" in said(blind)
    assert "For the methods section" not in said(blind)
    assert "Letting go" not in [c["code"]["name"] for c in ben.get(f"{project}/codes").json() if c["code"]["mine"]]
    before = figures(blind)
    form(ana, f"{at}/setup/open", sure="yes")
    assert figures(ana.get(f"{at}/agreement").text) == before
    opened = said(ana.get(f"{at}/agreement").text)
    assert "coded 2 papers independently" in opened
    # What the command line prints before any coefficient, and over how many codes each mean goes, stand here too.
    assert opened.index("What was typed and how it was counted") < opened.index("For the methods section")
    assert re.search(r"Mean over \d+ codes? used", opened)
    assert "leave out one study at a time" in opened
    assert "left out as missing" in opened
    states = [c["code"]["state"] for c in ana.get(f"{project}/codes").json() if c["code"]["name"] == "Waiting"]
    assert sorted(states) == ["active", "merged"]
    assert [differing(client, at) for client in (ana, ben)] == counts
    before = figures(ana.get(f"{at}/agreement").text)
    assert before
    exported = tmp_path / "codings.csv"
    exported.write_bytes(ana.get(f"{at}/export/codings-by-passage.csv").content)
    book = tmp_path / "codebook.csv"
    book.write_bytes(ana.get(f"{at}/export/codebook.csv").content)
    done = thirdorder("agreement", exported, "--codebook", book, "--format", "json")
    assert done.returncode == 0, done.stderr
    (pair,) = json.loads(done.stdout)["pairs"]
    pooled = pair["pooled"]
    shown = [pooled[n]["value"] for n in ("percent", "cohen_kappa", "gwet_ac1", "krippendorff_alpha")]
    assert before[:4] == [f"{v:.2f}" for v in shown]

    for paper in papers:
        for client in (ana, ben):
            client.post(f"{project}/papers/{paper}/reveal")
    put = {**{k: findings(ana, project, papers[0])[1][k] for k in ("start", "end")}, "new_code": {"name": "Waiting"}}
    ana.post(f"{project}/papers/{papers[0]}/codings", json=put)
    assert figures(ana.get(f"{at}/agreement").text) == before

    total = differing(ben, at)
    page = ben.get(f"{at}/consensus").text
    fields = dict(re.findall(r'<input type="hidden" name="(paper|start|end|code)" value="([^"]+)">', page))
    form(ben, f"{at}/consensus", **fields, value="coded", memo="we talked")
    # One verdict settles one difference, not all that its paper holds.
    assert "After discussion of 1 difference," in said(ana.get(f"{at}/agreement").text)
    for _ in range(total - 1):
        page = ben.get(f"{at}/consensus").text
        fields = dict(re.findall(r'<input type="hidden" name="(paper|start|end|code)" value="([^"]+)">', page))
        form(ben, f"{at}/consensus", **fields, value="coded", memo="we talked")
    assert f"All {total} differences are settled" in said(ben.get(f"{at}/consensus").text)
    assert f"After discussion of {total} differences, agreement was 100%" in said(ana.get(f"{at}/agreement").text)
    exported.write_bytes(ana.get(f"{at}/export/codings-by-passage.csv").content)
    done = thirdorder("agreement", exported, "--codebook", book, "--format", "json")
    assert json.loads(done.stdout)["pairs"][0]["pooled"] == pooled
    assert figures(ana.get(f"{at}/agreement").text) == before


def differing(client: TestClient, at: str) -> int:
    """How many differences the consensus page counts."""
    found = re.search(r"(\d+) differences in papers that are open", said(client.get(f"{at}/consensus").text))
    return int(found.group(1)) if found else 0


def figures(html: str) -> list[str]:
    """The pooled figures of the first table."""
    row = re.search(r"<b>All codes together</b></td>(.*?)</tr>", html, re.DOTALL)
    return re.findall(r"<td[^>]*>\s*([-\d.]+)", row.group(1)) if row else []


def test_a_grid_leaves_and_comes_back_without_the_machine(
    two: tuple[Desk, str, list[str], dict[str, TestClient]],
) -> None:
    desk, project, papers, clients = two
    ana, at = clients["ana"], pages(project)
    coded(clients, project, papers)
    form(ana, f"{at}/themes/gather")
    desk.work("themes")
    book = load_workbook(io.BytesIO(ana.get(f"{at}/export/grid.xlsx").content))
    assert book["about"].cell(1, 1).value == "thirdorder grid"
    assert book["candidates"].max_row > 1
    names = {row[2].value for row in book["grid"].iter_rows(min_row=2)}
    labels = {row[1].value for row in book["candidates"].iter_rows(min_row=2)}
    assert not any(label in str(names) for label in labels)
    data = io.BytesIO()
    book.save(data)
    before = len(ana.get(f"{project}/codings").json())
    token = ana.headers["X-CSRF-Token"]
    understood = ana.post(f"{at}/export/grid", data={"csrf": token}, files={"file": ("grid.xlsx", data.getvalue())})
    assert "its sheet of candidates is not read" in said(understood.text)
    text = re.search(r'name="text" value="([^"]+)"', understood.text).group(1)  # type: ignore[union-attr]
    taken = form(ana, f"{at}/export/grid/take", name="grid.xlsx", text=text)
    assert "The grid held nothing new" in said(taken.text)
    assert len(ana.get(f"{project}/codings").json()) == before

    (entry,) = [p for p in ana.get(f"{project}/papers").json() if p["id"] == papers[0]]
    csv = f"study,codes,doi\n{entry['name']},Waiting; Something else,\nNobody 1999,Lost,\n".encode()
    understood = ana.post(f"{at}/export/grid", data={"csrf": token}, files={"file": ("ours.csv", csv)})
    words = said(understood.text)
    assert "1 study matched no paper" in words
    assert "Nobody 1999" in words
    text = re.search(r'name="text" value="([^"]+)"', understood.text).group(1)  # type: ignore[union-attr]
    taken = form(ana, f"{at}/export/grid/take", name="ours.csv", text=text, coder="Jo")
    assert "2 codings of the grid were taken" in said(taken.text)
    form(ana, f"{at}/setup/open", sure="yes")
    assert sum(c["start"] is None for c in ana.get(f"{project}/codings").json()) == 2


def test_a_codebook_is_merged_in_and_no_coding_loses_its_code(
    two: tuple[Desk, str, list[str], dict[str, TestClient]],
) -> None:
    _, project, papers, clients = two
    ana, at = clients["ana"], pages(project)
    coded(clients, project, papers)
    counts = {c["code"]["name"]: c["codings"] for c in ana.get(f"{project}/codes").json()}
    csv = b"code,name,definition\nw,Waiting,Being there without doing\nn,New one,\n"
    token = ana.headers["X-CSRF-Token"]
    preview = ana.post(f"{at}/codes/codebook", data={"csrf": token}, files={"file": ("book.csv", csv)}).text
    words = said(preview)
    assert f"{counts['Letting go']} codings stand on 1 code that this file lacks" in words
    lacking = re.search(r'name="(code\.\d+)"', preview).group(1)  # type: ignore[union-attr]
    text = re.search(r'name="text" value="([^"]+)"', preview).group(1)  # type: ignore[union-attr]
    assert {c["code"]["name"] for c in ana.get(f"{project}/codes").json()} == set(counts)
    form(ana, f"{at}/codes/codebook/take", name="book.csv", text=text, **{lacking: "Waiting"})
    after = {c["code"]["name"]: c["codings"] for c in ana.get(f"{project}/codes").json()}
    assert after["Waiting"] == counts["Waiting"] + counts["Letting go"]
    assert "New one" in after
    exchanged = ana.get(f"{at}/export/codebook.qdc").content
    assert exchanged.startswith(b"<?xml")
    assert {c.name for c in read_codebook(exchanged, "codebook.qdc").codes} == {"Waiting", "New one"}
    again = ana.post(f"{at}/codes/codebook", data={"csrf": token}, files={"file": ("codebook.qdc", exchanged)}).text
    assert "that this file lacks" not in said(again)


def test_a_bibliography_is_matched_and_taken_only_when_confirmed(small_desk: Desk) -> None:
    me, project = small_desk.client, small_desk.project()
    (paper,) = small_desk.upload(project, ("a.txt", PLAIN))
    small_desk.work("read")
    ris = b"TY  - JOUR\nTI  - Sitting with strangers\nAU  - Invented, Ida\nPY  - 2001\nER  - \n"
    token = me.headers["X-CSRF-Token"]
    shown = me.post(f"{pages(project)}/papers", data={"csrf": token}, files=[("files", ("refs.ris", ris))]).text
    assert f'value="{paper}" selected' in shown
    assert me.get(f"{project}/papers/{paper}").json()["authors"] == []
    fields = dict(re.findall(r'name="(r1\.\w+)" value="([^"]*)"', shown))
    form(me, f"{pages(project)}/papers/references", take="r1", **{**fields, "r1.paper": paper})
    assert me.get(f"{project}/papers/{paper}").json()["authors"] == ["Invented, Ida"]
    assert "Invented 2001" in said(me.get(f"{pages(project)}/papers").text)
    assert "No references wait" in said(me.get(f"{pages(project)}/papers/references").text)


def test_references_brought_with_their_papers_wait_until_these_are_read(small_desk: Desk) -> None:
    me, project = small_desk.client, small_desk.project()
    ris = (
        b"TY  - JOUR\nTI  - Sitting with strangers\nAU  - Invented, Ida\nPY  - 2001\nER  - \n\n"
        b"TY  - JOUR\nTI  - Another, not here\nAU  - Nobody, Nina\nPY  - 2002\nER  - \n"
    )
    files = [("files", ("a.txt", PLAIN)), ("files", ("refs.ris", ris))]
    at = f"{pages(project)}/papers"
    shown = me.post(at, data={"csrf": me.headers["X-CSRF-Token"]}, files=files)
    assert "2 references wait until the papers are read in" in said(shown.text)
    small_desk.work("read")
    assert "1 of 2 references match a paper here" in said(me.get(at).text)
    fields = dict(re.findall(r'name="(r1\.\w+)" value="([^"]*)"', me.get(f"{at}/references").text))
    (paper,) = [p["id"] for p in me.get(f"{project}/papers").json()]
    form(me, f"{at}/references", take="r1", **{**fields, "r1.paper": paper})
    assert "Invented 2001" in said(me.get(at).text)
    assert "1 reference waits for a paper that is not here" in said(me.get(at).text)
    form(me, f"{at}/references", act="leave")
    assert "waits for a paper" not in said(me.get(at).text)


def test_an_error_is_a_page_of_the_review_with_a_way_on(small_desk: Desk) -> None:
    me, project = small_desk.client, small_desk.project()
    at = pages(project)
    lost = me.get(f"{at}/nothing-here")
    assert lost.status_code == 404
    words = said(lost.text)
    assert "There is no such page" in words
    assert "Not signed in" not in words
    assert f'href="{at}/papers"' in lost.text  # the review's own pages are a step away
    assert "Nothing of what you sent" not in words
    elsewhere = me.get("/p/99/papers")
    assert "There is no such project" in said(elsewhere.text)
    assert 'class="button main" href="/"' in elsewhere.text
    refused = me.post(f"{at}/codes", data={"csrf": me.headers["X-CSRF-Token"], "name": "  "})
    assert refused.status_code == 409
    assert "Give the code a name" in said(refused.text)
    assert "Nothing of what you sent was kept in part" in said(refused.text)


def test_two_names_for_one_code_are_made_one_at_a_difference(
    two: tuple[Desk, str, list[str], dict[str, TestClient]],
) -> None:
    _, project, papers, clients = two
    ana, ben, at = clients["ana"], clients["ben"], pages(project)
    spot = {k: findings(ana, project, papers[0])[0][k] for k in ("start", "end")}
    for client, name in ((ana, "Staying"), (ben, "Being there")):
        put = {**spot, "new_code": {"name": name}}
        assert client.post(f"{project}/papers/{papers[0]}/codings", json=put).status_code == 201
        form(client, f"{at}/papers/{papers[0]}/finish", act="done")
    assert differing(ana, at) == 2
    assert "can be made one here" in said(ana.get(f"{at}/consensus").text)  # once it is open: nobody is unblinded
    form(ana, f"{at}/setup/open", sure="yes")
    page = ana.get(f"{at}/consensus").text
    assert "“Staying” and “Being there” are one code" in said(page)
    fields = dict(re.findall(r'name="(code|other)" value="(\d+)"', page.partition("consensus/alike")[2]))
    form(ana, f"{at}/consensus/alike", **fields)
    assert differing(ana, at) == differing(ben, at) == 0
    names = {c["code"]["name"]: c["code"]["state"] for c in ana.get(f"{project}/codes").json()}
    assert names == {"Staying": "active", "Being there": "merged"}


def test_what_is_near_and_not_coded_so_is_near_in_meaning_once_vectors_are_kept(small_desk: Desk) -> None:
    me, project = small_desk.client, small_desk.project()
    other = PLAIN.replace(b"Sitting with", b"Waiting with").replace(b"ten companions", b"six nurses")
    first, _ = small_desk.upload(project, ("a.txt", PLAIN), ("b.txt", other))
    small_desk.work("read")
    spot = findings(me, project, first)[0]
    put = {"start": spot["start"], "end": spot["end"], "new_code": {"name": "Staying"}}
    me.post(f"{project}/papers/{first}/codings", json=put)
    panel = f"{pages(project)}/papers/{first}/panel?start={spot['start']}&end={spot['end']}"
    assert "near in its words, and not coded so" in said(me.get(panel).text)
    small_desk.work("learn")
    shown = me.get(panel).text
    assert "near in meaning, and not coded so" in said(shown)
    near = shown.partition("near in meaning")[0].rpartition('class="quote')[2]
    assert "staying was the work" in said(near)  # the same passage of the other paper is the nearest


def test_a_verdict_is_taken_back_and_the_one_before_it_stands_again(small_desk: Desk) -> None:
    me, project = small_desk.client, small_desk.project()
    other = PLAIN.replace(b"Sitting with", b"Waiting with").replace(b"ten companions", b"six nurses")
    first, second = small_desk.upload(project, ("a.txt", PLAIN), ("b.txt", other))
    small_desk.work("read")
    for spot, name in zip(findings(me, project, first)[:2], ("Staying", "Smallness"), strict=True):
        put = {"start": spot["start"], "end": spot["end"], "new_code": {"name": name}}
        me.post(f"{project}/papers/{first}/codings", json=put)
    me.post(f"{project}/papers/{first}/reading", json={"state": "done"})
    small_desk.work("learn")
    me.post(f"{project}/papers/{second}/reveal")
    offered = me.get(f"{project}/papers/{second}/suggestions").json()["codes"][0]
    place = {"code": offered["code"], **{k: offered["evidence"][0][k] for k in ("start", "end")}}
    instead = me.post(f"{project}/codes", json={"name": "Waiting"}).json()["id"]

    def say(verdict: str, **more: object) -> int:
        return me.post(f"{project}/papers/{second}/decisions", json={**place, "verdict": verdict, **more}).status_code

    def stands() -> tuple[list[str], list[int]]:
        decided = me.get(f"{project}/papers/{second}/suggestions").json()["decisions"]
        made = me.get(f"{project}/papers/{second}/codings").json()
        return [d["verdict"] for d in decided], [c["code"] for c in made]

    assert say("withdrawn") == 404
    assert say("accepted") == 201
    assert stands() == (["accepted"], [offered["code"]])
    assert say("rejected", reason="not so") == 201
    assert stands() == (["rejected"], [])
    assert say("changed", instead=instead) == 201
    assert stands() == (["changed"], [instead])
    assert say("withdrawn") == 201
    assert stands() == (["rejected"], [])
    assert say("withdrawn") == 201
    assert stands() == (["accepted"], [offered["code"]])
    assert say("withdrawn") == 201
    assert stands() == ([], [])
    # Without script, a button stands beside a verdict.
    at = f"{pages(project)}/papers/{second}"
    form(me, f"{at}/decide", **place, verdict="accepted")
    assert 'value="withdrawn">Take back' in me.get(at).text
    form(me, f"{at}/decide", **place, verdict="withdrawn")
    assert 'value="withdrawn">Take back' not in me.get(at).text
    assert stands() == ([], [])


def test_themes_say_what_was_put_right_since(small_desk: Desk) -> None:
    me, project = small_desk.client, small_desk.project()
    first, _ = small_desk.upload(project, ("a.txt", PLAIN), ("b.txt", PLAIN.replace(b"Sitting with", b"Waiting with")))
    small_desk.work("read")
    at = pages(project)
    form(me, f"{at}/themes/gather")
    small_desk.work("themes")
    assert "made since" not in said(me.get(f"{at}/themes").text)
    spot = {k: findings(me, project, first)[0][k] for k in ("start", "end")}
    form(me, f"{at}/papers/{first}/correct", **spot, what="relevance", value="out")
    form(me, f"{at}/papers/{first}/correct", what="title", value="On sitting")  # no theme rests on it
    assert "1 correction was made since" in said(me.get(f"{at}/themes").text)
    form(me, f"{at}/themes/gather")
    small_desk.work("themes")
    assert "made since" not in said(me.get(f"{at}/themes").text)


def test_a_value_that_the_program_found_comes_with_its_words_and_is_nobodys_until_confirmed(small_desk: Desk) -> None:
    me, project = small_desk.client, small_desk.project()
    told = PLAIN.replace(b"We spoke twice.", b"Semi-structured interviews were held with 12 volunteers.")
    (paper,) = small_desk.upload(project, ("a.txt", told))
    small_desk.work("read")
    at = pages(project)
    form(me, f"{at}/setup/column", name="Participants", help="")
    finish = f"{at}/papers/{paper}/finish"
    shown = me.get(finish).text
    key, value = re.search(r'name="(column\.\d+)" value="([^"]+)"', shown).groups()  # type: ignore[union-attr]
    words = unescape(re.search(r'name="column\.\d+\.words">([^<]+)<', shown).group(1))  # type: ignore[union-attr]
    form(me, finish, **{key: value, f"{key}.words": words})
    (taken,) = me.get(f"{project}/extraction").json()
    assert (taken["state"], taken["quote"]) == ("found", words)
    form(me, finish, **{key: value, f"{key}.words": words, f"{key}.confirmed": "on"})
    (taken,) = me.get(f"{project}/extraction").json()
    assert taken["state"] == "confirmed"


def test_the_words_themselves_become_a_code_without_the_marks_around_them(small_desk: Desk) -> None:
    me, project = small_desk.client, small_desk.project()
    (paper,) = small_desk.upload(project, ("a.txt", PLAIN))
    small_desk.work("read")
    text, words = me.get(f"{project}/papers/{paper}/text").json()["text"], '"It is their hour, not mine,"'
    place = {"start": text.index(words), "end": text.index(words) + len(words)}
    made = me.post(f"{project}/papers/{paper}/codings", json={**place, "in_vivo": True}).json()
    assert made["code"]["name"] == "It is their hour, not mine"
    assert made["coding"]["quote"] == words


def test_a_column_is_filled_from_the_words_chosen_and_stands_once_in_the_table(small_desk: Desk) -> None:
    me, project = small_desk.client, small_desk.project()
    (paper,) = small_desk.upload(project, ("a.txt", PLAIN))
    small_desk.work("read")
    at = pages(project)
    for name in ("Participants", "Setting"):
        form(me, f"{at}/setup/column", name=name, help="")
    text = me.get(f"{project}/papers/{paper}/text").json()["text"]
    place = {"start": text.index("ten companions"), "end": text.index("ten companions") + len("ten companions")}
    panel = me.get(f"{at}/papers/{paper}/panel?start={place['start']}&end={place['end']}").text
    first, second = re.findall(r'<option value="(\d+)">(?:Participants|Setting)', panel)
    form(me, f"{at}/papers/{paper}/take-down", column=first, value="", **place)
    form(me, f"{at}/papers/{paper}/take-down", column=second, value="At a bedside", **place)
    taken = {e["column"]: e for e in me.get(f"{project}/extraction").json()}
    assert [taken[int(k)]["value"] for k in (first, second)] == ["ten companions", "At a bedside"]
    assert {(e["quote"], e["state"]) for e in taken.values()} == {("ten companions", "confirmed")}
    refused = me.post(
        f"{at}/papers/{paper}/take-down",
        data={"csrf": me.headers["X-CSRF-Token"], "column": first, "start": 9, "end": 9},
    )
    assert refused.status_code == 422 or "Choose the words" in said(refused.text)
    table = Word(io.BytesIO(me.get(f"{at}/export/studies-table.docx").content)).tables[0]
    assert [c.text for c in table.rows[0].cells] == ["Study", "Country", "Method", "Participants", "Setting"]
    assert [c.text for c in table.rows[1].cells][3:] == ["ten companions", "At a bedside"]
    # What is taken down in a column called so is told of the study, and is asked once.
    finish = me.get(f"{at}/papers/{paper}/finish").text
    assert 'name="put.participants"' not in finish
    assert 'name="put.country"' in finish
    form(me, f"{at}/papers/{paper}/finish", **{f"column.{first}": "ten volunteers", f"column.{first}.words": ""})
    assert [s["participants"] for s in me.get(f"{project}/studies").json()] == ["ten volunteers"]


def test_ticked_codes_are_gathered_under_one(small_desk: Desk) -> None:
    me, project = small_desk.client, small_desk.project()
    at = pages(project)
    (paper,) = small_desk.upload(project, ("a.txt", PLAIN))
    small_desk.work("read")
    spot = findings(me, project, paper)[0]
    for name in ("Waiting", "Sitting", "Leaving"):
        put = {"start": spot["start"], "end": spot["end"], "new_code": {"name": name}}
        assert me.post(f"{project}/papers/{paper}/codings", json=put).status_code == 201
    ids = {c["code"]["name"]: c["code"]["id"] for c in me.get(f"{project}/codes").json()}
    form(me, f"{at}/codes/gather", code=[ids["Waiting"], ids["Sitting"]], under="Staying")
    codes = {c["code"]["name"]: c["code"] for c in me.get(f"{project}/codes").json()}
    above = codes["Staying"]["id"]
    assert [codes[n]["parent"] for n in ("Waiting", "Sitting", "Leaving")] == [above, above, None]
    assert "0 (2 with those below)" in said(me.get(f"{at}/codes").text)
    # In a manuscript's table what was gathered stands under it, and its quotations are its own.
    table = Word(io.BytesIO(me.get(f"{at}/export/themes-table.docx").content)).tables[0]
    cells = [[c.text for c in row.cells] for row in table.rows[1:]]
    assert [row[:2] for row in cells] == [
        ["Leaving", ""], ["Staying", ""], ["Sitting", "Staying"], ["Waiting", "Staying"],
    ]  # fmt: skip
    assert cells[1][2:] == cells[2][2:]
    form(me, f"{at}/codes/gather", code=[ids["Waiting"], above], under=" ")
    codes = {c["code"]["name"]: c["code"] for c in me.get(f"{project}/codes").json()}
    assert codes["Waiting"]["parent"] is None
    nothing = me.post(f"{at}/codes/gather", data={"csrf": me.headers["X-CSRF-Token"], "under": "Staying"})
    assert "Tick the codes" in said(nothing.text)
    beyond = {"csrf": me.headers["X-CSRF-Token"], "under": "Staying", "code": "9" * 30}
    assert me.post(f"{at}/codes/gather", data=beyond).status_code == 422


def test_passages_nobody_coded_are_copied_with_citation_and_page(small_desk: Desk) -> None:
    me, project = small_desk.client, small_desk.project()
    (paper,) = small_desk.upload(project, ("gate.pdf", FILES["gate.pdf"]))
    small_desk.work("read")
    shown = me.get(f"{pages(project)}/papers/{paper}/finish").text
    bare = shown.count('class="quote"')
    copies = re.findall(r'data-copy="([^"]+)"', shown)
    assert bare
    assert len(copies) == bare
    assert all(re.search(r"” \(.+, p\. \d+\)$", unescape(c)) for c in copies)


def test_one_theme_is_offered_no_other_to_merge_with(small_desk: Desk) -> None:
    me, project = small_desk.client, small_desk.project()
    at = pages(project)
    other = PLAIN.replace(b"Sitting with strangers", b"Waiting with strangers").replace(
        b"ten companions", b"six nurses"
    )
    small_desk.upload(project, ("a.txt", PLAIN), ("b.txt", other))
    small_desk.work("read")
    form(me, f"{at}/themes/gather")
    small_desk.work("themes")

    def themes() -> list[str]:
        return [t["id"] for t in me.get(f"{project}/themes").json()["themes"]]

    assert len(themes()) > 1
    while len(there := themes()) > 1:
        assert "<summary>Merge" in me.get(f"{at}/themes/{there[0]}").text
        form(me, f"{at}/themes/{there[0]}", act="merge", into=there[1])
    assert "1 theme over 2 studies" in said(me.get(f"{at}/themes").text)
    assert "<summary>Merge" not in me.get(f"{at}/themes/{there[0]}").text
