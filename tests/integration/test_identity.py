"""The whole job over one study in several files: counted once, and said wherever a person looks."""

from __future__ import annotations

import json
from pathlib import Path

from .conftest import Command

PARAGRAPHS = [
    "Volunteers told us that the first visit was the hardest, and that they learned to sit down before they spoke.",
    "A chair was offered seldom and had to be found, and the search for it was how most of the visits began.",
    "Those who stood were taken for staff, and those who sat on the bed were taken for family of the patient.",
    "Being needed was a relief to several of them, since it gave them a reason to leave the house in winter.",
]


def article(title: str, paragraphs: list[str], doi: str) -> str:
    findings = "".join(f"<p>{p}</p>" for p in paragraphs)
    return f"""<article><front><article-meta><article-id pub-id-type="doi">{doi}</article-id>
    <title-group><article-title>{title}</article-title></title-group></article-meta></front>
    <body><sec sec-type="results"><title>Results</title>{findings}</sec></body></article>"""


def test_one_study_in_several_files_counts_once(thirdorder: Command, tmp_path: Path) -> None:
    corpus, out = tmp_path / "corpus", tmp_path / "run"
    corpus.mkdir()
    other = [p.replace("visit", "letter").replace("chair", "stamp")[::-1] for p in PARAGRAPHS]
    (corpus / "a.xml").write_text(article("Invented sitters", PARAGRAPHS, "10.1000/a"), encoding="utf-8")
    (corpus / "again.xml").write_text(article("Invented sitters", PARAGRAPHS, "10.1000/a") + "\n", encoding="utf-8")
    (corpus / "early.xml").write_text(article("Invented sitters", PARAGRAPHS[:3], "10.1101/b"), encoding="utf-8")
    (corpus / "set.xml").write_text(
        f"<set>{article('Invented letters', other, '10.1000/c')}{article('Others', other[::-1], '10.1000/d')}</set>",
        encoding="utf-8",
    )
    ris = "TY  - JOUR\nTI  - Invented letters\nPY  - 2019\nER  - \n"
    (corpus / "draft.odt").write_bytes(b"PK")
    (corpus / "library.ris").write_text(ris, encoding="utf-8")
    studies = tmp_path / "studies.csv"
    studies.write_text("study,paper\nLetters,set.xml\nOthers,set.xml#2\n", encoding="utf-8")
    done = thirdorder("run", corpus, "--out", out, "--model", "hashing", "--studies", studies)
    assert done.returncode == 1, done.stderr
    head = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert (head["counts"]["studies"], head["counts"]["papers"], head["counts"]["files"]) == (3, 4, 5)
    assert head["identity"]["one_paper"] == [
        {"files": ["a.xml", "again.xml"], "why": "the same DOI 10.1000/a"}
    ]  # fmt: skip
    assert [p["files"] for p in head["identity"]["one_study"][0]["papers"]] == [["a.xml", "again.xml"], ["early.xml"]]
    assert [r["versions"] for r in head["relevance"] if r["versions"]] == [3]
    assert "a.xml and again.xml are one paper" in done.stderr
    assert "draft.odt was passed over" in (out / "failures.csv").read_text(encoding="utf-8")
    assert "References: 1 of 5 papers matched; filled in: year of 1." in done.stderr
    report = (out / "report.html").read_text(encoding="utf-8")
    assert "a.xml and again.xml are one paper" in report
    assert "early.xml are left aside" in report
