"""Questions to a judging model that nobody else reads along with: no trace, no cache."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, HumanMessage
from langchain_core.runnables import Runnable, RunnableSequence

from ..errors import MemPrivacyError
from .untraced import untraced

T = TypeVar("T")
_UNSUPPORTED = {400, 404, 405, 415, 422, 501}
"""HTTP statuses of servers that do not know the parameters of structured output."""


class JudgeError(MemPrivacyError):
    """A judging model failed or gave no readable answer, however often it was asked."""


class Asked:
    """A model that answers in JSON of one schema, or in words.

    Args:
        model: Any chat model; a copy without its callbacks and its cache is asked.
        schema: The JSON schema of an answer; None: answers are text.
        retries: How often to ask again when an answer fails or cannot be read.
    """

    def __init__(
        self, model: BaseChatModel, schema: Mapping[str, Any] | None = None, *, retries: int = 1
    ) -> None:
        self._name = type(model).__name__
        self._plain: Runnable[Any, Any] = model.model_copy(
            update={"callbacks": None, "cache": False, "verbose": False}
        )
        self._structured = _structured(self._plain, schema)
        self._tries = 1 + retries

    def ask(self, question: str, read: Callable[[str], T]) -> T:
        """Ask, and read the answer.

        Args:
            question: One user turn.
            read: Makes something of the answer's text; a `ValueError`, `KeyError` or
                `TypeError` of its says that it cannot.

        Raises:
            JudgeError: No answer could be read; names the model and the kind of failure.
        """
        why = ""
        for _ in range(self._tries):
            try:
                return read(self._answer(question))
            except (ValueError, KeyError, TypeError):
                why = "its answer cannot be read"
            except Exception as error:  # noqa: BLE001  # its text may quote the question
                why = f"it failed with {type(error).__name__}"
        # Outside the handlers: what was caught must not travel along as the context.
        msg = f"the model {self._name} was asked {self._tries} times: {why}; try another model"
        raise JudgeError(msg)

    def _answer(self, question: str) -> str:
        if self._structured is not None:
            try:
                return _ask(self._structured, question)
            except Exception as error:
                if getattr(error, "status_code", None) not in _UNSUPPORTED:
                    raise
            answer = _ask(self._plain, question)
            self._structured = None
            return answer
        return _ask(self._plain, question)


def read_object(text: str) -> dict[str, Any]:
    """Read the first JSON object of an answer, whatever words are around it.

    Raises:
        ValueError: There is none.
    """
    value, _ = json.JSONDecoder().raw_decode(text, text.index("{"))
    if not isinstance(value, dict):
        raise TypeError("no object")
    return value


@untraced
def _ask(model: Runnable[Any, Any], question: str) -> str:
    answer: AIMessage = model.invoke([HumanMessage(question)], {"callbacks": []})
    return answer.text


def _structured(model: Any, schema: Mapping[str, Any] | None) -> Runnable[Any, Any] | None:
    """The model with the schema bound to it; None where it has no such mode."""
    if schema is None:
        return None
    try:
        chain = model.with_structured_output(dict(schema), method="json_schema")
    except Exception:  # noqa: BLE001  # each provider has its own way to say no
        return None
    # The model without the parser behind it: answers with and without schema are read alike.
    return chain.first if isinstance(chain, RunnableSequence) else None
