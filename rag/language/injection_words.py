"""The words that orders to the software are made of, and what one order is.

Patterns are applied to folded text (lower case, compatibility forms, nothing hidden). Each needs a word that only
makes sense for whoever composes the answer, so that ordinary news stays clear of them.
"""

from __future__ import annotations

from typing import NamedTuple


class Order(NamedTuple):
    """One way of giving an order: its name, a text that it matches, and the pattern."""

    name: str
    example: str
    pattern: str


TARGET = (
    r"(?:instruct\w*|prompts?|rules?|directions?|guidelines?|directives?|context|constraints?|commands?"
    r"|system messages?|(?:other|remaining|previous|prior|above|earlier)"
    r" (?:articles?|sources?|passages?|evidence|text))"
)
IGNORE = r"(?:ignore|disregard|forget|override|overrule|bypass|discard|drop)"
MACHINE = (
    r"(?:a\.?i\.?(?: (?:assistant|model|system|agent)s?)?|llms?|(?:large )?language models?|chat ?bots?|chatgpt|gpt"
    r"|(?:virtual |ai |digital )?assistants?|summari[sz]ers?|question[- ]answering (?:system|model)s?)"
)
REPLY = r"(?:answers?|repl(?:y|ies)|responses?|outputs?|summar(?:y|ies)|completions?|statements?)"
SAY = r"(?:say|answer|reply|respond|state|write|output|print|claim|report|include|mention|cite|tell|return|add|begin)"
