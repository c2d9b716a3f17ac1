from __future__ import annotations

import pytest

from rag.language.tolls import counts_in


@pytest.mark.parametrize(
    ("text", "fates"),
    [
        ("A bomb killed six people.", [(6, "deaths")]),
        ("Six people died.", [(6, "deaths")]),
        ("25 injured were moved.", [(25, "injured")]),
        ("160 people were injured.", [(160, "injured")]),
        ("Six were killed and 32 wounded.", [(6, "deaths"), (32, "injured")]),
        ("The toll rose to 82.", [(82, "deaths")]),
        ("Police arrested four men.", [(4, "other")]),
        ("30 were killed in Orum and another five in Harim.", [(30, "deaths"), (5, "deaths")]),
        ("Two buses stopped.", [(2, None)]),
    ],
)
def test_each_number_has_the_fate_that_governs_it(text: str, fates: list[tuple[float, str | None]]) -> None:
    assert [(count.quantity.low, count.fate) for count in counts_in(text)] == fates


def test_a_part_shares_the_fate_of_the_whole() -> None:
    whole, part = counts_in("The toll rose to 82 people, including 58 civilians.")
    assert (whole.part, part.part) == (False, True)
    assert part.fate == whole.fate == "deaths"


def test_what_is_counted() -> None:
    (count,) = counts_in("12 rebel fighters died.")
    assert count.groups == {"fighter"}
