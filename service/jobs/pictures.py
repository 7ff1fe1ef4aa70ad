"""Pictures of pages, drawn in limited processes and kept on disk: PDFium is never called in the web process."""

from __future__ import annotations

import io
import queue
import threading
from pathlib import Path

from thirdorder.nlp.reading.errors import ReadingError
from thirdorder.service.errors import NotFoundError, RefusedError
from thirdorder.service.run.isolation import Warm
from thirdorder.service.store.files import put

WIDTHS = (1100, 1650)
MOST_PIXELS = 12_000_000
"""A page of extreme shape is drawn smaller rather than in gigabytes."""
SECONDS = 15.0
MEMORY = 1 << 29


class Pictures:
    """A few warm processes that draw; asked from threads, each waits until one is free."""

    def __init__(self, processes: int = 2) -> None:
        self._free: queue.Queue[Warm[tuple[str, int, int], bytes]] = queue.Queue()
        self._all = [Warm(_draw, seconds=SECONDS, memory=MEMORY) for _ in range(processes)]
        for warm in self._all:
            self._free.put(warm)
        self._drawing: dict[Path, threading.Lock] = {}
        self._guard = threading.Lock()

    def get(self, pdf: Path, goal: Path, page: int, width: int, name: str) -> Path:
        """The file with a page's picture, drawn where there is none yet.

        Raises `NotFoundError` past the last page, `RefusedError` where it cannot be drawn.
        """
        if goal.is_file():
            return goal
        with self._guard:
            lock = self._drawing.setdefault(goal, threading.Lock())
        try:
            with lock:
                if goal.is_file():
                    return goal
                warm = self._free.get()
                try:
                    data = warm((str(pdf), page, width), name=f"Page {page} of {name}")
                finally:
                    self._free.put(warm)
                put(goal, data)
        except ReadingError as error:
            raise RefusedError(f"Page {page} of {name} cannot be shown as a picture: read its text.") from error
        finally:
            with self._guard:
                self._drawing.pop(goal, None)
        if not data:
            goal.unlink(missing_ok=True)
            raise NotFoundError(f"{name} has no page {page}.")
        return goal

    def stop(self) -> None:
        for warm in self._all:
            warm.stop()


def _draw(task: tuple[str, int, int]) -> bytes:
    """One page as PNG, `width` pixels wide; nothing past the last page. Runs in a limited process."""
    from thirdorder.nlp.reading.pdf.opening import open_pdf

    path, page, width = task
    document, _ = open_pdf(Path(path).read_bytes(), Path(path).name, None)
    try:
        if not 1 <= page <= len(document):
            return b""
        sheet = document[page - 1]
        wide, high = sheet.get_size()
        scale = min(width / max(wide, 1.0), (MOST_PIXELS / max(wide * high, 1.0)) ** 0.5)
        out = io.BytesIO()
        sheet.render(scale=scale).to_pil().save(out, "PNG")
        sheet.close()
        return out.getvalue()
    finally:
        document.close()
