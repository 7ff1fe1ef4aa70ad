"""A backup as a file to take away."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from thirdorder.service.store.backup import back_up
from thirdorder.service.store.files import folder
from thirdorder.service.web.security import Viewer


def packed(viewer: Viewer) -> FileResponse:
    """A backup as a file that is gone once it was sent."""
    with tempfile.NamedTemporaryFile(dir=folder(viewer.files.data / "going"), suffix=".zip", delete=False) as waiting:
        path = Path(waiting.name)
    try:
        back_up(viewer.database, viewer.files, path, viewer.who, said="taken away by the page")
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    name = f"thirdorder-{datetime.now(UTC):%Y-%m-%d}.zip"
    gone = BackgroundTask(path.unlink, missing_ok=True)
    return FileResponse(path, media_type="application/zip", filename=name, background=gone)
