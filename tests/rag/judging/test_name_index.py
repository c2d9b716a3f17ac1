"""Which passages speak of which name."""

from __future__ import annotations

from rag.judging.name_index import NameIndex
from tests.rag.passages import passage

MEETING = passage(
    "British Prime Minister Keir Starmer met Ana Silva in Lisbon. Agence France-Presse carried the report.",
    article_id="meeting.txt",
)
NAMES = NameIndex([MEETING])


def test_a_country_is_found_under_its_adjective() -> None:
    assert NAMES.speaks_of("meeting.txt", ["UK"])
    assert not NAMES.speaks_of("meeting.txt", ["Brazil"])


def test_an_agency_is_not_the_country_in_its_name() -> None:
    assert NAMES.missing([("France",)]) == ("France",)
    assert NAMES.missing([("Agence France-Presse",), ("Silva",), ("Britain",)]) == ()


def test_one_of_the_spellings_in_brackets_is_enough() -> None:
    assert NAMES.speaks_of("meeting.txt", ["Lissabon", "Lisbon"])


def test_an_adjective_of_a_country_is_never_missed() -> None:
    assert NAMES.speaks_of("meeting.txt", ["Brazilian"])
