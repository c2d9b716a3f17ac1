"""Words between quotation marks, and who is said to have spoken: both as the evidence has them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise

from rag.evidence import Quote
from rag.language.names import AliasTable, name_mentions, names_match
from rag.language.words import words
from rag.writing.numbered_evidence import NumberedPassage
from rag.writing.stated import same_name

_SPEECH_WORDS = (
    r"(?:sa(?:id|ys)|told|tells|add(?:ed|s)|claim(?:ed|s)|announc(?:ed|es)|stat(?:ed|es)|argu(?:ed|es)|warn(?:ed|s)"
    r"|insist(?:ed|s)|declar(?:ed|es)|explain(?:ed|s)|not(?:ed|es)|repli(?:ed|es)|respond(?:ed|s)|call(?:ed|s)"
    r"|describ(?:ed|es)|stress(?:ed|es)|vow(?:ed|s)|pledg(?:ed|es)|promis(?:ed|es)|den(?:ied|ies)|confirm(?:ed|s)"
    r"|accus(?:ed|es)|tweet(?:ed|s)|wr(?:ote|ites)|acknowledg(?:ed|es)|admit(?:ted|s)|urg(?:ed|es)|demand(?:ed|s)"
    r"|conclud(?:ed|es)|predict(?:ed|s)|report(?:ed|s)|quipp(?:ed)|joked)"
)
_SPEAKS_AFTER = re.compile(
    r"(?:['’]s (?:\w+ ){0,2}\w+)?(?:,[^,.;“”\"]{1,70},)?\s+(?:(?:also|later|has|had|have|then|again|\w+ly)\s+){0,2}"
    rf"{_SPEECH_WORDS}\b",
    re.IGNORECASE,
)
_SPOKEN_BEFORE = re.compile(
    r"(?:(?:^|[\"”’',.!?;—–-])\s*(?:said|says|added|claimed|announced|argued|warned|insisted|explained|replied|wrote)"
    r"|\baccording to)\s+(?:the\s+)?(?:[\w’'-]+\s+){0,5}$",
    re.IGNORECASE,
)
"""“...,” said Prime Minister X; according to X. Not: Y said X would."""


_QUOTED = re.compile(r"“([^“”]*)”|\"([^\"]*)\"|«([^«»]*)»|(?<!\w)‘([^‘]*?)’(?!\w)|(?<!\w)'([^']{2,}?)'(?!\w)")


def quoted_words(text: str) -> Iterator[str]:
    """Every stretch between quotation marks that holds a word.

    >>> list(quoted_words('He said “we will see”, not "never".'))
    ['we will see', 'never']
    """
    for match in _QUOTED.finditer(text):
        inside = next(group for group in match.groups() if group is not None)
        if words(inside):
            yield inside


def has_open_quote(text: str) -> bool:
    """A quotation mark without its partner: what it quotes cannot be checked.

    >>> has_open_quote('He said "we will see.'), has_open_quote("It's fine.")
    (True, False)
    """
    return text.count('"') % 2 == 1 or text.count("“") != text.count("”") or text.count("«") != text.count("»")


def fold_quote(text: str) -> str:
    """Marks and white space in one form, so that typography alone is no difference.

    >>> fold_quote("“We’ll  see”—perhaps")
    '"we\\'ll see"-perhaps'
    """
    plain = unicodedata.normalize("NFKC", text).translate(_MARKS)
    return " ".join(plain.split()).casefold()


_MARKS = str.maketrans("‘’ʼ“”«»–—‐‑", '\'\'\'""""----')


def find_quoted(quoted: str, sentences: Sequence[Quote]) -> tuple[Quote, ...]:
    """The cited sentences that hold the quoted words letter for letter; several where they run on.

    An ellipsis stands for words left out: its parts must follow each other.
    """
    parts = [
        part for raw in re.split(r"…|\.\.\.|\[…\]|\[\.\.\.\]", quoted) if (part := fold_quote(raw).strip(" ,.;:!?-"))
    ]
    if not parts:
        return ()
    for first in range(len(sentences)):
        for count in (1, 2, 3):
            run = sentences[first : first + count]
            if (
                len(run) == count
                and _adjacent(run)
                and _holds(fold_quote(" ".join(quote.text for quote in run)), parts)
            ):
                return tuple(run)
    return ()


def _adjacent(run: Sequence[Quote]) -> bool:
    return all(a.passage.id == b.passage.id and 0 <= b.start - a.end <= 3 for a, b in pairwise(run))


def _holds(text: str, parts: Sequence[str]) -> bool:
    place = 0
    for part in parts:
        match = re.compile(rf"(?<!\w){re.escape(part)}(?!\w)").search(text, place)
        if match is None:
            return False
        place = match.end()
    return True


def speakers(text: str) -> list[str]:
    """Names that the sentence gives words to.

    >>> speakers('"It is over," said Prime Minister Jane Roe, while Tom Ash, her envoy, warned of delays in Oslo.')
    ['Jane Roe', 'Tom Ash']
    """
    found = []
    for mention in name_mentions(text):
        speaks = _SPEAKS_AFTER.match(text, mention.end)
        spoken = _SPOKEN_BEFORE.search(text[max(0, mention.start - 90) : mention.start])
        between = text[max(0, mention.start - 90) : mention.start][spoken.start() :] if spoken else ""
        if speaks or (spoken and not re.search(r"\b(?:in|at|on|to|that|of|from|for|with|by|near)\b", between[8:])):
            found.append(mention.text)
    return found


def wrong_speaker(
    statement: str, evidence: Sequence[Quote], cited: Sequence[NumberedPassage], table: AliasTable
) -> str | None:
    """Who the evidence gives the words to, where the statement gives them to somebody else.

    A speaker must speak in one of the evidence sentences, publish or write the
    passage, or be named up to three sentences before one that names no speaker.
    """
    voices = [voice for item in cited for voice in item.voices]
    for name in speakers(statement):
        if any(names_match(name, voice) for voice in voices) or not evidence:
            continue
        others: list[str] = []
        for quote in evidence:
            held = speakers(quote.text)
            if any(same_name(name, other, table) for other in held):
                break
            before = _sentences_before(quote, cited) if not held else ()
            nearby = [mention.text for text in (quote.text, *before) for mention in name_mentions(text)]
            if not held and any(same_name(name, other, table) for other in nearby):
                break
            others += held
        else:
            if others:
                return f"the evidence gives these words to {others[0]}, not to {name}"
            return f"the evidence does not say that {name} said so"
    return None


def _sentences_before(quote: Quote, cited: Sequence[NumberedPassage]) -> tuple[str, ...]:
    for item in cited:
        if item.passage.id == quote.passage.id:
            before = [other for other in item.sentences if other.end <= quote.start]
            return tuple(other.text for other in before[-3:])
    return ()
