"""A language model at the desk: named by whoever runs the service, switched on by a project's owner alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

import pytest

from tests.integration.conftest import PLAIN, Desk
from thirdorder.evaluation.agreement import Agreement
from thirdorder.nlp.vectors import silent
from thirdorder.service.language_model.endpoint import MODEL, SECONDS, URL
from thirdorder.service.language_model.scripted import Mood, Scripted
from thirdorder.service.store.people import set_member
from thirdorder.service.tasks.compare import compare


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
    ben = desk.signed_in("ben")
    token = {"csrf": ben.headers["X-CSRF-Token"], "title": "Peers", "language_model": "yes"}
    assert ben.post(page, data=token).status_code in (403, 404)
    assert desk.signed_in("ana").get(project).json()["language_model"] is False


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
        (event,) = [json.loads(line) for line in me.get(f"{at}/export/events.jsonl").text.splitlines()]
        assert (event["who"], event["op"], event["why"]) == ("me", "weigh", "not for companions")
        assert event["when"]
        assert event["after"] == {"theme": theme["id"], "coder": "llm:scripted", "holds": "partly"}
        assert event["before"] == {"label": theme["label"]}
        assert "said of 1 of its themes: it holds in part (1)" in me.get(f"{at}/export/statement.md").text
        assert "llm:scripted: it holds in part" in me.get(f"{at}/themes").text  # in the history, to be taken back
        me.post(f"{project}/themes/changes", json={"op": "weigh", "theme": theme["id"], "verdict": "not"})
        page = me.get(f"{at}/model").text
        assert "It does not hold" in page.partition(f'id="{theme["id"]}"')[2].partition("<select")[0]
        assert "It holds in part: not for companions" not in page  # the latest word of each counts
        me.post(f"{project}/themes/changes", json={"op": "undo", "number": 2})
        assert "It holds in part: not for companions" in me.get(f"{at}/model").text
        gone = me.post(f"{project}/themes/changes", json={"op": "weigh", "theme": "l-gone", "verdict": "not"})
        assert gone.status_code == 422
        assert "No language model made a theme l-gone" in gone.text

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


@pytest.mark.parametrize("mood", get_args(Mood))
def test_no_mood_of_a_server_ends_a_gathering_or_shows_what_it_made_up(
    mood: Mood, small_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Scripted(mood, after=1 if mood == "dying" else 0, pause=1.0) as wire:
        monkeypatch.setenv(URL, wire.url)
        monkeypatch.setenv(MODEL, "scripted")
        monkeypatch.setenv(SECONDS, "0.3" if mood == "slow" else "60")
        project = small_desk.project()
        at, me = project.replace("/api/v1/projects", "/p"), small_desk.client
        small_desk.upload(project, ("a.txt", PLAIN), ("b.txt", PLAIN.replace(b"Sitting with", b"Waiting with")))
        me.post(f"{project}/codes", json={"name": "Staying"})
        small_desk.work("read")
        me.post(f"{project}/open")
        me.post(f"{project}/themes")
        assert small_desk.work("themes") == ["themes"]
        alone = me.get(f"{project}/themes").json()["themes"]
        me.patch(project, json={"language_model": True})
        me.post(f"{project}/themes")
        assert small_desk.work("themes") == ["themes"]
    assert me.get(f"{project}/themes").json()["themes"] == alone
    page = me.get(f"{at}/model").text
    assert "What llm:scripted says" in page
    assert ("not answered: gather anew" in page) is (mood in ("slow", "forbidding", "dying", "noise", "short"))
    for shown in (f"{at}/model", f"{at}/themes", f"{at}/export/report.html", f"{at}/export/statement.md"):
        answer = me.get(shown)
        assert answer.status_code == 200
        assert "lighthouse" not in answer.text


def test_how_much_is_asked_is_said_where_it_is_switched_on_and_where_themes_are_gathered(
    small_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = small_desk.project()
    at, me = project.replace("/api/v1/projects", "/p"), small_desk.client
    small_desk.upload(project, ("a.txt", PLAIN), ("b.txt", PLAIN.replace(b"Sitting with", b"Waiting with")))
    small_desk.work("read")
    assert me.get(f"{project}/themes/asked").status_code == 404
    monkeypatch.setenv(URL, "https://llm.example/v1")
    monkeypatch.setenv(MODEL, "large")
    told = me.get(f"{project}/themes/asked").json()
    sentence = f"It will be asked {told['least']} to {told['most']} questions, about {told['tokens']:,} tokens"
    assert told["least"] == 4  # a question for each construct
    assert sentence in me.get(f"{at}/setup").text
    assert "It will be asked" not in me.get(f"{at}/themes").text
    me.patch(project, json={"language_model": True})
    assert sentence in me.get(f"{at}/themes").text
    me.post(f"{project}/codes", json={"name": "Staying"})
    me.post(f"{project}/open")
    assert me.get(f"{project}/themes/asked").json()["least"] == 5  # and one for codes


def test_it_stands_beside_people_and_the_machine_in_agreement_and_on_compare(
    small_desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with Scripted() as wire:
        monkeypatch.setenv(URL, wire.url)
        monkeypatch.setenv(MODEL, "scripted")
        project = small_desk.project()
        at, me = project.replace("/api/v1/projects", "/p"), small_desk.client
        ids = small_desk.upload(project, ("a.txt", PLAIN), ("b.txt", PLAIN.replace(b"Sitting with", b"Waiting with")))
        small_desk.work("read")
        start = PLAIN.decode().index("staying was the work")
        spot = {"start": start, "end": start + 20}
        put = me.post(f"{project}/papers/{ids[0]}/codings", json={**spot, "new_code": {"name": "Staying"}})
        code = put.json()["coding"]["code"]
        me.post(f"{project}/papers/{ids[1]}/codings", json={**spot, "code": code})
        for paper in ids:
            me.post(f"{project}/papers/{paper}/reading", json={"state": "done"})
        me.patch(project, json={"language_model": True})
        me.post(f"{project}/themes")
        small_desk.work("themes")
        assert "Beside machines" not in me.get(f"{at}/agreement").text  # it codes once the review is open
        me.post(f"{project}/open")
        me.post(f"{project}/themes")
        small_desk.work("themes")
        table = me.get(f"{at}/agreement").text.partition("Beside machines")[2]
        assert "<td>me and llm:scripted</td>" in table
        assert "<td>me and machine</td>" in table
        for name in ("codings-by-passage.csv", "machine-codings.csv"):
            (tmp_path / name).write_bytes(me.get(f"{at}/export/{name}").content)
        found = compare_codings(tmp_path)
        assert [p["kind"] for p in found.to_dict()["pairs"]] == ["machine-human"]
        assert "llm" not in (tmp_path / "codings-by-passage.csv").read_text(encoding="utf-8")
        run = small_desk.app.state.files.run(int(at.rsplit("/", 1)[1]))
        made = json.loads((run / "interpretation.json").read_text(encoding="utf-8"))
        one = made["counterparts"][0]
        page = me.get(f"{at}/compare?at={one['construct']}").text
        assert next(c["claim"] for c in made["claims"] if c["construct"] == one["construct"]) in page
        assert f"llm:scripted names it as well: {one['why']}" in page or f"llm:scripted names it: {one['why']}" in page


def compare_codings(folder: Path) -> Agreement:
    """What `thirdorder agreement` finds in the codings of people and of the model that a desk exports."""
    return compare(
        [folder / "codings-by-passage.csv", folder / "machine-codings.csv"], unit="passage", corpus=None,
        codebook=None, studies=None, machines=(), learned_from={}, margin=None, with_gamma=False, as_typed=(), seed=0,
        settling=False, progress=silent,
    ).agreement  # fmt: skip
