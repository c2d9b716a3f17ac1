"""A disagreement over time as a small drawing: one dot per side, at its day and, where it is a number, its height."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from rag.answer import Disagreement
from rag.page.views.rendering import day, render

WIDTH, HEIGHT = 560, 150
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 70, 30, 112
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}


@dataclass(frozen=True, slots=True)
class Dot:
    """One published value: where it stands on the drawing and what it says."""

    x: float
    y: float
    value: str
    published: date
    number: int
    """Of the citation."""
    above: bool

    @property
    def day(self) -> str:
        return day(self.published)

    @property
    def anchor(self) -> str:
        return "start" if self.x < WIDTH * 0.2 else "end" if self.x > WIDTH * 0.8 else "middle"


def timeline_svg(note: Disagreement) -> str:
    """The drawing, where values changed over time: other kinds differ, whenever their sides were published."""
    dots = timeline(note) if note.kind == "superseded" else ()
    if not dots:
        return ""
    return Markup(render("timeline.html", dots=dots, width=WIDTH, height=HEIGHT, base=_BOTTOM, topic=note.topic))


def timeline(note: Disagreement) -> tuple[Dot, ...]:
    """One dot for each value and day on which it was published, earliest first.

    Heights are to scale from the lowest to the highest where every value is a
    number; else all stand on one line.
    """
    seen: dict[tuple[str, date], int] = {}
    for side in note.sides:
        for citation in side.citations:
            if citation.published:
                seen.setdefault((side.value, citation.published), citation.number)
    days = sorted({published for _, published in seen})
    if len(days) < 2 or len({value for value, _ in seen}) < 2:
        return ()
    span = (days[-1] - days[0]).days
    numbers = {value: number_in(value) for value, _ in seen}
    known = [number for number in numbers.values() if number is not None]
    low, high = (min(known), max(known)) if len(known) == len(numbers) else (0.0, 0.0)

    def height(value: str) -> float:
        number = numbers[value]
        if number is None or high == low:
            return (_TOP + _BOTTOM) / 2
        return _BOTTOM - 18 - (number - low) / (high - low) * (_BOTTOM - 18 - _TOP)

    return tuple(
        Dot(
            x=round(_LEFT + (published - days[0]).days / span * (WIDTH - _LEFT - _RIGHT), 1),
            y=round(height(value), 1),
            value=value,
            published=published,
            number=number,
            above=place % 2 == 0 or high != low,
        )
        for place, ((value, published), number) in enumerate(sorted(seen.items(), key=lambda item: item[0][1]))
    )


def number_in(value: str) -> float | None:
    """The first number in a value, with the word that scales it.

    >>> number_in("at least 1,200 people"), number_in("1.5 million"), number_in("many")
    (1200.0, 1500000.0, None)
    """
    found = _NUMBER.search(value)
    if found is None:
        return None
    after = value[found.end() :].split()
    return float(found[0].replace(",", "")) * _SCALES.get(after[0].lower() if after else "", 1.0)
