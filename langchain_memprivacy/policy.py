"""Which spans are protected, and how long their values are kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType

from .errors import PolicyError
from .taxonomy import PrivacyLevel, type_tag


@dataclass(frozen=True, slots=True)
class Retention:
    """How long a value is kept.

    Args:
        at_rest: Whether the value may be written to disk. If not, it lives in the
            memory of the process; its placeholder stays the same all the same,
            because a keyed fingerprint of it is kept.
        lifetime: After this time the value is erased and its placeholder is no longer
            restored, until the value is seen again. None: no limit.

    Raises:
        PolicyError: The lifetime is not positive.
    """

    at_rest: bool = True
    lifetime: timedelta | None = None

    def __post_init__(self) -> None:
        if self.lifetime is not None and self.lifetime <= timedelta(0):
            raise PolicyError("retention: lifetime must be longer than zero; leave it out for none")


KEEP = Retention()
"""On disk, encrypted, until forgotten."""

MEMORY_ONLY = Retention(at_rest=False)
"""Never on disk; gone when the process ends."""

_DEFAULT_RETENTION = MappingProxyType({PrivacyLevel.PL4: MEMORY_ONLY})


@dataclass(frozen=True)
class ToolPolicy:
    """Up to which level placeholders are restored into the arguments of tools.

    A tool acts in the world: a page that talks the model into it can have it send
    `<PASSWORD_1>` anywhere. What is not restored reaches the tool as a placeholder.

    Args:
        local: For tools that run on the device; None: nothing is restored.
        remote: For memory tools and tools of MCP servers, which are exits themselves.
        named: By tool name, instead of the above. Only here may PL4 be allowed.

    Raises:
        PolicyError: PL4 is allowed for tools that are not named.
    """

    local: PrivacyLevel | None = PrivacyLevel.PL3
    remote: PrivacyLevel | None = None
    named: Mapping[str, PrivacyLevel | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("local", "remote"):
            limit = _limit(getattr(self, name))
            if limit is PrivacyLevel.PL4:
                msg = f"tool policy: {name} cannot be PL4; name the tools that need credentials"
                raise PolicyError(msg)
            object.__setattr__(self, name, limit)
        named = {tool: _limit(level) for tool, level in self.named.items()}
        object.__setattr__(self, "named", MappingProxyType(named))

    def upto(self, tool: str, *, remote: bool = False) -> PrivacyLevel | None:
        """Return the highest level restored for a tool, or None where nothing is.

        Args:
            tool: Its name.
            remote: Whether it is a memory tool or runs elsewhere.
        """
        if tool in self.named:
            return self.named[tool]
        return self.remote if remote else self.local


@dataclass(frozen=True)
class PrivacyPolicy:
    """What leaves the device and what does not (the paper's threshold, and more).

    Args:
        threshold: Spans of this level and above are protected.
        include: Types protected whatever their level; any spelling of a type.
        exclude: Types never protected; any spelling of a type.
        retention: Retention by level; a `timedelta` stands for a lifetime at rest.
            Levels left out: PL4 in memory only, all others kept.
        tools: What tools get to see.

    Raises:
        PolicyError: A type is both included and excluded, or a retention is neither a
            `Retention` nor a `timedelta`.
    """

    threshold: PrivacyLevel = PrivacyLevel.PL2
    include: Iterable[str] = ()
    exclude: Iterable[str] = ()
    retention: Mapping[PrivacyLevel, Retention | timedelta] = field(default_factory=dict)
    tools: ToolPolicy = field(default_factory=ToolPolicy)

    def __post_init__(self) -> None:
        for name in ("include", "exclude"):
            types = getattr(self, name)
            if isinstance(types, str):
                msg = f"policy: {name} takes several types, write ({types!r},)"
                raise PolicyError(msg)
            object.__setattr__(self, name, frozenset(map(type_tag, types)))
        both = frozenset(self.include) & frozenset(self.exclude)
        if both:
            msg = f"policy: included and excluded at once: {', '.join(sorted(both))}"
            raise PolicyError(msg)
        object.__setattr__(self, "threshold", _level(self.threshold))
        retention = {
            **_DEFAULT_RETENTION,
            **{_level(k): _kept(v) for k, v in self.retention.items()},
        }
        object.__setattr__(self, "retention", MappingProxyType(retention))

    def protects(self, type: str, level: PrivacyLevel) -> bool:  # noqa: A002
        """Tell whether values of this type tag and level are replaced."""
        if type in self.exclude:
            return False
        return level >= self.threshold or type in self.include

    def retention_of(self, level: PrivacyLevel) -> Retention:
        """Return how long values of this level are kept."""
        found = self.retention.get(level, KEEP)
        assert isinstance(found, Retention)
        return found


def _level(value: object) -> PrivacyLevel:
    try:
        return PrivacyLevel(value)  # type: ignore[arg-type]
    except ValueError:
        raise PolicyError("policy: a level is one of PL1, PL2, PL3, PL4") from None


def _limit(value: object) -> PrivacyLevel | None:
    return None if value is None else _level(value)


def _kept(value: object) -> Retention:
    if isinstance(value, timedelta):
        return Retention(lifetime=value)
    if isinstance(value, Retention):
        return value
    raise PolicyError("policy: retention takes a Retention or a timedelta for each level")
