from __future__ import annotations

from rag.disagreement.slots.place import PlaceSlot
from rag.question import asked_of
from tests.rag.disagreement.cases import told

ASKED = "Where did the envoys meet?"
SLOT = PlaceSlot(asked_of(ASKED))


def test_the_one_town_of_a_sentence_and_none_that_is_only_near() -> None:
    texts = ["The envoys met in Riga.", "The envoys met near Oslo.", "The envoys met in Riga and in Oslo."]
    assert [(claim.value, claim.score) for claim in SLOT.values(told(ASKED, *texts))] == [("Riga", 1.0)]


def test_two_towns_differ_unless_an_article_knows_both() -> None:
    texts = ["The envoys met in Riga.", "The envoys met in Oslo.", "The envoys met in Malmo. Riga was too far."]
    riga, oslo, malmo = SLOT.values(told(ASKED, *texts))
    assert SLOT.differ(riga, oslo)
    assert not SLOT.differ(riga, malmo)
