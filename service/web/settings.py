"""Where the service keeps its things and which model it uses; sensible without any configuration."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """`data` holds the database, the uploaded files and the latest run."""

    data: Path
    model: str = "default"
    workers: int = 1
    largest_upload: int = 60 * 1024 * 1024

    @property
    def database(self) -> str:
        return f"sqlite:///{self.data / 'thirdorder.db'}"

    @property
    def uploads(self) -> Path:
        return self.data / "papers"

    @property
    def inputs(self) -> Path:
        """The codebook, codings and studies that suggestions are learned from."""
        return self.data / "inputs"

    @property
    def run(self) -> Path:
        return self.data / "run"

    @property
    def learned(self) -> Path:
        """Suggestions learned again from what people decided since the run."""
        return self.data / "learned.json"


def default_data() -> Path:
    """`THIRDORDER_DATA`, else the user's data folder."""
    if named := os.environ.get("THIRDORDER_DATA"):
        return Path(named)
    home = Path.home() / ("Library/Application Support" if sys.platform == "darwin" else ".local/share")
    return Path(os.environ.get("XDG_DATA_HOME", home)) / "thirdorder"
