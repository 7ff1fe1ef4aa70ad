"""Structured logs: one JSON line an event, in a file that a user can find. No words of papers or people in them."""

from __future__ import annotations

import json
import logging
import logging.handlers
import traceback
from datetime import UTC, datetime
from pathlib import Path

FILE = "thirdorder.log"
MOST_BYTES = 5_000_000


class Lines(logging.Formatter):
    """A record as a JSON line."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "when": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "where": record.name,
            "process": record.process,
            "what": record.getMessage(),
        }
        line |= dict(getattr(record, "more", {}))
        if record.exc_info and record.exc_info[1] is not None:
            line["trace"] = wordless(record.exc_info[1])
        return json.dumps(line, ensure_ascii=True)


def wordless(error: BaseException) -> str:
    """Where an error came from and of which kind it is, with what led to it; what it says may be words of a paper."""
    known, said = set(), []
    found: BaseException | None = error
    while found is not None and id(found) not in known:
        known.add(id(found))
        why = f": {found.strerror}" if isinstance(found, OSError) and found.strerror else ""
        said.append("".join(traceback.format_tb(found.__traceback__)) + type(found).__qualname__ + why)
        found = found.__cause__ or found.__context__
    return "\n\nand before:\n".join(said)


def _kept_short(record: logging.LogRecord) -> bool:
    """Let the web server say that something went wrong, and leave the rest to the service's own log."""
    record.exc_info = record.exc_text = None
    return True


def log_to(data: Path) -> Path:
    """Write what happens to a file in the data folder, kept small; where it is."""
    path = data / FILE
    logger = logging.getLogger("thirdorder")
    if not any(getattr(h, "baseFilename", "") == str(path.absolute()) for h in logger.handlers):
        handler = logging.handlers.RotatingFileHandler(path, maxBytes=MOST_BYTES, backupCount=3, encoding="utf-8")
        handler.setFormatter(Lines())
        path.chmod(0o600)
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
        logging.getLogger("uvicorn.error").addFilter(_kept_short)
    return path
