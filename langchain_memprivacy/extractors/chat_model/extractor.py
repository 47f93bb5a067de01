"""`ChatModelExtractor`: private spans from any chat model of LangChain."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Literal

from langchain_core.language_models import BaseChatModel

from ...errors import ExtractorError
from ...spans import PrivacySpan
from .answer import Named, UnreadableError, read
from .asking import DEFAULT_PROMPT, NAME, Asker, render, sendable
from .clients import confine
from .endpoint import RemoteModelError
from .placing import place
from .windows import windows

_OVERLAP = 300
"""Characters that neighbouring windows share, where windows are long enough."""


class ChatModelExtractor:
    """Asks a chat model which parts of a message are private.

    The model should run on this machine (vLLM, llama.cpp, Ollama: `ChatOpenAI` with their
    `base_url`), because it gets raw text: without `allow_remote` its client is looked into,
    and nothing is sent through a proxy or after a redirect off the loopback interface.
    It is asked without callbacks, tracing and cache.
    Each question is one user turn: the prompt, then the message as a JSON string in which
    no control token of a chat template is left, so that it cannot end its turn.

    Answers: a JSON schema is asked for (`with_structured_output`) until the model's class or
    server refuses it, then a bare JSON array; both are read in the same tolerant way. What
    cannot be read to its end is asked for again, then an error: it never counts as
    "nothing private". Values that the model made up are dropped and counted.

    `langchain.debug` and loggers of the provider's client at level DEBUG show questions:
    leave them off.

    Args:
        model: The chat model, best at temperature 0.
        prompt: A prompt of your own. It holds `{real_name}` once and ends where the JSON
            of the message begins.
        allow_remote: Whether raw text may go to a model that is not known to be on this
            machine.
        timeout: Seconds for one answer. A late request is left behind; give the model a
            timeout too, so that it ends.
        retries: How often to ask again when an answer fails or cannot be read.
        max_chars: Longer messages are asked about in overlapping windows of this length.
        structured: Whether to ask for a JSON schema; False for models that were trained to
            answer with a bare array.
        level: Whose level counts for standard types: the one of the type (`type`) or the
            model's (`model`).

    Attributes:
        dropped: How many values that are not in their message were dropped so far.

    Raises:
        RemoteModelError: The model is not known to be on this machine.
        TypeError: `model` is no chat model.
        ValueError: A number is too small, or the prompt does not hold `{real_name}` once.
    """

    def __init__(
        self,
        model: BaseChatModel,
        *,
        prompt: str | None = None,
        allow_remote: bool = False,
        timeout: float = 60,
        retries: int = 1,
        max_chars: int = 4000,
        structured: bool = True,
        level: Literal["type", "model"] = "type",
    ) -> None:
        if not isinstance(model, BaseChatModel):
            msg = f"ChatModelExtractor: a chat model is needed, not {type(model).__name__}"
            raise TypeError(msg)
        # Not a number, or longer than a thread can wait: every question would fail.
        if not 0 < timeout <= threading.TIMEOUT_MAX or retries < 0 or max_chars < 100:
            raise ValueError(
                "ChatModelExtractor: timeout > 0 and finite, retries >= 0, max_chars >= 100"
            )
        if level not in {"type", "model"}:
            raise ValueError("ChatModelExtractor: level is 'type' or 'model'")
        self._prompt = DEFAULT_PROMPT.read_text("utf-8") if prompt is None else prompt
        if self._prompt.count(NAME) != 1:
            msg = f"ChatModelExtractor: the prompt must hold {NAME} exactly once"
            raise ValueError(msg)
        asked = model if allow_remote else confine(model)
        self._asker = Asker(asked, structured=structured, timeout=timeout)
        self._name = type(model).__name__
        self._tries = 1 + retries
        self._max_chars = max_chars
        self._trust_level = level == "model"
        self._lock = threading.Lock()
        self.dropped = 0

    def __repr__(self) -> str:
        return f"ChatModelExtractor({self._name})"

    def extract(
        self, text: str, *, role: str = "user", real_name: str | None = None
    ) -> list[PrivacySpan]:
        """See `Extractor.extract`.

        Raises:
            ExtractorError: The model failed, was too late or gave no readable answer.
            RemoteModelError: Its server sends requests on to another machine.
            TypeError: The text, the role or the name is no string.
        """
        if not all(isinstance(given, str) for given in (text, role, real_name or "")):
            raise TypeError("ChatModelExtractor.extract: text, role and real_name are strings")
        if not text.strip():
            return []
        overlap = min(_OVERLAP, self._max_chars // 4)
        spans: dict[PrivacySpan, None] = {}
        sent = sendable(text)
        for window in windows(sent, self._max_chars, overlap):
            found, dropped = self._window(sent, window, role, real_name)
            spans.update(dict.fromkeys(found))
            with self._lock:
                self.dropped += dropped
        return [replace(span, text=text[span.start : span.end]) for span in spans]

    def _window(
        self, text: str, window: str, role: str, real_name: str | None
    ) -> tuple[list[PrivacySpan], int]:
        """Ask about a window; what it holds is found in the whole text."""
        question = render(self._prompt, window, role, real_name)
        why, kind = "", ExtractorError
        for _ in range(self._tries):
            try:
                entries: list[Named] = read(self._asker.ask(question))
                return place(text, entries, trust_level=self._trust_level, source="chat_model")
            except UnreadableError as error:
                why = str(error)
            except TimeoutError:
                why = "it gave no answer in time"
            except Exception as error:  # noqa: BLE001  # its text may quote the message
                if stray := _stray(error):
                    why, kind = str(stray), RemoteModelError
                    break
                why = f"it failed with {type(error).__name__}"
        # Outside the handlers: what was caught must not travel along as the context.
        msg = f"the chat model could not say what is private: {why}; the text was not let through"
        raise kind(msg)


def _stray(error: BaseException | None) -> RemoteModelError | None:
    """Find what stopped a request, which clients wrap in errors of their own."""
    while error:
        if isinstance(error, RemoteModelError):
            return error
        error = error.__cause__
    return None
