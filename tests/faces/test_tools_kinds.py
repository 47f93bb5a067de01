"""Tools that are exits themselves are known by the package they come from."""

from __future__ import annotations

import functools
import types

import pytest
from langchain_core.tools import BaseTool, StructuredTool, tool

from langchain_memprivacy.integrations.tool_kinds import is_remote


def foreign(module: str) -> types.FunctionType:
    """A function as a package that is not installed here would define it."""
    space: dict = {"__name__": module}
    exec("def keep(text: str) -> str:\n    'Keep.'\n    return text", space)
    return space["keep"]


class Client:
    """A service's client; its module is set by the test."""

    def keep(self, text: str) -> str:
        """Keep."""
        return text


@tool
def own(text: str) -> str:
    """Keep."""
    return text


MODULES = ["langmem.knowledge.tools", "mem0.client.main", "langchain_mcp_adapters.tools"]


@pytest.mark.parametrize("module", MODULES)
@pytest.mark.parametrize("given", ["func", "coroutine"])
def test_functions_of_memories_and_mcp_are_remote(module, given):
    """The module of the function or of the coroutine decides."""
    keep = StructuredTool(
        name="keep", description="Keep.", args_schema=own.args_schema, **{given: foreign(module)}
    )
    assert is_remote(keep)


@pytest.mark.parametrize("module", MODULES)
def test_wrapped_bound_and_partial_functions_are_seen_through(module):
    """What a function wraps, or the client it is bound to, tells as much."""
    client = type("Client", (Client,), {"__module__": module})()

    @functools.wraps(foreign(module))
    def wrapper(text: str) -> str:
        return text

    wrapper.__module__ = "application"
    made = [
        StructuredTool.from_function(client.keep, name="keep", description="Keep."),
        StructuredTool(
            name="keep",
            description="Keep.",
            args_schema=own.args_schema,
            func=functools.partial(foreign(module), text="x"),
        ),
        StructuredTool.from_function(wrapper, name="keep", description="Keep."),
    ]
    assert [is_remote(each) for each in made] == [True, True, True]


def test_classes_of_memories_and_mcp_are_remote():
    """Subclasses too: where the base comes from counts."""
    space = {"__module__": "langmem.tools", "__annotations__": {}, "_run": lambda self: ""}
    base = type("MemoryTool", (BaseTool,), space)
    own_class = type("Mine", (base,), {"__module__": "application", "__annotations__": {}})
    assert is_remote(own_class(name="keep", description="Keep."))


def test_tools_of_the_application_are_local():
    """A name that only begins like one of the packages means nothing."""
    assert not is_remote(own)
    assert not is_remote(
        StructuredTool.from_function(foreign("mem0rize.tools"), name="k", description="K.")
    )
