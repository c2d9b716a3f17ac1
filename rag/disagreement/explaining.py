"""What kind of difference two claims make, and the plain sentence that says so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from rag.answer import Kind
from rag.disagreement.claims import Claim
from rag.language.speakers import same_holder
from rag.question import Asked

LONG_AFTER_DAYS = 120
"""An office changes hands, a rate is measured anew: this much later, a value may simply be newer."""


def kind_of(asked: Asked, one: Claim, other: Claim) -> Kind:
    """What kind of difference it is between two claims that cannot both hold."""
    holders_differ = one.holder is not None and other.holder is not None and not same_holder(one.holder, other.holder)
    if one.article == other.article:
        disputed = asked.kind == "polarity" and (_is_disputed(one) or _is_disputed(other))
        return "attribution" if holders_differ or disputed else "internal"
    if asked.kind == "feeling":
        return "opinion"
    if is_update(asked, one, other):
        return "superseded"
    if asked.kind == "name" and one.name and other.name and not asked.agent_is_asked:
        return "naming"
    if holders_differ:
        return "attribution"
    if asked.kind == "polarity" and (_is_disputed(one) or _is_disputed(other)):
        return "attribution"
    if asked.kind in {"statement", "polarity"} and (one.holder is not None) != (other.holder is not None):
        return "attribution"
    return "contradiction"


def _is_disputed(claim: Claim) -> bool:
    """Accused or denied: somebody's word, whoever reports it."""
    return bool(_DISPUTED.search(claim.sentence.text))


_DISPUTED = re.compile(
    r"\b(?:accus(?:ed|es|ing)|den(?:ied|ies|ying)|blam(?:ed|es|ing)|alleg(?:ed|es|edly)|reject(?:ed|s) (?:the "
    r")?(?:claims?|accusations?|charges?|reports?))\b",
    re.IGNORECASE,
)


def is_update(asked: Asked, one: Claim, other: Claim) -> bool:
    """Is the later claim a newer state rather than a different report of the same one?"""
    if one.published is None or other.published is None or one.published == other.published:
        return False
    early, late = sorted((one, other), key=lambda claim: claim.published or date.min)
    days = (late.published - early.published).days if late.published and early.published else 0
    if asked.kind == "count" and early.count and late.count:
        grows = late.count.stated > early.count.stated
        if asked.measure in {"deaths", "injured"} and grows:
            return True
        return speaks_of_change(late.sentence.text) or days > LONG_AFTER_DAYS
    if speaks_of_change(late.sentence.text) and not speaks_of_change(early.sentence.text):
        return True
    return days > LONG_AFTER_DAYS


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


def explain(asked: Asked, kind: Kind, sides: Sequence[tuple[str, Claim]]) -> str:
    """One plain sentence that says what differs.

    The sides' own words are quoted; nothing is decided.
    """
    notes = [f" “{value}” is {claim.note}." for value, claim in sides if claim.note]
    return _sentence(asked, kind, sides) + "".join(notes)


def _sentence(asked: Asked, kind: Kind, sides: Sequence[tuple[str, Claim]]) -> str:
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


_CHANGE = re.compile(
    r"\b(?:ris(?:en|es|ing)|rose|climb(?:ed|s|ing)|increas(?:ed|es|ing)|updat(?:ed|es|ing)|revis(?:ed|es|ing)|now|"
    r"grown|grew|fallen|fell|up from|down from|"
    r"previous(?:ly)?|earlier (?:toll|count|report|figure)|new toll|latest|has reached|surpass(?:ed|es)|later "
    r"died|succumbed|still|again|delayed|postponed|brought forward)\b",
    re.IGNORECASE,
)


def speaks_of_change(text: str) -> bool:
    """Does the sentence itself say that an earlier value no longer holds?

    >>> speaks_of_change("The toll has risen to 19."), speaks_of_change("It killed 19.")
    (True, False)
    """
    return bool(_CHANGE.search(text))
