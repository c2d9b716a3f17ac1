"""Whose word a sentence is, and whether it tells of the asked time."""

from __future__ import annotations

from datetime import date

import pytest

from index.articles import Passage
from rag.evidence import settings_of
from rag.judging.name_index import NameIndex
from rag.judging.relevance import sentences_in
from rag.judging.speaking import gives_word_of, near_in_time
from tests.rag.passages import passage


def speaks(holder: str, of: Passage, at: int = 0) -> bool:
    (setting,) = settings_of([of])
    return gives_word_of(holder, sentences_in(setting), at, NameIndex([of]))


def test_the_holder_must_be_named_where_the_words_stand() -> None:
    told = passage("Starmer said London stands by the treaty. Agence France-Presse carried the report.")
    assert speaks("Starmer", told)
    assert not speaks("Starmer", told, at=1)


@pytest.mark.parametrize(
    ("text", "theirs"),
    [
        ("Russia denied that its jets struck the town.", True),
        ("The Northern Observatory said Russian jets struck the town.", False),
        ("The Northern Observatory said Russia denied it.", True),
        ("The strike was blamed on Russia, which has always denied it.", True),
        ("Russian jets struck the town.", True),
    ],
)
def test_a_holder_who_is_only_mentioned_in_anothers_word_does_not_speak(text: str, theirs: bool) -> None:
    assert speaks("Russia", passage(text)) == theirs


@pytest.mark.parametrize(("before", "theirs"), [("Activists fled.", False), ("Russia spoke at last.", True)])
def test_a_pronoun_speaks_for_whom_the_sentence_before_names(before: str, theirs: bool) -> None:
    assert speaks("Russia", passage(f"{before} They said Russian jets struck the town."), at=1) == theirs


def test_a_holder_may_be_named_by_what_it_is() -> None:
    assert speaks("Syrian state television", passage("Three died, state television said."))


@pytest.mark.parametrize(
    ("text", "published", "near"),
    [
        ("Four died.", date(2016, 4, 29), True),
        ("Four died.", date(2016, 5, 8), True),
        ("Four died.", date(2016, 7, 9), False),
        ("Four died.", date(2016, 4, 20), False),
        ("On April 28 four had died.", date(2016, 7, 9), True),
        ("Four died.", None, True),
    ],
)
def test_a_report_is_near_the_event_or_names_its_day(text: str, published: date | None, near: bool) -> None:
    event = (date(2016, 4, 28), date(2016, 4, 28))
    assert near_in_time(passage(text, published=published), event) == near
