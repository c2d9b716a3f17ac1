"""Origins: copies of one story, whoever printed them, count as one voice.

Two texts are near-copies when half of the shorter one stands word for word in
the other, whatever its headline and whatever surrounds it. Both halves of the
shorter one must be found there, for outlets close unrelated reports with the
same paragraphs of background, which may be most of a short report. MinHash
(Broder 1997) proposes pairs; the exact overlap decides.

Being a near-copy does not carry over: a round-up may hold two stories that
have nothing in common. So groups are complete: the strongest pairs join first,
and two groups join only where every text of the one is a near-copy of every
text of the other. The round-up goes with the story it shares more with, and
the two stories stay apart.

All of it depends on the set of texts alone, never on their order of arrival:
a pair is near or not whatever else is there, and an origin is named for the
smallest hash among its texts. That is also why an update may look only at the
new texts and at those connected with them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

SHINGLE_WORDS = 4
NEAR_CONTAINMENT = 1 / 2
"""Share of the shorter text that must stand in the longer one."""
NEAR_HALF = 1 / 3
"""The same of its first and of its second half, each: background at the end may be two thirds of a report."""
NEAR_JACCARD = 1 / 7
"""Beneath it the longer text is more than a copy of the shorter; above, the bands here propose a pair
with a probability of at least 1 - (1 - 1/49)^128 = 0.93."""
STORY_SHINGLES = 40
"""A shorter text is no story of its own inside another: it must share half of both together."""

PERMUTATIONS = 256
_ROWS = 2  # in a band: a pair with Jaccard j shares one with probability 1 - (1 - j^2)^128
_WORD = re.compile(r"\w+")
_NO_WORDS = np.uint32(0xFFFFFFFF)
_BASE = np.uint64(0x9E3779B97F4A7C15)  # any large odd number: mixes word hashes by position

Shingles = NDArray[np.uint64]
Signature = NDArray[np.uint32]
Pair = tuple[int, int]


@lru_cache(maxsize=1 << 18)
def _word_hash(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "little")


# Signatures are stored, so the permutations h -> factor * h + offset (mod 2^32, factor odd) must never change.
_FACTORS, _OFFSETS = (
    np.array([_word_hash(f"{name} {i}") & 0xFFFFFFFF for i in range(PERMUTATIONS)], dtype=np.uint32)
    for name in ("factor", "offset")
)
_FACTORS |= np.uint32(1)


def shingles(text: str) -> Shingles:
    """Hashes of every four words in a row, in the order of the text; a shorter text is one shingle.

    >>> len(shingles("It rained in Kent on Monday.")), len(shingles("It RAINED")), len(shingles("..."))
    (3, 1, 0)
    """
    hashes = np.array([_word_hash(word) for word in _WORD.findall(text.casefold())], dtype=np.uint64)
    if len(hashes) == 0:
        return hashes
    width = min(SHINGLE_WORDS, len(hashes))
    count = len(hashes) - width + 1
    mixed = np.zeros(count, dtype=np.uint64)
    for i in range(width):
        mixed = (mixed ^ hashes[i : i + count]) * _BASE
        mixed ^= mixed >> np.uint64(32)
    return mixed


def similarity(a: Shingles, b: Shingles) -> float:
    """How near two texts are: the share of the shorter that stands in the longer; 0 where they are no near-copies.

    >>> story = shingles("the ferry sank off the coast on monday and forty people were saved")
    >>> similarity(story, story), similarity(story, shingles("nothing of the kind was reported"))
    (1.0, 0.0)
    """
    one, other = np.unique(a), np.unique(b)
    shared = len(np.intersect1d(one, other, assume_unique=True))
    if shared == 0:
        return 0.0
    jaccard = shared / (len(one) + len(other) - shared)
    shorter = min(len(one), len(other))
    containment = shared / shorter
    if shorter < STORY_SHINGLES:
        return containment if jaccard >= 1 / 2 else 0.0
    if jaccard < NEAR_JACCARD or containment < NEAR_CONTAINMENT:
        return 0.0
    sides = [(x, y) for x, y, size in ((a, other, len(one)), (b, one, len(other))) if size == shorter]
    return containment if any(_weaker_half(x, y) >= NEAR_HALF for x, y in sides) else 0.0


def _weaker_half(text: Shingles, other: Shingles) -> float:
    found = np.isin(text, other)
    middle = len(found) // 2
    return float(min(found[:middle].mean(), found[middle:].mean()))


def signatures(texts: Sequence[Shingles]) -> NDArray[np.uint32]:
    """MinHash signatures, (n, 256). Texts without a word get all ones, which ``candidates`` passes over."""
    made = np.full((len(texts), PERMUTATIONS), _NO_WORDS, dtype=np.uint32)
    filled = [i for i, text in enumerate(texts) if len(text)]
    if not filled:
        return made
    sizes = [len(texts[i]) for i in filled]
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    hashes = (np.concatenate([texts[i] for i in filled]) >> np.uint64(32)).astype(np.uint32)
    for column, (factor, offset) in enumerate(zip(_FACTORS, _OFFSETS, strict=True)):
        made[filled, column] = np.minimum.reduceat(hashes * factor + offset, starts)
    return made


def candidates(
    new: Mapping[int, Signature], known: Iterable[tuple[Sequence[int], NDArray[np.uint32]]] = ()
) -> set[Pair]:
    """Pairs (smaller id first) that share a band: each new text with the others and with blocks of known ones."""
    filled = {i: signature for i, signature in new.items() if signature[0] != _NO_WORDS or signature[1] != _NO_WORDS}
    if not filled:
        return set()
    ids = np.fromiter(filled, dtype=np.int64, count=len(filled))
    found: set[Pair] = set()
    tables: list[tuple[NDArray[np.uint64], NDArray[np.int64]]] = []
    for column in _bands(np.stack(list(filled.values()))).T:
        order = np.argsort(column, kind="stable")
        values, members = column[order], ids[order]
        tables.append((values, members))
        found.update(_within(values, members))
    for others, block in known:
        for column, (values, members) in zip(_bands(block).T, tables, strict=True):
            first = np.searchsorted(values, column, side="left")
            for row in np.flatnonzero(values[np.minimum(first, len(values) - 1)] == column):
                last = np.searchsorted(values, column[row], side="right")
                found.update(_pair(others[int(row)], i) for i in members[first[row] : last].tolist())
    return found


def _within(values: NDArray[np.uint64], members: NDArray[np.int64]) -> Iterator[Pair]:
    """Pairs of members with equal values; ``values`` is sorted."""
    same = np.flatnonzero(values[1:] == values[:-1])
    if len(same) == 0:
        return
    for run in np.split(same, np.flatnonzero(np.diff(same) > 1) + 1):
        equal = members[run[0] : run[-1] + 2].tolist()
        for place, i in enumerate(equal):
            yield from (_pair(i, other) for other in equal[:place])


def _pair(a: int, b: int) -> Pair:
    return (a, b) if a < b else (b, a)


def _bands(block: NDArray[np.uint32]) -> NDArray[np.uint64]:
    wide = block.astype(np.uint64)
    return (wide[:, 0::_ROWS] << np.uint64(32)) | wide[:, 1::_ROWS]


def near_pairs(pairs: Iterable[Pair], shingles_of: Callable[[int], Shingles]) -> Iterator[tuple[int, int, float]]:
    """Those of the proposed pairs whose exact overlap makes them near-copies, with their similarity."""
    for a, b in sorted(pairs):
        score = similarity(shingles_of(a), shingles_of(b))
        if score > 0:
            yield a, b, score


def group(names: Mapping[int, str], pairs: Iterable[tuple[int, int, float]]) -> dict[int, str]:
    """The origin of each text. ``names`` gives every text's hash, which settles ties and names the origin.

    A round-up (2) near to two stories (1, 3) joins the nearer one only:

    >>> group({1: "aa", 2: "bb", 3: "cc"}, [(1, 2, 0.9), (2, 3, 0.8)])
    {1: 'aa', 2: 'aa', 3: 'cc'}
    """
    linked: dict[int, set[int]] = {text: {text} for text in names}
    edges = sorted(
        ((a, b, score) for a, b, score in pairs if a in names and b in names),
        key=lambda edge: (-edge[2], *sorted((names[edge[0]], names[edge[1]]))),
    )
    for a, b, _ in edges:
        linked[a].add(b)
        linked[b].add(a)
    home: dict[int, set[int]] = {text: {text} for text in names}
    for a, b, _ in edges:
        one, other = home[a], home[b]
        if one is not other and all(other <= linked[text] for text in one):
            one |= other
            for text in other:
                home[text] = one
    return {text: min(names[member] for member in members) for text, members in home.items()}
