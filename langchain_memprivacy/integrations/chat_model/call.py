"""One call of the model on its way out: everything in it with placeholders."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, cast
from uuid import UUID

from langchain_core.callbacks import BaseCallbackManager
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult, Generation, LLMResult
from langchain_core.runnables import RunnableConfig
from langchain_core.tools import BaseTool, StructuredTool

from ...engine import PrivacyEngine
from ...messages import Restore, Walker
from ...taxonomy import PrivacyLevel
from ..contract import with_contract
from ..crossing import Crossing
from ..tool_kinds import is_remote
from .callbacks import desensitized
from .options import Arguments

CONFIG = "memprivacy_config"
"""Keyword under which a call's config travels to where its messages are rewritten."""

KINDS = "memprivacy_tools"
"""Keyword under which a binding tells of what kind its tools are."""

Rest = BaseCallbackManager | list[Any]


@dataclass(frozen=True)
class Kinds:
    """Which of the bound tools are not what the tool policy calls local.

    Attributes:
        remote: Names of memory tools and tools of MCP servers.
        schemas: Names of schemas in the shape of a tool: their arguments are the answer.
    """

    remote: frozenset[str] = frozenset()
    schemas: frozenset[str] = frozenset()

    @classmethod
    def of(cls, tools: Iterable[Any]) -> Kinds:
        """Look at tools before they become descriptions."""
        known = [tool for tool in tools if isinstance(tool, BaseTool)]
        schemas = {
            tool.name
            for tool in known
            if type(tool) is StructuredTool and tool.func is None and tool.coroutine is None
        }
        remote = {tool.name for tool in known if is_remote(tool)}
        return cls(frozenset(remote), frozenset(schemas))


@dataclass(frozen=True)
class Wish:
    """A call as it was asked for, raw; nobody prints it."""

    prompts: list[list[BaseMessage]] = field(repr=False)
    stop: list[str] | None = field(repr=False)
    kwargs: dict[str, Any] = field(repr=False)
    tags: list[str] = field(default_factory=list, repr=False)
    metadata: dict[str, Any] = field(default_factory=dict, repr=False)
    run_name: str | None = field(default=None, repr=False)
    run_id: UUID | None = None


@dataclass(frozen=True)
class Call:
    """The same, desensitized: what the inner model gets.

    Attributes:
        crossing: Whose mapping.
        prompts: The conversations.
        stop: The stop sequences.
        kwargs: The arguments.
        run: Callbacks and labels of the inner run.
        levels: How far texts are restored, and the arguments of each tool.
    """

    crossing: Crossing = field(repr=False)
    prompts: list[list[BaseMessage]] = field(repr=False)
    stop: list[str] | None = field(repr=False)
    kwargs: dict[str, Any] = field(repr=False)
    run: dict[str, Any] = field(repr=False)
    upto: PrivacyLevel
    kinds: Kinds = field(repr=False)

    @classmethod
    def leave(
        cls,
        privacy: PrivacyEngine,
        wish: Wish,
        rest: Rest,
        contract: str | None,
        upto: PrivacyLevel,
    ) -> Call:
        """Desensitize a call; on the event loop, in a thread.

        Raises:
            MemPrivacyError: It must not leave.
        """
        kwargs = dict(wish.kwargs)
        crossing = Crossing.of(privacy, kwargs.pop(CONFIG, None))
        kinds = kwargs.pop(KINDS, None) or Kinds()
        arguments = Arguments(crossing.desensitize())
        stop = wish.stop
        return cls(
            crossing,
            [with_contract(arguments.messages(prompt), contract) for prompt in wish.prompts],
            None if stop is None else arguments.value(stop),
            arguments.options(kwargs),
            {
                "callbacks": desensitized(rest, arguments),
                "tags": arguments.tags(wish.tags),
                "metadata": arguments.metadata(wish.metadata),
                "run_name": wish.run_name and arguments.direction.text(wish.run_name, "user"),
                "run_id": wish.run_id,
            },
            upto,
            kinds,
        )

    def only(self, index: int, run_id: UUID) -> Call:
        """Take one prompt, and the run that shows it: inside and outside have one identity."""
        return replace(self, prompts=[self.prompts[index]], run={**self.run, "run_id": run_id})

    @property
    def config(self) -> RunnableConfig:
        """The config of the inner run; nothing of the running one is left to be added."""
        given = {name: value for name, value in self.run.items() if value is not None}
        return cast("RunnableConfig", {"configurable": {}, **given})

    def restore(self, *, wait: bool = True) -> Restore:
        """Open the way back; this asks the vault.

        Args:
            wait: See `Restore`.
        """
        crossing = self.crossing
        upto = None if crossing.inside else self.upto  # no raw text inside of a graph boundary
        restore = Restore(crossing.privacy, crossing.scope, upto, self._level, wait=wait)
        restore.refresh()
        return restore

    def _level(self, tool: str) -> PrivacyLevel | None:
        if tool in self.kinds.schemas:
            return PrivacyLevel.PL4
        policy = self.crossing.privacy.policy.tools
        return policy.upto(tool, remote=tool in self.kinds.remote)

    def arrive(self, result: LLMResult) -> LLMResult:
        """Restore what came back whole; on the event loop, in a thread.

        Raises:
            VaultError: The vault failed.
        """
        restore = self.restore()
        walker = Walker(restore)
        generations: list[list[Generation]] = [
            [_restored(item, walker) for item in items] for items in result.generations
        ]
        restore.settle()
        return LLMResult(
            generations=generations,
            llm_output=result.llm_output,
            run=result.run,
        )


def whole(result: LLMResult) -> ChatResult:
    """Return the answer to the only prompt."""
    return ChatResult(
        generations=[item for item in result.generations[0] if isinstance(item, ChatGeneration)],
        llm_output=result.llm_output,
    )


def _restored(generation: Generation, walker: Walker) -> Generation:
    if not isinstance(generation, ChatGeneration):
        text = walker.direction.text(generation.text, "assistant")
        return generation.model_copy(update={"text": text})
    message = walker.message(generation.message)
    assert isinstance(message, (AIMessage, BaseMessage))
    return ChatGeneration(message=message, generation_info=generation.generation_info)
