"""The agent that attacks are tried on: one local tool, its model on the loopback cloud."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from langchain.agents import create_agent
from langchain_core.tools import StructuredTool

from ...engine import PrivacyEngine
from ...integrations.middleware import PrivacyMiddleware
from ...testing.loopback import Loopback
from ..datasets import User
from .cloud import MODELS, expect, loopback_model


def talk(
    cloud: Loopback, privacy: PrivacyEngine, tool: Callable[..., str], user: User, least: int
) -> None:
    """Let an agent go through a user's whole conversation.

    Args:
        cloud: Plays its model.
        privacy: What protects it.
        tool: Its only tool, with a docstring.
        user: Whose conversation.
        least: How many requests the model must have received.

    Raises:
        LoopbackError: It received fewer.
        MemPrivacyError: The extractor failed.
    """
    agent: Any = create_agent(
        loopback_model(cloud),
        [StructuredTool.from_function(tool)],
        middleware=[PrivacyMiddleware(privacy)],
    )
    agent.invoke({"messages": [{"role": m.role, "content": m.content} for m in user.messages]})
    expect(MODELS, cloud.received, least)
