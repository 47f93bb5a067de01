"""What a boundary says about itself, and how it is composed with other Runnables."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import Any, NoReturn, Self, cast

from langchain_core.runnables import Runnable, RunnableConfig, RunnableSequence
from langchain_core.runnables.base import coerce_to_runnable
from langchain_core.runnables.config import merge_configs, var_child_runnable_config

from ..engine import PrivacyEngine
from ..taxonomy import PrivacyLevel

ConfigFactory = Callable[[RunnableConfig], RunnableConfig]

_INSTEAD = {
    name: f"use PrivacyChatModel, or protect(model.{name}(...), privacy)"
    for name in ("bind_tools", "with_structured_output")
}
"""What to do where a model is expected."""


class Shell(Runnable[Any, Any]):
    """A Runnable around another one.

    What LangChain would put around it (a sequence, retries, fallbacks) opens a run that
    records what goes in and out. So all of it goes inside of the boundary.

    Attributes:
        inner: What is protected; calls on it are not.
    """

    def __init__(
        self,
        inner: Runnable[Any, Any],
        privacy: PrivacyEngine,
        upto: PrivacyLevel = PrivacyLevel.PL4,
        config: RunnableConfig | None = None,
        kwargs: dict[str, Any] | None = None,
        factories: tuple[ConfigFactory, ...] = (),
    ) -> None:
        self.inner = inner
        self.name = getattr(inner, "name", None)
        self._privacy = privacy
        self._upto = upto
        self._config = config
        self._kwargs = kwargs or {}
        self._factories = factories

    def __getattr__(self, name: str) -> NoReturn:
        remedy = _INSTEAD.get(name, ".inner is what is protected")
        msg = f"{type(self).__name__!r} object has no attribute {name!r}; {remedy}"
        raise AttributeError(msg)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({type(self.inner).__name__})"

    def get_name(self, suffix: str | None = None, *, name: str | None = None) -> str:
        """Return the name of the inside."""
        return self.inner.get_name(suffix, name=name)

    @property
    def InputType(self) -> Any:  # noqa: N802  # LangChain's name
        """The type of the inside's input."""
        return self.inner.InputType

    @property
    def OutputType(self) -> Any:  # noqa: N802  # LangChain's name
        """The type of the inside's output."""
        return self.inner.OutputType

    def get_input_schema(self, config: RunnableConfig | None = None) -> Any:
        """Return the schema of the inside's input."""
        return self.inner.get_input_schema(config)

    def get_output_schema(self, config: RunnableConfig | None = None) -> Any:
        """Return the schema of the inside's output."""
        return self.inner.get_output_schema(config)

    @property
    def config_specs(self) -> Any:
        """What the inside can be told in `configurable`."""
        return self.inner.config_specs

    def get_graph(self, config: RunnableConfig | None = None, **kwargs: Any) -> Any:
        """Return the inside's graph, to draw it."""
        return self.inner.get_graph(config, **kwargs)

    def with_config(self, config: RunnableConfig | None = None, **kwargs: Any) -> Self:
        """Return a copy that adds a config to every call."""
        return self._twin(config=merge_configs(self._config, config, cast("Any", kwargs)))

    def bind(self, **kwargs: Any) -> Self:
        """Return a copy that adds keyword arguments to every call; they are protected, too."""
        return self._twin(kwargs={**self._kwargs, **kwargs})

    def with_retry(self, **kwargs: Any) -> Shell:
        """Return a boundary around the inside with retries."""
        return self._around(self.inner.with_retry(**kwargs))

    def with_fallbacks(self, fallbacks: Any, **kwargs: Any) -> Any:
        """Return a boundary around the inside with fallbacks, which thus are protected."""
        return self._around(self.inner.with_fallbacks(fallbacks, **kwargs))

    def with_listeners(self, **kwargs: Any) -> Shell:
        """Return a boundary around the inside with listeners; they see placeholders."""
        return self._around(self.inner.with_listeners(**kwargs))

    def with_alisteners(self, **kwargs: Any) -> Shell:
        """Do as `with_listeners` for async ones."""
        return self._around(self.inner.with_alisteners(**kwargs))

    def with_types(self, **kwargs: Any) -> Shell:
        """Return a boundary around the inside with other types."""
        return self._around(self.inner.with_types(**kwargs))

    def map(self) -> Shell:
        """Return a boundary around the inside that takes lists."""
        return self._around(self.inner.map())

    def pipe(self, *others: Any, name: str | None = None) -> Any:
        """Return a boundary around a sequence of the inside and others.

        The others work on placeholders. For work on raw text call a function on what
        the boundary returns.
        """
        return self._around(RunnableSequence(self.inner, *others, name=name))

    def __or__(self, other: Any) -> Any:
        """Do as `pipe`."""
        return self.pipe(coerce_to_runnable(other))

    def __ror__(self, other: Any) -> Any:
        """Do as `pipe`, for what comes before: functions and dicts.

        A Runnable that comes before decides by itself: its sequence stands around the
        boundary and records raw text; protect the sequence instead.
        """
        return self._around(RunnableSequence(coerce_to_runnable(other), self.inner))

    def _twin(
        self, config: RunnableConfig | None = None, kwargs: dict[str, Any] | None = None
    ) -> Self:
        return type(self)(
            self.inner,
            self._privacy,
            self._upto,
            config or self._config,
            self._kwargs if kwargs is None else kwargs,
            self._factories,
        )

    @abstractmethod
    def _around(self, inner: Runnable[Any, Any]) -> Shell:
        """Return a boundary around something else, with the settings of this one."""

    def _merged(self, config: RunnableConfig | None) -> RunnableConfig:
        merged = merge_configs(config)
        if self._config:
            merged = merged_alone(self._config, merged)
        return merge_configs(merged, *(make(merged) for make in self._factories))


def merged_alone(*configs: RunnableConfig | None) -> RunnableConfig:
    """Merge configs, and not that of the run around, which is merged with what calls bring.

    Args:
        configs: The last one's entries count.
    """
    token = var_child_runnable_config.set(None)
    try:
        return merge_configs(*configs)
    finally:
        var_child_runnable_config.reset(token)
