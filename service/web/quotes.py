"""Quotations as pages show them: the words, whose, where, and how to cite them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from thirdorder.service.store import papers, people
from thirdorder.service.store.places import Places, places, put_right
from thirdorder.service.store.studies import studies
from thirdorder.service.store.values import Coding
from thirdorder.service.web.security import Here
from thirdorder.service.web.words import cited, quoted, said


@dataclass(frozen=True)
class Quotation:
    """A coding with its words. `voice` is said in words, `sort` is its name; `whose` are the groups it tells of.

    `coders` are all who put the same code on the same words, where they are shown as one.
    """

    id: int
    paper: str
    code: int | None
    text: str
    page: int | None
    study: str
    cited: str
    voice: str
    sort: str
    whose: str
    speaker: str
    coder: str
    coders: tuple[str, ...]
    mine: bool
    start: int
    end: int
    href: str
    citation: str


def quotations(session: Session, here: Here, codings: Iterable[Coding]) -> list[Quotation]:
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
        study, coder = known.get(entry.study or 0), called.get(c.coder, "")
        out.append(
            Quotation(
                id=c.id, paper=c.paper, code=c.code, text=" ".join(c.quote.split()), page=page,
                study=study.label if study is not None else cited(entry), cited=cited(entry),
                voice=said(voices[0]) if voices else "", sort=voices[0].voice if voices else "",
                whose=", ".join(dict.fromkeys(v.group.name for v in voices if v.group is not None)),
                speaker=next((v.speaker for v in voices if v.speaker), ""), coder=coder, coders=(coder,),
                mine=c.coder == here.who, start=c.start, end=c.end,
                href=f"/p/{here.project}/papers/{c.paper}?start={c.start}&end={c.end}",
                citation=quoted(entry, c.quote, page),
            )
        )  # fmt: skip
    return _in_order(out)


def once(quotes: Iterable[Quotation]) -> list[Quotation]:
    """The same words under the same code as one quotation, with everybody who coded them; one's own first."""
    found: dict[tuple[str, int, int, int | None], Quotation] = {}
    for one in sorted(quotes, key=lambda q: not q.mine):
        key = (one.paper, one.start, one.end, one.code)
        first = found.get(key)
        found[key] = one if first is None else replace(first, coders=(*first.coders, one.coder))
    return _in_order(found.values())


def by_study(quotes: Iterable[Quotation], by: str = "study") -> list[tuple[str, list[Quotation]]]:
    """Quotations under their study, voice, group or coder, the largest group first."""
    groups: dict[str, list[Quotation]] = {}
    for one in quotes:
        groups.setdefault(_under(one, by) or "not said", []).append(one)
    return sorted(groups.items(), key=lambda g: (-len(g[1]), g[0]))


def _under(one: Quotation, by: str) -> str:
    match by:
        case "voice":
            return one.voice.partition(":")[0]
        case "group":
            return one.whose
        case "coder":
            return one.coder
        case _:
            return one.study


def _in_order(quotes: Iterable[Quotation]) -> list[Quotation]:
    return sorted(quotes, key=lambda q: (q.study.casefold(), q.paper, q.start))
