"""Name mentions: where a text names a person, a place or an organisation.

Capitals, particles and a list of ordinary sentence openers: no model, so it is
fast, works for names it has never seen, and is wrong now and then at the start
of a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from rag.language.countries import is_adjective

_ORDINARY = Path(__file__).parent / "data" / "ordinary_words.txt"

_TOKEN = re.compile(r"[^\W_](?:[\w]|[-’'`.&](?=[^\W_]))*")
_PARTICLES = frozenset("al el bin ibn bint abu umm de la le les du da di del dos das van von der den".split())
_OPENS = re.compile(r"[.!?:]\s|[.!?]?[\"“”][^\w]*$|[-–—]{2}|[([|]")
_PREFIXED = re.compile(r"(?:al|el|ad|an|ar|as|ash|at|az|ul|d|l)[-’'`][A-Z]")
_LAST_WORD = re.compile(r"[^\W\d_]+(?:\.[^\W\d_])*\Z")
LONGEST_ABBREVIATION = 20
_LINKS = frozenset({"of", "for", "without"})
_ABBREVIATED = frozenset(
    "st mt ft jr sr no dr mr mrs ms prof gen lt col maj sgt capt brig adm sen rep gov rev hon".split()
)
_FUNCTION_WORDS = frozenset(
    (
        "the a an i at some around about according in on this that these those are is was were it its he she they we "
        "you but and or not "
        "by to from with when while if as after before since more than over most all no there here how "
        "why what who where"
    ).split()
)
_DAYS_AND_MONTHS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun "
    "january february april "
    "june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec".split()
)

_DATING = frozenset("in of since until till by during last this next early mid late from through".split())

TITLE_CORES = frozenset(
    "minister ministers president presidents premier premiers secretary secretaries governor governors mayor "
    "mayors king queen "
    "prince princess emperor empress sultan emir pope chancellor ambassador envoy spokesman spokeswoman "
    "spokesperson director chief chairman "
    "chairwoman chairperson leader head senator sen rep congressman congresswoman mr mrs ms miss dr sir lord lady dame "
    "professor prof judge justice sergeant commander counterpart counterparts gen general colonel col lieutenant "
    "lt captain capt brigadier "
    "admiral marshal pm mp sheikh ayatollah imam cardinal bishop archbishop rabbi patriarch coach ceo "
    "commissioner speaker "
    "coordinator correspondent superintendent inspector detective officer deputy".split()
)
TITLE_MODIFIERS = frozenset(
    (
        "prime vice foreign defence defense interior finance home health justice trade education environment general "
        "deputy assistant acting "
        "interim former ex special state major chief executive attorney press crown managing opposition first under "
        "permanent senior late then "
        "secretary-general vice-president economy energy transport labour labor agriculture information "
        "oil police party"
    ).split()
)

_ORG_HEADS = frozenset(
    (
        "observatory army ministry party agency council times post union front movement forces coalition committee "
        "committees centre center "
        "university bank court congress parliament police guard guards force corps crescent cross organization "
        "organisation association foundation "
        "institute group company corporation shimbun news press television tv radio network board department office "
        "service services alliance league "
        "federation brigade brigades division command state nations society fund programme program partnership "
        "airlines airways hospital "
        "navy senate house club united city islam commission administration authority initiative summit "
        "cup championship awards"
    ).split()
)


@cache
def ordinary_words() -> frozenset[str]:
    """Words that open sentences or stand in headlines without naming anything."""
    return frozenset(_ORDINARY.read_text(encoding="utf-8").split())


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a text: ``text == source[start:end]``."""

    start: int
    end: int
    text: str


class _Token(NamedTuple):
    """A tuple, because a text has hundreds of them."""

    start: int
    end: int
    text: str
    opens: bool
    """First word of a sentence or line, where a capital means nothing."""

    @property
    def key(self) -> str:
        return self.text.casefold()


def name_mentions(text: str, *, lower: Container[str] = frozenset()) -> list[Mention]:
    """Every name in ``text``, in order, titles and adjectives of origin set apart.

    ``lower``: words known to be written small elsewhere, so that a capital at the
    start of a sentence is not taken for a name.

    >>> [m.text for m in name_mentions("British Prime Minister Keir Starmer met Bashar al-Assad in Orum al-Kubra.")]
    ['British', 'Keir Starmer', 'Bashar al-Assad', 'Orum al-Kubra']
    >>> [m.text for m in name_mentions("However, the Syrian Observatory for Human Rights said so on Monday.")]
    ['Syrian Observatory for Human Rights']
    >>> [m.text for m in name_mentions("Agence France-Presse asked Japan's Prime Minister Jane O'Neil.")]
    ['Agence France-Presse', 'Japan', "Jane O'Neil"]
    """
    small = {word.group() for word in re.finditer(r"\b[a-z][a-z-]+\b", text)}
    mentions: list[Mention] = []
    for line in re.finditer(r"[^\n]+", text):
        tokens = list(_tokens(line.group(), line.start()))
        shouting = _is_headline(tokens)
        for run in _runs(text, tokens):
            for part in _parts(run, small, lower, shouting):
                start, end = part[0].start, part[-1].end
                if "." in part[-1].text and text[end : end + 1] == ".":
                    end += 1
                if end - start > 1:
                    mentions.append(Mention(start, end, text[start:end]))
    return mentions


def _tokens(line: str, offset: int) -> Iterator[_Token]:
    opens = True
    last = 0
    for match in _TOKEN.finditer(line):
        gap = line[last : match.start()]
        if gap != " " and _OPENS.search(gap) and not _is_abbreviation(line, last):
            opens = True
        word = match.group()
        end = match.end()
        if word.endswith(("'s", "’s", "`s")):
            end -= 2
            word = word[:-2]
        yield _Token(offset + match.start(), offset + end, word, opens)
        opens = False
        last = match.end()


def _is_abbreviation(line: str, end: int) -> bool:
    if not line.startswith(".", end):
        return False
    before = _LAST_WORD.search(line, max(0, end - LONGEST_ABBREVIATION), end)
    if not before:
        return False
    word = before.group()
    return len(word) == 1 or "." in word or word.casefold() in _ABBREVIATED


def _is_headline(tokens: list[_Token]) -> bool:
    """Title Case, where every noun and verb has a capital."""
    words = [token for token in tokens if len(token.text) > 3 and token.text[0].isalpha()]
    return len(words) >= 5 and sum(token.text[0].isupper() for token in words) > 0.75 * len(words)


def _is_capital(token: _Token) -> bool:
    if token.text[0].isupper():
        return True
    return not token.text.isalnum() and bool(_PREFIXED.match(token.text))


def _runs(text: str, tokens: list[_Token]) -> Iterator[list[_Token]]:
    """Capitalised words that stand together, particles between them included."""
    run: list[_Token] = []
    for position, token in enumerate(tokens):
        joined = bool(run) and _is_gap(text, run[-1], token)
        if _is_capital(token) and not _is_calendar(token, tokens[position - 1] if position else None):
            if run and not joined:
                yield _trimmed(run)
                run = []
            run.append(token)
        elif run and joined and _may_link(token, tokens, position):
            run.append(token)
        elif run:
            yield _trimmed(run)
            run = []
    if run:
        yield _trimmed(run)


def _is_calendar(token: _Token, before: _Token | None) -> bool:
    """A day or month; "May" and "March" only after a word that dates."""
    if token.key in {"may", "march"}:
        return before is not None and (before.key in _DATING or before.text.isdigit())
    return token.key in _DAYS_AND_MONTHS


def _is_gap(text: str, before: _Token, after: _Token) -> bool:
    gap = text[before.end : after.start]
    return gap == " " or (gap == ". " and (len(before.text) == 1 or before.key in _ABBREVIATED or "." in before.text))


def _may_link(token: _Token, tokens: list[_Token], position: int) -> bool:
    following = tokens[position + 1] if position + 1 < len(tokens) else None
    if following is None or not (_is_capital(following) or following.key in _PARTICLES):
        return False
    return token.key in _PARTICLES or token.key in _LINKS


def _trimmed(run: list[_Token]) -> list[_Token]:
    while run and not _is_capital(run[-1]):
        run = run[:-1]
    return run


def _parts(run: list[_Token], small: set[str], lower: Container[str], shouting: bool) -> Iterator[list[_Token]]:
    run = _without_opener(run, small, lower)
    pieces: list[list[_Token]] = [[]]
    for token in run:
        is_function = (
            token.key in _FUNCTION_WORDS and _is_capital(token) and (len(token.text) == 1 or not token.text.isupper())
        )
        if is_function or (
            shouting and _is_capital(token) and token.key in ordinary_words() and not token.text.isupper()
        ):
            pieces.append([])
        else:
            pieces[-1].append(token)
    for piece in pieces:
        for part in _split_titles(_trimmed(piece)):
            yield from _split_adjective(part)


def _without_opener(run: list[_Token], small: set[str], lower: Container[str]) -> list[_Token]:
    """Drop an ordinary word that has its capital from the start of the sentence."""
    while run and (run[0].opens or run[0].key in {"the", "a", "an"}):
        first = run[0]
        ordinary = first.key in ordinary_words() or first.key in small or first.key in lower
        if not ordinary or (first.text.isupper() and len(first.text) > 1):
            break
        following = run[1:]
        if following and following[0].key in _LINKS | _PARTICLES and first.key not in {"the", "a", "an"}:
            return [token for token in following if _is_capital(token)][:0] or _after_links(following)
        run = following
        if not run or not first.opens:
            break
    return run


def _after_links(run: list[_Token]) -> list[_Token]:
    while run and not _is_capital(run[0]):
        run = run[1:]
    return run


def _split_titles(run: list[_Token]) -> Iterator[list[_Token]]:
    """ "Homs Governor Talal Barazi" -> "Homs", "Talal Barazi"; a title alone is no name."""
    if any(token.key in _ORG_HEADS for token in run[1:]) and not any(token.key in TITLE_CORES for token in run):
        yield run
        return
    part: list[_Token] = []
    position = 0
    while position < len(run):
        length = _title_length(run, position)
        if length:
            if part:
                yield _after_links(_trimmed(part))
            part = []
            position += length
            while position < len(run) and not _is_capital(run[position]):
                position += 1
        else:
            part.append(run[position])
            position += 1
    if part := _after_links(_trimmed(part)):
        yield part


def _title_length(run: list[_Token], position: int) -> int:
    """How many words from ``position`` make up a title; 0 where none starts there."""
    end = position
    while end < len(run) and run[end].key in TITLE_MODIFIERS and run[end].key not in TITLE_CORES:
        end += 1
    cores = 0
    while end < len(run) and (_core(run[end]) or (cores and run[end].key in {"general"})):
        cores += 1
        end += 1
    if not cores:
        return 0
    if (
        end + 1 < len(run)
        and run[end].key == "of"
        and run[end + 1].key in {"state", "foreign", "defence", "defense", "staff"}
    ):
        end += 2
        while end < len(run) and run[end].key in {"affairs", "minister"}:
            end += 1
    return end - position


def _core(token: _Token) -> bool:
    return all(part in TITLE_CORES or part in TITLE_MODIFIERS for part in token.key.split("-")) and any(
        part in TITLE_CORES for part in token.key.split("-")
    )


def _split_adjective(run: list[_Token]) -> Iterator[list[_Token]]:
    """ "Israeli Apache" -> "Israeli", "Apache"; "Syrian Observatory" stays whole."""
    if not run:
        return
    if len(run) > 1 and not any(token.key in _ORG_HEADS for token in run[1:]):
        for length in (2, 1):
            if length < len(run) and is_adjective(" ".join(token.text for token in run[:length])):
                yield run[:length]
                yield _after_links(run[length:])
                return
    yield run


def is_organisation(name: str) -> bool:
    """Does the name hold a word that organisations and events end in?

    >>> is_organisation("Syrian Observatory"), is_organisation("Ana Prado")
    (True, False)
    """
    return any(word in _ORG_HEADS for word in name.casefold().split())
