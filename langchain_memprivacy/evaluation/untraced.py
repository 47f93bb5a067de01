"""Evaluations handle raw data sets: whoever traces around them must not read along."""

from __future__ import annotations

import functools
from collections.abc import Callable
from contextvars import Context
from typing import ParamSpec, TypeVar

from langsmith import tracing_context

P = ParamSpec("P")
T = TypeVar("T")


def untraced(function: Callable[P, T]) -> Callable[P, T]:
    """Make a function that nobody traces, whatever the environment or a caller says.

    It runs in a context of its own: a run around it would pass its callbacks on.

    Args:
        function: What handles raw text; no coroutine function and no generator.

    Returns:
        A function with the same signature.
    """

    @functools.wraps(function)
    def quiet(*args: P.args, **kwargs: P.kwargs) -> T:
        def work() -> T:
            with tracing_context(enabled=False, parent=False):
                return function(*args, **kwargs)

        return Context().run(work)

    return quiet
