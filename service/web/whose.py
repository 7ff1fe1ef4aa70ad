"""Whose experience papers tell, as the pages show it: the groups of a review, and the voices of one passage."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from thirdorder.nlp.document import Paper

TOLD_BY = {
    "tag": "says the tag",
    "legend": "says the paper's legend",
    "sentence": "says the sentence that announces it",
    "subject": "as the authors report",
    "study": "who alone took part",
}


def told_groups(papers: Iterable[Paper]) -> list[tuple[str, int, int]]:
    """Every group whose experience the findings tell, with its passages and papers, most passages first."""
    passages: dict[str, int] = {}
    told_in: dict[str, set[str]] = {}
    for paper in papers:
        for passage in paper.findings:
            for name in passage.groups():
                passages[name] = passages.get(name, 0) + 1
                told_in.setdefault(name, set()).add(paper.id)
    return sorted(((n, passages[n], len(told_in[n])) for n in passages), key=lambda row: (-row[1], row[0]))


def whose_words(paper: dict[str, Any], passage: str) -> list[dict[str, str]]:
    """The voices of a passage in order, each with its speaker, its group and the words that say so where they differ.

    Neighbouring voices that say the same are shown once.
    """
    chosen = next((p for p in paper["passages"] if p["id"] == passage), None)
    shown: list[dict[str, str]] = []
    for voice in chosen["voices"] if chosen is not None else ():
        group = voice["group"]
        outside = group is not None and not voice["start"] <= group["start"] < voice["end"]
        row = {
            "voice": voice["voice"].replace("_", " "),
            "speaker": voice["speaker"],
            "group": group["name"] if group is not None else "",
            "told_by": TOLD_BY[group["told_by"]] if group is not None else "",
            "words": paper["text"][group["start"] : group["end"]] if outside else "",
        }
        if row not in shown[-1:]:
            shown.append(row)
    return shown
