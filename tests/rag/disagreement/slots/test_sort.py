from __future__ import annotations

from rag.disagreement.slots.sort import SortSlot
from rag.question import asked_of
from tests.rag.disagreement.cases import told


def test_a_warplane_is_a_jet_and_no_drone() -> None:
    asked = "What kind of aircraft was it?"
    slot = SortSlot(asked_of(asked))
    drone, warplane, jet = slot.values(told(asked, "It was a drone.", "It was a warplane.", "It was a jet."))
    assert [claim.value for claim in (drone, warplane, jet)] == ["drone", "plane", "plane"]
    assert slot.differ(drone, warplane)
    assert not slot.differ(warplane, jet)
