"""Read the fields of one gold record and collect what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, TypeVar

from rag.answer import Kind
from rag.answer.parts import KINDS

KEYS = ("id", "question", "answerable", "kind", "facts", "short", "cite", "disagree", "no_disagree", "filters")
DISAGREE_KEYS = ("slot", "sides", "need", "cite", "kinds")

Value = TypeVar("Value")


class FieldReader:
    """Typed access to a mapping; problems are kept, not raised.

    >>> read = FieldReader({"id": 3, "fact": []}, KEYS)
    >>> read.text("id", required=True)
    ''
    >>> read.problems
    ["unknown key 'fact' (did you mean 'facts'?)", "'id' must be a string"]
    """

    def __init__(self, record: Mapping[str, Any], known: tuple[str, ...], *, inside: str = "") -> None:
        self.record = record
        self.prefix = f"{inside}." if inside else ""
        self.problems: list[str] = []
        for key in record:
            if key not in known:
                close = get_close_matches(str(key), known, n=1)
                hint = f"did you mean {close[0]!r}?" if close else f"known: {', '.join(known)}"
                self.problems.append(f"unknown key {self.prefix + str(key)!r} ({hint})")

    def text(self, key: str, *, required: bool = False) -> str:
        value = self.record.get(key)
        if value is None and not required:
            return ""
        if value is None:
            return self._wrong(key, "is missing", "")
        if not isinstance(value, str):
            return self._wrong(key, "must be a string", "")
        if required and not value.strip():
            return self._wrong(key, "is empty", "")
        return value.strip()

    def flag(self, key: str, *, default: bool) -> bool:
        value = self.record.get(key, default)
        return value if isinstance(value, bool) else self._wrong(key, "must be true or false", default)

    def count(self, key: str, *, default: int) -> int:
        value = self.record.get(key, default)
        whole = isinstance(value, int) and not isinstance(value, bool)
        return int(value) if whole else self._wrong(key, "must be a whole number", default)

    def strings(self, key: str) -> tuple[str, ...]:
        value = self.record.get(key)
        if value is None:
            return ()
        if not _is_strings(value):
            return self._wrong(key, "must be a list of strings, none of them empty", ())
        return tuple(value)

    def groups(self, key: str, *, may_be_empty: bool = False) -> tuple[tuple[str, ...], ...]:
        """A list of lists of strings; inner lists hold something unless ``may_be_empty``."""
        value = self.record.get(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(_is_strings(group) and (group or may_be_empty) for group in value):
            return self._wrong(key, "must be a list of lists of strings, none of them empty", ())
        return tuple(tuple(group) for group in value)

    def kinds(self, key: str) -> tuple[Kind, ...]:
        named = self.strings(key)
        known = tuple(kind for name in named for kind in KINDS if kind == name)
        if len(known) == len(named):
            return known
        unknown = [name for name in named if name not in KINDS]
        return self._wrong(key, f"holds {unknown[0]!r}; the kinds are {', '.join(KINDS)}", ())

    def _wrong(self, key: str, what: str, instead: Value) -> Value:
        self.problems.append(f"{self.prefix + key!r} {what}")
        return instead


def _is_strings(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) and item.strip() for item in value)
