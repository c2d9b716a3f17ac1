"""Content words of a text, folded so that inflections compare equal.

What this leaves out: parts of speech, synonyms, anything but English.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import lru_cache
from typing import Any

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")

STOPWORDS = frozenset(
    """a about above after again against all also am an and any are aren't as at be because been before being
    below between both but by can cannot could couldn't did didn't do does doesn't doing don't down during each
    ever few for from further had hadn't has hasn't have haven't having he her here hers herself him himself his
    how i if in into is isn't it its itself just many may me might more most much must my myself no nor not now
    of off on once only or other ought our ours ourselves out over own same shall she should shouldn't so some
    such than that the their theirs them themselves then there these they this those through to too under until
    up upon us very was wasn't we were weren't what when where which while who whom whose why will with won't
    would wouldn't you your yours yourself yourselves""".split()
)


def words(text: str) -> list[str]:
    """Every word, case and typographic marks folded.

    >>> words("Starmer’s “One-China” café")
    ["starmer's", 'one', 'china', 'cafe']
    """
    plain = text.translate(_TYPOGRAPHY).casefold()
    if not plain.isascii():
        folded = unicodedata.normalize("NFKD", plain)
        plain = "".join(char for char in folded if not unicodedata.combining(char))
    return WORD.findall(plain)


_TYPOGRAPHY = str.maketrans("’“”‘–—", '\'""‘--')
"""What news text is full of and words do not hold, so that most text is ASCII, which needs no normalising."""


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """A folded word without its inflection (Snowball English, Porter 2).

    >>> [stem(word) for word in ("killed", "killing", "kills", "reports", "said")]
    ['kill', 'kill', 'kill', 'report', 'said']
    """
    return str(_stemmer().stemWord(word))


def _stemmer() -> Any:
    """One for each thread: a stemmer keeps the word it works on in itself, and two threads mix theirs up."""
    if not hasattr(_OF_THREAD, "stemmer"):
        import snowballstemmer

        _OF_THREAD.stemmer = snowballstemmer.stemmer("english")
    return _OF_THREAD.stemmer


_OF_THREAD = threading.local()


@lru_cache(maxsize=10_000)
def content_stems(text: str) -> frozenset[str]:
    """The stems of the words that carry meaning; remembered, since one sentence is looked at for several purposes.

    >>> sorted(content_stems("What did the reports say about Taiwan?"))
    ['report', 'say', 'taiwan']
    """
    return frozenset(stem(word) for word in words(text) if word not in STOPWORDS)
