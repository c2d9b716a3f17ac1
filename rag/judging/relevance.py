"""Which sentences of the retrieved passages answer the question?

Two opinions are joined. The first costs nothing: how near the passage is to the
question, and which of the question's names and words a sentence holds. It picks
the passages that the trained reader then reads; the reader says how likely the
passage answers at all, and how likely each sentence does.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from index.articles import Passage
from index.sentences import sentence_spans
from rag.evidence import Evidence, Quote, Span
from rag.judging.name_index import NameIndex, names_in
from rag.language.speakers import takes_a_stance
from rag.language.words import content_stems
from rag.question.anchors import Anchors, anchors_of
from rag.search import Retrieved

if TYPE_CHECKING:
    from rag.reader import Reading


class Judge(Protocol):
    """Gives every sentence of every passage a relevance in [0, 1]."""

    def judge(self, question: str, hits: Sequence[Retrieved], names: NameIndex) -> list[Evidence]: ...


class PassageReader(Protocol):
    """What ReaderJudge needs of ``rag.reader.reader.Reader``."""

    def read(
        self, pairs: Sequence[tuple[str, str]], sentences: Sequence[Sequence[tuple[int, int]]]
    ) -> Sequence[Reading]: ...


@dataclass(frozen=True, slots=True)
class Features:
    """What is known of one sentence before it is read, both in [0, 1]."""

    similarity: float
    """Cosine of the question and the sentence's passage."""
    coverage: float
    """Share of the question's names and content words found, weighted by their rarity."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Logistic regressions: ``python -m training.judge`` fits and prints them."""

    before: tuple[float, float, float]
    """Intercept, similarity, coverage: the opinion before reading."""
    after: tuple[float, float, float, float]
    """Intercept, and the log-odds of the opinion before, of the sentence, and of its passage's answering."""


WEIGHTS = Weights(before=(-9.09, 6.17, 6.35), after=(3.1, 0.56, 0.66, 0.36))
"""As fitted, but for the last intercept: 1.58 there. People ask about news in longer questions, which share fewer words
with what answers them; it was raised on the 63 development questions of the news gold files."""

UNREAD = 0.001
"""What counts as the reader's opinion of a passage that it did not read: no answer, but it may still be compared."""
STATED = 0.6
"""The opinion before reading, at least, of a sentence in which the holder takes a stance on everything the question
names. Such sentences share little wording with "What did X say about Y?", and no question of that kind was fitted."""


class ReaderJudge:
    """Relevance from similarity, shared words and the trained reader, as a probability."""

    def __init__(self, reader: PassageReader, *, passages_weighed: int = 16, passages_read: int = 8) -> None:
        self._reader = reader
        self._passages_weighed = passages_weighed
        self._passages_read = passages_read

    def judge(self, question: str, hits: Sequence[Retrieved], names: NameIndex) -> list[Evidence]:
        """One Evidence per sentence, in the order of the hits, with the answer span in the sentence it starts in.

        Of the first ``passages_weighed`` hits the likeliest ``passages_read`` are read;
        the sentences of the others keep the opinion before reading.
        """
        anchors = anchors_of(question)
        quotes = [_quotes(hit.passage) for hit in hits[: self._passages_weighed]]
        opinions = [
            [_opinion(one, quote, anchors, names) for one, quote in zip(measured, sentences, strict=True)]
            for measured, sentences in zip(features(hits, quotes, names, anchors), quotes, strict=True)
        ]
        likeliest = sorted(range(len(quotes)), key=lambda place: -max(opinions[place], default=0.0))
        chosen = [place for place in likeliest if quotes[place]][: self._passages_read]
        readings = self._reader.read(
            [(question, hits[place].passage.text) for place in chosen],
            [[_inside(quote) for quote in quotes[place]] for place in chosen],
        )
        read = dict(zip(chosen, readings, strict=True))
        return [
            item
            for place, (sentences, before) in enumerate(zip(quotes, opinions, strict=True))
            for item in _judged(sentences, before, read.get(place))
        ]


def sentences_of(passage: Passage) -> list[tuple[int, int]]:
    """The passage's sentences in article offsets."""
    return [(passage.start + start, passage.start + end) for start, end in sentence_spans(passage.text)]


def features(
    hits: Sequence[Retrieved], quotes: Sequence[Sequence[Quote]], names: NameIndex, anchors: Anchors
) -> list[list[Features]]:
    """The features of every sentence of every passage. ``quotes`` are the sentences of the first hits.

    Coverage is the share of the question's names and content words, each
    weighted by how rare it is among the passages (idf), that stand in the
    sentence, or at half weight in the rest of its passage and the title. Names
    count under any of their names.
    """
    inside = [[_terms(quote, anchors, names) for quote in sentences] for sentences in quotes]
    around = [
        _terms_of_title(hit.passage, anchors, names).union(*terms) for hit, terms in zip(hits, inside, strict=False)
    ]
    weights = _idf(anchors, around)
    return [
        [Features(max(0.0, hit.similarity), coverage(weights, own, context)) for own in terms]
        for hit, terms, context in zip(hits, inside, around, strict=False)
    ]


def probability(measured: Features) -> float:
    """How likely a sentence with these features answers, before it is read."""
    intercept, similarity, covers = WEIGHTS.before
    return _logistic(intercept + similarity * measured.similarity + covers * measured.coverage)


def joined(before: float, sentence: float, answerable: float) -> float:
    """How likely a sentence answers, given the opinion before reading and the reader's two."""
    intercept, *weights = WEIGHTS.after
    opinions = (before, sentence, answerable)
    return _logistic(intercept + sum(w * log_odds(p) for w, p in zip(weights, opinions, strict=True)))


def coverage(weights: dict[str, float], inside: frozenset[str], around: frozenset[str]) -> float:
    """The weighted share of terms found, those only around the sentence at half weight.

    >>> coverage({"uk": 1.0, "taiwan": 3.0}, frozenset({"taiwan"}), frozenset({"uk"}))
    0.875
    """
    total = sum(weights.values())
    if total == 0:
        return 0.0
    found = sum(w if term in inside else w / 2 if term in around else 0.0 for term, w in weights.items())
    return found / total


def log_odds(share: float) -> float:
    """The log-odds of a probability, kept between those of one in a thousand and its opposite.

    >>> log_odds(0.5), round(log_odds(0.9), 2), round(log_odds(0.0), 2)
    (0.0, 2.2, -6.91)
    """
    kept = min(max(share, 1e-3), 1 - 1e-3)
    return math.log(kept / (1.0 - kept))


def _opinion(measured: Features, quote: Quote, anchors: Anchors, names: NameIndex) -> float:
    likely = probability(measured)
    return max(likely, STATED) if _states(quote.text, anchors, names) else likely


def _judged(quotes: Sequence[Quote], before: Sequence[float], reading: Reading | None) -> list[Evidence]:
    """The sentences of one passage as evidence."""
    if reading is None:
        return [
            Evidence(quote, relevance=joined(likely, UNREAD, UNREAD), answerable=UNREAD)
            for quote, likely in zip(quotes, before, strict=True)
        ]
    return [
        Evidence(
            quote,
            relevance=joined(likely, score, reading.answerable),
            answerable=reading.answerable,
            span=_span_in(quote, reading),
        )
        for quote, likely, score in zip(quotes, before, reading.sentence_scores, strict=True)
    ]


def _states(text: str, anchors: Anchors, names: NameIndex) -> bool:
    """Does the holder take a stance here on every name and most words of the question?"""
    if anchors.holder is None or not names.mentioned_in(text, [anchors.holder, *names_in(anchors.holder)]):
        return False
    covers = all(names.mentioned_in(text, spellings) for spellings in anchors.names)
    words_found = len(anchors.stems & content_stems(text)) >= len(anchors.stems) / 2
    return covers and words_found and takes_a_stance(text)


def _quotes(passage: Passage) -> list[Quote]:
    return [Quote.cut(passage, start, end) for start, end in sentences_of(passage)]


def _inside(quote: Quote) -> tuple[int, int]:
    return quote.start - quote.passage.start, quote.end - quote.passage.start


def _span_in(quote: Quote, reading: Reading) -> Span | None:
    """The reader's answer, where it starts in this sentence and is not empty."""
    start, end = quote.passage.start + reading.start, quote.passage.start + reading.end
    if reading.start == reading.end or not quote.start <= start < quote.end:
        return None
    return Span(start, end, quote.passage.text[reading.start : reading.end], reading.probability)


def _logistic(z: float) -> float:
    return 1.0 / (1.0 + math.exp(-z))


def _terms(quote: Quote, anchors: Anchors, names: NameIndex) -> frozenset[str]:
    """Which of the question's names and content words a sentence holds."""
    mentioned = {
        spellings[0]
        for spellings in anchors.names
        if names.mentioned_between(quote.passage, quote.start, quote.end, spellings)
    }
    return (anchors.stems & content_stems(quote.text)) | mentioned


def _terms_of_title(passage: Passage, anchors: Anchors, names: NameIndex) -> frozenset[str]:
    mentioned = {spellings[0] for spellings in anchors.names if names.mentioned_in(passage.title, spellings)}
    return (anchors.stems & content_stems(passage.title)) | mentioned


def _idf(anchors: Anchors, documents: Sequence[frozenset[str]]) -> dict[str, float]:
    """Robertson-Sparck Jones idf with +1 inside the logarithm, so that it is never negative."""
    frequency = Counter(term for document in documents for term in document)
    n = len(documents)
    terms = anchors.stems | set(anchors.shown)
    return {term: math.log(1 + (n - frequency[term] + 0.5) / (frequency[term] + 0.5)) for term in terms}
