from __future__ import annotations

import pytest

from rag.disagreement.claims import Claim
from rag.disagreement.explaining import kind_of
from rag.disagreement.slots import SLOTS, Slot
from rag.disagreement.slots.side import LONGEST_SHOWN, YesNoSlot, outcome_clause
from rag.language.outcomes import outcomes
from rag.question import asked_of
from tests.rag.disagreement.cases import told


def _sides(question: str, *texts: str) -> list[bool]:
    return [claim.value for claim in _claims(question, *texts)[1]]


def _claims(question: str, *texts: str) -> tuple[Slot[bool], list[Claim[bool]]]:
    asked = asked_of(question)
    slot = next(slot for kind in SLOTS if (slot := kind.of(asked)) is not None)
    return slot, list(slot.values(told(question, *texts)))


@pytest.mark.parametrize(
    ("question", "yes", "no"),
    [
        ("Did the envoys agree?", "The envoys agreed.", "The envoys refused."),
        ("Does the Orla dam leak?", "The Orla dam has a leak.", "The Orla dam does not leak."),
        ("Was anyone killed in Selby?", "Two people were killed in Selby.", "Nobody was killed in Selby."),
        ("How did she feel about the visit?", "The visit made her glad.", "The visit left her angry."),
        ("How did Peru respond to the ban?", "Peru backed the ban.", "Peru declined to back the ban."),
    ],
)
def test_one_says_yes_and_the_other_no(question: str, yes: str, no: str) -> None:
    assert _sides(question, yes, no) == [True, False]


def test_a_denial_is_a_no_by_whoever_denies() -> None:
    slot, (claim,) = _claims("Does the Orla dam leak?", "The mayor denied that the Orla dam has a leak.")
    assert (claim.value, claim.holder) == (False, "The mayor")
    assert slot.disputed(claim)


def test_yes_against_no_is_a_position_where_only_one_is_reported() -> None:
    slot, (stated, reported) = _claims(
        "Does the Orla dam leak?", "The Orla dam has a leak.", "The Orla dam does not leak, the mayor said."
    )
    assert slot.differ(stated, reported)
    assert kind_of(slot, stated, reported) == "attribution"


def test_moods_are_opinions() -> None:
    slot, (glad, angry) = _claims("How did she feel about the visit?", "The visit made her glad.", "It made her angry.")
    assert kind_of(slot, glad, angry) == "opinion"


def test_a_question_without_a_family_of_outcomes_leaves_a_doubt() -> None:
    assert YesNoSlot(asked_of("Does the Orla dam leak?")).doubt([])


def test_a_long_clause_is_cut_between_words() -> None:
    clause = (
        "On fishing the envoy said that they had agreed that the harbour dues and the fishing rights "
        "of the outer islands and of the two northern ports urgently need strengthening before spring floods"
    )
    (outcome,) = outcomes(clause)
    shown = outcome_clause(clause, outcome)
    assert shown in clause
    assert len(shown) <= LONGEST_SHOWN
    assert set(shown.split()) <= set(clause.split())
    assert "agreed" in shown
