"""Fixtures that every test may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "index" / "sample_articles"
SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real articles, gold questions and data beside the checkout."""
    if not SHARED.is_dir():
        message = f"{SHARED.name}/ is not beside the checkout: tests on real articles need its corpus"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return SHARED


@pytest.fixture(scope="session")
def sample_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled sample articles, indexed once with the real encoder. Only read it."""
    from index.indexing import index_paths

    directory = tmp_path_factory.mktemp("samples") / "sample.index"
    index_paths([SAMPLES], directory)
    return directory


@pytest.fixture(scope="session")
def seeds_index(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The five real articles on one visit, indexed once. Only read it."""
    from index.indexing import index_paths

    directory = tmp_path_factory.mktemp("seeds") / "seeds.index"
    index_paths([shared / "corpus" / "seeds"], directory)
    return directory


@pytest.fixture(scope="session")
def samples_dir() -> Path:
    """The folder of the bundled sample articles."""
    return SAMPLES
