"""A count: which number each article gives for what was asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import ClassVar

from rag.disagreement.certainty import Weights, align, certainty, span_factor
from rag.disagreement.claims import Claim, two_voices
from rag.disagreement.counted import counted_fit
from rag.disagreement.differing import counts_differ
from rag.disagreement.slots.slot import LONG_AFTER_DAYS, Slot, speaks_of_change
from rag.evidence import Evidence, Sentence
from rag.language.clauses import clause_at
from rag.language.names import names_match
from rag.language.numbers import Quantity, quantities
from rag.language.speakers import is_generic, same_holder
from rag.language.thesaurus import counted_group
from rag.language.tolls import Count, counts_in
from rag.question import Asked
from rag.question.kind import AskedKind

LONGEST_SENTENCE = 1_500
MOST_OTHERS = 3
"""Numbers shown beside a side's surest one."""
NEAR = 1.6
"""Numbers further apart than this may count different things, even where they do not clash."""

_WEIGHTS = Weights(
    {
        "fit": 2.5,
        "names": 1.3,
        "place": 2.0,
        "date": 2.7,
        "event": 2.0,
        "words": 1.75,
        "own": 0.9,
        "holder": 2.5,
        "span": 1.5,
    },
    bias=2.8,
)


class CountSlot(Slot[Quantity]):
    """ "How many died?": numbers that count what the question counts."""

    asks: ClassVar[AskedKind] = "count"
    least: ClassVar[float] = 0.6
    share: ClassVar[float] = 0.55
    listed: ClassVar[float | None] = 0.25

    def values(self, evidence: Sequence[Evidence]) -> list[Claim[Quantity]]:
        """Every number in the evidence that answers "how many"."""
        counted: dict[int, list[tuple[Count, float]]] = {}
        telling: list[Evidence] = []
        for item in evidence:
            text = item.quote.text
            fits = [(count, counted_fit(self.asked, count, text)) for count in counts_in(text[:LONGEST_SENTENCE])]
            fits = [(count, fit) for count, fit in fits if fit > 0]
            if fits:
                counted[id(item)] = fits
                telling.append(item)
        claims: list[Claim[Quantity]] = []
        for aligned in align(self.asked, telling):
            sentence = aligned.sentence
            for count, fit in counted[id(sentence.evidence)]:
                quantity = count.quantity
                vague = quantity.is_vague and quantity.high > 1.5 * quantity.low
                score = certainty(
                    _WEIGHTS,
                    fit=fit * (0.8 if vague else 1.0),
                    own=_own_factor(self.asked, sentence, count),
                    span=span_factor(sentence, quantity.start, quantity.end),
                    names=aligned.names,
                    place=aligned.place,
                    date=aligned.date,
                    event=aligned.event,
                    words=aligned.words,
                    holder=_holder_factor(self.asked, aligned.holder),
                )
                claims.append(Claim(sentence, quantity, _shown(sentence.text, count), score, aligned.holder))
        return _of_best_fit(self.asked, claims)

    def differ(self, one: Claim[Quantity], other: Claim[Quantity]) -> bool:
        return counts_differ(one.value, other.value)

    def doubt(self, claims: Sequence[Claim[Quantity]]) -> bool:
        return False  # what counts there are, the rules hear

    def another(self, one: Claim[Quantity], other: Claim[Quantity]) -> bool:
        return one.value.stated != other.value.stated

    def inside(self, one: Claim[Quantity], other: Claim[Quantity]) -> bool:
        return two_voices(one, other)

    def newer(self, early: Claim[Quantity], late: Claim[Quantity], days: int) -> bool:
        """A toll that grew is newer; of the rest a text says so, or much time passed."""
        if self.asked.measure in {"deaths", "injured"} and late.value.stated > early.value.stated:
            return True
        return speaks_of_change(late.sentence.text) or days > LONG_AFTER_DAYS

    def vague(self, claim: Claim[Quantity]) -> bool:
        return claim.value.is_vague

    def alike(self, one: Claim[Quantity], other: Claim[Quantity]) -> bool:
        small, large = sorted((one.value.stated, other.value.stated))
        return large <= NEAR * small or one.value.is_vague or other.value.is_vague

    def wording(self, side: Sequence[Claim[Quantity]]) -> str:
        """The surest number, and others that do not contradict it: "126 people (also: over 120)"."""
        first, *rest = side
        others: dict[float, str] = {}
        for claim in rest:
            if claim.value.stated != first.value.stated:
                others.setdefault(claim.value.stated, claim.shown)
        return f"{first.shown} (also: {', '.join(list(others.values())[:MOST_OTHERS])})" if others else first.shown


def _of_best_fit(asked: Asked, claims: Sequence[Claim[Quantity]]) -> list[Claim[Quantity]]:
    """Where an article counts exactly what was asked, its counts of something wider or narrower say nothing."""
    wanted = counted_group(asked.noun or "people")

    def is_exact(claim: Claim[Quantity]) -> bool:
        return claim.value.noun is not None and bool(counted_group(claim.value.noun) & wanted)

    exact: dict[str, list[Claim[Quantity]]] = {}
    for claim in claims:
        if is_exact(claim) and claim.score >= 0.3:
            exact.setdefault(claim.article, []).append(claim)

    def is_heard(claim: Claim[Quantity]) -> bool:
        if claim.article not in exact or claim.value.noun is None or is_exact(claim):
            return True
        return claim.holder is not None and not any(
            same_holder(claim.holder, other.holder) for other in exact[claim.article]
        )

    return [claim for claim in claims if is_heard(claim)]


def _holder_factor(asked: Asked, holder: str | None) -> float:
    if asked.holder is None:
        return 1.0
    if holder is None or is_generic(holder):
        return 0.85
    return 1.0 if same_holder(asked.holder, holder) else 0.45


_ANOTHER_EVENT = re.compile(
    r"\b(?:another|separate(?:ly)?|elsewhere|meanwhile|in addition|additional|more (?:civilians|people)|other "
    r"(?:attacks?|strikes?|raids?)|a different)\b",
    re.IGNORECASE,
)
_LONG_TIME = re.compile(
    r"\b(?:since (?:the |it |its )?(?:[\w-]+ ){0,4}?(?:began|started|start|beginning|erupted|outbreak|uprising|"
    r"(?:19|20)\d\d)|more than (?:\w+) years|"
    r"(?:\w+)-year(?:-old|-long)? (?:war|conflict|civil war)|(?:civil )?war (?:that )?(?:has|which has)|so far "
    r"this year|over the past|in the past|the (?:conflict|war) has)\b",
    re.IGNORECASE,
)
_WHOLE_WAR = re.compile(
    r"\b(?:in|during|by) (?:the |this )?(?:[\w’'-]+ ){0,2}(?:war|conflict|uprising|pandemic|epidemic|crisis)\b",
    re.IGNORECASE,
)


def _own_factor(asked: Asked, sentence: Sentence, count: Count) -> float:
    """Low where the words around the number tell of another event or of a whole war."""
    text, quantity = sentence.text, count.quantity
    start, end = clause_at(text, quantity.start)
    clause = text[start:end]
    factor = _near_factor(asked, sentence, quantity)
    if factor == 1.0 and _ANOTHER_EVENT.search(clause) and not _ANOTHER_EVENT.search(asked.text):
        factor = 0.4
    factor = min(factor, 1.0)
    asks_long = bool(_LONG_TIME.search(asked.text) or (_WHOLE_WAR.search(asked.text) and not asked.dates))
    if bool(_LONG_TIME.search(clause)) != asks_long:
        factor *= 0.2
    return factor


def _near_factor(asked: Asked, sentence: Sentence, quantity: Quantity) -> float:
    """Where a sentence counts in several places, the number nearest to the asked place is the asked one.

    More than 1: this number's own stretch names the asked place and another's names another.
    """
    text = sentence.text
    found = quantities(text)
    if len(found) < 2 or not sentence.places:
        return 1.0
    at = next((place for place, other in enumerate(found) if other.start == quantity.start), 0)
    begin = found[at].start
    end = found[at + 1].start if at + 1 < len(found) else len(text)
    own = [place for place in sentence.places if begin <= text.find(place, begin) < end]
    asked_places = [place for place in sentence.places if any(names_match(place, name) for name in asked.names)]
    if not own or not asked_places:
        return 1.0
    if any(place in asked_places for place in own):
        return 1.01 if any(place not in asked_places for place in sentence.places) else 1.0
    return 0.45


def _shown(text: str, count: Count) -> str:
    quantity = count.quantity
    tail = re.match(
        r"(?: (?!(?:of|the|and|or|in|at|were|was|have|had|died)\b)[^\W\d_][\w’'-]*){1,3}", text[quantity.end :]
    )
    if not quantity.noun or not tail:
        return text[quantity.start : quantity.end]
    kept: list[str] = []
    for word in tail.group().split():
        kept.append(word)
        if word.casefold() == quantity.noun:
            return text[quantity.start : quantity.end] + " " + " ".join(kept)
    return text[quantity.start : quantity.end]
