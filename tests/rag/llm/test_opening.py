"""A language model by name: what is missing is said in one sentence, and no key ever leaves."""

from __future__ import annotations

import builtins
from typing import Any

import pytest

from index.errors import LanguageModelError
from rag.llm.opening import UNKNOWN_WINDOW_TOKENS, TokenPrice, explain, name_of, open_model, redact, window_of


def test_a_model_is_opened_by_provider_and_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789abcdef")
    model = open_model("openai:gpt-4.1-mini", timeout_seconds=7, max_retries=1)
    assert name_of(model) == "gpt-4.1-mini"
    assert window_of(model) > 100_000  # LangChain's profile of the model
    assert (model.temperature, model.request_timeout, model.max_retries) == (0.0, 7, 1)  # type: ignore[attr-defined]


def test_a_model_that_nobody_knows_gets_a_small_window(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789abcdef")
    assert window_of(open_model("openai:somebody-s-own")) == UNKNOWN_WINDOW_TOKENS


def test_the_window_an_ollama_model_was_given_counts() -> None:
    class Local:
        num_ctx = 4_096
        profile = None

    assert window_of(Local()) == 4_096  # type: ignore[arg-type]


@pytest.mark.parametrize("spec", ["", "gpt-4.1-mini", ":", "openai:", " :x"])
def test_a_name_without_provider_is_refused(spec: str) -> None:
    with pytest.raises(LanguageModelError, match="provider:model"):
        open_model(spec)


@pytest.mark.parametrize(
    ("spec", "module", "command"),
    [
        ("openai:m", "langchain_openai", r"pip install 'crosscheck-news\[openai\]'"),
        ("anthropic:m", "langchain_anthropic", r"pip install 'crosscheck-news\[anthropic\]'"),
        ("ollama:m", "langchain_ollama", r"pip install 'crosscheck-news\[ollama\]'"),
        ("mistralai:m", "langchain_mistralai", "pip install langchain-mistralai"),
    ],
)
def test_a_missing_package_is_named_with_the_command(
    monkeypatch: pytest.MonkeyPatch, spec: str, module: str, command: str
) -> None:
    import importlib

    from langchain.chat_models import base

    base._get_chat_model_creator.cache_clear()
    real = importlib.import_module

    def missing(name: str, *rest: Any) -> Any:
        if name.startswith((module, "langchain_community")):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return real(name, *rest)

    monkeypatch.setattr(importlib, "import_module", missing)
    try:
        with pytest.raises(LanguageModelError, match=command):
            open_model(spec)
    finally:
        base._get_chat_model_creator.cache_clear()


def test_without_langchain_itself_the_error_is_ours_too(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def missing(name: str, *rest: Any, **named: Any) -> Any:
        if name == "langchain.chat_models":
            raise ImportError("No module named 'langchain'")
        return real(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(LanguageModelError, match="not installed"):
        open_model("openai:m")


def test_an_unknown_provider_is_named() -> None:
    with pytest.raises(LanguageModelError, match="no provider 'nosuch'"):
        open_model("nosuch:m")


def test_a_missing_key_says_which_variable_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(LanguageModelError, match="Set OPENAI_API_KEY in the environment"):
        open_model("openai:gpt-4.1-mini")


@pytest.mark.parametrize(
    "text",
    [
        "Incorrect API key provided: sk-proj-AbCdEf0123456789.",
        "Authorization: Bearer eyJhbGciOi.J9",
        "https://user:hunter2hunter2@proxy.test/v1",
        "GET /v1?api_key=0123456789abcdef&x=1",
        "x-api-key: 0123456789abcdef",
        "key AIzaSyA0123456789abcdefghij",
    ],
)
def test_what_looks_like_a_key_is_removed(text: str) -> None:
    shown = redact(text)
    assert "[key removed]" in shown
    for secret in ("AbCdEf", "eyJ", "hunter2", "0123456789"):
        assert secret not in shown


def test_the_keys_of_the_environment_are_removed_whatever_they_look_like(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_PROVIDER_API_KEY", "correct horse battery")
    assert redact("refused: correct horse battery!") == "refused: [key removed]!"


def test_ordinary_words_stay() -> None:
    text = "The key points of task-force-2 and ask-me-anything: see http://127.0.0.1:8000/v1."
    assert redact(text) == text


def test_an_unknown_failure_is_explained_without_its_key() -> None:
    told = explain(RuntimeError("bad key sk-test-0123456789abcdef\nTraceback ..."))
    assert told == "The language model failed: bad key [key removed]"


@pytest.mark.parametrize("text", ["", "1", "1/x", "-1/2", "a/b/c", "nan/1"])
def test_a_price_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(LanguageModelError, match="token price"):
        TokenPrice.parse(text)
