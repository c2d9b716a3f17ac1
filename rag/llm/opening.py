"""A language model by name: ``openai:gpt-4.1-mini``, ``anthropic:...``, ``ollama:...``.

One home of ``init_chat_model``. Whatever goes wrong, with a missing package, a
missing key or an endpoint that is down, comes out as LanguageModelError or as
one sentence for the reader, and never with a key in it. Keys are read from the
environment by the provider's own package.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from index.errors import LanguageModelError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

EXTRAS = ("openai", "anthropic", "ollama")
"""Providers that are an extra of this package."""

UNKNOWN_WINDOW_TOKENS = 8_192
"""Assumed where neither the model nor the caller says how much it can read."""

_SECRET_NAME = re.compile(r"KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL", re.IGNORECASE)
_SECRET_SHAPES = re.compile(
    r"\b(?:sk|pk|rk|gsk|xai|hf|key|lsv2|AIza)[-_][\w*.-]{6,}"  # keys as providers write them, also half masked
    r"|\bAIza[\w-]{20,}"
    r"|(?<=[Bb]earer )[\w.~+/=-]+"
    r"|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)"
    r"|(?i:(?<=api-key: )|(?<=api_key=)|(?<=api-key=)|(?<=apikey=)|(?<=token=))[^\s&'\"]+"
)


@dataclass(frozen=True, slots=True)
class TokenPrice:
    """US dollars for a million tokens read and a million written.

    >>> TokenPrice.parse("0.4/1.6").cost(input_tokens=500_000, output_tokens=100_000)
    0.36
    """

    input_usd: float
    output_usd: float

    @classmethod
    def parse(cls, text: str) -> TokenPrice:
        """From ``"INPUT/OUTPUT"``. Raises LanguageModelError where that is not two numbers."""
        try:
            made = cls(*(float(part) for part in text.split("/", 1)))
        except (ValueError, TypeError):
            made = cls(-1.0, -1.0)
        if made.input_usd >= 0 and made.output_usd >= 0:
            return made
        raise LanguageModelError(
            f"{text!r} is not a token price.", remedy="Write dollars per million tokens read and written, like 0.4/1.6."
        )

    def cost(self, *, input_tokens: int, output_tokens: int) -> float:
        return round((input_tokens * self.input_usd + output_tokens * self.output_usd) / 1_000_000, 6)


def open_model(
    spec: str, *, timeout_seconds: float = 60.0, max_retries: int = 2, temperature: float | None = 0.0
) -> BaseChatModel:
    """The chat model that ``provider:model`` names. Raises LanguageModelError with what to install or set.

    ``max_retries`` are the provider package's own: exponential back-off that
    heeds ``Retry-After``. ``temperature`` is left alone for models that take none.
    """
    provider, _, name = spec.partition(":")
    if not spec.strip() or not name.strip() or not provider.strip():
        raise LanguageModelError(
            f"{spec!r} does not name a language model.",
            remedy="Write provider:model, for example openai:gpt-4.1-mini or ollama:llama3.1.",
        )
    try:
        from langchain.chat_models import init_chat_model

        model: BaseChatModel = init_chat_model(
            name.strip(), model_provider=provider.strip(), **_options(provider, timeout_seconds, max_retries)
        )
    except ImportError as problem:
        raise LanguageModelError(
            f"The language model {spec} needs a package that is not installed.",
            remedy=f"Install it with: {_install_hint(provider, problem)}",
        ) from None
    except Exception as problem:  # ValueError, pydantic's, the provider's own: each package has its way
        raise LanguageModelError(*_cannot_open(spec, provider, problem)) from None
    if temperature is not None and (profile_of(model) or {}).get("temperature") is not False:
        _set(model, "temperature", temperature)
    return model


def _options(provider: str, timeout_seconds: float, max_retries: int) -> dict[str, Any]:
    if provider == "ollama":
        return {"client_kwargs": {"timeout": timeout_seconds}}
    return {"timeout": timeout_seconds, "max_retries": max_retries}


def _set(model: BaseChatModel, name: str, value: object) -> None:
    if getattr(model, name, value) is None:
        setattr(model, name, value)


def _install_hint(provider: str, problem: ImportError) -> str:
    if provider in EXTRAS:
        return f"pip install 'crosscheck-news[{provider}]'"
    named = re.search(r"pip install (?:-U )?([\w.-]+)", str(problem))
    return f"pip install {named[1] if named else 'langchain-' + provider.replace('_', '-')}"


def _cannot_open(spec: str, provider: str, problem: Exception) -> tuple[str]:
    text = redact(_first_line(problem))
    if "nsupported" in text and "provider" in text:
        known = "openai, anthropic, ollama and every other provider of LangChain's init_chat_model"
        return (f"There is no provider {provider!r}. Known are {known}.",)
    if re.search(r"api[_ -]?key|credential|token", str(problem), re.IGNORECASE):
        return (
            f"The language model {spec} needs a key, and the environment has none."
            f" Set {provider.upper().replace('-', '_')}_API_KEY in the environment.",
        )
    return (f"The language model {spec} cannot be used: {text}",)


def profile_of(model: BaseChatModel) -> dict[str, Any] | None:
    """What LangChain knows about the model (window, abilities), where it does."""
    profile = getattr(model, "profile", None)
    return dict(profile) if profile else None


def window_of(model: BaseChatModel) -> int:
    """How many tokens the model can read: its own setting, its profile, or ``UNKNOWN_WINDOW_TOKENS``."""
    own = getattr(model, "num_ctx", None)
    if isinstance(own, int) and own > 0:
        return own
    known = (profile_of(model) or {}).get("max_input_tokens")
    return known if isinstance(known, int) and known > 0 else UNKNOWN_WINDOW_TOKENS


def name_of(model: BaseChatModel) -> str:
    """The model's name as its provider knows it, ``""`` where it has none.

    >>> from langchain_core.language_models import FakeListChatModel
    >>> name_of(FakeListChatModel(responses=["x"]))
    ''
    """
    for attribute in ("model_name", "model", "model_id"):
        found = getattr(model, attribute, None)
        if isinstance(found, str) and found:
            return found
    return ""


def redact(text: str) -> str:
    """``text`` without keys: the values of secret-looking environment variables, and what looks like a key.

    >>> redact("401: Incorrect API key provided: sk-proj-abcdef123456.")
    '401: Incorrect API key provided: [key removed]'
    >>> redact("http://ann:hunter2@127.0.0.1/v1 is down")
    'http://[key removed]@127.0.0.1/v1 is down'
    """
    for secret in sorted(_secrets(), key=len, reverse=True):
        text = text.replace(secret, "[key removed]")
    return _SECRET_SHAPES.sub("[key removed]", text)


def _secrets() -> Iterator[str]:
    for name, value in os.environ.items():
        if len(value) >= 6 and _SECRET_NAME.search(name) and not os.path.exists(value):
            yield value


def explain(problem: BaseException) -> str:
    """One sentence for the reader: what went wrong at the language model. Holds no key.

    >>> explain(TimeoutError())
    'The language model did not answer in time.'
    """
    status = getattr(problem, "status_code", None)
    kind = type(problem).__name__
    if isinstance(problem, LanguageModelError):
        return redact(str(problem))
    if status == 429 or "RateLimit" in kind:
        return "The language model refused the request for now (rate limit or quota)."
    if status in (401, 403) or "Authentication" in kind or "PermissionDenied" in kind:
        return "The language model refused the key in the environment."
    if status == 404 or "NotFound" in kind:
        return "The endpoint does not know this language model."
    if "Timeout" in kind or isinstance(problem, TimeoutError):
        return "The language model did not answer in time."
    if isinstance(status, int) and status >= 500:
        return f"The language model's server failed (status {status})."
    if "LengthFinish" in kind:
        return "The language model's reply was cut off at its length limit."
    if "Refusal" in kind or "ContentFilter" in kind:
        return "The language model declined to answer."
    if isinstance(problem, ConnectionError) or re.search("Connect|Protocol|Network|Read|Transport|Remote", kind):
        return "The language model's endpoint could not be reached, or the connection broke off."
    return f"The language model failed: {redact(_first_line(problem)) or kind}"


def _first_line(problem: BaseException) -> str:
    lines = str(problem).strip().splitlines()
    return lines[0][:300] if lines else ""
