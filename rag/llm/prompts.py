"""Prompts are files in ``prompts/``; their placeholders are checked both ways.

A placeholder is written ``{{name}}``, so that JSON in a prompt needs no
escaping, and filled in one pass: braces inside an article stay what they are.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from index.errors import LanguageModelError

_PLACEHOLDER = re.compile(r"\{\{\s*(\w+)\s*\}\}")


@dataclass(frozen=True, slots=True)
class Prompt:
    """A text with placeholders, versioned by the hash of its bytes.

    >>> Prompt("ask", "Q: {{question}}").fill(question="Who {{won}}?")
    'Q: Who {{won}}?'
    >>> Prompt("ask", "Q: {{question}}").fill(query="Who?")
    Traceback (most recent call last):
    ...
    ValueError: prompt 'ask': missing question; unknown query
    """

    name: str
    text: str

    @property
    def placeholders(self) -> frozenset[str]:
        return frozenset(_PLACEHOLDER.findall(self.text))

    @property
    def hash(self) -> str:
        """First 12 hex digits of the SHA-256 of the text."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:12]

    def fill(self, **values: str) -> str:
        """The text with every placeholder replaced. Raises ValueError for a missing or unknown one."""
        missing, unknown = self.placeholders - values.keys(), values.keys() - self.placeholders
        if missing or unknown:
            faults = [
                f"{what} {', '.join(sorted(names))}"
                for what, names in (("missing", missing), ("unknown", unknown))
                if names
            ]
            raise ValueError(f"prompt {self.name!r}: {'; '.join(faults)}")
        return _PLACEHOLDER.sub(lambda match: values[match[1]], self.text)


@lru_cache(maxsize=32)
def load_prompt(name: str, *placeholders: str) -> Prompt:
    """Read ``prompts/<name>.md``, which must hold exactly these placeholders.

    >>> sorted(load_prompt("answer", "question", "evidence", "disagreements", "fence", "today").placeholders)
    ['disagreements', 'evidence', 'fence', 'question', 'today']
    """
    path = files("prompts") / f"{name}.md"
    if not path.is_file():
        raise LanguageModelError(f"There is no prompt {name!r}.", remedy="Install the package again.")
    prompt = Prompt(name, path.read_text(encoding="utf-8").strip())
    missing, unknown = set(placeholders) - prompt.placeholders, prompt.placeholders - set(placeholders)
    if missing or unknown:
        raise LanguageModelError(
            f"prompts/{name}.md does not fit the program:"
            f" it lacks {', '.join(sorted(missing)) or 'nothing'}"
            f" and has {', '.join(sorted(unknown)) or 'nothing'} too much.",
            remedy="Write each placeholder as {{name}}, or install the package again.",
        )
    return prompt


def prompts_hash(prompts: Iterable[Prompt]) -> str:
    """One hash for several prompts, whatever their order.

    >>> a, b = Prompt("a", "x"), Prompt("b", "y")
    >>> prompts_hash([a, b]) == prompts_hash([b, a])
    True
    """
    lines = sorted(f"{prompt.name} {prompt.hash}" for prompt in prompts)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]
