"""Fixtures that every test may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

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
