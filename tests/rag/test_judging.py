"""The features and the probability of the judge that needs no trained reader."""

from __future__ import annotations

import math

import numpy as np

from rag.anchors import NameIndex, anchors_of
from rag.judging import (
    COVERAGE,
    INTERCEPT,
    POWER,
    SIMILARITY,
    UNREAD,
    Features,
    ReaderJudge,
    SimilarityJudge,
    features,
    probability,
    sentences_of,
)
from rag.reader import Reading
from tests.rag.passages import passage


class LetterEncoder:
    """The vector of a text says whether it holds an x and whether it holds a y."""

    def encode(self, texts: list[str]) -> np.ndarray:
        raw = np.array([["x" in t, "y" in t, 0.001] for t in texts], dtype=np.float32)
        return raw / np.linalg.norm(raw, axis=1, keepdims=True)

    def encode_query(self, text: str) -> np.ndarray:
        return self.encode([text])[0]


def measured(question: str, *texts: str) -> list[Features]:
    read = [(p, sentences_of(p)) for p in (passage(text, article_id=str(n)) for n, text in enumerate(texts))]
    names = NameIndex([p for p, _ in read])
    return features(LetterEncoder(), question, read, names, anchors_of(question))  # type: ignore[arg-type]


def test_similarity_is_the_cosine() -> None:
    same, none = measured("box?", "A box.", "A hen.")
    assert round(same.similarity, 3) == 1.0
    assert round(none.similarity, 2) == 0.0


def test_coverage_weighs_rare_words_more() -> None:
    # "ferry" stands in one passage of two, "sank" in both
    rare, common = measured("Which ferry sank?", "The ferry sank.", "The boat sank.")
    idf_ferry, idf_sank = math.log(1 + 1.5 / 1.5), math.log(1 + 0.5 / 2.5)
    assert rare.coverage == 1.0
    assert math.isclose(common.coverage, idf_sank / (idf_ferry + idf_sank))


def test_the_rest_of_the_passage_counts_half() -> None:
    _, after = measured("Which ferry?", "The ferry left. It sank.")
    assert after.coverage == 0.5


def test_probability_is_the_logistic_of_the_weighted_features() -> None:
    expected = 1 / (1 + math.exp(-(INTERCEPT + SIMILARITY * 0.5 + COVERAGE * 0.25)))
    assert math.isclose(probability(Features(0.5, 0.25)), expected)


def test_each_sentence_is_judged_in_order_and_unread_passages_are_left_out() -> None:
    passages = [passage("One box. Two hens.", article_id="1"), passage("Three foxes.", article_id="2")]
    judge = SimilarityJudge(LetterEncoder(), passages_read=1)  # type: ignore[arg-type]
    judged = judge.judge("box?", passages, NameIndex(passages))
    assert [e.quote.text for e in judged] == ["One box.", "Two hens."]
    assert judged[0].relevance > judged[1].relevance
    assert judged[1].answerable == judged[0].relevance


def test_nothing_to_read_is_no_evidence() -> None:
    assert SimilarityJudge(LetterEncoder()).judge("box?", [], NameIndex([])) == []  # type: ignore[arg-type]


class FixedReader:
    """Says of every passage that its last sentence answers, with the passage's last word."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def read(self, pairs: list[tuple[str, str]], sentences: list[list[tuple[int, int]]]) -> list[Reading]:
        self.asked += [text for _, text in pairs]
        return [
            Reading(0.8, text.rindex(" ") + 1, len(text) - 1, 0.9, (*[0.1] * (len(spans) - 1), 0.5))
            for (_, text), spans in zip(pairs, sentences, strict=True)
        ]


def test_the_opinions_are_joined_by_their_geometric_mean_and_the_power() -> None:
    p = passage("Two hens. One box.", article_id="1", start=100)
    similarity = SimilarityJudge(LetterEncoder())  # type: ignore[arg-type]
    names = NameIndex([p])
    alone = similarity.judge("box?", [p], names)
    first, last = ReaderJudge(similarity, FixedReader()).judge("box?", [p], names)
    assert math.isclose(first.relevance, (alone[0].relevance * 0.1 * 0.8) ** (POWER / 3))
    assert math.isclose(last.relevance, (alone[1].relevance * 0.5 * 0.8) ** (POWER / 3))
    assert first.span is None
    assert last.span is not None
    assert (last.span.start, last.span.end, last.span.text) == (114, 117, "box")
    assert last.answerable == 0.8


def test_only_the_best_passages_are_read_and_the_others_stay_below_one_half() -> None:
    passages = [passage("Three foxes.", article_id="2"), passage("One box.", article_id="1")]
    reader = FixedReader()
    judged = ReaderJudge(SimilarityJudge(LetterEncoder()), reader, passages_read=1).judge(  # type: ignore[arg-type]
        "box?", passages, NameIndex(passages)
    )
    assert reader.asked == ["One box."]
    assert [e.quote.text for e in judged] == ["Three foxes.", "One box."]
    assert judged[0].relevance <= UNREAD ** (2 * POWER / 3) < 0.5
