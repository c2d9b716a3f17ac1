"""The knowledge of English knows nothing of questions or answers."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from rag import language

MODULES = sorted(Path(language.__file__).parent.rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_language_imports_nothing_above_it(path: Path) -> None:
    nodes = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ImportFrom)]
    ours = [node.module or "" for node in nodes if (node.module or "").split(".")[0] in {"rag", "index"}]
    assert all(name.startswith(("rag.language", "index")) for name in ours)
