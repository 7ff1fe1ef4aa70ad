"""The application factory. Nothing runs at import; one application is one data folder."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from importlib.resources import files

from anyio import CapacityLimiter
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from thirdorder.service.jobs.logs import log_to
from thirdorder.service.jobs.measuring import Measuring, measure
from thirdorder.service.jobs.pictures import Pictures
from thirdorder.service.jobs.search_by_meaning import Meaning
from thirdorder.service.jobs.supervisor import Supervisor
from thirdorder.service.store import people
from thirdorder.service.store.database import hold, open_database
from thirdorder.service.store.files import Files, folder
from thirdorder.service.store.first_version import take_over_files
from thirdorder.service.store.secrets import server_secret
from thirdorder.service.web import pages
from thirdorder.service.web.api import router
from thirdorder.service.web.described import describe
from thirdorder.service.web.gate import Gate
from thirdorder.service.web.metrics import Metrics
from thirdorder.service.web.problems import add_handlers
from thirdorder.service.web.security import known_to
from thirdorder.service.web.settings import Settings
from thirdorder.service.web.warming import start_reading_ahead, warm


def create_app(settings: Settings, *, with_workers: bool = True) -> FastAPI:
    """The service over one data folder; `with_workers` starts the processes that do the jobs.

    Raises `StoreError` where the folder cannot be written, another server holds it, or a newer version made it.
    """
    folder(settings.data)
    lock = hold(settings.data)
    try:
        log_to(settings.data)
        database, kept = open_database(settings.data, settings.database), Files(settings.data)
        take_over_files(database, kept)
        with database.writing() as session:
            if not people.has_accounts(session):
                people.me(session)  # now, before two requests at once could make two
        secret = server_secret(settings.data)
    except BaseException:
        lock.release()
        raise

    measuring = Measuring() if with_workers else None

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.drawing = CapacityLimiter(8)  # the other threads go on answering pages
        warm(app)
        start_reading_ahead(database, kept, app.state.ending)
        if with_workers:
            app.state.supervisor = Supervisor(database, settings.data, settings.database, settings.model)
            app.state.supervisor.start()
        try:
            yield
        finally:
            app.state.ending.set()
            if app.state.supervisor is not None:
                app.state.supervisor.stop()
            app.state.pictures.stop()
            app.state.meaning.stop()
            if measuring is not None:
                measuring.stop()
            database.close()
            lock.release()

    app = FastAPI(
        title="thirdorder",
        version=version("thirdorder"),
        description="Read and code papers together, blind first; compare, gather themes. Nothing leaves it.",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.settings, app.state.database, app.state.files = settings, database, kept
    app.state.secret, app.state.pictures, app.state.supervisor = secret, Pictures(), None
    app.state.meaning, app.state.watched = Meaning(settings.model), {}
    app.state.measure, app.state.watching = measuring or measure, Counter()
    app.state.ending, app.state.metrics, app.state.lock, app.state.drawing = threading.Event(), Metrics(), lock, None
    add_handlers(app)
    describe(app)
    app.include_router(router)
    pages.add_pages(app)
    app.mount("/static", StaticFiles(directory=str(files("thirdorder.service.web") / "static")), name="static")
    app.add_middleware(
        Gate, settings=settings, secret=secret, count=app.state.metrics.count, known=known_to(database, settings)
    )
    return app
