"""Training the token ranks: small enough to follow by hand."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path

import pytest
import tiktoken

from index.tokens import OWN_SHA256, PATTERN, parse_ranks
from training.tokens.train_ranks import texts_in, to_rank_file, train


def test_the_most_frequent_pair_is_merged_first() -> None:
    # "bc" occurs 5 times, "ab" 3 times (inside "abc"), so: bc, then a+bc.
    ranks = train(["abc abc abc", "xbc", "ybc"], size=258)
    assert list(ranks)[256:] == [b"bc", b"abc"]


def test_words_never_merge_across_spaces_or_into_digits() -> None:
    ranks = train(["ab ab ab ab 7ab7ab7ab"], size=300)
    assert b" ab" in ranks
    assert not any(b"7" in token and len(token) > 1 for token in ranks)
    assert not any(token[:-1].count(b" ") > 1 or b"b " in token for token in ranks)


def test_bytes_come_first_whatever_the_text() -> None:
    ranks = train(["é\x00ÿ"], size=256)
    assert ranks == {bytes([value]): value for value in range(256)}


def test_the_same_texts_give_the_same_file_and_tiktoken_reads_it() -> None:
    texts = ["The river rose.", "The river fell.", "Überall Flüsse."]
    data = to_rank_file(train(texts, size=290))
    assert data == to_rank_file(train(texts, size=290))
    ranks = parse_ranks(data, sha256=hashlib.sha256(data).hexdigest())
    encoding = tiktoken.Encoding("small", pat_str=PATTERN, mergeable_ranks=ranks, special_tokens={})
    for text in texts:
        assert encoding.decode(encoding.encode(text)) == text
        assert len(encoding.encode(text)) < len(text.encode())


def test_each_text_is_read_once(tmp_path: Path) -> None:
    records = [{"context": "Rain.", "question": "Why?"}, {"context": "Rain.", "question": "Where?"}]
    with gzip.open(tmp_path / "some.jsonl.gz", "wt", encoding="utf-8") as out:
        out.writelines(json.dumps(record) + "\n" for record in records)
    assert list(texts_in(tmp_path, {"some.jsonl.gz": ("context", "question")})) == ["Rain.", "Why?", "Where?"]


@pytest.mark.slow
def test_the_shipped_file_is_what_training_makes(shared: Path) -> None:
    data = to_rank_file(train(texts_in(shared / "data")))
    parse_ranks(data, sha256=OWN_SHA256)  # raises where the checksum differs
