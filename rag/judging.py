"""Which sentences of the retrieved passages answer the question?

``SimilarityJudge`` needs no weights beyond the encoder's: it weighs the
sentence's similarity to the question with the share of the question's words
that the sentence and its surroundings hold. ``ReaderJudge`` lets the trained
reader read the passages that this finds best and joins the two opinions.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

import numpy as np

from index.article_index import TextEncoder
from index.articles import Passage
from index.sentences import sentence_spans
from rag.anchors import Anchors, NameIndex, anchors_of, names_in, takes_a_stance
from rag.evidence import Evidence, Quote, Span
from rag.words import content_stems

if TYPE_CHECKING:
    from rag.reader import Reading


class Judge(Protocol):
    """Gives every sentence of every passage a relevance in [0, 1]."""

    def judge(self, question: str, passages: Sequence[Passage], names: NameIndex) -> list[Evidence]: ...


def sentences_of(passage: Passage) -> list[tuple[int, int]]:
    """The passage's sentences in article offsets."""
    return [(passage.start + start, passage.start + end) for start, end in sentence_spans(passage.text)]


@dataclass(frozen=True, slots=True)
class Features:
    """What SimilarityJudge weighs for one sentence, both in [0, 1]."""

    similarity: float
    """Cosine of question and sentence."""
    coverage: float
    """Share of the question's names and content words found, weighted by their rarity."""


INTERCEPT, SIMILARITY, COVERAGE = -7.43, 10.75, 3.21
"""Logistic regression on SelQA dev: ``python -m training.similarity_judge`` prints these."""


STATED = 0.6
"""Relevance, at least, of a sentence in which the holder takes a stance on everything the question names. Such
sentences share little wording with "What did X say about Y?", and the regression saw no question of that kind."""


class SimilarityJudge:
    """Relevance from the encoder and from shared words, as a probability.

    Coverage is the share of the question's names and content words, each
    weighted by how rare it is among the retrieved passages (idf), that stand in
    the sentence, or at half weight in the rest of its passage and the title.
    Names count under any of their names.
    """

    def __init__(self, encoder: TextEncoder, *, passages_read: int = 16) -> None:
        self._encoder = encoder
        self._passages_read = passages_read

    def judge(self, question: str, passages: Sequence[Passage], names: NameIndex) -> list[Evidence]:
        """One Evidence per sentence, in passage order; later passages than ``passages_read`` are not read."""
        read = [(passage, sentences_of(passage)) for passage in passages[: self._passages_read]]
        measured = features(self._encoder, question, read, names, anchors_of(question))
        quotes = [Quote.cut(passage, start, end) for passage, spans in read for start, end in spans]
        anchors = anchors_of(question)
        relevance = [
            max(probability(each), STATED) if _states(quote.text, anchors, names) else probability(each)
            for each, quote in zip(measured, quotes, strict=True)
        ]
        best: dict[int, float] = {}
        for quote, value in zip(quotes, relevance, strict=True):
            best[quote.passage.id] = max(best.get(quote.passage.id, 0.0), value)
        return [
            Evidence(quote, relevance=value, answerable=best[quote.passage.id])
            for quote, value in zip(quotes, relevance, strict=True)
        ]


def _states(text: str, anchors: Anchors, names: NameIndex) -> bool:
    """Does the holder take a stance here on every name and most words of the question?"""
    if anchors.holder is None or not names.mentioned_in(text, [anchors.holder, *names_in(anchors.holder)]):
        return False
    covers = all(names.mentioned_in(text, spellings) for spellings in anchors.names)
    words_found = len(anchors.stems & content_stems(text)) >= len(anchors.stems) / 2
    return covers and words_found and takes_a_stance(text)


UNREAD = 0.14
"""What counts as the reader's opinion of a passage it did not read: such a sentence stays below one half."""
POWER = 0.54
"""Moves the joined score to where one half is the best cut between questions that the articles answer and that they
do not: 0.28 before, on the 63 development questions. The reader learned from negatives that outnumber what a search
brings, so its probabilities are low on retrieved passages."""


class PassageReader(Protocol):
    """What ReaderJudge needs of ``rag.reader.Reader``."""

    def read(
        self, pairs: Sequence[tuple[str, str]], sentences: Sequence[Sequence[tuple[int, int]]]
    ) -> Sequence[Reading]: ...


class ReaderJudge:
    """Three opinions joined: similarity, and the reader's of the sentence and of its passage.

    The two go wrong in different places: similarity does not see whether a
    sentence on the topic answers, the reader is drawn to any sentence with a
    fitting kind of answer. Their geometric mean, raised to ``POWER``.
    """

    def __init__(self, similarity: Judge, reader: PassageReader, *, passages_read: int = 8) -> None:
        self._similarity = similarity
        self._reader = reader
        self._passages_read = passages_read

    def judge(self, question: str, passages: Sequence[Passage], names: NameIndex) -> list[Evidence]:
        """One Evidence per sentence, in passage order, with the answer span in the sentence it starts in."""
        judged = self._similarity.judge(question, passages, names)
        by_passage: dict[int, list[Evidence]] = {}
        for item in judged:
            by_passage.setdefault(item.quote.passage.id, []).append(item)
        best = sorted(by_passage.values(), key=lambda items: -items[0].answerable)[: self._passages_read]
        read = self._reader.read(
            [(question, items[0].quote.passage.text) for items in best],
            [[_inside(item.quote) for item in items] for items in best],
        )
        readings = {items[0].quote.passage.id: reading for items, reading in zip(best, read, strict=True)}
        return [joined for key, items in by_passage.items() for joined in _joined(items, readings.get(key))]


def _joined(items: Sequence[Evidence], reading: Reading | None) -> list[Evidence]:
    """The sentences of one passage with both opinions in their relevance."""
    if reading is None:
        return [replace(e, relevance=_join(e.relevance, UNREAD, UNREAD), answerable=UNREAD) for e in items]
    return [
        replace(
            item,
            relevance=_join(item.relevance, score, reading.answerable),
            answerable=reading.answerable,
            span=_span_in(item.quote, reading),
        )
        for item, score in zip(items, reading.sentence_scores, strict=True)
    ]


def _join(*opinions: float) -> float:
    return math.prod(opinions) ** (POWER / len(opinions))


def _inside(quote: Quote) -> tuple[int, int]:
    return quote.start - quote.passage.start, quote.end - quote.passage.start


def _span_in(quote: Quote, reading: Reading) -> Span | None:
    """The reader's answer, where it starts in this sentence and is not empty."""
    start, end = quote.passage.start + reading.start, quote.passage.start + reading.end
    if reading.start == reading.end or not quote.start <= start < quote.end:
        return None
    return Span(start, end, quote.passage.text[reading.start : reading.end], reading.probability)


def probability(measured: Features) -> float:
    """How likely a sentence with these features answers, by the fitted regression."""
    z = INTERCEPT + SIMILARITY * measured.similarity + COVERAGE * measured.coverage
    return 1.0 / (1.0 + math.exp(-z))


def features(
    encoder: TextEncoder,
    question: str,
    read: Sequence[tuple[Passage, Sequence[tuple[int, int]]]],
    names: NameIndex,
    anchors: Anchors,
) -> list[Features]:
    """The features of every sentence of every passage, in order; spans are article offsets."""
    quotes = [Quote.cut(passage, start, end) for passage, spans in read for start, end in spans]
    if not quotes:
        return []
    vectors = encoder.encode([quote.text for quote in quotes])
    similarity = np.clip(vectors @ encoder.encode_query(question), 0.0, 1.0)
    around = [_terms(f"{passage.title}. {passage.text}", anchors, names) for passage, _ in read]
    weights = _idf(anchors, around)
    context = {passage.id: terms for (passage, _), terms in zip(read, around, strict=True)}
    measured = []
    for quote, cosine in zip(quotes, similarity, strict=True):
        inside = _terms(quote.text, anchors, names)
        measured.append(Features(float(cosine), coverage(weights, inside, context[quote.passage.id])))
    return measured


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


def _terms(text: str, anchors: Anchors, names: NameIndex) -> frozenset[str]:
    """Which of the question's names and content words a text holds."""
    mentioned = {spellings[0] for spellings in anchors.names if names.mentioned_in(text, spellings)}
    return (anchors.stems & content_stems(text)) | mentioned


def _idf(anchors: Anchors, documents: Sequence[frozenset[str]]) -> dict[str, float]:
    """Robertson-Sparck Jones idf with +1 inside the logarithm, so that it is never negative."""
    frequency = Counter(term for document in documents for term in document)
    n = len(documents)
    terms = anchors.stems | set(anchors.shown)
    return {term: math.log(1 + (n - frequency[term] + 0.5) / (frequency[term] + 0.5)) for term in terms}
