"""Token counts: exact, offline, and blind to what a model would call special."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Iterator
from importlib.resources import files

import pytest
import tiktoken
from hypothesis import given
from hypothesis import strategies as st

from index import tokens
from index.errors import CrosscheckError
from index.tokens import (
    OWN_NAME,
    OWN_SHA256,
    count_tokens,
    count_tokens_of_each,
    encoding_for,
    own_encoding,
    parse_ranks,
)

SPECIAL = "<|endoftext|>"


@pytest.fixture(autouse=True)
def _forget_encodings() -> Iterator[None]:
    encoding_for.cache_clear()
    yield
    encoding_for.cache_clear()


@given(st.text())
def test_decoding_gives_the_text_back(text: str) -> None:
    encoding = own_encoding()
    assert encoding.decode(encoding.encode(text)) == text


@given(st.text())
def test_a_token_is_at_least_one_byte(text: str) -> None:
    assert (len(text) > 0) <= count_tokens(text) <= len(text.encode())


@given(st.lists(st.text(alphabet="abcdefg ABC,.", max_size=30), max_size=8))
def test_counts_of_paragraphs_add_up(paragraphs: list[str]) -> None:
    """Tokens never cross from a word into white space, so parts that start and end with words are independent."""
    words = [f"x{paragraph}x" for paragraph in paragraphs]
    assert count_tokens("\n".join(words)) == sum(map(count_tokens, words)) + max(0, len(words) - 1)


def test_common_words_are_one_token_and_bytes_the_last_resort() -> None:
    encoding = own_encoding()
    assert [encoding.decode([token]) for token in encoding.encode("The government said")] == [
        "The",
        " government",
        " said",
    ]
    assert count_tokens("2026") == 2  # digits by threes: 202, 6
    assert count_tokens("\U00010348") == 4  # Gothic hwair: four bytes, never seen in training
    assert count_tokens_of_each(["", "The government", "2026"]) == [0, 2, 2]


def test_special_tokens_in_a_text_are_text() -> None:
    encoding = own_encoding()
    assert encoding.decode(encoding.encode(SPECIAL)) == SPECIAL
    assert count_tokens(SPECIAL) == len(encoding.encode(SPECIAL)) > 1
    assert encoding.special_tokens_set == set()


def test_a_megabyte_of_anything_counts_without_overflow() -> None:
    for unit in (" ", "\n", "-", "a", "字"):
        assert 0 < count_tokens(unit * 1_000_000) <= 3_000_000


def test_every_rank_is_used_once_and_every_byte_has_one() -> None:
    data = (files("index") / "data" / f"{OWN_NAME}.tiktoken").read_bytes()
    ranks = parse_ranks(data, sha256=OWN_SHA256)
    assert sorted(ranks.values()) == list(range(32_000)) == list(range(own_encoding().n_vocab))
    assert [ranks[bytes([value])] for value in range(256)] == list(range(256))


def test_a_damaged_rank_file_is_refused() -> None:
    good = b"YQ== 0\n"
    with pytest.raises(CrosscheckError, match=r"damaged.*Install the package again"):
        parse_ranks(good + b"Yg== 1\n", sha256=hashlib.sha256(good).hexdigest())


def test_no_model_and_an_unknown_model_use_the_shipped_encoding() -> None:
    assert encoding_for(None).name == encoding_for("a model nobody heard of").name == OWN_NAME


def test_a_model_s_own_encoding_is_used_when_it_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = tiktoken.Encoding(
        "theirs", pat_str=r".", mergeable_ranks={bytes([value]): value for value in range(256)}, special_tokens={}
    )
    monkeypatch.setattr(tiktoken, "encoding_for_model", lambda model: theirs)
    assert encoding_for("gpt-4o") is theirs


def test_without_a_network_the_shipped_encoding_takes_over(monkeypatch: pytest.MonkeyPatch) -> None:
    def offline(model: str) -> tiktoken.Encoding:
        raise ConnectionError("no route to host")

    monkeypatch.setattr(tiktoken, "encoding_for_model", offline)
    assert encoding_for("gpt-4o").name == OWN_NAME


def test_a_network_that_never_answers_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = threading.Event()

    def hang(model: str) -> tiktoken.Encoding:
        answer.wait(30)
        raise ConnectionError

    monkeypatch.setattr(tiktoken, "encoding_for_model", hang)
    before = time.monotonic()
    try:
        assert encoding_for("gpt-4o", timeout_seconds=0.1).name == OWN_NAME
        assert time.monotonic() - before < 10
        assert [t.daemon for t in threading.enumerate() if t.name == "tiktoken-fetch"] == [True]
    finally:
        answer.set()


def test_the_default_path_asks_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("socket.getaddrinfo", refuse)
    tokens.own_encoding.cache_clear()
    assert count_tokens("The government said") == 3
