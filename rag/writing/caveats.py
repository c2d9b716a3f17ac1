"""What a careful editor would add below an answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.answer import Citation, Disagreement, Statement
from rag.language.dates import DateValue, dates_in, same_date
from rag.language.names import known_mentions
from rag.language.negation import DENIAL
from rag.language.numbers import Quantity, quantities
from rag.language.thesaurus import counted_group
from rag.language.words import content_stems
from rag.question import Asked, Question
from rag.question.language import other_language

_HYPOTHETICAL = re.compile(
    r"\b(?:if|unless|in case|suppose|hypothetical(?:ly)?|would have|could have|might have)\b", re.I
)
_SECOND_HAND = re.compile(
    r"\b(?:reported(?:ly)?|alleged(?:ly)?|purported(?:ly)?|rumou?r(?:s|ed)?|unconfirmed|is said to|are said to|"
    r"sources? said|citing|quoted by|according to (?:media|local|press|unnamed|anonymous)|supposed(?:ly)?)\b",
    re.I,
)
_OF_TASK = {
    "tally": "The question asks for a count over the articles; only the best passages were read.",
    "summary": "The question asks for a summary; these are the most relevant passages, not all there is.",
    "comparison": "The question asks for a comparison; these are the most relevant passages, not all that is said.",
    "list": "The question asks for a list; these are the most relevant passages, and the list may not be complete.",
}
_ANYBODY = frozenset(("people", "persons", "others"))
"""Nouns that say nothing of who is counted."""
SAME_STATEMENT = 0.6
"""Another statement says the same from this share of the leading one's own words, where no figure or name decides."""


def caveats(
    question: Question, statements: Sequence[Statement], disagreements: Sequence[Disagreement] = ()
) -> tuple[str, ...]:
    """Sentences a reader should see next to these statements.

    For an abstention only that the question is in a language that the default encoder does not read.
    """
    said = []
    if language := other_language(question.text):
        said.append(
            f"The question seems to be in {language}; the default encoder reads English. Ask in English, or use an "
            "index built with an encoder of several languages."
        )
    if not statements:
        return tuple(said)
    cited = tuple(_reporting(question.asked, statements, disagreements))
    origins = {citation.origin or citation.article_id for citation in cited}
    if len(origins) == 1:
        said.append("Only one origin reports this.")
    if cited and all(citation.genre == "opinion" for citation in cited):
        one = "That origin is an opinion piece: it gives its author's view and is no neutral report."
        several = "All of these are opinion pieces: they give their authors' views and are no neutral reports."
        said.append(one if len(origins) == 1 else several)
    quotes = [citation.quote for citation in statements[0].citations]
    if all(DENIAL.search(quote) for quote in quotes):
        said.append("The quoted words report a denial.")
    if all(_HYPOTHETICAL.search(quote) for quote in quotes):
        said.append("The quoted words speak of a condition or a possibility, not of a fact.")
    if all(_SECOND_HAND.search(quote) for quote in quotes):
        said.append("The quoted words are reported at second hand.")
    if question.asked.task in _OF_TASK:
        said.append(_OF_TASK[question.asked.task])
    return tuple(said)


def _reporting(
    asked: Asked, statements: Sequence[Statement], disagreements: Sequence[Disagreement]
) -> Iterator[Citation]:
    """Who reports the asked fact: the statement that leads, those that say the same, sides that differ on it.

    What only fills the answer up does not count. Where no single fact is asked for ("Summarise ..."), all count.
    """
    lead = statements[0]
    for statement in statements:
        if statement is lead or asked.task != "question" or _say_the_same(asked, lead, statement):
            yield from statement.citations
    for note in disagreements:
        if asked.task != "question" or any(_holds(side.value, lead) for side in note.sides):
            yield from (citation for side in note.sides for citation in side.citations)


def _holds(value: str, statement: Statement) -> bool:
    """Is one of a side's spellings of its value in the statement, whatever else it says?

    >>> said = Statement("It killed at least 32 people.", ())
    >>> [_holds(value, said) for value in ("30 (also: at least 32)", "132", "14")]
    [True, False, False]
    """
    said = content_stems(" ".join([statement.text, *(citation.quote for citation in statement.citations)]))
    return any(content_stems(each) <= said for each in re.split(r" \(also: |, |\)", value) if each)


def _say_the_same(asked: Asked, lead: Statement, other: Statement) -> bool:
    """Do both state a value of the asked kind, or else most of the same words?

    >>> from rag.question import asked_of
    >>> said = ("The fire killed 32.", "It cost 32 people their lives.", "Another 14 were injured.")
    >>> lead, *others = (Statement(text, ()) for text in said)
    >>> [_say_the_same(asked_of("How many people died in Larvik?"), lead, other) for other in others]
    [True, False]
    """
    if asked.kind == "count" and (counts := quantities(lead.text)):
        return any(_same_count(one, two) for one in counts for two in quantities(other.text))
    if asked.kind == "date" and (days := _new_dates(asked, lead)):
        return any(same_date(one, two) for one in days for two in _new_dates(asked, other))
    if asked.kind in {"name", "place"} and (names := _new_names(asked, lead)):
        return bool(names & _new_names(asked, other))
    own = content_stems(lead.text) - content_stems(asked.text)
    return len(own & content_stems(other.text)) >= SAME_STATEMENT * max(len(own), 1)


def _same_count(one: Quantity, other: Quantity) -> bool:
    if (one.stated, one.unit) != (other.stated, other.unit):
        return False
    nouns = [each.noun for each in (one, other) if each.noun and each.noun not in _ANYBODY]
    return len(nouns) < 2 or not counted_group(nouns[0]).isdisjoint(counted_group(nouns[1]))


def _new_dates(asked: Asked, statement: Statement) -> list[DateValue]:
    given = {value.first for value in asked.dates}
    return [value for value in dates_in(statement.text, None) if value.first not in given]


def _new_names(asked: Asked, statement: Statement) -> frozenset[str]:
    """The stems of the names that the question does not hold."""
    said = content_stems(" ".join(name.text for name in known_mentions(statement.text)))
    return said - content_stems(asked.text)
