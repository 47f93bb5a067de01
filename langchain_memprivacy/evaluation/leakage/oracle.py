"""The candidate list: what a cloud learns from which entry of its own list came back hidden.

A known value is protected wherever it appears again. A cloud, or a page that a tool fetches,
can list what a value may be; in the next request, a placeholder stands in the place of the
right one. That is how the method works: the attack measures it, and finds it wide open.
"""

from __future__ import annotations

import json
import random
import re
import string
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from ...engine import PrivacyEngine
from ...extractors.base import Extractor
from ...placeholders import CANONICAL
from ...taxonomy import PrivacyLevel
from ...testing.loopback import Loopback, Reply, ToolCall
from ...vault.memory import MemoryVault
from ..datasets import User
from ..protections import GoldExtractor
from ..untraced import untraced
from .victim import talk

_OTHERS = 9
"""Candidates that a value stands among; an attacker has no reason to stop there."""
_ROW = re.compile(r"(?m)^(?P<number>[0-9]+)\) (?P<row>.*)$")


@untraced
def list_candidates(
    user: User, others: Iterable[User] = (), extractor: Extractor | None = None, *, seed: int = 0
) -> dict[str, dict[str, int]]:
    """Let a page list candidates for every value, and read which of them come back hidden.

    The agent is real, its model is on the loopback and reads the page it asked for: a list
    of values of other people and of made-up ones of the same shape, the right ones somewhere
    among them.

    Args:
        user: Whose conversation the agent has in its context.
        others: Whose values of the same types are candidates too.
        extractor: What finds private spans; None: what the annotators marked.
        seed: Where random draws begin.

    Returns:
        By level, how many values of one line there are (`listed`), and how many the cloud can
        read (`revealed`): a placeholder that it had before the page came stands alone in the
        place of the value.

    Raises:
        LoopbackError: The model received nothing.
        MemPrivacyError: The extractor failed.
    """
    values = _values(user)
    if not values:
        return {}
    rows = _page(values, list(others), random.Random(seed))  # noqa: S311  # no secret is made
    engine = PrivacyEngine(
        extractor or GoldExtractor(user), MemoryVault(), None, "victim", user.real_name
    )

    def open_page() -> str:
        """Open the page."""
        return "\n".join(f"{number}) {row}" for number, row in enumerate(rows))

    def talked(asked: dict[str, Any]) -> Reply:
        is_read = any(message["role"] == "tool" for message in asked["messages"])
        return Reply("done") if is_read else Reply(tool_calls=[ToolCall("open_page", {})])

    with Loopback(talked) as cloud:
        talk(cloud, engine, open_page, user, 2)
        requests = [asked["messages"] for asked in cloud.requests("chat")]
    before = {match[0] for match in CANONICAL.finditer(json.dumps(requests[0]))}
    page = next(m["content"] for m in requests[-1] if m["role"] == "tool")
    # By number: an extractor may find values that span rows.
    seen = {rows[int(one["number"])]: one["row"] for one in _ROW.finditer(page)}
    listed: Counter[str] = Counter()
    revealed: Counter[str] = Counter()
    for value, (_, level) in values.items():
        listed[str(level)] += 1
        revealed[str(level)] += seen.get(value) in before
    return {
        level: {"listed": listed[level], "revealed": revealed[level]} for level in sorted(listed)
    }


def _values(user: User) -> dict[str, tuple[str, PrivacyLevel]]:
    """A user's values of one line, with type and level."""
    return {
        one.text: (one.type, one.level)
        for message in user.messages
        for one in message.privacy
        if one.level > PrivacyLevel.PL1 and "\n" not in one.text and one.text == one.text.strip()
    }


def _page(
    values: dict[str, tuple[str, PrivacyLevel]], others: Sequence[User], chance: random.Random
) -> list[str]:
    """Return all candidates of all values, each once, in an order that tells nothing."""
    theirs = [(kind, text) for one in others for text, (kind, _) in _values(one).items()]
    rows = set(values)
    for value, (kind, _) in values.items():
        same = [text for type_, text in theirs if type_ == kind]
        rows.update(chance.sample(same, min(_OTHERS, len(same))))
        rows.update(_alike(value, chance) for _ in range(_OTHERS))
    return sorted(rows)


def _alike(value: str, chance: random.Random) -> str:
    """Draw a text of the same shape: other digits, or where there is none, other letters."""
    if re.search("[0-9]", value):
        return re.sub("[0-9]", lambda _: chance.choice(string.digits), value)
    drawn = re.sub("[a-z]", lambda _: chance.choice(string.ascii_lowercase), value)
    return re.sub("[A-Z]", lambda _: chance.choice(string.ascii_uppercase), drawn)
