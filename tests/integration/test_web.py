"""The service over a real database, with the worker's job run in this process."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from thirdorder.corpora import example
from thirdorder.corpora.codings import read_codings
from thirdorder.models import load_encoder
from thirdorder.service.run.cache import Cache
from thirdorder.service.web.app import create_app
from thirdorder.service.web.settings import Settings
from thirdorder.service.web.store import Store
from thirdorder.service.web.worker import learn_job, run_job
from thirdorder.service.web.workspace import Workspace


class Service:
    """An application and its worker's next job, when it is wanted."""

    def __init__(self, data: Path, cache: Path) -> None:
        self.settings = Settings(data, model="hashing")
        self.client = TestClient(create_app(self.settings, with_worker=False))
        self.store = Store(self.settings.database)
        self.cache = cache

    def work(self) -> None:
        job = self.store.take_job()
        assert job is not None
        do = run_job if job.kind == "run" else learn_job
        do(self.settings, self.store, Cache(self.cache), load_encoder("hashing"), job.id)

    def upload(self, *files: tuple[str, bytes]) -> dict[str, list[dict[str, object]]]:
        answer = self.client.post("/api/v1/papers", files=[("files", f) for f in files])
        assert answer.status_code == 202, answer.text
        taken: dict[str, list[dict[str, object]]] = answer.json()
        return taken


@pytest.fixture
def service(tmp_path: Path, cache: Path) -> Service:
    data = tmp_path / "data"
    data.mkdir()
    return Service(data, cache)


def load_example(data: Path, cache: Path) -> Service:
    """A service with the packaged example, loaded and read."""
    service = Service(data, cache)
    Workspace(service.settings).load_example(service.store)
    service.store.ask_for("run")
    service.work()
    return service


@pytest.fixture(scope="module")
def reviewed(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Service:
    """The packaged example, loaded and read."""
    return load_example(tmp_path_factory.mktemp("data"), cache)


def new_paper(service: Service) -> str:
    (name,) = example.new_papers()
    return next(p["id"] for p in service.client.get("/api/v1/papers").json() if p["name"] == name)


def test_several_papers_and_a_refused_one(service: Service) -> None:
    name, second = "gate.pdf", "vigil.pdf"
    data, other = example.papers()[name], example.papers()[second]
    taken = service.upload((name, data), (second, other), ("broken.pdf", b"%PDF-1.7 no"), ("table.docx", b"x"))
    assert [r["name"] for r in taken["refused"]] == ["table.docx"]
    assert {p["state"] for p in taken["papers"]} == {"waiting"}
    service.work()
    papers = {p["name"]: p for p in service.client.get("/api/v1/papers").json()}
    assert papers[name]["state"] == papers[second]["state"] == "read"
    assert papers["broken.pdf"]["state"] == "refused"
    assert "broken.pdf" in papers["broken.pdf"]["reason"]
    page = service.client.get("/").text
    assert papers["broken.pdf"]["reason"] in page.replace("&#39;", "'")
    assert service.client.get("/api/v1/jobs/latest").json()["state"] == "done"


def test_the_same_bytes_twice_are_one_paper(service: Service) -> None:
    name, data = next(iter(example.papers().items()))
    first, second = service.upload((name, data)), service.upload(("again.pdf", data))
    assert first["papers"][0]["id"] == second["papers"][0]["id"]
    assert len(service.client.get("/api/v1/papers").json()) == 1


def test_two_files_of_one_name_are_two_papers(service: Service) -> None:
    (_, data), (_, other), *_ = sorted(example.papers().items())
    service.upload(("paper.pdf", data))
    service.upload(("../../paper.pdf", other))
    assert [p["name"] for p in service.client.get("/api/v1/papers").json()] == ["paper-2.pdf", "paper.pdf"]
    assert not (service.settings.data.parent / "paper.pdf").exists()


def test_nothing_to_download_before_a_run(service: Service) -> None:
    assert service.client.get("/grid.xlsx").status_code == 409
    assert service.client.get("/api/v1/papers/0123456789abcdef").status_code == 404


def test_a_decision_is_kept_and_reaches_the_grid(reviewed: Service) -> None:
    key = new_paper(reviewed)
    suggested = reviewed.client.get(f"/api/v1/papers/{key}/suggestions").json()
    code = suggested["codes"][0]
    decision = {"code": code["code"], "passage": code["evidence"][0]["passage"], "verdict": "accepted"}
    assert reviewed.client.post(f"/api/v1/papers/{key}/decisions", json=decision).status_code == 201
    page = reviewed.client.get(f"/papers/{key}").text
    assert "form" in page
    book = load_workbook(io.BytesIO(reviewed.client.get("/grid.xlsx").content))
    evidence = [[cell.value for cell in row] for row in book["evidence"].iter_rows()]
    assert any(code["code"] in row and "reviewer, assisted" in row for row in evidence)
    rejected = {**decision, "verdict": "rejected"}
    reviewed.client.post(f"/api/v1/papers/{key}/decisions", json=rejected)
    kept = reviewed.client.get(f"/api/v1/papers/{key}/suggestions").json()["decisions"]
    assert [d["verdict"] for d in kept] == ["rejected"]
    events = (reviewed.settings.run / "events.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(e)["op"] for e in events] == ["suggestions_shown", "suggestion_accepted", "suggestion_rejected"]


def test_code_first_then_compare(reviewed: Service) -> None:
    key = next(p["id"] for p in reviewed.client.get("/api/v1/papers").json() if p["name"] == "vigil.pdf")
    passages = reviewed.client.get(f"/api/v1/papers/{key}").json()["paper"]["passages"]
    first, second = [p["id"] for p in passages if p["role"] == "findings" and p["kind"] == "paragraph"][:2]
    put = {"passage": first, "code": "craft"}
    answer = reviewed.client.post(f"/api/v1/papers/{key}/codings", json=put)
    assert answer.json()["exposure"] == "independent"
    assert reviewed.client.post(f"/papers/{key}/reveal").status_code == 200
    later = reviewed.client.post(f"/api/v1/papers/{key}/codings", json={"passage": second, "code": "edges"})
    assert later.json()["exposure"] == "second_reader"
    again = reviewed.client.post(f"/api/v1/papers/{key}/codings", json=put)
    assert again.json()["exposure"] == "independent"
    rows = read_codings(reviewed.client.get("/api/v1/codings.csv").content, "codings.csv")
    assert {(c.unit, c.code, c.exposure) for c in rows} >= {
        (first, "craft", "independent"),
        (second, "edges", "second_reader"),
    }
    reviewed.client.post(f"/api/v1/papers/{key}/codings", json={**put, "removed": True})
    rows = read_codings(reviewed.client.get("/api/v1/codings.csv").content, "codings.csv")
    assert (first, "craft") not in {(c.unit, c.code) for c in rows}
    wrong = {"passage": "nowhere", "code": "craft"}
    assert reviewed.client.post(f"/api/v1/papers/{key}/codings", json=wrong).status_code == 404


def test_a_code_that_was_not_suggested_cannot_be_decided_on(reviewed: Service) -> None:
    key = new_paper(reviewed)
    decision = {"code": "nonsense", "passage": "x", "verdict": "accepted"}
    assert reviewed.client.post(f"/api/v1/papers/{key}/decisions", json=decision).status_code == 404
    wrong = {**decision, "verdict": "perhaps"}
    assert reviewed.client.post(f"/api/v1/papers/{key}/decisions", json=wrong).status_code == 422


def test_pages_take_nothing_from_outside(reviewed: Service) -> None:
    for path in ("/", f"/papers/{new_paper(reviewed)}", "/report.html"):
        answer = reviewed.client.get(path)
        assert answer.status_code == 200
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "http://" not in answer.text.replace("http://www.w3.org/2000/svg", "").replace("http://testserver", "")
        assert "https://" not in answer.text


def test_a_page_is_a_picture_and_there_is_no_page_zero(reviewed: Service) -> None:
    key = new_paper(reviewed)
    picture = reviewed.client.get(f"/papers/{key}/pages/1.png")
    assert picture.content.startswith(b"\x89PNG")
    assert reviewed.client.get(f"/papers/{key}/pages/0.png").status_code == 404
    assert reviewed.client.get(f"/papers/{key}/pages/999.png").status_code == 404


def test_other_sites_cannot_post(reviewed: Service) -> None:
    answer = reviewed.client.post("/papers", headers={"sec-fetch-site": "cross-site"}, files={"files": ("a.pdf", b"x")})
    assert answer.status_code == 403


def test_the_api_describes_itself(reviewed: Service) -> None:
    paths = reviewed.client.get("/api/v1/openapi.json").json()["paths"]
    assert "/api/v1/papers/{key}/decisions" in paths
    assert all(path.startswith("/api/v1/") for path in paths)


def test_a_job_left_behind_is_taken_over(service: Service) -> None:
    from datetime import timedelta

    from sqlalchemy import update
    from sqlalchemy.orm import Session

    from thirdorder.service.web.store import JobRow, now

    service.store.ask_for("run")
    first = service.store.take_job()
    assert first is not None
    assert service.store.take_job() is None
    with Session(service.store._engine) as session, session.begin():
        session.execute(update(JobRow).values(leased_until=now() - timedelta(seconds=1)))
    second = service.store.take_job()
    assert second is not None
    assert second.id == first.id
