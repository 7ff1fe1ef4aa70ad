"""A language model beside the built-in machine, at the command line, against the scripted server."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest

from thirdorder.corpora import example
from thirdorder.service.language_model.endpoint import KEY
from thirdorder.service.language_model.scripted import Mood, Scripted

from .conftest import PLAIN, Command
from .test_run import hashes

ADDED = {"interpretation.json", "machine_codings.csv", "replies"}
SHARED = {"agreement.json", "suggestions.json", "report.html", "run.json"}
"""Files that hold what any coder said; all others are the built-in machine's alone."""


Run = Callable[[Path, str], tuple[int, str]]


def load(folder: Path, name: str) -> Any:
    return json.loads((folder / name).read_text(encoding="utf-8"))


def files(folder: Path) -> dict[str, str]:
    """Every file of a run but its log and the answers kept."""
    return {name: digest for name, digest in hashes_of(folder).items() if name != "replies"}


def hashes_of(folder: Path) -> dict[str, str]:
    kept = folder / "replies"
    aside = folder.parent / f"{folder.name}-replies"
    if kept.exists():
        kept.rename(aside)
    try:
        return hashes(folder)
    finally:
        if aside.exists():
            aside.rename(kept)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three coded papers of the packaged example, one that nobody coded, and what people coded."""
    folder = tmp_path_factory.mktemp("corpus")
    packaged = {**example.papers(), **example.new_papers(), **example.files()}
    for name in ("limbs.pdf", "gatemoney.pdf", "vigil.pdf", "birth.pdf", "codebook.csv"):
        (folder / name).write_bytes(packaged[name])
    lines = packaged["codings.csv"].decode().splitlines()
    own = [line for line in lines[1:] if line.split(",")[1] in ("limbs", "gatemoney", "vigil")]
    (folder / "codings.csv").write_text("\n".join([lines[0], *own]), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def alone(thirdorder: Command, corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run without a language model."""
    out = tmp_path_factory.mktemp("alone") / "run"
    done = thirdorder(*arguments(corpus, out))
    assert done.returncode == 0, done.stderr
    return out


def arguments(corpus: Path, out: Path) -> tuple[object, ...]:
    people = ("--codebook", corpus / "codebook.csv", "--codings", corpus / "codings.csv")
    return ("run", corpus, *people, "--out", out, "--model", "hashing")


@pytest.fixture(scope="module")
def run(thirdorder: Command, corpus: Path) -> Run:
    """A run with a language model at an address: its exit code and what it said on stderr."""

    def call(out: Path, url: str) -> tuple[int, str]:
        done = thirdorder(*arguments(corpus, out), "--llm", url, "--llm-model", "scripted")
        return done.returncode, done.stderr

    return call


@pytest.fixture(scope="module")
def interpreted(run: Run, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A run with the scripted server at its best, and the server's address, which is gone by now."""
    out = tmp_path_factory.mktemp("llm") / "run"
    with Scripted() as wire:
        done = run(out, wire.url)
    assert done[0] == 0, done[1]
    assert "runs on this computer" in done[1]
    assert "questions, about" in done[1]
    return out, wire.url


def test_without_a_language_model_nothing_speaks_of_one(alone: Path) -> None:
    assert not ADDED & {p.name for p in alone.iterdir()}
    for name in ("run.json", "suggestions.json", "agreement.json", "report.html", "synthesis.json"):
        assert "llm" not in (alone / name).read_text(encoding="utf-8").casefold()
    offered = load(alone, "suggestions.json")
    assert not any("coder" in s for s in offered)
    assert not any("reason" in e for s in offered for c in s["codes"] for e in c["evidence"])


def test_it_changes_nothing_of_what_the_built_in_machine_does(alone: Path, interpreted: tuple[Path, str]) -> None:
    before, after = files(alone), files(interpreted[0])
    assert after.keys() - before.keys() == ADDED - {"replies"}
    assert {name for name in before if before[name] != after[name]} <= SHARED


def test_every_quotation_stands_in_its_paper_with_its_page(interpreted: tuple[Path, str]) -> None:
    made = load(interpreted[0], "interpretation.json")
    lines = (interpreted[0] / "papers.jsonl").read_text(encoding="utf-8").splitlines()
    texts = {p["id"]: p["text"] for p in map(json.loads, lines)}
    places = [q for c in made["claims"] for q in c["rests_on"]] + made["codes"]
    places += [q for c in made["contradictions"] for q in (c["one"], c["other"])]
    assert len(places) > 40
    for at in places:
        assert texts[at["paper"]][at["start"] : at["end"]] == at["quote"]
    assert sum(at["page"] is not None for at in places) > 40


def test_it_is_one_more_coder_and_never_a_human_one(interpreted: tuple[Path, str], thirdorder: Command) -> None:
    out = interpreted[0]
    agreement = load(out, "agreement.json")
    assert set(agreement["machines"]) == {"machine", "llm:scripted"}
    kinds = {p["kind"] for p in agreement["pairs"] if "llm:scripted" in p["coders"]}
    assert kinds == {"machine-human", "machine-machine"}
    offered = [s for s in load(out, "suggestions.json") if s.get("coder") == "llm:scripted"]
    assert offered
    assert all(e["reason"] for s in offered for c in s["codes"] for e in c["evidence"])
    done = thirdorder("agreement", out / "codings.csv", out / "machine_codings.csv", "--machine", "llm:scripted")
    assert "llm:scripted" in done.stdout
    assert "llm" not in (out / "codings.csv").read_text()


def test_its_themes_and_counterparts_are_measured_beside_readings(
    interpreted: tuple[Path, str], alone: Path, thirdorder: Command, tmp_path: Path
) -> None:
    made = load(interpreted[0], "interpretation.json")
    theme = {c: t["id"] for t in made["themes"] for c in t["constructs"]}
    same = [(c["construct"], c["other"]) for c in made["counterparts"]]
    against = [{"a": c["constructs"][0], "b": c["constructs"][1]} for c in made["contradictions"]]
    for name in ("A.json", "B.json"):  # two readers who read as the model did
        said = {c: {"primary": t, "counterparts": [o for own, o in same if own == c]} for c, t in theme.items()}
        (tmp_path / name).write_text(json.dumps({"constructs": said, "discordant": against}), encoding="utf-8")
    readings = ("--readings", tmp_path / "A.json", tmp_path / "B.json")
    done = thirdorder("evaluate", "themes", interpreted[0], *readings, "--format", "json")
    assert done.returncode == 0, done.stderr
    scored = json.loads(done.stdout)
    assert scored["likeness"]["llm:scripted and A.json"] == {"ami": 1.0, "pair_f1": 1.0}
    assert scored["likeness"]["machine and A.json"]["ami"] < 1
    assert abs(scored["likeness"]["llm:scripted's themes shuffled"]["ami"]) < 0.2
    n = len(against)
    assert scored["models"] == {"llm:scripted": {"counterparts": {"1": 1.0, "3": 1.0}, "contradictions": [n, n]}}
    assert "llm:scripted: a counterpart" in thirdorder("evaluate", "themes", interpreted[0], *readings).stdout
    assert "llm" not in thirdorder("evaluate", "themes", alone, *readings, "--format", "json").stdout


def test_its_codes_are_scored_beside_people_and_the_machine(
    interpreted: tuple[Path, str], corpus: Path, thirdorder: Command
) -> None:
    out = interpreted[0]
    files = ("--codings", out / "codings.csv", "--codings", out / "machine_codings.csv")
    done = thirdorder(
        "evaluate", "codes", corpus, *files, "--codebook", corpus / "codebook.csv", "--model", "hashing",
        "--folds", 3, "--format", "json",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    scored = json.loads(done.stdout)
    (run,) = scored["runs"]
    assert list(run["elsewhere"]) == ["llm:scripted"]
    assert -1 < run["elsewhere"]["llm:scripted"]["pooled_cohen_kappa"]["value"] < 1
    assert "llm:scripted" not in json.dumps(scored["human_human"])
    assert not any("shares no unit" in note for note in scored["cleaning"]["notes"])


def test_report_and_statement_say_which_is_whose(interpreted: tuple[Path, str], thirdorder: Command) -> None:
    report = (interpreted[0] / "report.html").read_text(encoding="utf-8")
    assert "What llm:scripted says" in report
    assert "Nothing left this computer" not in report
    to = interpreted[0].parent / "statement.md"
    thirdorder("export", interpreted[0], "--to", to)
    said = to.read_text(encoding="utf-8")
    assert "model scripted; the server calls it scripted, rules-1" in said
    assert "claims@1" in said
    assert "accepted 0 and rejected 0" in said


def test_what_people_say_of_its_themes_is_an_event_as_with_the_machines(
    interpreted: tuple[Path, str], thirdorder: Command, run: Run, tmp_path: Path
) -> None:
    out = tmp_path / "judged"
    shutil.copytree(interpreted[0], out)
    theme, other = load(out, "interpretation.json")["themes"][:2]
    done = thirdorder("change", "judge", out, theme["id"], "partly", "--who", "ana", "--why", "not for nights")
    assert done.returncode == 0, done.stderr
    assert f"ana: said of “{theme['label']}” by llm:scripted: it holds in part (not for nights)" in done.stdout
    thirdorder("change", "judge", out, other["id"], "holds", "--who", "ben")
    thirdorder("change", "judge", out, other["id"], "not", "--who", "ben")
    thirdorder("change", "undo", out, 3, "--who", "ben")
    assert thirdorder("change", "judge", out, "l-000000000000", "holds").returncode == 3
    (line, *_) = (out / "events.jsonl").read_text(encoding="utf-8").splitlines()
    assert {k: json.loads(line)[k] for k in ("who", "op", "after", "why")} == {
        "who": "ana", "op": "weigh", "why": "not for nights",
        "after": {"theme": theme["id"], "coder": "llm:scripted", "holds": "partly"},
    }  # fmt: skip
    thirdorder("export", out, "--to", tmp_path / "statement.md")
    said = (tmp_path / "statement.md").read_text(encoding="utf-8")
    assert "ana said of 1 of its themes: it holds in part (1)." in said
    assert "ben said of 1 of its themes: it holds (1)." in said
    before = (out / "themes.json").read_bytes(), (out / "interpretation.json").read_bytes()
    assert run(out, interpreted[1])[0] == 0  # all answers are kept
    assert ((out / "themes.json").read_bytes(), (out / "interpretation.json").read_bytes()) == before
    assert "It holds in part: not for nights" in (out / "report.html").read_text(encoding="utf-8")


def test_kept_answers_give_the_same_bytes_without_a_server(
    interpreted: tuple[Path, str], run: Run, tmp_path: Path
) -> None:
    out, gone = interpreted
    again = tmp_path / "again"
    again.mkdir()
    (out / "replies").rename(again / "replies")
    try:
        code, said = run(again, gone)
        assert "No more is asked" not in said
        assert code == 0
        assert files(again) == files(out)
        assert load(again, "run.json")["fingerprint"] == load(out, "run.json")["fingerprint"]
    finally:
        (again / "replies").rename(out / "replies")
    run(out, gone)
    assert json.loads((out / "log.jsonl").read_text().splitlines()[-1])["event"] == "looked up"


def test_a_run_whose_server_dies_keeps_the_machines_result_and_goes_on(
    interpreted: tuple[Path, str], alone: Path, run: Run, tmp_path: Path
) -> None:
    out = tmp_path / "half"
    with Scripted("dying", after=12) as wire:
        code, said = run(out, wire.url)
    assert code == 1
    assert "Run the same command again to go on" in said
    assert load(out, "interpretation.json")["unanswered"] > 0
    assert (out / "themes.json").read_bytes() == (alone / "themes.json").read_bytes()
    with Scripted() as wire:
        run(out, wire.url)
        assert wire.asked > 0
    assert load(out, "interpretation.json")["unanswered"] == 0
    gone_on, unbroken = files(out), files(interpreted[0])
    # What a run into a folder that held one continues is said in these two.
    assert {n for n in unbroken if gone_on[n] != unbroken[n]} <= {"run.json", "changes.json"}


def test_invented_answers_leave_the_machines_result_and_are_counted(alone: Path, run: Run, tmp_path: Path) -> None:
    out = tmp_path / "invented"
    with Scripted("invented") as wire:
        assert run(out, wire.url)[0] == 0
    made = load(out, "interpretation.json")
    assert made["claims"] == made["codes"] == made["themes"] == made["contradictions"] == []
    assert sum(sum(c.values()) for c in made["counts"].values()) > made["counts"]["claims"]["questions"]
    before, after = files(alone), files(out)
    assert {name for name in before if before[name] != after[name]} <= SHARED
    assert "lighthouse" not in (out / "report.html").read_text(encoding="utf-8")


def test_an_address_that_is_none_is_three_before_anything_is_read(thirdorder: Command, tmp_path: Path) -> None:
    done = thirdorder("run", "example", "--out", tmp_path / "out", "--llm", "localhost:1", "--llm-model", "m")
    assert done.returncode == 3
    assert "http://127.0.0.1:11434/v1" in done.stderr
    assert not (tmp_path / "out").exists()


OTHER = b"""The bench outside

Abstract

What helps people who wait for a verdict? We talked with six of them.

Methods

Each was seen once.

Findings

Having nobody to ask

Clerks came and went, and none of them would say how long it took. "I counted the tiles to have something to count,"
a woman told us. A guard who nodded was remembered for years.

Being spoken for

Lawyers answered in their place, kindly and too soon. "My mouth was only there to be quiet," a man said. Two had asked
to speak and were thanked for their patience.

Discussion

Waiting is done to people.
"""
"""An invented paper that shares no words with the other."""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two short papers that somebody coded, so that a run takes a moment."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "a.txt").write_bytes(PLAIN)
    (folder / "b.txt").write_bytes(OTHER)
    (folder / "codebook.csv").write_text("code,name\nstaying,Staying with people\n", encoding="utf-8")
    (folder / "codings.csv").write_text("coder,unit,code\nana,a,staying\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def small_alone(thirdorder: Command, small: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("small-alone") / "run"
    done = thirdorder(*arguments(small, out))
    assert done.returncode == 0, done.stderr
    return out


ENDS: dict[Mood, int] = {
    "right": 0, "empty": 0, "truncated": 0, "invented": 0, "misshapen": 0, "refusing": 0, "busy": 0, "schemaless": 0,
    "slow": 1, "forbidding": 1, "dying": 1, "noise": 1, "short": 1,
}  # fmt: skip
"""The moods of the scripted server with the exit code of a run: 1 where questions were not answered."""


@pytest.mark.parametrize("mood", get_args(Mood))
def test_no_mood_of_a_server_ends_a_run_or_touches_the_machines_result(
    mood: Mood, small: Path, small_alone: Path, thirdorder: Command, tmp_path: Path
) -> None:
    out = tmp_path / "run"
    with Scripted(mood, after=1 if mood == "dying" else 0, pause=1.0) as wire:
        asked = ("--llm", wire.url, "--llm-model", "scripted", "--llm-seconds", 0.3 if mood == "slow" else 60)
        done = thirdorder(*arguments(small, out), *asked)
    assert done.returncode == ENDS[mood], done.stderr
    assert "Traceback" not in done.stderr
    assert ("not answered: run the same command again" in done.stdout) is bool(ENDS[mood])
    assert (f"{wire.url} " in done.stderr) is bool(ENDS[mood])  # why there was no answer
    before, after = files(small_alone), files(out)
    assert {name for name in before if before[name] != after[name]} <= SHARED
    made = load(out, "interpretation.json")
    assert bool(made["unanswered"]) is bool(ENDS[mood])
    assert bool(made["claims"]) is (mood in ("right", "busy", "schemaless", "dying", "short"))
    texts = {p["id"]: p["text"] for p in map(json.loads, (out / "papers.jsonl").read_text("utf-8").splitlines())}
    for at in (q for c in made["claims"] for q in c["rests_on"]):
        assert texts[at["paper"]][at["start"] : at["end"]] == at["quote"]
    broken = {"empty": "empty", "truncated": "truncated", "misshapen": "misshapen", "refusing": "refused"}
    if mood in broken:
        assert made["counts"]["claims"][f"answers {broken[mood]}"] == made["counts"]["claims"]["questions"]
    report = (out / "report.html").read_text(encoding="utf-8")
    assert "What llm:scripted says" in report
    assert not any("lighthouse" in p.read_text("utf-8", "replace") for p in out.iterdir() if p.is_file())


def test_a_run_that_is_killed_while_it_asks_goes_on_from_there(small: Path, tmp_path: Path, cache: Path) -> None:  # noqa: ARG001
    out = tmp_path / "killed"
    with Scripted("slow", pause=0.3) as wire:
        words = [*arguments(small, out), "--llm", wire.url, "--llm-model", "scripted"]
        process = subprocess.Popen([sys.executable, "-m", "thirdorder.service", *map(str, words)])
        while process.poll() is None and len(list(out.glob("replies/*.json"))) < 2:
            time.sleep(0.02)
        process.kill()
        process.wait()
    kept = len(list(out.glob("replies/*.json")))
    assert not (out / "run.json").exists()
    with Scripted() as wire:
        done = subprocess.run(
            [sys.executable, "-m", "thirdorder.service", *map(str, words[:-3]), wire.url, *words[-2:]],
            check=False, capture_output=True, env={**os.environ, KEY: "a-key-of-nobody"},
        )  # fmt: skip
        assert done.returncode == 0
    assert not any(b"a-key-of-nobody" in p.read_bytes() for p in out.rglob("*") if p.is_file())
    assert b"a-key-of-nobody" not in done.stdout + done.stderr
    assert 0 < wire.asked == len(load(out, "interpretation.json")["replies"]) - kept


def test_how_much_is_asked_is_known_before_anything_is(small: Path, small_alone: Path, thirdorder: Command) -> None:
    asked = ("--llm", "https://llm.example/v1", "--llm-model", "large", "--dry-run")
    out = small_alone.parent / "none"
    done = thirdorder(*arguments(small, out), *asked)
    assert done.returncode == 0
    assert "LEAVE this one and are sent to https://llm.example/v1" in done.stderr
    assert "It will be asked 5 to" in done.stderr
    told = json.loads(thirdorder(*arguments(small, out), *asked, "--format", "json").stdout)["language_model"]
    assert told["least"] == 5  # a question for each of four constructs, one for all codes
    assert told["least"] < told["most"]
    assert told["tokens"] > 1000
    assert not out.exists()
    assert "language_model" not in thirdorder(*arguments(small, out), "--dry-run", "--format", "json").stdout
