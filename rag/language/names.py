"""Which names mean the same: an alias table built from the passages at hand.

Joins a surname to the full name that stood before it, initials to what they
stand for, spellings of one foreign name, and a country to its adjective and
short forms; keeps who holds which office according to which article.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import fuzz

from rag.language.countries import country_of, fold, organisation_of, same_country
from rag.language.mentions import Mention, name_mentions
from rag.language.offices import OfficeLink, office_links

__all__ = ["AliasTable", "Mention", "OfficeLink", "known_mentions", "name_mentions", "names_match", "spelled_alike"]

_PARTICLES = re.compile(
    r"\b(?:al|el|ad|an|ar|as|ash|at|az|ul|the|of|bin|ibn|de|von|van)\b[- ]?|(?<=\w)-(?:al|el|ed|ad)-"
)
_HONOURS = re.compile(
    r"^(?:mr|mrs|ms|dr|sir|lord|lady|king|queen|prince|princess|president|prime minister|minister|sheikh)\.? "
)


@lru_cache(maxsize=65_536)
def _words(name: str) -> tuple[str, ...]:
    plain = _HONOURS.sub("", re.sub(r"'s?$", "", fold(name)).strip(" .,;:\"'()[]"))
    plain = re.sub(r"(?<=\b\w)\.(?=\w\b)", "", plain)
    return tuple(re.findall(r"[^\W_]+", _PARTICLES.sub(" ", plain.replace("-", " ")))) or tuple(plain.split())


@lru_cache(maxsize=65_536)
def spelled_alike(one: str, other: str) -> bool:
    """Could two words be two spellings of one foreign name?

    >>> spelled_alike("Kobane", "Kobani"), spelled_alike("Salaheddin", "Salah al-Din"), spelled_alike("Idlib", "Aleppo")
    (True, True, False)
    >>> spelled_alike("Hama", "Homs"), spelled_alike("Qamishli", "Kamishly")
    (False, True)
    """
    a, b = _skeleton(one), _skeleton(other)
    if not a or not b:
        return False
    if a == b or a.rstrip("s") == b.rstrip("s"):
        return True
    return min(len(a), len(b)) >= 5 and fuzz.ratio(a, b) >= 84


def _skeleton(name: str) -> str:
    """One spelling for several: q/k, dh/d, doubled letters, vowels that transliterations mix."""
    letters = "".join(_words(name))
    for old, new in (
        ("kh", "h"),
        ("gh", "g"),
        ("sh", "s"),
        ("dh", "d"),
        ("th", "t"),
        ("q", "k"),
        ("c", "k"),
        ("y", "i"),
        ("ou", "u"),
        ("oo", "u"),
        ("ee", "i"),
        ("z", "s"),
    ):
        letters = letters.replace(old, new)
    even = re.sub(r"(.)\1+", r"\1", letters.replace("o", "u").replace("e", "a"))
    return (even.rstrip("aiuh") or even) if len(even) > 4 else even


@lru_cache(maxsize=4_096)
def known_mentions(text: str) -> tuple[Mention, ...]:
    """``name_mentions``, remembered: alignment looks for each name of a question around some hundred sentences."""
    return tuple(name_mentions(text))


@lru_cache(maxsize=65_536)
def names_match(one: str, other: str) -> bool:
    """Do two names name the same, judged by the names alone?

    Countries by their table, a surname by a full name that contains it,
    spellings of one name by their letters; initials by what they abbreviate.

    >>> names_match("UK", "British"), names_match("France", "Agence France-Presse"), names_match("UN", "United Nations")
    (True, False, True)
    >>> names_match("Starmer", "Keir Starmer"), names_match("Starmer Keir", "Keir Starmer")
    (True, True)
    """
    if country_of(one) or country_of(other):
        return same_country(one, other)
    first, second = organisation_of(one), organisation_of(other)
    if first and second:
        return first == second
    a, b = _words(first or one), _words(second or other)
    if not a or not b:
        return False
    if (
        (len(a) == len(b) == 1 and same_country(one, other))
        or sorted(a) == sorted(b)
        or _is_short_form(a, b)
        or _is_short_form(b, a)
    ):
        return True
    if _abbreviates(one, b) or _abbreviates(other, a):
        return True
    if len(a) == len(b) or min(len(a), len(b)) == 1:
        return spelled_alike(one, other) and (
            len(a) == 1 or all(spelled_alike(x, y) or x[0] == y[0] for x, y in zip(a, b, strict=False))
        )
    return False


def _is_short_form(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """ "Starmer" of "Keir Starmer"; "Observatory" of "Syrian Observatory Human Rights"; "Aleppos" of "Aleppo"."""
    if len(short) >= len(full):
        return len(short) == len(full) and all(x.rstrip("s") == y.rstrip("s") for x, y in zip(short, full, strict=True))
    if len(short) == 1:
        return len(short[0]) > 2 and short[0].rstrip("s") in {
            full[-1].rstrip("s"),
            *(w for w in full if len(full) > 2 and len(w) > 5),
        }
    return set(short) < set(full)


def _abbreviates(initials: str, words: tuple[str, ...]) -> bool:
    letters = initials.replace(".", "").strip()
    if not (2 <= len(letters) <= 7 and letters.isupper() and len(words) > 1):
        return False
    firsts = [word[0] for word in words if word not in {"of", "for", "the", "and", "in"}]
    return letters.casefold() == "".join(firsts)


@dataclass(frozen=True)
class AliasTable:
    """Names of some passages, joined where they mean the same.

    >>> table = AliasTable.from_texts([
    ...     ("a", "British Prime Minister Keir Starmer met Jane Roe. Starmer left."),
    ...     ("b", "The Relief Workers Union (RWU) spoke. RWU trucks left."),
    ... ])
    >>> table.same("Starmer", "Keir Starmer"), table.same("UK", "Britain"), table.canonical("Starmer")
    (True, True, 'Keir Starmer')
    >>> table.canonical("RWU"), table.office_of("Starmer"), table.office_of("Jane Roe")
    ('Relief Workers Union', ('prime minister', 'United Kingdom'), None)
    """

    links: tuple[OfficeLink, ...] = ()
    """Who holds which office, according to which text."""
    _canonical: dict[str, str] = field(default_factory=dict)
    _short: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def from_texts(cls, texts: Iterable[tuple[str, str]]) -> AliasTable:
        """Read the names out of ``(document id, text)`` pairs."""
        documents = list(texts)
        links: list[OfficeLink] = []
        full: dict[str, str] = {}
        shorts: dict[str, set[str]] = defaultdict(set)
        for document, text in documents:
            links.extend(office_links(document, text))
            for long, initials in _explained_initials(text):
                full.setdefault(fold(initials), long)
            for mention in known_mentions(text):
                words = _words(mention.text)
                if len(words) > 1 and not country_of(mention.text):
                    full.setdefault(fold(mention.text), mention.text)
                    shorts[words[-1]].add(mention.text)
                    shorts[words[0]].add(mention.text)
        return cls(tuple(links), full, {word: tuple(sorted(names)) for word, names in shorts.items()})

    def knows(self, name: str) -> bool:
        """Does some text hold this very name, of more than one word?"""
        return fold(name) in self._canonical

    def canonical(self, name: str) -> str:
        """The fullest form known: a country's name, what initials stand for, the full name of a surname."""
        country = country_of(name)
        if country:
            return country
        known = self._canonical.get(fold(name))
        if known:
            return known
        words = _words(name)
        if len(words) == 1:
            options = self._short.get(words[0].removesuffix("s") if words[0] not in self._short else words[0], ())
            if options and all(names_match(options[0], other) for other in options[1:]):
                return max(options, key=lambda option: (option.endswith(name), -len(option)))
        return name.strip()

    def same(self, one: str, other: str) -> bool:
        """Do the two names mean the same here?"""
        if names_match(one, other):
            return True
        return names_match(self.canonical(one), self.canonical(other))

    def office_of(self, name: str) -> tuple[str, str | None] | None:
        """The office that some text ties to this name, with its country or place."""
        for link in self.links:
            if not link.former and self.same(link.name, name):
                return link.office, link.place
        return None


def _explained_initials(text: str) -> Iterable[tuple[str, str]]:
    """ "Liberal Democratic Party (LDP)" -> ("Liberal Democratic Party", "LDP")."""
    for match in re.finditer(r"\(([A-Z][A-Za-z.]{1,7})\)", text):
        initials = match.group(1)
        before = re.findall(r"[^\W_][\w'’-]*", text[max(0, match.start() - 90) : match.start()])
        letters = [c for c in initials if c.isupper()]
        for count in range(len(letters), min(len(letters) + 3, len(before)) + 1):
            words = before[-count:]
            firsts = [word[0].upper() for word in words if word not in {"of", "for", "and", "the", "in"}]
            if firsts[: len(letters)] == letters and words[0][0].isupper():
                yield " ".join(words), initials
                break
