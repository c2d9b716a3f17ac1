"""What kind of difference two claims make, and the plain sentence that says so."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer import Kind
from rag.disagreement.claims import Claim, V, two_voices
from rag.disagreement.slots.slot import Slot
from rag.question import Asked


def kind_of(slot: Slot[V], one: Claim[V], other: Claim[V]) -> Kind:
    """What kind of difference it is between two claims that cannot both hold."""
    by_voice = two_voices(one, other) or slot.disputed(one) or slot.disputed(other)
    if one.article == other.article:
        return "attribution" if by_voice else "internal"
    if slot.kind == "opinion":
        return "opinion"
    if is_update(slot, one, other):
        return "superseded"
    if slot.kind == "naming":
        return "naming"
    reported = slot.is_position() and (one.holder is None) != (other.holder is None)
    return "attribution" if by_voice or reported else slot.kind


def is_update(slot: Slot[V], one: Claim[V], other: Claim[V]) -> bool:
    """Is the later claim a newer state rather than a different report of the same one?"""
    if one.published is None or other.published is None or one.published == other.published:
        return False
    early, late = (one, other) if one.published < other.published else (other, one)
    return slot.newer(early, late, abs(one.published - other.published).days)


def strongest(kinds: Sequence[Kind]) -> Kind:
    """The kind that a note with several pairs is given: the one that claims least about error wins ties."""
    order: tuple[Kind, ...] = ("contradiction", "naming", "attribution", "superseded", "opinion", "internal")
    counted = {kind: kinds.count(kind) for kind in order}
    return max(order, key=lambda kind: (counted[kind], -order.index(kind)))


_WHAT: dict[str, str] = {
    "deaths": "how many died",
    "injured": "how many were injured",
    "date": "the date",
    "office holder": "who holds the office",
    "name": "the name",
    "place": "the place",
    "outcome": "the outcome",
    "mood": "the mood",
    "position": "the position taken",
}


def explain(asked: Asked, kind: Kind, sides: Sequence[tuple[str, Claim[V]]]) -> str:
    """One plain sentence that says what differs.

    The sides' own words are quoted; nothing is decided.
    """
    notes = [f" “{value}” is {claim.note}." for value, claim in sides if claim.note]
    return _sentence(asked, kind, sides) + "".join(notes)


def _sentence(asked: Asked, kind: Kind, sides: Sequence[tuple[str, Claim[V]]]) -> str:
    what = _what(asked)
    values = _joined([f"“{value}”" for value, _ in sides])
    if kind == "superseded":
        return f"Later reports changed {what}: {values}."
    if kind == "attribution":
        return f"{what[0].upper()}{what[1:]} differs by whose word is reported: {values}."
    if kind == "opinion":
        return f"The articles judge {what} differently: {values}."
    if kind == "internal":
        return f"One article gives more than one account of {what}: {values}."
    if kind == "naming":
        return f"The articles use different names for the same person or office: {values}."
    return f"The articles differ on {what}: {values}."


def _joined(parts: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _what(asked: Asked) -> str:
    return _WHAT.get(asked.slot, f"the {asked.slot}" if asked.kind != "count" else f"the number ({asked.slot})")
