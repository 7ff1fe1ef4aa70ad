"""The codes: their tree with counts, one code's quotations side by side, a codebook merged in, and the history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import APIRouter, File, Form, Query, Request, UploadFile
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from thirdorder.nlp.review import Codebook
from thirdorder.service.errors import RefusedError
from thirdorder.service.store import blinding, codebooks, codes, given_tables, memos, papers, people
from thirdorder.service.store.row_numbers import MOST
from thirdorder.service.store.values import Code as CodeValue
from thirdorder.service.store.values import CodeChange, Coding
from thirdorder.service.web.api.shapes import PathId, RowId
from thirdorder.service.web.pages.frame import back, show
from thirdorder.service.web.quotes import by_study, once, quotations
from thirdorder.service.web.security import Code, FormDep, Here, See
from thirdorder.service.web.words import color

router = APIRouter(prefix="/p/{project}/codes")
Name = Annotated[str, Form(max_length=500)]
Words = Annotated[str, Form(max_length=50_000)]


@router.get("")
def listed(request: Request, here: See, taken: Annotated[int | None, Query(ge=0, le=10**6)] = None) -> HTMLResponse:
    """The tree of codes; `taken` codings came with a grid that was given back just now."""
    with here.look() as session:
        book = blinding.visible_codebook(session, here.project, here.who)
        counts = blinding.count_visible(session, here.project, here.who)
        where = blinding.papers_of_codes(session, here.project, here.who)
        changes = blinding.visible_code_changes(session, here.project, here.who)[::-1]
        names = {c.id: c.name for c in book.codes}
        return show(
            request, "codes.html", here, here="codes", tree=_tree(book.usable, counts, where), codes=book.usable,
            retired=[c for c in book.codes if c.state == "retired"], counts=counts,
            changes=[(c, told(c, names)) for c in changes[:200]], people=people.names(session), who=here.who,
            taken=taken,
        )  # fmt: skip


@router.post("")
def add(
    here: Code, name: Name, definition: Words = "", parent: Annotated[str, Form(max_length=20)] = ""
) -> Response:  # fmt: skip
    """Make a code."""
    with here.act() as session:
        above = int(parent) if parent.isdecimal() else None
        codes.add_code(session, here.project, here.who, name, definition=definition, parent=above)
    return back(f"/p/{here.project}/codes")


@router.post("/gather")
def gather(
    here: Code,
    under: Name = "",
    code: Annotated[list[RowId], Form(max_length=10_000)] = [],  # noqa: B006 - a form without ticks sends none
) -> Response:
    """Put the ticked codes under one that is there by its name, else under a new one; under nothing, at the top."""
    if not code:
        raise RefusedError("Tick the codes that belong together.")
    with here.act() as session:
        above = codes.add_code(session, here.project, here.who, under).id if under.strip() else None
        for one in code:
            if one != above:
                codes.change_code(session, here.project, here.who, one, {"parent": above})
    return back(f"/p/{here.project}/codes")


@router.post("/undo/{change}")
def undo(change: PathId, here: Code) -> Response:
    """Take back a change."""
    with here.act() as session:
        codes.undo(session, here.project, here.who, change)
    return back(f"/p/{here.project}/codes#history")


@router.post("/codebook")
def codebook(request: Request, here: Code, file: Annotated[UploadFile, File()]) -> HTMLResponse:
    """Read a codebook file and show what taking it would do; nothing is changed yet."""
    name, data = file.filename or "codebook", file.file.read(here.settings.largest_upload + 1)
    book = cast(Codebook, given_tables.parsed("codebook", name, data, here.settings.largest_upload))
    with here.look() as session:
        preview = codebooks.preview(session, here.project, here.who, book)
    return show(request, "codebook.html", here, here="codes", preview=preview, name=name, text=codebooks.packed(data))


@router.post("/codebook/take")
def take_codebook(here: Code, form: FormDep) -> Response:
    """Take the codebook that was shown, with what was said of the codes it lacks."""
    name, data = str(form.get("name", "codebook")), codebooks.unpacked(str(form.get("text", "")))
    book = cast(Codebook, given_tables.parsed("codebook", name, data, here.settings.largest_upload))
    lacking = {
        int(k.removeprefix("code.")): str(v) for k, v in form.items()
        if k.startswith("code.") and k.removeprefix("code.").isdecimal()
    }  # fmt: skip
    with here.act() as session:
        codebooks.take(session, here.project, here.who, book, lacking)
    return back(f"/p/{here.project}/codes")


@router.get("/{code}")
def code(request: Request, code: PathId, here: See, by: str = "study") -> HTMLResponse:
    """One code with all its quotations, side by side by study, voice, group or coder."""
    with here.look() as session:
        one = codes.code(session, here.project, here.who, code)
        book = blinding.visible_codebook(session, here.project, here.who)
        found = quotations(session, here, _codings(session, here, code))
        found = found if by == "coder" else once(found)
        names = {c.id: c.name for c in book.codes}
        called = people.names(session)
        changes = blinding.visible_code_changes(session, here.project, here.who, code)[::-1]
        notes = blinding.visible_memos(session, here.project, here.who, "code", str(code))
        return show(
            request, "code.html", here, here="codes", code=one, color=color(one), others=[
                c for c in book.usable if c.id != code
            ], groups=by_study(found, by), by=by, quotes=found, into=names.get(one.merged_into or 0, ""),
            changes=[(c, told(c, names), called.get(c.who, "")) for c in changes], memos=[
                (m, called.get(m.author, "")) for m in notes
            ], parent=names.get(one.parent or 0, ""), who=here.who,
        )  # fmt: skip


@router.post("/{code}")
def change(
    code: PathId, here: Code, name: Name, definition: Words = "", examples: Words = "",
    parent: Annotated[str, Form(max_length=20)] = "", color: Annotated[str, Form(max_length=2)] = "",
    version: Annotated[int | None, Form(ge=1)] = None,
) -> Response:  # fmt: skip
    """Rename, define, give examples, move, colour."""
    with here.act() as session:
        changes = codes.CodeValues(
            name=" ".join(name.split()), definition=definition.strip(),
            examples=[e.strip() for e in examples.splitlines() if e.strip()],
            parent=int(parent) if parent.isdecimal() else None, color=color,
        )  # fmt: skip
        codes.change_code(session, here.project, here.who, code, changes, version)
    return _to(here, code)


@router.post("/{code}/merge")
def merge(code: PathId, here: Code, into: Annotated[int, Form(ge=1, le=MOST)]) -> Response:
    """Make two codes one."""
    with here.act() as session:
        codes.merge(session, here.project, here.who, code, into)
    return _to(here, into)


@router.post("/{code}/split")
def split(
    code: PathId,
    here: Code,
    name: Name,
    coding: Annotated[list[int], Form(max_length=10_000)] = [],  # noqa: B006
) -> Response:
    """Give the chosen quotations a code of their own."""
    if not coding:
        raise RefusedError("Choose the quotations that go to the new code.")
    with here.act() as session:
        made = codes.split(session, here.project, here.who, code, name, coding)
    return _to(here, made.id)


@router.post("/{code}/retire")
def retire(code: PathId, here: Code) -> Response:
    """Take a code out of use."""
    with here.act() as session:
        codes.retire(session, here.project, here.who, code)
    return back(f"/p/{here.project}/codes")


@router.post("/{code}/restore")
def restore(code: PathId, here: Code) -> Response:
    """Bring a code back into use."""
    with here.act() as session:
        codes.restore(session, here.project, here.who, code)
    return _to(here, code)


@router.post("/{code}/share")
def share(code: PathId, here: Code) -> Response:
    """Give one's proposal to everybody."""
    with here.act() as session:
        codes.share(session, here.project, here.who, code)
    return _to(here, code)


@router.post("/{code}/memo")
def memo(code: PathId, here: Code, text: Words) -> Response:
    """Write a memo on a code."""
    with here.act() as session:
        codes.code(session, here.project, here.who, code)
        memos.add_memo(session, here.project, here.who, "code", str(code), text)
    return _to(here, code)


def told(change: CodeChange, names: dict[int, str]) -> str:
    """A step of the history in words."""
    name, after, before = names.get(change.code, "a code"), change.after or {}, change.before or {}
    if change.op == "create":
        return f"made “{after.get('name', name)}”"
    if change.op == "merge":
        return f"merged “{name}” into “{names.get(after.get('merged_into', 0), '')}”"
    if change.op == "split":
        return (
            f"split {len(before.get('codings', []))} quotations off “{name}” as “{names.get(after.get('code', 0), '')}”"
        )
    if change.op in ("retire", "restore", "share"):
        return {"retire": "took out of use", "restore": "brought back", "share": "shared"}[change.op] + f" “{name}”"
    parts = []
    for what, new in after.items():
        if what == "name":
            parts.append(f"renamed “{before.get('name', '')}” to “{new}”")
        elif what == "parent":
            parts.append(f"moved “{name}” {f'under “{names.get(new, str())}”' if new else 'to the top'}")
        else:
            parts.append(f"changed {what} of “{name}”")
    return "; ".join(parts) or f"changed “{name}”"


@dataclass(frozen=True)
class Branch:
    """A code in the tree, with its own count of quotations and papers and those with all below it."""

    code: CodeValue
    color: int
    count: int
    total: int
    papers: frozenset[str]
    all_papers: frozenset[str]
    below: list[Branch]


def _tree(usable: Iterable[CodeValue], counts: dict[int, int], where: dict[int, set[str]]) -> list[Branch]:
    """The codes in use under each other, each with its own count and that with all below it."""
    below: dict[int | None, list[CodeValue]] = defaultdict(list)
    ordered = sorted(usable, key=lambda c: c.name.casefold())
    ids = {c.id for c in ordered}
    for one in ordered:
        below[one.parent if one.parent in ids else None].append(one)

    def branch(one: CodeValue) -> Branch:
        inside, count = [branch(c) for c in below[one.id]], counts.get(one.id, 0)
        papers = frozenset(where.get(one.id, ()))
        total, every = count + sum(b.total for b in inside), papers.union(*(b.all_papers for b in inside))
        return Branch(one, color(one), count, total, papers, every, inside)

    return [branch(one) for one in below[None]]


def _codings(session: Session, here: Here, code: int) -> list[Coding]:
    there = {p.id for p in papers.papers(session, here.project)}
    every = blinding.visible_codings(session, here.project, here.who, codes=[code])
    return [c for c in every if c.paper in there and c.code == code]


def _to(here: Here, code: int) -> Response:
    return back(f"/p/{here.project}/codes/{code}")
