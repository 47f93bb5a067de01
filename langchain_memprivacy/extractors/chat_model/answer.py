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

_ENDED = {
    "stop", "end_turn", "stop_sequence", "eos", "eos_token", "complete", "completed",
}  # fmt: skip
"""How providers call the end that a model itself came to; any other reason is an error."""
_REASONS = ("finish_reason", "stop_reason", "stopReason", "done_reason", "status")
_FAULTS = ("incomplete_details", "error")
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

    Accepted are a JSON array of entries, an object whose only key is `spans` and holds such
    an array, both in a code fence or after a `<think>` block, and a single array that is
    not empty with words around it.

    Raises:
        UnreadableError: It is anything else, names a key twice, did not come to its own
            end, or the model refused.
    """
    if not _came_to_its_end(message):
        raise UnreadableError("the model refused, or was cut off")
    text = _THOUGHT.sub("", message.text, count=1).strip()
    if fenced := _FENCE.match(text):
        text = fenced[1].strip()
    if not text:
        raise UnreadableError("the answer is empty")
    return [_named(entry) for entry in _entries(text)]


def _came_to_its_end(message: AIMessage) -> bool:
    about = message.response_metadata
    told = [about[name] for name in _REASONS if about.get(name) not in (None, "")]
    blocks = message.content if isinstance(message.content, list) else []
    return (
        # An enumeration writes itself as FinishReason.STOP.
        all(str(reason).rpartition(".")[2].lower() in _ENDED for reason in told)
        and about.get("done") is not False
        and not any(about.get(name) for name in _FAULTS)
        and not message.additional_kwargs.get("refusal")
        and not (message.tool_calls or message.invalid_tool_calls)
        and not any(isinstance(block, dict) and "refusal" in block for block in blocks)
    )


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object: a key that stands twice in it hides what it held first."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key is repeated")
    return found


def _entries(text: str) -> list[Any]:
    start = min((at for sign in "[{" if (at := text.find(sign)) >= 0), default=-1)
    if start < 0:
        raise UnreadableError("the answer is no JSON array")
    try:
        value, end = json.JSONDecoder(object_pairs_hook=_once).raw_decode(text, start)
    except (ValueError, RecursionError):
        value, end = None, 0
    if isinstance(value, dict) and value.keys() == {"spans"}:
        value = value["spans"]
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
