"""Sentences of a text, as exact offsets.

A period is the hard case: it ends a sentence, an abbreviation, an initial or
both. The rules here look at the word before and the word after it, which is
enough for news and some thirty times faster than a general rule engine (pysbd).

What this leaves out: other languages' abbreviations (the full stops of Chinese
and Japanese are known), and sentences that run on without any sign.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

_TERMINATOR = re.compile(
    r"""  (?P<wide> [。！？｡]++ ["”’」』）)]*+ )               # needs no space after it
        | (?<![.!?…]) (?P<sign> [.!?…]++ (?:\ \.){0,5} )   # ". . ." is an ellipsis too
          (?P<closers> ["'”’»)\]}〉》」』]*+ (?:\[\d{1,3}\])*+ )  # quotes, brackets, footnote marks
          (?= (?: (?P<space> \s++ ) | (?<=[a-z]{2}\.)(?=[A-Z][a-z]+[\ ,]) )  # "... he said.The next ..."
              (?P<openers> ["'“‘«(\[{¿¡–—-]* )
              (?P<next> [^\W_][\w'’-]* )? )""",
    re.VERBOSE,
)
"""Where a sentence may end, and what stands around. Every repetition is possessive or bounded: no input is slow."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TITLES = _words(
    """adm amb atty brig capt cdr cmdr col cpl dr fr gen gov hon insp lt maj messrs mme mlle mr mrs ms msgr mt ft
    pfc pres prof pvt rep reps rev sen sens sgt st ste supt"""
)
"""Words that stand before a name when they are capitalised: their period never ends a sentence."""

_NEVER_LAST = _words("approx ca cf e.g eg i.e ie v viz vs")
"""Words that point at what follows."""

_BEFORE_NUMBER = _words(
    """no nos p pp pt vol vols art arts sec secs fig figs ch para paras jan feb mar apr jun jul aug sep sept oct nov
    dec ext tel op"""
)
"""Words whose period belongs to them where a number follows ("No. 10", "Jan. 31")."""

_EITHER = _words(
    """al dept ed eds est inc co cos corp ltd plc llc bros jr sr u.s u.k u.n e.u u.s.a d.c ph.d m.d b.c
    a.d m.p km kg lb lbs oz min max hr hrs sec bn mln tn gmbh s.a n.v b.v a.g"""
)
"""Words that may end a sentence: they do where the next word is one that opens sentences."""

_EITHER_AS_NAMES = _words(
    """Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Tues Wed Thu Thur Thurs Fri Sat Sun Ave Blvd Rd Sq
    Ala Ariz Ark Calif Colo Conn Fla Ga Ill Ind Kan Ky Mass Mich Minn Mo Okla Ore Penn Tenn Tex Va Wash Wis"""
)
"""The same for words that mean something else in lower case ("he fell ill", "in the sun")."""

_AFTER_CLOCK = _words(
    """Monday Tuesday Wednesday Thursday Friday Saturday Sunday Mon Tue Tues Wed Thu Thur Thurs Fri Sat Sun
    January February March April May June July August September October November December Jan Feb Mar Apr Jun Jul
    Aug Sep Sept Oct Nov Dec ET EST EDT CT CST CDT MT MST MDT PT PST PDT GMT UTC BST CET CEST IST JST KSA
    Eastern Central Mountain Pacific Greenwich Mr Mrs Ms Dr Gen Sen Gov Rep Prof"""
)
"""Words that follow "5 p.m." within a sentence."""

_OPENING_WORDS = _words(
    """A About According After Afterwards All Although Also Among An And Another Any Are As At Back Because Before
    Besides Both But By Can Could Despite Did Do Does During Each Earlier Either Even Every Finally First For From
    Further Furthermore Given Had Has Have He Hence Her Here His How However I If In Indeed Instead Is It Its Last
    Later Let Many Maybe Meanwhile More Moreover Most Much My Neither Never Nevertheless No Nobody None Nor
    Not Nothing Now Of On Once One Only Or Other Others Otherwise Our Out Over People Perhaps Please Rather Several
    She Should Since So Some Someone Sometimes Soon Still Such Than That The Their Them Then There Therefore These
    They This Those Though Through Thus To Today Together Tomorrow Tonight Two Under Unless Unlike Until Up Was We
    Were What When Where Whether Which While Who Whose Why Will With Within Without Would Yes Yesterday Yet You
    Your It's He's She's That's There's They're We're I'm You're Don't"""
)

_SPEECH = re.compile(
    r"""\s* (?:[\w.'’-]+\s+){1,4}?   # up to four words of a name, then the verb
        (?: said|says|asked|asks|added|told|replied|wrote|shouted|cried|declared|wondered|exclaimed|answered )\b""",
    re.VERBOSE,
)

_CREDIT = re.compile(r"\s*\([^\s().!?]+\s[^().!?]{1,100}\)(?=\s+[\"“‘'(]?[A-Z])")
"""A sentence that is one pair of brackets: "(Kent News and agencies) The fire ..."."""
_BRACKET = re.compile(r"[(\[{]")
_LINKS = frozenset({"http", "https", "www", "pic"})
_LAST_WORD = re.compile(r"[^\W_](?:[\w.&'’-]*\w)?\Z")
_ACRONYM = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]\Z")
_LINE_BREAKS = re.compile(r"[\n\r\f\v\x1c-\x1e\x85\u2028\u2029]")

_SHORT_OPENING = 4
"""Up to this many words ("At 5 p.m. Ann Lee left") an hour opens the sentence and does not end it."""

_LINE_WIDTHS = range(40, 121)
"""Hard-wrapped text has lines of 72 to 80 characters as a rule; beyond 120 a line is a paragraph."""

_FILLED = 0.8
"""A wrapped line is filled to this share of the widest one, even in a proportional font (PDF)."""


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Start and end of every sentence, in order.

    Every character that is not white space lies in exactly one span, and no span
    starts or ends with white space. A line break ends a sentence too (a headline
    has no period), unless the text is wrapped at a fixed width.

    >>> text = "RAIN IN KENT\\nIt rained, Mr. B. Smith said at 5 p.m. on Jan. 3. Really?"
    >>> [text[start:end] for start, end in sentence_spans(text)]
    ['RAIN IN KENT', 'It rained, Mr. B. Smith said at 5 p.m. on Jan. 3.', 'Really?']
    """
    spans: list[tuple[int, int]] = []
    for start, end in _blocks(text):
        begin = start
        for cut in _cuts(text, start, end):
            _append_stripped(spans, text, begin, cut)
            begin = cut
        _append_stripped(spans, text, begin, end)
    return spans


def _append_stripped(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    left = piece.lstrip()
    if left:
        spans.append((end - len(left), end - len(left) + len(left.rstrip())))


def _cuts(text: str, start: int, end: int) -> Iterator[int]:
    """Offsets inside ``text[start:end]`` where one sentence ends and the next begins."""
    sentence_start = start
    for match in _TERMINATOR.finditer(text, start, end):
        cut = match.end()
        if cut < end and _ends_sentence(text, sentence_start, match):
            yield cut
            sentence_start = cut
            if credit := _CREDIT.match(text, cut, end):
                sentence_start = credit.end()
                yield sentence_start


def _ends_sentence(text: str, sentence_start: int, match: re.Match[str]) -> bool:
    if match["wide"]:
        return True
    sign, closers, following = match["sign"], match["closers"], match["next"] or ""
    if following[:1].islower() and not _BRACKET.search(match["openers"]) and following not in _LINKS:
        return False
    if not following and not match["openers"] and not _starts_like_a_sentence(text, match):
        return False
    if sign[0] in "!?":
        return not (closers and _SPEECH.match(text, match.end(), match.end() + 80))
    if len(sign) > 1:
        return text[match.start() - 1 : match.start()] not in ("[", "(")  # "[...]" stands for words left out
    return _period_ends(text, sentence_start, match.start(), following)


def _starts_like_a_sentence(text: str, match: re.Match[str]) -> bool:
    """Is what follows the white space, when it is no word, something other than running punctuation?"""
    following = text[match.end("space") : match.end("space") + 1]
    return following not in tuple(",;:.!?)]}%/&+=")


def _period_ends(text: str, sentence_start: int, period: int, following: str) -> bool:
    found = _LAST_WORD.search(text, max(sentence_start, period - 40), period)
    if found is None:
        return True
    word = found.group()
    folded = word.casefold()
    if folded in _BEFORE_NUMBER and following[:1].isdigit():
        return False
    if word.isdigit() and not text[sentence_start : found.start()].strip():
        return False  # "1. The first item"
    if folded in _NEVER_LAST or (folded in _TITLES and word[0].isupper()):
        return False
    if folded in ("a.m", "p.m"):
        return following not in _AFTER_CLOCK and len(text[sentence_start:period].split()) > _SHORT_OPENING
    if (
        folded in _EITHER
        or folded in _TITLES
        or word in _EITHER_AS_NAMES
        or _ACRONYM.match(word)
        or (len(word) == 1 and word.isupper())
    ):
        return following in _OPENING_WORDS
    return True


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Stretches between line breaks that end a sentence; wrapped lines stay together."""
    lines = list(_lines(text))
    first = 0
    while first < len(lines):
        last = first
        while last + 1 < len(lines) and not _blank(text, lines[last + 1]) and not _blank(text, lines[last]):
            last += 1
        yield from _join_wrapped(text, lines[first : last + 1])
        first = last + 1


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _LINE_BREAKS.finditer(text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)


def _blank(text: str, line: tuple[int, int]) -> bool:
    return not text[line[0] : line[1]].strip()


def _join_wrapped(text: str, lines: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Join a line to the next where the break is only there for width, or stands before a lower-case word."""
    contents = [text[start:end].strip() for start, end in lines]
    wrapped = _are_wrapped(contents)
    start, end = lines[0]
    for line, content in zip(lines[1:], contents[1:], strict=True):
        if wrapped or content[:1].islower():
            end = line[1]
        else:
            yield start, end
            start, end = line
    yield start, end


def _are_wrapped(lines: list[str]) -> bool:
    """At least three lines, each too full to take the first word of the next, and one that goes on in lower case.

    >>> _are_wrapped(["The river rose by two metres after the", "storm on Monday and the mayor of Ashford", "left."])
    True
    """
    width = max(map(len, lines))
    return (
        len(lines) > 2
        and width in _LINE_WIDTHS
        and any(line[:1].islower() for line in lines[1:])
        and all(len(line) + 1 + len(after.split(None, 1)[0]) > _FILLED * width for line, after in pairwise(lines))
    )
