"""Where people differ, what they agree on, and how far they do."""

from __future__ import annotations

from collections.abc import Container
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel

from thirdorder.service.errors import HiddenError, RefusedError
from thirdorder.service.jobs.measuring import Asked, Figure, Measured, Scored, Unit
from thirdorder.service.store import blinding, comparing, papers
from thirdorder.service.store.schema import Settled
from thirdorder.service.web.api.shapes import Input, Limit, Offset, RowId, Skip, Words, part
from thirdorder.service.web.security import SAYS, Code, See

router = APIRouter(prefix="/projects/{project}", tags=["consensus"])


class AgreedOn(BaseModel):
    """What was agreed on for a passage and a code, by whom, and why."""

    value: Settled
    decided_by: int
    third: bool
    memo: str
    when: datetime


class Differs(BaseModel):
    """A passage and a code that some put there and others did not."""

    paper: str
    start: int
    end: int
    code: int
    code_name: str
    by: list[int]
    not_by: list[int]
    agreed: AgreedOn | None


class NewAgreed(Input):
    """What is agreed on for a passage and a code."""

    paper: Annotated[str, Query(pattern="^[0-9a-f]{16}$")]
    start: Offset
    end: Offset
    code: RowId
    value: Settled
    memo: Words = ""


class Coefficient(BaseModel):
    """A coefficient with its interval; none where it is undefined, and `reason` why there is no interval."""

    value: float | None
    low: float | None = None
    high: float | None = None
    reason: str = ""


class Figures(BaseModel):
    """The coefficients of some coders over the units that all of them read."""

    coders: list[str]
    units: float
    studies: int
    pooled: dict[str, Coefficient]
    mean: dict[str, Coefficient]
    by_code: dict[str, dict[str, Coefficient]]


class Agreed(BaseModel):
    """How far people agree: each pair, and all together; only codings made before suggestions were shown count."""

    unit: str
    coders: list[str]
    codes: list[str]
    left_out: int
    pairs: list[Figures]
    together: Figures | None
    notes: list[str]
    level: float


@router.get("/consensus", operation_id="list_differences")
def differences(
    here: See, response: Response, left: bool = False, limit: Limit = 200, skip: Skip = 0
) -> list[Differs]:  # fmt: skip
    """Where people differ, in papers that are open; with `left`, where nothing is agreed on yet."""
    with here.look() as session:
        found = comparing.differences(session, here.files, here.project, here.who)
    if left:
        found = tuple(d for d in found if d.agreed is None or d.agreed.value == "undecided")
    return part(response, [_differs(d) for d in found], limit, skip)


@router.post("/consensus", operation_id="agree", status_code=201)
def agree(given: NewAgreed, here: Code) -> AgreedOn:
    """Keep what was agreed on, beside the first codings, which stay as they are."""
    with here.act() as session:
        text = papers.pinned(session, here.files, here.project, given.paper).paper
        made = comparing.decide(
            session, here.project, here.who, text, given.start, given.end, given.code, given.value, given.memo
        )
    return _agreed(made)


@router.get("/agreement", operation_id="agreement")
def how_far(
    request: Request, here: See, unit: Unit = "passage", coder: Annotated[list[str] | None, Query(max_length=20)] = None
) -> Agreed:
    """Coefficients by unit and coders. Before opening, for owners and methodologists, over ten units at least."""
    with here.look() as session:
        if not (blinding.is_open(session, here.project) or here.may("measure") or here.may("own")):
            raise HiddenError(SAYS["measure"])
    settings = here.settings
    got: Measured = request.app.state.measure(
        Asked(settings.data, settings.database, here.project, here.who, unit, tuple(coder or ()))
    )
    if (found := got.found) is None:
        raise HiddenError(got.refused) if got.hidden else RefusedError(got.refused)
    return Agreed(
        unit=found.unit, coders=list(found.coders), codes=[c for c in found.codes if c in got.names],
        left_out=got.left_out, pairs=[_figures(p, got.names) for p in found.pairs],
        together=_figures(found.together, got.names) if found.together is not None else None,
        notes=list(found.notes), level=found.level,
    )  # fmt: skip


def _differs(one: comparing.Difference) -> Differs:
    return Differs(
        paper=one.paper, start=one.start, end=one.end, code=one.code.id, code_name=one.code.name, by=list(one.coded_by),
        not_by=list(one.not_by), agreed=_agreed(one.agreed) if one.agreed is not None else None,
    )  # fmt: skip


def _agreed(one: comparing.Agreed) -> AgreedOn:
    return AgreedOn(
        value=one.value, decided_by=one.decided_by, third=one.third, memo=one.memo, when=one.when
    )  # fmt: skip


def _figures(scores: Scored, seen: Container[str]) -> Figures:
    def figures(values: dict[str, Figure]) -> dict[str, Coefficient]:
        return {name: Coefficient(**figure._asdict()) for name, figure in values.items()}

    return Figures(
        coders=list(scores.coders), units=scores.units, studies=scores.studies, pooled=figures(scores.pooled),
        mean=figures(scores.mean), by_code={k: figures(v) for k, v in scores.by_code.items() if k in seen},
    )  # fmt: skip
