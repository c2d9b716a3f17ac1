"""What a sentence states in so many words: numbers, dates and names.

Each check takes the statement and the evidence it cites and returns what the
evidence does not hold. "Thirty-two" is 32, "Jan 31" is January 31, "British"
is the UK's; a range or a rounder date than the evidence has is fine, an
exacter one is not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.language.dates import DateValue, dates_in, same_date
from rag.language.names import AliasTable, name_mentions, names_match
from rag.language.numbers import Quantity, quantities
from rag.language.words import content_stems, stem, words
from rag.writing.numbered_evidence import NumberedPassage

_PRECISION = ("day", "week", "month", "year")

_ROLES = {
    "dead": re.compile(r"kill|die[ds]?\b|dying|dead|death|fatal|perish|slain|lives", re.IGNORECASE),
    "hurt": re.compile(r"injur|wound|hurt", re.IGNORECASE),
    "missing": re.compile(r"missing|unaccounted", re.IGNORECASE),
    "displaced": re.compile(r"displac|fle[ed]|evacuat|refugee", re.IGNORECASE),
    "held": re.compile(r"arrest|detain|captur|hostage|custody", re.IGNORECASE),
}
_PEOPLE = frozenset(
    stem(word)
    for word in """people persons person men women children civilians civilian soldiers troops fighters rebels residents
    victims others passengers students workers protesters officers members demonstrators militants dead injured killed
    wounded deaths fatalities casualties lives""".split()
)
_DIGITS = re.compile(r"\d+(?:[.,:]\d+)*")
_REPORTED_ON = re.compile(
    r"\b(?:report(?:ed|s|ing)?|publish(?:ed|es)?|wrote|article|according to|opinion piece)\b", re.IGNORECASE
)


def unsupported_dates(statement: str, cited: Sequence[NumberedPassage]) -> list[str]:
    """Dates of the statement that no cited passage gives, at the statement's precision or a finer one."""
    missing: dict[tuple[int, int], str] = {}
    for number, item in enumerate(cited):
        published = item.passage.published
        held = [value for quote in item.sentences for value in dates_in(quote.text, published)]
        if published is not None and _REPORTED_ON.search(statement):
            held += dates_in(published.isoformat(), published)
        stated = dates_in(statement, published)
        failing = {(v.start, v.end): v.text for v in stated if not any(_covers(v, other) for other in held)}
        missing = failing if number == 0 else {span: text for span, text in missing.items() if span in failing}
    return list(missing.values())


def _covers(stated: DateValue, held: DateValue) -> bool:
    return _PRECISION.index(stated.precision) >= _PRECISION.index(held.precision) and same_date(stated, held)


def unsupported_numbers(statement: str, cited: Sequence[NumberedPassage]) -> list[str]:
    """Numbers of the statement that no cited sentence gives for the same thing."""
    sentences = [quote.text for item in cited for quote in item.sentences]
    held = [(quantity, text) for text in sentences for quantity in quantities(text)]
    published = next((item.passage.published for item in cited if item.passage.published), None)
    spans = [(value.start, value.end) for value in dates_in(statement, published)]
    missing = []
    for quantity in quantities(statement):
        spans.append((quantity.start, quantity.end))
        if quantity.high == 0 or (quantity.low == quantity.high == 1 and not quantity.text.strip()[0].isdigit()):
            continue  # "no" and "one" are words before they are numbers; polarity is checked apart
        if not any(_counts_alike(quantity, statement, other, text) for other, text in held):
            missing.append(quantity.text.strip())
    tokens = {token.replace(",", "") for text in sentences for token in _DIGITS.findall(text)}
    for match in _DIGITS.finditer(statement):
        inside = any(start <= match.start() < end for start, end in spans)
        if not inside and match.group().replace(",", "") not in tokens:
            missing.append(match.group())
    return missing


def _counts_alike(stated: Quantity, statement: str, held: Quantity, sentence: str) -> bool:
    """The same number with the same unit, of the same thing, with the same fate where both name one.

    A number that stands alone in the evidence counts only where its sentence
    speaks of what the statement speaks of.
    """
    slack = 1e-9 * max(abs(stated.low), 1.0)
    if stated.unit != held.unit or held.low < stated.low - slack or held.high > stated.high + slack:
        return False
    roles = _role(statement, stated), _role(sentence, held)
    if None not in roles and roles[0] != roles[1]:
        return False
    nouns = _noun_stem(stated), _noun_stem(held)
    stems = content_stems(sentence) | {stem(word) for word in words(sentence)}
    if nouns[0] and nouns[1]:
        return nouns[0] in stems or set(nouns) <= _PEOPLE
    around = content_stems(statement[: stated.start] + statement[stated.end :])
    return not around or bool(around & stems) or (nouns[0] in _PEOPLE and roles[0] == roles[1] is not None)


def _noun_stem(quantity: Quantity) -> str:
    said = words(quantity.noun or "")
    return stem(said[-1]) if said else ""


def _role(text: str, quantity: Quantity) -> str | None:
    """What befell the counted, by the nearest word that says so: after the number, else before it."""
    after = re.split(r"\d|[;.!?]", text[quantity.end : quantity.end + 60])[0]
    before = re.split(r"\d|[;.!?]", text[max(0, quantity.start - 40) : quantity.start])[-1]
    for stretch, last in ((f"{quantity.noun or ''} {after}", False), (before, True)):
        found = [(match.start(), role) for role, words_ in _ROLES.items() for match in words_.finditer(stretch)]
        if found:
            return (max if last else min)(found)[1]
    return None


def unsupported_names(statement: str, cited: Sequence[NumberedPassage], table: AliasTable) -> list[str]:
    """Names in the statement that the cited passages, their sources and authors do not hold under any form."""
    texts = [quote.text for item in cited for quote in item.sentences]
    voices = [voice for item in cited for voice in item.voices]
    held = {mention.text for text in texts for mention in name_mentions(text)} | set(voices)
    everything = "\n".join((*texts, *voices))
    return [
        name
        for name in dict.fromkeys(mention.text for mention in name_mentions(statement))
        if not re.search(rf"(?<!\w){re.escape(name)}(?!\w)", everything)
        and not any(same_name(name, other, table) for other in held)
    ]


def same_name(name: str, other: str, table: AliasTable) -> bool:
    """Do two names mean one person or thing? The office that the evidence gives a person is a name too."""
    if table.same(name, other):
        return True
    office = table.office_of(other)
    return office is not None and office[1] is not None and names_match(name, office[1])
