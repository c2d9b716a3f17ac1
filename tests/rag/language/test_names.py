from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.language import countries
from rag.language.countries import country_of, same_country
from rag.language.names import AliasTable, name_mentions, names_match, spelled_alike


def _names(text: str) -> list[str]:
    return [mention.text for mention in name_mentions(text)]


def test_titles_and_adjectives_are_set_apart() -> None:
    assert _names("Chilean Foreign Minister Ana Prado met Peruvian counterpart Luis Vega in Lima.") == [
        "Chilean",
        "Ana Prado",
        "Peruvian",
        "Luis Vega",
        "Lima",
    ]


def test_particles_and_organisations_stay_whole() -> None:
    assert _names("Omar bin Said left the Chilean Centre for Human Rights at Deir al-Asad.") == [
        "Omar bin Said",
        "Chilean Centre for Human Rights",
        "Deir al-Asad",
    ]


def test_sentence_openers_days_and_months_are_no_names() -> None:
    assert _names("However, shelling went on. Residents of Port Ray fled on Monday in May.") == ["Port Ray"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("UK", "Britain"),
        ("British", "United Kingdom"),
        ("the U.S.", "American"),
        ("Starmer", "Keir Starmer"),
        ("Keir Starmer", "Starmer Keir"),
        ("UN", "United Nations"),
        ("Kobane", "Kobani"),
        ("Salaheddin", "Salah al-Din"),
        ("President Kennedy", "Kennedy"),
        ("Zorvanian", "Zorvania"),
    ],
)
def test_the_same(one: str, other: str) -> None:
    assert names_match(one, other)
    assert names_match(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("France", "Agence France-Presse"),
        ("Niger", "Nigeria"),
        ("North Korea", "South Korea"),
        ("Hashimoto Sanae", "Sanae Takaichi"),
        ("Asayama Hayana", "Asahi Hayana"),
        ("Ana Prado", "Luis Prado"),
        ("Hama", "Homs"),
        ("Japan", "Japan Times"),
    ],
)
def test_not_the_same(one: str, other: str) -> None:
    assert not names_match(one, other)
    assert not names_match(other, one)


def test_a_surname_joins_its_full_name_and_initials_what_they_stand_for() -> None:
    table = AliasTable.from_texts(
        [("a", "Ana Prado of the Green Farmers Union (GFU) spoke. Prado left. GFU members stayed.")]
    )
    assert table.canonical("Prado") == "Ana Prado"
    assert table.same("GFU", "Green Farmers Union")
    assert not table.same("Prado", "GFU")


def test_offices_are_read_with_their_country() -> None:
    table = AliasTable.from_texts(
        [
            ("a", "Chilean President Ana Prado met her Peruvian counterpart Luis Vega."),
            ("b", "Rosa Paz, the Bolivian foreign minister, spoke. Former President Juan Mar did not."),
            ("c", "Ivo Lind, the Prime Minister of Norway, wrote."),
        ]
    )
    assert table.office_of("Prado") == ("president", "Chile")
    assert table.office_of("Vega") == ("president", "Peru")
    assert table.office_of("Rosa Paz") == ("foreign minister", "Bolivia")
    assert table.office_of("Ivo Lind") == ("prime minister", "Norway")
    assert table.office_of("Juan Mar") is None


def test_countries_know_their_short_forms() -> None:
    assert country_of("the UK") == country_of("British") == country_of("Great Britain") == "United Kingdom"
    assert country_of("Agence France-Presse") is None
    assert same_country("Dutch", "Holland")
    assert not same_country("Austria", "Australia")


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_any_text_is_read_without_error_and_spans_are_true(text: str) -> None:
    for mention in name_mentions(text):
        assert text[mention.start : mention.end] == mention.text
    AliasTable.from_texts([("a", text)])


@given(st.from_regex(r"[A-Z][a-z]{3,9}( [A-Z][a-z]{3,9})?", fullmatch=True))
def test_every_name_matches_itself(name: str) -> None:
    assert names_match(name, name)
    assert spelled_alike(name, name.upper())


@pytest.mark.parametrize(
    ("one", "other"),
    [("UNICEF", "United Nations Children's Fund"), ("Houthis", "Ansar Allah"), ("TTP", "Pakistani Taliban")],
)
def test_bodies_of_world_news_have_one_name(one: str, other: str) -> None:
    assert names_match(one, other)


@pytest.mark.parametrize(("one", "other"), [("UNICEF", "UNESCO"), ("Hezbollah", "Hamas"), ("ELN", "FARC")])
def test_different_bodies_stay_apart(one: str, other: str) -> None:
    assert not names_match(one, other)


def test_no_name_in_the_table_stands_for_two_bodies() -> None:
    table = Path(countries.__file__).parent / "data" / "organisations.csv"
    with table.open(encoding="utf-8", newline="") as lines:
        known = [
            (row["name"], alias) for row in csv.DictReader(lines) for alias in [row["name"], *row["also"].split("|")]
        ]
    bodies: dict[str, set[str]] = {}
    for name, alias in known:
        if alias:
            bodies.setdefault(alias if alias.isupper() else alias.casefold(), set()).add(name)
    assert {alias: names for alias, names in bodies.items() if len(names) > 1} == {}
