"""One paper: its pages or text to read and code, the panel beside it, and finishing it."""

from __future__ import annotations

from fastapi import APIRouter

from thirdorder.service.web.pages.paper import acts, finish, read

router = APIRouter()
for module in (read, acts, finish):
    router.include_router(module.router, prefix="/p/{project}/papers/{paper}")
