"""Sentences, words and normalised answers: what the preparation knows about text.

Offsets count Unicode code points, and every function returns slices of the
text it was given; nothing is rewritten.
"""

from __future__ import annotations

import re
import string

SENTENCE_END = re.compile(r"[.!?][\"'”’)\]]*\s+(?=[\"'“‘(\[]?[A-Z0-9])|\n+")
ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|Gen|Col|Lt|Sgt|Capt|Rev|Hon|Sen|Rep|Gov|Jr|Sr|vs|etc|No|Vol|Inc|Ltd|Co|Corp|c|ca|cf"
    r"|e\.g|i\.e|al|approx|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)|\b[A-Z](?:\.[A-Z])*)\.$"
)
WORD = re.compile(r"\w+(?:['’]\w+)?", re.UNICODE)
ARTICLES = re.compile(r"\b(a|an|the)\b")
STOPWORDS = frozenset(
    "a an the of in on at to for from by with and or but is are was were be been being do does did has have had "
    "what which who whom whose when where why how many much that this these those it its as than then there their "
    "they he she his her him them not no can could would should will may might into about after before during "
    "between over under out up down if so such some any all most more other also only first one two".split()
)


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """The sentences of a text as (start, end), without the white space between them.

    >>> sentence_spans("Dr. Ash left. He came back at 5.")
    [(0, 13), (14, 32)]
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for match in SENTENCE_END.finditer(text):
        mark = match.group().rstrip()
        end = match.start() + len(mark)
        if mark.startswith(".") and ABBREVIATION.search(text[max(start, match.start() - 12) : match.start() + 1]):
            continue
        if text[start:end].strip():
            spans.append((start, end))
        start = match.end()
    tail = text[start:].rstrip()
    if tail:
        spans.append((start, start + len(tail)))
    return spans


def content_words(text: str) -> set[str]:
    """Lower-cased words that carry meaning.

    >>> sorted(content_words("What did the Mayor say about rain?"))
    ['mayor', 'rain', 'say']
    """
    return {word for word in (found.lower() for found in WORD.findall(text)) if word not in STOPWORDS}


def normal_answer(text: str) -> str:
    """An answer as SQuAD's own scorer compares it: lower case, no punctuation, no articles, single spaces.

    >>> normal_answer("The  Dome, (London)")
    'dome london'
    """
    kept = "".join(character for character in text.lower() if character not in string.punctuation)
    return " ".join(ARTICLES.sub(" ", kept).split())


def occurrences(text: str, part: str) -> list[int]:
    """Where ``part`` stands in ``text`` as whole words.

    >>> occurrences("May may, in May", "May")
    [0, 12]
    """
    pattern = re.compile(r"(?<!\w)" + re.escape(part) + r"(?!\w)")
    return [match.start() for match in pattern.finditer(text)]


def best_occurrence(context: str, question: str, answer: str, given: int) -> int:
    """Which occurrence of the answer the question is about: that in the sentence most like the question.

    SQuAD train gives the first occurrence, and 9,438 of its answers occur more
    than once. Ties go to the earliest; without a whole-word occurrence, ``given``.

    >>> best_occurrence("It began in May. The king died in May.", "When did the king die?", "May", 12)
    34
    """
    places = occurrences(context, answer)
    if len(places) < 2:
        return given
    wanted = content_words(question)
    spans = sentence_spans(context)

    def likeness(place: int) -> int:
        return max((len(wanted & content_words(context[a:b])) for a, b in spans if a <= place < b), default=0)

    return max(places, key=lambda place: (likeness(place), -place))
