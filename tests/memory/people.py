"""Fictional people for tests of memories: what is theirs alone, and how it is looked for."""

from __future__ import annotations

import inspect
import threading

from langchain_memprivacy import MemoryVault, MemPrivacy

MAIL = "nora.whitfield@brightleaf.io"
PHONE = "+49 151 23456789"
CARD = "4929182600537714"
IBAN = "DE44500105175407324931"
TOKEN = "ghp_VbK3nQ8sLw2xTz6yRd4mHc9pJf5gAe7uNq1B"
WORDS = {"PL2 mail": MAIL, "PL2 phone": PHONE, "PL3 iban": IBAN, "PL4 token": TOKEN}
DIGITS = {"PL3 card": CARD}
ALL = f"Mail {MAIL}, call {PHONE}, card {CARD}, IBAN {IBAN}, the access token is {TOKEN}."
SEEN = "Mail <EMAIL_1>, call <PHONE_NUMBER_1>, card <FINANCIAL_ACCOUNT_1>, IBAN <FINANCIAL_ACCOUNT_2>, the access token is <TOKEN_1>."


def engine(**settings):
    """An engine with the rules and a vault in memory."""
    return MemPrivacy(**{"vault": MemoryVault(), **settings})


class WatchedVault(MemoryVault):
    """A vault that keeps in `threads` who has asked it for anything."""

    def __init__(self):
        super().__init__()
        self.threads = set()

    def __getattribute__(self, name):
        if name in {"assign", "changes", "lookup", "tag"}:
            self.threads.add(threading.get_ident())
        return super().__getattribute__(name)


async def done(result):
    """Wait for what a coroutine returns; what a plain method returns is there."""
    return await result if inspect.isawaitable(result) else result
