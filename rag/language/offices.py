"""Who holds which office, as the texts tie names to titles.

>>> [(link.name, link.office, link.place) for link in office_links("a", "British Prime Minister Keir Starmer met "
...     "Japanese counterpart Sanae Takaichi.")]
[('Keir Starmer', 'prime minister', 'United Kingdom'), ('Sanae Takaichi', 'prime minister', 'Japan')]
>>> [(link.name, link.office, link.place) for link in office_links("b", "Homs Governor Talal Barazi spoke. "
...     "Abadi, the Iraqi prime minister, did not.")]
[('Talal Barazi', 'governor', 'Homs'), ('Abadi', 'prime minister', 'Iraq')]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.language.countries import country_of

_WORD = r"(?:(?:al|el|ad|ar|as|ash|az|d|O)['’-])?[A-Z][^\W\d_]+(?:['’-][^\W\d_]+)*"
_NAME = rf"{_WORD}(?:(?: (?:al|el|bin|ibn|de|la|van|von|der|da|dos)|) {_WORD}|(?: [A-Z]\.)(?= [A-Z])){{0,3}}"
_KIND = (
    r"(?:foreign|defen[cs]e|interior|finance|health|justice|trade|education|environment|energy|economy|transport|"
    r"labou?r|agriculture|information|oil|"
    r"home|culture|tourism|state|treasury|attorney|secretary)"
)
_TITLE = (
    rf"(?:(?:prime|{_KIND})[ -]minister|{_KIND} secretary|secretary of state|secretary[ -]general|attorney general|"
    rf"vice[ -]president|president|premier|"
    r"chancellor|governor|mayor|king|queen|crown prince|emperor|sultan|emir|pope|speaker|chief executive|prime minister"
    r"|party leader|leader|ambassador|spokes(?:man|woman|person)|director|chief|chairman|chairwoman|head|"
    r"commander|minister)"
)
_FORMER = r"(?:(?P<former>former|ex|late|outgoing|then|previous|deposed|ousted|one-time)[- ])?"
_GRADE = r"(?:(?P<grade>deputy|vice|acting|interim|assistant)[- ])?"
_OFFICE = rf"{_FORMER}{_GRADE}(?P<office>{_TITLE})"
_NO_TITLE = (
    r"(?!(?:Prime|Former|Ex|Late|Then|Acting|Outgoing|Foreign|Defen[cs]e|Interior|Finance|Vice|Deputy|"
    r"Crown|Minister|President|Premier|Secretary|King|Queen|Governor|Mayor)\b)"
)
_DOUBLE = (
    r"(?:(?:South|North|New|Saudi|Sri|United|Costa|El|Sierra|Burkina|Czech|Ivory|San|Hong|East|West|"
    r"Northern|Southern|Central|Great|Bosnia and|Papua New) )?"
)
_PLACE = rf"(?P<place>{_NO_TITLE}(?:[A-Z][\w.]*\w|[a-z]{{2}}-[A-Z]\w+)(?:[ -]{_NO_TITLE}[A-Z]\w+)?)"
_THE_PLACE = rf"(?:the )?(?P<of>{_NO_TITLE}{_DOUBLE}[A-Z][\w.]*\w)"


def _any_case(pattern: str) -> str:
    """Titles come in small and capital letters, names do not."""
    return f"(?i:{pattern})"


_BEFORE_NAME = re.compile(
    rf"(?:{_PLACE}(?:['’]s)? )?\b{_any_case(_OFFICE)}(?: of {_THE_PLACE})? (?P<name>{_NAME})(?: of "
    rf"{_THE_PLACE.replace('?P<of>', '?P<after>')})?"
)
_AFTER_NAME = re.compile(
    rf"(?P<name>{_NAME}), (?:the |its |{_PLACE.replace('?P<place>', '?P<owner>')}['’]s )?(?:{_PLACE} "
    rf")?{_any_case(_OFFICE)}(?: of {_THE_PLACE})?(?=[,.;)]| and | who )"
)
_COUNTERPART = re.compile(
    rf"(?:{_PLACE}(?:['’]s)? )counterpart,? (?P<name>{_NAME})|counterpart from {_THE_PLACE}, (?P<second>{_NAME})"
)
_SEVERAL = re.compile(
    rf"(?i:\b(?P<office>(?:prime|{_KIND}) ministers|presidents|premiers|chancellors|leaders)) (?P<name>{_NAME}) "
    rf"and (?P<second>{_NAME})"
)
_COMMA = re.compile(
    rf"\b(?:the|its|his|her|their) (?:{_PLACE}(?:['’]s)? )?{_OFFICE}(?: of {_THE_PLACE})?, (?P<name>{_NAME})(?=[,.;]| )"
)
_NOT_NAMES = frozenset(
    "The A An In On At He She It They His Her But And Mr Mrs Ms For As Of To By Said Says Party Minister President "
    "Lt Gen Col Maj Brig Brigadier General Colonel Major Captain Lieutenant Admiral".split()
)


@dataclass(frozen=True, slots=True)
class OfficeLink:
    """One text's word that ``name`` holds ``office`` (of ``place``)."""

    name: str
    office: str
    place: str | None
    document: str
    start: int
    end: int
    """Offsets of the name in the text."""
    former: bool = False


def office_links(document: str, text: str) -> list[OfficeLink]:
    """Every tie of a name to an office, in order of the text."""
    found: dict[tuple[int, int], OfficeLink] = {}
    for link in [*_before(document, text), *_after(document, text), *_several(document, text)]:
        known = found.get((link.start, link.end))
        if known is None or (known.place is None and link.place):
            found[link.start, link.end] = link
    ordered = sorted(found.values(), key=lambda link: link.start)
    for link in _counterparts(document, text, ordered):
        found.setdefault((link.start, link.end), link)
    return sorted(found.values(), key=lambda link: link.start)


def plain_office(office: str) -> str:
    """One wording for one office.

    >>> plain_office("Premier"), plain_office("Foreign  Secretary"), plain_office("Defense Minister")
    ('prime minister', 'foreign minister', 'defence minister')
    """
    plain = " ".join(office.casefold().replace("-", " ").split()).replace("defense", "defence")
    plain = re.sub(r"^(?:premier|pm)$", "prime minister", plain)
    return {
        "foreign secretary": "foreign minister",
        "secretary of state": "foreign minister",
        "spokeswoman": "spokesman",
        "spokesperson": "spokesman",
    }.get(plain, plain)


def _link(
    document: str, match: re.Match[str], group: str, office: str, place: str | None, former: bool
) -> OfficeLink | None:
    name = re.sub(r"['’]s?$", "", match[group])
    if name.split()[0] in _NOT_NAMES or country_of(name):
        return None
    if place:
        place = country_of(place) or country_of(place.removesuffix("s")) or country_of(place.split()[-1]) or place
    return OfficeLink(name, office, place, document, match.start(group), match.start(group) + len(name), former)


def _graded(match: re.Match[str]) -> str:
    office = plain_office(match["office"])
    return f"{match['grade'].casefold()} {office}" if match["grade"] else office


def _place(match: re.Match[str], *groups: str) -> str | None:
    for group in groups:
        place = match.groupdict().get(group)
        if place and place.split()[0] not in _NOT_NAMES:
            return re.sub(r"['’]s?$", "", place)
    return None


def _before(document: str, text: str) -> Iterator[OfficeLink]:
    for match in [*_BEFORE_NAME.finditer(text), *_COMMA.finditer(text)]:
        link = _link(
            document, match, "name", _graded(match), _place(match, "of", "place", "after"), bool(match["former"])
        )
        if link:
            yield link


def _after(document: str, text: str) -> Iterator[OfficeLink]:
    for match in _AFTER_NAME.finditer(text):
        link = _link(
            document, match, "name", _graded(match), _place(match, "of", "place", "owner"), bool(match["former"])
        )
        if link:
            yield link


def _several(document: str, text: str) -> Iterator[OfficeLink]:
    for match in _SEVERAL.finditer(text):
        office = plain_office(re.sub(r"s$", "", match["office"]))
        for group in ("name", "second"):
            link = _link(document, match, group, office, None, False)
            if link:
                yield link


def _counterparts(document: str, text: str, known: list[OfficeLink]) -> Iterator[OfficeLink]:
    for match in _COUNTERPART.finditer(text):
        earlier = [
            link for link in known if link.start < match.start() and "\n" not in text[link.start : match.start()]
        ]
        if not earlier:
            continue
        group = "name" if match["name"] else "second"
        link = _link(document, match, group, earlier[-1].office, _place(match, "place", "of"), False)
        if link:
            yield link


_NAMED_OFFICE = re.compile(
    rf"(?:(?:the )?{_PLACE}(?:['’]s)? )?\b{_any_case(_OFFICE)}\b(?! of [a-z]*(?:affairs|state|defen[cs]e)\b)(?: of "
    rf"{_THE_PLACE})?"
)


def find_office(text: str) -> tuple[str, str | None] | None:
    """The office that a question names, with its country or place.

    >>> find_office("Who is the Japanese prime minister?"), find_office("Who is the mayor of Westerholm?")
    (('prime minister', 'Japan'), ('mayor', 'Westerholm'))
    """
    for match in _NAMED_OFFICE.finditer(re.sub(r"\bPM\b", "prime minister", text)):
        place = _place(match, "of", "place")
        if place and place.split()[0].casefold() in _QUESTION_WORDS:
            place = " ".join(place.split()[1:]) or None
        return _graded(match), (country_of(place) or country_of(place.removesuffix("s")) or place) if place else None
    return None


_QUESTION_WORDS = frozenset("who what which when where how did does is was were are the".split())
