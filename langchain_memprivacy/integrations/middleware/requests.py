"""What is in a request to a model besides the conversation, without private values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from langchain.agents.middleware import ModelRequest
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool

from ..contract import added_to
from ..crossing import Crossing
from ..graph_values import GraphWalker

TEXT_OF_SCHEMAS = frozenset({"description", "title", "default", "enum", "const", "examples"})
"""Keys of a JSON schema under which people write; all else is for machines."""


def hidden_request(
    request: ModelRequest[Any], crossing: Crossing, contract: str | None
) -> ModelRequest[Any]:
    """Desensitize a request: messages, system prompt, descriptions of tools.

    Args:
        request: Stays as it is.
        crossing: The way out.
        contract: What the model is told about placeholders, or None.

    Raises:
        NotCoveredError: There is something in it that cannot be protected.
    """
    walker = GraphWalker(crossing.desensitize())
    walker.shares = True  # as LangChain hands the state's messages on
    system = request.system_message and walker.message(request.system_message)
    return request.override(
        messages=walker.messages(request.messages),  # type: ignore[arg-type]
        system_message=added_to(system, contract) if contract else system,
        tools=[_tool(tool, walker) for tool in request.tools],
    )


def _tool(tool: BaseTool | dict[str, Any], walker: GraphWalker) -> BaseTool | dict[str, Any]:
    """Return a tool as it is, or its schema where what it says of itself is private."""
    schema = tool if isinstance(tool, dict) else convert_to_openai_tool(tool)
    hidden = _schema(schema, walker)
    return tool if hidden == schema else hidden


def _schema(value: Any, walker: GraphWalker) -> Any:
    if isinstance(value, Mapping):
        return {
            key: walker.value(item, "system")
            if key in TEXT_OF_SCHEMAS and not isinstance(item, Mapping)
            else _schema(item, walker)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [_schema(item, walker) for item in value]
    return value
