"""How far a sentence is carried by the sentences it cites: the words they share.

Lexical on purpose: it is fast, the same every time, and a language model that
copies numbers and names as it is told shares most words with its evidence. It
does not see a true paraphrase in other words; what turns the same words round
is ``rag.writing.polarity``'s to see.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from rag.evidence import Quote
from rag.language.words import STOPWORDS, content_stems, stem, words

_WINDOW = 2
"""Of one passage, a sentence rests on at most this many that follow each other: words gathered from
further apart make a sentence that the passage never says."""

_SAME = (
    "kill killed killing die died dying death dead toll fatality fatalities lives perished slain",
    "wound wounded injure injured injuries hurt",
    "meet met meeting talks",
    "begin began start started launch launched open opened",
    "resign resigned quit",
    "visit visited trip travelled traveled arrived",
    "agree agreed agreement deal accord",
    "decline declined refuse refused",
    "pledge pledged promise promised vow vowed",
    "burn burned burnt fire blaze flames",
    "arrest arrested detain detained",
    "buy bought purchase purchased acquire acquired",
    "big large huge major",
    "help helped aid assist assistance",
)
"""Words of news that a writer may exchange without changing what is said."""

_REPORTING = """
    said say says saying told tell tells stated state states report reported reports reporting according wrote write
    writes added add adds described describe describes mentioned noted also source sources article articles
    opinion analysis piece column editorial outlet
"""
"""Words that only carry who speaks: the name beside them is checked on its own."""
_IRREGULAR = """
    sent send met meet held hold said say left leave won win lost lose struck strike fell fall rose rise began begin
    gave give took take made make broke break went go came come shot shoot bought buy sold sell paid pay kept keep
    led lead fought fight told tell wrote write saw see knew know spoke speak stood stand drove drive flew fly
"""
_VERB = re.compile(
    rf"\b([a-z]{{3,}}ed|{'|'.join(_IRREGULAR.split()[::2])})\b"
    r"|\b(?:has|have|had|is|are|was|were|be|been|will|would|may|might|could|should|can|must|did|does|to)"
    r"\s+(?:(?:not|never|also|already|[a-z]+ly)\s+)?([a-z]{3,})\b",
)
PLAIN_FORM = {stem(past): stem(form) for past, form in zip(*[iter(_IRREGULAR.split())] * 2, strict=True)}
"""From the stem of an irregular past to that of the plain form."""


@dataclass(frozen=True, slots=True)
class Basis:
    """The cited sentences that carry a statement best, and how much of it they carry."""

    quotes: tuple[Quote, ...]
    covered: float
    """Share of the statement's content words that occur in them."""
    missing: frozenset[str] = frozenset()
    """The stems of the others."""


def needed_stems(text: str, *, given: Iterable[str] = ()) -> frozenset[str]:
    """The stems that evidence must hold: content words without those that only report.

    ``given`` are names that need no support in the text (the source itself).

    >>> sorted(needed_stems("AFP reported that the ministers met.", given=["AFP"]))
    ['meet', 'minist']
    """
    known = {stem(word) for name in given for word in words(name)}
    return meaning_stems(text) - known - _REPORTING_STEMS


_ONE_OF = {stem(word): stem(group.split()[0]) for group in _SAME for word in group.split()}
_REPORTING_STEMS = frozenset(stem(word) for word in _REPORTING.split())


def find_basis(needed: frozenset[str], sentences: Sequence[Quote]) -> Basis:
    """Of each passage the one or two sentences, side by side, that hold most of ``needed``; together they carry it.

    A passage that adds nothing to the ones before it is not used.

    >>> find_basis(frozenset(), ()).covered
    0.0
    """
    found: frozenset[str] = frozenset()
    chosen: list[Quote] = []
    windows = [_best_window(needed, list(group)) for _, group in groupby(sentences, key=lambda q: q.passage.id)]
    for stems, window in sorted(windows, key=lambda pair: -len(pair[0])):
        if stems - found:
            found |= stems
            chosen += window
    return Basis(tuple(chosen), len(found) / len(needed) if needed else 0.0, needed - found)


def _best_window(needed: frozenset[str], sentences: Sequence[Quote]) -> tuple[frozenset[str], list[Quote]]:
    held = [meaning_stems(quote.text) & needed for quote in sentences]
    best: tuple[frozenset[str], list[Quote]] = (frozenset(), [])
    for size in range(1, _WINDOW + 1):
        for first in range(len(sentences) - size + 1):
            stems = frozenset[str]().union(*held[first : first + size])
            if len(stems) > len(best[0]):
                best = (stems, list(sentences[first : first + size]))
    return best


def meaning_stems(text: str) -> frozenset[str]:
    """Content stems with words that mean the same made one.

    >>> meaning_stems("Ten died") == meaning_stems("ten killed")
    True
    """
    return frozenset(_ONE_OF.get(s, s) for s in content_stems(text))


def longest_gap(text: str, missing: frozenset[str]) -> int:
    """The longest run of content words that the evidence lacks.

    >>> longest_gap("Rain fell and a drunk captain steered.", frozenset({"drunk", "captain", "steer"}))
    3
    """
    longest = run = 0
    for found in (_ONE_OF.get(s, s) for s in map(stem, words(text)) if s not in STOPWORDS):
        run = run + 1 if found in missing else 0
        longest = max(longest, run)
    return longest


def verbs_in(text: str) -> frozenset[str]:
    """Stems of what is done in a sentence: past forms and what follows an auxiliary. Reporting verbs are left out.

    >>> sorted(verbs_in("The minister resigned and will not sell the ships, he said."))
    ['resign', 'sell']
    """
    found = {match[1] or match[2] for match in _VERB.finditer(text)}
    stems = {stem(word) for word in words(" ".join(found)) if word not in STOPWORDS}
    return frozenset(_ONE_OF.get(s, s) for s in stems - _REPORTING_STEMS)
