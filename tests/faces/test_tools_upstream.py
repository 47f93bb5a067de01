"""What tools and middleware rely on inside LangChain and LangGraph is still there."""

from __future__ import annotations

import dataclasses
import inspect

from langchain.agents import factory
from langchain_core.tools import BaseTool, StructuredTool, Tool
from langgraph import types
from langgraph._internal._scratchpad import PregelScratchpad
from langgraph.prebuilt import ToolRuntime
from langgraph.prebuilt.tool_node import ToolCallRequest
from langgraph.runtime import Runtime

from langchain_memprivacy.integrations.upstream import calls_the_model


def test_interrupt_uses_what_is_replaced():
    """`interrupt` reads answers from the scratchpad and sends them with the config's `send`."""
    source = inspect.getsource(types.interrupt)
    for name in ("CONFIG_KEY_SCRATCHPAD", "CONFIG_KEY_SEND", "RESUME", "get_null_resume(True)"):
        assert name in source
    assert source.count("conf[") == 4, "it reads something else of the config"
    fields = {field.name for field in dataclasses.fields(PregelScratchpad)}
    assert {"resume", "get_null_resume"} <= fields


def test_create_agent_has_the_handlers_that_are_told_apart():
    """The functions that call the model have their names, and others have others."""
    source = inspect.getsource(factory.create_agent)
    assert "def _execute_model_sync(" in source
    assert "async def _execute_model_async(" in source
    assert "wrap_model_call_handler(request, _execute_model_sync)" in source
    assert calls_the_model(factory._chain_model_call_handlers) is False
    assert calls_the_model(print) is None


def test_tools_have_the_methods_that_make_a_body():
    """`run` is what its parts are taken from, and classes of the core do not change it."""
    for name in ("_to_args_and_kwargs", "_run", "_arun", "_filter_injected_args"):
        assert callable(getattr(BaseTool, name))
    assert "_injected_args_keys" in vars(BaseTool)
    for each in (Tool, StructuredTool):
        assert not {"run", "arun", "invoke"} & vars(each).keys()


def test_runtimes_have_the_fields_that_are_replaced():
    """Writers and config of a tool's runtime can be replaced, the tool of a request too."""
    assert {"config", "stream_writer"} <= {f.name for f in dataclasses.fields(ToolRuntime)}
    assert "stream_writer" in {f.name for f in dataclasses.fields(Runtime)}
    assert "tool" in {f.name for f in dataclasses.fields(ToolCallRequest)}
