from __future__ import annotations

import pytest

from rag.language.mentions import is_organisation, name_mentions


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ana Prado left.", ["Ana Prado"]),
        ("The mayor, Mr. Ivo Lind, left Port Ray.", ["Ivo Lind", "Port Ray"]),
        ("Rain fell in May in Lima.", ["Lima"]),
        ("Theresa May left.", ["Theresa May"]),
        ("Omar bin Said met Luis de la Vega.", ["Omar bin Said", "Luis de la Vega"]),
        ("The U.N. met in Geneva.", ["U.N.", "Geneva"]),
        ("Ana Prado's ship sank.", ["Ana Prado"]),
        ("it rained.", []),
    ],
)
def test_names(text: str, names: list[str]) -> None:
    assert [mention.text for mention in name_mentions(text)] == names


def test_a_word_that_is_small_elsewhere_opens_a_sentence_and_is_no_name() -> None:
    assert [m.text for m in name_mentions("Gulls flew over Lima.", lower={"gulls"})] == ["Lima"]
    assert [m.text for m in name_mentions("Gulls flew over Lima.")] == ["Gulls", "Lima"]


def test_organisations_by_their_last_word() -> None:
    assert is_organisation("Harbour Workers Union")
    assert not is_organisation("Ana Prado")
