from __future__ import annotations

import csv
import hashlib
import io
import json
from pathlib import Path

import numpy as np

from thirdorder.corpora import example
from thirdorder.corpora.grid import read_grid
from thirdorder.corpora.papers import paper_from_dict, paper_to_dict

from .conftest import Command

FILES = {
    "run.json", "papers.jsonl", "vectors.npy", "passages.csv", "failures.csv", "themes.json", "changes.json",
    "overlap.json", "agreement.json", "suggestions.json", "synthesis.json", "grid.xlsx", "report.html", "events.jsonl",
    "log.jsonl", "codebook.csv", "codings.csv",
}  # fmt: skip


def hashes(folder: Path) -> dict[str, str]:
    """Every file of a run but its log, which holds times."""
    files = sorted(p for p in folder.iterdir() if p.name != "log.jsonl")
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def load(folder: Path, name: str) -> dict[str, object]:
    value: dict[str, object] = json.loads((folder / name).read_text(encoding="utf-8"))
    return value


def papers(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / "papers.jsonl").read_text(encoding="utf-8").splitlines()]


def test_a_run_folder_holds_what_it_promises(example_run: Path) -> None:
    assert {p.name for p in example_run.iterdir()} >= FILES
    rows = list(csv.DictReader(io.StringIO((example_run / "passages.csv").read_text(encoding="utf-8"))))
    vectors = np.load(example_run / "vectors.npy")
    assert len(rows) == len(vectors) > 50
    texts = {p["id"]: p["text"] for p in papers(example_run)}
    for row in rows:
        start, end = (int(n) for n in row["passage"].rsplit(":p", 1)[1].split("-"))
        assert texts[row["paper"]][start:end] == row["text"]  # type: ignore[index]


def test_the_same_inputs_give_the_same_bytes(thirdorder: Command, example_run: Path, tmp_path: Path) -> None:
    thirdorder("run", "example", "--out", tmp_path / "again", "--model", "hashing")
    assert hashes(tmp_path / "again") == hashes(example_run)


def test_a_second_run_into_the_folder_only_looks_things_up(thirdorder: Command, example_run: Path) -> None:
    before = hashes(example_run)
    done = thirdorder("run", "example", "--out", example_run, "--model", "hashing")
    assert hashes(example_run) == before
    last = json.loads((example_run / "log.jsonl").read_text().splitlines()[-1])
    assert last["event"] == "looked up"
    assert "candidate themes" in done.stdout


def test_a_run_that_was_stopped_goes_on_from_what_was_read(
    thirdorder: Command, example_run: Path, tmp_path: Path
) -> None:
    out = tmp_path / "stopped"
    out.mkdir()
    (out / "papers.jsonl").write_text("half a line")
    thirdorder("run", "example", "--out", out, "--model", "hashing")
    log = json.loads((out / "log.jsonl").read_text().splitlines()[-1])
    assert log["papers_looked_up"] == load(example_run, "run.json")["counts"]["papers"]  # type: ignore[index]
    assert log["vectors_computed"] == 0
    assert hashes(out) == hashes(example_run)


def test_every_quote_is_the_words_of_its_paper(example_run: Path) -> None:
    texts = {p["id"]: p["text"] for p in papers(example_run)}
    suggestions = json.loads((example_run / "suggestions.json").read_text(encoding="utf-8"))
    quotes = [(s["paper"], e["quote"]) for s in suggestions for c in s["codes"] for e in c["evidence"]]
    assert quotes
    assert all(quote in str(texts[paper]) for paper, quote in quotes)


def test_papers_come_back_from_json(example_run: Path) -> None:
    for value in papers(example_run):
        assert paper_to_dict(paper_from_dict(value)) == value


def test_the_grid_reads_back(example_run: Path) -> None:
    grid = read_grid((example_run / "grid.xlsx").read_bytes(), "grid.xlsx")
    assert {row.study for row in grid.rows} == {s["id"] for s in load(example_run, "run.json")["studies"]}  # type: ignore[attr-defined]
    assert grid.codes
    assert all(e.quote for e in grid.evidence)


def test_the_report_needs_nothing_from_outside(example_run: Path) -> None:
    report = (example_run / "report.html").read_text(encoding="utf-8")
    assert "http://" not in report.replace("http://www.w3.org/2000/svg", "")
    assert "https://" not in report
    assert "invented" in report
    assert report.index('id="grid"') < report.index('id="map"')


def test_a_bad_file_is_named_and_the_rest_goes_on(thirdorder: Command, tmp_path: Path) -> None:
    corpus = tmp_path / "papers"
    corpus.mkdir()
    name, data = "vigil.pdf", example.papers()["vigil.pdf"]
    (corpus / name).write_bytes(data)
    (corpus / "empty.pdf").write_bytes(b"")
    (corpus / "noise.pdf").write_bytes(b"%PDF-1.4 nothing of the kind")
    done = thirdorder("run", corpus, "--out", tmp_path / "out", "--model", "hashing", "--format", "json")
    assert done.returncode == 1
    status = {s["name"]: s["status"] for s in json.loads(done.stdout)["status"]}
    assert status == {name: "read", "empty.pdf": "refused", "noise.pdf": "refused"}
    failures = (tmp_path / "out" / "failures.csv").read_text(encoding="utf-8")
    assert "empty.pdf is empty" in failures
    assert "Traceback" not in done.stderr


def test_nothing_readable_is_three(thirdorder: Command, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "empty.pdf").write_bytes(b"")
    done = thirdorder("run", tmp_path / "in", "--out", tmp_path / "out", "--model", "hashing")
    assert done.returncode == 3
    assert "empty.pdf" in done.stderr.splitlines()[-1]


def test_a_passages_file_is_a_corpus(thirdorder: Command, tmp_path: Path) -> None:
    rows = ["document,passage,text"]
    said = ("peers gave me hope and courage", "the bus was late and far")
    rows += [f"d{i},1,{said[i % 2]} {i}" for i in range(24)]
    (tmp_path / "answers.csv").write_text("\n".join(rows))
    codings = ["coder,unit,code"] + [f"ann,d{i}/1,{'travel' if i % 2 else 'hope'}" for i in range(24)]
    (tmp_path / "codings.csv").write_text("\n".join(codings))
    out = tmp_path / "out"
    given = ("--codings", tmp_path / "codings.csv", "--model", "hashing")
    done = thirdorder("run", tmp_path / "answers.csv", *given, "--out", out)
    assert done.returncode == 0, done.stderr
    assert load(out, "run.json")["counts"]["passages"] == 24  # type: ignore[index]
    predictions = tmp_path / "predictions.csv"
    done = thirdorder(
        "evaluate", "codes", tmp_path / "answers.csv", "--codings", tmp_path / "codings.csv", "--model", "hashing",
        "--gold", "ann", "--predictions", predictions, "--format", "json",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert predictions.read_text().splitlines()[0] == "fold,unit,code,probability,assigned,in_set"
    assert len(predictions.read_text().splitlines()) == 1 + 24 * 2


def test_parse_prints_a_paper(thirdorder: Command, tmp_path: Path) -> None:
    name, data = "vigil.pdf", example.papers()["vigil.pdf"]
    (tmp_path / name).write_bytes(data)
    done = thirdorder("parse", tmp_path / name, "--format", "json")
    paper = json.loads(done.stdout)
    assert paper["schema"] == "thirdorder/paper@1"
    assert paper["findings_status"] in ("found", "merged_with_discussion")
    assert all(paper["text"][p["start"] : p["end"]] == p["text"] for p in paper["passages"])
    assert "Constructs" in thirdorder("parse", tmp_path / name).stdout


def test_suggest_names_codes_with_their_words(thirdorder: Command, example_run: Path, tmp_path: Path) -> None:
    name, data = next(iter(sorted(example.new_papers().items())))
    (tmp_path / name).write_bytes(data)
    how = ("--model", "hashing", "--top", 3, "--format", "json")
    done = thirdorder("suggest", tmp_path / name, "--run", example_run, *how)
    assert done.returncode == 0, done.stderr
    (suggestion,) = json.loads(done.stdout)
    assert 1 <= len(suggestion["codes"]) <= 3, "three at most, and none that is hardly probable"
    assert all(c["evidence"] for c in suggestion["codes"])
    assert all(e["page"] for c in suggestion["codes"] for e in c["evidence"])
    (tmp_path / "codebook.csv").write_bytes(example.files()["codebook.csv"])
    alone = thirdorder("suggest", tmp_path / name, "--codebook", tmp_path / "codebook.csv", "--model", "hashing")
    assert alone.returncode == 0, alone.stderr
    assert thirdorder("suggest", tmp_path / name).returncode == 2


def test_agreement_of_the_example_coders(thirdorder: Command, tmp_path: Path) -> None:
    (tmp_path / "codings.csv").write_bytes(example.files()["codings.csv"])
    done = thirdorder("agreement", tmp_path / "codings.csv", "--unit", "paper", "--format", "json")
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)["pairs"]) == 1


def test_every_export_opens(thirdorder: Command, example_run: Path, tmp_path: Path) -> None:
    from docx import Document as Word
    from openpyxl import load_workbook

    for name in ("grid.xlsx", "tables.docx", "report.html", "codebook.csv", "statement.md"):
        done = thirdorder("export", example_run, "--to", tmp_path / name)
        assert done.returncode == 0, done.stderr
    assert load_workbook(tmp_path / "grid.xlsx").sheetnames == ["grid", "evidence", "reading"]
    assert len(Word(str(tmp_path / "tables.docx")).tables) == 2
    assert "Known failures" in (tmp_path / "statement.md").read_text(encoding="utf-8")
    assert thirdorder("export", example_run, "--to", tmp_path / "other.pdf").returncode == 2
    assert thirdorder("export", tmp_path, "--to", tmp_path / "grid.xlsx").returncode == 3


def test_models_are_listed(thirdorder: Command) -> None:
    rows = json.loads(thirdorder("models", "--format", "json").stdout)
    assert [r["name"] for r in rows if r["default"]] == ["minilm"]
