"""Messages written out, so that a history need not be walked again with each turn."""

from __future__ import annotations

import json
import marshal
from typing import TypeVar

from langchain_core.messages import BaseMessage

M = TypeVar("M", bound=BaseMessage)


def fields_of(message: BaseMessage) -> bytes | None:
    """Write a message's class and fields; None where it holds more than plain values.

    Two messages are written alike only if they are equal in every value and its type.
    """
    if message.__pydantic_extra__ or message.__pydantic_private__:
        return None
    kind = type(message)
    try:
        return marshal.dumps((kind.__module__, kind.__qualname__, vars(message)), 2)
    except ValueError:
        return None


def text_of(message: BaseMessage) -> str:
    """Write out every text and number of a message whose fields could be written."""
    return json.dumps(list(vars(message).values()), ensure_ascii=False, default=repr)


def with_fields(message: M, written: bytes) -> M:
    """Return a copy of a message with the fields that `fields_of` wrote of another."""
    twin = message.model_copy()
    twin.__dict__.update(marshal.loads(written)[2])  # noqa: S302  # written by this process
    return twin
