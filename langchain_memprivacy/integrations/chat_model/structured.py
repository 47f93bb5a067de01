"""Answers by a schema: the cloud fills it with placeholders, it is validated when restored.

Parsing opens no run, so that no tracer sees what was restored.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from inspect import signature
from typing import TYPE_CHECKING, Any

from langchain_core.language_models import LanguageModelInput
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.output_parsers import BaseLLMOutputParser
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, Generation
from langchain_core.runnables import Runnable, RunnableBinding, RunnableConfig, RunnableSequence
from langchain_core.runnables.utils import AddableDict
from langchain_core.utils.function_calling import convert_to_json_schema
from langsmith import tracing_context
from pydantic import BaseModel

from ...errors import NotCoveredError
from .answers import discreet
from .call import KINDS, Kinds
from .composing import Composing

if TYPE_CHECKING:
    from .disguise import Disguise

Step = Callable[[Any, bool], Any]
"""One step of parsing: a value and whether more of it is to come."""


def binding_over(inner: Any, binding: Any) -> RunnableBinding[Any, Any]:
    """Check that what an inner model made of itself is itself with arguments.

    Raises:
        NotCoveredError: It is something else, which would call the inner model directly.
    """
    if isinstance(binding, RunnableBinding) and binding.bound is inner:
        return binding
    msg = (
        f"{type(inner).__name__} binds tools or schemas in a way that is not covered"
        f" ({type(binding).__name__}); wrap the model that it binds"
    )
    raise NotCoveredError(msg)


def structured(model: Disguise, schema: Any, *, include_raw: bool, **kwargs: Any) -> Structured:
    """See `PrivacyChatModel.with_structured_output`."""
    inner = model.inner
    first, rest = _parts(inner, inner.with_structured_output(schema, **kwargs))
    steps = [_step(step) for step in rest]
    if isinstance(first.kwargs.get("response_format"), type):
        # The provider's package would validate it itself, and with placeholders in it.
        described = convert_to_json_schema(schema)
        if (
            _is_complete(described)
            and "strict" in signature(inner.with_structured_output).parameters
        ):
            kwargs = {"strict": True, **kwargs}  # as that package would ask for it
        plain = inner.with_structured_output(described, **kwargs)
        first, rest = _parts(inner, plain)
        steps = [*map(_step, rest), _validation(schema)]
    names = frozenset(_tool_names(first.kwargs))
    bound = model.bind(**{KINDS: Kinds(schemas=names), **first.kwargs})
    return Structured(bound, steps, schema, include_raw=include_raw)


def _is_complete(schema: Any) -> bool:
    """Tell whether no property of a JSON schema is optional, as strict answers need it."""
    if isinstance(schema, dict):
        names = schema.get("properties")
        if isinstance(names, dict) and set(names) != set(schema.get("required") or ()):
            return False
        open_ended = schema.get("type") == "object" and names is None
        return not open_ended and all(map(_is_complete, schema.values()))
    return not isinstance(schema, list) or all(map(_is_complete, schema))


def _parts(inner: Any, chain: Any) -> tuple[RunnableBinding[Any, Any], list[Any]]:
    steps = chain.steps if isinstance(chain, RunnableSequence) else [chain]
    for step in steps[1:]:
        if step is inner or getattr(step, "bound", None) is inner:
            binding_over(inner, chain)  # raises: it asks the inner model again
    return binding_over(inner, steps[0]), list(steps[1:])


def _tool_names(kwargs: Mapping[str, Any]) -> Iterator[str]:
    for tool in kwargs.get("tools") or kwargs.get("functions") or ():
        described = tool.get("function", tool) if isinstance(tool, dict) else {}
        if isinstance(described, dict) and isinstance(described.get("name"), str):
            yield described["name"]


def _step(runnable: Any) -> Step:
    if isinstance(runnable, BaseLLMOutputParser):
        return lambda value, partial: runnable.parse_result([_generation(value)], partial=partial)

    def invoke(value: Any, partial: bool) -> Any:  # noqa: FBT001
        del partial
        with tracing_context(enabled=False):
            return runnable.invoke(value, {"callbacks": []})

    return invoke


def _validation(schema: type[BaseModel]) -> Step:
    return lambda value, _: None if value is None else schema.model_validate(value)


def _generation(value: Any) -> Generation:
    if isinstance(value, AIMessageChunk):
        return ChatGenerationChunk(message=value)
    return (
        ChatGeneration(message=value) if isinstance(value, BaseMessage) else Generation(text=value)
    )


class Structured(Composing, Runnable[LanguageModelInput, Any]):
    """A model that answers by a schema.

    Args:
        model: Gives restored messages.
        steps: Make an answer of a message.
        schema: What the answer has to fit.
        include_raw: Return the message and the error beside the answer.
    """

    def __init__(
        self,
        model: Runnable[LanguageModelInput, Any],
        steps: Sequence[Step],
        schema: Any,
        *,
        include_raw: bool,
    ) -> None:
        self.bound = model
        self._steps = steps
        self._schema = schema
        self._include_raw = include_raw

    def __repr__(self) -> str:
        return f"Structured({getattr(self._schema, '__name__', 'schema')}, {self.bound!r})"

    @property
    def InputType(self) -> Any:  # noqa: N802
        """What goes in: what any chat model takes."""
        return self.bound.InputType

    @property
    def OutputType(self) -> Any:  # noqa: N802
        """What comes out."""
        return self._schema if isinstance(self._schema, type) and not self._include_raw else Any

    def invoke(
        self,
        input: LanguageModelInput,
        config: RunnableConfig | None = None,
        **kwargs: Any,
    ) -> Any:
        """Answer.

        Raises:
            ValidationError: The answer does not fit; no value is quoted.
            OutputParserException: It cannot be read; nothing is quoted.
        """
        return self._finish(self.bound.invoke(input, config, **kwargs))

    async def ainvoke(
        self,
        input: LanguageModelInput,
        config: RunnableConfig | None = None,
        **kwargs: Any,
    ) -> Any:
        """Answer; errors as for `invoke`."""
        return self._finish(await self.bound.ainvoke(input, config, **kwargs))

    def stream(
        self,
        input: LanguageModelInput,
        config: RunnableConfig | None = None,
        **kwargs: Any,
    ) -> Iterator[Any]:
        """Yield the answer as it grows; errors as for `invoke`."""
        growing = _Growing(self)
        for chunk in self.bound.stream(input, config, **kwargs):
            yield from growing.feed(chunk)
        yield from growing.end()

    async def astream(
        self,
        input: LanguageModelInput,
        config: RunnableConfig | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[Any]:
        """Yield the answer as it grows; errors as for `invoke`."""
        growing = _Growing(self)
        async for chunk in self.bound.astream(input, config, **kwargs):
            for part in growing.feed(chunk):
                yield part
        for part in growing.end():
            yield part

    def parse(self, message: Any, *, partial: bool = False) -> Any:
        """Make an answer of a message."""
        value = message
        for step in self._steps:
            value = step(value, partial)
        return value

    def attempt(self, message: Any) -> tuple[Any, Exception | None]:
        """Make an answer of a whole message, or say what is wrong with it, discreetly."""
        failure: Exception | None = None
        try:
            return self.parse(message), None
        except Exception as error:  # noqa: BLE001  # any of them may quote the message
            failure = discreet(error, self._schema)
        return None, failure

    @property
    def include_raw(self) -> bool:
        """Whether the message and the error are returned too."""
        return self._include_raw

    def _finish(self, message: Any) -> Any:
        parsed, failure = self.attempt(message)
        if self._include_raw:
            return {"raw": message, "parsed": parsed, "parsing_error": failure}
        if failure is not None:
            raise failure
        return parsed


class _Growing:
    """An answer that arrives in chunks."""

    def __init__(self, owner: Structured) -> None:
        self._owner = owner
        self._message: Any = None
        self._last: Any = None

    def feed(self, chunk: Any) -> Iterator[Any]:
        self._message = chunk if self._message is None else self._message + chunk
        if self._owner.include_raw:
            yield AddableDict(raw=chunk)
            return
        try:
            parsed = self._owner.parse(self._message, partial=True)
        except Exception:  # noqa: BLE001  # it is not complete; `end` will tell
            return
        if parsed is not None and parsed != self._last:
            self._last = parsed
            yield parsed

    def end(self) -> Iterator[Any]:
        parsed, failure = self._owner.attempt(self._message)
        if self._owner.include_raw:
            yield AddableDict(parsed=parsed, parsing_error=failure)
        elif failure is not None:
            raise failure
        elif parsed is not None and parsed != self._last:
            yield parsed
