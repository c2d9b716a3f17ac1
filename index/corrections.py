"""Corrections: a notice that takes back what an article said, and what it says instead.

"An earlier version of this article said 41. The number was 39." takes back 41
and gives 39. Only what is marked as a correction is read as one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.sentences import sentence_spans

_PIECE = r"(?:article|story|report|post|column|headline|caption|dispatch|version|piece|graphic)"
_TOOK = r"(?:said|stated|reported|gave|put|quoted|wrote|had|misstated|misspelled|misidentified|misreported)"
_TAKES_BACK = re.compile(
    rf"^\W*correction\b|\b(?:earlier|previous|original|first)\s+(?:version|edition)s?\b|\b{_PIECE}\b[^.]{{0,80}}\b"
    rf"(?:incorrectly|mistakenly|wrongly|erroneously|misstated|misspelled|misidentified|misreported)\b"
    rf"|\b(?:incorrectly|mistakenly|wrongly|erroneously)\s+{_TOOK}\b",
    re.IGNORECASE,
)
_PUTS_RIGHT = re.compile(
    r"\b(?:was|were|is|are|should (?:be|have been|read|have read|have said)|died|stands? at)\b", re.IGNORECASE
)
_NOT = re.compile(
    r"\b(?P<right>[\w][\w.,'’-]*(?:\s[\w'’-]+){0,3}?),?\s+(?:and\s+)?not\s+(?P<wrong>[\w][\w.,'’-]*)", re.UNICODE
)
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_DATE = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}(?:\s+\d{{4}})?|\b{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s+\d{{4}})?"
)
_NUMBER = re.compile(
    r"\b\d+(?:[.,]\d+)*\b|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    r"|seventeen|eighteen|nineteen|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-[a-z]+)?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Correction:
    """``text[start:end]`` is the notice; ``right_start`` and ``right_end`` hold the corrected value."""

    start: int
    end: int
    wrong: str | None
    """The value that is taken back, where it can be told."""
    right: str | None
    right_start: int
    right_end: int


def corrections_in(text: str) -> list[Correction]:
    """The corrections of a text.

    >>> (found,) = corrections_in("It sank. Correction: An article said that 41 were saved. The number was 39.")
    >>> found.wrong, found.right
    ('41', '39')
    >>> (found,) = corrections_in("An earlier version of this article misstated the toll. It was 39, not 41.")
    >>> found.wrong, found.right
    ('41', '39')
    >>> corrections_in("The minister said that 41 were saved. The number was 39, police said.")
    []
    """
    spans = sentence_spans(text)
    found = []
    place = 0
    while place < len(spans):
        start, end = spans[place]
        if not _TAKES_BACK.search(text[start:end]):
            place += 1
            continue
        first = place
        # "Correction:" may stand alone on its line, above the sentence that takes back
        while place + 1 < len(spans) and end - spans[first][0] < _A_LABEL:
            place += 1
            end = spans[place][1]
        following = spans[place + 1] if place + 1 < len(spans) else None
        if following is not None and _PUTS_RIGHT.search(text[slice(*following)]):
            place += 1
            found.append(_read(text, start, (end, following[0]), following[1]))
        else:
            found.append(_read(text, start, (start, start), end))
        place += 1
    return found


_A_LABEL = 16


def _read(text: str, start: int, middle: tuple[int, int], end: int) -> Correction:
    """``middle``: where the sentence that takes back ends and the one that puts right begins."""
    putting_right = text[middle[1] : end]
    numbers = _numbers(putting_right)
    pair = _NOT.search(putting_right)
    if pair and numbers:
        right = next((number for number in numbers if number.start() < pair.start("wrong")), None)
        wrong = next((number[0] for number in numbers if number.start() >= pair.start("wrong")), None)
        if right is not None:
            return Correction(start, end, wrong, right[0], middle[1] + right.start(), middle[1] + right.end())
    taken_back = [number[0] for number in _numbers(text[start : middle[0]])] if middle[0] > start else []
    put_right = next((number for number in numbers if number[0] not in taken_back), None)
    if put_right is not None and middle[0] > start:
        wrong = taken_back[-1] if taken_back else None
        return Correction(start, end, wrong, put_right[0], middle[1] + put_right.start(), middle[1] + put_right.end())
    return Correction(start, end, taken_back[-1] if taken_back else None, None, end, end)


def _numbers(text: str) -> list[re.Match[str]]:
    """The numbers of a sentence, days of the month and years of a date left out."""
    dates = [found.span() for found in _DATE.finditer(text)]
    return [found for found in _NUMBER.finditer(text) if not any(start <= found.start() < end for start, end in dates)]
