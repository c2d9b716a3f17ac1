"""Which slots a question opens, and what a slot has where it says nothing of its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import ClassVar

import pytest

from rag.disagreement.claims import Claim
from rag.disagreement.explaining import kind_of
from rag.disagreement.slots import SLOTS, Slot
from rag.evidence import Evidence
from rag.question import asked_of
from rag.question.kind import AskedKind
from tests.rag.disagreement.cases import told


@pytest.mark.parametrize(
    ("question", "slots"),
    [
        ("How many people died?", ["CountSlot"]),
        ("When did they meet?", ["DateSlot"]),
        ("Who was behind the attack?", ["AgentSlot"]),
        ("Who is the mayor of Selby?", ["NameSlot"]),
        ("Where did they meet?", ["PlaceSlot"]),
        ("What kind of aircraft was it?", ["SortSlot"]),
        ("Did they agree?", ["YesNoSlot"]),
        ("Was Ann Lee born on 3 May 1967?", ["YesNoSlot", "GivenDaySlot"]),
        ("How did she feel about it?", ["FeelingSlot"]),
        ("What did Peru say about fish?", ["StatementSlot"]),
    ],
)
def test_a_question_opens_the_slots_of_its_kind(question: str, slots: list[str]) -> None:
    asked = asked_of(question)
    assert [kind.__name__ for kind in SLOTS if kind.of(asked) is not None] == slots


class ColourSlot(Slot[str]):
    """A new kind of value is this much."""

    asks: ClassVar[AskedKind] = "sort"

    def values(self, evidence: Sequence[Evidence]) -> list[Claim[str]]:
        return [
            Claim(sentence, word, word, 1.0)
            for sentence in evidence
            for word in ("red", "green")
            if word in sentence.text
        ]

    def differ(self, one: Claim[str], other: Claim[str]) -> bool:
        return one.value != other.value


ASKED = "What colour was it?"


def _colours(red: str, green: str, days: int = 0) -> tuple[ColourSlot, list[Claim[str]]]:
    """Two articles, the second so many days after the first."""
    slot, day = ColourSlot(asked_of(ASKED)), date(2020, 1, 1)
    (one, _), (_, other) = (told(ASKED, red, green, published=when) for when in (day, day + timedelta(days)))
    return slot, slot.values([one, other])


def test_one_origin_leaves_a_doubt_and_two_do_not() -> None:
    slot, claims = _colours("It was red.", "It was green.")
    assert slot.doubt(claims[:1])
    assert not slot.doubt(claims)


def test_what_stands_in_two_articles_of_one_day_is_a_contradiction() -> None:
    slot, (red, green) = _colours("It was red.", "It was green.")
    assert slot.differ(red, green)
    assert kind_of(slot, red, green) == "contradiction"


@pytest.mark.parametrize(
    ("text", "days", "kind"),
    [
        ("It is now green.", 1, "superseded"),
        ("It was green.", 1, "contradiction"),
        ("It was green.", 120, "contradiction"),
        ("It was green.", 121, "superseded"),
    ],
)
def test_the_later_is_newer_where_it_says_so_or_comes_long_after(text: str, days: int, kind: str) -> None:
    slot, (red, green) = _colours("It was red.", text, days)
    assert kind_of(slot, red, green) == kind
    assert kind_of(slot, green, red) == kind
