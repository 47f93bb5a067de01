"""Exceptions of tools as the outside may see them: the same type, without private values."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from langchain_core.tools import ToolException
from langgraph.errors import GraphBubbleUp, GraphInterrupt
from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from ..errors import MemPrivacyError
from ..messages import Walker

# Pydantic cuts what it quotes in the middle, and no vault knows the halves of a value.
_QUOTED = re.compile(r"input_value=.*?(?=, input_type=)", re.DOTALL)

Hide = Callable[[Any], Any]


def hidden_error(error: Exception, walker: Walker) -> Exception:
    """Make an exception that says the same without private values.

    It has the type of the original wherever one can be made, so that rules about which
    errors to retry or to tell the model about go on working; else it is a
    `ToolException`. What it was caused by, its traceback and attributes that cannot be
    read (an HTTP response) stay behind.

    Args:
        error: What a tool raised.
        walker: Desensitizes.
    """
    if isinstance(error, MemPrivacyError):
        return bare(error)
    with suppress(Exception):  # whatever it is, the type cannot be kept
        return _twin(error, walker)
    with suppress(Exception):  # fail closed
        return ToolException(hidden_text(f"{type(error).__name__}: {error}", walker))
    return ToolException(f"{type(error).__name__}: what it says could not be desensitized")


def bare(error: Exception) -> Exception:
    """Take everything off an exception that could lead to private values."""
    error.__cause__ = error.__context__ = None
    return error.with_traceback(None)


def hidden_signal(error: GraphBubbleUp, walker: Walker) -> GraphBubbleUp:
    """Do the same for what LangGraph sends up as an exception: interrupts, commands.

    Args:
        error: An interrupt or a command to the parent graph; other signals pass.
        walker: Desensitizes, and knows commands.

    Raises:
        NotCoveredError: There is something in it that cannot be protected.
    """
    twin = copy.copy(error)
    if isinstance(error, GraphInterrupt):
        interrupts = []
        for interrupt in error.args[0] if error.args else ():
            hidden = copy.copy(interrupt)
            object.__setattr__(hidden, "value", walker.value(interrupt.value, "tool", ""))
            interrupts.append(hidden)
        twin.args = (tuple(interrupts),)
    else:
        twin.args = tuple(walker.value(arg, "tool") for arg in error.args)
    return bare(twin)  # type: ignore[return-value]


def _twin(error: Exception, walker: Walker) -> Exception:
    def hide(value: Any) -> Any:
        return hidden_text(value, walker) if isinstance(value, str) else walker.value(value, "tool")

    made = type(error)
    if isinstance(error, ValidationError):
        twin: Exception = _validation(error, hide)
    elif isinstance(error, ExceptionGroup):
        inner = [hidden_error(each, walker) for each in error.exceptions]
        twin = made(hide(error.message), inner)
    else:
        args = error.__reduce__()[1] if isinstance(error, OSError) else error.args
        hidden = tuple(map(hide, args))
        twin = made(*hidden) if made.__module__ == "builtins" else made.__new__(made, *hidden)
        if not isinstance(error, OSError):  # which keeps the name of a file beside them
            twin.args = hidden
    for name, value in vars(error).items():
        try:
            vars(twin)[name] = walker.value(value, "tool", name)
        except MemPrivacyError:  # what cannot be read stays behind
            continue
    for text in (str(twin), repr(twin)):
        if hide(text) != text:
            msg = "the type builds its text of more than its arguments"
            raise ValueError(msg)
    return twin


def _validation(error: ValidationError, hide: Hide) -> ValidationError:
    lines = [
        InitErrorDetails(
            type=PydanticCustomError(line["type"], hide(line["msg"]).replace("{", "{{")),
            loc=tuple(map(hide, line["loc"])),
            input=None,
        )
        for line in error.errors(include_url=False, include_context=False, include_input=False)
    ]
    return ValidationError.from_exception_data(hide(error.title), lines, hide_input=True)


def hidden_text(text: str, walker: Walker) -> str:
    """Desensitize what an error said, without what pydantic quoted in it."""
    hidden = walker.value(_QUOTED.sub("input_value=...", text), "tool")
    assert isinstance(hidden, str)
    return hidden
