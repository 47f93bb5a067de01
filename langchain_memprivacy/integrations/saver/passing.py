"""What a checkpointer is given and gives back, on its way through the boundary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import CheckpointTuple

from ...engine import PrivacyEngine
from ..crossing import Crossing
from ..identifying import refuse_private
from .directions import FromRest, ToLabels, ToRest
from .walker import RestWalker

_IDS = frozenset({"thread_id", "checkpoint_id", "checkpoint_ns", "checkpoint_map"})
"""Keys of `configurable` by which checkpoints are found."""

_CHECKPOINT = frozenset({
    "v", "id", "ts", "channel_versions", "versions_seen", "updated_channels",
})  # fmt: skip
_METADATA = frozenset({"source", "step", "parents", "run_id", "counters_since_delta_snapshot"})
"""What LangGraph writes by itself: names, numbers, ids."""


@dataclass(frozen=True)
class Passing:
    """One call of a checkpointer.

    Args:
        crossing: Whose mapping.
        tag: The tag of its scope.
        given: The call's config.
    """

    crossing: Crossing
    tag: str
    given: RunnableConfig

    @classmethod
    def of(
        cls, privacy: PrivacyEngine, config: RunnableConfig | None, scope: str | None
    ) -> Passing:
        """Find whose mapping a call uses.

        Raises:
            ScopeError: That is not known.
            NotCoveredError: The thread id holds a private value.
        """
        crossing = Crossing.of(privacy, config) if scope is None else _fixed(privacy, config, scope)
        given: RunnableConfig = config or {}
        thread = given.get("configurable", {}).get("thread_id")
        refuse_private(crossing, "configurable['thread_id']", "thread_id", thread)
        return cls(crossing, privacy.tag(crossing.scope), given)

    def config(self, config: RunnableConfig | None = None) -> RunnableConfig:
        """Desensitize a config; the call's own where left out. Savers copy it into metadata."""
        config = self.given if config is None else config
        hidden: RunnableConfig = {**config}
        walker = RestWalker(ToLabels(self.crossing, self.tag))
        if config.get("metadata"):
            hidden["metadata"] = walker.value(_kept_out(config["metadata"]), "system")
        if "configurable" in config:
            hidden["configurable"] = {
                key if key in _IDS or key.startswith("__") else walker.value(key, "system"): item
                if key in _IDS or key.startswith("__") or not isinstance(item, (str, int, float))
                else walker.value(item, "system", key)
                for key, item in config["configurable"].items()
            }
        return hidden

    def filter(self, filter_: dict[str, Any] | None) -> dict[str, Any] | None:
        """Desensitize what metadata are compared with."""
        return None if filter_ is None else self._labels(filter_)

    def checkpoint(self, checkpoint: Any, metadata: Any) -> tuple[RunnableConfig, Any, Any]:
        """Desensitize what `put` is given: returns config, checkpoint, metadata."""
        walker = RestWalker(ToRest(self.crossing, self.tag))
        return self.config(), _parts(walker, checkpoint), self._labels(metadata)

    def writes(
        self, writes: Sequence[tuple[str, Any]]
    ) -> tuple[RunnableConfig, Sequence[tuple[str, Any]]]:
        """Desensitize what `put_writes` is given: returns config and writes."""
        walker = RestWalker(ToRest(self.crossing, self.tag))
        values = walker.value([value for _, value in writes])
        names = [channel for channel, _ in writes]
        return self.config(), list(zip(names, values, strict=True))

    def restored(self, found: CheckpointTuple | None) -> CheckpointTuple | None:
        """Restore what the inner one found."""
        if found is None:
            return None
        back = FromRest(self.crossing, self.tag)
        walker = RestWalker(back)
        writes = found.pending_writes
        own = {key: item for key, item in found.metadata.items() if key in _METADATA}
        rest = {key: item for key, item in found.metadata.items() if key not in _METADATA}
        restored = CheckpointTuple(
            self._own(found.config),
            _parts(walker, found.checkpoint),
            cast("Any", {**own, **walker.value(rest)}),
            found.parent_config and self._own(found.parent_config),
            writes and [(task, channel, walker.value(value)) for task, channel, value in writes],
        )
        back.settle()
        return restored

    def history(self, found: Mapping[str, Any]) -> Mapping[str, Any]:
        """Restore what the inner one found of channels that are kept as differences."""
        back = FromRest(self.crossing, self.tag)
        walker = RestWalker(back)
        restored = {}
        for channel, entry in found.items():
            writes = [(task, name, walker.value(value)) for task, name, value in entry["writes"]]
            seed = {"seed": walker.value(entry["seed"])} if "seed" in entry else {}
            restored[channel] = {**entry, "writes": writes, **seed}
        back.settle()
        return restored

    def _labels(self, metadata: Mapping[str, Any]) -> Any:
        walker = RestWalker(ToLabels(self.crossing, self.tag))
        own = {key: item for key, item in metadata.items() if key in _METADATA}
        rest = {key: item for key, item in metadata.items() if key not in _METADATA}
        return {**own, **walker.value(_kept_out(rest), "system")}

    def _own(self, config: RunnableConfig) -> RunnableConfig:
        """Put back what some checkpointers return of the config they were given."""
        given = self.given.get("configurable", {})
        walker = RestWalker(FromRest(self.crossing, self.tag))
        configurable = {
            key if key in _IDS else walker.value(key): item
            if key in _IDS or key.startswith("__")
            else walker.value(item)
            for key, item in config.get("configurable", {}).items()
        }
        returned = {key: given.get(key, item) if key not in _IDS else item
                    for key, item in configurable.items()}  # fmt: skip
        more = {"metadata": self.given.get("metadata", {})} if "metadata" in config else {}
        return cast("RunnableConfig", {**config, **more, "configurable": returned})


def _fixed(privacy: PrivacyEngine, config: RunnableConfig | None, scope: str) -> Crossing:
    return Crossing(privacy, privacy.scope_for(scope=scope), privacy.real_name_for(config))


def _parts(walker: RestWalker, checkpoint: Any) -> Any:
    parts = {key: item for key, item in checkpoint.items() if key not in _CHECKPOINT}
    return {**checkpoint, **{key: walker.channels(item) for key, item in parts.items()}}


def _kept_out(metadata: Mapping[str, Any]) -> dict[str, Any]:
    return {key: item for key, item in metadata.items() if not str(key).startswith("__")}
