"""The service on both databases: projects, papers read and pinned, codes, codings, readings, exposure."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from tests.integration.conftest import PLAIN, Desk
from thirdorder.corpora import example
from thirdorder.service.errors import StoreError
from thirdorder.service.store.database import Database, hold, open_database
from thirdorder.service.web.app import create_app
from thirdorder.service.web.settings import Settings


def test_from_upload_to_codes(desk: Desk) -> None:
    project = desk.project(question="What do companions do?")
    (paper,) = desk.upload(project, ("birth.pdf", example.new_papers()["birth.pdf"]))
    assert desk.client.get(f"{project}/papers/{paper}/text").status_code == 409
    assert desk.work("read") == ["read"]
    read = desk.client.get(f"{project}/papers/{paper}/text").json()
    entry = desk.client.get(f"{project}/papers/{paper}").json()
    assert entry["state"] == "read"
    assert len(read["sizes"]) == entry["pages"] > 1
    words = read["words"]
    assert (
        read["text"][words["start"][5] : words["end"][5]].strip() == read["text"][words["start"][5] : words["end"][5]]
    )

    passage = next(p for p in read["passages"] if p["role"] == "findings" and p["kind"] == "paragraph")
    start, end = passage["start"], passage["start"] + 40
    put = {"start": start, "end": end, "new_code": {"name": "Holding still"}}
    made = desk.client.post(f"{project}/papers/{paper}/codings", json=put).json()
    coding = made["coding"]
    assert coding["quote"] == read["text"][coding["start"] : coding["end"]]
    assert coding["exposure"] == "independent"
    again = {"start": start, "end": end, "code": made["code"]["id"]}
    assert desk.client.post(f"{project}/papers/{paper}/codings", json=again).json()["coding"]["id"] == coding["id"]
    assert desk.client.delete(f"{project}/codings/{coding['id']}").json()["removed_at"] is not None
    assert desk.client.get(f"{project}/papers/{paper}/codings").json() == []
    assert desk.client.post(f"{project}/codings/{coding['id']}/restore").json()["removed_at"] is None
    nowhere = {"start": 0, "end": 10**6, "code": made["code"]["id"]}
    assert desk.client.post(f"{project}/papers/{paper}/codings", json=nowhere).status_code == 409

    shown = desk.client.post(f"{project}/papers/{paper}/reveal").json()
    assert shown["exposure"] == "second_reader"
    later = desk.client.post(f"{project}/papers/{paper}/codings", json={**again, "start": end + 1, "end": end + 30})
    assert later.json()["coding"]["exposure"] == "second_reader"
    stands = desk.client.get(f"{project}/papers/{paper}/codings").json()
    assert [c["exposure"] for c in stands] == ["independent", "second_reader"]


def test_files_are_typed_by_content_and_bounded(desk: Desk) -> None:
    project = desk.project()
    files = [
        ("no.pdf", b"PK\x03\x04 a workbook"),
        ("empty.pdf", b""),
        ("really-text.pdf", PLAIN),
        ("really-text-again.pdf", PLAIN),
    ]
    answer = desk.client.post(f"{project}/papers", files=[("files", f) for f in files]).json()
    assert [r["name"] for r in answer["refused"]] == ["no.pdf", "empty.pdf"]
    assert [p["media"] for p in answer["papers"]] == ["text", "text"]
    assert len(desk.client.get(f"{project}/papers").json()) == 1
    desk.upload(project, ("broken.pdf", b"%PDF-1.7 nothing else"))
    desk.work("read")
    papers = {p["name"]: p for p in desk.client.get(f"{project}/papers").json()}
    assert papers["broken.pdf"]["state"] == "refused"
    assert "broken.pdf" in papers["broken.pdf"]["reason"]
    assert papers["really-text.pdf"]["state"] == "read"


def test_the_same_paper_in_two_projects_is_two_papers(desk: Desk) -> None:
    one, two = desk.project(), desk.project()
    (first,), (second,) = desk.upload(one, ("a.txt", PLAIN)), desk.upload(two, ("b.txt", PLAIN))
    assert first == second
    desk.work("read")
    data = desk.settings.data / "projects"
    assert len(list(data.glob("*/papers/*"))) == 2
    assert desk.client.get(f"{two}/papers/{first}").json()["name"] == "b.txt"


def test_codes_are_merged_split_moved_and_taken_back(desk: Desk) -> None:
    project = desk.project(state="setup")
    (paper,) = desk.upload(project, ("a.txt", PLAIN))
    desk.work("read")
    at = PLAIN.decode().index("staying was the work")

    def code(name: str) -> int:
        return int(desk.client.post(f"{project}/codes", json={"name": name}).json()["id"])

    stay, sit = code("Staying"), code("Sitting")
    assert code("staying ") == stay
    put = {"start": at, "end": at + 7, "code": sit}
    first = desk.client.post(f"{project}/papers/{paper}/codings", json=put).json()["coding"]
    desk.client.post(f"{project}/codes/{sit}/merge", json={"into": stay})
    assert desk.client.get(f"{project}/papers/{paper}/codings").json()[0]["code"] == stay
    change = desk.client.get(f"{project}/codes/changes").json()[0]
    assert desk.client.post(f"{project}/codes/changes/{change['id']}/undo").status_code == 200
    assert desk.client.get(f"{project}/papers/{paper}/codings").json()[0]["code"] == sit
    made = desk.client.post(f"{project}/codes/{sit}/split", json={"name": "Waiting", "codings": [first["id"]]}).json()
    assert [c["code"] for c in desk.client.get(f"{project}/papers/{paper}/codings").json()] == [made["id"]]
    desk.client.post(f"{project}/codes/{sit}/move", json={"parent": stay})
    circle = desk.client.post(f"{project}/codes/{stay}/move", json={"parent": sit})
    assert circle.status_code == 409
    tagged = desk.client.get(f"{project}/codes/{stay}").headers["etag"]
    assert desk.client.patch(f"{project}/codes/{stay}", json={"name": "Staying put"}, headers={"If-Match": tagged})
    late = desk.client.patch(f"{project}/codes/{stay}", json={"name": "Other"}, headers={"If-Match": tagged})
    assert late.status_code == 412
    assert late.headers["content-type"] == "application/problem+json"


def test_an_act_with_a_key_is_done_once(desk: Desk) -> None:
    project = desk.project()
    memo = {"on_kind": "project", "text": "Stay is not wait."}
    for _ in range(3):
        answer = desk.client.post(f"{project}/memos", json=memo, headers={"Idempotency-Key": "act-1"})
        assert answer.status_code in (200, 201)
    assert len(desk.client.get(f"{project}/memos").json()) == 1


def test_suggestions_are_shown_to_who_asked(desk: Desk) -> None:
    project = desk.project()
    papers = {n: d for n, d in example.papers().items() if n in ("gate.pdf", "vigil.pdf")}
    desk.upload(project, *papers.items(), ("birth.pdf", example.new_papers()["birth.pdf"]))
    for role in ("codebook", "codings"):
        file = (f"{role}.csv", example.files()[f"{role}.csv"])
        assert desk.client.put(f"{project}/given/{role}", files={"file": file}).status_code == 200
    assert desk.work()[-1] == "learn"
    listed = {p["name"]: p["id"] for p in desk.client.get(f"{project}/papers").json()}
    birth = listed["birth.pdf"]
    before = desk.client.get(f"{project}/papers/{birth}/suggestions").json()
    assert before["waiting"]
    assert not before["codes"]
    assert desk.client.post(f"{project}/papers/{birth}/reveal").json()["exposure"] == "taught"
    shown = desk.client.get(f"{project}/papers/{birth}/suggestions").json()
    code = shown["codes"][0]
    words = code["evidence"][0]
    verdict = {"code": code["code"], "start": words["start"], "end": words["end"], "verdict": "accepted"}
    assert desk.client.post(f"{project}/papers/{birth}/decisions", json=verdict).status_code == 201
    (coding,) = desk.client.get(f"{project}/papers/{birth}/codings").json()
    assert (coding["exposure"], coding["source"]) == ("taught", "suggestion")
    assert desk.client.get(f"{project}/papers/{listed['gate.pdf']}/codings").json() == [], "others' codes are blind"
    desk.client.post(f"{project}/papers/{listed['gate.pdf']}/open")
    assert len(desk.client.get(f"{project}/papers/{listed['gate.pdf']}/codings").json()) > 10


def test_a_page_is_a_picture_kept_on_disk(small_desk: Desk) -> None:
    project = small_desk.project()
    (paper,) = small_desk.upload(project, ("birth.pdf", example.new_papers()["birth.pdf"]))
    with small_desk.client as client:  # pictures are drawn under a limit of the running application
        picture = client.get(f"{project}/papers/{paper}/pages/1.png")
        assert picture.content.startswith(b"\x89PNG")
        assert client.get(f"{project}/papers/{paper}/pages/999.png").status_code == 404
        assert list(small_desk.settings.data.glob("projects/1/pictures/*/1-1100.png"))


def test_a_newer_database_is_refused_and_a_second_server_too(tmp_path: Path) -> None:
    app = create_app(Settings(tmp_path), with_workers=False)
    with pytest.raises(StoreError, match="Another server"):
        hold(tmp_path)
    app.state.lock.release()
    database: Database = app.state.database
    with database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    with pytest.raises(StoreError, match="newer version"):
        open_database(tmp_path)


def test_other_names_sites_and_pages_are_refused(small_desk: Desk) -> None:
    client, body = small_desk.client, {"title": "x"}
    assert client.get("/api/v1/health", headers={"Host": "evil.example"}).status_code == 421
    for headers in (
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "http://127.0.0.1:9999"},
        {"X-CSRF-Token": "guessed"},
    ):
        assert client.post("/api/v1/projects", json=body, headers=headers).status_code == 403, headers
    assert client.post("/api/v1/projects", json={"title": "a" * 3_000_000}).status_code == 413
    half = client.post(
        "/api/v1/projects", content=b'{"title": "\\ud800"}', headers={"content-type": "application/json"}
    )
    assert half.status_code == 422
