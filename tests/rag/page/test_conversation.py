"""Conversation: kept by a browser, read back whole, never trusted."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer import Answer, NearPassage, Statement
from rag.page.conversation import EXCHANGES_KEPT, PASSAGES_KEPT, TURNS_READ, Conversation
from tests.rag.page.test_views import attacked_answer


def asked(count: int) -> Conversation:
    made = Conversation(user="ann")
    for number in range(count):
        made = made.with_answer(f"Question {number}?", Answer(f"Question {number}?", abstained=True, reason="No."))
    return made


def test_what_a_browser_keeps_is_read_back_whole() -> None:
    answer = attacked_answer("word")
    kept = Conversation(user="ann").with_answer("Who?", answer).with_vote(0, "down")
    read = Conversation.from_state(json.loads(json.dumps(kept.to_state())), "ann")
    assert read == kept
    assert read.exchanges[0].answer.grid == answer.grid


def test_another_user_of_the_same_browser_sees_nothing() -> None:
    state = asked(1).to_state()
    assert Conversation.from_state(state, "bob") == Conversation(user="bob")
    assert Conversation.from_state(state, None).exchanges == ()


def test_old_exchanges_and_distant_passages_are_let_go() -> None:
    made = asked(EXCHANGES_KEPT + 3)
    assert [len(made.exchanges), made.exchanges[0].question] == [EXCHANGES_KEPT, "Question 3?"]
    near = tuple(NearPassage("a", n, n + 1, "x", 0.1) for n in range(20))
    kept = Conversation().with_answer("?", Answer("?", passages=near)).to_state()
    assert len(kept["exchanges"][0]["answer"]["passages"]) == PASSAGES_KEPT


def test_a_follow_up_reads_the_last_turns() -> None:
    made = asked(TURNS_READ + 2).with_answer("It?", Answer("It?", (Statement("A.", ()), Statement("B.", ()))))
    assert made.turns[0].question == "Question 3?"
    assert (made.turns[-1].question, made.turns[-1].answer) == ("It?", "A. B.")
    assert made.turns[0].answer == "No."


def test_the_same_verdict_twice_takes_it_back() -> None:
    made = asked(2).with_vote(1, "up")
    assert [each.vote for each in made.exchanges] == [None, "up"]
    assert made.with_vote(1, "down").exchanges[1].vote == "down"
    assert made.with_vote(1, "up").exchanges[1].vote is None


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda each: st.lists(each, max_size=3) | st.dictionaries(st.text(max_size=8), each, max_size=3),
)


@given(values)
def test_nonsense_is_an_empty_conversation(state: object) -> None:
    assert Conversation.from_state(state).exchanges == ()


@pytest.mark.parametrize("key", ["question", "answer", "vote"])
def test_a_damaged_exchange_is_an_empty_conversation(key: str) -> None:
    state = asked(1).to_state()
    del state["exchanges"][0][key]
    assert Conversation.from_state(state, "ann").exchanges == ()
