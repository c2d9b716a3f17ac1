"""What is known of a sentence before it is read, and how the reader's opinions join it."""

from __future__ import annotations

import math

from rag.evidence import settings_of
from rag.judging.name_index import NameIndex
from rag.judging.relevance import (
    STATED,
    UNREAD,
    WEIGHTS,
    Features,
    ReaderJudge,
    features,
    joined,
    log_odds,
    probability,
    sentences_in,
)
from rag.question import asked_of
from rag.reader import Reading
from rag.search import Retrieved
from tests.rag.passages import passage


def hits(*texts: str, similarity: float = 0.5) -> list[Retrieved]:
    return [Retrieved(passage(text, article_id=str(n), start=100), 1.0, similarity) for n, text in enumerate(texts)]


def measured(question: str, *texts: str) -> list[Features]:
    found = hits(*texts)
    told = [sentences_in(setting) for setting in settings_of(hit.passage for hit in found)]
    names = NameIndex([hit.passage for hit in found])
    return [one for passage_ in features(found, told, names, asked_of(question)) for one in passage_]


class FixedReader:
    """Finds the last word of every passage, and thinks more of its last sentence."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def read(self, pairs: list[tuple[str, str]], sentences: list[list[tuple[int, int]]]) -> list[Reading]:
        self.asked += [text for _, text in pairs]
        return [
            Reading(0.8, text.rindex(" ") + 1, len(text) - 1, 0.9, (*[0.1] * (len(spans) - 1), 0.5))
            for (_, text), spans in zip(pairs, sentences, strict=True)
        ]


def judged(question: str, found: list[Retrieved], *, passages_read: int = 8, reader: FixedReader | None = None):  # type: ignore[no-untyped-def]
    judge = ReaderJudge(reader or FixedReader(), passages_read=passages_read)
    return judge.judge(asked_of(question), found, NameIndex([hit.passage for hit in found]))


def test_coverage_weighs_rare_words_more() -> None:
    # "ferry" stands in one passage of two, "sank" in both
    rare, common = measured("Which ferry sank?", "The ferry sank.", "The boat sank.")
    idf_ferry, idf_sank = math.log(1 + 1.5 / 1.5), math.log(1 + 0.5 / 2.5)
    assert rare.coverage == 1.0
    assert math.isclose(common.coverage, idf_sank / (idf_ferry + idf_sank))


def test_the_rest_of_the_passage_counts_half() -> None:
    _, after = measured("Which ferry?", "The ferry left. It sank.")
    assert after.coverage == 0.5


def test_a_name_counts_under_its_other_names() -> None:
    (one,) = measured("What did the UK sign?", "The British government did sign.")
    assert one.coverage == 1.0


def test_a_name_counts_only_in_its_own_sentence() -> None:
    first, second = measured("Where is Oslo?", "It is far. Oslo is near.")
    assert (first.coverage, second.coverage) == (0.5, 1.0)


def test_before_reading_the_features_are_weighed_as_fitted() -> None:
    intercept, similarity, covers = WEIGHTS.before
    z = intercept + 0.5 * similarity + 1.0 * covers
    assert math.isclose(probability(Features(0.5, 1.0)), 1 / (1 + math.exp(-z)))


def test_the_three_opinions_are_joined_as_fitted() -> None:
    intercept, before, sentence, passage_ = WEIGHTS.after
    z = intercept + before * math.log(0.3 / 0.7) + sentence * math.log(0.9 / 0.1) + passage_ * math.log(0.8 / 0.2)
    assert math.isclose(joined(0.3, 0.9, 0.8), 1 / (1 + math.exp(-z)))


def test_an_opinion_of_zero_or_one_is_not_infinite() -> None:
    assert math.isclose(log_odds(0.0), math.log(0.001 / 0.999))
    assert math.isclose(log_odds(1.0), -log_odds(0.0))


def test_each_sentence_gets_its_own_score_and_the_span_where_it_starts() -> None:
    found = hits("Two hens. One box.")
    first, last = judged("box?", found)
    before = [probability(one) for one in measured("box?", "Two hens. One box.")]
    assert math.isclose(first.relevance, joined(before[0], 0.1, 0.8))
    assert math.isclose(last.relevance, joined(before[1], 0.5, 0.8))
    assert first.span is None
    assert last.span is not None
    assert (last.span.start, last.span.end, last.span.text) == (114, 117, "box")
    assert last.answerable == 0.8


def test_only_the_likeliest_passages_are_read_and_the_others_stay_below_one_half() -> None:
    reader = FixedReader()
    one, other = judged("box?", hits("Three foxes.", "One box."), passages_read=1, reader=reader)
    assert reader.asked == ["One box."]
    assert (one.quote.text, other.quote.text) == ("Three foxes.", "One box.")
    assert one.answerable == UNREAD
    assert joined(0.99, UNREAD, UNREAD) < 0.5


def test_a_stance_of_the_asked_holder_is_likely_before_it_is_read() -> None:
    text = "The UK backs Oslo."
    stance = judged("What did the UK say about Oslo?", hits("The UK said it backs Oslo.", similarity=0.0))
    assert math.isclose(stance[0].relevance, joined(STATED, 0.5, 0.8))
    none = judged("What did the UK say about Oslo?", hits(text.replace("backs", "is near"), similarity=0.0))
    assert none[0].relevance < stance[0].relevance


def test_no_passages_give_no_evidence() -> None:
    assert judged("box?", []) == []
