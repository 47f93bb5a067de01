"""LangMem's managers inside of the boundary: schemas veiled, stores that speak placeholders."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.store.base import BaseStore
from langmem.knowledge.extraction import MemoryManager, MemoryStoreManager
from pydantic import BaseModel

from ...engine import PrivacyEngine
from ...errors import NotCoveredError
from ...messages import Walker
from ..crossing import Crossing
from ..graph_values import GraphWalker
from ..store import PrivacyStore
from ..store.pseudonyms import Pseudonyms
from .boundary import Inside
from .schemas import Veil, dumped


class Veils:
    """Makes the schemas and instructions of one call.

    Args:
        crossing: The call.
    """

    def __init__(self, crossing: Crossing) -> None:
        self._hide = Walker(crossing.desensitize())
        self._restore = Walker(crossing.restore())  # to check, wherever the call comes from

    def schema(self, schema: Any, *, kept: bool = False) -> Any:
        """Veil a pydantic model; schemas of other kinds are filled in and checked as they are."""
        if isinstance(schema, type) and issubclass(schema, BaseModel):
            return Veil.of(schema, self._hide, self._restore, kept=kept)
        return schema

    def memory(self, memory: BaseModel) -> Veil:
        """Veil a memory that exists."""
        data = self._hide.fields(dumped(memory), "assistant")
        return Veil.of(type(memory), self._hide, self._restore).model_construct(**data)

    def text(self, text: str) -> str:
        """Desensitize instructions."""
        hidden = self._hide.value(text, "system")
        assert isinstance(hidden, str)
        return hidden

    def manager(self, manager: MemoryManager) -> MemoryManager:
        """Return a manager that asks for veiled memories."""
        twin = copy.copy(manager)
        twin.schemas = [self.schema(schema) for schema in manager.schemas]
        twin.instructions = self.text(manager.instructions)
        return twin


class InsideManager(Inside):
    """`create_memory_manager`, inside.

    Args:
        manager: The manager.
        privacy: The engine.
    """

    parameters = ("messages", "existing")

    def __init__(self, manager: MemoryManager, privacy: PrivacyEngine) -> None:
        self.manager = manager
        self._privacy = privacy

    def twin(self, config: RunnableConfig | None) -> MemoryManager:
        """Make the manager of this call."""
        return Veils(Crossing.of(self._privacy, config)).manager(self.manager)

    def hide(self, crossing: Crossing, walker: GraphWalker, value: Any) -> Any:
        """Rewrite the input; ids of memories that exist stay what they are, or get pseudonyms."""
        existing = value.get("existing") if isinstance(value, dict) else None
        if not existing:
            return walker.fields(value)
        rest = {key: item for key, item in value.items() if key != "existing"}
        veils, names = Veils(crossing), Pseudonyms(crossing)

        def hidden(item: Any) -> Any:
            if not isinstance(item, (tuple, list)):  # a text
                return walker.value(item, "assistant")
            id_, *kind, memory = item  # an id with a memory, or with its kind between them
            if isinstance(memory, BaseModel):
                return (names.hide(str(id_)), *kind, veils.memory(memory))
            return (names.hide(str(id_)), *kind, walker.fields(memory, "assistant"))

        return {**walker.fields(rest), "existing": list(map(hidden, existing))}


class InsideStoreManager(Inside):
    """`create_memory_store_manager`, inside.

    Args:
        manager: The manager.
        privacy: The engine.
    """

    parameters = ("messages",)

    def __init__(self, manager: MemoryStoreManager, privacy: PrivacyEngine) -> None:
        self.manager = manager
        self._privacy = privacy

    def twin(self, config: RunnableConfig | None) -> MemoryStoreManager:
        """Make the manager of this call."""
        crossing = Crossing.of(self._privacy, config)
        veils = Veils(crossing)
        twin = copy.copy(self.manager)
        twin._store = private_store(self.store(), self._privacy)  # noqa: SLF001
        twin.schemas = tuple(map(veils.schema, self.manager.schemas))
        twin.schema_name_map = {
            name: veils.schema(schema, kept=True)
            for name, schema in self.manager.schema_name_map.items()
        }
        twin.memory_manager = veils.manager(self.manager.memory_manager)
        twin.phases = [
            {**phase, "instructions": veils.text(phase["instructions"])}
            if "instructions" in phase
            else phase
            for phase in self.manager.phases
        ]
        make, schemas = self.manager.default_factory, tuple(self.manager.schemas)
        if make is not None:
            coerce: Any = MemoryStoreManager._coerce_default  # noqa: SLF001
            twin.default_factory = lambda inner: veils.memory(
                coerce(make(_outside(inner, crossing)), schemas)
            )
        return twin

    def store(self) -> BaseStore:
        """Return the manager's store: its own, or that of the first graph that it ran in.

        Raises:
            ValueError: There is none.
        """
        try:
            store: BaseStore = self.manager.store
        except KeyError:  # a config, but not that of a graph
            msg = "the manager has no store: use it in a graph first, or make it with store=..."
            raise ValueError(msg) from None
        return store

    def show(self, puts: Any) -> Any:
        """Write memories as their schema does, now that they are restored: numbers as numbers."""
        if not isinstance(puts, list):
            return puts
        return [self._shown(put) for put in puts]

    def _shown(self, put: Any) -> Any:
        value: Any = put.get("value") if isinstance(put, dict) else None
        schema = isinstance(value, dict) and self.manager.schema_name_map.get(value.get("kind"))
        if not (isinstance(schema, type) and issubclass(schema, BaseModel)):
            return put
        try:
            content = dumped(schema.model_validate(value["content"]))
        except (ValueError, TypeError):  # of a value that was forgotten since, say
            return put
        return {**put, "value": {**value, "content": content}}


def private_store(store: BaseStore, privacy: PrivacyEngine) -> PrivacyStore:
    """Put a store behind the boundary; one that is there already is returned as it is.

    Raises:
        NotCoveredError: It is behind that of another engine.
    """
    if not isinstance(store, PrivacyStore):
        return PrivacyStore(store, privacy)
    if store._privacy is not privacy:  # noqa: SLF001
        raise NotCoveredError("the store is protected by another MemPrivacy; give both the same")
    return store


def _outside(config: RunnableConfig, crossing: Crossing) -> RunnableConfig:
    """Give a function of the application's the config as the application knows it."""
    names = Pseudonyms(replace(crossing, inside=False))
    configurable = {
        key: names.show(value) if isinstance(value, str) else value
        for key, value in (config.get("configurable") or {}).items()
    }
    return {**config, "configurable": configurable}
