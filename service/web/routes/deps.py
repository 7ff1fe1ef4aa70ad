"""What every route may ask for."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import unquote

from fastapi import Depends, HTTPException, Request

from thirdorder.service.folder.files import Folder, finished
from thirdorder.service.web.desk import Desk
from thirdorder.service.web.rows import PaperRow
from thirdorder.service.web.settings import Settings
from thirdorder.service.web.store import Store
from thirdorder.service.web.workspace import Workspace

COOKIE = "coder"


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


def _store(request: Request) -> Store:
    store: Store = request.app.state.store
    return store


def _workspace(request: Request) -> Workspace:
    workspace: Workspace = request.app.state.workspace
    return workspace


SettingsDep = Annotated[Settings, Depends(_settings)]
StoreDep = Annotated[Store, Depends(_store)]
WorkspaceDep = Annotated[Workspace, Depends(_workspace)]


def _desk(settings: SettingsDep, store: StoreDep) -> Desk:
    return Desk(settings, store)


def _paper(key: str, store: StoreDep) -> PaperRow:
    row = store.paper(key)
    if row is None:
        raise HTTPException(404, f"There is no paper {key} here.")
    return row


def _coder(request: Request) -> str:
    return coder_name(unquote(request.cookies.get(COOKIE, "")))


def coder_name(given: str) -> str:
    """The name under which somebody codes here; it tells people of one review apart and protects nothing."""
    return " ".join(given.split())[:60] or "reviewer"


def _run(settings: SettingsDep) -> Folder:
    if not (settings.run / "run.json").is_file():
        raise HTTPException(409, "There is no finished run yet: upload papers and wait until they are read.")
    return finished(settings.run)


RunDep = Annotated[Folder, Depends(_run)]
CoderDep = Annotated[str, Depends(_coder)]
DeskDep = Annotated[Desk, Depends(_desk)]
PaperDep = Annotated[PaperRow, Depends(_paper)]
