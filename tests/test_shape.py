"""The shape of the project: app.py -> rag -> index, never back; rooms in order; one home for each heavy dependency."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("index", "rag")

ORDER = """
    cli
    page
    evaluation
    assistant
    chain | comparing
    answering
    writing | disagreement | judging | citations
    search
    evidence | question
    answer | reader | llm
    index | language | settings
"""
"""The rooms from the doors down. A room imports rooms of lower lines, and nothing of its own line but itself.

``rag/__init__`` is the face of them all: it may import any and is imported by none. An import inside a function is
held to the same order: it may put off the start-up of a room below, never reach one above. So are the imports of a
type checker.
"""

HOMES = {
    "faiss": {"index/vectors.py"},
    "tantivy": {"index/keywords.py"},
    "sentence_transformers": {"index/embedding.py"},
    "openvino": {"index/runtime.py", "index/bert.py"},
    "gradio": {"rag/page/framework.py"},
    "pickle": set(),
}
"""Which module may import what; ``openvino``'s graph builders sit beside the runtime."""

DOORS = ("app", "rag", "rag.cli", "rag.page.server", "index")

ONLY_TYPES = {("rag.answer.text", "rag.answer.answer")}
"""An answer prints itself with what ``text`` makes of it: its type is needed on the way back, at type-checking only."""


def modules(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


FILES = {name_of(path): path for path in [ROOT / "app.py", *modules("index"), *modules("rag")]}


@cache
def imports(path: Path) -> tuple[str, ...]:
    """Every module that a file imports, at any depth of indentation: ``from a import b`` is ``a.b`` where that is one.

    A package that loads its parts when they are asked for names them for the type checker.
    """
    found: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            parts = [f"{node.module}.{alias.name}" for alias in node.names]
            found += [part if part in FILES else node.module for part in parts]
    return tuple(dict.fromkeys(found))


def arrows() -> Iterator[tuple[str, str]]:
    """From each module to each module of the project that it imports."""
    for name, path in FILES.items():
        yield from ((name, other) for other in imports(path) if other in FILES)


def heads(path: Path) -> set[str]:
    return {name.split(".")[0] for name in imports(path)}


def room_of(module: str) -> str:
    """``rag.answer.text`` is in the room ``answer``, ``rag.search`` is one of its own; ``index`` is one house."""
    package, _, rest = module.partition(".")
    return rest.partition(".")[0] if package == "rag" and rest else package


LEVEL = {
    room.strip(): level for level, line in enumerate(ORDER.split("\n")) for room in line.split("|") if room.strip()
}


def test_every_room_has_its_place_in_the_order() -> None:
    assert {room_of(name) for name in FILES} - {"app", "rag"} == set(LEVEL)


@pytest.mark.parametrize("room", LEVEL)
def test_no_arrow_runs_back_up(room: str) -> None:
    wrong = [
        f"{name} imports {other}"
        for name, other in arrows()
        if room_of(name) == room != room_of(other) and LEVEL.get(room_of(other), -1) <= LEVEL[room]
    ]
    assert not wrong


def test_no_circle() -> None:
    graph: dict[str, set[str]] = {name: set() for name in FILES}
    for name, other in arrows():
        if name != other and (name, other) not in ONLY_TYPES:
            graph[name].add(other)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as problem:
        pytest.fail(" imports ".join(reversed(problem.args[1])))


@pytest.mark.parametrize(("name", "other"), sorted(ONLY_TYPES))
def test_what_is_imported_for_its_types_only_is_not_imported_at_run_time(name: str, other: str) -> None:
    tree = ast.parse(FILES[name].read_text(encoding="utf-8"))
    guarded = [node for node in tree.body if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"]
    inside = {ast.unparse(part) for node in guarded for part in node.body}
    every = {ast.unparse(part) for part in ast.walk(tree) if isinstance(part, ast.ImportFrom) and part.module == other}
    assert every
    assert every <= inside


def test_every_module_is_reached_from_a_door() -> None:
    reached: set[str] = set()
    waiting = list(DOORS)
    while waiting:
        name = waiting.pop()
        if name in FILES and name not in reached:
            reached.add(name)
            waiting += [name.rpartition(".")[0], *imports(FILES[name])]
    assert set(FILES) - reached == set()


@pytest.mark.parametrize("path", [p for p in FILES.values() if p.name == "__init__.py"], ids=name_of)
def test_a_face_is_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 40


@pytest.mark.parametrize("path", modules("index"), ids=name_of)
def test_the_offline_half_never_imports_the_online_half(path: Path) -> None:
    assert not heads(path) & {"rag", "app", "prompts"}


@pytest.mark.parametrize("package", PACKAGES)
def test_each_heavy_dependency_has_one_home(package: str) -> None:
    for path in modules(package):
        for name in heads(path) & set(HOMES):
            assert path.relative_to(ROOT).as_posix() in HOMES[name], f"{path.name} imports {name}"


def test_no_test_imports_a_private_name() -> None:
    offenders = {
        path.relative_to(ROOT).as_posix()
        for path in modules("tests")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in (*PACKAGES, "training")
        for alias in node.names
        if alias.name.startswith("_")
    }
    assert offenders == set()


DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), *sorted(ROOT.glob("*/README.md"))]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_path_that_the_documents_name_exists(document: Path) -> None:
    """``rag/search.py``, ``rag/reader/weights/``, ``tests/browser``: whatever begins like one of the top folders."""
    folders = "rag|index|prompts|tests|training|benchmarks|docs"
    named = re.findall(rf"(?<![\w./-])(?:{folders})/[\w/.-]*\w", document.read_text(encoding="utf-8"))
    assert [name for name in dict.fromkeys(named) if not (ROOT / name).exists()] == []


def test_the_rooms_shown_in_the_readme_are_the_rooms_there_are() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"^    (\w+)(?:/|\.py) {3,}", readme[readme.index("reads from the doors down") :], re.MULTILINE)
    assert shown
    assert set(shown) == set(LEVEL) - {"index"}


def test_public_names_exist() -> None:
    import rag

    assert all(getattr(rag, name) is not None for name in rag.__all__)
