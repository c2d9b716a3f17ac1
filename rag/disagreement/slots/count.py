"""Claims about a count: which number each article gives for what was asked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.disagreement.aligning import (
    certainty,
    coverage,
    date_factor,
    event_factor,
    idf,
    name_factor,
    name_weights,
    place_factor,
)
from rag.disagreement.claims import Claim
from rag.evidence import Evidence, Sentence, read_sentences
from rag.language.names import names_match
from rag.language.number_words import UNITS
from rag.language.numbers import Quantity, quantities
from rag.language.speakers import holder_of, is_generic, same_holder
from rag.language.thesaurus import DEATH, INJURY, counted_group
from rag.language.tolls import _BREAK, Count, counts_in
from rag.language.words import content_stems, words
from rag.question import Asked

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


ROUNDING = 0.12
"""How far, relatively, "about 70,000" may be from what it rounds."""

ABOVE_A_LOWER_BOUND = 0.25
"""How far above "at least 20" a count may lie and still be the same report."""

MOST_APART = 20
"""Two counts further apart than this are counts of different things."""


def counts_differ(one: Quantity, other: Quantity) -> bool:
    """Can the two not both be right?

    >>> from rag.language.numbers import quantities
    >>> a, b, c, d = quantities("20 men; at least 36 men; about 22 men; at least 18 men")
    >>> counts_differ(a, b), counts_differ(a, c), counts_differ(a, d)
    (True, False, False)
    """
    if one.unit != other.unit:
        return False
    small, large = sorted((one, other), key=lambda quantity: quantity.stated)
    if small.stated == large.stated or (small.stated > 0 and large.stated > MOST_APART * small.stated):
        return False
    if (small.low != small.high and not small.open_above and not small.open_below) or large.is_vague:
        return _ranges_differ(small, large)
    if small.unit is not None and _close(small.stated, large.stated, 0.02):
        return False
    if large.open_below:
        return large.stated < small.low
    if small.open_above and large.open_above:
        return not _close(small.stated, large.stated, 0.1)
    if small.open_above:
        return not _close(small.stated, large.stated, ABOVE_A_LOWER_BOUND)
    if small.open_below:
        return not _close(small.stated, large.stated, ROUNDING)
    if large.open_above and _is_round(large.stated) and _close(small.stated, large.stated, 0.03):
        return False
    if one.unit == "percent":
        return abs(small.stated - large.stated) >= 1.0
    return not (_rounds(small.stated, large.stated) or _rounds(large.stated, small.stated))


def _ranges_differ(small: Quantity, large: Quantity) -> bool:
    if small.open_above:
        return large.low > small.stated * (1 + ABOVE_A_LOWER_BOUND)
    slack = ROUNDING if not (small.open_above or large.open_above) else ABOVE_A_LOWER_BOUND
    if large.open_above and small.low <= large.stated <= small.high * (1 + slack):
        return False
    return small.high * (1 + slack) < large.low or large.high * (1 + slack) < small.low


def _close(small: float, large: float, share: float) -> bool:
    return large - small <= share * max(abs(large), 1e-9)


def _is_round(value: float) -> bool:
    """Few telling digits for its size: 70,000, 1,300, 40."""
    if value < 10 or value != int(value):
        return False
    digits = str(int(value)).rstrip("0")
    return len(digits) <= max(1, (len(str(int(value))) + 1) // 2) and str(int(value)).endswith("0")


def _rounds(value: float, exact: float) -> bool:
    """Is ``value`` what ``exact`` is rounded to? Only from a thousand on: below, news counts heads.

    >>> _rounds(70_000, 69_412), _rounds(30, 32)
    (True, False)
    """
    return value >= 1_000 and _is_round(value) and abs(value - exact) <= 0.05 * value


_DIMENSIONS = {"length": {"metre"}, "duration": {"second"}, "extent": {"metre", "second"}, "share": {"percent"}}

_CURRENCIES = frozenset({"dollar", "euro", "pound", "yen", "yuan", "rouble", "rupee"})


def answers(asked: Asked, count: Count, text: str) -> float:
    """How well a number fits what is counted in the question: 1 the thing itself, 0 something else."""
    quantity = count.quantity
    if asked.measure in {"deaths", "injured"}:
        if quantity.unit or count.fate != asked.measure:
            return 0.0
        loose = quantity.noun is None and count.distance > 4
        return _noun_fit(asked.noun or "people", count, text) * (0.3 if loose else 1.0)
    if asked.measure in _DIMENSIONS:
        return _measured_fit(asked, quantity, text) if quantity.unit in _DIMENSIONS[asked.measure] else 0.0
    if asked.measure == "money":
        return 0.85 + 0.15 * _measured_fit(asked, quantity, text) if quantity.unit in _CURRENCIES else 0.0
    if asked.noun is None:
        return 0.6
    if asked.noun in UNITS:
        return 1.0 if quantity.unit == UNITS[asked.noun][0] else 0.0
    if quantity.unit or (count.fate in {"deaths", "injured"} and not asked_fate(asked)):
        return 0.0
    if quantity.noun is None and not _stands_after(counted_group(asked.noun), quantity, text):
        return 0.3
    return _noun_fit(asked.noun, count, text)


def asked_fate(asked: Asked) -> bool:
    """Does the question itself speak of dead or wounded?"""
    return bool((DEATH | INJURY) & set(words(asked.text)))


def _stands_after(wanted: frozenset[str], quantity: Quantity, text: str) -> bool:
    """ "109 of the dead were evacuees"."""
    following = re.match(
        r" (?:of |(?:[^\W\d_]+ ){0,3}(?:were|was|are) )(?:(?!\d)[^\W\d_][\w’'-]* ?){1,5}", text[quantity.end :]
    )
    return following is not None and any(counted_group(word) & wanted for word in words(following.group()))


def _measured_fit(asked: Asked, quantity: Quantity, text: str) -> float:
    """Is what was asked about ("trip") what the measure stands with ("a four-day trip", "the trip took four days")?"""
    topic = asked.topic
    phrase = content_stems(" ".join(quantity.phrase.split()[:2]))
    if phrase & topic:
        return 1.0
    start = max([match.end() for match in _BREAK.finditer(text, 0, quantity.start)], default=0)
    before = content_stems(text[start : quantity.start][-90:])
    after = content_stems(text[quantity.end : quantity.end + 40])
    if phrase and "-" in text[quantity.start : quantity.end]:
        return 0.2
    shared = (before | after) & topic
    return 0.9 if len(shared) >= 2 or (shared and len(topic) <= 2) else 0.5 if shared else 0.2


def _noun_fit(noun: str, count: Count, text: str) -> float:
    wanted = counted_group(noun)
    if (
        "people" not in wanted
        and (not count.groups or "people" in count.groups)
        and _stands_after(wanted, count.quantity, text)
    ):
        return 0.95
    if not count.groups:
        return 0.75 if wanted & {"people", "civilian", "fighter", "soldier"} else 0.5
    if wanted & count.groups and not ("people" in count.groups and "people" not in wanted):
        return 0.6 if count.part and "people" in wanted else 1.0
    if "people" in wanted:
        if count.part:
            return 0.3
        return (
            0.85
            if count.groups & {"civilian"}
            else 0.6
            if count.groups & {"child", "woman", "man", "fighter", "soldier", "rescuer"}
            else 0.0
        )
    if "people" in count.groups and not count.part:
        return 0.7 if wanted & {"civilian"} else 0.35
    if wanted & {"civilian"} and count.groups & {"child", "woman"}:
        return 0.3
    return 0.0


def _count_clash(one: Claim, other: Claim) -> bool:
    return one.count is not None and other.count is not None and counts_differ(one.count, other.count)
