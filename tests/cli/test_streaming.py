"""`restore` prints what is certain while its input is still open."""

from __future__ import annotations

import os
import selectors
import time

import pytest


def read(process, wanted: bytes, seconds: float = 20) -> bytes:
    """Read until what is wanted has arrived; the input stays open all the while."""
    got = b""
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        end = time.monotonic() + seconds
        while len(got) < len(wanted) and selector.select(end - time.monotonic()):
            piece = os.read(process.stdout.fileno(), 65536)
            if not piece:
                break
            got += piece
    return got


@pytest.mark.usefixtures("told")
def test_pieces_come_out_as_soon_as_they_are_certain(start):
    """Each piece brings out all but what may be the beginning of a placeholder."""
    process = start("restore")
    for piece, certain in (
        (b"Dear ", b"Dear "),
        (b"friend, <EMA", b"friend, "),
        (b"IL_1", b""),
        (b"> and \xe4\xbd", b"nora.whitfield@brightleaf.io and "),
        (b"\xa0 <EMAIL_9> <", "\u4f60 <EMAIL_9> ".encode()),
    ):
        process.stdin.write(piece)
        if certain:
            assert read(process, certain) == certain
    process.stdin.close()
    assert process.stdout.read() == b"<"
    assert process.wait(20) == 0
    assert process.stderr.read() == b"memprivacy: 1 placeholder(s) have no value in this scope\n"
