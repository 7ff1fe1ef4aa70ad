"""A language model beside the built-in machine, at the command line, against the scripted server."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from thirdorder.corpora import example
from thirdorder.service.language_model.scripted import Scripted

from .conftest import Command
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
