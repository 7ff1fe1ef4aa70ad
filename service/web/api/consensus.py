"""Where people differ, what they agree on, and how far they do."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from thirdorder.evaluation.agreement import TooFewCodersError, UnitName, agreement
from thirdorder.evaluation.agreement.scores import Scores
from thirdorder.service.errors import HiddenError, RefusedError
from thirdorder.service.store import blinding, comparing, papers
from thirdorder.service.store.tables import Settled
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
    here: See, unit: UnitName = "passage",
    coder: Annotated[list[str] | None, Query(max_length=20)] = None,
) -> Agreed:  # fmt: skip
    """Coefficients by unit and coders. Before opening, for owners and methodologists, over ten units at least."""
    with here.look() as session:
        opened = blinding.is_open(session, here.project)
        if not (opened or here.may("measure") or here.may("own")):
            raise HiddenError(SAYS["measure"])
        given = comparing.compared(session, here.files, here.project)
        seen = {c.key for c in blinding.visible_codebook(session, here.project, here.who).codes}
    wanted = coder or sorted({c.coder for c in given.codings})
    try:
        found = agreement(
            [c for c in given.codings if c.coder in wanted], unit=unit, codebook=given.codebook,
            papers=given.papers,
        )  # fmt: skip
    except (TooFewCodersError, ValueError) as error:
        raise RefusedError(str(error)) from error
    if not opened and any(0 < p.units < comparing.FEW for p in found.pairs):
        raise HiddenError(comparing.TOO_FEW)
    return Agreed(
        unit=found.unit, coders=list(found.coders), codes=[c for c in found.codes if c in seen],
        left_out=given.left_out, pairs=[_figures(p, seen) for p in found.pairs],
        together=_figures(found.together, seen) if found.together is not None else None, notes=list(found.notes),
        level=found.level,
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


def _figures(scores: Scores, seen: set[str]) -> Figures:
    values = asdict(scores)
    return Figures(
        coders=list(scores.coders), units=scores.units, studies=scores.studies, pooled=values["pooled"],
        mean=values["mean"], by_code={k: v for k, v in values["by_code"].items() if k in seen},
    )  # fmt: skip
