"""Asking a chat model so that nobody else reads along: no trace, no cache, in time."""

from __future__ import annotations

import json
import re
import threading
from pathlib import Path
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, HumanMessage
from langchain_core.runnables import Runnable, RunnableSequence
from langsmith import tracing_context

from .answer import SCHEMA

DEFAULT_PROMPT = Path(__file__).parents[1] / "prompt.txt"
"""The prompt of this package, in English, for messages in English and Chinese."""

NAME = "{real_name}"
"""Stands once in a prompt, where the user's real name belongs."""

_UNSUPPORTED = {400, 404, 405, 415, 422, 501}
"""HTTP statuses of servers that do not know the parameters of structured output."""

# What could begin a control token of some chat template: <|im_end|>, </s>, <|turn>, [INST],
# [gMASK], [|endofturn|], [unused1], [e~[, ]~b]. Of what is common in texts, "a < b", "[1, 2]"
# and "[]" stay as they are.
_CONTROL = re.compile(r"<(?=[^\s<])|\[(?=[^\s\d\[\]])|\](?=~)")
_SURROGATE = re.compile("[\ud800-\udfff]")  # half a character: cannot be sent
_NOT_IN_NAMES = re.compile(r"[<>\[\]{}|\"\\\x00-\x1f]+")


def sendable(text: str) -> str:
    """Put U+FFFD in place of what UTF-8 cannot carry; offsets stay the same."""
    return _SURROGATE.sub("\ufffd", text)


def render(prompt: str, text: str, role: str, real_name: str | None) -> str:
    """Write the question about one message.

    The message is a JSON string in it, with no quote, line end or control token of its own.

    Args:
        prompt: With `NAME` in it once; ends where the message's JSON begins.
        text: The message.
        role: Who wrote it.
        real_name: The user's own name, where known.
    """
    before, _, after = prompt.partition(NAME)
    name = " ".join(_NOT_IN_NAMES.sub(" ", real_name or "").split())
    message = json.dumps({"role": role, "content": sendable(text)}, ensure_ascii=False)
    # The braces of the object stay as they are: only strings of it hold these.
    safe = _CONTROL.sub(lambda match: f"\\u{ord(match[0]):04x}", message)
    return f"{before}{sendable(name) or 'unknown'}{after}{safe}"


class Asker:
    """Puts questions to a model; structured answers where the model can, for as long as it can.

    Args:
        model: The chat model; a copy without its callbacks and its cache is asked.
        structured: Whether to ask for answers in a JSON schema at first.
        timeout: Seconds for one answer.
    """

    def __init__(self, model: BaseChatModel, *, structured: bool, timeout: float) -> None:
        self._plain: Runnable[Any, Any] = model.model_copy(
            update={"callbacks": None, "cache": False, "verbose": False}
        )
        self._timeout = timeout
        self._structured = _structured(self._plain) if structured else None

    @property
    def structured(self) -> bool:
        """Whether answers are asked for in a JSON schema."""
        return self._structured is not None

    def ask(self, question: str) -> AIMessage:
        """Ask once.

        A server that refuses the schema is asked again without it; where that works, it is
        not sent the schema any more.

        Raises:
            TimeoutError: There is no answer in time.
            Exception: Whatever the model raises; its text may quote the question.
        """
        structured = self._structured
        if structured is None:
            return self._in_time(self._plain, question)
        try:
            return self._in_time(structured, question)
        except Exception as error:
            if getattr(error, "status_code", None) not in _UNSUPPORTED:
                raise
        answer = self._in_time(self._plain, question)
        self._structured = None
        return answer

    def _in_time(self, model: Runnable[Any, Any], question: str) -> AIMessage:
        """Ask in a thread of its own: it has no caller's callbacks, and can be left behind."""
        done: list[AIMessage | BaseException] = []

        def work() -> None:
            try:
                # Both: one for the environment's traces, one for handlers of a context.
                with tracing_context(enabled=False):
                    done.append(model.invoke([HumanMessage(question)], {"callbacks": []}))
            except BaseException as error:  # noqa: BLE001  # raised again by who waits
                done.append(error)

        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        thread.join(self._timeout)
        if not done:
            raise TimeoutError
        (answer,) = done
        if isinstance(answer, BaseException):
            raise answer
        return answer


def _structured(model: Any) -> Runnable[Any, Any] | None:
    """The model with the schema bound to it; None where it has no such mode."""
    try:
        chain = model.with_structured_output(SCHEMA, method="json_schema")
    except Exception:  # noqa: BLE001  # each provider has its own way to say no
        return None
    # The model without the parser behind it: answers with and without schema are read alike.
    return chain.first if isinstance(chain, RunnableSequence) else None
