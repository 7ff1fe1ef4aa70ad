"""The documentation says what is so: links lead somewhere, commands and options exist, files are named as written."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest
import yaml

from thirdorder.service.cli import COMMANDS, cli

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "evaluation/benchmarks/log.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]  # fmt: skip
COMMAND = re.compile(r"^\s*(?:\$ )?(thirdorder [^#`\n]+)", re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_commands_and_options_exist(page: Path) -> None:
    for line in COMMAND.findall(page.read_text(encoding="utf-8")):
        words = [w for w in shlex.split(line, comments=True)[1:] if w not in ("COMMAND", "[OPTIONS]")]
        if not words or words[0] not in COMMANDS:
            assert not words or words[0].startswith("-"), f"{page.name}: {line}"
            continue
        command = cli.get_command(click.Context(cli), words.pop(0))
        while isinstance(command, click.Group):
            command = command.get_command(click.Context(command), words.pop(0))
        assert command is not None, line
        known = {option for p in command.params for option in p.opts} | {"--help"}
        for word in words:
            assert not word.startswith("--") or word.split("=")[0] in known, f"{page.name}: {word} in {line}"


def test_the_manifests_for_kubernetes_are_sound() -> None:
    manifests = [
        m for p in sorted((ROOT / "docs" / "kubernetes").glob("*.yaml")) for m in yaml.safe_load_all(p.read_text())
    ]
    kinds = {m["kind"]: m["apiVersion"] for m in manifests}
    assert kinds == {"Service": "v1", "Deployment": "apps/v1", "Job": "batch/v1"}
    pods = {}
    for m in manifests:
        assert re.fullmatch(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?", m["metadata"]["name"])
        if m["kind"] == "Deployment":
            labels = m["spec"]["template"]["metadata"]["labels"]
            assert m["spec"]["selector"]["matchLabels"] == labels
            pods[labels["app"]] = m
        if m["kind"] != "Service":
            pod = m["spec"]["template"]["spec"]
            assert all(isinstance(word, str) for c in pod["containers"] for word in c["command"])
            volumes = {v["name"] for v in pod.get("volumes", ())}
            assert all(v["name"] in volumes for c in pod["containers"] for v in c.get("volumeMounts", ()))
    service = next(m for m in manifests if m["kind"] == "Service")
    assert service["spec"]["selector"]["app"] in pods


def test_the_readme_sets_up_with_two_commands() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for name in ("run", "test", "serve"):
        assert f"make {name}" in readme
        assert re.search(rf"^{name}:", makefile, re.MULTILINE)


def test_the_files_page_names_what_a_run_writes() -> None:
    page = (ROOT / "docs" / "files.md").read_text(encoding="utf-8")
    written = (ROOT / "service" / "folder" / "write.py").read_text(encoding="utf-8")
    for name in re.findall(r'folder / "([\w.]+)"', written):
        assert f"`{name}`" in page, name


def test_the_tree_answers_what_the_architecture_asks_of_it() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    answers = re.findall(r"^\| (?:that|who|whether|how|whose|what) .*\| `([^`]+)` \|$", page, re.MULTILINE)
    assert len(answers) >= 10
    assert [a for a in answers if not (ROOT / a).exists()] == []
