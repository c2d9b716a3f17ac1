from __future__ import annotations

import pytest

from rag.language.pronouns import continues, opens_with_pronoun


@pytest.mark.parametrize(
    ("text", "leans"),
    [
        ("She won.", True),
        ("But they left.", True),
        ("“He left,” Ana said.", True),
        ("It is clear that rain fell.", False),
        ("Ana won.", False),
        ("Herons fly.", False),
    ],
)
def test_a_pronoun_leans_on_the_sentence_before(text: str, leans: bool) -> None:
    assert opens_with_pronoun(text) == leans


def test_a_further_quotation_goes_on_too() -> None:
    assert continues('"We will stay," Ana added.')
    assert not continues("Rain fell.")
