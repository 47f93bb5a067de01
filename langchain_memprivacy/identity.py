"""Whose mapping a call means, and who the user is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .errors import ScopeError

Scope = str | Callable[[Any], str]
RealName = str | Callable[[Any], str | None] | None


class Identity:
    """One user, or a way to tell many apart by the config of a call.

    Args:
        scope: See `PrivacyEngine`.
        real_name: See `PrivacyEngine`.
    """

    def __init__(self, scope: Scope, real_name: RealName) -> None:
        self._scope = scope if callable(scope) else _checked(scope)
        self._real_name = real_name

    def scope_for(self, config: Any, scope: str | None) -> str:
        """See `PrivacyEngine.scope_for`."""
        if scope is not None:
            return _checked(scope)
        if not callable(self._scope):
            return self._scope
        if config is None:
            raise ScopeError("no scope: this engine serves many users, pass scope=... or a config")
        return _checked(_asked(self._scope, config, "no scope: the function that reads it"))

    def real_name_for(self, config: Any) -> str | None:
        """See `PrivacyEngine.real_name_for`."""
        if not callable(self._real_name):
            return self._real_name
        if config is None:
            return None
        found: str | None = _asked(
            self._real_name, config, "no user: the function that reads the real name"
        )
        return found


def _asked(function: Callable[[Any], Any], config: Any, what: str) -> Any:
    failure = ""
    found: Any = None
    try:
        found = function(config)
    except Exception as error:  # noqa: BLE001  # whatever it is, it is not known
        failure = type(error).__name__
    if failure:  # outside the handler: the cause may quote the config
        msg = f"{what} from the config failed ({failure})"
        raise ScopeError(msg)
    return found


def _checked(scope: object) -> str:
    if not isinstance(scope, str) or not scope.strip():
        raise ScopeError("no scope: it must be a non-empty string, the person or memory namespace")
    return scope
