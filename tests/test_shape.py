"""The shape of the project: app.py -> rag -> index, never back; one home for each heavy dependency."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("index", "rag")

HOMES = {
    "faiss": {"index/vectors.py"},
    "tantivy": {"index/keywords.py"},
    "sentence_transformers": {"index/embedding.py"},
    "openvino": {"index/runtime.py", "index/bert.py"},
    "gradio": {"rag/page/framework.py"},
    "pickle": set(),
}
"""Which module may import what; ``openvino``'s graph builders sit beside the runtime."""


def modules(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def imported(path: Path) -> set[str]:
    """Every module name that a file imports, at any depth of indentation."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module)
    return names


def heads(path: Path) -> set[str]:
    return {name.split(".")[0] for name in imported(path)}


def test_there_is_something_to_look_at() -> None:
    assert all(len(modules(package)) > 5 for package in PACKAGES)


@pytest.mark.parametrize("path", modules("index"), ids=lambda path: path.name)
def test_the_offline_half_never_imports_the_online_half(path: Path) -> None:
    assert not heads(path) & {"rag", "app", "prompts"}


@pytest.mark.parametrize("path", modules("rag"), ids=lambda path: path.name)
def test_only_the_command_that_serves_imports_the_page(path: Path) -> None:
    if path != ROOT / "rag" / "cli.py":
        assert "app" not in heads(path)
    else:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        top_level = {a.name for node in tree.body if isinstance(node, ast.Import) for a in node.names}
        assert "app" not in top_level


@pytest.mark.parametrize("package", PACKAGES)
def test_each_heavy_dependency_has_one_home(package: str) -> None:
    for path in modules(package):
        for name in heads(path) & set(HOMES):
            assert path.relative_to(ROOT).as_posix() in HOMES[name], f"{path.name} imports {name}"


def test_public_names_exist() -> None:
    import rag

    assert all(getattr(rag, name) is not None for name in rag.__all__)
