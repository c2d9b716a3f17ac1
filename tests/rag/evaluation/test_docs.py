"""docs/evaluation.md says what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rag.evaluation.cli import GATE_FAILED, INTERRUPTED
from rag.evaluation.gold import parse_gold
from rag.evaluation.gold_fields import DISAGREE_KEYS, KEYS
from rag.evaluation.measures import MEASURES

DOCS = Path(__file__).resolve().parents[3] / "docs" / "evaluation.md"


@pytest.fixture(scope="module")
def text() -> str:
    return DOCS.read_text("utf-8")


@pytest.mark.parametrize("name", list(MEASURES))
def test_every_measure_is_described_as_it_describes_itself(text: str, name: str) -> None:
    measure = MEASURES[name]
    arrow = " ↓" if measure.better == "lower" else ""
    assert f"| `{name}`{arrow} | {measure.definition} | {measure.source} |" in text


def test_no_measure_is_described_that_is_not_there(text: str) -> None:
    described = set(
        re.findall(r"^\| `([a-z_@0-9]+)`(?: ↓)? \| .* \| .* \|$", text.split("## Measures")[1], re.MULTILINE)
    )
    assert described == set(MEASURES)


def test_the_example_of_a_gold_line_can_be_read(text: str) -> None:
    (example,) = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    (question,) = parse_gold([example.replace("\n", "")])
    assert question.id == "q1"


def test_every_key_is_explained(text: str) -> None:
    for key in (*KEYS, *DISAGREE_KEYS):
        assert f"`{key}`" in text


def test_the_exit_statuses_are_those_of_the_command(text: str) -> None:
    assert f"| {GATE_FAILED} | a bound" in text
    assert f"| {INTERRUPTED} | stopped" in text
