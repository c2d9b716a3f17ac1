"""Evidence: sentences of retrieved passages, judged against the question.

A ``Quote`` is an address (article, start, end) with the text found there; it
becomes a ``Citation`` only after ``rag.citations`` has re-read that text from
the index. Writers and the disagreement finder hand over drafts made of quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, cast

from index.articles import Passage
from rag.answer import Kind
from rag.answer.parts import Stance
from rag.language.clauses import clauses
from rag.language.countries import country_of
from rag.language.dates import DateValue, dates_in
from rag.language.mentions import Mention
from rag.language.names import known_mentions
from rag.language.numbers import Quantity, quantities
from rag.language.offices import OfficeLink, office_links
from rag.language.speakers import holder_of
from rag.language.words import content_stems


@dataclass(frozen=True, slots=True)
class Quote:
    """A stretch of one article; offsets count code points of the article's text."""

    passage: Passage
    start: int
    end: int
    text: str

    @property
    def origin(self) -> str:
        return self.passage.origin

    @classmethod
    def cut(cls, passage: Passage, start: int, end: int) -> Quote:
        """The quote at article offsets ``[start:end]``, which must lie inside the passage."""
        if not passage.start <= start <= end <= passage.end:
            raise ValueError(f"[{start}:{end}] is not inside passage [{passage.start}:{passage.end}]")
        return cls(passage, start, end, passage.text[start - passage.start : end - passage.start])


@dataclass(frozen=True, slots=True)
class Span:
    """The answer inside an evidence sentence's passage, in article offsets."""

    start: int
    end: int
    text: str
    probability: float
    """Calibrated: how likely this span answers the question."""


_PLACED = re.compile(
    r"\b(?:in|at|near|on|of|outside|around|inside|to|from|into|over|towards|across|town|city|village|province|"
    r"district|neighbou?rhood|area|countryside)\b(?: the| a| northern| southern| eastern| western| central| city| "
    r"town| village| old)* $"
)

LONGEST_PASSAGE = 4_000
"""Characters read around a sentence; chunks are shorter, and a giant must not stall the answer."""


@dataclass(frozen=True, eq=False)
class Setting:
    """A passage as what stands around its sentences; each part is read at first use, once."""

    passage: Passage
    days: tuple[date, ...]
    """When the article may have been published, the printed date first."""

    @property
    def text(self) -> str:
        return self.passage.text[:LONGEST_PASSAGE]

    @cached_property
    def stems(self) -> frozenset[str]:
        return content_stems(f"{self.passage.title} {self.text}")

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        return known_mentions(self.text)


def settings_of(passages: Iterable[Passage]) -> list[Setting]:
    """One for each passage, in order: all of one article know the day that is printed at its head."""
    found = list(passages)
    days = _printed_days(found)
    return [Setting(passage, days[passage.article_id]) for passage in found]


@dataclass(frozen=True)
class Sentence:
    """A sentence of a passage; what is known of its words is read at first use, once.

    >>> wire = Passage(1, "a", 0, 28, "Ana Roe met Bo Li in Tromso.", "", None, None, None, None, None, "en", "a")
    >>> told = Sentence(Quote.cut(wire, 0, 28))
    >>> told.names, told.places
    (('Ana Roe', 'Bo Li', 'Tromso'), ('Tromso',))
    """

    quote: Quote
    setting: Setting = field(default=cast("Setting", None), kw_only=True, compare=False, repr=False)
    """Shared by the sentences of a passage; made of the passage alone where it is not given."""

    def __post_init__(self) -> None:
        if cast("Setting | None", self.setting) is None:
            object.__setattr__(self, "setting", settings_of([self.quote.passage])[0])

    @property
    def text(self) -> str:
        return self.quote.text

    @property
    def article_id(self) -> str:
        return self.quote.passage.article_id

    @property
    def origin(self) -> str:
        return self.quote.origin or self.article_id

    @property
    def days(self) -> tuple[date, ...]:
        return self.setting.days

    @property
    def published(self) -> date | None:
        return self.days[0] if self.days else None

    @property
    def around(self) -> frozenset[str]:
        """The stems of its passage and of the title."""
        return self.setting.stems

    @property
    def before(self) -> str:
        """The passage up to the sentence, the nearest 300 characters."""
        at = self.quote.start - self.quote.passage.start
        return self.quote.passage.text[max(0, at - 300) : at]

    @property
    def after(self) -> str:
        at = self.quote.end - self.quote.passage.start
        return self.quote.passage.text[at : at + 200]

    @cached_property
    def stems(self) -> frozenset[str]:
        return content_stems(self.text)

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        return known_mentions(self.text)

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(mention.text for mention in self.mentions)

    @cached_property
    def places(self) -> tuple[str, ...]:
        """Names that stand where a place stands, countries left out."""
        return tuple(
            mention.text
            for mention in self.mentions
            if not country_of(mention.text) and _PLACED.search(self.text[: mention.start])
        )

    @cached_property
    def dates(self) -> tuple[DateValue, ...]:
        """The days that it speaks of, resolved against the day of its article."""
        return tuple(dates_in(self.text, self.published))

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        return tuple(quantities(self.text))

    @cached_property
    def holder(self) -> str | None:
        """Whose word it is, where it is not the article's own."""
        return holder_of(self.text)

    @cached_property
    def links(self) -> tuple[OfficeLink, ...]:
        """Who holds which office, according to it."""
        return tuple(office_links(self.article_id, self.text))

    @cached_property
    def clauses(self) -> tuple[tuple[int, int], ...]:
        return tuple(clauses(self.text))

    @property
    def evidence(self) -> Evidence:
        """The sentence as judged."""
        assert isinstance(self, Evidence)
        return self

    def judged(
        self, relevance: float, answerable: float, span: Span | None = None, signals: Mapping[str, float] | None = None
    ) -> Evidence:
        """The sentence as evidence, with all that was read of it already."""
        evidence = Evidence(self.quote, relevance, answerable, span, signals or {}, setting=self.setting)
        vars(evidence).update((name, value) for name, value in vars(self).items() if name not in vars(evidence))
        return evidence


@dataclass(frozen=True)
class Evidence(Sentence):
    """One sentence, how well it answers, and the answer span read from its passage."""

    relevance: float
    """In [0, 1], higher is better: does this sentence answer the question?"""
    answerable: float
    """In [0, 1]: does its passage answer the question at all?"""
    span: Span | None = None
    """The answer read from the passage, where it lies inside this sentence."""
    signals: Mapping[str, float] = field(default_factory=dict, compare=False, repr=False)
    """What its relevance was judged by; the decision whether anything answers looks at them again."""


def _printed_days(passages: Sequence[Passage]) -> dict[str, tuple[date, ...]]:
    """For each article the days it may be from: the one printed at its head, then the one of its record."""
    days: dict[str, list[date]] = {}
    for passage in passages:
        found = days.setdefault(passage.article_id, [])
        if passage.start == 0:
            head = [value for value in dates_in(passage.text[:220], None) if value.precision == "day" and value.year]
            for value in head[:1]:
                if not passage.published or abs((value.first - passage.published).days) < 400:
                    found.insert(0, value.first)
        if passage.published and passage.published not in found:
            found.append(passage.published)
    return {article: tuple(dict.fromkeys(found)) for article, found in days.items()}


@dataclass(frozen=True, slots=True)
class DraftStatement:
    text: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class DraftSide:
    value: str
    quotes: tuple[Quote, ...]
    holder: str | None = None


@dataclass(frozen=True, slots=True)
class DraftDisagreement:
    kind: Kind
    slot: str
    topic: str
    explanation: str
    sides: tuple[DraftSide, ...]
    proposed_by: str | None = None
    """The language model that proposed it, where the typed comparison has no opinion."""


@dataclass(frozen=True, slots=True)
class DraftCell:
    stance: Stance
    quote: Quote | None = None


@dataclass(frozen=True, slots=True)
class DraftGrid:
    """``cells[row][column]``: what the origin of that column says of that row's claim."""

    claims: tuple[str, ...]
    origins: tuple[str, ...]
    """Origin ids, as in ``Passage.origin``."""
    cells: tuple[tuple[DraftCell, ...], ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """What a writer proposes; ``rag.citations`` turns it into what is shown."""

    statements: tuple[DraftStatement, ...] = ()
    short: str | None = None
    disagreements: tuple[DraftDisagreement, ...] = ()
    grid: DraftGrid | None = None
    model: str | None = None
    fallback_reason: str | None = None
    dropped: int = 0
    prompt: str | None = None
    usage: dict[str, Any] = field(default_factory=dict)
    caveats: tuple[str, ...] = ()
    """What the reader should know about how this was written: evidence that did not fit the model."""
