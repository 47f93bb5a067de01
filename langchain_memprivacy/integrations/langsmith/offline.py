"""`offline_target`: evaluate on this device, and send nothing."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any, TypeVar, cast

from langsmith import tracing_context

F = TypeVar("F", bound=Callable[..., Any])


def offline_target(target: F) -> F:
    """Make a function that is evaluated without being traced.

    `evaluate(..., upload_results=False)` does send: the run of every Runnable inside of
    the target, raw, even where tracing is off by the environment. Inside of this one
    there is no tracing.

    Args:
        target: What is evaluated: a function, or a coroutine function for `aevaluate`.

    Returns:
        A function with the same signature.

    Example:
        ```python
        evaluate(offline_target(answer), data=examples, upload_results=False, client=...)
        ```
    """
    if inspect.iscoroutinefunction(target):

        @functools.wraps(target)
        async def aquiet(*args: Any, **kwargs: Any) -> Any:
            with tracing_context(enabled=False):
                return await target(*args, **kwargs)

        return cast("F", aquiet)

    @functools.wraps(target)
    def quiet(*args: Any, **kwargs: Any) -> Any:
        with tracing_context(enabled=False):
            return target(*args, **kwargs)

    return cast("F", quiet)
