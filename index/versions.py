"""Versions: where two near-copies of one story say different things.

Copies of a wire story count as one voice, but a copy whose sentence changed a
number, a date, a name or a "not" is a version, and the change is news. This
pairs the sentences of two texts and returns the pairs that differ so. A change
of wording alone ("said" for "told reporters") is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from rapidfuzz.distance import Indel

from index.sentences import sentence_spans

Span = tuple[int, int]

_ALIGNED = 0.6
"""Share of words that two sentences must have in common, in order, to be versions of one sentence."""

_TOKEN = re.compile(r"\d+(?:[.,:]\d+)*|\w+(?:['’]\w+)*")
_DIGITS = {
    word: str(number)
    for number, word in enumerate(
        re.findall(
            r"\w+",
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
            " seventeen eighteen nineteen",
        )
    )
} | {
    word: str(10 * number)
    for number, word in enumerate(re.findall(r"\w+", "twenty thirty forty fifty sixty seventy eighty ninety"), start=2)
}
_WEIGHTY = frozenset(
    re.findall(
        r"\w+",
        "hundred hundreds thousand thousands million millions billion billions dozen dozens"
        " january february march april june july august september october november december"
        " monday tuesday wednesday thursday friday saturday sunday yesterday today tomorrow"
        " no not never none neither nor nobody nothing without cannot deny denies denied refuse refuses refused"
        " fail fails failed reject rejects rejected",
    )
)
"""Number words, days and negations: words whose exchange changes what a sentence says. "May" is a verb too
and counts when it is capitalised inside a sentence, as names do."""


def differing_sentences(a_text: str, b_text: str) -> list[tuple[Span, Span]]:
    """Pairs of sentence spans that say the same but for a number, date, name or negation, in the order of ``a_text``.

    >>> a = "The ferry sank on Monday. At least 12 people died, police in Kent said."
    >>> b = "The ferry sank on Monday. At least 15 people died, police in Kent said."
    >>> [(a[s:e], b[t:f]) for (s, e), (t, f) in differing_sentences(a, b)]
    [('At least 12 people died, police in Kent said.', 'At least 15 people died, police in Kent said.')]
    """
    return [
        (a_span, b_span)
        for a_span, b_span in aligned_sentences(a_text, b_text)
        if differs_in_substance(a_text[slice(*a_span)], b_text[slice(*b_span)])
    ]


def aligned_sentences(a_text: str, b_text: str) -> list[tuple[Span, Span]]:
    """Sentences of two texts that are versions of each other, sentences found unchanged in both left out."""
    a_all, b_all = _sentences(a_text), _sentences(b_text)
    a_known, b_known = {tuple(words) for _, words in a_all}, {tuple(words) for _, words in b_all}
    ours = [(span, words) for span, words in a_all if words and tuple(words) not in b_known]
    theirs = [(span, words) for span, words in b_all if words and tuple(words) not in a_known]
    scored = sorted(
        (
            (-score, i, j)
            for i, (_, a_words) in enumerate(ours)
            for j, (_, b_words) in enumerate(theirs)
            if (score := Indel.normalized_similarity(a_words, b_words, score_cutoff=_ALIGNED)) >= _ALIGNED
        ),
    )
    taken_a: set[int] = set()
    taken_b: set[int] = set()
    pairs = []
    for _, i, j in scored:
        if i not in taken_a and j not in taken_b:
            taken_a.add(i)
            taken_b.add(j)
            pairs.append((ours[i][0], theirs[j][0]))
    return sorted(pairs)


def differs_in_substance(a: str, b: str) -> bool:
    """True where the words that two sentences do not share include a number, date, name or negation.

    >>> differs_in_substance("Forty people died.", "40 people died.")
    False
    >>> differs_in_substance("Ministers met Smith.", "Ministers met Jones.")
    True
    >>> differs_in_substance("The talks failed.", "The talks went on.")
    True
    """
    a_tokens, b_tokens = _TOKEN.findall(a), _TOKEN.findall(b)
    a_words, b_words = _normal(a_tokens), _normal(b_tokens)
    matcher = SequenceMatcher(None, a_words, b_words, autojunk=False)
    for tag, i, i_end, j, j_end in matcher.get_opcodes():
        if tag == "equal":
            continue
        one, other = _weighty(a_tokens, a_words, i, i_end), _weighty(b_tokens, b_words, j, j_end)
        if one != other:
            return True
    return False


def _weighty(tokens: Sequence[str], words: Sequence[str], start: int, end: int) -> set[str]:
    found = set()
    for place in range(start, end):
        word = words[place]
        is_name = place > 0 and tokens[place][:1].isupper()
        if is_name or word[:1].isdigit() or word in _WEIGHTY or word.endswith(("n't", "n’t")):
            found.add(word)
    return found


def _sentences(text: str) -> list[tuple[Span, list[str]]]:
    return [(span, _normal(_TOKEN.findall(text[slice(*span)]))) for span in sentence_spans(text)]


def _normal(tokens: Sequence[str]) -> list[str]:
    """
    >>> _normal(["Forty", "1,200"])
    ['40', '1200']
    """
    folded = (token.casefold() for token in tokens)
    return [re.sub(r",(?=\d{3})", "", _DIGITS.get(token, token)) for token in folded]
