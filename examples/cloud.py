"""The cloud of the examples, and what it was sent.

Where OPENAI_API_KEY is set, it is OpenAI (OPENAI_MODEL and OPENAI_BASE_URL say which model,
where); else a scripted one on 127.0.0.1, so that the examples run offline. They need the
extra: `pip install 'langchain-memprivacy[chat]'`.
"""

from __future__ import annotations

import json
import os
import textwrap
from collections.abc import Iterable
from typing import Any

import httpx
from langchain_openai import ChatOpenAI

from langchain_memprivacy.testing.loopback import Loopback, assert_clean


class Cloud:
    """A chat model in the cloud, and every byte that was sent to it.

    Args:
        script: What the scripted one answers, one reply a request.

    Attributes:
        model: The chat model.
        sent: The bodies of the requests, as they left.
    """

    def __init__(self, *script: Any) -> None:
        self.sent: list[bytes] = []
        address = {}
        if not os.environ.get("OPENAI_API_KEY"):
            address = {"base_url": Loopback(script).base_url, "api_key": "none"}
        self.model = ChatOpenAI(
            model=os.environ.get("OPENAI_MODEL", "gpt-4.1-mini"),
            http_client=httpx.Client(event_hooks={"request": [self._note]}),
            **address,
        )

    def _note(self, request: httpx.Request) -> None:
        self.sent.append(request.read())

    def saw(self) -> str:
        """Return the last message of a user or tool that was sent."""
        messages = json.loads(self.sent[-1])["messages"]
        return next(m["content"] for m in reversed(messages) if m["role"] in {"user", "tool"})

    def prove(self, values: Iterable[str]) -> None:
        """Say what the cloud received; fail if one of these values is in it."""
        values = list(values)
        assert_clean(b"\n".join(self.sent), values)
        print(f"\ncloud received {len(self.sent)} requests, none of {len(values)} private values")


def side_by_side(left: str, right: str, width: int = 46) -> None:
    """Print what the cloud sees beside what the user sees."""
    columns = [textwrap.wrap(text, width) for text in (left, right)]
    for row in range(max(map(len, columns))):
        cells = [column[row] if row < len(column) else "" for column in columns]
        print(f"{cells[0]:<{width}} | {cells[1]}".rstrip())
    print("-" * width + "-+-" + "-" * width)
