"""Articles cut into chunks: sentence-aligned, never too long for the encoder.

Two texts belong to a chunk. The quoted text is ``article.text[start:end]``,
always. The embedded text is what the encoder reads: a header with title, source
and date, then the quoted text (:func:`embedded_text`).

Two rulers measure them. tiktoken sets the target size, so that chunks mean the
same with any encoder. The encoder's own tokenizer, passed in as a callable, has
the last word on whether the embedded text fits its window: a chunk that would be
truncated is cut until it is not.

What this leaves out: overlap. One sentence of it costs a fifth more to embed, its
gain was within noise, and a passage's neighbours are one look-up away anyway.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import lru_cache

from index.articles import Article, Chunk
from index.errors import EncoderError
from index.sentences import sentence_spans
from index.tokens import count_tokens_of_each

CHUNK_TOKENS = 160
"""Target size: about five sentences of news. With a header it stays inside a window of 256.

Set beforehand; a check on 48 development questions (96, 128, 200 and one sentence of
overlap, dense search alone) showed no difference beyond noise that would speak against it.
"""

WINDOW_TOKENS = 256
"""What all-MiniLM-L6-v2 reads, its two special tokens included."""

HEADER_TOKENS = 64
"""What the header may take: a quarter of that window."""

TokenCounter = Callable[[Sequence[str]], Sequence[int]]
"""Token counts of many texts, special tokens included where an encoder adds them."""

Span = tuple[int, int]

_BOUNDARIES = tuple(
    map(
        re.compile,
        (
            r"[;:；：]\s+|[；：]|\s[-–—]{1,2}\s|—|[\n\u2028\u2029]",
            r",\s+|[，、,](?=[^\s\d])|\)\s+",
            r"\s+(?=(?:and|but|or|because|while|which|who|that|when|where|after|before|as|if|although|since|so)\s)",
            r"\s+",
            r"[^\w\s]",
        ),
    )
)
"""Where an over-long sentence is cut, best first: between clauses, at a comma, before a conjunction, between
words; in a long address or a row of signs after any sign."""

_MONTHS = "January,February,March,April,May,June,July,August,September,October,November,December".split(",")
"""strftime follows the locale; a vector must not."""

_ZERO_WIDTH_JOINER = "\u200d"

_SHORT_TAIL = 1 / 3
"""A last chunk below this share of the target is evened out with the one before."""


def split_article(
    article: Article,
    *,
    count_window: TokenCounter,
    window_tokens: int = WINDOW_TOKENS,
    chunk_tokens: int = CHUNK_TOKENS,
    header_tokens: int = HEADER_TOKENS,
    count_target: TokenCounter = count_tokens_of_each,
) -> list[Chunk]:
    """Cut an article into chunks of whole sentences, in order, without overlap.

    Every sentence lies in exactly one chunk unless it is too long for the window
    on its own; then it is cut at clauses. ``count_window`` is the encoder's
    tokenizer with truncation off; its counts and ``window_tokens`` both include
    special tokens, or neither does. ``header_tokens`` must be the one that
    :func:`embedded_text` gets later. Raises EncoderError where the window is too
    small for any text.

    >>> words = lambda texts: [len(text.split()) for text in texts]
    >>> article = Article(id="a", title="Rain", text="It rained. It poured. It hailed.")
    >>> chunks = split_article(article, count_window=words, count_target=words, chunk_tokens=4)
    >>> [article.text[chunk.start : chunk.end] for chunk in chunks]
    ['It rained. It poured.', 'It hailed.']
    """
    text = article.text
    sentences = sentence_spans(text)
    sizes = count_target([text[start:end] for start, end in sentences])
    packed = [(sentences[i][0], sentences[j - 1][1]) for i, j in _pack(sizes, chunk_tokens)]

    def too_long(spans: Sequence[Span]) -> list[bool]:
        quoted = [text[start:end] for start, end in spans]
        targets = count_target(quoted)
        small = [i for i, target in enumerate(targets) if target <= window_tokens]  # spares the slower ruler
        embedded = [
            embedded_text(quoted[i], article.title, article.source, article.published, header_tokens=header_tokens)
            for i in small
        ]
        windows = dict(zip(small, count_window(embedded) if embedded else [], strict=True))
        return [windows.get(i, window_tokens + 1) > window_tokens for i in range(len(spans))]

    starts = [start for start, _ in sentences]
    return [Chunk(article.id, start, end) for start, end in _cut_until_fitting(text, packed, starts, too_long)]


def embedded_text(
    chunk_text: str, title: str, source: str | None, published: date | None, *, header_tokens: int = HEADER_TOKENS
) -> str:
    """What the encoder reads: a header line, then the quoted text.

    The title is cut where the header would take more than ``header_tokens`` by a
    count that errs on the high side for every tokenizer in use (see ``_weight``).

    >>> print(embedded_text("It rained.", "Rain in Kent", "sample", date(2026, 1, 31)))
    Rain in Kent (sample, 31 January 2026)
    It rained.
    >>> embedded_text("It rained.", "", None, None)
    'It rained.'
    """
    header = _header(title, source or "", published, header_tokens)
    return f"{header}\n{chunk_text}" if header else chunk_text


@lru_cache(maxsize=1024)
def _header(title: str, source: str, published: date | None, room: int) -> str:
    day = f"{published.day} {_MONTHS[published.month - 1]} {published.year}" if published else ""
    marks = ", ".join(filter(None, [_shorten(source, room // 3), day]))
    brackets = f"({marks})" if marks else ""
    return " ".join(filter(None, [_shorten(title, room - _weight(brackets)), brackets]))


def _shorten(text: str, room: float) -> str:
    """``text`` on one line, its last words dropped until it weighs no more than ``room``.

    >>> _shorten("Rain\\nin  Kent", 10), _shorten("Rain in Kent", 3.5), _shorten("Rain", 0)
    ('Rain in Kent', 'Rain…', '')
    """
    line = " ".join(text.split())
    if _weight(line) <= room:
        return line
    kept, weight = 0, 1.0  # the ellipsis
    for character in line:
        weight += _weight(character)
        if weight > room:
            break
        kept += 1
    shortened = line[:kept] if line[kept].isspace() else line[:kept].rpartition(" ")[0] or line[:kept]
    return f"{shortened.rstrip()}…" if shortened else ""


def _weight(text: str) -> float:
    """Tokens that ``text`` takes at most in ordinary writing, for any encoder.

    Tokenizers put three to five letters of a European word into a token; two are
    counted here. Digits and signs may stand alone, and a sign outside the basic
    plane may fall apart into its four bytes.

    >>> _weight("Kent, 31"), _weight("🌧")
    (5.0, 4.0)
    """
    return sum(
        0.0 if sign.isspace() else 0.5 if sign.isalpha() and sign < "\u0250" else 1.0 if sign < "\U00010000" else 4.0
        for sign in text
    )


def _pack(sizes: Sequence[int], limit: int) -> list[Span]:
    """Group neighbours up to ``limit`` each, as (first, past last); a short last group is evened out.

    >>> _pack([3, 3, 3, 1], limit=6), _pack([3, 3, 3, 3, 1], limit=6), _pack([9, 1], limit=6)
    ([(0, 2), (2, 4)], [(0, 2), (2, 3), (3, 5)], [(0, 1), (1, 2)])
    """
    groups: list[Span] = []
    first = total = 0
    for place, size in enumerate(sizes):
        if place > first and total + size > limit:
            groups.append((first, place))
            first, total = place, 0
        total += size
    if sizes:
        groups.append((first, len(sizes)))
    if len(groups) > 1 and total < limit * _SHORT_TAIL:
        start, end = groups[-2][0], groups[-1][1]
        even = min(range(start + 1, end), key=lambda cut: max(sum(sizes[start:cut]), sum(sizes[cut:end])))
        groups[-2:] = [(start, even), (even, end)]
    return groups


def _cut_until_fitting(
    text: str, spans: Sequence[Span], starts: Sequence[int], too_long: Callable[[Sequence[Span]], Sequence[bool]]
) -> Iterator[Span]:
    """The spans, each that is too long replaced by its halves, and so on down."""
    for span, cut in zip(spans, too_long(spans), strict=True):
        if cut:
            yield from _cut_until_fitting(text, _halves(text, span, starts), starts, too_long)
        else:
            yield span


def _halves(text: str, span: Span, starts: Sequence[int]) -> list[Span]:
    start, end = span
    if end - start < 2:
        raise EncoderError(
            f"The encoder's window cannot hold one character and its article's header ({text[start:end]!r}).",
            remedy="Use an encoder with a larger window.",
        )
    cut = _best_cut(text, start, end, starts[bisect_right(starts, start) : bisect_left(starts, end)])
    return [(start, start + len(text[start:cut].rstrip())), (end - len(text[cut:end].lstrip()), end)]


def _best_cut(text: str, start: int, end: int, sentence_starts: Sequence[int]) -> int:
    """The place nearest the middle where a sentence starts; else a clause; else a word; else a character."""
    middle = (start + end) // 2
    if sentence_starts:
        return min(sentence_starts, key=lambda cut: abs(cut - middle))
    quarter = (end - start) // 4
    low, high = max(start + 1, middle - quarter), min(end - 1, middle + quarter)
    for boundary in _BOUNDARIES:
        cuts = [match.end() for match in boundary.finditer(text, low - 1, high) if low <= match.end() <= high]
        if cuts:
            return min(cuts, key=lambda cut: abs(cut - middle))
    whole = (cut for cut in range(middle, low - 1, -1) if not _joins(text, cut))
    return next(whole, middle)


def _joins(text: str, cut: int) -> bool:
    """Would a cut here part a letter from its accent, or an emoji from its modifier?"""
    after = text[cut]
    return (
        unicodedata.category(after)[0] == "M"
        or _ZERO_WIDTH_JOINER in (after, text[cut - 1])
        or "\U0001f3fb" <= after <= "\U0001f3ff"
        or "\U0001f1e6" <= after <= "\U0001f1ff"
    )
