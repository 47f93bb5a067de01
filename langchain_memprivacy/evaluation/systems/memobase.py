"""A Memobase service as a memory system."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid5

from memobase import ChatBlob, MemoBaseClient

from ...integrations.memobase import PrivacyMemobase
from ..datasets import Message
from ..protections import Protection
from .base import Settings, Side

_SPACE = UUID("6d656d70-7269-5661-8379-6576616c7500")
"""In which the service's ids of users are made from ours."""
_TOKENS = 200
"""How long one memory of the context may be, in tokens."""


class MemobaseSystem:
    """A user of a Memobase service, ours behind `PrivacyMemobase`.

    Args:
        protection: What stands before it.
        settings: Its url and key are used.
        user: The user's opaque id.

    Raises:
        MemorySystemError: There is no url.
    """

    def __init__(self, protection: Protection, settings: Settings, user: str) -> None:
        settings.needed("url")
        self._side = Side(protection)
        self._client: Any = MemoBaseClient(api_key=settings.key, project_url=settings.url)
        ours = PrivacyMemobase(self._client, protection.engine)
        client: Any = ours if self._side.is_ours else self._client
        # One name a method: their profiles must not meet in the service.
        self._user = client.get_or_create_user(str(uuid5(_SPACE, f"{user} {protection.method}")))

    def add(self, session: Sequence[Message]) -> None:
        """See `MemorySystem.add`."""
        turns: Any = [{**t, "created_at": session[0].date} for t in self._side.turns(session)]
        self._user.insert(ChatBlob(messages=turns))
        self._user.flush(sync=True)

    def search(self, query: str, limit: int) -> list[str]:
        """See `MemorySystem.search`: the service answers with one text, profile and events."""
        chats = [{"role": "user", "content": self._side.out(query)}]
        return [self._side.back(self._user.context(max_token_size=_TOKENS * limit, chats=chats))]

    def rows(self) -> bytes:
        """See `MemorySystem.rows`: what the service stores cannot be seen."""
        return b""

    def close(self) -> None:
        """See `MemorySystem.close`."""
        self._client.client.close()
