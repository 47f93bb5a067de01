"""How long a known conversation and a long reply take.

Processor time, so that a busy machine does not count against them; nothing here waits for a disk.
"""

from __future__ import annotations

import time

import pytest

from langchain_memprivacy import MemPrivacy, PrivacyLevel, PrivateValue, SQLiteVault
from langchain_memprivacy.placeholders import find_placeholders

pytestmark = pytest.mark.benchmark(timer=time.process_time)

MESSAGES = [
    f"Message {i}: please write to guest{i % 60}.moor@brightleaf.io about table {i % 9}, and call +1 303-555-01{i % 90 + 10}."
    for i in range(400)
]


def test_a_known_conversation_again(median, goal, tmp_path):
    """An agent sends its whole history with each turn: what was desensitized before is cheap."""
    with SQLiteVault(tmp_path / "vault.db", key=tmp_path / "key") as vault:
        privacy = MemPrivacy(vault=vault)

        def send():
            return [privacy.desensitize(message) for message in MESSAGES]

        first = send()
        assert not any("brightleaf" in text or "303-555" in text for text in first)
        assert send() == first
        goal("desensitize 400 known messages", median(send), 5, "ms", "processor")


def test_restore_a_long_reply(median, goal, tmp_path):
    """10 kB with 100 placeholders."""
    prose = "Here is what I would do next, one step after the other, without any hurry at all: "
    with SQLiteVault(tmp_path / "vault.db", key=tmp_path / "key") as vault:
        values = [
            PrivateValue(f"guest{i}.moor@brightleaf.io", "EMAIL", PrivacyLevel.PL2)
            for i in range(100)
        ]
        vault.assign("local", values)
        privacy = MemPrivacy(vault=vault)
        reply = "".join(f"{prose}<EMAIL_{i + 1}>. "[:100].ljust(100) for i in range(100))
        assert len(reply) == 10_000
        assert sum(1 for _ in find_placeholders(reply)) == 100
        assert "guest99.moor@brightleaf.io" in privacy.restore(reply)
        goal(
            "restore 10 kB with 100 placeholders",
            median(privacy.restore, reply),
            0.5,
            "ms",
            "processor",
        )
