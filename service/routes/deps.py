"""What every route may ask for."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, HTTPException, Request

from thirdorder.service.desk import Desk
from thirdorder.service.settings import Settings
from thirdorder.service.store import PaperRow, Store
from thirdorder.service.workspace import Workspace


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


DeskDep = Annotated[Desk, Depends(_desk)]
PaperDep = Annotated[PaperRow, Depends(_paper)]
