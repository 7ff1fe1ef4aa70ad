"""What requests are made of: bounded words that every database keeps, spans, versions, pages of lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, TypeVar

from fastapi import Header, Path, Query, Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from thirdorder.service.errors import RefusedError
from thirdorder.service.store.row_numbers import MOST
from thirdorder.service.store.values import can_be_kept

T = TypeVar("T")


def _kept(text: str) -> str:
    if not can_be_kept(text):
        raise ValueError("this holds characters that cannot be kept (zero bytes or half characters)")
    return text


Name = Annotated[str, Field(max_length=500), AfterValidator(_kept)]
Words = Annotated[str, Field(max_length=50_000), AfterValidator(_kept)]
Key = Annotated[str, Field(max_length=200), AfterValidator(_kept)]
Offset = Annotated[int, Field(ge=0, le=2**31 - 1)]
RowId = Annotated[int, Field(ge=1, le=MOST)]
PathId = Annotated[int, Path(ge=1, le=MOST)]
PaperId = Annotated[str, Path(pattern="^[0-9a-f]{16}$")]
Limit = Annotated[int, Query(ge=1, le=1000)]
Skip = Annotated[int, Query(ge=0, le=2**31 - 1)]
IfMatch = Annotated[str | None, Header(alias="if-match", max_length=40)]


class Input(BaseModel):
    """What a request carries; a field that is not known is an error, not a silence."""

    model_config = ConfigDict(extra="forbid")


class Done(BaseModel):
    """It is done."""

    done: bool = True


def version_of(if_match: str | None) -> int | None:
    """The version that a change was made on, by its ETag. Raises `RefusedError` for one that is none of ours."""
    if if_match is None or if_match == "*":
        return None
    bare = if_match.removeprefix("W/").strip('"')
    if not bare.isdecimal() or len(bare) > 9:
        raise RefusedError("If-Match names no version: send the ETag of what you have.")
    return int(bare)


def tag(response: Response, version: int) -> None:
    """Say which version this is."""
    response.headers["ETag"] = f'"{version}"'


def part(response: Response, items: Sequence[T], limit: int, skip: int) -> list[T]:
    """A page of a list; `X-Total-Count` says how much there is."""
    response.headers["X-Total-Count"] = str(len(items))
    return list(items[skip : skip + limit])
