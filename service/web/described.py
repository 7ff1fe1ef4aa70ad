"""The description of the API, so that programs made from it can send files and read what went wrong."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

from thirdorder.service.web.problems import MEDIA

PROBLEM = {"schema": {"$ref": "#/components/schemas/Problem"}}


def describe(app: FastAPI) -> None:
    """Let the application describe itself with files as files, and problems as what RFC 9457 calls them."""
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            found = plain()
            _files(found)
            for path in found["paths"].values():
                for operation in path.values():
                    for status, response in operation["responses"].items():
                        if not status.startswith("2"):
                            response["content"] = {MEDIA: PROBLEM}
            app.openapi_schema = found
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _files(value: Any) -> None:
    """Say of every file that it is binary: makers of clients know no other word for one."""
    if isinstance(value, dict):
        if value.get("contentMediaType") == "application/octet-stream":
            del value["contentMediaType"]
            value["format"] = "binary"
        for one in value.values():
            _files(one)
    elif isinstance(value, list):
        for one in value:
            _files(one)
