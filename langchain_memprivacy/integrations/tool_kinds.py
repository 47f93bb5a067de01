"""Which tools are exits themselves: memories and tools of MCP servers."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from functools import partial
from typing import Any

from langchain_core.tools import BaseTool

REMOTE = frozenset({
    "langmem", "mem0", "memobase", "zep_cloud", "zep_python", "langchain_mcp_adapters", "mcp",
    "fastmcp",
})  # fmt: skip
"""Packages whose tools keep what they are told, or pass it on to somebody else's server."""


def is_remote(tool: BaseTool) -> bool:
    """Tell whether a tool is a memory tool or runs on an MCP server.

    Told by the packages that its function, its coroutine and its class come from. A tool
    of your own that calls such a service cannot be recognised: name it in the
    `ToolPolicy` (`named={"save_note": None}`).

    Args:
        tool: Any tool.
    """
    inner = getattr(tool, "inner", None)
    if isinstance(inner, BaseTool):  # one of our own around the real one
        return is_remote(inner)
    makers = [getattr(tool, "func", None), getattr(tool, "coroutine", None), *type(tool).__mro__]
    return any(package in REMOTE for maker in makers for package in _packages(maker))


def _packages(maker: Any) -> Iterator[str]:
    """Yield where a function comes from, what it wraps and what it is bound to included."""
    while isinstance(maker, partial):
        maker = maker.func
    if maker is None:
        return
    yield _top(maker)
    owner = getattr(maker, "__self__", None)
    if owner is not None:
        yield from map(_top, (owner if isinstance(owner, type) else type(owner)).__mro__)
    if not isinstance(maker, type):
        yield _top(inspect.unwrap(maker))


def _top(thing: Any) -> str:
    return str(getattr(thing, "__module__", None) or "").partition(".")[0]
