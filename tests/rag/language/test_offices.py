from __future__ import annotations

import pytest

from rag.language.offices import find_office, office_links, plain_office


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("Chilean President Ana Prado spoke.", [("Ana Prado", "president", "Chile", False)]),
        ("Ivo Lind, the Prime Minister of Norway, wrote.", [("Ivo Lind", "prime minister", "Norway", False)]),
        ("Former President Juan Mar left.", [("Juan Mar", "president", None, True)]),
        ("Deputy Mayor Ada Finch left.", [("Ada Finch", "deputy mayor", None, False)]),
        ("The president spoke.", []),
    ],
)
def test_names_are_tied_to_offices(text: str, links: list[tuple[str, str, str | None, bool]]) -> None:
    assert [(link.name, link.office, link.place, link.former) for link in office_links("a", text)] == links


def test_a_counterpart_holds_the_office_named_before() -> None:
    links = office_links("a", "Chilean President Ana Prado met her Peruvian counterpart Luis Vega.")
    assert [(link.name, link.office, link.place) for link in links] == [
        ("Ana Prado", "president", "Chile"),
        ("Luis Vega", "president", "Peru"),
    ]


def test_offices_have_one_wording() -> None:
    assert plain_office("Premier") == plain_office("PM") == "prime minister"
    assert plain_office("Defense Minister") == "defence minister"


def test_the_office_that_a_question_names() -> None:
    assert find_office("Who is the mayor of Westerholm?") == ("mayor", "Westerholm")
    assert find_office("Who won?") is None
