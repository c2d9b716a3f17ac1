from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.language.outcomes import outcomes
from rag.language.speakers import holder_of


def _read(text: str) -> list[tuple[str, bool]]:
    return [(outcome.family, outcome.positive) for outcome in outcomes(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The two sides reached a consensus.", [("accord", True)]),
        ("No new consensus was formed between the two.", [("accord", False)]),
        ("The ministers signed the treaty.", [("accord", True)]),
        ("The talks collapsed.", [("accord", False), ("success", False)]),
        ("The minister did not give a clear response.", [("accord", False)]),
        ("She was very pleased.", [("mood", True)]),
        ("She was greatly disappointed.", [("mood", False)]),
        ("She was not disappointed.", [("mood", True)]),
        ("The group claimed responsibility.", [("responsibility", True)]),
        ("The group denied it.", [("responsibility", False)]),
    ],
)
def test_poles(text: str, expected: list[tuple[str, bool]]) -> None:
    assert _read(text) == expected


@pytest.mark.parametrize(
    "text",
    ["They hoped to reach a deal.", "If they sign the treaty, all is well.", "She wanted support.", "It rained."],
)
def test_wishes_and_conditions_assert_nothing(text: str) -> None:
    assert _read(text) == []


@given(st.text(max_size=300))
def test_any_text_is_read_without_error(text: str) -> None:
    for outcome in outcomes(text):
        assert text[outcome.start : outcome.end] == outcome.text
    holder_of(text)
