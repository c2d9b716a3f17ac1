"""How surely a sentence answers about the asked event: its factors, and the one chance made of them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from rag.disagreement.aligning import (
    coverage,
    date_factor,
    event_factor,
    idf,
    name_factor,
    name_weights,
    place_factor,
)
from rag.evidence import Sentence
from rag.language.speakers import holder_of
from rag.question import Asked


@dataclass(frozen=True)
class Among:
    """A question and the sentences it is held against: how telling its words and names are there."""

    asked: Asked
    sentences: Sequence[Sentence]

    @cached_property
    def words(self) -> dict[str, float]:
        return idf(self.asked, self.sentences)

    @cached_property
    def names(self) -> dict[str, float]:
        return name_weights(self.asked, self.sentences)


@dataclass(frozen=True)
class Aligned:
    """A sentence and how well it fits the asked event, one factor for each way to fit, read at first use."""

    sentence: Sentence
    among: Among

    @cached_property
    def names(self) -> float:
        """The asked names, each as telling as it is rare."""
        return name_factor(self.among.asked, self.sentence, self.among.names)

    @cached_property
    def any_names(self) -> float:
        """The asked names, each as telling as the next."""
        return name_factor(self.among.asked, self.sentence)

    @cached_property
    def place(self) -> float:
        return place_factor(self.among.asked, self.sentence)

    @cached_property
    def date(self) -> float:
        return date_factor(self.among.asked, self.sentence)

    @cached_property
    def event(self) -> float:
        return event_factor(self.among.asked, self.sentence)

    @cached_property
    def words(self) -> float:
        return coverage(self.among.asked, self.sentence, self.among.words)

    def words_from(self, least: float) -> float:
        """The same where a sentence without the question's words still counts ``least``."""
        return least + (1.0 - least) * self.words

    @cached_property
    def holder(self) -> str | None:
        """Whose word the sentence is."""
        return holder_of(self.sentence.text)


def align(asked: Asked, sentences: Sequence[Sentence]) -> list[Aligned]:
    """Each sentence with how well it fits what was asked, among these sentences."""
    among = Among(asked, sentences)
    return [Aligned(sentence, among) for sentence in sentences]


def span_factor(sentence: Sentence, start: int, end: int) -> float:
    """More where the reader found its answer at these offsets of the sentence, a little less where elsewhere."""
    span = sentence.evidence.span
    if span is None:
        return 1.0
    at = sentence.evidence.quote.start
    if span.start < at + end and at + start < span.end:
        return 1.0 + 0.5 * span.probability
    return 1.0 - 0.2 * span.probability


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each factor counts (its power, 1 where none is given), and the log odds of a claim whose factors are 1.

    Without ``bias`` the product of the factors is taken as the chance itself.
    """

    powers: Mapping[str, float]
    bias: float | None = None


PLAIN = Weights({})
LEAST_FACTOR = 0.05


def certainty(weights: Weights = PLAIN, /, **factors: float) -> float:
    """The chance that a claim answers the question about the asked event, from its factors.

    >>> certainty(names=0.5, words=0.5), certainty(Weights({"names": 2.0}), names=0.5)
    (0.25, 0.25)
    >>> round(certainty(Weights({"fit": 2.0}, bias=1.0), fit=1.0), 2)
    0.73
    """
    powers = {name: weights.powers.get(name, 1.0) for name in factors}
    if weights.bias is None:
        return min(1.0, math.prod(math.pow(value, powers[name]) for name, value in factors.items()))
    logit = weights.bias + sum(powers[name] * math.log(max(value, LEAST_FACTOR)) for name, value in factors.items())
    return 1.0 / (1.0 + math.exp(-logit))
