"""When to say no, and which no it is: nothing on the topic, or the topic without this point."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from index.articles import Passage
from rag.evidence import Evidence
from rag.judging.name_index import NameIndex
from rag.language.dates import dates_in
from rag.language.pronouns import continues, opens_with_pronoun
from rag.language.speakers import is_generic, takes_a_stance
from rag.question import Asked

MISSING_NAME = 0.4
"""What is left of a sentence's relevance for each name of the question that its article never mentions."""
OTHER_HOLDER = 0.4
"""What is left where the question asks for somebody's word and the sentence does not speak of them."""
OTHER_TIME = 0.5
"""What is left where the question dates an event and a dated article neither appeared near then nor mentions it."""
STANCE_WITHIN = 40
"""Characters after a holder's name in which their verb stands: "Russia, which has always denied"."""
REPORTED_WITHIN_DAYS = 10
"""So long after an event its reports still count as reports of it."""
ON_TOPIC_SIMILARITY = 0.45
"""Cosine of question and passage from which the passage counts as being on the topic. Set by eye, not measured: it
only words the reason for silence and lists silent sources, it decides no answer."""


def gate(evidence: Sequence[Evidence], asked: Asked, names: NameIndex) -> list[Evidence]:
    """Lower the relevance of sentences that speak of somebody, something or some time else.

    A name counts as mentioned if the sentence's article mentions it under any
    of its names; the holder of a statement must be named in the sentence, or in
    the one before where the sentence goes on about the same speaker, and nobody else may be its speaker.
    Where the asked event has a period, a dated article must have appeared in it, or
    soon after, or its passage must name a date in it.
    """
    mentioned: dict[tuple[str, tuple[str, ...]], bool] = {}
    near: dict[int, bool] = {}
    gated = []
    for at, item in enumerate(evidence):
        article_id = item.quote.passage.article_id
        factor = 1.0
        for name in asked.spellings:
            key = (article_id, name)
            if key not in mentioned:
                mentioned[key] = names.speaks_of(article_id, name)
            if not mentioned[key]:
                factor *= MISSING_NAME
        if asked.speaker is not None and not _voiced(evidence, at, asked.speaker, names):
            factor *= OTHER_HOLDER
        if asked.period is not None:
            passage = item.quote.passage
            if passage.id not in near:
                near[passage.id] = near_in_time(passage, asked.period)
            factor *= 1.0 if near[passage.id] else OTHER_TIME
        gated.append(item.judged(item.relevance * factor, item.answerable, item.span) if factor < 1.0 else item)
    return gated


def near_in_time(passage: Passage, period: tuple[date, date]) -> bool:
    """Can this passage report what happened in ``period``? An undated one always can."""
    if passage.published is None:
        return True
    first, last = period
    if first - timedelta(days=1) <= passage.published <= last + timedelta(days=REPORTED_WITHIN_DAYS):
        return True
    found = dates_in(f"{passage.title}\n{passage.text}", passage.published)
    return any(value.first <= last and first <= value.last for value in found)


def _voiced(evidence: Sequence[Evidence], at: int, holder: str, names: NameIndex) -> bool:
    """Can the sentence give the holder's word: does it speak of them, and is it nobody else who speaks?"""
    return names.voices(_in_context(evidence, at), holder) and not _another_speaks(evidence, at, holder, names)


def _another_speaks(evidence: Sequence[Evidence], at: int, holder: str, names: NameIndex) -> bool:
    """Is this somebody else's word, and the holder only mentioned in it?

    "The monitor said Russian jets struck" is no word of Russia's; "blamed on Russia, which denied it" is.
    """
    text = evidence[at].quote.text
    by_pronoun = opens_with_pronoun(text) and takes_a_stance(text[:STANCE_WITHIN])
    speaker = _sentence_before(evidence, at) if by_pronoun else evidence[at].holder
    if speaker is None or is_generic(speaker) or names.voices(speaker, holder):
        return False
    mentions = [mention for mention in evidence[at].mentions if names.voices(mention.text, holder)]
    return not any(takes_a_stance(text[mention.end : mention.end + STANCE_WITHIN]) for mention in mentions)


def _sentence_before(evidence: Sequence[Evidence], at: int) -> str | None:
    before = evidence[at - 1].quote if at else None
    return before.text if before is not None and before.passage is evidence[at].quote.passage else None


def _in_context(evidence: Sequence[Evidence], at: int) -> str:
    """A sentence, with the one before it where it goes on about the same speaker."""
    text = evidence[at].quote.text
    before = _sentence_before(evidence, at)
    return f"{before} {text}" if before is not None and continues(text) else text


def reason_for_silence(asked: Asked, names: NameIndex, *, articles: int, best_similarity: float) -> str:
    """One sentence: nothing on the topic, or the topic is covered but not this."""
    if articles == 0:
        return "No article passes the filter, so there is nothing to answer from."
    missing = names.missing(asked.spellings)
    found = [name for name in asked.shown if name not in missing]
    on_topic = bool(found) or (not asked.spellings and best_similarity >= ON_TOPIC_SIMILARITY)
    if not on_topic:
        return "Not in the articles: nothing in them is about this."
    about = f"mention {_listed(found)}" if found else "touch on this topic"
    if asked.speaker is not None and any(name in asked.speaker for name in missing):
        return f"The articles {about}, but none of them reports what {asked.speaker} said."
    if missing:
        return f"The articles {about}, but none of them mentions {_listed(missing)}."
    return f"The articles {about}, but do not state what was asked."


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
