"""What is known of a sentence before it is read, and how the reader's opinions join it."""

from __future__ import annotations

import math

from rag.evidence import settings_of
from rag.judging.fitted import log_odds, model
from rag.judging.name_index import NameIndex
from rag.judging.relevance import BEFORE_READING, READ, UNREAD, ReaderJudge, sentences_in, signals_before
from rag.question import asked_of
from rag.reader import Reading
from rag.search import Retrieved
from tests.rag.passages import passage


def hits(*texts: str, similarity: float = 0.5) -> list[Retrieved]:
    return [Retrieved(passage(text, article_id=str(n), start=100), 1.0, similarity) for n, text in enumerate(texts)]


def known(question: str, *texts: str) -> list[dict[str, float]]:
    found = hits(*texts)
    told = [sentences_in(setting) for setting in settings_of(hit.passage for hit in found)]
    names = NameIndex([hit.passage for hit in found])
    return [one for passage_ in signals_before(asked_of(question), found, told, names) for one in passage_]


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
    rare, common = known("Which ferry sank?", "The ferry sank.", "The boat sank.")
    idf_ferry, idf_sank = math.log(1 + 1.5 / 1.5), math.log(1 + 0.5 / 2.5)
    assert rare["coverage"] == 1.0
    assert math.isclose(common["coverage"], idf_sank / (idf_ferry + idf_sank))


def test_the_rest_of_the_passage_counts_half_and_is_told_apart() -> None:
    _, after = known("Which ferry?", "The ferry left. It sank.")
    assert (after["coverage"], after["own_coverage"], after["passage_coverage"]) == (0.5, 0.0, 1.0)


def test_a_name_counts_under_its_other_names() -> None:
    (one,) = known("What did the UK sign?", "The British government did sign.")
    assert one["coverage"] == 1.0
    assert one["names_missing_in_article"] == one["names_missing_in_sentence"] == 0.0


def test_a_name_counts_only_in_its_own_sentence() -> None:
    first, second = known("Where is Oslo?", "It is far. Oslo is near.")
    assert (first["coverage"], second["coverage"]) == (0.5, 1.0)
    assert (first["names_missing_in_sentence"], second["names_missing_in_sentence"]) == (1.0, 0.0)


def test_of_two_names_one_may_be_missing() -> None:
    (one,) = known("Did Ana Silva meet Bo Lind?", "Ana Silva left early.")
    assert one["names_missing_in_article"] == one["names_missing_in_passage"] == 0.5


def test_a_stance_of_the_asked_holder_is_told_from_anothers() -> None:
    theirs, others = known("What did the UK say about Oslo?", "The UK said it backs Oslo.", "Rain fell on Oslo.")
    assert (theirs["stated"], theirs["other_speaker"]) == (1.0, 0.0)
    assert (others["stated"], others["other_speaker"]) == (0.0, 1.0)


def test_every_signal_that_is_fitted_is_measured() -> None:
    (one,) = judged("box?", hits("One box."))
    assert set(one.signals) == {*BEFORE_READING, *READ}


def test_each_sentence_gets_its_own_score_and_the_span_where_it_starts() -> None:
    first, last = judged("box?", hits("Two hens. One box."))
    assert (first.signals["sentence"], last.signals["sentence"]) == (log_odds(0.1), log_odds(0.5))
    assert last.relevance == model("relevance")(last.signals)
    assert first.span is None
    assert first.signals["span"] == 0.0
    assert last.span is not None
    assert (last.span.start, last.span.end, last.span.text) == (114, 117, "box")
    assert math.isclose(last.signals["span"], log_odds(0.9) - log_odds(UNREAD))
    assert last.answerable == 0.8


def test_only_the_likeliest_passages_are_read() -> None:
    reader = FixedReader()
    one, other = judged("box?", hits("Three foxes.", "One box."), passages_read=1, reader=reader)
    assert reader.asked == ["One box."]
    assert (one.quote.text, other.quote.text) == ("Three foxes.", "One box.")
    assert (one.answerable, one.signals["unread"], other.signals["unread"]) == (UNREAD, 1.0, 0.0)
    assert one.relevance < other.relevance
