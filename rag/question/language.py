"""Is a question in another language than English?

Questions are short and full of names, on which a language guesser goes wrong, and a false alarm is worse than silence.
So one word that only English uses settles it, names are left out of what is guessed from, and the guess must be sure.

What this leaves out: questions of fewer than three words beside their names in Latin letters, and English ones that
quote another language at length.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from index.language import language_chances

LEAST_WORDS = 3
NAMED_FROM = 0.7
"""py3langid's own certainty from which the language is named."""
LEAST_CERTAINTY = 0.4
MOST_CHANCE_OF_ENGLISH = 0.01
"""What py3langid gives a foreign question at least, and English at most. With these it took none of 101,568 questions
in English for another language, and two of 8,000 made of their words without the commonest."""
ANOTHER = "another language"
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_ONLY_ENGLISH = frozenset(
    (
        "the what what's who who's whom whose which when where why how did does were been being would could should "
        "this that these those with from their they about and there between through during after before because while "
        "said says many much of"
    ).split()
)
"""None is a common word of another language in Latin letters, but "of" in Dutch, where a question says more."""

_NAMES = dict(
    pair.split(":")
    for pair in (
        "af:Afrikaans ar:Arabic az:Azerbaijani be:Belarusian bg:Bulgarian bn:Bengali bs:Bosnian ca:Catalan "
        "cs:Czech cy:Welsh da:Danish de:German el:Greek eo:Esperanto es:Spanish et:Estonian eu:Basque fa:Persian "
        "fi:Finnish fr:French ga:Irish gl:Galician gu:Gujarati he:Hebrew hi:Hindi hr:Croatian hu:Hungarian "
        "hy:Armenian id:Indonesian is:Icelandic it:Italian ja:Japanese ka:Georgian kk:Kazakh ko:Korean "
        "lt:Lithuanian lv:Latvian mk:Macedonian ml:Malayalam mr:Marathi ms:Malay mt:Maltese nb:Norwegian "
        "ne:Nepali nl:Dutch nn:Norwegian no:Norwegian pa:Punjabi pl:Polish ps:Pashto pt:Portuguese ro:Romanian "
        "ru:Russian sk:Slovak sl:Slovenian sq:Albanian sr:Serbian sv:Swedish sw:Swahili ta:Tamil te:Telugu "
        "th:Thai tl:Tagalog tr:Turkish uk:Ukrainian ur:Urdu vi:Vietnamese zh:Chinese"
    ).split()
)


def other_language(text: str) -> str | None:
    """The language of a question that is surely not in English; None where it is, or may be.

    >>> other_language("Was hat die Regierung in London über Taiwan gesagt?")
    'German'
    >>> other_language("What did Gerhard Schröder say in Die Zeit?") is None
    True
    """
    found = _WORD.findall(text)
    if any(word.casefold() in _ONLY_ENGLISH for word in found if not word.isupper()):
        return None
    telling = [word for place, word in enumerate(found) if place == 0 or word.islower()]
    if found and not any(_is_latin(word) for word in telling):
        return _named(language_chances(text))
    if len(telling) < LEAST_WORDS:
        return None
    chances = language_chances(" ".join(telling).lower())
    sure = chances[0][1] >= LEAST_CERTAINTY and dict(chances)["en"] <= MOST_CHANCE_OF_ENGLISH
    return _named(chances) if sure else None


def _is_latin(word: str) -> bool:
    return unicodedata.name(word[0], "").startswith("LATIN")


def _named(chances: Sequence[tuple[str, float]]) -> str:
    """The likeliest, or "another language" among neighbours too near to tell apart (Danish, Norwegian)."""
    language, chance = chances[0]
    return _NAMES.get(language, ANOTHER) if chance >= NAMED_FROM else ANOTHER
