"""One Jinja environment for every template: autoescape on, missing values refused, hidden signs shown."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

_KEPT = frozenset("\n\t\u00ad\u200c\u200d")
"""Line breaks, tabs, the soft hyphen, and the two joiners that Persian, Indic scripts and emoji need."""
_TEMPLATES = Path(__file__).with_name("templates")
_SUSPECT = re.compile(r"[^\n\t\u0020-\u007e\u00a1-\u00ac\u00ae-\u02ff]")


def displayed(text: str) -> str:
    r"""What would act on a page instead of standing on it (bidirectional and control signs) made visible.

    >>> displayed("left\u202eright\nnext"), displayed("caf\u00e9")
    ('left\\u202eright\nnext', 'café')
    """
    return _SUSPECT.sub(lambda match: _displayed_sign(match[0]), text)


def _displayed_sign(sign: str) -> str:
    return f"\\u{ord(sign):04x}" if sign not in _KEPT and unicodedata.category(sign) in ("Cc", "Cf") else sign


def link(url: str | None) -> str | None:
    """The address where it is a web address, else nothing: no ``javascript:``, no ``data:``.

    >>> link("https://example.org/a"), link("javascript:alert(1)"), link(None)
    ('https://example.org/a', None, None)
    """
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    return url.strip() if parts.scheme in ("http", "https") and parts.hostname else None


def day(value: date | None) -> str:
    """A date as a reader likes it.

    >>> day(date(2026, 2, 1)), day(None)
    ('1 Feb 2026', 'undated')
    """
    return f"{value.day} {value:%b %Y}" if value else "undated"


def counted(number: int, noun: str, plural: str = "") -> str:
    """``1 article``, ``1,200 articles``."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def render(template: str, **values: Any) -> str:
    """A template of this package, filled in."""
    return _environment().get_template(template).render(**values).strip()


def source_of(template: str) -> str:
    """The template itself."""
    return (_TEMPLATES / template).read_text("utf-8")


def _finalized(value: Any) -> Any:
    return displayed(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalized,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(link=link, day=day)
    made.globals.update(counted=counted)
    return made
