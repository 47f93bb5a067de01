"""What LangChain makes of a model, where each piece keeps the boundary for what is added later.

Without it `private.with_fallbacks([backup])` would hand the raw text to the backup.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.runnables import (
    Runnable,
    RunnableBinding,
    RunnableConfig,
    RunnableWithFallbacks,
)
from langchain_core.runnables.base import RunnableEach
from langchain_core.runnables.configurable import RunnableConfigurableAlternatives
from langchain_core.runnables.retry import RunnableRetry

from ...errors import NotCoveredError
from .call import KINDS
from .disguise import Disguise


class Composing:
    """Wraps whatever stands in for a protected model: fallbacks and alternatives.

    A Runnable around the model (`with_retry`, `with_fallbacks`, a sequence) opens a run of
    its own, and tracers record its raw input: trace with a client that looks, or use `protect`.
    """

    def bind(self, **kwargs: Any) -> Any:
        """Bind arguments; see `Runnable.bind`."""
        return _recast(Bound, super().bind(**kwargs))  # type: ignore[misc]

    def with_config(self, config: RunnableConfig | None = None, **kwargs: Any) -> Any:
        """Bind a config; see `Runnable.with_config`."""
        return _recast(Bound, super().with_config(config, **kwargs))  # type: ignore[misc]

    def with_listeners(self, **kwargs: Any) -> Any:
        """Bind listeners; see `Runnable.with_listeners`."""
        return _recast(Bound, super().with_listeners(**kwargs))  # type: ignore[misc]

    def with_alisteners(self, **kwargs: Any) -> Any:
        """Bind asynchronous listeners; see `Runnable.with_alisteners`."""
        return _recast(Bound, super().with_alisteners(**kwargs))  # type: ignore[misc]

    def with_types(self, input_type: Any = None, output_type: Any = None) -> Any:
        """Bind types; see `Runnable.with_types`."""
        types = {"input_type": input_type, "output_type": output_type}
        return _recast(Bound, super().with_types(**types))  # type: ignore[misc]

    def map(self) -> Any:
        """Take lists; see `Runnable.map`."""
        return _recast(Mapped, super().map())  # type: ignore[misc]

    def with_retry(self, **kwargs: Any) -> Any:
        """Try again after failures; see `Runnable.with_retry`."""
        return _recast(Retrying, super().with_retry(**kwargs))  # type: ignore[misc]

    def with_fallbacks(self, fallbacks: Sequence[Any], **kwargs: Any) -> Any:
        """Ask other models where this one fails, through the same boundary.

        Args:
            fallbacks: Chat models, or bindings of them (tools, arguments, a config); those
                that are not protected are wrapped with this model's engine and settings.
            **kwargs: `exceptions_to_handle` and `exception_key`; see `Runnable.with_fallbacks`.

        Raises:
            NotCoveredError: One is something else, which would be sent raw text.
        """
        covered = [_covered(fallback, self) for fallback in fallbacks]
        return _recast(FallingBack, super().with_fallbacks(covered, **kwargs))  # type: ignore[misc]

    def configurable_alternatives(self, which: Any, **kwargs: Any) -> Any:
        """Choose among models by the config, all through the same boundary.

        Raises:
            NotCoveredError: An alternative is no chat model; one that a function makes is
                looked at when it is made.
        """
        named = {
            name: item if name in {"default_key", "prefix_keys"} else _alternative(item, self)
            for name, item in kwargs.items()
        }
        return _recast(Choosing, super().configurable_alternatives(which, **named))  # type: ignore[misc]


class Bound(Composing, RunnableBinding[Any, Any]):
    """A protected model with arguments, a config, listeners or types."""


class Mapped(Composing, RunnableEach[Any, Any]):
    """A protected model that takes lists."""


class Retrying(Composing, RunnableRetry[Any, Any]):
    """A protected model that is asked again."""


class FallingBack(Composing, RunnableWithFallbacks[Any, Any]):
    """Protected models that are asked one after the other."""


class Choosing(Composing, RunnableConfigurableAlternatives):  # type: ignore[type-arg]
    """Protected models one of which the config chooses."""


def _alternative(item: Any, owner: Composing) -> Any:
    if isinstance(item, Runnable):
        return _covered(item, owner)
    make: Callable[[], Any] = item
    return lambda: _covered(make(), owner)


def _covered(other: Any, owner: Composing) -> Any:
    """Put the boundary of a model around another one.

    Raises:
        NotCoveredError: It is no chat model and no binding of one.
    """
    if isinstance(other, Composing):
        return other
    if isinstance(other, BaseChatModel):
        model = _model_in(owner)
        return type(model)(
            inner=other, privacy=model.privacy, contract=model.contract, upto=model.upto
        )
    if isinstance(other, RunnableBinding) and isinstance(other.bound, BaseChatModel):
        # What kind of tools they are cannot be told from what a binding keeps of them.
        known = {k: v for k, v in getattr(owner, "kwargs", {}).items() if k == KINDS}
        update = {"bound": _covered(other.bound, owner), "kwargs": {**known, **other.kwargs}}
        return _recast(Bound, other.model_copy(update=update))
    msg = (
        f"not covered: a {type(other).__name__} in place of a protected model would be sent raw"
        " text; pass a chat model, a binding of one, or what was made of a PrivacyChatModel"
    )
    raise NotCoveredError(msg)


def _model_in(thing: Any) -> Disguise:
    while not isinstance(thing, Disguise):
        held = vars(thing)
        thing = next(held[name] for name in ("bound", "runnable", "default") if name in held)
    return thing


def _recast(made: Callable[..., Any], like: Any) -> Any:
    """Make the same Runnable again as one of ours."""
    if isinstance(like, Composing):
        return like
    return made(**{name: getattr(like, name) for name in type(like).model_fields})
