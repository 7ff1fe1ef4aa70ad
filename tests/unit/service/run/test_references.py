"""References that lie beside papers. Everything here is invented."""

from __future__ import annotations

import json
from pathlib import Path

from thirdorder.service.run.references import find_references

RIS = "TY  - JOUR\nAU  - Arden, Lena\nTI  - Sitting first here\nPY  - 2019\nER  - \n"
CSL = [{"type": "article-journal", "title": "Paid to care", "author": [{"family": "Holm"}], "issued": {"raw": "2017"}}]


def test_csl_beside_papers_is_read_as_ris_is_and_other_json_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "a.ris").write_text(RIS, encoding="utf-8")
    (tmp_path / "library.json").write_text(json.dumps(CSL), encoding="utf-8")
    (tmp_path / "gold.json").write_text(json.dumps({"title": "x", "authors": [], "sections": []}), encoding="utf-8")
    references, notes, _ = find_references(tmp_path)
    assert [(r.title, r.year) for r in references] == [("Sitting first here", 2019), ("Paid to care", 2017)]
    assert len(notes) == 2
