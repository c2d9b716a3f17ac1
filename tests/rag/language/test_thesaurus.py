from __future__ import annotations

from rag.language.thesaurus import counted_group, event_groups, means_of, same_event_word, sort_of
from rag.language.words import stem


def test_counted_nouns_fall_into_groups() -> None:
    assert counted_group("militants") == counted_group("rebel") == {"fighter"}
    assert counted_group("girls") == {"child", "woman"}
    assert counted_group("trucks") == {"truck"}


def test_words_for_one_event() -> None:
    assert event_groups("They met.") == event_groups("The talks") != frozenset()
    assert event_groups("Rain fell.") == frozenset()
    assert same_event_word(stem("raid"), stem("bombing"))
    assert not same_event_word(stem("raid"), stem("treaty"))


def test_means_and_sorts() -> None:
    assert means_of("A car bomb went off") == {"placed bomb"}
    assert means_of("The bus crashed in a flood") == {"accident", "nature"}
    assert (sort_of("aircraft", "jet"), sort_of("vehicle", "lorry"), sort_of("aircraft", "lorry")) == (
        "plane",
        "truck",
        None,
    )
