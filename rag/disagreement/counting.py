"""Claims about a count: which number each article gives for what was asked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.disagreement.aligning import (
    Sentence,
    coverage,
    date_factor,
    event_factor,
    idf,
    name_factor,
    name_weights,
    place_factor,
    read_sentences,
)
from rag.disagreement.asking import Asked
from rag.disagreement.claims import Claim
from rag.disagreement.counts import Count, answers, counts_in
from rag.disagreement.holders import holder_of, is_generic, same_holder
from rag.disagreement.names import names_match
from rag.disagreement.numbers import Quantity, quantities
from rag.disagreement.scoring import certainty
from rag.disagreement.thesaurus import counted_group
from rag.evidence import Evidence

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
_CLAUSE = re.compile(r"[;:]|[.!?]\s|,? (?:while|whereas|but|although|and (?=\w+ (?:others|more|people|civilians)))\b")


def count_claims(asked: Asked, evidence: Sequence[Evidence]) -> list[Claim]:
    """Every number in the evidence that answers "how many", scored by how well it is aligned."""
    counted: dict[int, list[tuple[Count, float]]] = {}
    telling: list[Evidence] = []
    for item in evidence:
        fits = [(count, answers(asked, count, item.quote.text)) for count in counts_in(item.quote.text[:1_500])]
        fits = [(count, fit) for count, fit in fits if fit > 0]
        if fits:
            counted[id(item)] = fits
            telling.append(item)
    sentences = read_sentences(telling)
    weights = idf(asked, sentences)
    telling_names = name_weights(asked, sentences)
    claims: list[Claim] = []
    for sentence in sentences:
        holder = holder_of(sentence.text)
        aligned = {
            "names": name_factor(asked, sentence, telling_names),
            "place": place_factor(asked, sentence),
            "date": date_factor(asked, sentence),
            "event": event_factor(asked, sentence),
            "words": coverage(asked, sentence, weights),
            "holder": _holder_factor(asked, holder),
        }
        for count, fit in counted[id(sentence.evidence)]:
            vague = count.quantity.is_vague and count.quantity.high > 1.5 * count.quantity.low
            score = certainty(
                fit=fit * (0.8 if vague else 1.0),
                own=_own_factor(asked, sentence, count),
                span=_span_factor(sentence, count),
                **aligned,
            )
            claims.append(Claim(sentence, _shown(sentence.text, count), score, holder, count=count.quantity))
    return _of_best_fit(asked, claims)


def _of_best_fit(asked: Asked, claims: Sequence[Claim]) -> list[Claim]:
    """Where an article counts exactly what was asked, its counts of something wider or narrower say nothing."""
    wanted = counted_group(asked.noun or "people")

    def is_exact(claim: Claim) -> bool:
        return (
            claim.count is not None and claim.count.noun is not None and bool(counted_group(claim.count.noun) & wanted)
        )

    exact: dict[str, list[Claim]] = {}
    for claim in claims:
        if is_exact(claim) and claim.score >= 0.3:
            exact.setdefault(claim.article, []).append(claim)

    def is_heard(claim: Claim) -> bool:
        if claim.article not in exact or claim.count is None or claim.count.noun is None or is_exact(claim):
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


def _own_factor(asked: Asked, sentence: Sentence, count: Count) -> float:
    """Low where the words around the number tell of another event or of a whole war."""
    text, quantity = sentence.text, count.quantity
    start = max([match.end() for match in _CLAUSE.finditer(text, 0, quantity.start)], default=0)
    end = min([match.start() for match in _CLAUSE.finditer(text, quantity.end)], default=len(text))
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


def _span_factor(sentence: Sentence, count: Count) -> float:
    """More where the reader found its answer at this number, a little less where it found it elsewhere."""
    span = sentence.evidence.span
    if span is None:
        return 1.0
    start = sentence.evidence.quote.start + count.quantity.start
    end = sentence.evidence.quote.start + count.quantity.end
    if span.start < end and start < span.end:
        return 1.0 + 0.5 * span.probability
    return 1.0 - 0.2 * span.probability


def _shown(text: str, count: Count) -> str:
    quantity = count.quantity
    tail = re.match(
        r"(?: (?!(?:of|the|and|or|in|at|were|was|have|had|died)\b)[^\W\d_][\w’'-]*){1,3}", text[quantity.end :]
    )
    if not quantity.noun or not tail:
        return text[quantity.start : quantity.end]
    words = tail.group().split()
    kept: list[str] = []
    for word in words:
        kept.append(word)
        if word.casefold() == quantity.noun:
            return text[quantity.start : quantity.end] + " " + " ".join(kept)
    return text[quantity.start : quantity.end]
