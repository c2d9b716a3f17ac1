"""Find the differences on what was asked: read the claims, keep the aligned ones, compare, name the kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from rag.answer import Kind
from rag.disagreement.aligning import same_event
from rag.disagreement.claims import Claim, best_by_article
from rag.disagreement.explaining import explain, kind_of, strongest
from rag.disagreement.reading import Relate, read_claims, read_clash, stated_claims
from rag.disagreement.slots.agent import _agent_clash, agent_claims
from rag.disagreement.slots.answer import asks_for_several, asks_for_words, sort_claims, spans_differ
from rag.disagreement.slots.count import _count_clash, count_claims
from rag.disagreement.slots.date import _date_clash, date_claims, resolved
from rag.disagreement.slots.name import _name_clash, name_claims
from rag.disagreement.slots.place import place_claims, places_differ
from rag.disagreement.slots.side import _side_clash, side_claims
from rag.evidence import DraftDisagreement, DraftSide, Evidence
from rag.language.dates import same_date
from rag.language.speakers import same_holder
from rag.question import Asked
from rag.question.asked import date_of_once

MOST_SIDES = 6
MOST_OTHERS = 3
QUOTES_PER_SIDE = 6

LEAST_SCORE: dict[str, float] = {
    "count": 0.6,
    "date": 0.42,
    "name": 0.4,
    "place": 0.55,
    "polarity": 0.35,
    "feeling": 0.4,
    "statement": 0.4,
    "sort": 0.4,
}
"""A claim below this is not sure enough to accuse anyone with."""
LEAST_FOR_DEEDS = 0.5
"""Nobody is said to be blamed on a sentence of another event."""
ALSO_SHOWN = 0.25
"""Where sure claims differ, less sure ones down to this are listed beside them."""
SHARE_OF_BEST = 0.4
"""Nor is one far below the best aligned one."""

HEARD = 0.2
"""Where the rules find a claim this sure, they decide; elsewhere the reader's answers are compared."""
SHARE_IN_ARTICLE = {"count": 0.55, "date": 0.6, "polarity": 0.6, "feeling": 0.6, "statement": 0.6}
"""How near to its article's best claim another one of it must come to be heard."""

Clash = Callable[[Claim, Claim], bool]


def find(asked: Asked, evidence: Sequence[Evidence], relate: Relate | None = None) -> tuple[DraftDisagreement, ...]:
    """The differences among the evidence on what was asked.

    ``relate`` is asked only where the rules leave a doubt, at most once.
    """
    claims, clash = _claims(asked, evidence)
    heard = any(claim.score >= HEARD for claim in claims)
    notes: tuple[DraftDisagreement, ...] = ()
    if heard:
        notes = _compared(asked, claims, clash, least=LEAST_FOR_DEEDS if asked.agent_is_asked else None)
    notes = notes or _by_value(asked, evidence)
    if notes or (heard and (relate is None or not _leaves_doubt(asked, claims))):
        return notes
    return _by_reading(asked, evidence, relate)


def _leaves_doubt(asked: Asked, claims: Sequence[Claim]) -> bool:
    """Did the rules hear too little to say that the origins agree?

    Of counts they hear what there is; of a yes/no question they hear shared words, which agree less than they seem to.
    """
    if asked.kind == "count":
        return False
    if asked.kind == "polarity" and asked.family is None:
        return True
    least = LEAST_SCORE[asked.kind]
    return len({claim.origin for claim in claims if claim.score >= least}) < 2


def _claims(asked: Asked, evidence: Sequence[Evidence]) -> tuple[Sequence[Claim], Clash]:
    """What the rules for this kind of question find, and how two such claims are compared."""
    if asked.kind == "count":
        return count_claims(asked, evidence), _count_clash
    if asked.kind == "date":
        return date_claims(asked, evidence), _date_clash
    if asked.kind == "name":
        claims, table = name_claims(asked, evidence)
        if asked.agent_is_asked and not asked.office_is_asked:
            return agent_claims(asked, evidence, table), _agent_clash
        return claims, lambda one, other: _name_clash(table, one, other)
    if asked.kind == "sort":
        return sort_claims(asked, evidence), lambda one, other: spans_differ(asked, one, other)
    if asked.kind == "place":
        return place_claims(asked, evidence), places_differ
    return side_claims(asked, evidence), _side_clash


def _by_value(asked: Asked, evidence: Sequence[Evidence]) -> tuple[DraftDisagreement, ...]:
    """ "Was she born on 3 May?" asks on which day: one side must give that day, the other another."""
    when = date_of_once(asked)
    if when is None:
        return ()
    claims = date_claims(when, evidence)
    given = [
        claim for claim in claims if any(same_date(value, day) for value in resolved(claim) for day in asked.dates)
    ]
    if not given:
        return ()
    return _compared(when, claims, lambda one, other: (one in given) != (other in given) and _date_clash(one, other))


def _by_reading(asked: Asked, evidence: Sequence[Evidence], relate: Relate | None) -> tuple[DraftDisagreement, ...]:
    """Compare the answers that the reader read, where the rules found nothing to compare."""
    if asked.kind == "polarity" and relate is not None:
        return _compared(asked, stated_claims(asked, evidence, relate), _side_clash, least=0.0)
    if (
        asked.kind in {"polarity", "feeling"}
        or asked.agent_is_asked
        or asks_for_several(asked)
        or asks_for_words(asked)
    ):
        return ()
    claims = read_claims(asked, evidence, checked=relate is not None)
    return _compared(asked, claims, read_clash(asked, claims, relate), least=0.0)


def _compared(
    asked: Asked, claims: Sequence[Claim], clash: Clash, *, least: float | None = None
) -> tuple[DraftDisagreement, ...]:
    if least is None:
        least = max(LEAST_SCORE[asked.kind], SHARE_OF_BEST * max((claim.score for claim in claims), default=0.0))
    share = SHARE_IN_ARTICLE.get(asked.kind, 0.75)
    sure = best_by_article([claim for claim in claims if claim.score >= least], share=share)
    pairs = [
        (one, other)
        for place, one in enumerate(sure)
        for other in sure[place + 1 :]
        if clash(one, other) and same_event(one.sentence, other.sentence, asked) and _may_clash(one, other)
    ]
    inner = [pair for pair in pairs if _is_inner(asked, *pair)]
    pairs = _of_one_event(asked, [pair for pair in pairs if pair not in inner])
    if pairs:
        sure = [claim for claim in sure if all(same_event(claim.sentence, other.sentence, asked) for other in pairs[0])]
    also = [
        claim
        for claim in claims
        if asked.kind == "count"
        and ALSO_SHOWN <= claim.score < least
        and any(clash(claim, other) for pair in pairs for other in pair)
        and all(same_event(claim.sentence, other.sentence, asked) for pair in pairs[:3] for other in pair)
    ]
    notes = _note(asked, pairs, [*sure, *best_by_article(also, share=share)], clash) if pairs else ()
    return notes + tuple(_draft(asked, "internal", [[one], [other]]) for one, other in inner[:1])


def _of_one_event(asked: Asked, pairs: Sequence[tuple[Claim, Claim]]) -> list[tuple[Claim, Claim]]:
    """The surest pair, and those that may speak of the event of both its claims: a note is about one event."""
    ranked = sorted(pairs, key=lambda pair: -(pair[0].score + pair[1].score))
    return [
        pair
        for pair in ranked
        if all(same_event(claim.sentence, known.sentence, asked) for claim in pair for known in ranked[0])
    ]


def _is_inner(asked: Asked, one: Claim, other: Claim) -> bool:
    """Does one article contradict itself, in one voice?"""
    return one.article == other.article and kind_of(asked, one, other) == "internal"


def _note(
    asked: Asked, pairs: Sequence[tuple[Claim, Claim]], sure: Sequence[Claim], clash: Clash
) -> tuple[DraftDisagreement, ...]:
    clashing = list({id(claim): claim for pair in pairs for claim in pair}.values())
    sides = _grouped(clashing, sure, clash)
    if len(sides) < 2:
        return ()
    kind = strongest([kind_of(asked, one, other) for one, other in pairs])
    return (_draft(asked, kind, sides),)


def _may_clash(one: Claim, other: Claim) -> bool:
    """Inside one article only values of different holders are told apart from parts and other events."""
    if one.article != other.article:
        return True
    if one.count is not None:
        return one.holder is not None and other.holder is not None and not same_holder(one.holder, other.holder)
    return one.positive is not None or (
        one.text is not None and one.holder is not None and not same_holder(one.holder, other.holder)
    )


def _grouped(clashing: Sequence[Claim], sure: Sequence[Claim], clash: Clash) -> list[list[Claim]]:
    """Claims that agree stand on one side; a claim that fits several sides stands on none."""
    sides: list[list[Claim]] = []
    for claim in sorted(clashing, key=lambda claim: (claim.count is not None and claim.count.is_vague, -claim.score)):
        for side in sides:
            if not clash(claim, side[0]) and _alike(claim, side[0]):
                side.append(claim)
                break
        else:
            sides.append([claim])
    for claim in sorted(sure, key=lambda claim: -claim.score):
        if any(claim in side for side in sides):
            continue
        fits = [side for side in sides if not clash(claim, side[0])]
        if len(fits) == 1 and _alike(claim, fits[0][0]):
            fits[0].append(claim)
        elif not fits and claim.count is not None:
            sides.append([claim])
    return sides[:MOST_SIDES]


def _alike(one: Claim, other: Claim) -> bool:
    """Near enough to stand on one side: numbers that only fail to clash may count different things."""
    if one.count is None or other.count is None:
        return True
    small, large = sorted((one.count.stated, other.count.stated))
    return large <= 1.6 * small or one.count.is_vague or other.count.is_vague


def _draft(asked: Asked, kind: Kind, sides: Sequence[list[Claim]]) -> DraftDisagreement:
    ordered = sorted(sides, key=lambda side: min(claim.published or date.max for claim in side))
    shown = [(_value(side), side[0]) for side in ordered]
    drafts = tuple(
        DraftSide(
            value,
            tuple({(c.quote.passage.id, c.quote.start): c.quote for c in side}.values())[:QUOTES_PER_SIDE],
            _holder(side),
        )
        for (value, _), side in zip(shown, ordered, strict=True)
    )
    return DraftDisagreement(kind, asked.slot, _topic(asked), explain(asked, kind, shown), drafts)


def _value(side: Sequence[Claim]) -> str:
    """The side's surest wording, and other numbers that do not contradict it: "126 people (also: over 120)"."""
    first = side[0]
    if first.count is None:
        return first.shown
    others: dict[float, str] = {}
    for claim in side[1:]:
        if claim.count is not None and claim.count.stated != first.count.stated:
            others.setdefault(claim.count.stated, claim.shown)
    return f"{first.shown} (also: {', '.join(list(others.values())[:MOST_OTHERS])})" if others else first.shown


def _holder(side: Sequence[Claim]) -> str | None:
    return side[0].holder


def _topic(asked: Asked) -> str:
    return asked.text.strip().rstrip("?").strip()
