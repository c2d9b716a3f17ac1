"""Gates: bounds that a report must keep, written as ``facts=0.8,verbatim=1.0``.

A bound is the least a measure may reach; for a measure where less is better
(``false_alarms=0.1``) it is the most.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from index.errors import GoldError
from rag.evaluation.measures import find
from rag.evaluation.report import Report

_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Bound:
    """One measure and the value it must keep."""

    measure: str
    value: float


@dataclass(frozen=True, slots=True)
class Breach:
    """A bound that a report does not keep."""

    bound: Bound
    reached: float

    def __str__(self) -> str:
        if math.isnan(self.reached):
            return f"{self.bound.measure} scores no question of this file, so {self.bound.value:g} is not reached"
        side = "above" if find(self.bound.measure).better == "lower" else "below"
        return f"{self.bound.measure} is {self.reached:.4g}, {side} {self.bound.value:g}"


def parse_bounds(text: str) -> tuple[Bound, ...]:
    """Read ``--fail-under``. Raises GoldError on an unknown measure or a value that is no number.

    >>> parse_bounds("facts=0.8, verbatim=1")
    (Bound(measure='facts', value=0.8), Bound(measure='verbatim', value=1.0))
    """
    return tuple(_bound(part.strip()) for part in text.split(",") if part.strip())


def breaches(report: Report, bounds: tuple[Bound, ...]) -> list[Breach]:
    """The bounds that the report does not keep; a measure without a scored question keeps none."""
    broken = []
    for bound in bounds:
        reached = report[bound.measure].mean
        if find(bound.measure).better == "lower":
            kept = reached <= bound.value + _ROUNDING
        else:
            kept = reached >= bound.value - _ROUNDING
        if not kept:
            broken.append(Breach(bound, reached))
    return broken


def _bound(part: str) -> Bound:
    name, equals, value = part.partition("=")
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not equals or math.isnan(number):
        raise GoldError(
            f"{part!r} is not a bound.", remedy='Write measure=value, for example "facts=0.8,verbatim=1.0".'
        )
    return Bound(find(name).name, number)
