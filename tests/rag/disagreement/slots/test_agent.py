from __future__ import annotations

from rag.disagreement.slots.agent import AgentSlot
from rag.question import asked_of
from tests.rag.disagreement.cases import told

ASKED = "Who bombed Selby?"
SLOT = AgentSlot(asked_of(ASKED))


def test_who_did_it_and_who_often_does() -> None:
    claims = SLOT.values(told(ASKED, "Rebels bombed Selby.", "Rebels bombed Selby several times."))
    assert [(claim.value, claim.score) for claim in claims] == [("Rebels", 1.0), ("Rebels", 0.4)]


def test_the_army_is_the_government_and_no_rebel() -> None:
    texts = ["Rebels bombed Selby.", "The army bombed Selby.", "Government forces bombed Selby."]
    rebels, army, government = SLOT.values(told(ASKED, *texts))
    assert SLOT.differ(rebels, army)
    assert not SLOT.differ(army, government)
