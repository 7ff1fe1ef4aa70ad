"""The client against the scripted server in every mood: a real socket, real HTTP, no model."""

from __future__ import annotations

import json
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from thirdorder.nlp.language_model.claims import Stated
from thirdorder.nlp.language_model.questions import Budget, Question, Reply, question, understood
from thirdorder.service.errors import LanguageModelError
from thirdorder.service.language_model.client import IN_A_ROW, TRIES, Client
from thirdorder.service.language_model.endpoint import KEY, Server, answer, asked_of, server, what_leaves
from thirdorder.service.language_model.replies import Replies
from thirdorder.service.language_model.scripted import Mood, Scripted
from thirdorder.service.language_model.trial import trial

TEXT = "The companions said that they were let in. Nobody told them when to leave again."


def questions(n: int = 1) -> list[Question]:
    return [question("claims", {"paper": "", "heading": f"Heading {i}", "text": TEXT}, Stated, 50) for i in range(n)]


def client(to: Scripted, folder: Path, said: list[str] | None = None, *, seconds: float = 20, key: str = "") -> Client:
    named = Server(to.url, "scripted", key, seconds=seconds, at_once=2, pause=0.01)
    return Client(named, Replies(folder), say=said.append if said is not None else None)


def test_an_answer_is_kept_and_not_asked_for_again(tmp_path: Path) -> None:
    with Scripted() as wire:
        first = client(wire, tmp_path).ask("stage", questions(3))
        assert wire.asked == 3
        assert client(wire, tmp_path).ask("stage", questions(3)) == first
        assert wire.asked == 3
    gone = client(wire, tmp_path)
    assert gone.ask("stage", questions(3)) == first
    assert len(gone.trace().keys) == 3
    assert gone.trace().answered_by == (("scripted", "rules-1"),)
    assert (gone.trace().here, gone.trace().elsewhere) == (3, 0)


def test_what_is_kept_is_whole_readable_by_its_owner_alone_and_says_what_was_asked(tmp_path: Path) -> None:
    with Scripted() as wire:
        client(wire, tmp_path, key="secret").ask("stage", questions())
    (kept,) = (tmp_path / "replies").glob("*.json")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700
    value = json.loads(kept.read_text())
    assert value["prompt"] == "claims@1"
    assert TEXT in value["material"]
    assert "secret" not in kept.read_text()
    assert (kept.parent / ".gitignore").read_text() == "*\n"  # out of a repository in which a run is published


def test_a_damaged_answer_is_asked_for_again(tmp_path: Path) -> None:
    with Scripted() as wire:
        first = client(wire, tmp_path).ask("stage", questions())
        (kept,) = (tmp_path / "replies").glob("*.json")
        kept.write_text(kept.read_text()[:40])
        assert client(wire, tmp_path).ask("stage", questions()) == first
        assert wire.asked == 2


def test_another_model_prompt_or_text_is_another_question(tmp_path: Path) -> None:
    with Scripted() as wire:
        one = client(wire, tmp_path)
        (asked,) = questions()
        one.ask("stage", [asked])
        one.ask("stage", [replace(asked, prompt=replace(asked.prompt, text=asked.prompt.text + " Please."))])
        one.ask("stage", [replace(asked, material=asked.material.replace("let in", "let out"))])
        Client(replace(one.to, model="other"), Replies(tmp_path)).ask("stage", [asked])
        assert wire.asked == 4


def test_the_request_asks_for_the_shape_and_brings_the_key(tmp_path: Path) -> None:
    with Scripted() as wire:
        client(wire, tmp_path).ask("stage", questions())
    (body,) = wire.bodies
    assert body["temperature"] == 0
    assert body["response_format"]["json_schema"]["strict"] is True
    assert set(body["response_format"]["json_schema"]["schema"]["properties"]) == {"claim", "sentences"}
    assert "secret" not in repr(Server("http://x/v1", "m", "secret"))


@pytest.mark.parametrize(
    ("mood", "problem"),
    [("empty", "empty"), ("truncated", "truncated"), ("refusing", "refused"), ("misshapen", "misshapen")],
)
def test_answers_that_cannot_be_used_say_why(mood: Mood, problem: str, tmp_path: Path) -> None:
    with Scripted(mood) as wire:
        (reply,) = client(wire, tmp_path).ask("stage", questions())
    assert understood(questions()[0], reply) == (None, problem)


def test_a_second_attempt_may_be_longer_and_is_kept_beside_the_first(tmp_path: Path) -> None:
    with Scripted() as wire:
        asked = questions()[0]
        client(wire, tmp_path).ask("stage", [asked, replace(asked, attempt=2)])
    assert {b["max_tokens"] for b in wire.bodies} == {50, 200}
    assert len(list((tmp_path / "replies").glob("*.json"))) == 2


def test_a_busy_server_is_asked_again(tmp_path: Path) -> None:
    with Scripted("busy") as wire:
        (reply,) = client(wire, tmp_path).ask("stage", questions())
        assert wire.asked == 2
    assert reply.problem == ""


def test_a_server_that_knows_no_schema_is_asked_without(tmp_path: Path) -> None:
    with Scripted("schemaless") as wire:
        replies = client(wire, tmp_path).ask("stage", questions(5))
    assert [r.problem for r in replies] == [""] * 5
    assert "response_format" not in wire.bodies[-1]


def test_a_refused_key_ends_the_asking_in_one_sentence(tmp_path: Path) -> None:
    said: list[str] = []
    with Scripted("forbidding") as wire:
        one = client(wire, tmp_path, said)
        assert one.ask("stage", questions(20)) == [Reply(problem="unanswered")] * 20
        assert wire.asked <= 3
    assert len(said) == 1
    assert KEY in said[0]
    assert "refuses the key" in one.trace().stopped


def test_a_server_that_dies_leaves_what_it_said_and_the_next_run_goes_on(tmp_path: Path) -> None:
    said: list[str] = []
    with Scripted("dying", after=3) as wire:
        replies = client(wire, tmp_path, said).ask("stage", questions(20))
        assert wire.asked <= 3 + TRIES * (IN_A_ROW + 2)
    assert sum(r.problem == "" for r in replies) == 3
    assert sum("No more is asked" in s for s in said) == 1
    with Scripted() as wire:
        again = client(wire, tmp_path).ask("stage", questions(20))
        assert wire.asked == 17
    assert all(r.problem == "" for r in again)


def test_questions_longer_than_the_context_get_no_answer_and_others_do(tmp_path: Path) -> None:
    said: list[str] = []
    with Scripted("short") as wire:
        one = client(wire, tmp_path, said)
        one._schema = False  # else the refusal is taken for one of the schema first
        replies = [one.ask("stage", [q])[0] for q in questions(12)]
    assert [r.problem for r in replies] == ["unanswered", ""] * 6
    assert one.trace().stopped == ""
    assert len(said) == 1
    assert "context" in said[0]


@pytest.mark.parametrize(("mood", "why"), [("slow", "gave no answer in"), ("noise", "no chat completion")])
def test_no_answer_is_kept_of_a_server_that_gives_none(mood: Mood, why: str, tmp_path: Path) -> None:
    with Scripted(mood, pause=1.0) as wire:
        one = client(wire, tmp_path, seconds=0.2 if mood == "slow" else 20)
        assert one.ask("stage", questions(8)) == [Reply(problem="unanswered")] * 8
    assert why in one.trace().stopped
    assert not (tmp_path / "replies").exists()


def test_lone_surrogates_go_over_the_wire(tmp_path: Path) -> None:
    odd = question("claims", {"paper": "\ud800", "heading": "h", "text": TEXT + "\udfff"}, Stated, 50)
    with Scripted() as wire:
        (reply,) = client(wire, tmp_path).ask("stage", [odd])
        assert reply.problem == ""
        assert client(wire, tmp_path).ask("stage", [odd]) == [reply]
        assert wire.asked == 1


@pytest.mark.parametrize("url", ["127.0.0.1:8080", "ftp://x/v1", "http://", "http://me:pass@x/v1"])
def test_an_address_that_is_none_is_refused_in_a_sentence(url: str) -> None:
    with pytest.raises(LanguageModelError):
        server(url, "m")
    with pytest.raises(LanguageModelError, match="--llm-model"):
        server("http://x/v1", " ")


def test_the_key_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY, "secret")
    assert server("http://x/v1/", "m") == Server("http://x/v1", "m", "secret")


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://127.0.0.1:1/v1", True),
        ("http://[::1]:1/v1", True),
        ("http://localhost/v1", True),
        ("http://127.0.0.1.example.org/v1", False),
        ("https://llm.hospital.example/v1", False),
        ("http://192.168.1.4/v1", False),
    ],
)
def test_what_leaves_this_computer_is_said_in_a_plain_sentence(url: str, local: bool) -> None:
    to = Server(url, "m")
    assert to.local is local
    assert ("LEAVE" in what_leaves(to)) is not local
    assert url in what_leaves(to)


def test_the_head_of_a_run_names_model_and_prompts_and_not_the_address() -> None:
    one = asked_of(Server("http://a/v1", "m"), ["claims"])
    assert asked_of(Server("http://b/v1", "m"), ["claims"]) == one
    assert asked_of(Server("http://a/v1", "n"), ["claims"]) != one
    assert asked_of(Server("http://a/v1", "m"), ["codes"]) != one


def test_a_model_is_called_by_its_name_and_not_by_where_it_lies() -> None:
    def said(model: str) -> str:
        return answer(json.dumps({"model": model, "choices": [{"message": {"content": "x"}}]}).encode()).model

    assert said("/home/somebody/models/small.gguf") == "small.gguf"
    assert said("C:\\models\\small.gguf") == "small.gguf"
    assert said("organisation/small") == "organisation/small"


def test_a_trial_says_whether_a_server_answers_and_whether_it_makes_things_up() -> None:
    found = {}
    moods: tuple[Mood, ...] = ("right", "invented", "empty", "forbidding")
    for mood in moods:
        with Scripted(mood) as wire:
            found[mood] = trial(Server(wire.url, "scripted", pause=0.01))
    assert (found["right"].problem, found["right"].stand, found["right"].invented) == ("", 2, 0)
    assert (found["invented"].stand, found["invented"].invented) == (0, 1)
    assert found["empty"].problem == "empty"
    assert KEY in found["forbidding"].problem
    assert found["right"].answered_by == "scripted rules-1"


def test_the_budget_is_announced_with_what_leaves(tmp_path: Path) -> None:
    said: list[str] = []
    one = Client(Server("http://a.example/v1", "m"), Replies(tmp_path), say=said.append)
    one.announce(Budget(10, 20, 8000))
    assert "LEAVE" in said[0]
    assert "10 to 20 questions" in said[1]
    assert "2,000 tokens" in said[1]
