"""Routes of the API that give what the pages make: files to take away, whether everything is there, a backup."""

from __future__ import annotations

from fastapi import APIRouter

from thirdorder.service.web.api import PROBLEMS
from thirdorder.service.web.results import exports, keeping

router = APIRouter(prefix="/api/v1", responses=PROBLEMS)
for module in (exports, keeping):
    router.include_router(module.router)
