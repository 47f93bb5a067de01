"""`PrivacyMiddleware`: the model boundary of an agent in one line."""

from __future__ import annotations

import warnings
from collections.abc import Awaitable, Callable
from typing import Any

from langchain.agents.middleware import AgentMiddleware, ModelRequest
from langgraph.types import TracePolicy, omit_payload
from langsmith.utils import tracing_is_enabled

from ...engine import PrivacyEngine
from ...errors import NotCoveredError
from ...placeholders import CONTRACT
from ...taxonomy import PrivacyLevel
from ..upstream import calls_the_model, client_looks


class PrivacyMiddleware(AgentMiddleware[Any, Any, Any]):
    """Puts the boundary around the agent's model: placeholders out, raw text back in.

    Put it **last** in the list: it refuses to work where another middleware stands
    between it and the model, because that one could send raw text to a model of its own
    (`ModelFallbackMiddleware` does).

    The state of the graph is raw in this mode, and so is what reads it: checkpoints
    (`PrivacySaver`), stores (`PrivacyStore`), traces (`private_client`), and the models of
    other middleware (`SummarizationMiddleware(model=...)`, `LLMToolSelectorMiddleware`,
    `OpenAIModerationMiddleware`): give them a `PrivacyChatModel`, or use `protect` with
    `PrivacyToolMiddleware`, where nothing raw gets into the graph at all.

    Args:
        privacy: The engine.
        contract: What the model is told about placeholders; None for nothing.
        upto: Placeholders of higher levels stay as they are in what comes back.

    Example:
        ```python
        agent = create_agent(model, tools, middleware=[PrivacyMiddleware(privacy)])
        ```
    """

    trace_policy = TracePolicy(process_inputs=omit_payload, process_outputs=omit_payload)
    """The spans of this middleware would show requests as they come in."""

    def __init__(
        self,
        privacy: PrivacyEngine,
        contract: str | None = CONTRACT,
        upto: PrivacyLevel = PrivacyLevel.PL4,
    ) -> None:
        super().__init__()
        self._privacy = privacy
        self._contract = contract
        self._upto = upto
        self._warned: set[str] = set()

    def wrap_model_call(
        self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], Any]
    ) -> Any:
        """Have the model called through the boundary.

        Raises:
            NotCoveredError: It is not the last in the list, or the model is no chat
                model; nothing was sent.
        """
        return handler(self._through(request, handler))

    async def awrap_model_call(
        self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], Awaitable[Any]]
    ) -> Any:
        """Do as `wrap_model_call`."""
        return await handler(self._through(request, handler))

    def _through(
        self, request: ModelRequest[Any], handler: Callable[..., Any]
    ) -> ModelRequest[Any]:
        from ..chat_model import PrivacyChatModel  # noqa: PLC0415  # costs time to import
        from ..chat_model.composing import Composing  # noqa: PLC0415

        self._check(handler)
        model = request.model
        if isinstance(model, Composing):  # protected already
            return request
        return request.override(
            model=PrivacyChatModel(
                inner=model, privacy=self._privacy, contract=self._contract, upto=self._upto
            )
        )

    def _check(self, handler: Callable[..., Any]) -> None:
        last = calls_the_model(handler)
        if last is False:
            msg = (
                "PrivacyMiddleware must be the last middleware: one that comes after it can"
                " send raw text to another model; move PrivacyMiddleware to the end of the list"
                " (and take PrivacyToolMiddleware out: that one is for agents inside protect)"
            )
            raise NotCoveredError(msg)
        if last is None:
            self._warn(
                "PrivacyMiddleware cannot tell whether it is the last middleware; what comes"
                " after it must not call another model"
            )
        if tracing_is_enabled() is True and not client_looks():
            self._warn(
                "LangSmith tracing is on, and the state of an agent with PrivacyMiddleware is"
                " raw: trace with a private_client, or use protect with PrivacyToolMiddleware"
            )

    def _warn(self, message: str) -> None:
        if message not in self._warned:
            self._warned.add(message)
            warnings.warn(message, UserWarning, stacklevel=2)
