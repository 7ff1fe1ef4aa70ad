"""The pages. Each is a plain GET that can be read and sent without script; modules in static/desk make them quick."""

from __future__ import annotations

from fastapi import APIRouter, FastAPI

from thirdorder.service.web.pages import (
    agreement,
    codes,
    consensus,
    counterparts,
    discordance,
    export,
    home,
    keeping,
    model,
    paper,
    papers,
    search,
    setup,
    themes,
)
from thirdorder.service.web.pages.frame import error_page


def add_pages(app: FastAPI) -> None:
    """Add every page to the application; `app.state.error_page` shows problems to people."""
    router = APIRouter(include_in_schema=False)
    for module in (
        home,
        papers,
        paper,
        codes,
        search,
        consensus,
        agreement,
        themes,
        counterparts,
        discordance,
        model,
        setup,
        export,
        keeping,
    ):
        router.include_router(module.router)
    app.include_router(router)
    app.state.error_page = error_page
