"""What an article's text says about itself: title, source, author, date, address, genre.

Used where the file or record gives no such field. What is not marked in the
text stays empty: a source that the first sentence merely mentions is not the
publisher, and a day without a year is no publication date.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from index.articles import Genre
from index.printed_dates import FULL_DATE, WEEKDAY, day_of

_HEAD_CHARACTERS = 2_000
_HEAD_LINES = 15
_TAIL_CHARACTERS = 1_000
_SIGNATURE_CHARACTERS = 40
_TITLE_CHARACTERS = 160

AGENCIES = (
    "Agence France-Presse", "AFP", "Reuters", "Associated Press", "AP", "Xinhua", "TASS", "Kyodo News", "Kyodo",
    "Deutsche Presse-Agentur", "dpa", "EFE", "ANSA", "UPI", "PTI", "ANI", "IANS", "Yonhap", "Bernama", "Anadolu Agency",
    "Anadolu", "SANA", "IRNA", "Interfax", "RIA Novosti", "Bloomberg", "PA Media", "AAP", "CNA", "Jiji Press", "Jiji",
)  # fmt: skip
"""News agencies that sign datelines and bylines; the longer of two names comes first."""

_AGENCY = "(?:" + "|".join(re.escape(name) for name in AGENCIES) + ")"
_DASH = r"(?:--+|[-–—])"
_DATELINE = re.compile(
    rf"""^(?P<place>[A-Z][A-Z.'’\-]+(?:[ ,/]+[A-Z][A-Za-z.'’\-]*){{0,4}})   # TOKYO, NEW YORK, PALU, Indonesia
         (?:,[ ](?P<date>[^()\n–—]{{4,24}}?))?                             # , Feb. 1, 2026
         (?:[ ]*\((?P<agency>[^()\n]{{2,40}})\))?                          # (Reuters)
         [ ]*(?:(?P<dash>{_DASH})[ ]|:[ ])""",
    re.VERBOSE | re.MULTILINE,
)
_BYLINE = re.compile(r"^(?:By|BY|Written by|Reporting by):?[ ]+(?P<names>[^|\n]{2,100}?)[ ]*(?:\|.*)?$")
_SIGNED = re.compile(rf"(?:{_DASH}[ ]?|\()({_AGENCY})\)?[ ]*\.?[ ]*$", re.IGNORECASE)
_LINK = re.compile(
    r"^[ \t]*(?:Original(?: article| source)?|Source|Link|URL|Read the original)[ \t]*[:：][ \t]*"
    r"(?P<url>(?:https?://)?(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,24}(?::\d+)?(?:/\S*)?)[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_HOST = re.compile(r"^(?:https?://)?(?:[^/?#@]*@)?([A-Za-z0-9.-]+)", re.IGNORECASE)
_PATH_DATE = re.compile(r"/(\d{4})[/-](\d{1,2})[/-](\d{1,2})(?=[/._-]|$)")
_TIME = r"(?:,? (?:at )?\d{1,2}[:.]?\d{2}(?: ?[ap]\.?m\.?)?(?: [A-Z]{2,4})?)?"
_DATE_LABELLED = re.compile(
    rf"^(?:First published|Published|Posted|Date|Publication date)(?: on| at)?[ ]*:?[ ]*(?:{WEEKDAY},? )?{FULL_DATE}",
    re.IGNORECASE,
)
_DATE_ALONE = re.compile(rf"^(?:{WEEKDAY},? )?{FULL_DATE}{_TIME}[ ]*[|.]?[ ]*$", re.IGNORECASE)
_DATE_FIRST = re.compile(rf"^{WEEKDAY},? (?i:{FULL_DATE}){_TIME}(?=$|[ .,|:–—-]+[A-Z\d\"'“‘])")

_OPINION_LABEL = r"(?:Opinion|Op-?ed|Commentary|Comment|Editorial|Column|Viewpoint|Leader|Letters? to the editor)"
_ANALYSIS_LABEL = r"(?:(?:News |In-depth )?Analysis|Explainer)"
_OPINION = re.compile(rf"^(?:{_OPINION_LABEL}s?)[ ]*(?:$|[:|]|{_DASH} )", re.IGNORECASE)
_ANALYSIS = re.compile(rf"^(?:{_ANALYSIS_LABEL})[ ]*(?:$|[:|]|{_DASH} )", re.IGNORECASE)
_PIECE = r"(?:article|piece|column|commentary|comment|essay|post|op-?ed|editorial|blog)"
_WRITER = r"(?:authors?|writers?|columnists?|contributors?)(?:['’]s?)?"
_VIEWS = r"(?:views?|opinions?)"
_DISCLAIMER = re.compile(
    rf"""\bpersonal[ ]{_VIEWS}[ ]of[ ](?:the|its|their)[ ]{_WRITER}
       | \b{_WRITER}[ ](?:own|personal)[ ](?:and[ ]personal[ ])?{_VIEWS}
       | \b{_PIECE}[ ][^.\n]{{0,30}}\b(?:represents?|reflects?|gives?|expresses)[ ][^.\n]{{0,40}}\b
              (?:personal[ ]{_VIEWS}|{_VIEWS}[ ]of[ ](?:the|its|their)[ ]{_WRITER})
       | \b{_VIEWS}[ ](?:that[ ]are[ ])?(?:expressed|voiced|stated|given)[ ]
              (?:here\b|in[ ](?:this|the)[ ]{_PIECE}|by[ ]the[ ]{_WRITER})
       | \b{_VIEWS}[ ](?:\w+[ ]){{0,4}}(?:are|belong)[ ](?:solely[ ]|only[ ]|to[ ])*
              (?:those[ ]of[ ])?the[ ]{_WRITER}""",
    re.IGNORECASE | re.VERBOSE,
)

_NO_TITLE = re.compile(
    r"^(?:https?://|www\.|\[|\(|Photo|Image|File photo|Updated|Last updated|Share|Print|Advertisement)", re.IGNORECASE
)
_SMALL_WORDS = frozenset([
    "and", "or", "of", "the", "in", "for", "from", "at", "on", "with", "de", "da", "di", "du", "del", "la", "le",
    "van", "von", "der", "den", "bin", "al", "el",
])  # fmt: skip
_NO_PLACE = frozenset(
    ["BREAKING", "UPDATE", "UPDATED", "LIVE", "EXCLUSIVE", "WATCH", "VIDEO", "NEWS", "OPINION", "ANALYSIS"]
)
_NOBODY = re.compile(
    r"\b(?:staff|our|correspondents?|agenc(?:y|ies)|newsroom|desk|reporters?|admin|wire)\b", re.IGNORECASE
)
_CALENDAR = re.compile(
    rf"^(?:{WEEKDAY}|January|February|March|April|May|June|July|August|September|October|November|December)$"
)


@dataclass(frozen=True, slots=True)
class Marks:
    """What was found; ``""`` or None where nothing was."""

    title: str = ""
    source: str | None = None
    published: date | None = None
    url: str | None = None
    author: str | None = None
    genre: Genre | None = None


def read_marks(text: str, url: str | None = None) -> Marks:
    r"""Read the marks of a text; ``url`` is its address where the file gave one.

    >>> marks = read_marks("Rain stops play\n\nBy Jane Doe, Reuters\n\nLONDON, Feb. 1, 2026 (Reuters) - It rained.")
    >>> marks.title, marks.author, marks.source, marks.published.isoformat(), marks.genre
    ('Rain stops play', 'Jane Doe', 'Reuters', '2026-02-01', 'report')
    >>> read_marks("Agence France-Presse, February 5th report, the minister is angry.")
    Marks(title='', source=None, published=None, url=None, author=None, genre=None)
    """
    head = [line.strip() for line in text[:_HEAD_CHARACTERS].split("\n") if line.strip()][:_HEAD_LINES]
    address = url or _find_link(text)
    author, byline_source = _read_byline(head)
    dateline, dateline_source = _read_dateline(head)
    signed = _SIGNED.search(text[-_SIGNATURE_CHARACTERS:])
    agency = byline_source or dateline_source or (_agency_name(signed[1]) if signed else None)
    return Marks(
        title=_find_title(head, whole=len(text) <= _HEAD_CHARACTERS),
        source=agency or (publisher_of(address) if address else None),
        published=_find_date(head, dateline) or (_date_in_address(address) if address else None),
        url=address,
        author=author,
        genre=_find_genre(head, text, is_signed=bool(agency or dateline)),
    )


def publisher_of(url: str) -> str | None:
    """The name a publisher registered: the last two labels of the host, three below ``co.uk`` and the like.

    >>> publisher_of("https://www.toutiao.com/article/1/"), publisher_of("news.bbc.co.uk")
    ('toutiao.com', 'bbc.co.uk')
    """
    host = _HOST.match(url.strip())
    labels = [label for label in host[1].lower().split(".") if label] if host else []
    if len(labels) < 2 or labels[-1].isdigit():
        return None
    short = {"co", "com", "org", "net", "gov", "ac", "edu", "or", "ne", "go", "gob", "gouv"}
    wanted = 3 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in short else 2
    return ".".join(labels[-wanted:])


def _find_title(head: Sequence[str], whole: bool) -> str:
    """The first headline-like line before the text proper; section labels of one or two words are passed over."""
    label = ""
    for position, line in enumerate(head):
        if whole and position == len(head) - 1:
            break  # a headline stands above something
        if _byline_names(line) or _agency_name(line) or _DATE_ALONE.match(line) or _DATE_LABELLED.match(line):
            continue
        if not _is_headline(line):
            break
        if len(line.split()) > 2:
            return line
        label = label or line
    return label if label and not _OPINION.match(label) and not _ANALYSIS.match(label) else ""


def _is_headline(line: str) -> bool:
    bare = line.rstrip("\"'”’»)] ")
    return (
        len(line) <= _TITLE_CHARACTERS
        and bool(bare)
        and bare[-1] not in ".:;,…!"
        and not bare.endswith(("--", "–", "—"))
        and not _NO_TITLE.match(line)
        and _read_dateline([line])[0] is None
        and any(character.isalpha() for character in line)
    )


def _read_byline(head: Sequence[str]) -> tuple[str | None, str | None]:
    """Author and source: ``By Jane Doe, Reuters``, ``By AFP and Focus |``, or an agency alone on its line."""
    names = next((names for line in head if (names := _byline_names(line))), [])
    agencies = [name for name in names if _agency_name(name)]
    people = [name for name in names if name not in agencies and (" " in name or not agencies)]
    # beside an agency, a single word is an organisation too
    publishers = [_agency_name(name) or name for name in names if name not in people] if agencies else []
    publishers = publishers or [agency for line in head if (agency := _agency_name(line))][:1]
    authors = [name for name in people if not _NOBODY.search(name)]
    return " and ".join(authors) or None, " and ".join(publishers) or None


def _byline_names(line: str) -> list[str]:
    """The names that a byline lists; empty where the line is none."""
    byline = _BYLINE.match(line)
    if not byline or line.endswith((".", "?", "!", ":")):
        return []
    names = [re.sub(r" in [A-Z].*$", "", name.strip()) for name in re.split(r",|&|\band\b|/", byline["names"])]
    names = [name for name in names if name]
    return names if all(map(_is_name, names)) else []


def _is_name(name: str) -> bool:
    words = name.split()
    return (
        len(words) <= 5
        and not _CALENDAR.match(words[0])
        and all(
            word[0].isupper() or word.lower() in _SMALL_WORDS or _NOBODY.match(word) or _agency_name(word)
            for word in words
        )
        and any(word[0].isalpha() for word in words)
    )


def _read_dateline(head: Sequence[str]) -> tuple[re.Match[str] | None, str | None]:
    """The match of a line that opens with ``TOKYO --`` or ``BEIRUT (Reuters) -``, and the agency in it."""
    for line in head:
        found = _DATELINE.match(line)
        if not found or found["place"] in _NO_PLACE or not (found["dash"] or found["agency"]):
            continue
        agency = _agency_name(found["agency"].split("/")[0]) if found["agency"] else None
        if agency or found["dash"] in ("--", "–", "—") or found["date"]:
            return found, agency
    return None, None


def _agency_name(name: str) -> str | None:
    """The agency as AGENCIES spells it, or None: ``REUTERS`` is Reuters."""
    folded = name.strip().casefold()
    return next((agency for agency in AGENCIES if agency.casefold() == folded), None)


def _find_link(text: str) -> str | None:
    links = list(_LINK.finditer(text[-_TAIL_CHARACTERS:])) or list(_LINK.finditer(text[:_HEAD_CHARACTERS]))
    if not links:
        return None
    url = links[0]["url"]
    return url if "://" in url else f"https://{url}"


def _find_date(head: Sequence[str], dateline: re.Match[str] | None) -> date | None:
    for line in head:
        for pattern in (_DATE_LABELLED, _DATE_ALONE):
            if found := pattern.match(line):
                return day_of(found)
    if head and (found := _DATE_FIRST.match(head[0])):
        return day_of(found)
    if dateline and dateline["date"] and (found := re.match(FULL_DATE, dateline["date"], re.IGNORECASE)):
        return day_of(found)
    return None


def _date_in_address(url: str) -> date | None:
    found = _PATH_DATE.search(url)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def _find_genre(head: Sequence[str], text: str, is_signed: bool) -> Genre | None:
    """A label above the text decides, then a disclaimer, then an agency's signature."""
    for line in head[:4]:
        if _OPINION.match(line):
            return "opinion"
        if _ANALYSIS.match(line):
            return "analysis"
    if _has_disclaimer(text[-_TAIL_CHARACTERS:]) or _has_disclaimer(text[:_TAIL_CHARACTERS]):
        return "opinion"
    return "report" if is_signed else None


def _has_disclaimer(text: str) -> bool:
    folded = text.casefold()
    return ("view" in folded or "opinion" in folded) and _DISCLAIMER.search(text) is not None
