"""Numbers that count nothing: parts of dates, times, names and ages, ordinals, years."""

from __future__ import annotations

import re

from rag.language.mentions import ordinary_words
from rag.language.number_words import COUNTED

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|"
    r"Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b"
)
_DATE_BEFORE = re.compile(rf"(?:{_MONTH}\.?,? (?:the )?|{_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?,? |{_MONTH} ?[-–] ?)$")
_DATE_AFTER = re.compile(
    rf"(?:st|nd|rd|th)?(?: ?[-–] ?\d{{1,2}})?(?: of)?[ -]{_MONTH}|(?:st|nd|rd|th)\b|[-–]year[-–]old|"
    rf"[-–]years[-–]old| years? old| a\.?m\b| p\.?m\b|:\d\d| o['’]clock| ?(?:GMT|UTC)|[-–]\d{{1,2}}[-–]\d{{2,4}}|"
    rf"[./]\d{{1,2}}[./]\d{{2,4}}"
)
_NAME_BEFORE = re.compile(
    r"(?:\b(?:Base|Article|Resolution|Road|Route|Highway|Chapter|Flight|Unit|Battalion|Brigade|Division|Regiment|"
    r"Section|Page|Part|Phase|Stage|Round|Channel|Area|Zone|Level|Category|"
    r"Room|Building|Gate|Line|Group of|No\.|Number|Volume|Vol\.|Issue|aged|age|Psalm|Windows|Boeing|Airbus|Covid|"
    r"COVID|MiG|Su|S|Il|F|M|AK|G|T|Mi|Tu)[ -]?)$"
)
_NOT_ONE = re.compile(r"(?:no|any|every|each|this|that|the|which|only|last|next|number) $", re.IGNORECASE)
_CAPITAL_BEFORE = re.compile(r"(?<![.!?:] )(?<!^)\b(?P<word>[A-Z][a-z]{2,}) $")
_AFTER_A_NAME = re.compile(
    r"(?:[.,;:)]|$| (?:on|in|at|was|were|is|and|or|to|of|by|came|when|where|which|after|before|had|has|"
    r"near|from|with|for|under|last)\b)"
)
_LONGEST_NUMBER = 9
"""Digits; longer ones are telephone numbers and codes."""


def counts_nothing(text: str, match: re.Match[str], value: float, measured: bool) -> bool:
    """Is the number that ``match`` found (``first``, ``second``, ``bound``) no count and no measure?

    ``measured``: a unit stands after it.
    """
    if match["currency"] or match["percent"]:
        return False
    start, end = match.span("first")
    before, written = text[max(0, start - 18) : start], text[start:end]
    if _DATE_BEFORE.search(before) or _NAME_BEFORE.search(before):  # "May 3", "Base 46"
        return True
    if is_date_after(text, match.end()) or is_date_after(text, end):  # "3 May", "14-year-old", "20th", "3 p.m."
        return True
    if not written.isdigit():
        return _is_article(written) or (written.casefold() == "one" and _is_pronoun(text, before, end))
    if _is_part_of_name(text, start, match.end()):
        return True
    if len(written) == 4 and 1900 <= value <= 2100 and not measured and not match["bound"]:
        return not _is_counted(text, end)
    return len(written) > _LONGEST_NUMBER or written.startswith("0")


def is_date_after(text: str, end: int) -> bool:
    """Does what follows a number make it part of a date, a time, an age or an ordinal?

    >>> is_date_after("3 May", 1), is_date_after("20th day", 2), is_date_after("3 men", 1)
    (True, True, False)
    """
    return bool(_DATE_AFTER.match(text, end))


def _is_article(written: str) -> bool:
    """ "A" of "a hundred" alone is an article."""
    return written.casefold() in {"a", "an"}


def _is_pronoun(text: str, before: str, end: int) -> bool:
    """ "One of the men", "no one", "this one day"."""
    following = re.match(r" ([A-Za-z]+)", text[end:])
    return (
        bool(_NOT_ONE.search(before))
        or following is None
        or following[1].casefold() in {"of", "another", "to", "day", "side", "account", "hand", "can", "and", "the"}
    )


def _is_counted(text: str, end: int) -> bool:
    """ "2000 people" is a count, "2000" a year."""
    following = re.match(r" ([a-z]+)", text[end:])
    return following is not None and following[1] in COUNTED


def _is_part_of_name(text: str, start: int, end: int) -> bool:
    """ "Camp 7 was hit": a capitalised word before, nothing counted after."""
    before = _CAPITAL_BEFORE.search(text[max(0, start - 30) : start])
    if not before or before["word"].casefold() in ordinary_words():
        return False
    return bool(_AFTER_A_NAME.match(text[end:]))
