"""Cut the evidence to what a language model can read. The question is never cut."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from index.errors import LanguageModelError
from index.tokens import OWN_NAME, encoding_for
from rag.writing.numbered_evidence import NumberedPassage, passage_text

TOKENS_PER_MESSAGE = 8
"""What a chat format adds around one message: OpenAI's adds 3 to 4, others some more."""

FOREIGN_MARGIN = 1.15
"""Counts of the shipped encoding are raised by this for models with a vocabulary of their own."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """The evidence that fits, renumbered from 1, and how many passages did not."""

    evidence: tuple[NumberedPassage, ...]
    left_out: int


def counter_for(model: str) -> Callable[[str], int]:
    """How many tokens a text is to this model: by its own encoding where it is known, else by a safe estimate.

    >>> counter_for("a model of our own")("The prime minister said")
    5
    """
    encoding = encoding_for(model or None)
    margin = FOREIGN_MARGIN if encoding.name == OWN_NAME else 1.0
    return lambda text: -int(-len(encoding.encode_ordinary(text)) * margin // 1)


def fit_evidence(
    evidence: Sequence[NumberedPassage], *, window_tokens: int, taken_tokens: int, count: Callable[[str], int]
) -> Fitted:
    """Keep passages in order of relevance while they fit beside what is ``taken`` already.

    A passage that is too long is left out and shorter ones after it may still
    be kept. Raises LanguageModelError where not even one fits.
    """
    room = window_tokens - taken_tokens
    kept: list[NumberedPassage] = []
    for item in evidence:
        cost = count(passage_text(item)) + 2
        if cost <= room:
            kept.append(replace(item, number=len(kept) + 1))
            room -= cost
    if evidence and not kept:
        raise LanguageModelError(
            f"The question and the rules take {taken_tokens:,} of the {window_tokens:,} tokens that the language model"
            " reads, and no passage fits beside them.",
            remedy="Ask a shorter question or use a model with a larger window.",
        )
    return Fitted(tuple(kept), len(evidence) - len(kept))


def left_out_note(left_out: int, kept: int) -> str:
    """What the reader is told.

    >>> left_out_note(3, 9)
    'The language model read the 9 best passages; 3 more did not fit its window.'
    """
    return f"The language model read the {kept} best passages; {left_out} more did not fit its window."
