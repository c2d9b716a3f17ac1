"""Which sentences of the retrieved passages answer the question?

What is known before reading costs nothing: how near the passage is, and which of
the question's names and words a sentence holds. It picks the passages that the
trained reader then reads. A sentence's relevance is a fitted opinion on all of
its signals together; none of them alone is a gate.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Protocol

from index.articles import Passage
from index.sentences import sentence_spans
from rag.evidence import Evidence, Quote, Span
from rag.judging.fitted import log_odds, model
from rag.judging.name_index import NameIndex, names_in
from rag.judging.speaking import gives_word_of, near_in_time
from rag.language.speakers import takes_a_stance
from rag.language.words import content_stems
from rag.question import Asked
from rag.search import Retrieved

if TYPE_CHECKING:
    from rag.reader import Reading


UNREAD = 1e-4
"""What counts as the reader's opinion of a passage that it did not read: no answer, but it may still be compared."""
BEFORE_READING = (
    "similarity",
    "coverage",
    "own_coverage",
    "passage_coverage",
    "names_missing_in_sentence",
    "names_missing_in_passage",
    "names_missing_in_article",
    "other_speaker",
    "stated",
    "other_time",
)
"""The signals known before a passage is read."""
READ = ("sentence", "answerable", "span", "unread")
"""The reader's, as log-odds; ``span`` is 0 for a sentence in which the passage's answer does not start."""


class Judge(Protocol):
    """Gives every sentence of every passage a relevance in [0, 1]."""

    def judge(self, asked: Asked, hits: Sequence[Retrieved], names: NameIndex) -> list[Evidence]: ...


class PassageReader(Protocol):
    """What ReaderJudge needs of ``rag.reader.Reader``."""

    def read(
        self, pairs: Sequence[tuple[str, str]], sentences: Sequence[Sequence[tuple[int, int]]]
    ) -> Sequence[Reading]: ...


class ReaderJudge:
    """Relevance from similarity, shared words and names, who speaks and when, and the trained reader."""

    def __init__(self, reader: PassageReader, *, passages_weighed: int = 16, passages_read: int = 8) -> None:
        self._reader = reader
        self._passages_weighed = passages_weighed
        self._passages_read = passages_read

    def judge(self, asked: Asked, hits: Sequence[Retrieved], names: NameIndex) -> list[Evidence]:
        """One Evidence per sentence, in the order of the hits, with the answer span in the sentence it starts in.

        Of the first ``passages_weighed`` hits the likeliest ``passages_read`` are read;
        the sentences of the others keep the opinion before reading.
        """
        quotes = [_quotes(hit.passage) for hit in hits[: self._passages_weighed]]
        known = signals_before(asked, hits, quotes, names)
        choosing = model("choosing")
        likeliest = sorted(range(len(quotes)), key=lambda place: -max(map(choosing, known[place]), default=0.0))
        chosen = [place for place in likeliest if quotes[place]][: self._passages_read]
        readings = self._reader.read(
            [(asked.text, hits[place].passage.text) for place in chosen],
            [[_inside(quote) for quote in quotes[place]] for place in chosen],
        )
        read = dict(zip(chosen, readings, strict=True))
        return [
            item
            for place, (sentences, before) in enumerate(zip(quotes, known, strict=True))
            for item in _judged(sentences, before, read.get(place))
        ]


def sentences_of(passage: Passage) -> list[tuple[int, int]]:
    """The passage's sentences in article offsets."""
    return [(passage.start + start, passage.start + end) for start, end in sentence_spans(passage.text)]


def signals_before(
    asked: Asked, hits: Sequence[Retrieved], quotes: Sequence[Sequence[Quote]], names: NameIndex
) -> list[list[dict[str, float]]]:
    """What is known of every sentence of every passage before it is read, each in [0, 1].

    ``quotes`` are the sentences of the first hits. Coverage is the share of the
    question's names and content words, each weighted by how rare it is among the
    passages (idf), that stand in the sentence, or at half weight in the rest of
    its passage and the title. Names count under any of their names.
    """
    inside = [[_terms(quote, asked, names) for quote in sentences] for sentences in quotes]
    around = [
        _terms_of_title(hit.passage, asked, names).union(*terms) for hit, terms in zip(hits, inside, strict=False)
    ]
    weights = _idf(asked, around)
    known = []
    for hit, sentences, terms, context in zip(hits, quotes, inside, around, strict=False):
        passage = hit.passage
        shared = {
            "similarity": max(0.0, hit.similarity),
            "passage_coverage": coverage(weights, context, context),
            "names_missing_in_article": _share(not names.speaks_of(passage.article_id, n) for n in asked.spellings),
            "names_missing_in_passage": _share(n[0] not in context for n in asked.spellings),
            "other_time": float(asked.period is not None and not near_in_time(passage, asked.period)),
        }
        known.append(
            [
                shared
                | {
                    "coverage": coverage(weights, own, context),
                    "own_coverage": coverage(weights, own, own),
                    "names_missing_in_sentence": _share(n[0] not in own for n in asked.spellings),
                    "other_speaker": float(
                        asked.speaker is not None and not gives_word_of(asked.speaker, sentences, at, names)
                    ),
                    "stated": float(_states(quote.text, asked, names)),
                }
                for at, (quote, own) in enumerate(zip(sentences, terms, strict=True))
            ]
        )
    return known


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


def _judged(quotes: Sequence[Quote], known: Sequence[dict[str, float]], reading: Reading | None) -> list[Evidence]:
    """The sentences of one passage as evidence."""
    relevance = model("relevance")
    judged = []
    for at, (quote, before) in enumerate(zip(quotes, known, strict=True)):
        span = _span_in(quote, reading) if reading is not None else None
        signals = before | {
            "sentence": log_odds(reading.sentence_scores[at] if reading is not None else UNREAD),
            "answerable": log_odds(reading.answerable if reading is not None else UNREAD),
            "span": log_odds(span.probability) - log_odds(UNREAD) if span is not None else 0.0,
            "unread": float(reading is None),
        }
        answerable = reading.answerable if reading is not None else UNREAD
        judged.append(Evidence(quote, relevance(signals), answerable, span, signals))
    return judged


def _share(missing: Iterable[bool]) -> float:
    """The share that is true; 0 of none."""
    found = list(missing)
    return sum(found) / len(found) if found else 0.0


def _states(text: str, asked: Asked, names: NameIndex) -> bool:
    """Does the holder take a stance here on every name and most words of the question?"""
    if asked.speaker is None or not names.mentioned_in(text, [asked.speaker, *names_in(asked.speaker)]):
        return False
    covers = all(names.mentioned_in(text, spellings) for spellings in asked.spellings)
    words_found = len(asked.content & content_stems(text)) >= len(asked.content) / 2
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


def _terms(quote: Quote, asked: Asked, names: NameIndex) -> frozenset[str]:
    """Which of the question's names and content words a sentence holds."""
    mentioned = {
        spellings[0]
        for spellings in asked.spellings
        if names.mentioned_between(quote.passage, quote.start, quote.end, spellings)
    }
    return (asked.content & content_stems(quote.text)) | mentioned


def _terms_of_title(passage: Passage, asked: Asked, names: NameIndex) -> frozenset[str]:
    mentioned = {spellings[0] for spellings in asked.spellings if names.mentioned_in(passage.title, spellings)}
    return (asked.content & content_stems(passage.title)) | mentioned


def _idf(asked: Asked, documents: Sequence[frozenset[str]]) -> dict[str, float]:
    """Robertson-Sparck Jones idf with +1 inside the logarithm, so that it is never negative."""
    frequency = Counter(term for document in documents for term in document)
    n = len(documents)
    terms = asked.content | set(asked.shown)
    return {term: math.log(1 + (n - frequency[term] + 0.5) / (frequency[term] + 0.5)) for term in terms}
