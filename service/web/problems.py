"""What went wrong, as RFC 9457 says it: for programs as JSON, for people as a page."""

from __future__ import annotations

import json
import logging
from http import HTTPStatus

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import BaseModel
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from starlette.exceptions import HTTPException as StarletteError

from thirdorder.corpora.errors import FormatError
from thirdorder.nlp.reading.errors import ReadingError
from thirdorder.service.errors import (
    HiddenError,
    NotFoundError,
    RefusedError,
    ServiceError,
    StaleError,
    StoreError,
)

log = logging.getLogger("thirdorder.web")
MEDIA = "application/problem+json"


class Problem(BaseModel):
    """RFC 9457: what went wrong, in a sentence."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    instance: str = ""


class SignInError(ServiceError):
    """Nobody is signed in, and somebody must be."""


class RepeatedError(ServiceError):
    """This act arrived before, and was done then."""


STATUS: tuple[tuple[type[Exception], int], ...] = (
    (NotFoundError, 404),
    (HiddenError, 403),
    (StaleError, 412),
    (RefusedError, 409),
    (SignInError, 401),
    (StoreError, 503),
    (FormatError, 422),
    (ReadingError, 422),
    (ServiceError, 422),
)


def problem(status: int, detail: str, request_id: str = "", **headers: str) -> Response:
    """A problem as a response."""
    body = Problem(title=HTTPStatus(status).phrase, status=status, detail=detail, instance=request_id)
    return Response(body.model_dump_json(), status, media_type=MEDIA, headers=headers)


def add_handlers(app: FastAPI) -> None:
    """Let every error leave as a problem with one sentence, and what nobody foresaw leave a trace in the log alone."""

    def answer(request: Request, status: int, detail: str) -> Response:
        if not request.url.path.startswith("/api/") and (page := getattr(request.app.state, "error_page", None)):
            shown: Response = page(request, status, detail)
            return shown
        return problem(status, detail, request.state.id)

    @app.exception_handler(ServiceError)
    @app.exception_handler(FormatError)
    @app.exception_handler(ReadingError)
    def refused(request: Request, error: Exception) -> Response:
        if isinstance(error, RepeatedError):
            return Response(json.dumps({"repeated": True}), 200, media_type="application/json")
        return answer(request, next(s for kind, s in STATUS if isinstance(error, kind)), str(error))

    @app.exception_handler(StarletteError)
    def known(request: Request, error: HTTPException) -> Response:
        return answer(request, error.status_code, str(error.detail))

    @app.exception_handler(RequestValidationError)
    def malformed(request: Request, error: RequestValidationError) -> Response:
        # What was sent is not said back: it may hold anything.
        said = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()[:5])
        return answer(request, 422, said.encode("utf-8", "replace").decode())

    @app.exception_handler(DBAPIError)
    def away(request: Request, error: DBAPIError) -> Response:
        log.error("database: %s", type(error.orig).__name__, extra={"more": {"request": request.state.id}})
        said = str(error.orig)
        if "disk is full" in said or "full" in said or "readonly" in said:
            return answer(request, 503, "Nothing could be kept: the disk is full or read-only. Make room.")
        if isinstance(error, DataError):
            return answer(request, 422, "Something here is longer or larger than what can be kept: shorten it.")
        if isinstance(error, IntegrityError):
            return answer(request, 409, "The same was done at this moment already: load it again.")
        if "locked" in said:
            return answer(request, 503, "The database is busy: try again in a moment.")
        log.exception("database", exc_info=error, extra={"more": {"request": request.state.id}})
        return answer(request, 500, "The database could not do this; the log says more.")

    @app.exception_handler(OverflowError)
    def too_large(request: Request, _: OverflowError) -> Response:
        return answer(request, 422, "A number here is larger than what can be kept.")

    @app.exception_handler(Exception)
    def unforeseen(request: Request, error: Exception) -> Response:
        log.exception("unforeseen", exc_info=error, extra={"more": {"request": request.state.id}})
        return answer(request, 500, "Something went wrong that nobody foresaw; the log says what.")
