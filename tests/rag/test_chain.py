"""Fusion, the period bonus, the cap per origin: on an index that a person can compute by hand."""

from __future__ import annotations

from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.articles import Passage
from index.filters import EVERYTHING, ArticleFilter
from index.snapshot import Hits
from rag.chain import to_document
from rag.question import asked_of
from rag.search import RANK_CONSTANT, fuse, retrieve
from tests.rag.passages import SEARCH, passage


class OneVector:
    """An encoder that gives every question the same vector."""

    def encode_query(self, text: str) -> np.ndarray:
        return np.ones(1, dtype=np.float32)


class FixedSnapshot:
    """A search whose two rankings are given."""

    def __init__(self, dense: list[Passage], keyword: list[Passage]) -> None:
        self.passages = {p.id: p for p in (*dense, *keyword)}
        self.hits = Hits(
            tuple((p.id, 1.0 - n / 10) for n, p in enumerate(dense)),
            tuple((p.id, 9.0 - n) for n, p in enumerate(keyword)),
        )
        self.asked: ArticleFilter | None = None

    def search(self, text: str, vector: np.ndarray, may: ArticleFilter, k: int) -> Hits:
        self.asked = may
        return self.hits

    def get(self, ids: list[int]) -> list[Passage]:
        return [self.passages[key] for key in ids]

    def vectors(self, ids: list[int]) -> np.ndarray:
        return np.full((len(ids), 1), 0.25, dtype=np.float32)


def found(snapshot: FixedSnapshot, question: str = "q", **options: object) -> list[str]:
    hits = retrieve(snapshot, OneVector(), asked_of(question), **{**SEARCH, **options})  # type: ignore[arg-type]
    return [hit.passage.text for hit in hits]


A, B, C = (passage(text, article_id=text, origin=text) for text in "ABC")


def test_a_passage_that_both_halves_find_goes_first() -> None:
    # B: 1/62 + 1/61 > A: 1/61 > C: 1/62
    assert found(FixedSnapshot([A, B], [B, C])) == ["B", "A", "C"]


def test_score_and_similarity_are_kept() -> None:
    first, *_ = retrieve(FixedSnapshot([A], [A]), OneVector(), asked_of("q"), **SEARCH)  # type: ignore[arg-type]
    assert first.score == 2 / (RANK_CONSTANT + 1)
    assert first.similarity == 1.0


def test_a_passage_that_only_its_words_found_has_its_similarity_too() -> None:
    _, by_words = retrieve(FixedSnapshot([A], [A, B]), OneVector(), asked_of("q"), **SEARCH)  # type: ignore[arg-type]
    assert (by_words.passage.text, by_words.similarity) == ("B", 0.25)


def test_no_more_than_the_cap_from_one_origin() -> None:
    wire = [passage(text, article_id=text, origin="wire") for text in ("w1", "w2", "w3")]
    assert found(FixedSnapshot([*wire, A], []), passages_per_origin=2, passages=3) == ["w1", "w2", "A"]


def test_room_that_is_left_goes_to_what_the_cap_held_back() -> None:
    wire = [passage(text, article_id=text, origin="wire") for text in ("w1", "w2", "w3")]
    assert found(FixedSnapshot([*wire, A], []), passages_per_origin=2, passages=9) == ["w1", "w2", "A", "w3"]


def test_the_period_lifts_what_was_published_then() -> None:
    old = passage("old", article_id="o", published=date(2012, 1, 1))
    then = passage("then", article_id="t", published=date(2016, 9, 20))
    assert found(FixedSnapshot([old, then], [])) == ["old", "then"]
    assert found(FixedSnapshot([old, then], []), "Who met on 19 September 2016?") == ["then", "old"]


def test_the_latest_goes_first_where_the_question_asks_for_it() -> None:
    old = passage("old", article_id="o", published=date(2012, 1, 1))
    new = passage("new", article_id="n", published=date(2016, 1, 1))
    assert found(FixedSnapshot([old, new], [old, new])) == ["old", "new"]
    # old: 2/61 + 1/62 for recency, new: 2/62 + 1/61: a near-tie that the publication date must not overturn
    assert found(FixedSnapshot([old, new], [old, new]), "Who won the latest race?") == ["old", "new"]
    # old: 1/61 + 1/62 + 1/62, new: 1/62 + 1/61 + 1/61: an exact tie that it decides
    assert found(FixedSnapshot([old, new], [new, old])) == ["old", "new"]
    assert found(FixedSnapshot([old, new], [new, old]), "Who won the latest race?") == ["new", "old"]


def test_the_filter_goes_into_the_search() -> None:
    snapshot = FixedSnapshot([A], [])
    may = ArticleFilter(sources=("AFP",))
    found(snapshot, filter=may)
    assert snapshot.asked == may
    assert may != EVERYTHING


def test_a_document_carries_the_quote_and_its_address() -> None:
    p = passage("It rained.", article_id="a.txt", start=7, source="AFP", published=date(2026, 1, 31))
    (hit,) = retrieve(FixedSnapshot([p], []), OneVector(), asked_of("q"), **SEARCH)  # type: ignore[arg-type]
    document = to_document(hit)
    assert document.page_content == "It rained."
    assert (document.metadata["start"], document.metadata["end"]) == (7, 17)
    assert document.metadata["published"] == "2026-01-31"


@given(st.lists(st.permutations(range(6)), min_size=1, max_size=4))
def test_fusion_does_not_depend_on_the_order_of_the_rankings(rankings: list[list[int]]) -> None:
    forward, backward = fuse(rankings), fuse(rankings[::-1])
    assert forward.keys() == backward.keys()
    assert all(abs(forward[key] - backward[key]) < 1e-12 for key in forward)
