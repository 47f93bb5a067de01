"""The node pair of a hand-built LangGraph graph.

Raw text goes in through the runtime context and comes out through an untracked channel.
Both are outside of what a checkpointer stores, so between them there are placeholders only:

    graph = StateGraph(PrivateState, context_schema=PrivateContext)
    graph.add_node("desensitize", desensitize_node(privacy))   # right after START
    graph.add_node("restore", restore_node(privacy))           # right before END
    ...
    result = app.invoke({}, config, context={"messages": [("user", "raw text")]})
    result["display"]    # restored; result["messages"] holds placeholders

Still raw, and yours to keep from leaving: `display` itself. LangSmith records it as output
of the root run and of the restore node: trace with a private client, or wrap the graph with
`protect` in place of this pair. A graph around this one must declare `display` as untracked,
too, where it has that key. What does not pass the first node is not desensitized either:
`Command(resume=...)`, `update_state`, thread identifiers, the config's metadata.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Annotated, Any

from langchain_core.messages import (
    AIMessage,
    AnyMessage,
    BaseMessage,
    MessageLikeRepresentation,
    RemoveMessage,
    ToolMessage,
)
from langchain_core.runnables import Runnable, RunnableConfig
from langgraph.channels import UntrackedValue
from langgraph.graph import MessagesState

from ..engine import PrivacyEngine
from ..errors import NotCoveredError
from ..messages import Walker
from ..taxonomy import PrivacyLevel
from .crossing import Crossing
from .wiring import Channels, channel_of, channels_of, check_replaces, from_context, has, held


class PrivateState(MessagesState):
    """The state of a graph with the node pair.

    Attributes:
        messages: The conversation with placeholders; checkpointed.
        display: The conversation restored, for the user; in no checkpoint.
    """

    display: Annotated[list[AnyMessage], UntrackedValue]


@dataclass(repr=False)
class PrivateContext:
    """What a call brings along in raw form; LangGraph stores and traces no runtime context.

    For further keys derive from it, or use a context schema of your own that has them.

    Args:
        messages: What is new: messages in any form that LangChain takes.
    """

    messages: Sequence[MessageLikeRepresentation]

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


def desensitize_node(
    privacy: PrivacyEngine, *, keys: str | Iterable[str] = "messages", in_place: bool = False
) -> Runnable[Any, dict[str, Any]]:
    """Make the node through which raw text enters a graph, as placeholders.

    It reads each key from the runtime context (`graph.invoke({}, config, context={...})`)
    and writes it to the state. Works in sync and async graphs; then off the event loop.

    With `in_place=True` it reads from the state and replaces what is there, messages by
    their ids. Models and later nodes see placeholders then, but the raw text is already on
    record when the node runs: in the checkpoints `__start__` and the one after it, in
    their writes, and in traces. Use it where nothing is checkpointed or traced, or
    where both are protected by other means.

    Args:
        privacy: The engine; the scope comes from the config of each call.
        keys: State keys to fill, or to replace; others are not looked at.
        in_place: Whether raw values stand in the state.

    Returns:
        A node for `StateGraph.add_node`, named `desensitize`.

    Raises:
        NotCoveredError: Here, no engine or key was given. In the graph, before anything
            goes on: a key is missing in the context or in the state; raw text stands in
            the state without `in_place`, or its reducer keeps the raw value with it; a
            value of a class that cannot be read.
        ScopeError: In the graph: there is no scope.
        ExtractorError: In the graph: the detector failed.
        VaultError: In the graph: the vault failed.
    """
    return _Desensitize(_engine(privacy, "desensitize_node"), _keys(keys), in_place=in_place)


def restore_node(
    privacy: PrivacyEngine,
    *,
    keys: str | Iterable[str] | Mapping[str, str] | None = None,
    upto: PrivacyLevel | None = PrivacyLevel.PL4,
    in_place: bool = False,
) -> Runnable[Any, dict[str, Any]]:
    """Make the node through which text leaves a graph for the user's eyes, restored.

    It reads each key from the state and writes its restored copy to another key, whose
    channel must be untracked: `Annotated[list[AnyMessage], UntrackedValue]`. What it
    reads stays as it is. Works in sync and async graphs; then off the event loop.

    With `in_place=True` it may write to channels that are checkpointed, for example back to
    `messages` (same ids): the raw text is then in every checkpoint from there on, in writes
    and traces, and goes to the model again unless `desensitize_node` comes first.

    Args:
        privacy: The engine; the scope comes from the config of each call.
        keys: For each state key to read the one to write to, `{"answer": "shown"}`; left
            out, `{"messages": "display"}`. With `in_place=True` names will do.
        upto: Placeholders of higher levels stay as they are; None: all do.
        in_place: Whether raw values may be checkpointed.

    Returns:
        A node for `StateGraph.add_node`, named `restore`.

    Raises:
        NotCoveredError: Here, no engine was given, or names where a mapping is needed. In
            the graph: a key is not in the state, or what would be written to is checkpointed.
        ScopeError: In the graph: there is no scope.
        VaultError: In the graph: the vault failed.
    """
    if keys is None:
        keys = "messages" if in_place else {"messages": "display"}
    if not isinstance(keys, Mapping):
        if not in_place:
            msg = (
                'restore_node: say where to, keys={"messages": "display"}; the target is untracked'
            )
            raise NotCoveredError(msg)
        keys = {key: key for key in _keys(keys)}
    _keys(keys)
    return _Restore(_engine(privacy, "restore_node"), dict(keys), upto, in_place=in_place)


class _Desensitize(Runnable[Any, dict[str, Any]]):
    """No run of its own, as a lambda would open; `ainvoke` as inherited works in a thread."""

    name = "desensitize"

    def __init__(self, privacy: PrivacyEngine, keys: Sequence[str], *, in_place: bool) -> None:
        self._privacy = privacy
        self._keys = keys
        self._in_place = in_place

    def invoke(
        self,
        input: Any,
        config: RunnableConfig | None = None,
        **_: Any,
    ) -> dict[str, Any]:
        walker = Walker(Crossing.of(self._privacy, config).desensitize())
        channels = channels_of(config)
        for key in self._keys:
            channel_of(channels, key, self.name)
        if self._in_place:
            return self._replaced(input, walker, channels)
        return self._entered(input, walker)

    def _entered(self, state: Any, walker: Walker) -> dict[str, Any]:
        raw = {key: from_context(key) for key in self._keys}
        # First what is there: what is learned from the new text may occur in older one.
        late = [key for key in self._keys if _is_raw(held(state, key), raw[key], key, walker)]
        if late:
            msg = (
                f"desensitize: raw text in the state key {late[0]!r}, so it is in a checkpoint"
                " already: delete the thread and pass it in the context only, or use in_place=True"
            )
            raise NotCoveredError(msg)
        return {key: walker.value(value, "user", key) for key, value in raw.items()}

    def _replaced(self, state: Any, walker: Walker, channels: Channels | None) -> dict[str, Any]:
        update = {}
        for key in self._keys:
            if has(state, key, channels, self.name):
                value = held(state, key)
                update[key] = walker.value(value, "user", key)
                check_replaces(channels, key, update[key], self.name)
        return update


class _Restore(Runnable[Any, dict[str, Any]]):
    """See `_Desensitize`."""

    name = "restore"

    def __init__(
        self,
        privacy: PrivacyEngine,
        keys: Mapping[str, str],
        upto: PrivacyLevel | None,
        *,
        in_place: bool,
    ) -> None:
        self._privacy = privacy
        self._keys = keys
        self._upto = upto
        self._in_place = in_place

    def invoke(
        self,
        input: Any,
        config: RunnableConfig | None = None,
        **_: Any,
    ) -> dict[str, Any]:
        channels = channels_of(config)
        for key, target in self._keys.items():
            channel_of(channels, key, self.name)
            channel = channel_of(channels, target, self.name)
            if channel is not None and not (self._in_place or isinstance(channel, UntrackedValue)):
                msg = (
                    f"restore: the state key {target!r} is checkpointed; declare it as"
                    f" {target}: Annotated[..., UntrackedValue], or use in_place=True"
                )
                raise NotCoveredError(msg)
        direction = Crossing.of(self._privacy, config).restore(self._upto)
        walker = Walker(direction)
        update = {
            target: walker.value(held(input, key), "assistant", key)
            for key, target in self._keys.items()
            if has(input, key, channels, self.name)
        }
        direction.settle()
        for key, target in self._keys.items():
            if key == target and key in update:
                check_replaces(channels, key, update[key], self.name)
        return update


def _engine(privacy: PrivacyEngine, where: str) -> PrivacyEngine:
    # `add_node("x", desensitize_node)`, the call forgotten, would pass the state.
    if not isinstance(privacy, PrivacyEngine):
        msg = f"{where}: pass the engine, {where}(privacy); got {type(privacy).__name__}"
        raise NotCoveredError(msg)
    return privacy


def _keys(keys: str | Iterable[str]) -> tuple[str, ...]:
    names = (keys,) if isinstance(keys, str) else tuple(keys)
    if not names:
        raise NotCoveredError("keys: name at least one key of the state")
    return names


def _is_raw(old: Any, new: Any, key: str, walker: Walker) -> bool:
    """Tell whether the input of the graph held raw text beside the context.

    Of messages only those after the last answer can be of this call. What is older went
    through the node, and values that were learned since then are nobody's mistake.
    """
    if isinstance(old, list) and any(isinstance(item, BaseMessage) for item in old):
        recent = takewhile(lambda item: not isinstance(item, AIMessage), reversed(old))
        asked = (item for item in recent if not isinstance(item, (ToolMessage, RemoveMessage)))
        return any(walker.message(item) != item for item in asked)
    return bool(old == new and walker.value(old, "user", key) != old)
