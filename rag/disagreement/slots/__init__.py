"""One file for each kind of value that a question can ask for; ``SLOTS`` in the order in which they are tried."""

from __future__ import annotations

from typing import Any

from rag.disagreement.slots.agent import AgentSlot
from rag.disagreement.slots.count import CountSlot
from rag.disagreement.slots.date import DateSlot, GivenDaySlot
from rag.disagreement.slots.name import NameSlot
from rag.disagreement.slots.place import PlaceSlot
from rag.disagreement.slots.side import FeelingSlot, StatementSlot, YesNoSlot
from rag.disagreement.slots.slot import Slot
from rag.disagreement.slots.sort import SortSlot

SLOTS: tuple[type[Slot[Any]], ...] = (
    CountSlot,
    DateSlot,
    AgentSlot,
    NameSlot,
    PlaceSlot,
    SortSlot,
    YesNoSlot,
    GivenDaySlot,
    FeelingSlot,
    StatementSlot,
)

__all__ = ["SLOTS", "Slot"]
