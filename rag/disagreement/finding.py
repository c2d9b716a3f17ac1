"""Find the differences on what was asked: the first slot that answers, its claims, which clash, the sides, the note."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from rag.answer import Kind
from rag.disagreement.claims import Claim, V, best_by_article
from rag.disagreement.conflict import Relate
from rag.disagreement.events import same_event
from rag.disagreement.explaining import explain, kind_of, strongest
from rag.disagreement.slots import SLOTS, Slot
from rag.disagreement.slots.answer import AnswerSlot
from rag.disagreement.slots.slot import Clash
from rag.disagreement.slots.stated import StatedSlot
from rag.evidence import DraftDisagreement, DraftSide, Evidence
from rag.question import Asked

MOST_SIDES = 6
QUOTES_PER_SIDE = 6
HEARD = 0.2
"""Where the rules find a claim this sure, they decide; elsewhere the reader's answers are compared."""


def find(asked: Asked, evidence: Sequence[Evidence], relate: Relate | None = None) -> tuple[DraftDisagreement, ...]:
    """The differences among the evidence on what was asked; empty where the sources agree.

    ``relate`` is the reader's, asked at most once, where the rules leave a doubt; without it the rules decide alone.
    """
    settled = False
    for slot in (made for kind in SLOTS if (made := kind.of(asked)) is not None):
        claims = slot.values(evidence)
        notes = _notes(slot, claims)
        if notes:
            return notes
        heard = any(claim.score >= HEARD for claim in claims)
        settled = settled or (heard and (relate is None or not slot.doubt(claims)))
    if settled:
        return ()
    read: Slot[Any] | None = StatedSlot.of(asked, relate) or AnswerSlot.of(asked, relate)
    return _notes(read, read.values(evidence)) if read is not None else ()


def _notes(slot: Slot[V], claims: Sequence[Claim[V]]) -> tuple[DraftDisagreement, ...]:
    """What the claims differ on: one note across articles, one inside an article."""
    clash = slot.clash(claims)
    least = max(slot.least, slot.share_of_best * max((claim.score for claim in claims), default=0.0))
    sure = best_by_article([claim for claim in claims if claim.score >= least], slot.another, share=slot.share)
    pairs = [
        (one, other)
        for place, one in enumerate(sure)
        for other in sure[place + 1 :]
        if clash(one, other)
        and _of_one_event(slot, one, other)
        and (one.article != other.article or slot.inside(one, other))
    ]
    inner = [pair for pair in pairs if _is_inner(slot, *pair)]
    outer = _of_surest_event(slot, [pair for pair in pairs if pair not in inner])
    found: list[DraftDisagreement] = []
    if outer:
        sure = [claim for claim in sure if all(_of_one_event(slot, claim, other) for other in outer[0])]
        sides = _sides(slot, clash, outer, [*sure, *_listed(slot, clash, claims, outer, least)])
        if len(sides) > 1:
            found.append(_draft(slot, strongest([kind_of(slot, one, other) for one, other in outer]), sides))
    return (*found, *(_draft(slot, "internal", [[one], [other]]) for one, other in inner[:1]))


def _of_one_event(slot: Slot[V], one: Claim[V], other: Claim[V]) -> bool:
    return same_event(one.sentence, other.sentence, slot.asked)


def _is_inner(slot: Slot[V], one: Claim[V], other: Claim[V]) -> bool:
    """Does one article contradict itself, in one voice?"""
    return one.article == other.article and kind_of(slot, one, other) == "internal"


def _of_surest_event(slot: Slot[V], pairs: Sequence[tuple[Claim[V], Claim[V]]]) -> list[tuple[Claim[V], Claim[V]]]:
    """The surest pair, and those that may speak of the event of both its claims: a note is about one event."""
    ranked = sorted(pairs, key=lambda pair: -(pair[0].score + pair[1].score))
    return [pair for pair in ranked if all(_of_one_event(slot, claim, known) for claim in pair for known in ranked[0])]


def _listed(
    slot: Slot[V],
    clash: Clash[V],
    claims: Sequence[Claim[V]],
    pairs: Sequence[tuple[Claim[V], Claim[V]]],
    least: float,
) -> list[Claim[V]]:
    """Less sure claims that clash with sure ones of the same event, where the slot lists them."""
    if slot.listed is None:
        return []
    also = [
        claim
        for claim in claims
        if slot.listed <= claim.score < least
        and any(clash(claim, other) for pair in pairs for other in pair)
        and all(_of_one_event(slot, claim, other) for pair in pairs[:3] for other in pair)
    ]
    return best_by_article(also, slot.another, share=slot.share)


def _sides(
    slot: Slot[V], clash: Clash[V], pairs: Sequence[tuple[Claim[V], Claim[V]]], sure: Sequence[Claim[V]]
) -> list[list[Claim[V]]]:
    """Claims that agree stand on one side; a claim that fits several sides stands on none."""
    clashing = list({id(claim): claim for pair in pairs for claim in pair}.values())
    sides: list[list[Claim[V]]] = []
    for claim in sorted(clashing, key=lambda claim: (slot.vague(claim), -claim.score)):
        for side in sides:
            if not clash(claim, side[0]) and slot.alike(claim, side[0]):
                side.append(claim)
                break
        else:
            sides.append([claim])
    for claim in sorted(sure, key=lambda claim: -claim.score):
        if any(claim in side for side in sides):
            continue
        fits = [side for side in sides if not clash(claim, side[0])]
        if len(fits) == 1 and slot.alike(claim, fits[0][0]):
            fits[0].append(claim)
        elif not fits and slot.listed is not None:
            sides.append([claim])
    return sides[:MOST_SIDES]


def _draft(slot: Slot[V], kind: Kind, sides: Sequence[list[Claim[V]]]) -> DraftDisagreement:
    ordered = sorted(sides, key=lambda side: min(claim.published or date.max for claim in side))
    shown = [(slot.wording(side), side[0]) for side in ordered]
    drafts = tuple(
        DraftSide(
            value,
            tuple({(c.quote.passage.id, c.quote.start): c.quote for c in side}.values())[:QUOTES_PER_SIDE],
            side[0].holder,
        )
        for (value, _), side in zip(shown, ordered, strict=True)
    )
    topic = slot.asked.text.strip().rstrip("?").strip()
    return DraftDisagreement(kind, slot.asked.slot, topic, explain(slot.asked, kind, shown), drafts)
