"""Find a gold string in a text: as whole words, with case and typographic marks folded.

"4" does not stand in "14", "4,000", "4.5" or "4 million", and "twenty" does
not stand in "twenty-two": a number is matched as the number that it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_MARKS = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′`´ʼ", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", None),
    }
)
_UNITS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = (
    "ten",
    "eleven",
    "twelve",
    *(f"{stem}teen" for stem in ["thir", "four", "fif", "six", "seven", "eigh", "nine"]),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SCALES = ("hundred", "thousand", "million", "billion", "trillion")
_SMALL = ("zero", *_UNITS, *_TEENS)
_NUMBER = re.compile(rf"(?:\d[\d.,]*|{'|'.join([*_SMALL, *_TENS, *_SCALES])})")


def fold(text: str) -> str:
    """Lower case, plain quotes and dashes, single spaces.

    >>> fold("“One–China”  policy")
    '"one-china" policy'
    """
    plain = unicodedata.normalize("NFKC", text.translate(_MARKS)).translate(_MARKS)
    return " ".join(plain.casefold().split())


def holds(text: str, wanted: str) -> bool:
    """Does ``wanted`` stand in ``text`` as whole words?

    >>> holds("At least 14 died.", "14"), holds("At least 14 died.", "4")
    (True, False)
    >>> holds("Twenty‑two died.", "twenty-two"), holds("Twenty‑two died.", "twenty")
    (True, False)
    """
    return _pattern(fold(wanted)).search(fold(text)) is not None


def holds_any(text: str, wanted: Iterable[str]) -> bool:
    """Does at least one of the strings stand in the text?"""
    folded = fold(text)
    return any(_pattern(fold(each)).search(folded) for each in wanted)


@lru_cache(maxsize=65536)
def _pattern(wanted: str) -> re.Pattern[str]:
    before, after = "", ""
    if wanted and _is_word(wanted[0]):
        before = r"(?<!\w)"
    if wanted and _is_word(wanted[-1]):
        after = r"(?!\w)"
    words = re.findall(r"\w[\w.,]*\w|\w", wanted)
    first, last = (words[0], words[-1]) if words else ("", "")
    if first[:1].isdigit():
        before += r"(?<!\d[.,])"
    if first in _UNITS:
        before += "".join(rf"(?<!\b{ten}[ -])" for ten in _TENS)
    if first in _SCALES:
        before += "".join(rf"(?<!\b{word}[ -])" for word in [*_SMALL, *_TENS]) + r"(?<!\d[ -])"
    if last[-1:].isdigit():
        after += r"(?![.,]\d)"
    if last in _TENS:
        after += rf"(?![ -](?:{'|'.join(_UNITS)})\b)"
    if _NUMBER.fullmatch(last):
        after += rf"(?![ -](?:{'|'.join(_SCALES)})\b)"
    return re.compile(before + re.escape(wanted) + after)


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"
