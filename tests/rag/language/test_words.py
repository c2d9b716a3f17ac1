"""Words: stems do not depend on who else is stemming."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

from rag.language.words import stem

ENDINGS = ("ing", "ed", "s", "ational", "ization", "fulness", "ously", "ies")


def test_threads_do_not_mix_up_their_words() -> None:
    made = [
        f"{head}{tail}{ending}" for head in "abcdefghij" for tail in ("olat", "igner", "ruck") for ending in ENDINGS
    ]
    stem.cache_clear()
    due = [stem(word) for word in made]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as threads:
            for _ in range(10):
                stem.cache_clear()
                assert list(threads.map(stem, made)) == due
    finally:
        sys.setswitchinterval(interval)
