"""Whose word is a sentence, and when did it happen: may a sentence answer for the asked speaker and the asked time?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from index.articles import Passage
from rag.evidence import Sentence
from rag.judging.name_index import NameIndex
from rag.language.dates import dates_in
from rag.language.pronouns import continues, opens_with_pronoun
from rag.language.saying import takes_a_stance
from rag.language.speakers import is_generic

STANCE_WITHIN = 40
"""Characters after a holder's name in which their verb stands: "Russia, which has always denied"."""
REPORTED_WITHIN_DAYS = 10
"""So long after an event its reports still count as reports of it."""


def near_in_time(passage: Passage, period: tuple[date, date]) -> bool:
    """Can this passage report what happened in ``period``? An undated one always can."""
    if passage.published is None:
        return True
    first, last = period
    if first - timedelta(days=1) <= passage.published <= last + timedelta(days=REPORTED_WITHIN_DAYS):
        return True
    found = dates_in(f"{passage.title}\n{passage.text}", passage.published)
    return any(value.first <= last and first <= value.last for value in found)


def gives_word_of(holder: str, told: Sequence[Sentence], at: int, names: NameIndex) -> bool:
    """Can this sentence of a passage give the holder's word: does it speak of them, and does nobody else speak?"""
    return names.voices(_in_context(told, at), holder) and not _another_speaks(told, at, holder, names)


def _another_speaks(told: Sequence[Sentence], at: int, holder: str, names: NameIndex) -> bool:
    """Is this somebody else's word, and the holder only mentioned in it?

    "The monitor said Russian jets struck" is no word of Russia's; "blamed on Russia, which denied it" is.
    """
    text = told[at].text
    by_pronoun = opens_with_pronoun(text) and takes_a_stance(text[:STANCE_WITHIN])
    speaker = (told[at - 1].text if at else None) if by_pronoun else told[at].holder
    if speaker is None or is_generic(speaker) or names.voices(speaker, holder):
        return False
    mentions = [mention for mention in told[at].mentions if names.voices(mention.text, holder)]
    return not any(takes_a_stance(text[mention.end : mention.end + STANCE_WITHIN]) for mention in mentions)


def _in_context(told: Sequence[Sentence], at: int) -> str:
    """A sentence, with the one before it where it goes on about the same speaker."""
    text = told[at].text
    return f"{told[at - 1].text} {text}" if at and continues(text) else text
