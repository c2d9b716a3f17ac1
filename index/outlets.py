"""Who published it: one outlet under its many names, and what is no outlet at all.

A file says "AP News", "The Associated Press" or "https://apnews.com/article/x":
that is one outlet. A table of them comes with the program; people extend it
with a file of their own. A headline, a country and a bare mail address are no
source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from index.errors import ArticleError
from index.metadata import publisher_of

_TABLE = Path(__file__).resolve().parent / "data" / "outlets.txt"
_ADDRESS = re.compile(r"^(?:https?://|www\.)\S+$|^(?:[a-z0-9-]+\.)+[a-z]{2,24}(?:/\S*)?$", re.IGNORECASE)
_MAIL = re.compile(r"^\S+@(\S+\.\S+)$")
_BARE = re.compile(r"[^\w]+")
_ARTICLE = re.compile(r"^the (?=\S)")
_TAILS = ("news", "online", "newspaper", "news agency", "website", "com", "news online")
"""Words that a name may end with or not: "BBC" is "BBC News"."""
_LONGEST_NAME = 80
_MOST_WORDS = 9
_COUNTRIES = frozenset(
    """
    afghanistan albania algeria andorra angola argentina armenia australia austria azerbaijan bahamas bahrain
    bangladesh barbados belarus belgium belize benin bhutan bolivia bosnia botswana brazil brunei bulgaria burundi
    cambodia cameroon canada chad chile china colombia comoros congo croatia cuba cyprus czechia denmark djibouti
    dominica ecuador egypt eritrea estonia eswatini ethiopia fiji finland france gabon gambia germany ghana greece
    grenada guatemala guinea guyana haiti honduras hungary iceland india indonesia iran iraq ireland israel italy
    jamaica japan jordan kazakhstan kenya kiribati kosovo kuwait kyrgyzstan laos latvia lebanon lesotho liberia
    libya liechtenstein lithuania luxembourg madagascar malawi malaysia maldives mali malta mauritania mauritius
    mexico micronesia moldova monaco mongolia montenegro morocco mozambique myanmar namibia nauru nepal netherlands
    nicaragua niger nigeria norway oman pakistan palau palestine panama paraguay peru philippines poland portugal
    qatar romania russia rwanda samoa senegal serbia seychelles singapore slovakia slovenia somalia spain sudan
    suriname sweden switzerland syria taiwan tajikistan tanzania thailand togo tonga tunisia turkey türkiye
    turkmenistan tuvalu uganda ukraine uruguay uzbekistan vanuatu venezuela vietnam yemen zambia zimbabwe us usa uk
    uae eu
    """.split()
) | {
    "united states", "united states of america", "united kingdom", "great britain", "england", "scotland", "wales",
    "south korea", "north korea", "south africa", "south sudan", "saudi arabia", "new zealand", "sri lanka",
    "hong kong",
    "united arab emirates", "costa rica", "el salvador", "dominican republic", "burkina faso", "cape verde",
    "ivory coast",
    "sierra leone", "san marino", "papua new guinea", "czech republic", "bosnia and herzegovina", "north macedonia",
    "trinidad and tobago", "antigua and barbuda", "equatorial guinea", "central african republic", "european union",
}  # fmt: skip


def key_of(name: str) -> str:
    """What two spellings of one name have in common.

    >>> key_of("The Guardian"), key_of("GUARDIAN"), key_of("Le Monde.fr")
    ('guardian', 'guardian', 'le monde fr')
    """
    return _ARTICLE.sub("", _BARE.sub(" ", name.casefold()).strip())


class Outlets:
    """Names of outlets to the one name of each; ``Outlets.load()`` has the table that comes with the program.

    >>> outlets = Outlets.load()
    >>> outlets.name_of("AP News"), outlets.name_of("https://metro.co.uk/2024/03/13/a/")
    ('Associated Press', 'Metro')
    >>> outlets.name_of("Norway"), outlets.name_of("Why did the ferry sink so fast, and who will pay for it?")
    (None, None)
    """

    def __init__(self, names: Mapping[str, str], own: str = "") -> None:
        self._names = dict(names)
        self.own = own
        """The lines of the file that extended the table; an index keeps them."""

    @classmethod
    def load(cls, file: Path | None = None) -> Outlets:
        """The table, extended by ``file``. Raises ArticleError where that cannot be read."""
        if file is None:
            return _bundled()
        try:
            own = file.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise ArticleError(
                f"The sources file {file} cannot be read ({error}).", remedy="Save it as UTF-8 text."
            ) from None
        return cls.extended(own, str(file))

    @classmethod
    def extended(cls, own: str, where: str = "the sources file") -> Outlets:
        """The table, extended by lines such as ``The Dalen Herald | Dalen Herald | dalenherald.example``."""
        names = dict(_bundled()._names)
        for number, line in enumerate(own.splitlines(), start=1):
            if not line.strip() or line.lstrip().startswith("#"):
                continue
            known = _split(line)
            if len(known) < 2:
                raise ArticleError(
                    f"{where}, line {number} names one outlet only: {line.strip()[:60]!r}.",
                    remedy="Write its name, then its other names, with | between them.",
                )
            names.update((alias, known[0]) for alias in map(_fold, known))
        return cls(names, own)

    def name_of(self, value: str | None) -> str | None:
        """The one name of an outlet; None where ``value`` is no outlet."""
        name = " ".join((value or "").split()).strip(" |,;")
        if not name:
            return None
        mail = _MAIL.match(name)
        if mail or _ADDRESS.match(name):
            return self._of_address(mail[1] if mail else name)
        known = self._names.get(_fold(name))
        if known is not None:
            return known
        return None if _is_no_outlet(name) else name

    def same(self, a: str, b: str) -> bool:
        """
        >>> Outlets.load().same("Guardian", "The Guardian"), Outlets.load().same("Dalen", "Dalen News")
        (True, True)
        >>> Outlets.load().same("Reuters", "AFP")
        False
        """
        keys = {key_of(self.name_of(name) or name) for name in (a, b)}
        if len(keys) == 1:
            return True
        short, long = sorted(keys, key=len)
        return bool(short) and long.startswith(f"{short} ") and long[len(short) + 1 :] in _TAILS

    def matching(self, wanted: Iterable[str], held: Iterable[str]) -> tuple[str, ...]:
        """Those of ``held`` that are one of the ``wanted`` outlets."""
        asked = list(wanted)
        return tuple(name for name in held if any(self.same(each, name) for each in asked))

    def aliases(self, name: str) -> tuple[str, ...]:
        """The other names that the table has for an outlet, as keys."""
        return tuple(sorted(alias for alias, known in self._names.items() if known == name and alias != _fold(name)))

    def _of_address(self, address: str) -> str | None:
        host = re.sub(r"^(?:https?://)?(?:www\.)?", "", address.casefold()).split("/")[0].split(":")[0]
        parts = host.split(".")
        for start in range(len(parts) - 1):
            known = self._names.get(_fold(".".join(parts[start:])))
            if known is not None:
                return known
        return publisher_of(address)


def _is_no_outlet(name: str) -> bool:
    words = name.split()
    return (
        key_of(name) in _COUNTRIES
        or len(name) > _LONGEST_NAME
        or len(words) > _MOST_WORDS
        or (name.endswith(("?", "!")) and len(words) > 3)
        or not any(character.isalpha() for character in name)
    )


def _fold(name: str) -> str:
    """A key that keeps the dots of an address, so that ``time.com`` and ``Time Com`` differ."""
    return name.casefold() if _ADDRESS.match(name) else key_of(name)


def _split(line: str) -> list[str]:
    return [" ".join(name.split()) for name in line.split("|") if name.strip()]


@lru_cache(maxsize=1)
def _bundled() -> Outlets:
    names: dict[str, str] = {}
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            known = _split(line)
            names.update((_fold(alias), known[0]) for alias in known)
    return Outlets(names)
