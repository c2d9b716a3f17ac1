from __future__ import annotations

import pytest

from index.errors import GoldError
from rag.evaluation.measures import MEASURES, choose, find
from rag.evaluation.measures.measure import GROUPS


def test_the_label_printed_is_the_label_asked_for() -> None:
    for name, measure in MEASURES.items():
        assert find(name) is measure
        assert measure.name == name


def test_every_measure_says_what_it_is_and_where_it_comes_from() -> None:
    for measure in MEASURES.values():
        assert measure.definition.endswith(".")
        assert measure.source
        assert measure.group in GROUPS


@pytest.mark.parametrize("name", ["recall@20", "ndcg@3", "success@1", "latency_p99", "latency_p50:retrieve"])
def test_measures_are_made_as_asked(name: str) -> None:
    assert find(name).name == name


def test_an_unknown_measure_is_refused_with_the_closest_name() -> None:
    with pytest.raises(GoldError, match="Did you mean 'verbatim'"):
        find("verbatm")
    with pytest.raises(GoldError, match="The measures are: recall@5"):
        find("zzz")
    with pytest.raises(GoldError, match="no measure 'recall@0'"):
        find("recall@0")


def test_each_measure_once_in_the_order_asked() -> None:
    assert [measure.name for measure in choose(["mrr", "facts", "mrr"])] == ["mrr", "facts"]
