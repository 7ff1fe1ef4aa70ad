"""What is told of a review in words: the statement for a methods section, the report, what the files hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sqlalchemy.orm import Session

from thirdorder.service.errors import NotFoundError
from thirdorder.service.folder.statement import statement
from thirdorder.service.store import blinding, papers, people, suggestions, theme_changes
from thirdorder.service.store.values import Decision
from thirdorder.service.web.security import Here
from thirdorder.service.web.words import plural


def stated(session: Session, here: Here) -> bytes:
    """The statement for a methods section: what the machine did, with what, and what people made of it."""
    now = theme_changes.themes(session, here.files, here.project)
    if now is None:
        raise NotFoundError("No themes were gathered yet.")
    decisions = blinding.visible_decisions(session, here.project, here.who)
    offered = {
        (p.id, c.code, e.start, e.end) for p in papers.papers(session, here.project)
        for c in suggestions.of_model(session, here.files, here.project, p.id) for e in c.evidence
    }  # fmt: skip
    on = [d.verdict for d in decisions if (d.paper, d.code, d.start, d.end) in offered]
    did = _did(session, here, decisions)
    return statement(now.run, now.events, (on.count("accepted"), on.count("rejected")), did).encode()


def _did(session: Session, here: Here, decisions: Sequence[Decision]) -> list[str]:
    """What each person did in papers, as far as one may see it: codings, what was signed, verdicts on suggestions."""
    called = people.names(session)
    seen = [c for c in blinding.visible_codings(session, here.project, here.who) if c.code is not None]
    signed = Counter(r.coder for r in blinding.progress(session, here.project) if r.state == "done")
    lines = []
    for who in sorted({c.coder for c in seen} | set(signed), key=lambda k: called.get(k, "")):
        own = [c for c in seen if c.coder == who]
        said = f"put {plural(len(own), 'coding')} on {plural(len({c.paper for c in own}), 'paper')}" if own else ""
        read = f"signed {plural(signed[who], 'paper')} as read to the end" if signed[who] else ""
        verdicts = Counter(d.verdict for d in decisions if d.coder == who)
        told = f"accepted {verdicts['accepted']} and rejected {verdicts['rejected']} suggestions" if verdicts else ""
        lines.append(f"{called.get(who, '')} {', '.join(w for w in (said, read, told) if w)}.")
    return lines


def report(session: Session, here: Here) -> bytes:  # noqa: ARG001 - one of the exports, which are called alike
    """The report of the latest gathering."""
    path = here.files.run(here.project) / "report.html"
    if not path.is_file():
        raise NotFoundError("No themes were gathered yet.")
    return path.read_bytes()
