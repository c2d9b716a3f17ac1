"""Claims that the reader read: the answer span of each article, where no rule knows what to look for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.disagreement.aligning import date_factor, event_factor, name_factor, name_weights, place_factor
from rag.disagreement.claims import Claim
from rag.evidence import Evidence, read_sentences
from rag.language.dates import dates_in, same_date
from rag.language.names import known_mentions, names_match
from rag.language.numbers import quantities
from rag.language.speakers import holder_of
from rag.language.thesaurus import sort_of
from rag.language.words import content_stems, words
from rag.question import Asked

LEAST_PROBABILITY = 0.2
LEAST_ALIGNED = 0.6
_LISTED = re.compile(
    r"\b(?:which|what) (?:[\w-]+ ){0,2}?(?!was\b|is\b|does\b|has\b)\w+[^s\W]s\b(?! (?:of|was|is|has) )|\b(?:who|"
    r"which) (?:all |else )?(?:attended|visited|joined|signed|supported|took part|participated|won|were|are|spoke|"
    r"died|"
    r"voted|backed|condemned|praised|discussed)\b|\bnames\b|\bwhat (?:weapons|items|topics|demands|reasons|"
    r"countries)\b",
    re.IGNORECASE,
)


def span_claims(asked: Asked, evidence: Sequence[Evidence], *, least: float = LEAST_PROBABILITY) -> list[Claim]:
    """What the reader takes for the answer in each passage, weighed by how well the passage is aligned.

    ``least``: the probability that an answer needs.
    """
    telling = [item for item in evidence if item.span is not None and item.span.probability >= least]
    sentences = read_sentences(telling)
    weights = name_weights(asked, sentences)
    claims: list[Claim] = []
    for sentence in sentences:
        span = sentence.evidence.span
        if span is None or not span.text.strip():
            continue
        aligned = name_factor(asked, sentence, weights) * place_factor(asked, sentence)
        aligned *= date_factor(asked, sentence) * event_factor(asked, sentence)
        if aligned < LEAST_ALIGNED:
            continue
        score = span.probability**0.5 * aligned
        claims.append(
            Claim(sentence, span.text.strip(), min(1.0, score), holder_of(sentence.text), text=span.text.strip())
        )
    return claims


def sort_claims(asked: Asked, evidence: Sequence[Evidence]) -> list[Claim]:
    """Kinds of the asked thing that aligned sentences name: "drone" and "warplane" of "aircraft"."""
    if asked.noun is None:
        return []
    sentences = read_sentences(evidence)
    weights = name_weights(asked, sentences)
    claims: list[Claim] = []
    for sentence in sentences:
        aligned = name_factor(asked, sentence, weights) * date_factor(asked, sentence) * event_factor(asked, sentence)
        for match in re.finditer(r"[^\W\d_][\w-]*", sentence.text):
            if sort_of(asked.noun, match.group()) is not None:
                claims.append(Claim(sentence, match.group(), aligned, holder_of(sentence.text), text=match.group()))
    return claims


def asks_for_several(asked: Asked) -> bool:
    """Is the answer a list, so that different articles may name different members?

    >>> from rag.question.asked import asked_of
    >>> [asks_for_several(asked_of(text)) for text in ("Which cities did she visit?", "Who coaches them?")]
    [True, False]
    """
    return bool(_LISTED.search(asked.text))


_WORDS_ASKED = re.compile(
    r"\b(?:say|said|says|tell|told|respond|react|comment|claim|promise|demand|think|describe|stance|position on|why)\b",
    re.IGNORECASE,
)


def answers_kind(asked: Asked, claim: Claim) -> bool:
    """Is the read answer of the asked kind: a number for a count, a date for a day, a name for a person?"""
    text = claim.text or ""
    if asked.kind == "count":
        return bool(quantities(text))
    if asked.kind == "date":
        return bool(dates_in(text, claim.published)) or bool(re.search(r"\b\d{4}\b", text))
    if asked.kind in {"name", "place"}:
        return any(char.isupper() for char in text)
    return True


def asks_for_words(asked: Asked) -> bool:
    """Is the answer what somebody said, which no short span can stand for?"""
    return asked.kind == "statement" and bool(_WORDS_ASKED.search(asked.text))


def spans_differ(asked: Asked, one: Claim, other: Claim) -> bool:
    """Do two read answers exclude each other? Neither article may know the other's answer."""
    if one.text is None or other.text is None:
        return False
    if asked.kind == "sort" and asked.noun:
        first, second = _sorts(asked.noun, one.text), _sorts(asked.noun, other.text)
        if first and second:
            return not first & second
    return answers_differ(one.text, other.text) >= 0.99 and not (_knows(one, other.text) or _knows(other, one.text))


def _sorts(noun: str, text: str) -> set[str]:
    return {kind for word in text.split() if (kind := sort_of(noun, word.strip(".,;:"))) is not None}


def _knows(claim: Claim, text: str) -> bool:
    passage = claim.sentence.evidence.quote.passage.text
    return text.casefold() in passage.casefold() or any(
        names_match(text, mention.text) for mention in known_mentions(passage[:4_000])
    )


def answers_differ(one: str, other: str) -> float:
    """How surely two short answers exclude each other, after numbers, dates and names are put in one form.

    >>> answers_differ("43 miles", "69 km"), answers_differ("President Kennedy", "Kennedy")
    (0.0, 0.0)
    >>> answers_differ("43 miles", "80 km"), answers_differ("a drone", "a warplane")
    (1.0, 1.0)
    """
    from rag.disagreement.slots.count import counts_differ

    days_one, days_other = dates_in(one, None), dates_in(other, None)
    if days_one and days_other:
        return 0.0 if any(same_date(a, b) for a in days_one for b in days_other) else 1.0
    counts_one, counts_other = quantities(one), quantities(other)
    if counts_one and counts_other:
        alike = [(a, b) for a in counts_one for b in counts_other if a.unit == b.unit]
        if alike:
            return 1.0 if all(counts_differ(a, b) for a, b in alike) else 0.0
    if names_match(one, other):
        return 0.0
    return texts_differ(one, other)


def texts_differ(one: str, other: str) -> float:
    """How unlike two short answers are: 0 where one holds the other's words, 1 where they share none.

    >>> texts_differ("an Israeli drone", "a drone"), texts_differ("a drone", "a warplane")
    (0.0, 1.0)
    """
    first, second = content_stems(one), content_stems(other)
    if not first or not second:
        a, b = set(words(one)), set(words(other))
        return 0.0 if a & b or not a or not b else 1.0
    if first <= second or second <= first:
        return 0.0
    shared = len(first & second)
    return 1.0 - 2 * shared / (len(first) + len(second))
