"""Example questions taken from the articles themselves: who said something of a thing that others name too."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from index.articles import Article
from index.sentences import sentence_spans

CHARACTERS_READ = 6_000
"""Of each article: news puts what matters first."""
_NAME = r"(?:[A-Z][\w’'-]+)(?: (?:of |for |of the )?[A-Z][\w’'-]+){0,5}"
_SPOKE = "said|told|warned|announced|declared|denied|insisted|stressed|reiterated|wrote|called|asked|hailed|indicated"
_SAID = re.compile(rf"(?P<who>{_NAME}) (?:(?:also|has|had|later|then) )?(?:{_SPOKE})\b(?P<what>[^.?!]+)")
_NAMES = re.compile(_NAME)
_AFTER = "and|or|in|on|to|as|is|was|were|are|has|had|will|would|for|from|with|at|by|after|before|should|could|might"
_TOPIC = re.compile(rf"{_NAME}(?=[’']s\b|[,.;:]|$| (?:{_AFTER})\b)")
"""A name that stands for itself: "Japan was", not "Japan trade" or "Japanese forces"."""
_DULL = frozenset(
    "The This That These Those He She It They We I You In On At As But And Or If When While After Before Since For"
    " Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August"
    " September October November December Mr Mrs Ms Dr His Her Its Their Our My Your A An One Some Many Most No Not"
    " There Here Then Now Also However Meanwhile According President Prime Minister".split()
)


def example_questions(articles: Iterable[Article], count: int = 4) -> list[str]:
    """Up to ``count`` questions, each about other names, the most talked-of first.

    >>> rain = Article(id="a", title="", text="Mayor Ada Finch said the flood in Norby was the worst. Norby is wet.")
    >>> example_questions([rain])[0]
    'What did Ada Finch say about Norby?'
    """
    read = [(article.id, article.text[:CHARACTERS_READ]) for article in articles]
    fame = Counter(name for _, text in read for name in set(_names(text, _TOPIC)))
    found = [
        (fame[who] + fame[topic], f"What did {who} say about {topic}?", {who, topic, article_id})
        for article_id, text in read
        for who, topic in _sayings(text)
    ]
    ranked = sorted(found, key=lambda each: (-each[0], each[1]))
    known = [(name, often) for name, often in fame.most_common(count * 2) if often > 1]
    ranked += [(often, f"What is reported about {name}?", {name}) for name, often in known]
    chosen: list[str] = []
    used: set[str] = set()
    for _, question, names in ranked:
        if len(chosen) < count and not used & names:
            used |= names
            chosen.append(question)
    return chosen


def _sayings(text: str) -> Iterator[tuple[str, str]]:
    """Who said something in a sentence, and a name in what was said."""
    for start, end in sentence_spans(text):
        said = _SAID.search(text, start, end)
        if said is None:
            continue
        who = _trimmed(said["who"])
        topics = [name for name in _names(said["what"], _TOPIC) if who and name not in who and who not in name]
        if who and topics:
            yield who, max(topics, key=len)


def _names(text: str, pattern: re.Pattern[str] = _NAMES) -> Iterator[str]:
    return (name for match in pattern.finditer(text) if (name := _trimmed(match[0])))


def _trimmed(name: str) -> str:
    """A name without the words before it that begin a sentence or give a title; too short ones go."""
    words = name.split()
    while words and (words[0] in _DULL or words[0].lower() in {"of", "and", "the", "mayor"}):
        words.pop(0)
    return re.sub(r"[’']s$", "", " ".join(words)) if words and len(words[0]) > 2 and words[-1] not in _DULL else ""
