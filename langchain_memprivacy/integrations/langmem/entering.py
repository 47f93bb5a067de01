"""The way into a memory and out of it: configs that name private people, texts in both forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

from langchain_core.callbacks import BaseCallbackManager
from langchain_core.runnables import RunnableConfig, ensure_config

from ...engine import PrivacyEngine
from ...messages import Restore
from ...taxonomy import PrivacyLevel
from ..crossing import PASSPORT, Crossing
from ..graph_values import GraphWalker
from ..identifying import refuse_private
from ..labels import LabelWalker, hide_labels
from ..store import PrivacyStore
from ..store.pseudonyms import Pseudonyms, unmark_own
from ..tool_config import outside
from ..upstream import RUNTIME


def enter_memory(
    privacy: PrivacyEngine, config: RunnableConfig | None, scope: str | None
) -> tuple[Crossing, RunnableConfig]:
    """Find whose mapping a call uses, and make its config fit for the inside.

    LangMem makes namespaces of what is in `configurable`, so that a private value there
    becomes a pseudonym: the same one that a `PrivacyStore` writes.

    Args:
        privacy: The engine.
        config: The call's config; the running one is merged into it.
        scope: Whose mapping, where that is fixed.

    Returns:
        The call, and a config that hides the running one.

    Raises:
        ScopeError: Whose mapping is meant is not known.
        NotCoveredError: A key of `configurable` is private itself.
        ExtractorError: The detector failed.
        VaultError: The vault failed.
    """
    merged = ensure_config(config)
    crossing = Crossing.of(privacy, merged, scope)
    names, walker = Pseudonyms(crossing), LabelWalker(crossing)
    inner = cast("dict[str, Any]", dict(merged))
    for key in ("run_id", "run_name"):  # those of the run around are its own
        if not (config or {}).get(key):
            inner.pop(key, None)
    inner.update(hide_labels(crossing, inner))
    inner["callbacks"] = _quiet(inner.get("callbacks"), walker)
    configurable = {}
    for key, value in (merged.get("configurable") or {}).items():
        if not key.startswith("__"):
            refuse_private(crossing, "a key of configurable", "", key)
        configurable[key] = value if key.startswith("__") else _named(value, names)
    runtime: Any = configurable.get(RUNTIME)
    store = getattr(runtime, "store", None)
    if store is not None and not isinstance(store, PrivacyStore):
        configurable[RUNTIME] = runtime.override(store=PrivacyStore(store, privacy))
    inner["configurable"] = configurable
    passport = crossing.passport(cast("RunnableConfig", inner))
    inner["configurable"] = {**configurable, PASSPORT: passport}
    return crossing, outside(cast("RunnableConfig", inner))


class RestoreMemories(Restore):
    """The way back for what a memory says: pseudonyms and tagged placeholders too.

    Args:
        crossing: The call; inside of another boundary nothing is restored.
        upto: Placeholders of higher levels stay.
    """

    def __init__(self, crossing: Crossing, upto: PrivacyLevel) -> None:
        limit = None if crossing.inside else upto
        super().__init__(crossing.privacy, crossing.scope, limit)
        # As placeholders first, so that values are written as their surroundings ask for.
        self._names = None if limit is None else Pseudonyms(replace(crossing, inside=True))

    def text(self, text: str, role: str = "", key: str = "") -> str:
        """Restore a text, and what in it is tagged as this scope's."""
        if self._names is not None:
            text = self._names.show(unmark_own(text, self._names.tag))
        return super().text(text, role, key)


def _named(value: Any, names: Pseudonyms) -> Any:
    """Write what a config says of threads and people as it may stand in a namespace."""
    if isinstance(value, str):
        return names.hide(value)
    if isinstance(value, int) and not isinstance(value, bool):
        hidden = names.hide(str(value))
        return value if hidden == str(value) else hidden
    if isinstance(value, Mapping):
        return {key: _named(item, names) for key, item in value.items()}
    if type(value) in {list, tuple, set}:
        return type(value)(_named(item, names) for item in value)
    return value


def _quiet(callbacks: Any, walker: GraphWalker) -> Any:
    """What a run around says of itself goes into the traces of the runs inside, too."""
    if not isinstance(callbacks, BaseCallbackManager):
        return callbacks
    twin = callbacks.copy()
    for name in ("metadata", "inheritable_metadata", "tags", "inheritable_tags"):
        setattr(twin, name, walker.fields(getattr(twin, name), "system"))
    return twin
