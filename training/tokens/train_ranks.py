"""Train the token ranks that ship as ``index/data/crosscheck_32k.tiktoken``.

tiktoken downloads its vocabularies at first use; this project must work where
there is no network, so it ships a byte-level BPE of its own. Run from the
repository root, with the folder of training data as it is described in its
README (SQuAD paragraphs and sentence pairs, gzipped JSON lines)::

    python -m training.tokens.train_ranks ../shared/data index/data/crosscheck_32k.tiktoken

The run takes about half a minute on one core, and the same data give the same
file byte for byte. It prints the SHA-256 that ``index/tokens.py`` checks at load.

What it leaves out: normalisation, special tokens, and every file that is kept
for figures (a rank file learns little from them, but then nobody has to ask).
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from tokenizers import Regex, Tokenizer, models, pre_tokenizers, trainers

from index.tokens import PATTERN

RANKS = 32_000
"""Entries in the rank file: 256 bytes and 31,744 merges, the size of a small language model's vocabulary."""

TEXT_FIELDS: Mapping[str, tuple[str, ...]] = {
    "squad_train.jsonl.gz": ("context", "question"),
    "pairs_control.jsonl.gz": ("a", "b"),
    "pairs_fever_dev.jsonl.gz": ("a", "b"),
    "pairs_fool_me_twice.jsonl.gz": ("a", "b"),
    "pairs_cad_nli.jsonl.gz": ("a", "b"),
}
"""Which fields of which files hold running text."""


def texts_in(folder: Path, fields: Mapping[str, Sequence[str]] = TEXT_FIELDS) -> Iterator[str]:
    """Every distinct text once (a SQuAD paragraph stands beside each of its questions), in file order."""
    seen: set[bytes] = set()
    for name, keys in fields.items():
        with gzip.open(folder / name, "rt", encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                for key in keys:
                    text = record[key]
                    mark = hashlib.sha256(text.encode()).digest()
                    if mark not in seen:
                        seen.add(mark)
                        yield text


def train(texts: Iterable[str], size: int = RANKS) -> dict[bytes, int]:
    """Byte-level BPE over ``texts``: bytes 0..255 have ranks 0..255, merges follow in the order they were learnt.

    >>> ranks = train(["low low low lower"], size=258)
    >>> ranks[b"a"], ranks[b"lo"], ranks[b"low"]
    (97, 256, 257)
    """
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(PATTERN), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    trainer = trainers.BpeTrainer(vocab_size=size, initial_alphabet=sorted(_characters_of_bytes()), show_progress=False)
    tokenizer.train_from_iterator(texts, trainer)
    vocabulary = tokenizer.get_vocab()
    merged = sorted((rank, token) for token, rank in vocabulary.items() if len(token) > 1)
    bytes_of = {character: value for value, character in _byte_characters().items()}
    ranks = {bytes([value]): value for value in range(256)}
    for _, token in merged:
        ranks[bytes(bytes_of[character] for character in token)] = len(ranks)
    return ranks


def to_rank_file(ranks: Mapping[bytes, int]) -> bytes:
    """The format tiktoken reads: one ``base64(token) rank`` a line, in order of rank.

    >>> to_rank_file({b"b": 1, b"a": 0})
    b'YQ== 0\\nYg== 1\\n'
    """
    ordered = sorted(ranks.items(), key=lambda entry: entry[1])
    return b"".join(b64encode(token) + b" %d\n" % rank for token, rank in ordered)


def _byte_characters() -> dict[int, str]:
    """The visible character that the BPE trainer shows for each byte.

    Printable Latin-1 bytes stand for themselves, the others follow from U+0100
    on (Radford et al. 2019, "Language Models are Unsupervised Multitask Learners").
    """
    itself = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    others = [value for value in range(256) if value not in itself]
    return {value: chr(value) for value in itself} | {value: chr(256 + n) for n, value in enumerate(others)}


def _characters_of_bytes() -> list[str]:
    return list(_byte_characters().values())


def main() -> None:
    parser = argparse.ArgumentParser(description="Train the token ranks that ship with the package.")
    parser.add_argument("data", type=Path, help="folder with the gzipped training files")
    parser.add_argument("out", type=Path, help="rank file to write")
    arguments = parser.parse_args()
    data = to_rank_file(train(texts_in(arguments.data)))
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_bytes(data)
    entries = data.count(b"\n")
    print(f"{entries:,} ranks, {len(data):,} bytes, SHA-256 {hashlib.sha256(data).hexdigest()}")


if __name__ == "__main__":
    main()
