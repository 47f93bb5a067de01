"""Whose mapping a call uses, and both directions through the boundary for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn, Self

from langchain_core.runnables import RunnableConfig, ensure_config

from ..engine import PrivacyEngine
from ..errors import NotCoveredError, ScopeError
from ..messages import Desensitize, Restore
from ..placeholders import find_placeholders
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
        engine: The boundary's engine: its placeholders mean nothing to another one.
        raw: Whether this is the body of a tool: inside of the graph, yet all is raw there.
        read: Which scope the engine would read from the config inside. It may differ from
            the scope of the call, for a config's metadata hold placeholders there.
    """

    scope: str
    engine: PrivacyEngine = field(repr=False, compare=False)
    raw: bool = False
    read: str | None = None

    def __repr__(self) -> str:
        return "Passport()"

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, _: Any) -> Self:
        return self

    def __reduce__(self) -> NoReturn:
        raise NotCoveredError("the config of a protected run stays in its process; pass plain ids")


@dataclass(frozen=True)
class Crossing:
    """One call through the boundary.

    Args:
        privacy: The engine.
        scope: Whose mapping.
        real_name: The user's own full name where it is known.
        inside: Whether the call comes from inside of a graph boundary, where raw text must
            not be: what comes back to it stays as placeholders.
        apart: Whether it comes from the body of a tool of somebody else's graph, or of
            another engine's, whose placeholders mean something else.
    """

    privacy: PrivacyEngine
    scope: str
    real_name: str | None = None
    inside: bool = False
    apart: bool = False

    @classmethod
    def of(
        cls,
        privacy: PrivacyEngine,
        config: Mapping[str, Any] | None = None,
        scope: str | None = None,
    ) -> Crossing:
        """Find the scope of a call.

        Inside of a boundary it is the boundary's. In the body of a tool, where all is raw,
        a call may be somebody else's: a fixed scope is the engine's own, and one that is
        read from configs is read from the call's.

        Args:
            privacy: The engine.
            config: The call's config; the running one where left out.
            scope: Whose mapping, where that is fixed beforehand.

        Raises:
            ScopeError: There is none, or a fixed one is not that of the graph boundary
                around, whose placeholders it would take for its own.
            NotCoveredError: The graph boundary around is another engine's.
        """
        merged: RunnableConfig = ensure_config(config)  # type: ignore[arg-type]
        # A config of its own may hide that of the boundary around, not the boundary itself.
        passport = _passport(merged) or _passport(ensure_config())
        if passport is None:
            found = privacy.scope_for(merged, scope)
            return cls(privacy, found, privacy.real_name_for(merged))
        same = passport.engine is privacy
        if passport.raw:
            found = (
                _scope_in(passport, privacy, merged)
                if scope is None
                else privacy.scope_for(scope=scope)
            )
            apart = not same or found != passport.scope
            return cls(privacy, found, privacy.real_name_for(merged), apart=apart)
        if not same:
            raise NotCoveredError(
                "the boundary around has another engine: use one MemPrivacy for both, or leave one"
            )
        if scope is not None and privacy.scope_for(scope=scope) != passport.scope:
            raise ScopeError("scope: the boundary around has another one; leave scope= out here")
        return cls(privacy, passport.scope, privacy.real_name_for(merged), inside=True)

    def passport(self, config: RunnableConfig) -> Passport:
        """Return what tells those inside of this call whose mapping it is.

        Args:
            config: The config as those inside will see it.
        """
        return Passport(self.scope, self.privacy, read=_read(self.privacy, config))

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


def _scope_in(passport: Passport, privacy: PrivacyEngine, config: RunnableConfig) -> str:
    """Find whom a call in the body of a tool means: the user of the tool, unless it says."""
    if passport.engine is not privacy:
        found = privacy.scope_for(config)
    else:
        read = _read(privacy, config)
        found = passport.scope if read in {None, passport.read} else str(read)
    if found != passport.scope and next(find_placeholders(found), None) is not None:
        raise ScopeError("no scope: metadata hold placeholders here; read it from configurable")
    return found


def _read(privacy: PrivacyEngine, config: RunnableConfig) -> str | None:
    """Read a scope from a config; None where there is none in it."""
    try:
        return privacy.scope_for(config)
    except ScopeError:
        return None
