"""Calls of a chat model that must answer in JSON: streamed, metered, cached, and over when their time is over.

A reply arrives as a growing object (``stream``) and at last as text (``text``),
whichever way the model was made to write JSON: by ``with_structured_output``
where it has that, by the prompt alone where not. What the JSON says is not
known here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.exceptions import OutputParserException
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, LLMResult
from langchain_core.runnables import Runnable, RunnableConfig
from langchain_core.runnables.config import ensure_config, merge_configs

from index.errors import LanguageModelError
from rag.llm.deadline import until
from rag.llm.json_text import read_growing
from rag.llm.opening import TokenPrice
from rag.llm.response_cache import ResponseCache, cache_key

MAX_REPLY_CHARACTERS = 50_000
"""Far more than any answer; a model that runs on is stopped here."""


class Meter(BaseCallbackHandler):
    """Counts calls and tokens as the providers report them, and keeps the last message."""

    def __init__(self) -> None:
        self.calls = 0
        self.input_tokens = 0
        self.output_tokens = 0
        self.reported = 0
        """Calls whose tokens the provider reported."""
        self.message: AIMessage | None = None

    def on_chat_model_start(self, serialized: Any, messages: Any, **kwargs: Any) -> None:
        self.calls += 1
        self.message = None

    def on_llm_end(self, response: LLMResult, **kwargs: Any) -> None:
        generation = response.generations[0][0] if response.generations and response.generations[0] else None
        if isinstance(generation, ChatGeneration) and isinstance(generation.message, AIMessage):
            self.message = generation.message
            usage = generation.message.usage_metadata
            if usage:
                self.reported += 1
                self.input_tokens += usage["input_tokens"]
                self.output_tokens += usage["output_tokens"]


class ModelCall:
    """What one answer needs of its model; every call of it shares the deadline and the meter.

    ``schema`` is the JSON schema of a reply, for models that take one;
    ``count`` the number of tokens in a text, for providers that report none.
    """

    def __init__(
        self,
        model: BaseChatModel,
        *,
        name: str,
        deadline: float,
        schema: dict[str, Any],
        count: Callable[[str], int],
        config: RunnableConfig | None = None,
        cache: ResponseCache | None = None,
    ) -> None:
        self.meter = Meter()
        self.text = ""
        """The last reply as text, whole."""
        self.cached = 0
        """How many replies came from the cache."""
        self._model = model
        self._name = name
        self._deadline = deadline
        self._config = merge_configs(ensure_config(config), {"callbacks": [self.meter]})
        self._count = count
        self._cache = cache
        self._counted_here = False
        self._structured: Runnable[Any, Any] | None = _structured(model, schema)

    def stream(self, messages: Sequence[BaseMessage], *, prompt_hash: str, evidence_hash: str) -> Iterator[object]:
        """The reply as it grows. Raises what the provider raises, and TimeoutError past the deadline."""
        self.text = ""
        key = cache_key(self._name, prompt_hash, evidence_hash)
        kept = self._cache.get(key) if self._cache is not None else None
        if kept is not None:
            self.text = kept
            self.cached += 1
            return
        reported = self.meter.reported
        try:
            yield from self._fresh(messages)
        finally:
            if self.meter.reported == reported and self.meter.message is not None:
                self._estimate(messages, self.meter.message)
        message = self.meter.message
        if message is None:
            raise LanguageModelError("The language model sent no reply.")
        if message.additional_kwargs.get("refusal"):
            raise LanguageModelError("The language model declined to answer.")
        self.text = _reply_text(message)

    def keep(self, *, prompt_hash: str, evidence_hash: str) -> None:
        """Put the last reply into the cache, where there is one: the caller has found it readable."""
        if self._cache is not None and self.text:
            self._cache.put(cache_key(self._name, prompt_hash, evidence_hash), self._name, self.text)

    def usage(self, price: TokenPrice | None) -> dict[str, Any]:
        """Calls, cached replies, tokens, and dollars where a price is set.

        ``estimated`` says that the provider did not report the tokens of some
        call and they were counted here.
        """
        spent = {"input_tokens": self.meter.input_tokens, "output_tokens": self.meter.output_tokens}
        counted: dict[str, Any] = {"calls": self.meter.calls, "cached": self.cached, **spent}
        counted["estimated"] = self._counted_here
        if price is not None:
            counted["cost_usd"] = price.cost(**spent)
        return counted

    def _estimate(self, messages: Sequence[BaseMessage], reply: AIMessage) -> None:
        self.meter.input_tokens += sum(self._count(message.text) for message in messages)
        self.meter.output_tokens += self._count(_reply_text(reply))
        self._counted_here = True

    def _fresh(self, messages: Sequence[BaseMessage]) -> Iterator[object]:
        if self._structured is not None:
            structured = self._structured
            arrived = False
            try:
                for partial in until(self._deadline, lambda: structured.stream(list(messages), self._config)):
                    arrived = True
                    yield partial
                return
            except (OutputParserException, RecursionError):
                if self.meter.message is None:
                    raise
                return  # the whole text is read again, strictly, by the caller
            except Exception as problem:
                if arrived or not _refuses_schemas(problem):
                    raise
                self._structured = None
        text = ""
        for chunk in until(self._deadline, lambda: self._model.stream(list(messages), self._config)):
            text += chunk.text
            if len(text) > MAX_REPLY_CHARACTERS:
                raise LanguageModelError(f"The language model wrote more than {MAX_REPLY_CHARACTERS:,} characters.")
            if "}" in chunk.text or "]" in chunk.text:  # nothing is finished without one
                yield read_growing(text)


def _structured(model: BaseChatModel, schema: dict[str, Any]) -> Runnable[Any, Any] | None:
    try:
        return model.with_structured_output(schema)
    except Exception:  # NotImplementedError as documented, but also what each provider makes of it
        return None


def _refuses_schemas(problem: Exception) -> bool:
    """Endpoints that speak the protocol but know no JSON schema answer 400, 422 or 501."""
    return getattr(problem, "status_code", None) in (400, 422, 501) or isinstance(problem, NotImplementedError)


def _reply_text(message: AIMessage) -> str:
    pieces = message.tool_call_chunks if isinstance(message, AIMessageChunk) else []
    if pieces:  # as it was written: ``tool_calls`` has been completed leniently
        return pieces[0]["args"] or ""
    if message.tool_calls:
        return json.dumps(message.tool_calls[0]["args"], ensure_ascii=False)
    if message.invalid_tool_calls:
        return message.invalid_tool_calls[0]["args"] or ""
    return str(message.text)
