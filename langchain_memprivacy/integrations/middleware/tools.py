"""`PrivacyToolMiddleware`: the tools of an agent that runs inside a graph boundary."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from langchain.agents.middleware import AgentMiddleware, ModelRequest
from langgraph.errors import GraphBubbleUp
from langgraph.prebuilt.tool_node import ToolCallRequest
from langgraph.types import TracePolicy, omit_payload

from ...engine import PrivacyEngine
from ...errors import MemPrivacyError
from ...placeholders import CONTRACT
from ..crossing import Crossing
from ..failures import bare, hidden_error
from ..graph_values import GraphWalker
from ..tools import Failed, protect_tool
from .requests import hidden_request


class PrivacyToolMiddleware(AgentMiddleware[Any, Any, Any]):
    """Restores the arguments of tools in their bodies only; for agents inside `protect`.

    Tools that other middleware adds at run time are covered where this one is the last
    in the list. Before each model call the system prompt, the messages and what tools
    say of themselves are desensitized (a developer's prompt may name people), and the
    contract is put into the system prompt. Schemas of structured responses are sent as
    they are, and traced spans of other middleware show the system prompt as it was
    written.

    Its two functions also serve graphs of your own:
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

    def wrap_model_call(
        self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], Any]
    ) -> Any:
        """Desensitize what goes to the model besides the conversation, and that once more.

        Raises:
            MemPrivacyError: It could not be; nothing was sent.
        """
        return handler(self._hidden(request))

    async def awrap_model_call(
        self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], Awaitable[Any]]
    ) -> Any:
        """Do as `wrap_model_call`, off the event loop."""
        return await handler(await asyncio.to_thread(self._hidden, request))

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

    def _hidden(self, request: ModelRequest[Any]) -> ModelRequest[Any]:
        return hidden_request(request, Crossing.of(self._privacy), self._contract)

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
