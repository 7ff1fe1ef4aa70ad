"""A language model at the desk: named by whoever runs the service, switched on by a project's owner alone."""

from __future__ import annotations

import json

import pytest

from tests.integration.conftest import PLAIN, Desk
from thirdorder.service.language_model.scripted import Scripted
from thirdorder.service.language_model.server import MODEL, URL
from thirdorder.service.store.people import set_member


def test_it_is_switched_on_by_the_owner_alone_and_the_page_says_what_leaves(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = desk.project()
    page = project.replace("/api/v1/projects", "/p") + "/setup"
    assert desk.client.patch(project, json={"language_model": True}).status_code == 409
    assert "A language model" not in desk.client.get(page).text
    monkeypatch.setenv(URL, "https://llm.example/v1")
    monkeypatch.setenv(MODEL, "large")
    shown = desk.client.get(page).text
    assert "LEAVE this one and are sent to https://llm.example/v1" in shown
    assert desk.client.get(project).json()["language_model"] is False
    desk.account("ana", admin=True)
    reviewer = desk.account("ben")
    with desk.database.writing() as session:
        set_member(session, int(project.rsplit("/", 1)[1]), 1, reviewer, "reviewer")
    answer = desk.signed_in("ben").patch(project, json={"language_model": True})
    assert answer.status_code in (403, 404)


def test_a_project_reads_with_it_only_where_it_is_on_and_keeps_codes_for_after_opening(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Scripted() as wire:
        monkeypatch.setenv(URL, wire.url)
        monkeypatch.setenv(MODEL, "scripted")
        project = desk.project()
        desk.upload(project, ("a.txt", PLAIN), ("b.txt", PLAIN.replace(b"Sitting with", b"Waiting with")))
        desk.client.post(f"{project}/codes", json={"name": "Staying"})
        desk.work("read", "learn")
        run = desk.app.state.files.run(int(project.rsplit("/", 1)[1]))
        desk.client.post(f"{project}/themes")
        assert desk.work("themes") == ["themes"]
        assert wire.asked == 0
        assert not (run / "interpretation.json").exists()
        page = project.replace("/api/v1/projects", "/p") + "/papers"
        assert "Nothing leaves" in desk.client.get(page).text
        assert desk.client.patch(project, json={"language_model": True}).status_code == 200
        assert "Nothing leaves" not in desk.client.get(page).text
        assert wire.url in desk.client.get(page).text
        desk.client.post(f"{project}/themes")
        assert desk.work("themes") == ["themes"]
        made = json.loads((run / "interpretation.json").read_text(encoding="utf-8"))
        assert made["coder"] == "llm:scripted"
        assert made["claims"]
        assert "codes" not in made["steps"]
        assert wire.asked > 0
        desk.client.post(f"{project}/open")
        desk.client.post(f"{project}/themes")
        desk.work("themes")
        assert "codes" in json.loads((run / "interpretation.json").read_text(encoding="utf-8"))["steps"]
