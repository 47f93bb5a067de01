"""One walk over messages and values; what becomes of the text is its direction's business.

Nothing is changed in place: what the caller passed stays as it is, the copy has the same
classes and ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from langchain_core.documents.base import BaseMedia
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import Generation, LLMResult
from langchain_core.prompt_values import PromptValue
from pydantic import BaseModel

from .arguments import completed, in_json
from .directions import Restore
from .fields import (
    ARGUMENTS,
    BLOCK_LABELS,
    BLOCKS,
    CALLS,
    FAMILIAR,
    MESSAGE_LABELS,
    METADATA,
    METADATA_LABELS,
    ROLES,
    is_kind,
    is_opaque,
    is_signed,
    role_of,
    tool_of,
)
from .kept import fields_of, text_of, with_fields
from .values import ValueWalker

_LABELLED = (BaseMedia, PromptValue, Generation, LLMResult)
"""They label themselves; in models of others an id may be anything."""

_KNOWN = FAMILIAR | CALLS | METADATA | {"artifact"}
"""Fields that errors may name, whatever message has them."""

_NUMBERS = frozenset({bool, int, float})
_SMALL = 999
"""Counts up to here identify nobody."""

M = TypeVar("M", bound=BaseMessage)


class Walker(ValueWalker):
    """Rewrites everything that carries text in a message or a value.

    A private number or date becomes text on the way out, and comes back as text: nothing
    says then what it was. Numbers of fewer than five digits are hidden only where their
    key says that they are private (`{"pin": 4417}`).

    Args:
        direction: What becomes of each text.
    """

    shares = False
    """Whether a message that is known to hold nothing private may come back as it is; else
    as a copy, which nobody can use to change what the caller has."""

    def messages(self, messages: Iterable[BaseMessage]) -> list[BaseMessage]:
        """Rewrite a conversation; what is found late in it is hidden early in it, too."""
        every = list(messages)
        return self._settled(lambda: [self._message(message, 0) for message in every])

    def message(self, message: M) -> M:
        """Rewrite one message: content, name, calls, artifact and all it carries besides.

        Raises:
            NotCoveredError: It has a field that is not known (on the way out).
        """
        return self._settled(lambda: self._message(message, 0))

    def content(self, content: Any, role: str) -> Any:
        """Rewrite a message's content: a text, or a list of texts and blocks."""
        return self._content(content, role, 0)

    def block(self, block: Any, role: str) -> Any:
        """Rewrite a content block of any provider: all but its labels is text."""
        return self._block(block, role, 0)

    def arguments(self, args: Any, tool: str, role: str) -> Any:
        """Rewrite the arguments of a call of a tool: a dict, or JSON in a string."""
        return self._arguments(args, tool, role, 0)

    def _message(self, message: M, depth: int) -> M:
        mark = self.direction.mark()
        written = None if mark is None else fields_of(message)
        if written is None:
            return self._walked(message, depth)
        kept = self.direction.kept(written, lambda: text_of(message))
        if kept is not None:
            return message if self.shares and kept == written else with_fields(message, kept)
        walked = self._walked(message, depth)
        result = fields_of(walked)
        if result is not None:
            self.direction.keep(written, result, mark)
        return walked

    def _walked(self, message: M, depth: int) -> M:
        role = role_of(message)
        update: dict[str, Any] = {}
        for name, item in vars(message).items():
            if item is None or item is False or item == "":
                continue
            if type(item) in {list, dict} and not item:
                update[name] = item.copy()
                continue
            known = self._field(name, item, role, depth)
            update[name] = self._unknown(message, name, item) if known is None else known
        for name, item in (message.__pydantic_extra__ or {}).items():
            self._unknown(message, name, item)
        if message.__pydantic_private__:
            self.direction.unknown(f"private attributes of {type(message).__name__}", message)
        if isinstance(message, AIMessage) and isinstance(self.direction, Restore):
            update = completed(message, update)
        return message.model_copy(update=update)

    def _unknown(self, message: BaseMessage, name: str, item: Any) -> Any:
        if item is None or isinstance(item, bool):
            return item
        if isinstance(item, (str, list, tuple, dict)) and not item:
            return item
        declared = name in type(message).model_fields or name in _KNOWN
        field = f"field {name!r}" if declared else "an extra field"
        return self.direction.unknown(f"{field} of {type(message).__name__}", item)

    def _field(self, name: str, item: Any, role: str, depth: int) -> Any:
        """Rewrite a field that all messages have, or some; None for one that is not known."""
        result = None
        if name == "content":
            result = self._content(item, role, depth)
        elif is_kind(name, item):
            result = item
        elif name in MESSAGE_LABELS:
            result = self._label(item, role)
        elif name == "name":
            result = self.direction.name(item, role) if isinstance(item, str) else None
        elif name in METADATA and isinstance(item, Mapping):
            result = self._report(item, role, depth)
        elif name == "additional_kwargs" and isinstance(item, Mapping):
            result = self._labelled(item, role, depth)
        elif name in CALLS and isinstance(item, (list, tuple)):
            result = [self._labelled(call, role, depth, call=True) for call in item]
        elif name == "artifact":
            result = self._value(item, role, "", depth + 1)
        return result

    def _content(self, content: Any, role: str, depth: int) -> Any:
        if isinstance(content, str):
            return self._text(content, role, "")
        if type(content) in {list, tuple}:
            return type(content)([self._block(block, role, depth) for block in content])
        return self._value(content, role, "", depth)

    def _block(self, block: Any, role: str, depth: int) -> Any:
        if not isinstance(block, Mapping):
            return self._value(block, role, "", depth)
        if is_signed(block) and not self.direction.signed():
            return block
        return self._labelled(block, role, depth)

    def _label(self, item: Any, role: str) -> Any:
        if type(item) is str:
            return self.direction.label(item, role)
        if type(item) in {int, float}:
            return self.direction.count(item, str(item), role) if item > _SMALL else item
        return self._value(item, role, "", 0)

    def _labelled(self, value: Any, role: str, depth: int, *, call: bool = False) -> Any:
        """Rewrite a dict in which some keys hold labels, not text, and one may hold arguments."""
        if not isinstance(value, Mapping):
            return self._value(value, role, "", depth)
        tool = tool_of(value)
        if call and tool is None:
            tool = ""

        def entry(key: Any, item: Any) -> Any:
            if item is None or item == "" or is_opaque(key, item) or is_kind(key, item):
                return item
            is_label = key in BLOCK_LABELS or (key == "name" and tool is not None)
            if is_label and not isinstance(item, (Mapping, list)):
                return self._label(item, role)
            if key in ARGUMENTS and tool is not None:
                return self._arguments(item, tool, role, depth + 1)
            return self._part(value, key, item, role, depth)

        def walk() -> Any:
            items = {
                key if key in FAMILIAR else self._label(key, role): entry(key, item)
                for key, item in value.items()
            }
            return self._like(value, items, role, depth)

        return self._within(value, depth, walk)

    def _part(self, block: Mapping[Any, Any], key: Any, item: Any, role: str, depth: int) -> Any:
        if key in BLOCKS and isinstance(item, Mapping):
            return self._block(item, role, depth + 1)
        if key in BLOCKS and isinstance(item, (list, tuple)):
            return [self._block(inner, role, depth + 1) for inner in item]
        if key in METADATA and isinstance(item, Mapping):
            return self._report(item, role, depth + 1)
        return self._entry(block, key, item, role, depth)

    def _report(self, value: Any, role: str, depth: int, key: Any = "") -> Any:  # noqa: PLR0911
        """Rewrite what a provider reports: numbers are counts, some texts are labels."""
        if value is None or type(value) in _NUMBERS:
            return value if value is None else self._label(value, role)
        if isinstance(value, str):
            if key in METADATA_LABELS:
                return self._label(value, role)
            return self._value(value, role, str(key), depth)
        if key == "logprobs":
            return self._logprobs(value, role)
        if isinstance(value, Mapping):

            def walk() -> Any:
                items = {
                    k if k in FAMILIAR else self._label(k, role): v
                    if v is None or (type(v) in _NUMBERS and v <= _SMALL)
                    else self._report(v, role, depth + 1, k)
                    for k, v in value.items()
                }
                return self._like(value, items, role, depth)

            return self._within(value, depth, walk)
        if type(value) is list:
            return self._within(
                value, depth, lambda: [self._report(v, role, depth + 1, key) for v in value]
            )
        return self._value(value, role, str(key), depth)

    def _logprobs(self, item: Any, role: str) -> Any:
        """Tokens say nothing each, and everything one after the other."""
        pieces: list[Any] = []
        if isinstance(item, Mapping):
            pieces = [token for part in item.values() for token in part or ()]
        spelled = "".join(str(p.get("token", "")) for p in pieces if isinstance(p, Mapping))
        if self.direction.text(spelled, role) == spelled:
            return item
        return self.direction.unknown("logprobs of a text with private values in it", item)

    def _arguments(self, args: Any, tool: str, role: str, depth: int) -> Any:
        direction = self.direction.for_tool(tool)
        inner = self if direction is self.direction else type(self)(direction)
        if not isinstance(args, str):
            return inner._value(args, role, "", depth)  # noqa: SLF001
        rewritten = in_json(args, lambda leaf, key: inner._value(leaf, role, key, depth))  # noqa: SLF001
        return direction.text(args, role) if rewritten is None else rewritten

    def _mapping(self, value: Mapping[Any, Any], role: str, depth: int) -> Any:
        spoken = value.get("role") or value.get("type")
        speaker = ROLES.get(spoken) if isinstance(spoken, str) else None
        if speaker is None or not ("content" in value or "tool_calls" in value):
            rewritten = super()._mapping(value, role, depth)
            if speaker is not None and isinstance(value.get("data"), Mapping):
                # As `messages_to_dict` writes it.
                rewritten.update({k: v for k, v in value.items() if is_kind(k, v)})
            return rewritten
        items = {}
        for key, item in value.items():
            known = None if item is None else self._field(key, item, speaker, depth)
            if known is None:
                known = self._part(value, key, item, speaker, depth)
            items[key if key in FAMILIAR else self._label(key, role)] = known
        return self._like(value, items, role, depth)

    def _items(self, value: Any, role: str, key: str, depth: int) -> Any:
        if type(value) is tuple and len(value) == 2 and isinstance(value[0], str):
            speaker = ROLES.get(value[0])
            if speaker is not None:  # ("user", "hello")
                return value[0], self._content(value[1], speaker, depth + 1)
        return super()._items(value, role, key, depth)

    def _model(self, value: BaseModel, role: str, depth: int) -> Any:
        if isinstance(value, BaseMessage):
            return self._message(value, depth + 1)
        return super()._model(value, role, depth)

    def _attribute(self, owner: Any, name: str, item: Any, role: str, depth: int) -> Any:
        if isinstance(owner, _LABELLED):
            if name in {"id", "type"}:
                return self._label(item, role)
            if name in METADATA and isinstance(item, Mapping):
                return self._report(item, role, depth + 1)
        return super()._attribute(owner, name, item, role, depth)
