"""What the first readers would wait for, made once while the service starts and while it is idle."""

from __future__ import annotations

import gc
import logging
import threading

from fastapi import FastAPI
from sqlalchemy import select

from thirdorder.service.store import search
from thirdorder.service.store.database import Database
from thirdorder.service.store.files import Files
from thirdorder.service.store.papers import papers
from thirdorder.service.store.places import read_ahead
from thirdorder.service.store.schema import ProjectRow
from thirdorder.service.web.pages.frame import templates
from thirdorder.service.web.pages.paper.opened import LAID, lay_ahead

log = logging.getLogger("thirdorder.web")
PAUSE = 0.08
"""Seconds between two papers, for whoever asks meanwhile."""
YOUNG, MIDDLE, OLD = 20_000, 20, 100


def warm(app: FastAPI) -> None:
    """Make routes and templates, and take what stays for good out of the collector's rounds, which stop everybody."""
    nowhere = {"type": "http", "method": "GET", "path": "/-/", "root_path": "", "headers": [], "path_params": {}}
    for route in app.routes:  # each is made when a request first comes past it
        route.matches(dict(nowhere))
    for name in templates().list_templates(extensions=["html"]):
        templates().get_template(name)
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)


def start_reading_ahead(database: Database, files: Files, ending: threading.Event) -> None:
    """Begin to gather what pages ask of papers, a paper at a time: of as many as are kept, the newest reviews first."""
    threading.Thread(target=_ahead, args=(database, files, ending), name="ahead", daemon=True).start()


def _ahead(database: Database, files: Files, ending: threading.Event) -> None:
    try:
        with database.reading() as session:
            projects = session.scalars(select(ProjectRow.id).order_by(ProjectRow.id.desc())).all()
            entries = [(p, e) for p in projects for e in papers(session, p) if e.text_sha256][:LAID]
        for project, entry in entries:
            if ending.wait(PAUSE):
                return
            path = files.text(project, entry.text_sha256)
            search.read_ahead(path)
            read_ahead(path)
            with database.reading() as session:
                lay_ahead(session, files, project, entry)
        for project in dict.fromkeys(p for p, _ in entries):
            if ending.wait(PAUSE):
                return
            with database.reading() as session:
                search.index(session, files, project)
        gc.collect()
        gc.freeze()
    except Exception:
        log.exception("papers could not be read ahead; they are read when they are asked for")
