"""Example questions taken from the articles themselves: who said something of a thing that others name too."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from index.articles import Article
from index.sentences import sentence_spans

CHARACTERS_READ = 6_000
"""Of each article: news puts what matters first."""
_NAME = r"(?:[A-Z][\w’'-]+)(?: (?:of |and |the )?[A-Z][\w’'-]+){0,3}"
_SAID = re.compile(
    rf"(?P<who>{_NAME})(?: \w+){{0,3}} (?:said|told|warned|announced|declared|denied|insisted|stressed|reiterated)\b"
    rf"(?P<what>[^.?!]+)"
)
_NAMES = re.compile(_NAME)
_DULL = frozenset(
    "The This That These Those He She It They We I You In On At As But And Or If When While After Before Since For"
    " Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August"
    " September October November December Mr Mrs Ms Dr His Her Its Their Our My Your A An One Some Many Most No Not"
    " There Here Then Now Also However Meanwhile According President Prime Minister".split()
)


def example_questions(articles: Iterable[Article], count: int = 4) -> list[str]:
    """Up to ``count`` questions, each about another speaker and another article, the most talked-of names first.

    >>> rain = Article(id="a", title="", text="Mayor Ada Finch said the flood in Norby was the worst. Norby is wet.")
    >>> example_questions([rain])
    ['What did Ada Finch say about Norby?']
    """
    read = [(article.id, article.text[:CHARACTERS_READ]) for article in articles]
    fame = Counter(name for _, text in read for name in set(_names(text)))
    found = [
        (fame[who] + fame[topic], who, topic, article_id) for article_id, text in read for who, topic in _sayings(text)
    ]
    chosen: list[str] = []
    used: set[str] = set()
    for _, who, topic, article_id in sorted(found, key=lambda each: (-each[0], each[1:])):
        if used & {who, topic, article_id}:
            continue
        used |= {who, topic, article_id}
        chosen.append(f"What did {who} say about {topic}?")
        if len(chosen) == count:
            break
    return chosen


def _sayings(text: str) -> Iterator[tuple[str, str]]:
    """Who said something in a sentence, and a name in what was said."""
    for start, end in sentence_spans(text):
        said = _SAID.search(text, start, end)
        if said is None:
            continue
        who = _trimmed(said["who"])
        topics = [name for name in _names(said["what"]) if who and name not in who and who not in name]
        if who and topics:
            yield who, topics[-1]


def _names(text: str) -> Iterator[str]:
    return (name for match in _NAMES.finditer(text) if (name := _trimmed(match[0])))


def _trimmed(name: str) -> str:
    """A name without the words before it that begin a sentence or give a title; too short ones go."""
    words = name.split()
    while words and (words[0] in _DULL or words[0].lower() in {"of", "and", "the", "mayor"}):
        words.pop(0)
    return re.sub(r"[’']s$", "", " ".join(words)) if words and len(words[0]) > 2 and words[-1] not in _DULL else ""
