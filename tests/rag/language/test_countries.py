from __future__ import annotations

import pytest

from rag.language.countries import country_of, is_adjective, organisation_of, same_country, seat_of


@pytest.mark.parametrize(
    ("name", "country"),
    [("UK", "United Kingdom"), ("the Peruvian", "Peru"), ("Norway", "Norway"), ("Lima", None)],
)  # fmt: skip
def test_countries_under_any_name(name: str, country: str | None) -> None:
    assert country_of(name) == country


def test_what_else_is_known_of_them() -> None:
    assert is_adjective("Peruvian")
    assert not is_adjective("Peru")
    assert same_country("Dutch", "Netherlands")
    assert not same_country("Niger", "Nigeria")
    assert seat_of("Moscow") == "Russia"
    assert organisation_of("UNICEF") == organisation_of("United Nations Children's Fund")
