from __future__ import annotations

from dataclasses import replace

import pytest

from rag.disagreement.claims import Claim
from rag.disagreement.slots.count import CountSlot
from rag.evidence import Span
from rag.language.numbers import Quantity
from rag.question import asked_of
from tests.rag.disagreement.cases import told

ASKED = "How many people died in Selby?"
SLOT = CountSlot(asked_of(ASKED))


def _claims(*texts: str) -> list[Claim[Quantity]]:
    return SLOT.values(told(ASKED, *texts))


def test_the_dead_are_counted_and_the_hurt_are_not() -> None:
    (claim,) = _claims("In Selby 60 others were hurt; 12 died, the mayor said.")
    assert (claim.value.stated, claim.shown, claim.holder) == (12, "12", "the mayor")


def test_a_number_where_everything_fits_has_the_odds_of_the_bias() -> None:
    """1 / (1 + exp(-2.8)) = 0.943: every factor is 1, so its logarithm is 0."""
    (claim,) = _claims("Eleven people died in Selby.")
    assert claim.score == pytest.approx(0.943, abs=0.001)


def test_the_reader_s_answer_makes_its_number_surer() -> None:
    (item,) = told(ASKED, "Eleven people died in Selby.")
    (plain,) = SLOT.values([item])
    (read,) = SLOT.values([replace(item, span=Span(0, 6, "Eleven", 0.8))])
    (elsewhere,) = SLOT.values([replace(item, span=Span(22, 27, "Selby", 0.8))])
    assert elsewhere.score < plain.score < read.score


def test_eleven_are_not_four_but_may_be_about_ten() -> None:
    eleven, four, ten = _claims("Eleven people died in Selby.", "Four died in Selby.", "About ten died in Selby.")
    assert SLOT.differ(eleven, four)
    assert not SLOT.differ(eleven, ten)
    assert SLOT.alike(eleven, ten)
    assert not SLOT.alike(eleven, four)


def test_the_rules_hear_what_counts_there_are() -> None:
    assert not SLOT.doubt([])


def test_a_side_shows_its_surest_number_and_two_more() -> None:
    claims = _claims("126 people died in Selby.", "126 died in Selby.", "Over 120 people died in Selby.")
    assert SLOT.wording(claims) == "126 people (also: Over 120 people)"


def test_a_grown_toll_is_newer_and_a_shrunk_one_is_not() -> None:
    four, eleven = _claims("Four died in Selby.", "Eleven people died in Selby.")
    assert SLOT.newer(four, eleven, 1)
    assert not SLOT.newer(eleven, four, 1)
