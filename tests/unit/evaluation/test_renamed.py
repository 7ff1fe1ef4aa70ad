"""Renaming the headings of papers, and finding their findings all the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from thirdorder.evaluation.benchmarks.renamed import ODD, WAYS, altered, half_of, outcome
from thirdorder.evaluation.benchmarks.voices import VOICES, marks

MADE = (
    "We interviewed twelve women at home between March and June. Interviews were recorded and transcribed. "
    "The topic guide was piloted. Transcripts were coded by two of us, and ethical approval was obtained. "
)
TOLD = (
    "Most women said that the nights were the longest. Several participants described how they had nobody to call. "
    "“I sat there until it was light, and then I made the bread as if nothing had been” (P3). Others felt relieved. "
)
ASKED = (
    "Grief after loss is common worldwide [1]. Previous studies have described it in hospitals [2,3]. Little is known. "
)
MEANT = (
    "Our findings are consistent with previous studies [4,5]. This study suggests that policy should see the night. "
    "A limitation is that the sample may not be transferable. Future research could follow families for longer [6]. "
)


def folder(where: Path) -> Path:
    """A folder with one invented paper, its sections marked."""
    parts = {"Background": ASKED, "Methods": MADE, "Results": "", "Discussion": MEANT, "Conclusions": MEANT}
    themes = {"The long night": TOLD, "Bread at dawn": TOLD}
    body, sections = "", []
    for title, text in parts.items():
        below = themes if title == "Results" else {}
        body += f"<sec><title>{title}</title>" + (f"<p>{text * 4}</p>" if text else "")
        body += "".join(f"<sec><title>{t}</title><p>{x * 4}</p></sec>" for t, x in below.items()) + "</sec>"
        found = {"level": 1, "title": title, "is_findings": bool(below), "paragraphs": [text * 4] if text else []}
        sections.append(found)
        sections += [{"level": 2, "title": t, "is_findings": True, "paragraphs": [x * 4]} for t, x in below.items()]
    gold = {"sections": [{**s, "kinds": ["p"] * len(s["paragraphs"])} for s in sections]}
    (where / "made").mkdir()
    (where / "made" / "gold.json").write_text(json.dumps(gold))
    (where / "made" / "paper.xml").write_text(f"<article><body>{body}</body></article>")
    return where


def test_every_way_renames_and_keeps_the_text(tmp_path: Path) -> None:
    found = list(altered(folder(tmp_path)))
    assert {a.way for a in found} == set(WAYS)
    assert {a.form for a in found} == {"xml", "text"}
    half = half_of("made")
    themes = next(a for a in found if a.way == "nothing named" and a.form == "xml").data.decode()
    assert not any(f">{named}<" in themes for named in ("Methods", "Results", "Discussion", "Conclusions"))
    assert any(f">{name}<" in themes for name in ODD[half]["methods"])
    assert "The long night" in themes
    merged = next(a for a in found if a.way == "merged" and a.form == "xml")
    assert "A limitation" in merged.findings
    assert merged.status == "merged_with_discussion"


@pytest.mark.parametrize("form", ["xml", "text"])
def test_findings_are_found_under_any_name(tmp_path: Path, form: str) -> None:
    outcomes = [outcome(a) for a in altered(folder(tmp_path)) if a.form == form]
    lost = [o.altered.way for o in outcomes if o.findings is not None and o.findings.f1 < 0.8]
    assert lost == []
    assert [o.altered.way for o in outcomes if o.false > 0.05] == []


def test_the_voices_marked_by_hand_are_whole() -> None:
    found = marks()
    assert len(found) > 150
    assert {m.voice for m in found} <= set(VOICES)
    assert {half_of(m.paper) for m in found} == {"development", "held-out"}
