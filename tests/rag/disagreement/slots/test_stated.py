from __future__ import annotations

from collections.abc import Sequence

from rag.disagreement.slots.stated import StatedSlot
from rag.question import asked_of
from rag.reader import Relation
from tests.rag.disagreement.cases import told

ASKED = "Does the Orla dam leak?"
LEAKS, SOUND, OLD = "The Orla dam has a leak.", "Talk of a leak in the Orla dam is nonsense.", "The Orla dam may leak."


def _relate(pairs: Sequence[tuple[str, str]]) -> list[Relation]:
    """The first bears the statement out, the second speaks against it, the third does neither surely enough."""
    known = {LEAKS: Relation(0.9, 0.05, 0.05), SOUND: Relation(0.1, 0.1, 0.8), OLD: Relation(0.7, 0.2, 0.1)}
    return [known[passage] for passage, _ in pairs]


def test_the_side_is_the_relation_of_the_passage_to_the_statement() -> None:
    slot = StatedSlot.of(asked_of(ASKED), _relate)
    assert slot is not None
    yes, no = slot.values(told(ASKED, LEAKS, SOUND, OLD))
    assert [(claim.shown, claim.value) for claim in (yes, no)] == [(LEAKS, True), (SOUND, False)]
    assert slot.differ(yes, no)


def test_one_origin_is_not_related() -> None:
    slot = StatedSlot.of(asked_of(ASKED), _relate)
    assert slot is not None
    assert slot.values(told(ASKED, LEAKS)) == []


def test_without_a_reader_nothing_is_stated() -> None:
    assert StatedSlot.of(asked_of(ASKED)) is None
