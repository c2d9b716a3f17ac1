from __future__ import annotations

import pytest

from rag.language.speakers import holder_of, is_generic, same_holder


@pytest.mark.parametrize(
    ("text", "holder"),
    [
        ("At least 12 people died, the Observatory said.", "the Observatory"),
        ("According to state television, 32 were hurt.", "state television"),
        ("Ana Prado told reporters that it was over.", "Ana Prado"),
        ("The army had warned of rain.", "The army"),
        ("Ana Prado also said so.", "Ana Prado"),
        ("The bridge fell, reported Harbour Radio.", "Harbour Radio"),
        ("It also said that 19 fell.", None),
        ("It rained all day.", None),
    ],
)
def test_holders(text: str, holder: str | None) -> None:
    assert holder_of(text) == holder


def test_holders_compare_by_their_telling_words() -> None:
    assert same_holder("the Observatory", "the Northern Observatory for Human Rights")
    assert same_holder("state TV", "Syrian state television")
    assert not same_holder("the ministry", "the Observatory")
    assert same_holder(None, None)
    assert not same_holder(None, "the ministry")


def test_a_holder_without_a_telling_word_is_generic() -> None:
    assert is_generic("the monitoring group")
    assert not is_generic("the Observatory")
