"""`PrivacyMem0`: in front of a memory or a client of Mem0, with the same methods."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import suppress
from importlib import import_module
from typing import Any, Literal

from ...engine import PrivacyEngine
from ...errors import NotCoveredError, ScopeError
from ...placeholders import CONTRACT
from ..memory_client import (
    MARK,
    Adapter,
    Ask,
    Names,
    Returned,
    Steps,
    UserScope,
    crossing_for,
    tag_of,
)
from .arguments import Arguments, ids_in

_WORK = frozenset({
    "add", "chat", "close", "delete", "delete_all", "get", "get_all", "history", "reset", "search",
    "update",
})  # fmt: skip
_PLATFORM = frozenset({
    "batch_delete", "batch_update", "create_memory_export", "delete_users", "feedback",
    "generate_profile", "get_memory_export", "get_profile", "get_profile_job",
    "get_profile_settings", "get_project", "get_summary", "sample_profiles",
    "update_profile_settings", "update_project", "users",
})  # fmt: skip
_KINDS = ("Memory", "AsyncMemory", "MemoryClient", "AsyncMemoryClient")
_WRITING = frozenset({"add", "update", "batch_update", "update_project", "update_profile_settings"})
"""Methods that answer about what this very call has written."""


class PrivacyMem0(Adapter):
    """Mem0 with the same methods, whose models, stores and servers get placeholders only.

    Messages, queries, metadata, filters and prompts are desensitized, results restored.
    Private values in ids are pseudonyms. What another vault has written comes back with
    placeholders that nobody restores, and cannot be updated.

    With `apart`, ids carry the tag of the scope (`u-17~k3jq7zwhd2`). So the memories of two
    vaults never meet under one id: not in a search, and not in what Mem0 shows its own
    model beside a new message, where the `<EMAIL_1>` of both would be one. It also means
    that memories from before the adapter are not found; turn it off for those, where only
    one vault writes under each id. Ids should be opaque: one that becomes known as a private
    value later has another name from then on.

    Args:
        memory: A `Memory`, `AsyncMemory`, `MemoryClient` or `AsyncMemoryClient` of Mem0.
        privacy: The engine.
        scope: Whose mapping: a scope; or, for many users, a function that is called with
            the call's `user_id`, or None where it has none, and returns one (`in_scope`
            gives an adapter for calls that name memories only). Left out, the engine's own,
            which may depend on the config of the run around.
        apart: Whether ids carry the tag of the scope.
        contract: What Mem0's model is told about placeholders, at the end of the prompt or
            the custom instructions; None: nothing. The platform takes the instructions of a
            call in place of the project's: where a project has some, set them once through
            `update_project` of an adapter, and pass None for the calls.
        unmarked: What becomes of placeholders in results that do not say whose they are,
            such as the history of a deleted memory: `leave`, or `restore` where only one
            vault writes there.
        telemetry: Whether Mem0 may report its use, which it does with hashed ids.

    Raises:
        NotCoveredError: It is none of these classes.
    """

    _covered = _WORK | _PLATFORM

    def __init__(
        self,
        memory: Any,
        privacy: PrivacyEngine,
        *,
        scope: UserScope = None,
        apart: bool = True,
        contract: str | None = CONTRACT,
        unmarked: Literal["leave", "restore"] = "leave",
        telemetry: bool = False,
    ) -> None:
        kinds = [k.__name__ for k in type(memory).__mro__ if k.__module__.split(".")[0] == "mem0"]
        kind = next((name for name in _KINDS if name in kinds), None)
        if kind is None:
            msg = f"PrivacyMem0 takes a {', '.join(_KINDS)} of Mem0, not a {type(memory).__name__}"
            raise NotCoveredError(msg)
        super().__init__(memory, privacy, scope, apart=apart)
        self._hosted = kind.endswith("Client")
        self._contract = contract
        self._restores = unmarked == "restore"
        if not telemetry:
            _silence()

    def _steps(self, name: str, arguments: dict[str, Any]) -> Steps:
        if name == "close":
            return (yield Ask(name))
        arguments = self._complete(name, arguments)
        found = list(ids_in(arguments))
        users = {value for kind, value in found if kind in {"user_id", "entity_id"}}
        if callable(self._scope) and len(users) > 1:
            raise ScopeError("no scope: a call for several users at once; make one for each")
        crossing = crossing_for(self._privacy, self._scope, next(iter(users), None))
        names = Names(crossing, apart=self._apart)
        hidden = Arguments(crossing, names).hide(arguments)
        whose = _whose(name, hidden, names)
        if name == "add":
            hidden["metadata"] = {**(hidden.get("metadata") or {}), MARK: names.tag}
        for change in {"update": [hidden], "batch_update": hidden.get("memories")}.get(name) or ():
            yield from _owned(names, change)
        if name == "history":
            with suppress(Exception):  # deleted memories have a history, too
                item = yield Ask("get", {"memory_id": hidden["memory_id"]})
                whose = tag_of(item, names)
        self._instruct(name, hidden)
        result = yield Ask(name, hidden)
        if whose is None and self._restores:
            whose = names.tag
        return Returned(crossing, names, whose, self._contract).value(result, "assistant")

    def _complete(self, name: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """Add what the client would add by itself, past the adapter."""
        options = arguments.pop("options", None)
        if options is not None:
            arguments = {**options.model_dump(exclude_unset=True), **arguments}
        if name == "add" and not self._hosted and not arguments.get("prompt"):
            arguments["prompt"] = getattr(self._inner, "custom_instructions", None)
            if arguments.get("memory_type") is not None:
                prompts = import_module("mem0.configs.prompts")
                arguments["prompt"] = prompts.PROCEDURAL_MEMORY_SYSTEM_PROMPT
        return arguments

    def _instruct(self, name: str, hidden: dict[str, Any]) -> None:
        """Tell Mem0's model about placeholders."""
        if not self._contract or hidden.get("infer") is False:
            return
        if name == "add":
            keys = {"custom_instructions" if self._hosted else "prompt"}
            if self._hosted and any(kind == "agent_id" for kind, _ in ids_in(hidden)):
                keys.add("agent_custom_instructions")
        elif name in {"update_project", "update_profile_settings"}:
            keys = {"custom_instructions", "agent_custom_instructions"}
            keys = {key for key in keys if hidden.get(key)}
        else:
            return
        for key in keys:
            text = hidden.get(key) or ""
            if self._contract not in text:
                hidden[key] = f"{text}\n\n{self._contract}".strip()


def _whose(name: str, hidden: Mapping[str, Any], names: Names) -> str | None:
    """Say whose placeholders a result holds, where its parts do not."""
    if name in _WRITING:
        return names.tag
    found = {names.whose(value) for _, value in ids_in(hidden)} - {None}
    return names.tag if found == {names.tag} else None


def _owned(names: Names, change: dict[str, Any]) -> Steps:
    """See to it that a memory that is changed is not another scope's, and marked."""
    item = yield Ask("get", {"memory_id": change.get("memory_id")})
    found = tag_of(item, names)
    if found not in {None, names.tag}:
        raise NotCoveredError("update: this memory holds the placeholders of another scope")
    old = item.get("metadata") if isinstance(item, Mapping) else None
    new = change.get("metadata")
    is_text_new = change.get("text", change.get("data")) is not None
    if found is not None and new is not None:
        change["metadata"] = {**new, MARK: names.tag}
    elif is_text_new and (found is None or MARK not in (old or {})):
        change["metadata"] = {**(old or {}), **(new or {}), MARK: names.tag}


def _silence() -> None:
    """Turn off Mem0's reports, whenever it was imported."""
    telemetry = sys.modules.get("mem0.memory.telemetry")
    if telemetry is None:
        return
    telemetry.MEM0_TELEMETRY = False  # type: ignore[attr-defined]
    for name in ("client_telemetry", "_oss_telemetry_instance"):
        reporter = getattr(telemetry, name, None)
        if reporter is not None:
            reporter.posthog = None
