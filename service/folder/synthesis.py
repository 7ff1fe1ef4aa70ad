"""synthesis.json: evidence for synthesis as a file, every span with its words and page, and what people said to it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from thirdorder.nlp.changes import Event, Replayed
from thirdorder.nlp.document import Paper
from thirdorder.nlp.pipeline import Result
from thirdorder.nlp.synthesis import Place, Synthesis
from thirdorder.nlp.synthesis.discordance import Discordance
from thirdorder.nlp.synthesis.translation import Worksheet


def synthesis_dict(result: Result) -> dict[str, Any]:
    """The file's content ("thirdorder/synthesis@2"); empty lists where a run found nothing to show."""
    found = result.synthesis or Synthesis(Worksheet(result.settings.order))
    papers = {p.id: p for p in result.papers}
    return {
        "schema": "thirdorder/synthesis@2",
        "note": "Evidence for people to judge by; no part of this is a verdict of the machine.",
        "translation": _translation(found.worksheet, papers, result.people.verdicts),
        "to_check": [_discordance(d, papers) for d in found.to_check],
        "sufficiency": [dataclasses.asdict(b) for b in found.behind],
        "saturation": None if found.saturation is None else dataclasses.asdict(found.saturation),
        "appraisal": [dataclasses.asdict(w) for w in found.without],
        "people": people_dict(result.people),
    }


def people_dict(people: Replayed) -> dict[str, Any]:
    """What people accepted and rejected, and events that fit the themes no longer."""
    return {
        "accepted": sorted(people.accepted),
        "rejected": sorted(people.rejected),
        "stale": [{"seq": seq, "reason": reason} for seq, reason in people.stale],
    }


def place_dict(place: Place, papers: Mapping[str, Paper]) -> dict[str, Any]:
    """A place with its exact words and page."""
    paper = papers[place.paper]
    words, page = paper.document.text[place.start : place.end], paper.document.page(place)
    return {**dataclasses.asdict(place), "quote": words, "page": page}


def _translation(
    sheet: Worksheet, papers: Mapping[str, Paper], verdicts: Mapping[tuple[str, str], Event]
) -> dict[str, Any]:
    by_construct: dict[str, list[dict[str, Any]]] = {}
    for (construct, _), event in sorted(verdicts.items()):
        by_construct.setdefault(construct, []).append(
            {
                "counterpart": event.after.get("counterpart"),
                "verdict": event.after["verdict"],
                "memo": event.why,
                "who": event.who,
                "when": event.when,
            }
        )
    return {
        "order": sheet.order,
        "papers": list(sheet.papers),
        "constructs": [
            {
                "id": s.id,
                "paper": s.paper,
                "label": s.label,
                "claims": [place_dict(c, papers) for c in s.claims],
                "quotes": [place_dict(q, papers) for q in s.quotes],
            }
            for s in sheet.constructs
        ],
        "rows": [
            {
                "construct": r.construct,
                "candidates": [dataclasses.asdict(c) for c in r.candidates],
                "stands_out": r.stands_out,
                "verdicts": by_construct.get(r.construct, []),
            }
            for r in sheet.rows
        ],
        "translates_nowhere": [r.construct for r in sheet.nowhere],
    }


def _discordance(one: Discordance, papers: Mapping[str, Paper]) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "score": one.score,
        "cue": one.cue,
        "opposition": one.opposition,
        "construct": one.construct,
        "theme": one.theme,
        "here": place_dict(one.here, papers),
        "qualifies": place_dict(one.qualifies, papers),
    }
