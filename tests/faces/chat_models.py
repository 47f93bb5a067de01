"""A protected model over the loopback cloud, and the values that must not reach it."""

from __future__ import annotations

import contextlib
from typing import Any

from langchain_openai import ChatOpenAI

from langchain_memprivacy import MemoryVault, MemPrivacy, ScopeError
from langchain_memprivacy.integrations.chat_model import PrivacyChatModel
from langchain_memprivacy.testing.extractors import FixedExtractor
from langchain_memprivacy.testing.loopback import Loopback

NAME = 'Nora "Ney" Whitfield'
MAIL = "nora.whitfield@brightleaf.io"
CARD = "4929 1826 0053 7714"
SECRET = "Juniper\\Lantern-58"
VALUES = {"PL2 name": NAME, "PL2 mail": MAIL, "PL3 card": CARD, "PL4 secret": SECRET}
ALL = f"I am {NAME}, mail {MAIL}, card {CARD}, password {SECRET}."
SEEN = "I am <REAL_NAME_1>, mail <EMAIL_1>, card <BANK_CARD_1>, password <PASSWORD_1>."
"""`ALL` as the cloud gets it."""


def engine(**settings: Any) -> MemPrivacy:
    """An engine that knows the values above, and nothing else."""
    extractor = FixedExtractor(
        {
            NAME: ("REAL_NAME", "PL2"),
            MAIL: ("EMAIL", "PL2"),
            CARD: ("BANK_CARD", "PL3"),
            SECRET: ("PASSWORD", "PL4"),
        }
    )
    return MemPrivacy(**{"extractor": extractor, "vault": MemoryVault(), **settings})


def openai(cloud: Loopback, **settings: Any) -> ChatOpenAI:
    """The inner model."""
    known = {"model": "gpt-4o-mini", "base_url": cloud.base_url, "api_key": "made-up"}
    return ChatOpenAI(**{**known, "stream_usage": True, "max_retries": 0, **settings})


def protected(cloud: Loopback, privacy: MemPrivacy | None = None, **inner: Any) -> PrivacyChatModel:
    """The inner model, protected, with every placeholder of `SEEN` issued."""
    privacy = privacy or engine()
    with contextlib.suppress(ScopeError):  # of an engine whose scope depends on the call
        assert privacy.desensitize(ALL) == SEEN
    return PrivacyChatModel(inner=openai(cloud, **inner), privacy=privacy)
