"""Countries: the names, adjectives and seats of government that stand for them.

The table ``data/countries.csv`` is general knowledge; where a country is not in
it (a new one, or an invented one in a test), an adjective is matched by its stem.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

_TABLE = Path(__file__).parent / "data" / "countries.csv"
_ADJECTIVE_ENDINGS = ("ian", "ean", "ese", "ish", "ic", "an", "i", "n", "er")


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """Lower case without accents, with plain apostrophes and single spaces.

    >>> fold("  Côte  d’Ivoire ")
    "cote d'ivoire"
    """
    if text.isascii():
        return " ".join(text.replace("`", "'").casefold().split())
    plain = unicodedata.normalize("NFKD", text.replace("’", "'").replace("‘", "'").replace("`", "'"))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).casefold().split())


@cache
def _countries() -> tuple[dict[str, str], dict[str, str], frozenset[str]]:
    """Folded name or adjective -> country, folded seat -> country, and the folded adjectives."""
    names: dict[str, str] = {}
    seats: dict[str, str] = {}
    adjectives: set[str] = set()
    with _TABLE.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            country = row["name"]
            names[fold(country)] = country
            for other in filter(None, row["also"].split("|")):
                names.setdefault(fold(other), country)
            for adjective in filter(None, row["adjectives"].split("|")):
                names.setdefault(fold(adjective), country)
                adjectives.add(fold(adjective))
            for seat in filter(None, [*row["capital"].split("|"), *row["metonyms"].split("|")]):
                seats.setdefault(fold(seat), country)
    return names, seats, frozenset(adjectives)


@cache
def _organisations() -> dict[str, str]:
    known: dict[str, str] = {}
    with (_TABLE.parent / "organisations.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            for name in [row["name"], *row["also"].split("|")]:
                known.setdefault(name if name.isupper() else fold(name), row["name"])
    return known


def organisation_of(name: str) -> str | None:
    """The well-known organisation that a name or its initials stand for.

    >>> organisation_of("UN"), organisation_of("Daesh"), organisation_of("the un") is None
    ('United Nations', 'Islamic State', True)
    """
    bare = re.sub(r"^[Tt]he ", "", name.strip()).removesuffix("'s")
    return _organisations().get(bare) or _organisations().get(fold(bare))


def country_of(name: str) -> str | None:
    """The country that a name, short form or adjective stands for.

    >>> country_of("British"), country_of("the UK"), country_of("U.S."), country_of("Agence France-Presse")
    ('United Kingdom', 'United Kingdom', 'United States', None)
    """
    key = re.sub(r"^the ", "", fold(name)).removesuffix("'s").strip(" .,")
    names = _countries()[0]
    return names.get(key) or names.get(key + ".")


def seat_of(name: str) -> str | None:
    """The country whose government a capital or an office stands for.

    >>> seat_of("Downing Street"), seat_of("Tokyo"), seat_of("Osaka")
    ('United Kingdom', 'Japan', None)
    """
    return _countries()[1].get(re.sub(r"^the ", "", fold(name)))


def is_adjective(name: str) -> bool:
    """Is it a country's adjective or people, rather than its name?

    >>> is_adjective("Syrian"), is_adjective("Syria")
    (True, False)
    """
    return fold(name) in _countries()[2]


def same_country(one: str, other: str) -> bool:
    """Do two words name one country? Unknown countries match by the stem of their adjective.

    >>> same_country("Britain", "UK"), same_country("Japanese", "Japan"), same_country("Zorvanian", "Zorvania")
    (True, True, True)
    >>> same_country("Niger", "Nigeria"), same_country("Austria", "Australia")
    (False, False)
    """
    first, second = country_of(one), country_of(other)
    if first or second:
        return first == second
    a, b = sorted((re.sub(r"^the |'s$", "", fold(one)), re.sub(r"^the |'s$", "", fold(other))), key=len)
    if a == b:
        return True
    for word, place in ((a, b), (b, a)):
        for ending in _ADJECTIVE_ENDINGS:
            stem = word.removesuffix(ending)
            if stem != word and len(stem) >= 4 and place.startswith(stem) and len(place) - len(stem) <= 2:
                return True
    return False
