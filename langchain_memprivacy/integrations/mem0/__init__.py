"""Mem0 with placeholders: its library with local stores, and its platform.

Mem0 reports its use to a third party, and the platform's client says there whose account
it is. Importing this package before `mem0` keeps that off (it sets `MEM0_TELEMETRY=False`
where that is not set), and an adapter turns it off for the process; what Mem0 has sent
before cannot be taken back.
"""

import os
import sys

from .adapter import PrivacyMem0

if "mem0" not in sys.modules:
    os.environ.setdefault("MEM0_TELEMETRY", "False")

__all__ = ["PrivacyMem0"]
