"""The command line offers ``eval`` without loading what it needs, and what it offers is there."""

from __future__ import annotations

import subprocess
import sys

import rag.evaluation

LOADS_NOTHING = """
import sys
import rag.evaluation.cli
heavy = {"numpy", "rag.evaluation.run", "rag.evaluation.page", "jinja2", "ir_measures"} & set(sys.modules)
assert not heavy, heavy
"""


def test_the_commands_load_nothing_heavy() -> None:
    done = subprocess.run([sys.executable, "-c", LOADS_NOTHING], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_every_public_name_is_there() -> None:
    for name in rag.evaluation.__all__:
        assert getattr(rag.evaluation, name).__name__ == name
