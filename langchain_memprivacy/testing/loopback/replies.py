"""What the loopback cloud says: scripted replies, and how one is chosen."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from ...placeholders import CANONICAL


@dataclass(frozen=True)
class ToolCall:
    """A call of a tool that the model asks for.

    Attributes:
        name: The tool's name.
        args: Its arguments, or the text to send in their place, valid JSON or not.
        id: The call's identifier; left out, each call gets one of its own.
    """

    name: str
    args: Mapping[str, Any] | str = field(default_factory=dict)
    id: str = ""

    @property
    def arguments(self) -> str:
        """The arguments as text, characters beyond ASCII as they are."""
        if isinstance(self.args, str):
            return self.args
        return json.dumps(dict(self.args), ensure_ascii=False)


@dataclass(frozen=True)
class Reply:
    """An answer of the model.

    Attributes:
        text: The answer's text.
        tool_calls: The tools it calls.
        reasoning: What it thinks first: `reasoning_content`, or a reasoning summary.
        finish: The reason to stop, in words of chat completions (`length`,
            `content_filter`); left out, `tool_calls` or `stop` as it is the case.
    """

    text: str = ""
    tool_calls: Sequence[ToolCall] = ()
    reasoning: str = ""
    finish: str = ""

    @property
    def reason(self) -> str:
        """Why the answer ended."""
        return self.finish or ("tool_calls" if self.tool_calls else "stop")


@dataclass(frozen=True)
class Fault:
    """A failure in place of an answer.

    Attributes:
        kind: The HTTP status, or `broken`: the connection ends inside the answer.
        quote: Text that the error body contains, to see where it goes.
        path: Which requests fail when set as `Loopback.fault`: those with this in their
            path.
        retry: Whether the client may try again; left out, it is told not to, so that
            tests need not wait for it.
    """

    kind: int | Literal["broken"] = 500
    quote: str = ""
    path: str = "/v1/"
    retry: bool = False


Answer = str | Reply | Fault
Step = Answer | Callable[[dict[str, Any]], Answer]
Script = Step | Sequence[Step]


def echo(asked: dict[str, Any]) -> str:
    """Name the placeholders of the last message, each once."""
    messages = asked.get("messages") or asked.get("input") or ""
    last = messages[-1] if isinstance(messages, list) else messages
    content = last.get("content", last) if isinstance(last, dict) else last
    found = dict.fromkeys(match[0] for match in CANONICAL.finditer(str(content)))
    return f"I hold {' and '.join(found)}, no more." if found else "I hold nothing."


def choose(script: Script, turn: int, asked: dict[str, Any]) -> Reply | Fault:
    """Take the reply to a request.

    Args:
        script: What to say: one for all turns, or a list of which the last is repeated.
        turn: How many requests were answered before.
        asked: The request.

    Returns:
        The reply, every tool call with an identifier, or the fault.
    """
    if not isinstance(script, str) and isinstance(script, Sequence):
        script = script[min(turn, len(script) - 1)]
    answer = script(asked) if callable(script) else script
    if isinstance(answer, Fault):
        return answer
    reply = Reply(answer) if isinstance(answer, str) else answer
    calls = [
        call if call.id else replace(call, id=f"call_{turn + 1}_{number}")
        for number, call in enumerate(reply.tool_calls, 1)
    ]
    return replace(reply, tool_calls=calls)


def cut(text: str, size: int) -> Iterator[str]:
    """Cut a text into deltas of `size` characters."""
    return (text[start : start + size] for start in range(0, len(text), size))


def tokens(text: str) -> int:
    """Count tokens as a rule of thumb does, four characters each, never none."""
    return max(1, len(text) // 4)
