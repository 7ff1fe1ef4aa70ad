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


def test_what_it_says_stands_under_its_name_beside_the_machine_and_people_judge_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Scripted() as wire:
        monkeypatch.setenv(URL, wire.url)
        monkeypatch.setenv(MODEL, "scripted")
        project = desk.project()
        at, me = project.replace("/api/v1/projects", "/p"), desk.client
        second = PLAIN.replace(b"Sitting with", b"Waiting with")
        paper, _ = desk.upload(project, ("a.txt", PLAIN), ("b.txt", second))
        me.post(f"{project}/codes", json={"name": "Staying"})
        desk.work("read", "learn")
        assert "No language model read this review" in me.get(f"{at}/model").text
        me.patch(project, json={"language_model": True})
        me.post(f"{project}/themes")
        desk.work("themes")
        page = me.get(f"{at}/model").text
        made = json.loads((desk.app.state.files.run(int(at.rsplit("/", 1)[1])) / "interpretation.json").read_text())
        assert "What llm:scripted says" in page
        assert "llm:scripted read as well" in me.get(f"{at}/themes").text
        theme = made["themes"][0]
        quoted = made["claims"][0]["rests_on"][0]
        assert f"papers/{quoted['paper']}?start={quoted['start']}" in page
        token = {"csrf": me.headers["X-CSRF-Token"]}
        before = me.get(f"{project}/themes").json()
        answer = me.post(f"{at}/model/{theme['id']}", data={**token, "verdict": "partly", "why": "not for companions"})
        assert "It holds in part: not for companions" in answer.text
        assert me.get(f"{project}/themes").json() == before  # nothing of it goes into the themes
        assert "It holds in part: not for companions" in me.get(f"{at}/export/memos.csv").text
        assert "“It holds in part” 1" in me.get(f"{at}/export/statement.md").text

        # What it would code is shown once people compare, under its name, to whoever asks for suggestions.
        me.post(f"{project}/papers/{paper}/reveal")
        assert "llm:scripted" not in me.get(f"{project}/papers/{paper}/suggestions").text
        me.post(f"{project}/open")
        me.post(f"{project}/themes")
        desk.work("themes")
        offered = [
            c for c in me.get(f"{project}/papers/{paper}/suggestions").json()["codes"] if c["coder"] != "machine"
        ]
        assert {c["coder"] for c in offered} == {"llm:scripted"}
        assert all(e["reason"] for c in offered for e in c["evidence"])
        assert "by llm:scripted" in me.get(f"{at}/papers/{paper}/panel").text
        one = offered[0]["evidence"][0]
        verdict = {"code": offered[0]["code"], "start": one["start"], "end": one["end"], "verdict": "accepted"}
        assert me.post(f"{project}/papers/{paper}/decisions", json=verdict).status_code == 201
        (coding,) = me.get(f"{project}/codings").json()
        assert (coding["source"], coding["quote"]) == ("suggestion", one["quote"])
        stated = me.get(f"{at}/export/statement.md").text
        assert "accepted 1 and rejected 0 of the places that it suggested" in stated
        assert "me put 1 coding on 1 paper, accepted 1 and rejected 0 suggestions." in stated
        assert "No decision of a person is recorded" not in stated


def test_a_server_that_dies_ends_no_gathering_and_is_asked_only_what_it_did_not_answer(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Scripted("dying", after=1) as wire:
        monkeypatch.setenv(URL, wire.url)
        monkeypatch.setenv(MODEL, "scripted")
        project = desk.project()
        at, me = project.replace("/api/v1/projects", "/p"), desk.client
        desk.upload(project, ("a.txt", PLAIN), ("b.txt", PLAIN.replace(b"Sitting with", b"Waiting with")))
        desk.work("read")
        me.patch(project, json={"language_model": True})
        me.post(f"{project}/themes")
        assert desk.work("themes") == ["themes"]
        assert me.get(f"{project}/themes").json()["themes"]  # the machine's own stand
        page = me.get(f"{at}/model").text
        assert "not answered: gather anew" in page
        asked = wire.asked
        wire.mood = "right"
        me.post(f"{project}/themes")
        desk.work("themes")
        assert "not answered" not in me.get(f"{at}/model").text
        again = wire.asked - asked
        me.post(f"{project}/themes")
        desk.work("themes")
        assert wire.asked == asked + again  # answers are kept: nothing is asked twice
