"""`PrivacyToolMiddleware`: the tools of an agent that runs inside a graph boundary."""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from langchain.agents.middleware import AgentMiddleware, ModelRequest
from langchain.agents.structured_output import StructuredOutputError
from langgraph.errors import GraphBubbleUp
from langgraph.prebuilt.tool_node import ToolCallRequest
from langgraph.types import TracePolicy, omit_payload

from ...engine import PrivacyEngine
from ...errors import MemPrivacyError, NotCoveredError
from ...placeholders import CONTRACT
from ..crossing import Crossing
from ..failures import bare, hidden_error
from ..graph_values import GraphWalker
from ..tools import Failed, protect_tool
from ..upstream import calls_the_model
from .requests import hidden_request

if TYPE_CHECKING:
    from .answers import Answer


class PrivacyToolMiddleware(AgentMiddleware[Any, Any, Any]):
    """Restores the arguments of tools in their bodies only; for agents inside `protect`.

    Put it **last** in the list: it refuses to work where another middleware stands between
    it and the model, because that one could put raw text into the request behind its back
    (a `dynamic_prompt`, a memory). Before each model call the system prompt, the messages
    and what tools and schemas say of themselves are desensitized (a developer's prompt may
    name people), and the contract is put into the system prompt. Outside of `protect` it
    warns: the state is raw there and the user sees placeholders. It does not go together
    with `PrivacyMiddleware`, which is for agents without `protect`.

    Structured responses (`response_format=`) are asked for with schemas that let
    placeholders stand for texts of a certain form, are checked on restored values, and go
    through the state with placeholders. A private number or date in one leaves the
    boundary as text.

    A tool that searches or embeds in the cloud (`create_retriever_tool` over
    `OpenAIEmbeddings`) sends the raw query there: give it `PrivacyEmbeddings`, or let it
    see nothing, `ToolPolicy(named={"kb": None})`. Nobody can tell such a tool by its looks.

    Traced spans of other middleware show the system prompt as it was written, and what
    they write into the state is as raw as they wrote it.

    Its two functions for tools also serve graphs of your own:
    `ToolNode(tools, wrap_tool_call=m.wrap_tool_call, awrap_tool_call=m.awrap_tool_call)`.

    Args:
        privacy: The engine; the tool policy is its policy's.
        contract: What the model is told about placeholders; None for nothing.

    Example:
        ```python
        agent = create_agent(model, [send_mail], middleware=[PrivacyToolMiddleware(privacy)])
        agent = protect(agent, privacy)
        ```
    """

    trace_policy = TracePolicy(process_inputs=omit_payload, process_outputs=omit_payload)
    """The spans of this middleware would show requests as they come in."""

    def __init__(self, privacy: PrivacyEngine, contract: str | None = CONTRACT) -> None:
        super().__init__()
        self._privacy = privacy
        self._contract = contract
        self._warned: set[str] = set()

    def wrap_model_call(
        self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], Any]
    ) -> Any:
        """Desensitize what goes to the model besides the conversation, and that once more.

        Raises:
            NotCoveredError: It is not the last in the list; nothing was sent.
            MemPrivacyError: Something could not be desensitized; nothing was sent.
            StructuredOutputError: The answer does not fit its schema; no value is quoted.
        """
        hidden, answer = self._hidden(request, handler)
        if answer is None:
            return handler(hidden)
        try:
            return answer.hidden(handler(hidden))
        except StructuredOutputError as error:
            failure = answer.failed(error)
        raise failure

    async def awrap_model_call(
        self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], Awaitable[Any]]
    ) -> Any:
        """Do as `wrap_model_call`, off the event loop."""
        hidden, answer = await asyncio.to_thread(self._hidden, request, handler)
        if answer is None:
            return await handler(hidden)
        try:
            return await asyncio.to_thread(answer.hidden, await handler(hidden))
        except StructuredOutputError as error:
            failure = await asyncio.to_thread(answer.failed, error)
        raise failure

    def wrap_tool_call(
        self, request: ToolCallRequest, handler: Callable[[ToolCallRequest], Any]
    ) -> Any:
        """Have the tool called with restored arguments; what it returns is desensitized.

        Raises:
            Exception: What the tool raised, without private values.
        """
        outcome = self._attempt(request, handler)
        if isinstance(outcome, Failed):
            raise outcome.error
        return outcome

    async def awrap_tool_call(
        self, request: ToolCallRequest, handler: Callable[[ToolCallRequest], Awaitable[Any]]
    ) -> Any:
        """Do as `wrap_tool_call`, off the event loop where it takes time."""
        outcome = await self._aattempt(request, handler)
        if isinstance(outcome, Failed):
            raise outcome.error
        return outcome

    def _hidden(
        self, request: ModelRequest[Any], handler: Callable[..., Any]
    ) -> tuple[ModelRequest[Any], Answer | None]:
        crossing = Crossing.of(self._privacy)
        self._check(handler, crossing)
        hidden = hidden_request(request, crossing, self._contract)
        if hidden.response_format is None:
            return hidden, None
        from .answers import Answer  # noqa: PLC0415  # costs time to import

        answer = Answer(hidden, crossing)
        return answer.request, answer

    def _check(self, handler: Callable[..., Any], crossing: Crossing) -> None:
        last = calls_the_model(handler)
        if last is False:
            msg = (
                "PrivacyToolMiddleware must be the last middleware: one that comes after it can"
                " put raw text into the request; move PrivacyToolMiddleware to the end of the"
                " list (and take PrivacyMiddleware out: that one is for agents without protect)"
            )
            raise NotCoveredError(msg)
        if last is None:
            self._warn(
                "PrivacyToolMiddleware cannot tell whether it is the last middleware; what comes"
                " after it must not add text to the request"
            )
        self._check_boundary(crossing)

    def _check_boundary(self, crossing: Crossing) -> None:
        if not crossing.inside:
            self._warn(
                "PrivacyToolMiddleware works inside protect, and is outside: the state is raw and"
                " the user sees placeholders; use protect(agent, privacy), or PrivacyMiddleware"
                " without protect"
            )

    def _warn(self, message: str) -> None:
        if message not in self._warned:
            self._warned.add(message)
            warnings.warn(message, UserWarning, stacklevel=2)

    def _attempt(self, request: ToolCallRequest, handler: Callable[[ToolCallRequest], Any]) -> Any:
        try:
            return self._result(request, handler(self._protected(request)))
        except GraphBubbleUp:
            raise
        except Exception as error:  # noqa: BLE001
            return self._failed(request, error)

    async def _aattempt(
        self, request: ToolCallRequest, handler: Callable[[ToolCallRequest], Awaitable[Any]]
    ) -> Any:
        try:
            result = await handler(self._protected(request))
            return await asyncio.to_thread(self._result, request, result)
        except GraphBubbleUp:
            raise
        except Exception as error:  # noqa: BLE001
            return await asyncio.to_thread(self._failed, request, error)

    def _protected(self, request: ToolCallRequest) -> ToolCallRequest:
        if request.tool is None:  # nobody has such a tool, or middleware inside of this one
            return request
        tool = protect_tool(request.tool, self._privacy)
        # It only runs here, and what it says of itself would be part of its traced run.
        return request.override(tool=tool.model_copy(update={"description": ""}))

    def _result(self, request: ToolCallRequest, result: Any) -> Any:
        return self._walker(request).value(result, "tool")

    def _failed(self, request: ToolCallRequest, error: Exception) -> Failed:
        if isinstance(error, MemPrivacyError):
            return Failed(bare(error))
        return Failed(hidden_error(error, self._walker(request)))

    def _walker(self, request: ToolCallRequest) -> GraphWalker:
        config = request.runtime.config if request.runtime else None
        return GraphWalker(Crossing.of(self._privacy, config).desensitize())
