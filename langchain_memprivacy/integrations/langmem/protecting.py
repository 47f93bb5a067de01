"""`protect_memory`: whatever LangMem makes, behind the boundary."""

from __future__ import annotations

import functools
from typing import Any

import langmem
from langchain_core.runnables import Runnable, RunnableBinding
from langmem.knowledge.extraction import MemoryManager, MemoryStoreManager
from langmem.prompts.gradient import GradientPromptOptimizer
from langmem.prompts.metaprompt import MetaPromptOptimizer
from langmem.prompts.optimization import MultiPromptOptimizer
from langmem.prompts.stateless import PromptMemory, PromptMemoryMultiple
from langmem.reflection import LocalReflectionExecutor, RemoteReflectionExecutor
from langmem.short_term.summarization import SummarizationNode

from ...engine import PrivacyEngine
from ...errors import NotCoveredError
from .boundary import MemoryBoundary, Plain
from .extras import InsideExtractor, ProtectedExecutor, ProtectedSummary
from .managers import InsideManager, InsideStoreManager
from .rows import ProtectedStoreManager
from .tools import MemoryTool, is_memory_tool

_SINGLE = (GradientPromptOptimizer, MetaPromptOptimizer, PromptMemoryMultiple)
_FACTORIES = tuple(getattr(langmem, name) for name in langmem.__all__ if name.startswith("create_"))
_EXTRACTOR, _SEARCHER = "thread_extractor", "search_memory_pipeline"
"""How LangMem names the runs of what has no class of its own."""


def protect_memory(memory: Any, privacy: PrivacyEngine, *, scope: str | None = None) -> Any:
    """Put the boundary of the device around a part of LangMem.

    Conversations go in raw and memories come out raw. Inside, where models are asked,
    embeddings made, rows written, runs traced, calls tried again and background work is
    done, all is placeholders. The model and the store are plain ones; what is in the store
    is what a `PrivacyStore` around it writes and reads. Namespaces that are filled in with
    private values from the config get pseudonyms.

    Schemas may ask for anything. What a model fills in with placeholders is restored on
    the device to be checked; where it does not fit, the model is told so without a value,
    and tries again as LangMem has it. Memories come back as objects of the schema.

    Args:
        memory: What a factory of LangMem's made: a memory manager or store manager, a tool
            to manage or search memories, a searcher, a prompt optimizer for one prompt or
            several; a `SummarizationNode`; a `ReflectionExecutor` on a server (a local one
            is given a protected manager instead). Or a factory itself, which then makes
            protected parts: so it is for `create_thread_extractor`.
        privacy: The engine.
        scope: Whose mapping, where neither a call's config nor the engine says it.

    Returns:
        What is used in its place, with the same methods.

    Raises:
        NotCoveredError: This is nothing of LangMem's that can be protected.
        ScopeError: `scope` is empty.
    """
    if scope is not None:
        scope = privacy.scope_for(scope=scope)
    if isinstance(memory, (MemoryBoundary, MemoryTool, ProtectedExecutor)):
        return memory
    if any(memory is factory for factory in _FACTORIES):
        return _factory(memory, privacy, scope)
    if is_memory_tool(memory):
        return MemoryTool.around(memory, privacy, scope)
    if isinstance(memory, RemoteReflectionExecutor):
        return ProtectedExecutor(memory, privacy, scope)
    if isinstance(memory, Runnable):
        made = _runnable(memory, privacy, scope)
        if made is not None:
            return made
    msg = f"protect_memory: {_why_not(memory)}"
    raise NotCoveredError(msg)


def _runnable(
    memory: Runnable[Any, Any], privacy: PrivacyEngine, scope: str | None
) -> MemoryBoundary | None:
    if isinstance(memory, MemoryManager):
        manager = InsideManager(memory, privacy)
        return MemoryBoundary.around(manager, privacy, scope, manager.hide)
    if isinstance(memory, MemoryStoreManager):
        rows = InsideStoreManager(memory, privacy)
        return ProtectedStoreManager.around(rows, privacy, scope, show=rows.show)
    if isinstance(memory, SummarizationNode):
        return ProtectedSummary.of(memory, privacy, scope)
    parameters: tuple[str, ...] | None = None
    if isinstance(memory, _SINGLE) or _run_name(memory) == _SEARCHER:
        parameters = ("trajectories", "prompt")
    elif isinstance(memory, MultiPromptOptimizer):
        parameters = ("trajectories", "prompts")
    elif isinstance(memory, PromptMemory):
        parameters = ("messages", "current_prompt", "feedback", "instructions")
    if parameters is None:
        return None
    return MemoryBoundary.around(Plain(memory, parameters), privacy, scope)


def _factory(factory: Any, privacy: PrivacyEngine, scope: str | None) -> Any:
    if factory is langmem.create_thread_extractor:

        def extractor(
            model: Any, /, schema: Any = None, instructions: str | None = None
        ) -> MemoryBoundary:
            inside = InsideExtractor(privacy, model, schema, instructions)
            return MemoryBoundary.around(inside, privacy, scope)

        return functools.update_wrapper(extractor, factory)

    @functools.wraps(factory)
    def make(*args: Any, **kwargs: Any) -> Any:
        return protect_memory(factory(*args, **kwargs), privacy, scope=scope)

    return make


def _run_name(memory: Any) -> str | None:
    return memory.config.get("run_name") if isinstance(memory, RunnableBinding) else None


def _why_not(memory: Any) -> str:
    name = type(memory).__name__
    if isinstance(memory, LocalReflectionExecutor):
        return (
            f"not a {name}: give it a protected manager,"
            " ReflectionExecutor(protect_memory(manager, privacy), store=store)"
        )
    if _run_name(memory) == _EXTRACTOR:
        return (
            "a thread extractor hides its schema; make it with"
            " protect_memory(create_thread_extractor, privacy)(model, schema)"
        )
    return f"{name} is nothing that LangMem makes; use protect() for other Runnables"
