"""What adapters of memory services share: whose values, names apart, results, both colours.

An adapter stands in front of a client with the same methods. What a method does is written
once, as a generator: it yields the requests to make and is sent their answers. A plain
method runs it here, a coroutine in threads, off the event loop.
"""

from __future__ import annotations

import asyncio
import functools
import inspect
import re
from collections.abc import Callable, Generator, Mapping
from typing import Any, ClassVar, NamedTuple, Self

from ..engine import PrivacyEngine
from ..errors import NotCoveredError, ScopeError
from ..messages import Restore, Walker
from ..taxonomy import PrivacyLevel
from .crossing import Crossing
from .store.pseudonyms import Pseudonyms, mark_foreign, pseudonyms_in

MARK = "memprivacy"
"""Under this key a memory says whose placeholders it holds: the tag of their scope."""

NOBODY = "ofunknowns"
"""Stands for the tag of placeholders that say not whose they are."""

_SPACE = re.compile(r"\s")
_TAGGED = re.compile(r"~([a-z2-7]{10})\Z")

UserScope = str | Callable[[str | None], str] | None
"""A scope, or what finds that of a user id; None: the engine's own."""


class _UncoveredError(NotCoveredError, AttributeError):
    """Also what `hasattr` expects."""


class Ask(NamedTuple):
    """A request that an adapter makes of its client."""

    method: str
    arguments: Mapping[str, Any] = {}


Steps = Generator[Ask, Any, Any]


def crossing_for(privacy: PrivacyEngine, scope: UserScope, user_id: str | None) -> Crossing:
    """Find whose mapping a call uses.

    Args:
        privacy: The engine.
        scope: As the adapter got it.
        user_id: Whom the call is about, where it says so.

    Raises:
        ScopeError: Nobody is found.
    """
    if not callable(scope):
        return Crossing.of(privacy, scope=scope)
    failure, found = "", None
    try:
        found = scope(user_id)
    except Exception as error:  # noqa: BLE001  # whatever it is, there is no scope
        failure = type(error).__name__
    if failure or not found:
        why = f"failed ({failure})" if failure else "found none"
        msg = f"no scope: the function that finds it by user id {why}; try in_scope(...)"
        raise ScopeError(msg)
    return Crossing.of(privacy, scope=found)


class Names:
    """Ids of users, agents and the like, as the service knows them.

    A private value in one is a pseudonym there. Others carry the tag of the scope behind a
    tilde where scopes are kept apart, so that the same id in another vault names another
    user.

    Args:
        crossing: Whose mapping.
        apart: Whether scopes are kept apart.
    """

    def __init__(self, crossing: Crossing, *, apart: bool) -> None:
        self._crossing = crossing
        self._pseudonyms = Pseudonyms(crossing)
        self._apart = apart
        self.tag = self._pseudonyms.tag
        """The mark of the scope."""

    def hide(self, name: str, *, person: bool = False) -> str:
        """Write an id as the service may know it; `person`: a full name is private.

        Raises:
            MemPrivacyError: It could not be looked at.
        """
        name = self._bare(name).strip()
        if person and " " in name:
            privacy, scope = self._crossing.privacy, self._crossing.scope
            name = privacy.desensitize(name, scope, real_name=name)
        hidden = self._pseudonyms.hide(name)
        own = any(tag == self.tag for _, tag in pseudonyms_in(hidden))
        return hidden if own or not self._apart else f"{hidden}~{self.tag}"

    def show(self, name: str) -> str:
        """Read an id; those of other scopes stay as they are.

        Raises:
            VaultError: The vault failed.
        """
        return self._pseudonyms.show(self._bare(name))

    def whose(self, name: object) -> str | None:
        """Return the tag that an id carries; None for none."""
        if not isinstance(name, str):
            return None
        inner = pseudonyms_in(name)
        if inner:
            return inner[0][1]
        tagged = _TAGGED.search(name) if self._apart else None
        return None if tagged is None else tagged[1]

    def _bare(self, name: str) -> str:
        if any(tag == self.tag for _, tag in pseudonyms_in(name)):
            return name
        return name.removesuffix(f"~{self.tag}")


class Shown(Restore):
    """The way back for a memory: its placeholders, and names that stand alone.

    Args:
        crossing: Whose mapping; inside of a graph boundary placeholders stay.
        names: Reads names.
        whose: The tag of the placeholders; None: nobody's in particular.
        drop: A text that the adapter itself has added, and takes away again.
    """

    def __init__(
        self, crossing: Crossing, names: Names, whose: str | None, drop: str | None = None
    ) -> None:
        upto = None if crossing.inside else PrivacyLevel.PL4
        super().__init__(crossing.privacy, crossing.scope, upto)
        self._names = names
        self._whose = whose
        self._drop = drop

    def text(self, text: str, role: str = "", key: str = "") -> str:
        """Restore own placeholders; those of others get their tag, so that nobody does."""
        if self._drop and self._drop in text:
            text = text.replace(self._drop, "").strip()
        if self._names.tag in text and _SPACE.search(text) is None:
            shown = self._names.show(text)
            if shown != text:
                return shown
        if self._whose != self._names.tag:
            return mark_foreign(text, self._whose or NOBODY)
        return super().text(text, role, key)


class Returned(Walker):
    """Restores what a service returns: each memory as what it says of itself.

    Args:
        crossing: Whose mapping.
        names: Reads ids.
        whose: The tag of placeholders in what says nothing of itself.
        drop: See `Shown`.
    """

    def __init__(
        self, crossing: Crossing, names: Names, whose: str | None, drop: str | None = None
    ) -> None:
        super().__init__(Shown(crossing, names, whose, drop))
        self._parts = crossing, names
        self._names, self._whose, self._drop = names, whose, drop

    def _mapping(self, value: Mapping[Any, Any], role: str, depth: int) -> Any:
        whose = tag_of(value, self._names)
        if whose is not None and whose != self._whose:
            other = type(self)(*self._parts, whose, self._drop)
            return other._mapping(value, role, depth)  # noqa: SLF001
        metadata = value.get("metadata")
        if isinstance(metadata, Mapping) and MARK in metadata:
            rest = {key: item for key, item in metadata.items() if key != MARK}
            value = {k: v for k, v in value.items() if k != "metadata"}
            if rest:
                value["metadata"] = rest
        return super()._mapping(value, role, depth)


def tag_of(item: Any, names: Names) -> str | None:
    """Return the tag of a memory's placeholders; None where it says nothing of them."""
    if not isinstance(item, Mapping):
        return None
    metadata = item.get("metadata")
    mark = metadata.get(MARK) if isinstance(metadata, Mapping) else None
    if isinstance(mark, str):
        return mark
    found = (names.whose(item.get(key)) for key in ("user_id", "agent_id", "app_id", "run_id"))
    return next(filter(None, found), None)


class Adapter:
    """A client whose methods are those of another one, or refused.

    Args:
        inner: The client.
        privacy: The engine.
        scope: Whose mapping: a scope, or a function from user ids to scopes.
        apart: Whether names carry the scope's tag.
    """

    _covered: ClassVar[frozenset[str]] = frozenset()

    def __init__(
        self, inner: Any, privacy: PrivacyEngine, scope: UserScope, *, apart: bool
    ) -> None:
        self._inner = inner
        self._privacy = privacy
        self._scope = scope
        self._apart = apart

    def __repr__(self) -> str:
        return f"{type(self).__name__}({type(self._inner).__name__})"

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *(n for n in self._covered if hasattr(self._inner, n))})

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if name not in self._covered:
            msg = f"{type(self).__name__} does not cover {name!r}: what it sends is not protected"
            raise _UncoveredError(msg)
        method = getattr(self._inner, name)

        @functools.wraps(method)
        def plain(*args: Any, **kwargs: Any) -> Any:
            return _run(self._inner, self._steps(name, named(method, args, kwargs)))

        @functools.wraps(method)
        async def coroutine(*args: Any, **kwargs: Any) -> Any:
            return await _arun(self._inner, self._steps(name, named(method, args, kwargs)))

        return coroutine if inspect.iscoroutinefunction(method) else plain

    async def __aenter__(self) -> Self:
        await self._inner.__aenter__()
        return self

    async def __aexit__(self, *details: object) -> None:
        await self._inner.__aexit__(*details)

    def _steps(self, name: str, arguments: dict[str, Any]) -> Steps:
        """Say what a method does; see the module."""
        raise NotImplementedError

    def in_scope(self, scope: str) -> Self:
        """Return the same adapter for one scope, for calls that name no user.

        Args:
            scope: Whose mapping.
        """
        twin = object.__new__(type(self))
        twin.__dict__.update(self.__dict__, _scope=scope)
        return twin


def named(method: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
    """Give each argument its name, those that the method takes in bulk too."""
    signature = inspect.signature(method)
    arguments = dict(signature.bind(*args, **kwargs).arguments)
    for parameter in signature.parameters.values():
        if parameter.kind is parameter.VAR_KEYWORD:
            arguments.update(arguments.pop(parameter.name, {}))
    return arguments


def _run(client: Any, steps: Steps) -> Any:
    try:
        ask = next(steps)
        while True:
            try:
                answer = getattr(client, ask.method)(**ask.arguments)
            except Exception as error:  # noqa: BLE001  # the method says what becomes of it
                ask = steps.throw(error)
            else:
                ask = steps.send(answer)
    except StopIteration as done:
        return done.value


async def _arun(client: Any, steps: Steps) -> Any:
    ask, result = await asyncio.to_thread(_advance, steps.send, None)
    while ask is not None:
        try:
            answer = await getattr(client, ask.method)(**ask.arguments)
        except Exception as error:  # noqa: BLE001  # as above
            ask, result = await asyncio.to_thread(_advance, steps.throw, error)
        else:
            ask, result = await asyncio.to_thread(_advance, steps.send, answer)
    return result


def _advance(go_on: Callable[[Any], Ask], value: Any) -> tuple[Ask | None, Any]:
    try:
        return go_on(value), None
    except StopIteration as done:  # cannot be raised out of a thread
        return None, done.value
