"""A follow-up question completed by rules with the event of the turn before: its words, its names, its day.

What the rules leave out: grammar. "And Japan?" after a question about two
countries replaces the one that the question was about.
"""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from rag.language.countries import country_of
from rag.language.dates import dates_in
from rag.language.names import Mention, name_mentions, names_match
from rag.language.words import content_stems
from rag.question.asked import asked_of
from rag.question.event import Event, event_of, happenings
from rag.question.parsing import Turn
from rag.question.task import task_of

MOST_WORDS_LEFT_UNSAID = 3
"""A question without names of so few words is about what was talked of ("How many died?")."""

_PERSON = re.compile(r"\b(?:he|she|him|her|his|hers)\b", re.IGNORECASE)
_THING = re.compile(
    r"\b(?:it(?! (?:true|known|clear|possible|likely|rain|snow))|its|they|them|their|theirs|"
    r"this(?! (?:week|month|year|morning|evening|spring|summer|autumn|winter))|"
    r"these|those|the same|both|else|that (?:day|night|week|month|year|evening)|at the time|afterwards)\b",
    re.IGNORECASE,
)
_DANGLING = re.compile(r"\b(?:about|of|for|to|after|in|by|with|from|behind|on) (?:it|this|that|them)\s*[?.]*$", re.I)
_IT = re.compile(r"\b(?:it|this|that)\b(?=\s*[?.,]|\s*$| (?!who|the|he|she|they)[a-z])", re.IGNORECASE)
_OWN = re.compile(r"\bits\b|\b(?:this|that) (?:day|night|week|month|year|evening|one|way)\b", re.IGNORECASE)
_OTHER_DAY = re.compile(
    r"\b(?:on )?(?:the )?(?:(?P<same>same|that) day|(?P<after>day after|next day|following day|day afterwards)|"
    r"(?P<before>day before|previous day))\b(?! (?:the|that)\b)|\b(?P<later>a day later)\b",
    re.IGNORECASE,
)
_PLACE_OR_TIME = re.compile(
    r"(?<!is )(?<!are )(?<!was )(?<!were )\bthere\b(?! (?:is|are|was|were)\b)|\b(?:then|that)\s*\?", re.IGNORECASE
)
_OPENS_AS_FOLLOW_UP = re.compile(
    r"^(?:and|but|so|also|or|what about|how about|what else|who else|where else|why(?: not)?\s*\?|when\s*\?|where\s*\?"
    r"|who\s*\?|how so|really|since when)\b",
    re.IGNORECASE,
)
_WHAT_ABOUT = re.compile(
    r"^(?:(?:and|but|so|or)\s+)?(?:(?:what|how)\s+about\s+)?(?P<preposition>in|at|on|by|from|for|with|since|before"
    r"|after|during)?\s*(?P<what>[^?]{1,80}?)\s*\?*$",
    re.IGNORECASE,
)
_QUESTION_WORD = re.compile(
    r"\b(?:who|what|when|where|why|how|which|did|does|do|is|are|was|were|will|has|have|had|can|said)\b", re.IGNORECASE
)


def completed_by_rules(text: str, turns: Sequence[Turn], today: date | None) -> str:
    """Fold the conversation: each question is completed by the completed one before it."""
    completed = turns[0].question
    for before, turn in pairwise(turns):
        completed = _completed(turn.question, completed, before.answer, today)
    return _completed(text, completed, turns[-1].answer, today)


def _completed(text: str, before: str, answer: str, today: date | None) -> str:
    if not _needs_context(text, before, answer):
        return text
    return _with_part_replaced(text, before, answer, today) or _with_event_carried(text, before, answer, today)


def _needs_context(text: str, before: str, answer: str) -> bool:
    if _OPENS_AS_FOLLOW_UP.match(text) or _DANGLING.search(text):
        return True
    if any(_opens_with(pronoun, text) for pronoun in (_PERSON, _THING, _PLACE_OR_TIME)):
        return True
    names = name_mentions(task_of(text)[1])
    is_of_its_own = happenings(text) - content_stems(f"{before} {answer}")
    return not names and not is_of_its_own and len(content_stems(text)) <= MOST_WORDS_LEFT_UNSAID


def _opens_with(pronoun: re.Pattern[str], text: str) -> bool:
    """Does the pronoun stand in a text before any name that it could mean?"""
    rest = task_of(text)[1]
    found = pronoun.search(rest)
    return found is not None and not any(mention.start < found.start() for mention in name_mentions(rest))


def _with_part_replaced(text: str, before: str, answer: str, today: date | None) -> str | None:
    """ "And in Tokyo?", "What about 2015?": the earlier question with its place, name or time replaced."""
    match = _WHAT_ABOUT.match(text)
    if match is None or not _OPENS_AS_FOLLOW_UP.match(text) or _QUESTION_WORD.search(match["what"]):
        return None
    preposition, what = match["preposition"], match["what"]
    dated, replaced = _with_day(match.group(), event_of(before, answer, today), today)
    if replaced:
        day = re.search(r"on \d+ \w+ \d+", dated)
        return _with_time(before, day.group(), today) if day else None
    if _PERSON.search(what) or _THING.search(what):
        return None
    times = dates_in(f"{preposition or 'in'} {what}", today)
    if times and times[0].end >= len(f"{preposition or 'in'} {what}") - 1:
        return _with_time(before, f"{preposition or 'in'} {what}", today)
    named = name_mentions(what)
    if not named:
        return None
    target = _counterpart(before, preposition, what)
    if target is None:
        return None
    return before[: target.start] + what + before[target.end :]


def _counterpart(before: str, preposition: str | None, what: str) -> Mention | None:
    """The name in the earlier question that the new one stands in for."""
    names = name_mentions(before)
    if preposition:
        after = [m for m in names if re.search(rf"\b{preposition}\s+(?:the\s+)?$", before[: m.start], re.IGNORECASE)]
        return after[-1] if after else None
    alike = [m for m in names if bool(country_of(m.text)) == bool(country_of(what))]
    return (alike or names)[-1] if names else None


def _with_time(before: str, when: str, today: date | None) -> str:
    found = dates_in(before, today)
    if not found:
        return f"{before.rstrip(' ?')} {when}?"
    start = found[-1].start
    lead = re.search(r"\b(?:in|on|at|since|during|before|after|from|by)\s+(?:the\s+)?$", before[:start], re.IGNORECASE)
    return before[: lead.start() if lead else start] + when + before[found[-1].end :]


def _with_event_carried(text: str, before: str, answer: str, today: date | None) -> str:
    """Pronouns filled in where grammar is plain; what they do not hold, in brackets behind the question."""
    event = event_of(before, answer, today)
    text, is_of_person = _with_person(text, before, answer)
    text, is_dated = _with_day(text, event, today)
    asks_when = is_dated or dates_in(text, today) or asked_of(text).kind == "date"
    when = event.when if not asks_when and (not is_of_person or dates_in(before, today)) else ""
    if event.phrase and not _OWN.search(text):
        text = _IT.sub(event.phrase, text, count=1)
    if event.phrase and event.phrase in text and when and when not in text:
        text = text.replace(event.phrase, f"{event.phrase} {when}", 1)
    given = [mention.text for mention in name_mentions(text)]
    unsaid = content_stems(event.about) - content_stems(text)
    about = event.about if len(unsaid) > (is_of_person and not event.phrase) else ""
    wanted = [name.text for name in name_mentions(before)] if is_of_person else event.names
    names = [name for name in wanted if not any(names_match(name, other) for other in (*given, event.about))]
    parts = [about, *names, "" if when in text else when]
    if not any(parts):
        return text
    joined = ", ".join(filter(None, parts)) if names else " ".join(filter(None, parts))
    return f"{text.rstrip(' ?.')} ({joined}){'?' if text.rstrip().endswith('?') else '.'}"


def _with_day(text: str, event: Event, today: date | None) -> tuple[str, bool]:
    """ "The day after" and "the same day" as a date; whether one was put in."""
    found = _OTHER_DAY.search(text)
    if found is None or event.day is None:
        return text, False
    days = -1 if found["before"] else 0 if found["same"] else 1
    day = event.day + timedelta(days=days)
    return f"{text[: found.start()]}on {day.day} {month_name[day.month]} {day.year}{text[found.end() :]}", True


def _with_person(text: str, before: str, answer: str) -> tuple[str, bool]:
    """The name for "he" or "she"; whether one was put in."""
    person = _PERSON.search(text)
    if person is None or not _opens_with(_PERSON, text):
        return text, False
    who = _person(before, answer)
    if who is None:
        return text, False
    ending = "’s" if person.group().lower() in ("his", "hers") or _is_possessive(text, person) else ""
    return f"{text[: person.start()]}{who}{ending}{text[person.end() :]}", True


def _person(before: str, answer: str) -> str | None:
    """Whom "he" or "she" means: a name of the question that is no country, else the first such in the answer."""
    for source in (before, answer):
        for mention in name_mentions(source):
            at_place = re.search(r"\b(?:in|at|near|from|to|for|about)\s+(?:the\s+)?$", source[: mention.start], re.I)
            if not country_of(mention.text) and not at_place:
                return mention.text
    return None


def _is_possessive(text: str, pronoun: re.Match[str]) -> bool:
    """ "her speech", but not "ask her about it"."""
    return pronoun.group().lower() == "her" and bool(
        re.match(
            r"\s+(?!about|in|on|at|to|for|and|or|that|when|why|how|again|if|by|with|from)[a-z]", text[pronoun.end() :]
        )
    )
