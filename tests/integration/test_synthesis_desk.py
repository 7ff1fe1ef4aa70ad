"""At the desk: studies beside themes, and what an approach brings with it."""

from __future__ import annotations

import io
import re

from docx import Document as Word

from tests.integration.conftest import PLAIN, Desk
from tests.integration.test_desk import form, pages, said

OTHER = PLAIN.replace(b"Sitting with strangers", b"Waiting with strangers").replace(b"ten companions", b"six nurses")


def test_studies_stand_beside_themes_with_words_and_what_is_lost_without_them(small_desk: Desk) -> None:
    desk, me = small_desk, small_desk.client
    project = desk.project()
    desk.upload(project, ("a.txt", PLAIN), ("b.txt", OTHER))
    desk.work("read")
    me.post(f"{project}/themes")
    desk.work()
    page = me.get(f"{pages(project)}/themes?by=studies").text
    rows = re.findall(r"<tr data-theme[^>]*>(.*?)</tr>", page, re.DOTALL)
    assert rows
    left, studies = [], []
    for row in rows:
        cells = [said(c) for c in re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)]
        assert len(cells) == 6
        assert cells[0].startswith(("Sitting", "Waiting"))
        assert len(cells[2].split()) > 3
        assert cells[3].isdecimal()
        studies.append(cells[1])
        left.append((cells[1], cells[5]))
    assert all(n == str(studies.count(theme) - 1) or (n, studies.count(theme)) == ("none", 1) for theme, n in left)


def test_themes_of_one_study_alone_stand_below_those_over_studies(small_desk: Desk) -> None:
    desk, me = small_desk, small_desk.client
    project = desk.project()
    own = b"\n\nPaying the fare\n\n" + b"\n\n".join(
        b"The bus fare on %s cost more than the wage, and money for it was never paid back." % day
        for day in (b"Mondays", b"Tuesdays", b"feast days", b"winter days")
    )
    desk.upload(project, ("a.txt", PLAIN), ("b.txt", OTHER.replace(b"\n\nDiscussion", own + b"\n\nDiscussion")))
    desk.work("read")
    me.post(f"{project}/themes")
    desk.work()
    page = me.get(f"{pages(project)}/themes").text
    before, _, after = page.partition('id="one-study"')
    counts = [[int(n) for n in re.findall(r"<b>(\d+) stud", part)] for part in (before, after)]
    assert all(n > 1 for n in counts[0])
    assert counts[1]
    assert all(n == 1 for n in counts[1])


def test_reflexive_analysis_measures_nothing_and_every_file_can_say_why(small_desk: Desk) -> None:
    desk, me = small_desk, small_desk.client
    form(me, "/projects", title="Reflexive", approach="reflexive_thematic")
    project, at = "/api/v1/projects/1", "/p/1"
    (paper,) = desk.upload(project, ("a.txt", PLAIN))
    desk.work("read")
    why = "No coefficient of agreement is given. Reflexive thematic analysis"
    assert "Show suggestions" not in me.get(f"{at}/papers/{paper}").text
    assert "No coefficient is given" in said(me.get(f"{at}/agreement").text)
    page = said(me.get(f"{at}/export").text)
    assert why in page
    assert "codings-by-passage.csv" not in page
    for name in ("themes-table.docx", "studies-table.docx"):
        assert Word(io.BytesIO(me.get(f"{at}/export/{name}").content)).paragraphs[0].text.startswith(why)
    assert why in me.get(f"{at}/export/about.txt").text
    # The machine cannot be let in by ticking a box.
    about = me.get(project).json()
    form(me, f"{at}/setup", title="R", approach="reflexive_thematic", machine_allowed="yes", version=about["version"])
    assert me.get(project).json()["machine_allowed"] is False
    form(me, f"{at}/setup/memo", text="I was a companion myself.")
    assert "I was a companion myself." in me.get(f"{at}/export/memos.csv").text


def test_best_fit_has_a_lane_for_what_does_not_fit(small_desk: Desk) -> None:
    desk, me = small_desk, small_desk.client
    form(me, "/projects", title="Framework", approach="framework")
    (lane,) = [c["code"] for c in me.get("/api/v1/projects/1/codes").json()]
    assert (lane["name"], lane["state"]) == ("Does not fit the framework", "active")
    (paper,) = desk.upload("/api/v1/projects/1", ("a.txt", PLAIN))
    desk.work("read")
    put = {"start": 100, "end": 140, "code": lane["id"]}
    coding = me.post(f"/api/v1/projects/1/papers/{paper}/codings", json=put).json()["coding"]
    split = {"name": "Staying", "codings": [coding["id"]]}
    assert me.post(f"/api/v1/projects/1/codes/{lane['id']}/split", json=split).status_code == 201
    counts = {c["code"]["name"]: c["codings"] for c in me.get("/api/v1/projects/1/codes").json()}
    assert counts == {"Does not fit the framework": 0, "Staying": 1}


def test_findings_are_graded_for_meta_aggregation(small_desk: Desk) -> None:
    desk, me = small_desk, small_desk.client
    form(me, "/projects", title="Aggregation", approach="meta_aggregation")
    (paper,) = desk.upload("/api/v1/projects/1", ("a.txt", PLAIN))
    desk.work("read")
    text = me.get(f"/api/v1/projects/1/papers/{paper}/text").json()["text"]
    start = text.index("You just sit there")
    spot = {"start": start, "end": start + 18}
    put = me.post(f"/api/v1/projects/1/papers/{paper}/codings", json={**spot, "new_code": {"name": "Staying"}})
    coding = put.json()["coding"]["id"]
    for grade in ("credible", "unequivocal"):
        page = form(me, f"/p/1/papers/{paper}/credibility", coding=coding, grade=grade, **spot).text
    assert "<option selected>unequivocal</option>" in page
    table = Word(io.BytesIO(me.get("/p/1/export/themes-table.docx").content)).tables[0]
    assert table.rows[1].cells[3].text.endswith("[unequivocal]")
    token = me.headers["X-CSRF-Token"]
    wrong = me.post(f"/p/1/papers/{paper}/credibility", data={"csrf": token, "coding": coding, "grade": "good", **spot})
    assert wrong.status_code == 409


def test_passages_that_may_be_at_odds_are_judged_one_by_one_with_a_memo(small_desk: Desk) -> None:
    desk, me = small_desk, small_desk.client
    project, said_so = desk.project(), b"Companions said that staying was the work."
    against = said_so + b" However, some companions said that staying was not the work and did harm."
    assert said_so in PLAIN
    desk.upload(project, ("a.txt", PLAIN.replace(said_so, against)), ("b.txt", OTHER))
    desk.work("read")
    me.post(f"{project}/themes")
    desk.work()
    compare = f"{pages(project)}/compare"
    pairs = re.findall(r'name="pair" value="([^"]+)"', me.get(compare).text)
    assert pairs
    shown = form(me, f"{pages(project)}/odds", pair=pairs[0], verdict="qualify", why="only those who were paid").text
    assert "One holds where the other does not: only those who were paid" in said(shown)
    assert re.findall(r'name="pair" value="([^"]+)"', shown)[-1] == pairs[0]  # those nobody looked at come first
    kept = me.get(f"{pages(project)}/export/memos.csv").text
    (row,) = [line for line in kept.splitlines() if "only those who were paid" in line]
    assert "did harm" in row  # the passages are named beside what was said of them
    token = me.headers["X-CSRF-Token"]
    gone = {"csrf": token, "pair": pairs[0].replace("-", "-1", 1), "verdict": "alike"}
    assert me.post(f"{pages(project)}/odds", data=gone).status_code == 404
