"""Notices when the body of a tool is about to send private text to a model of its own."""

from __future__ import annotations

import warnings
from typing import Any

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.messages import BaseMessage

from ..errors import MemPrivacyError
from ..messages import Walker


class ModelGuard(BaseCallbackHandler):
    """The only callback in the body of a tool: warns before a model is sent private text.

    An agent as a tool is easily forgotten: its model is as much of an exit as that of
    the agent around it. Models behind a boundary of their own are told placeholders, and
    pass. Whether a model runs on this device cannot be told, hence a warning; where
    warnings are errors, nothing is sent.

    Args:
        tool: The tool's name.
        walker: Desensitizes.
    """

    raise_error = True

    def __init__(self, tool: str, walker: Walker) -> None:
        self._tool = tool
        self._walker = walker

    def on_chat_model_start(
        self, serialized: dict[str, Any], messages: list[list[BaseMessage]], **_: Any
    ) -> None:
        """Look at the messages of a chat model."""
        del serialized
        self._look([message.content for batch in messages for message in batch])

    def on_llm_start(self, serialized: dict[str, Any], prompts: list[str], **_: Any) -> None:
        """Look at the prompts of a completion model."""
        del serialized
        self._look(prompts)

    def _look(self, said: list[Any]) -> None:
        try:
            private = self._walker.value(said, "user") != said
        except MemPrivacyError:
            private = True
        if private:
            msg = (
                f"the tool {self._tool!r} sends private values to a model: put PrivacyChatModel"
                " or protect around it, or restore nothing for this tool (ToolPolicy named)"
            )
            warnings.warn(msg, UserWarning, stacklevel=2)
