"""What a printed figure is: a value, its interval, and how many questions it was measured on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rag.reader import Reader, Reading
from training.measures import interval
from training.text import sentence_spans

Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Folders:
    """Where the development sets lie."""

    data: Path
    wikinews: Path
    bench: Path


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value."""

    name: str
    value: float
    low: float
    high: float
    n: int

    def __str__(self) -> str:
        return f"{self.name:<66} {self.value:6.3f}  [{self.low:.3f}, {self.high:.3f}]  n {self.n}"


def figure(name: str, measure: Callable[..., float], *columns: ArrayLike) -> Figure:
    """A measure of columns of equal length, with its bootstrap interval."""
    arrays = [np.asarray(column) for column in columns]
    count = len(arrays[0])

    def on(chosen: NDArray[np.int64]) -> float:
        return measure(*(array[chosen] for array in arrays))

    low, high = interval(on, count)
    return Figure(name, on(np.arange(count)), low, high, count)


def mean(values: NDArray[np.float64]) -> float:
    return float(values.mean())


def sampled(rows: Rows, sample: int | None) -> Rows:
    """At most ``sample`` rows, the same ones each time."""
    return rows if sample is None or sample >= len(rows) else Random(7).sample(rows, sample)


def read_rows(reader: Reader, rows: Rows) -> list[Reading]:
    """Each row's question against its context."""
    return reader.read(
        [(row["question"], row["context"]) for row in rows], [sentence_spans(row["context"]) for row in rows]
    )
