"""What a cloud model is told about placeholders."""

from __future__ import annotations

from langchain_core.messages import BaseMessage, SystemMessage

from ..placeholders import CONTRACT


def with_contract(messages: list[BaseMessage], contract: str | None) -> list[BaseMessage]:
    """Put the contract at the end of the system prompt, or make it the system prompt.

    Args:
        messages: What goes to the model; stays as it is.
        contract: The text, or None for none.
    """
    if not contract:
        return messages
    if messages and isinstance(messages[0], SystemMessage):
        return [added_to(messages[0], contract), *messages[1:]]
    return [SystemMessage(contract), *messages]


def added_to(message: SystemMessage | None, contract: str | None = CONTRACT) -> SystemMessage:
    """Return a system message that ends with the contract, once."""
    if message is None:
        return SystemMessage(contract or "")
    if not contract or contract in message.text:
        return message
    if isinstance(message.content, str):
        content: str | list[str | dict[str, str]] = f"{message.content}\n\n{contract}"
    else:
        content = [*message.content, {"type": "text", "text": contract}]
    return message.model_copy(update={"content": content})
