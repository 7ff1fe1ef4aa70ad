"""What the machine suggests for a paper, shown only to who asked for it, and what they made of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from thirdorder.nlp.document import Paper, Span
from thirdorder.nlp.review import MACHINE
from thirdorder.service.errors import NotFoundError, RefusedError
from thirdorder.service.folder.files import finished
from thirdorder.service.store.blinding import is_open, visible_codebook
from thirdorder.service.store.codings import add_coding, remove_coding
from thirdorder.service.store.files import Files
from thirdorder.service.store.reading import exposure_now, reveal, revealed
from thirdorder.service.store.tables import CodeRow, CodingRow, DecisionRow, SuggestionRow, Verdict
from thirdorder.service.store.values import Decision, value


class Shown(NamedTuple):
    """What of the suggestions somebody may see now; `waiting` says that there are some behind the key.

    `abstained` says that nothing is sure enough; `learned` that suggestions were made for this paper at all.
    """

    revealed: bool
    waiting: bool
    abstained: bool
    codes: tuple[dict[str, Any], ...]
    learned: bool = False


def shown(session: Session, project: int, paper: str, who: int) -> Shown:
    """The suggestions of a paper for somebody who was revealed them; nothing for others.

    To a second reader only what they did not code themselves.
    """
    row = session.get(SuggestionRow, (project, paper, 0))
    if not revealed(session, project, paper, who):
        return Shown(False, row is not None, False, ())
    if row is None:
        return Shown(True, False, False, ())
    codes = _usable(session, project, who, row.found["codes"])
    if exposure_now(session, project, paper, who) == "second_reader":
        codes = _missed(session, project, paper, who, codes)
    return Shown(True, bool(codes), bool(row.found["abstained"]), tuple(codes), True)


def of_model(session: Session, files: Files, project: int, paper: str) -> tuple[dict[str, Any], ...]:
    """What a language model would code in a paper, each with the name of its coder and its reason.

    Nothing before the project is opened, and nothing of codes that went out of use since.
    """
    if not is_open(session, project) or not (files.run(project) / "run.json").is_file():
        return ()
    rows = session.scalars(select(CodeRow).where(CodeRow.project == project, CodeRow.state == "active"))
    known = {r.key: r for r in rows}
    return tuple(
        {
            "code": known[c.code].id, "name": known[c.code].name, "score": c.score, "probability": None,
            "in_set": c.in_set, "coder": one.coder, "evidence": [
                {
                    "start": e.start, "end": e.end, "quote": e.quote, "page": e.page, "groups": list(e.groups),
                    "because": [], "reason": getattr(e, "reason", ""),
                }
                for e in c.evidence
            ],
        }
        for one in finished(files.run(project)).suggestions if one.coder != MACHINE and one.paper == paper
        for c in one.codes if c.code in known
    )  # fmt: skip


def decide(
    session: Session, project: int, who: int, paper: Paper, code: int, start: int, end: int, verdict: Verdict, *,
    instead: int | None = None, reason: str = "", also: Sequence[dict[str, Any]] = (),
) -> Decision:  # fmt: skip
    """Keep a verdict on a suggestion that was shown. Accepting puts the code on the words; rejecting takes it off.

    `also` are the suggestions of a language model, where there are any.
    """
    reveal(session, project, paper.id, who)  # who decides on a suggestion has seen it
    row = session.get(SuggestionRow, (project, paper.id, 0))
    offered = [*(row.found["codes"] if row is not None else []), *also]
    if not any(
        c["code"] == code and any((e["start"], e["end"]) == (start, end) for e in c["evidence"]) for c in offered
    ):
        raise NotFoundError("This code is not suggested on these words (any more): load the suggestions again.")
    standing = session.scalar(
        select(CodingRow.id).where(
            CodingRow.project == project, CodingRow.paper == paper.id, CodingRow.coder == who, CodingRow.code == code,
            CodingRow.start == start, CodingRow.end == end, CodingRow.removed_at.is_(None),
            CodingRow.source == "suggestion",
        )
    )  # fmt: skip
    if verdict == "accepted":
        add_coding(session, project, who, paper, start, end, code, "suggestion")
    elif standing is not None:
        remove_coding(session, project, who, standing)
    if verdict == "changed":
        if instead is None:
            raise RefusedError("Say which code belongs there instead.")
        add_coding(session, project, who, paper, start, end, instead, "suggestion")
    made = DecisionRow(
        project=project, paper=paper.id, coder=who, code=code, start=start, end=end,
        quote=paper.document.text[start:end], page=paper.document.page(Span(start, end)), verdict=verdict,
        reason=reason,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return value(Decision, made)


def _usable(session: Session, project: int, who: int, codes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    book = visible_codebook(session, project, who)
    out = []
    for one in codes:
        known = book.by_id.get(one["code"])
        if known is not None and known.state in ("active", "proposed"):
            out.append({**one, "name": known.name})
    return out


def _missed(
    session: Session, project: int, paper: str, who: int, codes: list[dict[str, Any]]
) -> list[dict[str, Any]]:  # fmt: skip
    """Suggestions without what the reader coded there themselves; codes with nothing new are left out."""
    own = session.execute(
        select(CodingRow.code, CodingRow.start, CodingRow.end).where(
            CodingRow.project == project, CodingRow.paper == paper, CodingRow.coder == who,
            CodingRow.removed_at.is_(None), CodingRow.exposure == "independent", CodingRow.start.is_not(None),
        )
    ).all()  # fmt: skip

    def new(code: int, evidence: dict[str, Any]) -> bool:
        return not any(c == code and s < evidence["end"] and evidence["start"] < e for c, s, e in own)

    kept = [{**c, "evidence": [e for e in c["evidence"] if new(c["code"], e)]} for c in codes]
    return [c for c in kept if c["evidence"]]
