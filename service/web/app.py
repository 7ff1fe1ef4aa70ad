"""The application factory. Nothing runs at import; one application is one workspace."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from importlib.resources import files

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.middleware.base import RequestResponseEndpoint

from thirdorder.service.errors import ServiceError
from thirdorder.service.folder.changes import ChangeError
from thirdorder.service.web.routes import api, changes, pages, review, themes
from thirdorder.service.web.settings import Settings
from thirdorder.service.web.store import Store
from thirdorder.service.web.worker import start_worker
from thirdorder.service.web.workspace import UploadError, Workspace

# Pages take nothing from outside and run no script but their own file.
POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'self' 'unsafe-inline'; script-src 'self'; connect-src 'self';"
    " form-action 'self'; frame-ancestors 'none'"
)
REPORT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"


def create_app(settings: Settings, *, with_worker: bool = True) -> FastAPI:
    """The service over one data folder; `with_worker` starts the process that does the jobs."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:  # noqa: ARG001
        worker = start_worker(settings) if with_worker else None
        yield
        if worker is not None:
            worker.terminate()
            worker.join(timeout=10)

    app = FastAPI(
        title="thirdorder",
        version=version("thirdorder"),
        description="Upload papers, read suggested codes with their evidence, keep what you accept. Nothing leaves it.",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.settings = settings
    app.state.workspace = Workspace(settings)
    app.state.store = Store(settings.database)
    app.include_router(api.router)
    for module in (changes, pages, review, themes):
        app.include_router(module.router)
    app.mount("/static", StaticFiles(directory=str(files("thirdorder.service.web") / "static")), name="static")

    @app.exception_handler(ChangeError)
    @app.exception_handler(UploadError)
    async def refused(request: Request, error: ServiceError) -> JSONResponse:  # noqa: ARG001
        return JSONResponse({"detail": str(error)}, status_code=422)

    @app.middleware("http")
    async def closed(request: Request, call_next: RequestResponseEndpoint) -> Response:
        foreign = request.headers.get("sec-fetch-site") == "cross-site"
        if foreign and request.method not in ("GET", "HEAD"):
            return JSONResponse({"detail": "Requests from other sites are refused."}, status_code=403)
        response: Response = await call_next(request)
        response.headers["Content-Security-Policy"] = REPORT_POLICY if request.url.path == "/report.html" else POLICY
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    return app
