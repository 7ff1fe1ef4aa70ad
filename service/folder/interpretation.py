"""interpretation.json: what a language model made of the papers, every sentence with its place."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from thirdorder.nlp.document import Paper
from thirdorder.nlp.interpretation import Interpretation, Named, Quotation
from thirdorder.service.errors import RunFolderError
from thirdorder.service.folder.files import Folder
from thirdorder.service.language_model.client import Trace
from thirdorder.service.language_model.replies import Replies
from thirdorder.service.run.job import Outcome

SCHEMA = "thirdorder/interpretation@1"
NOTE = "A language model's reading, one coder beside others. Quotations stand in the papers; all else is its own."


def interpretation_dict(outcome: Outcome) -> dict[str, Any] | None:
    """The file's content; None where no language model was asked."""
    made, asked = outcome.result.interpretation, outcome.asked
    if made is None or asked is None:
        return None
    papers = {p.id: p for p in outcome.result.papers}
    return {
        "schema": SCHEMA,
        "note": NOTE,
        "coder": made.coder,
        "model": made.model,
        "prompts": dict(made.prompts),
        "steps": list(made.steps),
        **_asked(asked),
        "counts": {step: dict(counts) for step, counts in made.counts.items()},
        "unanswered": made.unanswered,
        "claims": [
            {
                "construct": c.construct,
                "paper": c.paper,
                "study": c.study,
                "label": c.label,
                "claim": c.text,
                "rests_on": [_place(q, papers) for q in c.rests_on],
            }
            for c in made.claims
        ],
        "themes": [_theme(t, made) for t in made.themes.themes],
        "alone": list(made.themes.alone),
        "counterparts": [dataclasses.asdict(c) for c in made.counterparts],
        "contradictions": [
            {
                "theme": c.theme,
                "constructs": list(c.constructs),
                "question": c.question,
                "one": _place(c.one, papers),
                "other": _place(c.other, papers),
            }
            for c in made.contradictions
        ],
        "codes": [{"code": c.code, "reason": c.reason, **_place(c.at, papers)} for c in made.codes.coded],
        "passages_read": len(made.codes.read),
    }


def label_of(theme: Named, made: Interpretation) -> str:
    """A theme's name, or where it has none three of its constructs in their authors' words."""
    if theme.name:
        return theme.name
    labels = {c.construct: c.label for c in made.claims}
    return " · ".join(dict.fromkeys(" ".join(labels[c].split()) for c in theme.constructs[:3]))


def complete(folder: Path) -> bool:
    """Whether a run asked all that it had to ask of a language model, if any, and still keeps the answers."""
    try:
        made = Folder(folder).interpretation
    except RunFolderError:
        return False
    return made is None or (not made["unanswered"] and Replies(folder).holds(made["replies"]))


def _asked(asked: Trace) -> dict[str, Any]:
    """Who answered, as the server says, and where, counted in answers; the keys of the answers kept."""
    return {
        "answered_by": [{"model": model, "fingerprint": fingerprint} for model, fingerprint in asked.answered_by],
        "answered_on": {"this computer": asked.here, "another computer": asked.elsewhere},
        "replies": list(asked.keys),
    }


def _theme(theme: Named, made: Interpretation) -> dict[str, Any]:
    return {
        "id": theme.id,
        "label": label_of(theme, made),
        "named": bool(theme.name),
        "definition": theme.definition,
        "constructs": list(theme.constructs),
        "studies": list(theme.studies),
    }


def _place(at: Quotation, papers: Mapping[str, Paper]) -> dict[str, Any]:
    paper = papers[at.paper]
    return {**dataclasses.asdict(at), "quote": paper.quote(at), "page": paper.document.page(at)}
