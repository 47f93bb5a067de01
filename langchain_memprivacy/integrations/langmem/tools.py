"""LangMem's tools for agents, behind the boundary."""

from __future__ import annotations

import asyncio
import types
from collections.abc import Callable, Mapping
from typing import Any

from langchain_core.runnables import RunnableConfig
from langchain_core.tools import BaseTool, StructuredTool
from langgraph.config import get_store
from langgraph.store.base import BaseStore
from pydantic import BaseModel

from ...engine import PrivacyEngine
from ...errors import NotCoveredError
from ...messages import Walker
from ..crossing import Crossing
from ..graph_values import GraphWalker
from .boundary import Inside, MemoryBoundary
from .managers import private_store
from .schemas import MemorySchemas, Veil

_HOME = "langmem.knowledge.tools"
_STORE = "initial_store"
"""What the tools of LangMem call the store that they were made with."""

_KEPT = (
    "name", "description", "tags", "metadata", "callbacks", "response_format", "return_direct",
    "verbose", "handle_tool_error", "handle_validation_error",
)  # fmt: skip


def is_memory_tool(tool: object) -> bool:
    """Tell whether a tool was made by a factory of LangMem's."""
    return isinstance(tool, StructuredTool) and getattr(tool.func, "__module__", "") == _HOME


class MemoryTool(BaseTool):
    """A tool of LangMem's behind the boundary; see `protect_memory`.

    Called with raw arguments it keeps placeholders and answers raw; inside of a graph
    boundary it is called with placeholders and answers with them. It opens one traced
    run, that of LangMem's tool, which holds placeholders.

    Attributes:
        boundary: What the tool is called through.
    """

    boundary: Any

    @classmethod
    def around(cls, tool: StructuredTool, privacy: PrivacyEngine, scope: str | None) -> MemoryTool:
        """Build one; see `protect_memory`."""
        boundary = MemoryBoundary.around(InsideTool(tool, privacy), privacy, scope, _hide)
        kept = {name: getattr(tool, name) for name in _KEPT}
        return cls(**kept, args_schema=_described(tool, _AsIs()), boundary=boundary)

    def invoke(self, input: Any, config: RunnableConfig | None = None, **kwargs: Any) -> Any:
        """Call the tool: arguments, or the call of a model."""
        return self.boundary.invoke(input, config, **kwargs)

    async def ainvoke(self, input: Any, config: RunnableConfig | None = None, **kwargs: Any) -> Any:
        """Do as `invoke`, off the event loop where it takes time."""
        return await self.boundary.ainvoke(input, config, **kwargs)

    def run(self, tool_input: Any, *_: Any, **kwargs: Any) -> Any:
        """Do as `invoke`, with what `BaseTool.run` is given."""
        return self.invoke(_asked(self.name, tool_input, kwargs), _config(kwargs))

    async def arun(self, tool_input: Any, *_: Any, **kwargs: Any) -> Any:
        """Do as `ainvoke`, with what `BaseTool.arun` is given."""
        return await self.ainvoke(_asked(self.name, tool_input, kwargs), _config(kwargs))

    def _run(self, *args: Any, **kwargs: Any) -> Any:
        del args
        return self.invoke(kwargs)


class InsideTool(Inside):
    """A tool of LangMem's, inside: called with placeholders, its store answers with them.

    Args:
        tool: LangMem's.
        privacy: The engine.

    Raises:
        NotCoveredError: This release of LangMem makes its tools otherwise.
    """

    def __init__(self, tool: StructuredTool, privacy: PrivacyEngine) -> None:
        self._tool = tool
        self._privacy = privacy
        for func in (tool.func, tool.coroutine):
            if not isinstance(func, types.FunctionType) or _STORE not in func.__code__.co_freevars:
                msg = f"{tool.name}: this release of LangMem does not show the tool's store"
                raise NotCoveredError(msg)
        assert isinstance(tool.func, types.FunctionType)
        self._given: BaseStore | None = _cells(tool.func)[_STORE].cell_contents

    def get_name(self, suffix: str | None = None, *, name: str | None = None) -> str:
        """Return the tool's name."""
        return self._tool.get_name(suffix, name=name)

    def twin(self, config: RunnableConfig | None) -> StructuredTool:
        """Make the tool of this call."""
        crossing = Crossing.of(self._privacy, config)
        hide, restore = Walker(crossing.desensitize()), Walker(crossing.restore())
        schema: Any = self._tool.args_schema
        veil = Veil.of(schema, hide, restore)
        func, coroutine = (self._with_store(f) for f in (self._tool.func, self._tool.coroutine))

        def call(**kwargs: Any) -> Any:
            return func(**_data(veil, kwargs))

        async def acall(**kwargs: Any) -> Any:
            return await coroutine(**await asyncio.to_thread(_data, veil, kwargs))

        kept = {name: getattr(self._tool, name) for name in _KEPT}
        described = _described(self._tool, hide)
        return StructuredTool(**kept, args_schema=described, func=call, coroutine=acall)

    def _with_store(self, func: Any) -> Callable[..., Any]:
        try:
            store = get_store() if self._given is None else self._given
        except (RuntimeError, KeyError):  # the tool says so itself
            store = None
        private = None if store is None else private_store(store, self._privacy)
        cells = {**_cells(func), _STORE: types.CellType(private)}
        twin = types.FunctionType(
            func.__code__, func.__globals__, func.__name__, func.__defaults__, tuple(cells.values())
        )
        twin.__kwdefaults__ = func.__kwdefaults__
        return twin


class _AsIs(GraphWalker):
    """What the application says in a schema, before it is known whose call it is."""

    def __init__(self) -> None:
        pass

    def value(self, value: Any, role: str = "user", key: str = "") -> Any:
        """Leave it."""
        del role, key
        return value


def _hide(crossing: Crossing, walker: GraphWalker, value: Any) -> Any:
    """Rewrite arguments; what names a call stays."""
    del crossing
    if isinstance(value, Mapping) and value.get("type") == "tool_call":
        return {**value, "args": walker.fields(value["args"], "assistant")}
    return walker.fields(value, "assistant")


def _described(tool: StructuredTool, walker: Walker) -> dict[str, Any]:
    schema: Any = tool.tool_call_schema
    described = MemorySchemas(walker).schema(schema.model_json_schema())
    assert isinstance(described, dict)
    return described


def _data(veil: type[Veil], kwargs: dict[str, Any]) -> dict[str, Any]:
    found: BaseModel = veil.model_validate(kwargs)
    return found.model_dump(mode="json")


def _cells(func: types.FunctionType) -> dict[str, types.CellType]:
    return dict(zip(func.__code__.co_freevars, func.__closure__ or (), strict=True))


def _asked(name: str, value: Any, kwargs: dict[str, Any]) -> Any:
    call_id = kwargs.get("tool_call_id")
    if call_id is None or not isinstance(value, dict):
        return value
    return {"type": "tool_call", "name": name, "args": value, "id": call_id}


def _config(kwargs: dict[str, Any]) -> RunnableConfig:
    config: Any = dict(kwargs.get("config") or {})
    for key in ("callbacks", "tags", "metadata", "run_name", "run_id"):
        if kwargs.get(key) is not None:
            config[key] = kwargs[key]
    return config  # type: ignore[no-any-return]
