"""Jobs: what is being done, how far it is, and giving it up."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from collections.abc import AsyncIterator

from anyio import to_thread
from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from thirdorder.service.errors import NotFoundError, RefusedError
from thirdorder.service.jobs import queue
from thirdorder.service.store import people
from thirdorder.service.store.papers import states_of
from thirdorder.service.store.values import Job
from thirdorder.service.web.api.shapes import Limit, PathId
from thirdorder.service.web.security import Code, Here, See

router = APIRouter(prefix="/projects/{project}", tags=["jobs"])
STREAMS = 50
"""The most pages of one person that are told of progress at once."""
EVERY = 0.7
QUIET = 15.0


@router.get("/jobs", operation_id="list_jobs")
def list_jobs(here: See, limit: Limit = 50) -> list[Job]:
    """The newest jobs first."""
    with here.look() as session:
        return list(queue.jobs(session, here.project, limit))


@router.post("/jobs/{job}/cancel", operation_id="cancel_job")
def cancel(job: PathId, here: Code) -> Job:
    """Give a job up."""
    with here.act() as session:
        return queue.cancel(session, here.project, job)


@router.post("/jobs/{job}/retry", operation_id="retry_job", status_code=202)
def retry(job: PathId, here: Code) -> Job:
    """Do a job again that failed or was cancelled."""
    with here.act() as session:
        return queue.retry(session, here.project, job, here.who)


@router.get(
    "/progress", operation_id="progress", response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {}}}},
)  # fmt: skip
async def progress(here: See, request: Request) -> StreamingResponse:
    """Server-sent events: how far jobs and papers are, whenever it changes."""

    shared: dict[int, _Shared] = request.app.state.watched
    one = shared.setdefault(here.project, _Shared())
    open_now: Counter[int] = request.app.state.watching
    if open_now[here.who] >= STREAMS:
        raise RefusedError(f"You watch {STREAMS} pages at once already: close some.")

    async def events() -> AsyncIterator[str]:
        last, silent, asked = "", 0.0, time.monotonic()
        while not await request.is_disconnected() and not request.app.state.ending.is_set():
            if time.monotonic() - asked > QUIET:  # who was taken out meanwhile is told nothing more
                asked = time.monotonic()
                if not await to_thread.run_sync(_still_in, here):
                    return
            now = await one.state(here)
            if now != last:
                yield f"event: progress\ndata: {now}\n\n"
                last, silent = now, 0.0
            elif silent >= QUIET:
                yield ": still here\n\n"
                silent = 0.0
            await asyncio.sleep(EVERY)
            silent += EVERY

    async def counted() -> AsyncIterator[str]:
        open_now[here.who] += 1
        try:
            async for said in events():
                yield said
        finally:
            open_now[here.who] -= 1

    return StreamingResponse(counted(), media_type="text/event-stream", headers={"Cache-Control": "no-store"})


class _Shared:
    """How far a project is, asked of the database once for all who watch it."""

    def __init__(self) -> None:
        self._turn, self._when, self._said = asyncio.Lock(), 0.0, ""

    async def state(self, here: Here) -> str:
        async with self._turn:
            if time.monotonic() - self._when >= EVERY:
                self._said = await to_thread.run_sync(_state, here)
                self._when = time.monotonic()
            return self._said


def _still_in(here: Here) -> bool:
    with here.look() as session:
        try:
            open_ = people.account(session, here.who).active
        except NotFoundError:
            return False
        return open_ and people.role(session, here.project, here.who) is not None


def _state(here: Here) -> str:
    with here.look() as session:
        jobs = queue.unfinished(session, here.project, 200)
        states = states_of(session, here.project)
    shown = [
        {"id": j.id, "kind": j.kind, "paper": j.paper, "state": j.state, "stage": j.stage, "done": j.done,
         "total": j.total}
        for j in jobs
    ]  # fmt: skip
    return json.dumps({"jobs": shown, "papers": states}, sort_keys=True)
