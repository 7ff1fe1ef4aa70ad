"""The pages for people, over the same store as the API."""

from __future__ import annotations

from fastapi import FastAPI


def add_pages(app: FastAPI) -> None:
    """Add every page to the application; `app.state.error_page` shows problems to people."""
