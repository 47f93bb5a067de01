"""`PrivacyMemobase`: Memobase with placeholders, client and users.

Memobase knows users by UUIDs, and has no place for instructions to its model.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib import import_module
from typing import Any
from uuid import UUID, uuid4, uuid5

from ..engine import PrivacyEngine
from ..errors import NotCoveredError
from ..messages import Desensitize, Walker
from .crossing import Crossing
from .memory_client import (
    MARK,
    Adapter,
    Ask,
    Names,
    Returned,
    Steps,
    UserScope,
    crossing_for,
)

_PLAIN = frozenset({"close", "get_daily_usage", "get_usage", "ping"})
_CONFIG = frozenset({"get_config", "update_config"})
_USERS = frozenset({
    "add_user", "delete_user", "get_all_users", "get_or_create_user", "get_user", "update_user",
})  # fmt: skip
_LABELS = frozenset({"blob_id", "blob_type", "event_id", "order_by", "profile_id", "status"})
_UUID = re.compile(r"(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SPACE = UUID("6d656d70-7269-5661-8379-757365727300")
"""In which ids of users are made from their names."""
_ORIGIN = f"{MARK}_id"


class PrivacyMemobase(Adapter):
    """Memobase with the same methods, whose server gets placeholders only.

    Blobs, profiles, events, queries, configuration and the data of users are desensitized,
    what comes back is restored. Users are asked for by any id that is yours: a UUID, a
    name, a mail address; the service knows each by a UUID made from it.

    With `apart`, that UUID is made with the tag of the scope, too. So the profiles of two
    vaults, which say not whose placeholders they hold, never become one. It also means that
    users from before the adapter are not found; turn it off for those, where only one
    vault writes for each user: UUIDs are then sent as they are.

    Args:
        client: A `MemoBaseClient` or `AsyncMemoBaseClient`.
        privacy: The engine.
        scope: Whose mapping: a scope; or, for many users, a function that is called with
            the id of the user, or None in calls that name none, and returns one. Left out,
            the engine's own, which may depend on the config of the run around.
        apart: Whether ids are made with the tag of the scope.

    Raises:
        NotCoveredError: It is neither of these classes.
    """

    _covered = _PLAIN | _CONFIG | _USERS

    def __init__(
        self,
        client: Any,
        privacy: PrivacyEngine,
        *,
        scope: UserScope = None,
        apart: bool = True,
    ) -> None:
        kinds = {k.__name__ for k in type(client).__mro__ if k.__module__.startswith("memobase.")}
        if not kinds & {"MemoBaseClient", "AsyncMemoBaseClient"}:
            msg = (
                "PrivacyMemobase takes a MemoBaseClient or an AsyncMemoBaseClient,"
                f" not a {type(client).__name__}"
            )
            raise NotCoveredError(msg)
        super().__init__(client, privacy, scope, apart=apart)

    def _steps(self, name: str, arguments: dict[str, Any]) -> Steps:
        if name in _PLAIN:
            return (yield Ask(name, arguments))
        raw = arguments.pop("user_id", None) or arguments.pop("id", None)
        if name == "add_user" and raw is None:
            raw = str(uuid4())
        crossing = crossing_for(self._privacy, self._scope, None if raw is None else str(raw))
        names = Names(crossing, apart=self._apart)
        hidden = _hide(crossing, arguments)
        if name in _CONFIG:
            result = yield Ask(name, hidden)
            return Returned(crossing, names, names.tag).value(result, "system")
        if name == "get_all_users":
            found = yield Ask(name, hidden)
            return [_shown_user(crossing, names, item) for item in found]
        return (yield from self._about(crossing, names, name, str(raw), hidden))

    def _about(
        self, crossing: Crossing, names: Names, name: str, user_id: str, hidden: dict[str, Any]
    ) -> Steps:
        """Do what is about one user."""
        user = _User(names, user_id)
        if name in {"add_user", "update_user"}:
            data = {**(hidden.get("data") or {}), **user.mark}
            key = "id" if name == "add_user" else "user_id"
            yield Ask(name, {key: user.id, "data": data})
            return user_id
        try:
            wanted = "delete_user" if name == "delete_user" else "get_user"
            found = yield Ask(wanted, {**hidden, "user_id": user.id})
        except import_module("memobase.error").ServerError:  # perhaps there is none
            if name != "get_or_create_user":
                raise
            yield Ask("add_user", {"id": user.id, "data": user.mark})
            found = yield Ask("get_user", {"user_id": user.id, "no_get": True})
        if name == "delete_user":
            return found
        return self._user(crossing, names, user_id, found)

    def _user(self, crossing: Crossing, names: Names, name: str, found: Any) -> PrivacyMemobaseUser:
        fields = None if found.fields is None else _shown_user(crossing, names, found.fields)
        return PrivacyMemobaseUser(self.in_scope(crossing.scope), found, name, fields)


class PrivacyMemobaseUser(Adapter):
    """A user of Memobase with the same methods, for one scope.

    Args:
        client: The adapter of the client, for the user's scope.
        inner: The client's user.
        user_id: The id that you know the user by.
        fields: What the service keeps about the user, restored.
    """

    _covered = frozenset({
        "add_profile", "buffer", "context", "delete", "delete_event", "delete_profile", "event",
        "flush", "get", "get_all", "insert", "profile", "search_event", "search_event_by_tags",
        "search_event_gist", "update_event", "update_profile",
    })  # fmt: skip

    def __init__(
        self,
        client: PrivacyMemobase,
        inner: Any,
        user_id: str,
        fields: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(inner, client._privacy, client._scope, apart=client._apart)  # noqa: SLF001
        self.project_client = client
        self.user_id = user_id
        self.fields = fields

    def _steps(self, name: str, arguments: dict[str, Any]) -> Steps:
        crossing = crossing_for(self._privacy, self._scope, self.user_id)
        names = Names(crossing, apart=self._apart)
        result = yield Ask(name, _hide(crossing, arguments))
        return Returned(crossing, names, names.tag).value(result, "assistant")


class _User:
    """A user as the service knows it.

    Args:
        names: Writes names.
        name: What you call the user.
    """

    def __init__(self, names: Names, name: str) -> None:
        self.name = name
        written = names.hide(name, person=True)
        self.id = written if _UUID.fullmatch(written) else str(uuid5(_SPACE, written))
        self.mark = {MARK: names.tag}
        if written != self.id and (_UUID.fullmatch(name) or not written.startswith(name)):
            self.mark[_ORIGIN] = written  # an opaque id, or a pseudonym; other names say too much


def _shown_user(crossing: Crossing, names: Names, item: Mapping[str, Any]) -> dict[str, Any]:
    """Restore what the service says of a user, as far as it is this scope's."""
    parts = {"": item, **{key: part for key, part in item.items() if isinstance(part, Mapping)}}
    marked = next((key for key, part in parts.items() if MARK in part), None)
    if marked is None:
        return Returned(crossing, names, None).value(dict(item), "assistant")  # type: ignore[no-any-return]
    rest = {key: value for key, value in parts[marked].items() if key not in {MARK, _ORIGIN}}
    shown = {**item, marked: rest} if marked else rest
    whose, origin = parts[marked][MARK], parts[marked].get(_ORIGIN)
    if whose == names.tag and origin is not None and "id" in shown:
        shown["id"] = origin
    return Returned(crossing, names, str(whose)).value(shown, "assistant")  # type: ignore[no-any-return]


def _hide(crossing: Crossing, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Desensitize arguments: ids of Memobase's own and numbers pass, all else is text."""
    if MARK in (arguments.get("data") or ()):
        msg = f"data: the key {MARK!r} is the adapter's own; take another one"
        raise NotCoveredError(msg)
    out = crossing.desensitize()
    hidden: dict[str, Any] = {}
    texts: dict[str, Any] = {}
    for key, value in arguments.items():
        if value is None or isinstance(value, (bool, int, float)):
            hidden[key] = value
        elif key in _LABELS:
            hidden[key] = out.label(value, "user") if type(value) is str else value
        else:
            texts[key] = _opened(out, value)
    walked = Walker(out).value(list(texts.values()), "user")  # at once: one may tell of another
    for key, value in zip(texts, walked, strict=True):
        hidden[key] = _closed(arguments[key], value)
    return {key: hidden[key] for key in arguments}


def _opened(out: Desensitize, value: Any) -> Any:
    """Write messages as the walker knows them, with roles, and names as names."""
    if isinstance(value, list):
        return [_renamed(item, "alias", "name") for item in value]
    if hasattr(value, "messages"):
        spoken = [_renamed(message.model_dump(), "alias", "name") for message in value.messages]
        return [value.model_copy(update={"messages": []}), spoken]
    if hasattr(value, "transcripts"):
        stamps = [
            stamp.model_copy(update={"speaker": stamp.speaker and out.name(stamp.speaker, "user")})
            for stamp in value.transcripts
        ]
        return value.model_copy(update={"transcripts": stamps})
    return value


def _closed(original: Any, hidden: Any) -> Any:
    if isinstance(original, list):
        return [_renamed(item, "name", "alias") for item in hidden]
    if not hasattr(original, "messages"):
        return hidden
    bare, spoken = hidden
    messages = [
        type(message)(**_renamed(fields, "name", "alias"))
        for message, fields in zip(original.messages, spoken, strict=True)
    ]
    return bare.model_copy(update={"messages": messages})


def _renamed(item: Any, old: str, new: str) -> Any:
    if not isinstance(item, Mapping) or old not in item:
        return item
    return {new if key == old else key: value for key, value in item.items()}
