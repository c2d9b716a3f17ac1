"""Which sentences of the retrieved passages answer the question?

What is known before reading costs nothing: how near the passage is, and which of
the question's names and words a sentence holds. It picks the passages that the
trained reader then reads. A sentence's relevance is a fitted opinion on all of
its signals together; none of them alone is a gate.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Protocol

from index.articles import Passage
from index.sentences import sentence_spans
from rag.evidence import Evidence, Quote, Sentence, Setting, Span, settings_of
from rag.judging.fitted import log_odds, model
from rag.judging.name_index import NameIndex, names_in
from rag.judging.speaking import gives_word_of, near_in_time
from rag.language.coverage import coverage, holding, rarity
from rag.language.saying import takes_a_stance
from rag.language.words import content_stems
from rag.question import Asked
from rag.search import Retrieved

if TYPE_CHECKING:
    from rag.reader import Reading


AROUND = 0.5
"""What a word counts that stands in the rest of the passage or in the title, not in the sentence."""
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
        told = [sentences_in(setting) for setting in settings_of(hit.passage for hit in hits[: self._passages_weighed])]
        known = signals_before(asked, hits, told, names)
        choosing = model("choosing")
        likeliest = sorted(range(len(told)), key=lambda place: -max(map(choosing, known[place]), default=0.0))
        chosen = [place for place in likeliest if told[place]][: self._passages_read]
        readings = self._reader.read(
            [(asked.text, hits[place].passage.text) for place in chosen],
            [[_inside(sentence.quote) for sentence in told[place]] for place in chosen],
        )
        read = dict(zip(chosen, readings, strict=True))
        return [
            item
            for place, (sentences, before) in enumerate(zip(told, known, strict=True))
            for item in _judged(sentences, before, read.get(place))
        ]


def sentences_of(passage: Passage) -> list[tuple[int, int]]:
    """The passage's sentences in article offsets."""
    return [(passage.start + start, passage.start + end) for start, end in sentence_spans(passage.text)]


def signals_before(
    asked: Asked, hits: Sequence[Retrieved], told: Sequence[Sequence[Sentence]], names: NameIndex
) -> list[list[dict[str, float]]]:
    """What is known of every sentence of every passage before it is read, each in [0, 1].

    ``told`` are the sentences of the first hits. Coverage is the share of the
    question's names and content words, each weighted by how rare it is among the
    passages (idf), that stand in the sentence, or at half weight in the rest of
    its passage and the title. Names count under any of their names.
    """
    inside = [[_terms(sentence, asked, names) for sentence in sentences] for sentences in told]
    around = [
        _terms_of_title(hit.passage, asked, names).union(*terms) for hit, terms in zip(hits, inside, strict=False)
    ]
    weights = {term: rarity(len(around), n) for term, n in holding(asked.content | set(asked.shown), around).items()}
    known = []
    for hit, sentences, terms, context in zip(hits, told, inside, around, strict=False):
        passage = hit.passage
        shared = {
            "similarity": max(0.0, hit.similarity),
            "passage_coverage": coverage(weights, context, context, AROUND),
            "names_missing_in_article": _share(not names.speaks_of(passage.article_id, n) for n in asked.spellings),
            "names_missing_in_passage": _share(n[0] not in context for n in asked.spellings),
            "other_time": float(asked.period is not None and not near_in_time(passage, asked.period)),
        }
        known.append(
            [
                shared
                | {
                    "coverage": coverage(weights, own, context, AROUND),
                    "own_coverage": coverage(weights, own, own, AROUND),
                    "names_missing_in_sentence": _share(n[0] not in own for n in asked.spellings),
                    "other_speaker": float(
                        asked.speaker is not None and not gives_word_of(asked.speaker, sentences, at, names)
                    ),
                    "stated": float(_states(sentence, asked, names)),
                }
                for at, (sentence, own) in enumerate(zip(sentences, terms, strict=True))
            ]
        )
    return known


def _judged(told: Sequence[Sentence], known: Sequence[dict[str, float]], reading: Reading | None) -> list[Evidence]:
    """The sentences of one passage as evidence."""
    relevance = model("relevance")
    answerable = reading.answerable if reading is not None else UNREAD
    judged = []
    for at, (sentence, before) in enumerate(zip(told, known, strict=True)):
        span = _span_in(sentence.quote, reading) if reading is not None else None
        signals = before | {
            "sentence": log_odds(reading.sentence_scores[at] if reading is not None else UNREAD),
            "answerable": log_odds(answerable),
            "span": log_odds(span.probability) - log_odds(UNREAD) if span is not None else 0.0,
            "unread": float(reading is None),
        }
        judged.append(sentence.judged(relevance(signals), answerable, span, signals))
    return judged


def _share(missing: Iterable[bool]) -> float:
    """The share that is true; 0 of none."""
    found = list(missing)
    return sum(found) / len(found) if found else 0.0


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


def _terms(sentence: Sentence, asked: Asked, names: NameIndex) -> frozenset[str]:
    """Which of the question's names and content words a sentence holds."""
    mentioned = {spellings[0] for spellings in asked.spellings if names.mentioned_between(sentence.quote, spellings)}
    return (asked.content & sentence.stems) | mentioned


def _terms_of_title(passage: Passage, asked: Asked, names: NameIndex) -> frozenset[str]:
    mentioned = {spellings[0] for spellings in asked.spellings if names.mentioned_in(passage.title, spellings)}
    return (asked.content & content_stems(passage.title)) | mentioned
