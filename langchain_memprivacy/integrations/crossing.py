"""Whose mapping a call uses, and both directions through the boundary for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from langchain_core.runnables import RunnableConfig, ensure_config

from ..engine import PrivacyEngine
from ..errors import ScopeError
from ..messages import Desensitize, Restore
from ..taxonomy import PrivacyLevel

PASSPORT = "__memprivacy"
"""Key in `configurable` under which a graph boundary tells the faces inside whose mapping
it uses. LangGraph keeps keys that begin with two underscores out of checkpoints and
traces, and what is no number or text out of requests to a server."""


@dataclass(frozen=True)
class Passport:
    """The scope of a call; whoever prints a config does not see it.

    Args:
        scope: Whose mapping.
        raw: Whether this is the body of a tool: inside of the graph, yet all is raw there.
    """

    scope: str
    raw: bool = False

    def __repr__(self) -> str:
        return "Passport()"


@dataclass(frozen=True)
class Crossing:
    """One call through the boundary.

    Args:
        privacy: The engine.
        scope: Whose mapping.
        real_name: The user's own full name where it is known.
        inside: Whether the call comes from inside of a graph boundary, where raw text must
            not be: what comes back to it stays as placeholders.
    """

    privacy: PrivacyEngine
    scope: str
    real_name: str | None = None
    inside: bool = False

    @classmethod
    def of(
        cls,
        privacy: PrivacyEngine,
        config: Mapping[str, Any] | None = None,
        scope: str | None = None,
    ) -> Crossing:
        """Find the scope of a call.

        Args:
            privacy: The engine.
            config: The call's config; the running one where left out.
            scope: Whose mapping, where that is fixed beforehand.

        Raises:
            ScopeError: There is none, or a fixed one is not that of the graph boundary
                around, whose placeholders it would take for its own.
        """
        merged: RunnableConfig = ensure_config(config)  # type: ignore[arg-type]
        # A config of its own may hide that of the boundary around, not the boundary itself.
        passport = _passport(merged) or _passport(ensure_config())
        inside = passport is not None and not passport.raw
        if passport is not None and scope is None:
            scope = passport.scope
        found = privacy.scope_for(merged, scope)
        if inside and passport is not None and passport.scope != found:
            raise ScopeError("scope: the boundary around has another one; leave scope= out here")
        return cls(privacy, found, privacy.real_name_for(merged), inside)

    def desensitize(self) -> Desensitize:
        """Return the way out."""
        return Desensitize(self.privacy, self.scope, self.real_name)

    def restore(
        self,
        upto: PrivacyLevel | None = PrivacyLevel.PL4,
        tools: Callable[[str], PrivacyLevel | None] | None = None,
        *,
        wait: bool = True,
    ) -> Restore:
        """Return the way back; see `Restore`."""
        return Restore(self.privacy, self.scope, upto, tools, wait=wait)


def _passport(config: RunnableConfig) -> Passport | None:
    found = config.get("configurable", {}).get(PASSPORT)
    return found if isinstance(found, Passport) else None
