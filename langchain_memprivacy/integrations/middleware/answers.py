"""Structured responses inside a graph boundary: asked for leniently, checked on raw values.

`create_agent` checks an answer as soon as the model gave it, and there it holds
placeholders, which are no mail address and no number. So the answer alone is restored for
the check, in memory, and desensitized before it gets into the state.
"""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Sequence
from typing import Any

from langchain.agents.middleware import ModelRequest, ModelResponse
from langchain.agents.structured_output import StructuredOutputError, ToolStrategy
from langchain_core.language_models import BaseChatModel, ModelProfile
from langchain_core.messages import AIMessage, BaseMessage, ToolMessage
from langchain_core.outputs import ChatResult
from langchain_core.runnables import Runnable, RunnableConfig
from langchain_core.tools import StructuredTool
from langchain_core.utils.function_calling import convert_to_openai_tool

from ...errors import NotCoveredError
from ...messages import Walker
from ..chat_model.schemas import Schemas
from ..crossing import Crossing
from ..failures import hidden_error, hidden_text
from ..graph_values import GraphWalker

DONE = "Returning structured response: {}"
"""What `create_agent` notes in the conversation where nothing else was asked for."""


class Answer:
    """The answer to one model call, which has to fit a schema.

    Args:
        request: The call, desensitized.
        crossing: Whose mapping.
    """

    def __init__(self, request: ModelRequest[Any], crossing: Crossing) -> None:
        self._crossing = crossing
        self._walker = GraphWalker(crossing.desensitize())
        self._schemas = Schemas(self._walker)
        self._names: set[str] = set()
        self._said: AIMessage | None = None
        asked = request.response_format
        self._done = getattr(asked, "tool_message_content", None)
        handle: Any = getattr(asked, "handle_errors", None)
        if isinstance(asked, ToolStrategy) and callable(handle) and not isinstance(handle, type):
            asked = copy.copy(asked)
            asked.handle_errors = lambda error: str(handle(hidden_error(error, self._walker)))
        model = _Asking.model_construct(inner=request.model, answer=self)
        self.request = request.override(model=model, response_format=asked)

    def tools(self, tools: Sequence[Any]) -> list[Any]:
        """Let placeholders stand in the schemas among the tools."""
        return [self._tool(tool) for tool in tools]

    def options(self, options: dict[str, Any]) -> dict[str, Any]:
        """Let placeholders stand in the schema of the provider's own way."""
        described = options.get("response_format")
        if described is None:
            return options
        return {**options, "response_format": self._schemas.tool(described)}

    def restored(self, message: AIMessage) -> AIMessage:
        """Restore the answer, and only that, for the one who checks it."""
        self._said = message
        restore = self._crossing.restore()
        walker = Walker(restore)
        if self._names:
            calls = [
                {**call, "args": walker.fields(call["args"], "assistant")}
                if call["name"] in self._names
                else call
                for call in message.tool_calls
            ]
            raw = message.model_copy(update={"tool_calls": calls})
        elif message.tool_calls:
            return message
        else:
            text = walker.arguments(message.text, "", "assistant")
            raw = message.model_copy(update={"content": text})
        restore.settle()
        return raw

    def hidden(self, response: ModelResponse[Any]) -> ModelResponse[Any]:
        """Desensitize what was made of the answer; the answer is again what the model said.

        Raises:
            NotCoveredError: It holds something that cannot be protected.
        """
        answer = response.structured_response
        if answer is not None:
            answer = self._walker.fields(answer, "assistant")
        return ModelResponse(
            result=[self._message(message, answer) for message in response.result],
            structured_response=answer,
        )

    def failed(self, error: StructuredOutputError) -> Exception:
        """Return the same error without private values."""
        twin = hidden_error(error, self._walker)
        if isinstance(twin, StructuredOutputError) and self._said is not None:
            twin.ai_message = self._said
        return twin

    def _tool(self, tool: Any) -> Any:
        if type(tool) is not StructuredTool or tool.func or tool.coroutine:
            return tool
        self._names.add(tool.name)
        return self._schemas.tool(convert_to_openai_tool(tool))

    def _message(self, message: BaseMessage, answer: Any) -> BaseMessage:
        if isinstance(message, AIMessage) and self._said is not None:
            return self._said.model_copy(update={"name": message.name})
        if not isinstance(message, ToolMessage):
            return self._walker.message(message)
        if answer is not None and self._done is None:
            # Quotes and escapes in a value are spelled otherwise in what upstream wrote.
            return message.model_copy(update={"content": DONE.format(answer)})
        return message.model_copy(update={"content": hidden_text(message.text, self._walker)})


class _Asking(BaseChatModel):
    """Stands for the agent's model while it is asked; opens no run of its own."""

    inner: Any
    answer: Any

    @property
    def _llm_type(self) -> str:
        return "memprivacy-asking"

    @property
    def model_name(self) -> str | None:
        """The name of the model, by which `create_agent` chooses how to ask for a schema."""
        names = ("model_name", "model", "model_id")
        return next((name for n in names if (name := getattr(self.inner, n, None))), None)

    def _resolve_model_profile(self) -> ModelProfile | None:
        profile: ModelProfile | None = getattr(self.inner, "profile", None)
        return profile

    def bind_tools(self, tools: Sequence[Any], **kwargs: Any) -> Any:
        answer = self.answer
        bound = self.inner.bind_tools(answer.tools(tools), **answer.options(kwargs))
        return _Asked(bound, answer)

    def _generate(self, messages: list[BaseMessage], *_: Any, **__: Any) -> ChatResult:
        del messages
        raise NotCoveredError("not covered: a call of the agent's model past its schema")


class _Asked(Runnable[Any, AIMessage]):
    """The model with its tools and its schema; what it answers is raw for the check."""

    def __init__(self, bound: Runnable[Any, Any], answer: Answer) -> None:
        self._bound, self._answer = bound, answer

    def invoke(self, input: Any, config: RunnableConfig | None = None, **kwargs: Any) -> AIMessage:
        return self._answer.restored(self._bound.invoke(input, config, **kwargs))

    async def ainvoke(
        self, input: Any, config: RunnableConfig | None = None, **kwargs: Any
    ) -> AIMessage:
        said = await self._bound.ainvoke(input, config, **kwargs)
        return await asyncio.to_thread(self._answer.restored, said)
