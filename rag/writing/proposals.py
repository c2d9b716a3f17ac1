"""Disagreements that a language model proposes or words: kept only as far as they verify."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from rag.answer import Kind
from rag.evidence import DraftDisagreement, DraftSide, Quote
from rag.language.dates import dates_in, same_date
from rag.language.names import names_match
from rag.language.numbers import Quantity, quantities
from rag.question import Question
from rag.writing.numbered_evidence import NumberedPassage
from rag.writing.quoted import fold_quote
from rag.writing.reply import ProposedDisagreement, ProposedSide
from rag.writing.verification import Verifier, problems_of_facts, problems_of_form

Compare = Callable[[Question, Sequence[Quote]], Kind | None]
"""The typed comparison: what kind of disagreement it sees between quotes, ``None`` where it sees none."""

MAX_PROPOSED = 3
MAX_CHARACTERS = 300

_RESOLVES = re.compile(
    r"\b(?:correct(?:ly)?|incorrect(?:ly)?|wrong(?:ly)?|right(?:ly)?|mistaken(?:ly)?|in fact|actually|true|false"
    r"|accurate|inaccurate|reliable|unreliable|credible|must be|more likely|really)\b",
    re.IGNORECASE,
)


def keep_disagreements(
    proposed: Sequence[ProposedDisagreement],
    found: Sequence[DraftDisagreement],
    verifier: Verifier,
    *,
    question: Question,
    model: str,
    compare: Compare | None = None,
) -> tuple[DraftDisagreement, ...]:
    """The disagreements found beforehand, some better worded, and the proposed ones that stand.

    None of the found ones is ever lost or resolved. A proposed one needs two
    sides with different values, each in a verbatim quote of the evidence it
    names. Where the typed comparison agrees it gets that kind; else it is
    marked as the model's.
    """
    notes = list(found)
    added: list[DraftDisagreement] = []
    for item in proposed:
        if item.known is not None and 1 <= item.known <= len(found):
            notes[item.known - 1] = _reworded(notes[item.known - 1], item.reason)
        elif len(added) < MAX_PROPOSED:
            note = _proposed(item, verifier, question, model, compare)
            if note is not None and not any(_same_point(note, other) for other in (*notes, *added)):
                added.append(note)
    return (*notes, *added)


def _reworded(note: DraftDisagreement, reason: str) -> DraftDisagreement:
    """The note with the model's sentence, if it names every side's value, adds nothing and picks no winner."""
    tidy = " ".join(reason.split())
    items = [NumberedPassage(n, quote.passage) for n, quote in enumerate((q for s in note.sides for q in s.quotes), 1)]
    names_all = all(fold_quote(side.value) in fold_quote(tidy) for side in note.sides)
    if not names_all or _RESOLVES.search(tidy) or len(tidy) > MAX_CHARACTERS:
        return note
    if problems_of_form(tidy, items) or problems_of_facts(tidy, items):
        return note
    return DraftDisagreement(note.kind, note.slot, note.topic, tidy, note.sides, note.proposed_by)


def _proposed(
    item: ProposedDisagreement, verifier: Verifier, question: Question, model: str, compare: Compare | None
) -> DraftDisagreement | None:
    sides = tuple(side for proposed in item.sides if (side := _side(proposed, verifier)) is not None)
    if len(sides) < 2 or any(_agree(a, b) for n, a in enumerate(sides) for b in sides[n + 1 :]):
        return None
    items = verifier.numbered([side.citation for side in item.sides])
    values = ", ".join(f"“{side.value}”" for side in sides[:-1]) + f" and “{sides[-1].value}”"
    reason = _wording(item.reason, items) or f"The evidence gives {values}."
    topic = _wording(item.topic, items) or "this point"
    quotes = [quote for side in sides for quote in side.quotes]
    kind = compare(question, quotes) if compare is not None else None
    return DraftDisagreement(
        kind or _kind_by_place(sides), topic, topic, reason, sides, proposed_by=None if kind is not None else model
    )


def _side(proposed: ProposedSide, verifier: Verifier) -> DraftSide | None:
    quotes = verifier.find_verbatim(proposed.quote, proposed.citation)
    if not quotes or not verifier.holds_phrase(proposed.value, quotes):
        return None
    return DraftSide(" ".join(proposed.value.split()), quotes)


def _wording(text: str, items: Sequence[NumberedPassage]) -> str:
    """The model's words if they state nothing that the sides' passages do not, else nothing."""
    tidy = " ".join(text.split())
    bad = not tidy or len(tidy) > MAX_CHARACTERS or _RESOLVES.search(tidy)
    return "" if bad or problems_of_form(tidy, items) or problems_of_facts(tidy, items) else tidy


def _agree(one: DraftSide, other: DraftSide) -> bool:
    """Do two values say the same by the typed comparison: equal numbers, dates, or names of one person?"""
    a, b = one.value, other.value
    if fold_quote(a) == fold_quote(b) or names_match(a, b):
        return True
    x, y = _quantity(one), _quantity(other)
    if x is not None and y is not None:
        return x.unit == y.unit and x.low <= y.high and y.low <= x.high
    days = dates_in(a, one.quotes[0].passage.published), dates_in(b, other.quotes[0].passage.published)
    return all(len(found) == 1 for found in days) and same_date(days[0][0], days[1][0])


def _quantity(side: DraftSide) -> Quantity | None:
    """The number that the value holds, with the bounds that its sentence gives it: "at least 28"."""
    if len(quantities(side.value)) != 1:
        return None
    for quote in side.quotes:
        text = " ".join(quote.text.split())
        place = text.casefold().find(side.value.casefold())
        for found in quantities(text) if place >= 0 else ():
            if found.start < place + len(side.value) and place < found.end:
                return found
    return quantities(side.value)[0]


def _kind_by_place(sides: Sequence[DraftSide]) -> Kind:
    passages = [quote.passage for side in sides for quote in side.quotes]
    if len({passage.article_id for passage in passages}) == 1:
        return "internal"
    return "opinion" if all(passage.genre == "opinion" for passage in passages) else "contradiction"


def _same_point(one: DraftDisagreement, other: DraftDisagreement) -> bool:
    """Both notes set the same values against each other, or the same sentences."""
    values = [{fold_quote(side.value) for side in note.sides} for note in (one, other)]
    if len(values[0] & values[1]) >= 2:
        return True
    places = [{(q.passage.article_id, q.start) for s in note.sides for q in s.quotes} for note in (one, other)]
    return len(places[0] & places[1]) >= 2
