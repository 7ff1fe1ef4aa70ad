"""Structured logs: one JSON line an event, in a file that a user can find. No words of papers or people in them."""

from __future__ import annotations

import json
import logging
import logging.handlers
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
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=True)


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
    return path
