"""The compose file as far as it can be looked at without Docker: what it names is there, nothing is open to others."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

yaml = pytest.importorskip("yaml", reason="allowed to skip: PyYAML is not installed")
ROOT = Path(__file__).parents[3]
SERVICE_KEYS = {
    "build", "cap_drop", "depends_on", "environment", "healthcheck", "image", "ports", "read_only", "restart",
    "security_opt", "tmpfs", "volumes",
}  # fmt: skip


@pytest.fixture
def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
    return found


def test_every_name_in_the_compose_file_leads_somewhere(compose: dict[str, Any]) -> None:
    assert set(compose) == {"services", "volumes"}
    for name, service in compose["services"].items():
        assert set(service) <= SERVICE_KEYS, name
        for other, wanted in service.get("depends_on", {}).items():
            assert wanted["condition"] == "service_healthy"
            assert "healthcheck" in compose["services"][other]
        assert {v.partition(":")[0] for v in service.get("volumes", ())} <= set(compose["volumes"])
    url = compose["services"]["thirdorder"]["environment"]["THIRDORDER_DATABASE"]
    assert re.search(r"@(\w+)/", url)[1] in compose["services"]  # type: ignore[index]
    assert (ROOT / "Dockerfile").is_file()


def test_nothing_is_open_to_others_and_no_password_is_in_the_file(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        assert all(p.startswith("127.0.0.1:") for p in service.get("ports", ())), name
    assert "ports" not in compose["services"]["database"]
    text = (ROOT / "compose.yaml").read_text()
    assert "POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:?" in text, "starting without a password is refused"


def test_the_image_keeps_what_the_compose_file_mounts(compose: dict[str, Any]) -> None:
    dockerfile = (ROOT / "Dockerfile").read_text()
    (mounted,) = (v.partition(":")[2] for v in compose["services"]["thirdorder"]["volumes"])
    assert f"VOLUME {mounted}" in dockerfile
    for line in re.findall(r"^COPY (?!--from)(.+)$", dockerfile, re.MULTILINE):
        *sources, _ = line.split()
        assert all((ROOT / s).exists() for s in sources), line
