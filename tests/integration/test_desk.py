"""Two people at the desk: blind coding, learning again, a second reader, themes, translations; a real database."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from fastapi.testclient import TestClient

from thirdorder.corpora import example
from thirdorder.corpora.codings import read_codings
from thirdorder.service.web.app import create_app
from thirdorder.service.web.learning import AFTER

from .test_web import Service, load_example, new_paper


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Service:
    """The packaged example, loaded and read, at a desk of its own."""
    return load_example(tmp_path_factory.mktemp("desk"), cache)


@pytest.fixture
def reader(desk: Service) -> TestClient:
    """A second person's browser, with a name of its own."""
    client = TestClient(create_app(desk.settings, with_worker=False))
    client.post("/coder", data={"name": " J.  Smith "})
    return client


def findings(desk: Service, key: str) -> list[str]:
    paper = desk.client.get(f"/api/v1/papers/{key}").json()["paper"]
    kinds = ("paragraph", "quote", "list")
    return [p["id"] for p in paper["passages"] if p["role"].startswith("findings") and p["kind"] in kinds]


def suggested(desk: Service, key: str) -> dict[str, float]:
    return {c["code"]: c["score"] for c in desk.client.get(f"/api/v1/papers/{key}/suggestions").json()["codes"]}


def paper_called(desk: Service, name: str) -> str:
    return next(p["id"] for p in desk.client.get("/api/v1/papers").json() if p["name"] == name)


def test_two_people_code_blind_and_are_compared(desk: Service, reader: TestClient) -> None:
    keys = [paper_called(desk, name) for name in ("vigil.pdf", "gate.pdf")]
    assert "two people" in desk.client.get("/agreement").text
    for key in keys:
        first, second, third = findings(desk, key)[:3]
        for client, codes in ((desk.client, {first: "craft", second: "edges"}), (reader, {first: "craft"})):
            for passage, code in codes.items():
                put = {"passage": passage, "code": code}
                assert client.post(f"/api/v1/papers/{key}/codings", json=put).json()["exposure"] == "independent"
        # Neither sees what the other coded.
        assert "Take off: edges" in desk.client.get(f"/papers/{key}?passage={second}").text
        assert "Take off: edges" not in reader.get(f"/papers/{key}?passage={second}").text
        for client in (desk.client, reader):
            client.post(f"/papers/{key}/read")
        assert third not in {c.unit for c in desk_codings(desk) if c.code}
    page = desk.client.get("/agreement").text
    assert "J. Smith" in page
    assert "κ Cohen" in page
    assert "2 of " in page
    rows = desk_codings(desk)
    assert {c.coder for c in rows} == {"reviewer", "J. Smith"}
    # Who has read a paper to the end has coded nothing on the passages without a code.
    own = [c for c in rows if c.coder == "J. Smith" and c.unit.startswith(keys[0])]
    assert len(own) == len(findings(desk, keys[0]))
    assert sum(c.code == "" for c in own) == len(own) - 1


def desk_codings(desk: Service) -> tuple[Any, ...]:
    return read_codings(desk.client.get("/api/v1/codings.csv").content, "codings.csv")


def test_ten_decisions_change_what_is_suggested(desk: Service) -> None:
    key = new_paper(desk)
    before = suggested(desk, key)
    code = desk.client.get(f"/api/v1/papers/{key}/suggestions").json()["codes"][-1]["code"]
    desk.store.take_job()
    for passage in findings(desk, key)[:AFTER]:
        desk.client.post(f"/api/v1/papers/{key}/codings", json={"passage": passage, "code": code})
    job = desk.client.get("/api/v1/jobs/latest").json()
    assert (job["kind"], job["state"]) == ("learn", "waiting")
    run = (desk.settings.run / "suggestions.json").read_bytes()
    desk.work()
    assert desk.client.get("/api/v1/jobs/latest").json()["state"] == "done"
    assert (desk.settings.run / "suggestions.json").read_bytes() == run
    after = suggested(desk, key)
    assert after != before
    assert after[code] > before[code]
    assert "Learned again from" in desk.client.get(f"/papers/{key}").text or "Show suggested codes" in (
        desk.client.get(f"/papers/{key}").text
    )


def test_a_second_reader_learns_nothing_from_the_first_ones_codes(desk: Service) -> None:
    key = new_paper(desk)
    desk.client.post(f"/papers/{key}/reveal")
    assert desk.store.exposure(key, "reviewer") == "second_reader"
    desk.client.post("/api/v1/learn")
    desk.work()
    left_out = suggested(desk, key)
    for passage in findings(desk, key)[:3]:
        desk.client.post(f"/api/v1/papers/{key}/codings", json={"passage": passage, "code": "burden"})
    desk.client.post("/api/v1/learn")
    desk.work()
    assert suggested(desk, key) == left_out
    assert "What you may have missed" in desk.client.get(f"/papers/{key}").text


def test_a_suggestion_once_shown_can_be_decided_on_after_learning(desk: Service) -> None:
    key = new_paper(desk)
    first = json.loads((desk.settings.run / "suggestions.json").read_text(encoding="utf-8"))
    code = next(s for s in first if s["paper"] == key)["codes"][0]
    decision = {"code": code["code"], "passage": code["evidence"][0]["passage"], "verdict": "rejected"}
    assert desk.client.post(f"/api/v1/papers/{key}/decisions", json=decision).status_code == 201


def test_themes_are_changed_by_forms_and_renewed(desk: Service) -> None:
    themes = desk.client.get("/api/v1/themes").json()["themes"]
    parents = {t["parent"] for t in themes}
    one, other = [t for t in themes if t["id"] not in parents][:2]
    assert one["label"] in desk.client.get("/themes").text.replace("&#39;", "'")
    rename = {"op": "rename", "theme": one["id"], "label": "At the door", "why": "their words", "back": "/themes"}
    assert "At the door" in desk.client.post("/changes", data=rename).text
    merge = {"op": "merge", "theme": one["id"], "others": other["id"], "back": f"/themes/{one['id']}"}
    assert desk.client.post("/changes", data=merge).status_code == 200
    assert desk.client.get(f"/themes/{other['id']}").status_code == 404
    accept = {"op": "accept", "theme": one["id"]}
    assert desk.client.post("/api/v1/events", json=accept).status_code == 201
    wrong = desk.client.post("/changes", data={**merge, "back": f"/themes/{one['id']}"})
    assert "There is no theme" in wrong.text
    assert desk.client.post("/changes", data={**rename, "back": "//elsewhere"}).status_code == 422
    undone = {"op": "undo", "number": desk.client.get("/api/v1/events").json()[1]["seq"]}
    assert desk.client.post("/api/v1/events", json=undone).status_code == 201
    assert desk.client.get(f"/themes/{other['id']}").status_code == 200
    desk.client.post("/renew")
    desk.work()
    assert "At the door" in desk.client.get("/report.html").text
    statement = desk.client.get("/api/v1/exports/statement.md").text
    assert "reviewer changed themes, constructs or relevance: rename (1), merge (1), accept (1), undo (1)" in statement
    assert "was shown suggestions for 1 paper, 1 of which they had coded before" in statement
    (desk.settings.data / "tables.docx").write_bytes(desk.client.get("/api/v1/exports/tables.docx").content)
    table = Document(str(desk.settings.data / "tables.docx")).tables[1]
    assert "At the door" in {row.cells[0].text for row in table.rows}


def test_a_verdict_on_a_translation_is_kept_with_its_memo(desk: Service) -> None:
    sheet = json.loads((desk.settings.run / "synthesis.json").read_text(encoding="utf-8"))["translation"]
    row = next(r for r in sheet["rows"] if r["candidates"])
    paper = next(c["paper"] for c in sheet["constructs"] if c["id"] == row["construct"])
    form = {
        "op": "verdict", "construct": row["construct"], "counterpart": row["candidates"][0]["construct"],
        "verdict": "narrower", "why": "only at night", "back": f"/translation?paper={paper}",
    }  # fmt: skip
    page = desk.client.post("/changes", data=form).text
    assert "<b>narrower</b>" in page
    assert "only at night" in page


def test_a_review_is_set_up_in_the_browser(desk: Service) -> None:
    page = desk.client.get("/review").text
    assert "12 codes" in page
    assert "mirren" in page
    wrong = desk.client.post("/review/files/codebook", files={"file": ("mine.csv", b"a,b\n1,2\n")})
    assert "mine.csv" in wrong.text
    assert "there is no column" in wrong.text
    about = {"title": "Accompanying", "question": "What is it like?", "order": "alphabet"}
    assert "Accompanying" in desk.client.post("/review", data=about).text
    assert "Invented" in (notice := desk.client.get("/").text) or "invented" in notice
    assert "1 candidate themes are accepted" in desk.client.get("/review").text
    desk.client.post("/review/codebook")
    assert "1 codes" in desk.client.get("/review").text
    desk.client.post("/review/files/codebook/remove")
    assert "12 codes" not in desk.client.get("/review").text
    grid = (desk.settings.run / "grid.xlsx").read_bytes()
    assert "codings by" in desk.client.post("/review/files/codings", files={"file": ("g.xlsx", grid)}).text
    assert desk.client.post("/review/files/wish", files={"file": ("g.csv", b"x")}).text.count("A review has no wish")
    assert example.question()
