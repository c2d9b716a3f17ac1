"""Which sentences of the retrieved passages answer the question?

Two opinions are joined. The first costs nothing: how near the passage is to the
question, and which of the question's names and words a sentence holds. It picks
the passages that the trained reader then reads; the reader says how likely the
passage answers at all, and how likely each sentence does.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from index.articles import Passage
from index.sentences import sentence_spans
from rag.evidence import Evidence, Quote, Sentence, Setting, Span, settings_of
from rag.judging.name_index import NameIndex, names_in
from rag.language.coverage import coverage, holding, rarity
from rag.language.speakers import takes_a_stance
from rag.language.words import content_stems
from rag.question import Asked
from rag.search import Retrieved

if TYPE_CHECKING:
    from rag.reader import Reading


class Judge(Protocol):
    """Gives every sentence of every passage a relevance in [0, 1]."""

    def judge(self, asked: Asked, hits: Sequence[Retrieved], names: NameIndex) -> list[Evidence]: ...


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

AROUND = 0.5
"""What a word counts that stands in the rest of the passage or in the title, not in the sentence."""
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

    def judge(self, asked: Asked, hits: Sequence[Retrieved], names: NameIndex) -> list[Evidence]:
        """One Evidence per sentence, in the order of the hits, with the answer span in the sentence it starts in.

        Of the first ``passages_weighed`` hits the likeliest ``passages_read`` are read;
        the sentences of the others keep the opinion before reading.
        """
        told = [sentences_in(setting) for setting in settings_of(hit.passage for hit in hits[: self._passages_weighed])]
        opinions = [
            [_opinion(one, sentence, asked, names) for one, sentence in zip(measured, sentences, strict=True)]
            for measured, sentences in zip(features(hits, told, names, asked), told, strict=True)
        ]
        likeliest = sorted(range(len(told)), key=lambda place: -max(opinions[place], default=0.0))
        chosen = [place for place in likeliest if told[place]][: self._passages_read]
        readings = self._reader.read(
            [(asked.text, hits[place].passage.text) for place in chosen],
            [[_inside(sentence.quote) for sentence in told[place]] for place in chosen],
        )
        read = dict(zip(chosen, readings, strict=True))
        return [
            item
            for place, (sentences, before) in enumerate(zip(told, opinions, strict=True))
            for item in _judged(sentences, before, read.get(place))
        ]


def sentences_of(passage: Passage) -> list[tuple[int, int]]:
    """The passage's sentences in article offsets."""
    return [(passage.start + start, passage.start + end) for start, end in sentence_spans(passage.text)]


def features(
    hits: Sequence[Retrieved], told: Sequence[Sequence[Sentence]], names: NameIndex, asked: Asked
) -> list[list[Features]]:
    """The features of every sentence of every passage. ``told`` are those of the first hits.

    Coverage is the share of the question's names and content words, each
    weighted by how rare it is among the passages (idf), that stand in the
    sentence, or at half weight in the rest of its passage and the title. Names
    count under any of their names.
    """
    inside = [[_terms(sentence, asked, names) for sentence in sentences] for sentences in told]
    around = [
        _terms_of_title(hit.passage, asked, names).union(*terms) for hit, terms in zip(hits, inside, strict=False)
    ]
    terms = asked.content | set(asked.shown)
    weights = {term: rarity(len(around), n) for term, n in holding(terms, around).items()}
    return [
        [Features(max(0.0, hit.similarity), coverage(weights, own, context, AROUND)) for own in terms]
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


def log_odds(share: float) -> float:
    """The log-odds of a probability, kept between those of one in a thousand and its opposite.

    >>> log_odds(0.5), round(log_odds(0.9), 2), round(log_odds(0.0), 2)
    (0.0, 2.2, -6.91)
    """
    kept = min(max(share, 1e-3), 1 - 1e-3)
    return math.log(kept / (1.0 - kept))


def _opinion(measured: Features, sentence: Sentence, asked: Asked, names: NameIndex) -> float:
    likely = probability(measured)
    return max(likely, STATED) if _states(sentence, asked, names) else likely


def _judged(told: Sequence[Sentence], before: Sequence[float], reading: Reading | None) -> list[Evidence]:
    """The sentences of one passage as evidence."""
    if reading is None:
        return [
            sentence.judged(joined(likely, UNREAD, UNREAD), UNREAD)
            for sentence, likely in zip(told, before, strict=True)
        ]
    return [
        sentence.judged(
            joined(likely, score, reading.answerable), reading.answerable, _span_in(sentence.quote, reading)
        )
        for sentence, likely, score in zip(told, before, reading.sentence_scores, strict=True)
    ]


def _states(sentence: Sentence, asked: Asked, names: NameIndex) -> bool:
    """Does the holder take a stance here on every name and most words of the question?"""
    if asked.speaker is None or not names.among(sentence.names, [asked.speaker, *names_in(asked.speaker)]):
        return False
    covers = all(names.among(sentence.names, spellings) for spellings in asked.spellings)
    words_found = len(asked.content & sentence.stems) >= len(asked.content) / 2
    return covers and words_found and takes_a_stance(sentence.text)


def sentences_in(setting: Setting) -> list[Sentence]:
    """The passage's sentences, which share what stands around them."""
    passage = setting.passage
    return [Sentence(Quote.cut(passage, start, end), setting=setting) for start, end in sentences_of(passage)]


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


def _terms(sentence: Sentence, asked: Asked, names: NameIndex) -> frozenset[str]:
    """Which of the question's names and content words a sentence holds."""
    mentioned = {spellings[0] for spellings in asked.spellings if names.mentioned_between(sentence.quote, spellings)}
    return (asked.content & sentence.stems) | mentioned


def _terms_of_title(passage: Passage, asked: Asked, names: NameIndex) -> frozenset[str]:
    mentioned = {spellings[0] for spellings in asked.spellings if names.mentioned_in(passage.title, spellings)}
    return (asked.content & content_stems(passage.title)) | mentioned
