"""Does a sentence lean on the one before it?"""

from __future__ import annotations

import re

_OPENS_WITH_PRONOUN = re.compile(
    r"^[\"'“”‘’(\[]*(?:(?:and|but|so|yet|also|then|however|meanwhile|still|instead|moreover|in addition|there),?\s+)?"
    r"(?:he|she|it|they|this|that|these|those|his|her|its|their|him|them|both|such|the latter|the former|the two)\b"
    r"(?!\s+(?:is|was)\s+(?:clear|likely|possible|unclear|known|believed|estimated|expected)\s+that)",
    re.I,
)


def opens_with_pronoun(sentence: str) -> bool:
    """Is its first word one that only the sentence before explains?

    >>> opens_with_pronoun("She won."), opens_with_pronoun("But they left."), opens_with_pronoun("Ana won.")
    (True, True, False)
    """
    return bool(_OPENS_WITH_PRONOUN.match(sentence))


def continues(sentence: str) -> bool:
    """Does it go on about whoever the sentence before spoke of: by a pronoun, or by a further quotation?

    >>> continues('"We will stay," he added.'), continues("Rain fell.")
    (True, False)
    """
    return opens_with_pronoun(sentence) or sentence.lstrip().startswith(('"', "“", "«", "'", "‘"))
