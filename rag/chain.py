"""The answering steps as a LangChain Runnable.

``invoke`` returns an ``Answer``; ``stream`` yields each ``Statement`` as soon
as it is verified and then the ``Answer``. Each step runs as a child Runnable,
so callbacks and tracers see it by its name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, cast

from langchain_core.runnables import Runnable, RunnableConfig, RunnableLambda

from rag.answer import Answer, Statement
from rag.answering import Answering, RunStep
from rag.question import Question

if TYPE_CHECKING:
    from langchain_core.callbacks import CallbackManagerForChainRun


class AnswerChain(Runnable[Question, Statement | Answer]):
    """Question in, Answer out; composes with any other Runnable."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering

    def invoke(self, input: Question, config: RunnableConfig | None = None, **kwargs: Any) -> Answer:
        """The whole answer."""
        return cast(Answer, self._call_with_config(self._invoke, input, config))

    def stream(
        self, input: Question, config: RunnableConfig | None = None, **kwargs: Any
    ) -> Iterator[Statement | Answer]:
        """Statements as they are verified, then the Answer."""
        yield from self._transform_stream_with_config(iter([input]), self._transform, config)

    def _invoke(self, question: Question, run_manager: CallbackManagerForChainRun, config: RunnableConfig) -> Answer:
        return self._answering.answer(question, _as_child(question, config))

    def _transform(
        self, questions: Iterator[Question], run_manager: CallbackManagerForChainRun, config: RunnableConfig
    ) -> Iterator[Statement | Answer]:
        for question in questions:
            yield from self._answering.steps(question, _as_child(question, config))


def _as_child(question: Question, config: RunnableConfig) -> RunStep:
    def run(name: str, work: Callable[[], Any]) -> Any:
        step: RunnableLambda[Question, Any] = RunnableLambda(lambda _: work(), name=name)
        return step.invoke(question, config)

    return run
