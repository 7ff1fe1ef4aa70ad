"""Quotations as pages show them: the words, whose, where, and how to cite them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy.orm import Session

from thirdorder.service.store import papers, people
from thirdorder.service.store.places import Places, places, put_right
from thirdorder.service.store.studies import studies
from thirdorder.service.store.values import Coding
from thirdorder.service.web.pages.words import cited, quoted, said
from thirdorder.service.web.security import Here

BY = {"study": "study", "voice": "voice", "group": "whose", "coder": "coder"}


def quotations(session: Session, here: Here, codings: Iterable[Coding]) -> list[dict[str, Any]]:
    """Codings with their words, page, study, voice and group, in the order of papers and text."""
    entries = {p.id: p for p in papers.papers(session, here.project)}
    known = {s.id: s for s in studies(session, here.project)}
    called = people.names(session)
    right = put_right(session, here.project)
    texts: dict[str, Places] = {}
    out = []
    for c in codings:
        entry = entries.get(c.paper)
        if entry is None or c.start is None or c.end is None or not entry.text_sha256:
            continue
        if c.paper not in texts:
            texts[c.paper] = places(session, here.files, here.project, entry, right)
        voices, page = texts[c.paper].voices_of(c.start, c.end), texts[c.paper].page(c.start)
        study = known.get(entry.study or 0)
        out.append(
            {
                "id": c.id, "paper": c.paper, "code": c.code, "text": " ".join(c.quote.split()), "page": page,
                "study": study.label if study is not None else cited(entry), "cited": cited(entry),
                "voice": said(voices[0]) if voices else "", "sort": voices[0].voice if voices else "",
                "whose": ", ".join(dict.fromkeys(v.group.name for v in voices if v.group is not None)),
                "speaker": next((v.speaker for v in voices if v.speaker), ""), "coder": called.get(c.coder, ""),
                "mine": c.coder == here.who, "exposure": c.exposure, "start": c.start, "end": c.end,
                "href": f"/p/{here.project}/papers/{c.paper}?start={c.start}&end={c.end}",
                "citation": quoted(entry, c.quote, page),
            }
        )  # fmt: skip
    return sorted(out, key=lambda q: (q["study"].casefold(), q["paper"], q["start"]))


def once(quotes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same words under the same code as one quotation, with everybody who coded them; one's own first."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for one in sorted(quotes, key=lambda q: not q["mine"]):
        key = (one["paper"], one["start"], one["end"], one["code"])
        if key in found:
            found[key]["coders"].append(one["coder"])
        else:
            found[key] = {**one, "coders": [one["coder"]]}
    return sorted(found.values(), key=lambda q: (q["study"].casefold(), q["paper"], q["start"]))


def by_study(quotes: list[dict[str, Any]], by: str = "study") -> list[tuple[str, list[dict[str, Any]]]]:
    """Quotations under their study, voice, group or coder, the largest group first."""
    field = BY.get(by, "study")
    groups: dict[str, list[dict[str, Any]]] = {}
    for one in quotes:
        name = one["voice"].partition(":")[0] if by == "voice" else one[field]
        groups.setdefault(name or "not said", []).append(one)
    return sorted(groups.items(), key=lambda g: (-len(g[1]), g[0]))
