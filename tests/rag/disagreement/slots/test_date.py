from __future__ import annotations

from datetime import date

from rag.disagreement.claims import Claim
from rag.disagreement.slots.date import DateSlot, GivenDaySlot
from rag.language.dates import DateValue
from rag.question import asked_of
from tests.rag.disagreement.cases import told

ASKED = "When did they meet in Riga?"
SLOT = DateSlot(asked_of(ASKED))


def _claims(*texts: str, published: date | None = None) -> list[Claim[DateValue]]:
    return SLOT.values(told(ASKED, *texts, published=published))


def test_a_day_answers_better_than_a_month_and_the_first_meeting_may_be_another() -> None:
    claims = _claims(
        "They met in Riga on 3 May 2020.", "They met in Riga in May 2020.", "They first met in Riga on 3 May 2020."
    )
    assert [(claim.shown, claim.score) for claim in claims] == [
        ("3 May 2020", 1.0),
        ("May 2020", 0.6),
        ("3 May 2020", 0.6),
    ]


def test_two_days_differ_and_a_month_holds_its_days() -> None:
    third, fourth, may = _claims(
        "They met in Riga on 3 May 2020.", "They met in Riga on 4 May 2020.", "They met in Riga in May 2020."
    )
    assert SLOT.differ(third, fourth)
    assert not SLOT.differ(third, may)


def test_saturday_in_two_articles_of_one_month_is_one_saturday() -> None:
    (one,) = _claims("They met in Riga on Saturday.", published=date(2020, 5, 3))
    (later,) = _claims("They met in Riga on Saturday.", published=date(2020, 5, 12))
    (much_later,) = _claims("They met in Riga on Saturday.", published=date(2020, 8, 12))
    assert not SLOT.differ(one, later)
    assert SLOT.differ(one, much_later)


def test_of_a_day_that_is_asked_one_side_must_give_it() -> None:
    asked = "Was Ann Lee born on 3 May 1967?"
    slot = GivenDaySlot.of(asked_of(asked))
    assert slot is not None
    texts = [f"Ann Lee was born on {day} May 1967." for day in (3, 4, 5)]
    third, fourth, fifth = claims = slot.values(told(asked, *texts))
    clash = slot.clash(claims)
    assert clash(third, fourth)
    assert not clash(fourth, fifth)
    assert slot.doubt(claims)
