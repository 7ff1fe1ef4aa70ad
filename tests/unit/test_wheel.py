"""What a user installs: all that the program needs, and nothing of the laboratory."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def shipped() -> dict[str, Path]:
    found = WheelBuilder(str(ROOT)).recurse_included_files()
    return {f.distribution_path: Path(f.path) for f in found if "__pycache__" not in f.path}


def test_the_laboratory_stays_in_the_repository(shipped: dict[str, Path]) -> None:
    assert not [name for name in shipped if "/benchmarks/" in name or "/example/source/" in name]
    assert [n for n in shipped if n.startswith("thirdorder/corpora/example/") and n.endswith(".py")] == [
        "thirdorder/corpora/example/__init__.py"
    ]


def test_what_is_shipped_needs_nothing_that_is_not(shipped: dict[str, Path]) -> None:
    modules = {n.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for n in shipped if n.endswith(".py")}
    wanted = {
        (name, path)
        for path, file in shipped.items()
        if path.endswith(".py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        for name in _imported(node)
    }
    assert not sorted((n, p) for n, p in wanted if n not in modules and n.rpartition(".")[0] not in modules)
    assert not sorted((n, p) for n, p in wanted if n.startswith("thirdorder.evaluation.benchmarks"))


def test_data_is_shipped_with_the_code_that_reads_it(shipped: dict[str, Path]) -> None:
    for name in ("nlp/language/lexicon/en.toml", "corpora/example/papers/gate.pdf", "corpora/example/gold/gate.json"):
        assert f"thirdorder/{name}" in shipped


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("thirdorder"):
        return [f"{node.module}.{name.name}" for name in node.names]
    if isinstance(node, ast.Import):
        return [name.name for name in node.names if name.name.startswith("thirdorder")]
    return []
