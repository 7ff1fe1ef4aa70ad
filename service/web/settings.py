"""Where the service keeps its things and which model it uses; sensible without any configuration."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Settings:
    """`data` holds the database (unless `database` names a PostgreSQL), papers, texts and results.

    `hosts` are the names by which the service may be called, beside those of this computer.
    """

    data: Path
    database: str = ""
    model: str = "default"
    host: str = "127.0.0.1"
    hosts: tuple[str, ...] = ()
    secure: bool = False
    largest_upload: int = 60 * 1024 * 1024
    most_files: int = 200

    @property
    def on_loopback(self) -> bool:
        """Whether only this computer can reach the service; behind another name somebody else may pass requests on."""
        return self.host in LOOPBACK and not self.hosts


def default_data() -> Path:
    """`THIRDORDER_DATA`, else the user's data folder."""
    if named := os.environ.get("THIRDORDER_DATA"):
        return Path(named)
    home = Path.home() / ("Library/Application Support" if sys.platform == "darwin" else ".local/share")
    return Path(os.environ.get("XDG_DATA_HOME", home)) / "thirdorder"
