from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.language.outcomes import is_hypothetical, is_negated, outcomes
from rag.language.speakers import holder_of, same_holder


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


def test_negation_does_not_cross_a_clause() -> None:
    text = "They did not sleep, but they signed."
    assert not is_negated(text, text.index("signed"))
    assert is_negated(text, text.index("sleep"))
    assert is_hypothetical("They may sign", 9)


@pytest.mark.parametrize(
    ("text", "holder"),
    [
        ("At least 12 people died, the Observatory said.", "the Observatory"),
        ("According to state television, 32 were hurt.", "state television"),
        ("Ana Prado told reporters that it was over.", "Ana Prado"),
        ("It rained all day.", None),
    ],
)
def test_holders(text: str, holder: str | None) -> None:
    assert holder_of(text) == holder


def test_holders_compare_by_their_telling_words() -> None:
    assert same_holder("the Observatory", "the Northern Observatory for Human Rights")
    assert not same_holder("the ministry", "the Observatory")
    assert same_holder(None, None)


@given(st.text(max_size=300))
def test_any_text_is_read_without_error(text: str) -> None:
    for outcome in outcomes(text):
        assert text[outcome.start : outcome.end] == outcome.text
    holder_of(text)
