"""Reading what a chat model answered: everything, or nothing and an error.

An answer that cannot be read is not the answer "nothing private": half an array, a refusal
or an apology must never let a text through.
"""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

from langchain_core.messages import AIMessage

from ...taxonomy import PrivacyLevel

SCHEMA: dict[str, Any] = {
    "title": "private_spans",
    "description": "The private parts of the message.",
    "type": "object",
    "properties": {
        "spans": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "original_text": {"type": "string"},
                    "privacy_type": {"type": "string"},
                    "privacy_level": {"type": "string", "enum": ["PL2", "PL3", "PL4"]},
                },
                "required": ["original_text", "privacy_type", "privacy_level"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["spans"],
    "additionalProperties": False,
}
"""What a model is asked to answer with; providers want an object at the root."""

_CUT_OFF = {
    "length", "max_tokens", "max_output_tokens", "content_filter", "refusal", "safety",
    "recitation", "prohibited_content", "error", "incomplete", "model_context_window_exceeded",
}  # fmt: skip
_THOUGHT = re.compile(r"\s*<think>.*?</think>", re.DOTALL)
_FENCE = re.compile(r"^\s*```\w*[ \t]*\n(.*?)\n?\s*```\s*$", re.DOTALL)


class Named(NamedTuple):
    """One entry of an answer, not yet looked for in the text."""

    text: str
    type: str
    level: PrivacyLevel | None


class UnreadableError(Exception):
    """The answer cannot be read in full; its text says why, in words of ours only."""


def read(message: AIMessage) -> list[Named]:
    """Read the entries of an answer.

    Accepted are a JSON array of entries, an object whose only value is such an array, both
    in a code fence or after a `<think>` block, and a single array that is not empty with
    words around it.

    Raises:
        UnreadableError: It is anything else, was cut off, or the model refused.
    """
    reason = next(
        (
            str(message.response_metadata[name]).lower()
            for name in ("finish_reason", "stop_reason", "done_reason")
            if message.response_metadata.get(name)
        ),
        "",
    )
    if message.additional_kwargs.get("refusal") or reason in _CUT_OFF:
        raise UnreadableError("the model refused, or was cut off")
    text = _THOUGHT.sub("", message.text, count=1).strip()
    if fenced := _FENCE.match(text):
        text = fenced[1].strip()
    if not text:
        raise UnreadableError("the answer is empty")
    return [_named(entry) for entry in _entries(text)]


def _entries(text: str) -> list[Any]:
    start = min((at for sign in "[{" if (at := text.find(sign)) >= 0), default=-1)
    if start < 0:
        raise UnreadableError("the answer is no JSON array")
    try:
        value, end = json.JSONDecoder().raw_decode(text, start)
    except (ValueError, RecursionError):
        value, end = None, 0
    if isinstance(value, dict) and len(value) == 1:
        (value,) = value.values()
    if not isinstance(value, list):
        raise UnreadableError("the answer is no JSON array")
    around = text[:start] + text[end:]
    # "I find [] hard to answer" says nothing about the text, nor does the first of two arrays.
    if around.strip() and (not value or re.search(r"[\[\]{}]|<think", around)):
        raise UnreadableError("the answer holds more than a JSON array")
    return value


def _named(entry: Any) -> Named:
    if not isinstance(entry, dict):
        raise UnreadableError("an entry of the answer is no object")
    text, kind = entry.get("original_text"), entry.get("privacy_type")
    if isinstance(text, int) and not isinstance(text, bool):
        text = str(text)  # a code that the model wrote without quotes
    if not isinstance(text, str) or not isinstance(kind, str):
        raise UnreadableError("an entry of the answer lacks its text or its type")
    level = entry.get("privacy_level")
    known = PrivacyLevel.__members__.get(str(level).strip().upper())
    return Named(text, kind, known)
